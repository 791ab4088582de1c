"""Pictures: what Pillow says of a cover. https://podcasters.apple.com/support/896-artwork-requirements"""

from __future__ import annotations

import io
import warnings
from typing import Any

from podfeed.assets.said import Said, Saying
from podfeed.limits import DEFAULT

_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"}


def check_picture(data: bytes, extension: str, most: int = DEFAULT.pixels) -> Saying:
    """Yield what is wrong with a cover; one of more pixels is not decoded."""
    size = len(data)
    if size > 512 << 10:
        severity = "warning" if size > 5 << 20 else None
        yield Said("image-file-heavy", f"the picture has {size / (1 << 20):.1f} MB", severity=severity)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its size, which is told, and of what is damaged
        found = list(_opened(data, extension, most))
    yield from found


def _opened(data: bytes, extension: str, most: int) -> Saying:
    from PIL import Image  # noqa: PLC0415 - only where there is a picture

    image: Any = None
    try:
        image = Image.open(io.BytesIO(data))
        width, height = image.size
        if width * height > most:
            message = f"the picture has {width} by {height} pixels, and no more than {most} are decoded ([limits] pixels)"
            yield Said("image-too-large", message, value=f"{width}x{height}")
            return
        yield from _format(image, extension)
        yield from _size(width, height)
        image.load()
    except Image.DecompressionBombError:
        message = f"the picture has far more than the {most} pixels that are decoded ([limits] pixels)"
        yield Said("image-too-large", message)
    except Exception as error:  # a broken picture can break its parser in any way
        broken = (
            "the file is no picture that can be read" if image is None else f"the picture is damaged: {error}"
        )
        yield Said("image-corrupt", broken)


def _format(image: Any, extension: str) -> Saying:
    if image.format not in ("JPEG", "PNG"):
        yield Said("image-format-unsupported", f"the picture is {image.format}", value=image.format)
    elif extension in _FORMATS and _FORMATS[extension] != image.format:
        message = f"the name ends in .{extension}, and the picture is {image.format}"
        yield Said("image-extension-mismatch", message, value=image.format)
    if getattr(image, "n_frames", 1) > 1:
        yield Said("image-animated", f"the picture has {image.n_frames} frames")
    dpi = image.info.get("dpi")
    if dpi and round(dpi[0]) not in (0, 1, 72):
        yield Said("image-dpi", f"the picture says {dpi[0]:.0f} dpi")
    if image.mode not in ("RGB", "RGBA"):
        soft = image.mode in ("P", "L", "LA", "1", "PA")
        yield Said(
            "image-not-rgb",
            f"the picture is in {image.mode}",
            value=image.mode,
            severity="warning" if soft else None,
        )
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        yield Said("image-alpha", "the picture has transparency")
    exif = image.getexif()
    if exif and exif.get_ifd(0x8825):
        yield Said("image-location", "the picture says where it was taken")


def _size(width: int, height: int) -> Saying:
    value = f"{width}x{height}"
    if width != height:
        yield Said("image-not-square", f"the picture has {width} by {height} pixels", value=value)
    elif width < 1400:
        yield Said("image-too-small", f"the picture has {width} by {height} pixels", value=value)
    elif width > 3000:
        yield Said("image-too-large", f"the picture has {width} by {height} pixels", value=value)
    elif width < 3000:
        yield Said("image-below-preferred", f"the picture has {width} by {height} pixels", value=value)
