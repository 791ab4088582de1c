"""Media files that lie beside a feed: what they are, against what the feed says of them."""

from __future__ import annotations

import base64
from pathlib import Path

from podfeed.assets.said import Said, Saying
from podfeed.audio import Audio, probe
from podfeed.audio.quirks import has_index_at_end, is_vbr_without_header
from podfeed.files import digest_of
from podfeed.mime import same_type

_LOSSY = ("audio/mpeg", "audio/x-m4a", "audio/aac")


def check_audio(path: Path, kind: str, duration: float | None) -> Saying:
    """Yield what is wrong with a media file; ``kind`` is the type in the feed, ``duration`` in seconds."""
    audio = probe(path)
    for problem in audio.problems:
        if problem.rule == "media-sniff-mismatch":
            yield Said(problem.rule, problem.message, value=audio.type)
    if (
        kind
        and not same_type(kind, audio.type)
        and not any(each.rule.startswith("media") for each in audio.problems)
    ):
        yield Said(
            "media-sniff-mismatch", f"the feed says {kind}, and the file is {audio.type}", value=audio.type
        )
    if audio.duration is not None and duration is not None:
        real = audio.duration.total_seconds()
        if abs(real - duration) > max(5.0, real / 50):
            message = f"the feed says {duration:.0f} s, and the file has {real:.0f} s"
            yield Said("media-duration-mismatch", message, value=f"{duration:g}")
    yield from check_form(path, audio)


def check_form(path: Path, audio: Audio) -> Saying:
    """Yield what makes a media file worse to listen to than it need be."""
    if audio.type in _LOSSY and audio.bitrate:
        least = 96_000 if audio.channels == 1 else 128_000
        if audio.bitrate < least * 0.98 or (audio.sample_rate or 44_100) < 44_100:
            said = f"{audio.bitrate // 1000} kbit/s at {audio.sample_rate} Hz"
            yield Said("media-bitrate-low", f"the file has {said}", value=str(audio.bitrate))
    if has_index_at_end(path):
        yield Said("media-mp4-moov-at-end", "the index stands behind the sound")
    if is_vbr_without_header(path):
        yield Said("media-vbr-no-header", "the bit rate varies, and no header says how long the file is")


def check_digest(path: Path, digests: str) -> Saying:
    """Yield whether a file is not the one whose digests (as browsers write them) the feed carries."""
    for digest in digests.split():
        name, _, value = digest.partition("-")
        if name in ("sha256", "sha384", "sha512"):
            real = base64.b64encode(digest_of(path, name)).decode("ascii")
            if real != value:
                yield Said("integrity-mismatch", f"the {name} of the file is another", value=f"{name}-{real}")
