"""Rules of the podcast namespace about pictures."""

from __future__ import annotations

import re

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    HISTORY,
    Finding,
    Fix,
    Found,
    bad,
    remote,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    extension,
    is_positive,
    is_ratio,
    is_srcset,
    is_web,
    number,
)

_H = "podcast:image"


@rule(
    "image-podcast-href-missing",
    "error",
    "p20",
    on=_H,
    hint="write href",
    wrong='<podcast:image url="https://example.org/wide.jpg" alt="A pier"/>',
    right=SAMPLES[_H],
)
def image_podcast_href_missing(node: Node, _feed: Feed) -> Found:
    """The address of a picture stands in `href`."""
    if not node.get("href"):
        other = next((name for name in ("url", "src") if node.get(name)), "")
        yield Finding(
            node,
            "<podcast:image> has no href" + (f", but a {other}" if other else ""),
            attr="href",
            fix=Fix(f"rename:{other}", "href") if other else None,
        )


bad(
    "image-podcast-ratio-invalid",
    "error",
    "p20",
    tag=_H,
    attr="aspect-ratio",
    test=lambda text: is_ratio(text) and not re.search(r"(^|/ ?)0+(\.0+)?($| ?/)", text),
    what="a ratio such as 16/9",
    wrong="16:9",
    hint="write 16/9",
    fix=lambda text: text.replace(":", "/") if is_ratio(text.replace(":", "/")) else None,
)


@rule(
    "image-podcast-ratio-mismatch",
    "warning",
    "p20",
    on=_H,
    hint="correct one of them",
    wrong=SAMPLES[_H].replace("1080", "1920"),
    right=SAMPLES[_H],
)
def image_podcast_ratio_mismatch(node: Node, _feed: Feed) -> Found:
    """The width and the height of a picture are not in its ratio."""
    ratio, wide, high = node.get("aspect-ratio"), number(node.get("width")), number(node.get("height"))
    if is_ratio(ratio) and wide and high:
        one, _, two = ratio.partition("/")
        said = float(one) / (float(two) if two.strip() and float(two) else 1)
        if said and abs(wide / high - said) / said > 0.02:
            yield Finding(node, f"{wide:g} by {high:g} is not {ratio}", attr="aspect-ratio", value=ratio)


@rule(
    "image-podcast-dimension-invalid",
    "error",
    "p20",
    on=_H,
    hint="write pixels, without a unit",
    wrong=SAMPLES[_H].replace("1920", "1920px"),
    right=SAMPLES[_H],
)
def image_podcast_dimension_invalid(node: Node, _feed: Feed) -> Found:
    """The width or the height of a picture is no number of pixels."""
    for name in ("width", "height"):
        text = node.get(name)
        if text and not is_positive(text):
            plain = re.fullmatch(r"([1-9][0-9]{0,6}) ?px", text)
            yield Finding(
                node,
                f"the {name} is {shown(text)}",
                attr=name,
                value=text,
                fix=Fix(name, plain[1]) if plain else None,
            )


@rule(
    "image-podcast-purpose-long",
    "warning",
    "p20",
    on=_H,
    hint="shorten it",
    wrong=SAMPLES[_H].replace('"artwork"', f'"{"artwork " * 20}"'),
    right=SAMPLES[_H],
)
def image_podcast_purpose_long(node: Node, _feed: Feed) -> Found:
    """The purposes of a picture have more than 128 characters."""
    if len(node.get("purpose")) > 128:
        yield Finding(node, f"purpose has {len(node.get('purpose'))} characters", attr="purpose")


@rule(
    "image-podcast-purpose-comma",
    "warning",
    "p20",
    on=_H,
    hint="write spaces between them",
    wrong=SAMPLES[_H].replace('"artwork"', '"artwork, social"'),
    right=SAMPLES[_H],
)
def image_podcast_purpose_comma(node: Node, _feed: Feed) -> Found:
    """The purposes of a picture are separated by commas."""
    purpose = node.get("purpose")
    if "," in purpose:
        yield Finding(
            node,
            f"purpose is {shown(purpose)}",
            attr="purpose",
            value=purpose,
            fix=Fix("purpose", " ".join(purpose.replace(",", " ").split())),
        )


@rule(
    "image-podcast-alt-missing",
    "info",
    "p20",
    on=_H,
    hint="say what is to be seen",
    wrong='<podcast:image href="https://example.org/wide.jpg"/>',
    right=SAMPLES[_H],
)
def image_podcast_alt_missing(node: Node, _feed: Feed) -> Found:
    """A picture has no text for those who do not see it."""
    if not node.get("alt"):
        yield Finding(node, "<podcast:image> has no alt", attr="alt")


@rule(
    "image-podcast-type-missing",
    "warning",
    "p20",
    on=_H,
    hint="add type",
    wrong='<podcast:image href="https://example.org/wide.webp" alt="A pier"/>',
    right=SAMPLES[_H],
)
def image_podcast_type_missing(node: Node, _feed: Feed) -> Found:
    """A picture is neither JPEG nor PNG and does not say its type."""
    kinds = {
        "webp": "image/webp",
        "tiff": "image/tiff",
        "tif": "image/tiff",
        "mp4": "video/mp4",
        "webm": "video/webm",
        "mov": "video/quicktime",
    }
    kind = kinds.get(extension(node.get("href")))
    if kind and not node.get("type"):
        yield Finding(node, f"the picture is {kind} and does not say so", attr="type", fix=Fix("type=", kind))


@rule(
    "images-srcset-invalid",
    "warning",
    "p20",
    on="podcast:images",
    hint="write addresses with widths: https://example.org/a.jpg 1500w",
    wrong='<podcast:images srcset="https://example.org/a.jpg"/>',
    right=SAMPLES["podcast:images"],
)
def images_srcset_invalid(node: Node, _feed: Feed) -> Found:
    """An entry of srcset has no whole address or no width."""
    text = node.get("srcset")
    if not is_srcset(text) or not all(is_web(part.split()[0]) for part in text.split(",") if part.strip()):
        yield Finding(node, f"srcset is {shown(text)}", attr="srcset", value=text)


remote(
    "podcast-guid-changed",
    "error",
    "p20",
    doc="The show's guid is another than before, and apps lose what they know of it.",
    hint="put the old one back",
    scope=HISTORY,
)
