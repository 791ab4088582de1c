"""Chapters as Podlove Simple Chapters, in a file of their own: https://podlove.org/simple-chapters/"""

from __future__ import annotations

from collections.abc import Iterable

from podfeed.chapters.lines import clock
from podfeed.durations import read_duration
from podfeed.model import Chapter
from podfeed.problems import BadValueError

_SPACE = "http://podlove.org/simple-chapters"


def from_psc(text: str) -> tuple[Chapter, ...]:
    """Return the chapters of a file; what is none is a `BadValueError`."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadValueError("chapters hold no declaration", hint="take out <!…>")
    from xml.etree import ElementTree  # noqa: PLC0415 - few chapters have this form

    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without declarations there is no entity
    except (ElementTree.ParseError, ValueError) as error:  # half a surrogate pair, too
        raise BadValueError(f"this is not XML: {error}") from error
    found = [*root.iter(f"{{{_SPACE}}}chapter"), *root.iter("chapter")]
    if not found:
        raise BadValueError("this XML holds no chapters")
    return tuple(
        Chapter(
            start=read_duration(each.get("start", "")).total_seconds(),
            title=each.get("title"),
            href=each.get("href"),
            image=each.get("image"),
        )
        for each in found
    )


def to_psc(chapters: Iterable[Chapter]) -> str:
    """Return a file of the chapters that are shown."""
    from xml.etree import ElementTree  # noqa: PLC0415 - as above

    ElementTree.register_namespace("psc", _SPACE)
    root = ElementTree.Element(f"{{{_SPACE}}}chapters", version="1.2")
    for chapter in chapters:
        named = (("title", chapter.title), ("href", chapter.href), ("image", chapter.image))
        attributes = {"start": clock(chapter.start)} | {name: value for name, value in named if value}
        ElementTree.SubElement(root, f"{{{_SPACE}}}chapter", attributes)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"
