"""Files that are no media, whatever their name says: each is refused with its own sentence."""

from __future__ import annotations

from podfeed.mime import type_of
from podfeed.problems import Place, Problem, ProblemsError

_AGAIN = "download the file again: the server sent an error page"

# How files begin that are no media, whatever their name says.
_NO_MEDIA = (
    (b"version https://git-lfs", "audio-lfs-pointer", "this is a Git LFS pointer, not audio", "git lfs pull"),
    (b"/annex/objects/", "audio-annex-pointer", "this is a git-annex pointer, not audio", "git annex get"),
    (b"<!doctype html", "audio-is-html", "this is an HTML page, not audio", _AGAIN),
    (b"<html", "audio-is-html", "this is an HTML page, not audio", _AGAIN),
    (b"<?xml", "audio-is-text", "this is XML, not audio", _AGAIN),
    (b"\x89png", "audio-is-image", "this is a picture, not audio", "name the media file"),
    (b"\xff\xd8\xff", "audio-is-image", "this is a picture, not audio", "name the media file"),
    (b"gif8", "audio-is-image", "this is a picture, not audio", "name the media file"),
)  # fmt: skip


def refuse_no_media(name: str, start: bytes) -> None:
    """Raise a `ProblemsError` if a file begins as no media file does."""
    if not start:
        raise refused(
            name, "audio-empty", "the file is empty", "put the audio there: it may be uploading still"
        )
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, rule, message, hint in _NO_MEDIA:
        if head.startswith(mark):
            raise refused(name, rule, message, hint)
    if not _is_text(start) or _may_be_text(name):
        return
    if b"<html" in head or b"<!doctype html" in head:
        raise refused(name, "audio-is-html", "this is an HTML page, not audio", _AGAIN)
    raise refused(name, "audio-is-text", "this is a text file, not audio", "name the media file")


def _is_text(start: bytes) -> bool:
    """Say whether bytes are text: every media format has control bytes among its first 512."""
    return not any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in start)


def _may_be_text(name: str) -> bool:
    """Say whether a file's name is that of a PDF or a playlist: an enclosure without sound in it."""
    return not (type_of(name) or "audio/").startswith(("audio/", "video/"))


def refused(name: str, rule: str, message: str, hint: str) -> ProblemsError:
    """Return the error of a file that cannot be an episode."""
    place = Place(file=name)
    return ProblemsError([Problem(rule=rule, severity="error", message=message, place=place, hint=hint)])
