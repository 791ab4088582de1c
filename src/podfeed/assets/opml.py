"""OPML: a list of shows. https://opml.org/spec2.opml"""

from __future__ import annotations

import re
from xml.parsers import expat

from podfeed.assets.said import Said, Saying


def check_opml(data: bytes) -> Saying:
    """Yield what is wrong with a list of shows."""
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003 - expat takes it so
    except (expat.ExpatError, ValueError) as error:
        yield Said("opml-invalid", f"this is no OPML: {error}", getattr(error, "lineno", 1))
        return
    yield from reader.found
    if not reader.count:
        yield Said("opml-empty", "there is no show in the list", 1)


class _Reader:
    """Reads the outlines of a list, and counts the shows."""

    def __init__(self) -> None:
        self.found: list[Said] = []
        self.count = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "outline" or ("xmlUrl" not in attributes and attributes.get("type", "").lower() != "rss"):
            return
        self.count += 1
        line, url, text = (
            self.parser.CurrentLineNumber,
            attributes.get("xmlUrl", ""),
            attributes.get("text", ""),
        )
        if not re.match(r"https?://[^\s/]+", url):
            message = f"{text or 'a show'!r} has no address of a feed"
            self.found.append(Said("opml-url-invalid", message, line, url))
        if not text:
            self.found.append(Said("opml-text-missing", "a show has no text", line))

    def _doctype(self, *_: object) -> None:
        raise ValueError("there is a DOCTYPE")
