"""A feed becomes a `Show`: the way back of `podfeed.write`, through the same tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from podfeed import codec
from podfeed.files import read_bytes
from podfeed.model import Episode, Show
from podfeed.problems import BadValueError, Place, Problem, ProblemsError
from podfeed.tags import NAMESPACES, tags_of
from podfeed.tags.spec import Tag

# A namespace that is miswritten in the field is read as the one that was meant.
_ALIASES = {alias: space.uri for space in NAMESPACES for alias in space.also}


@cache
def _index(parent: str) -> dict[str, tuple[Tag, ...]]:
    return codec.by_name(tags_of(parent))


def parse(feed: bytes | str | Path) -> Show:
    """Return the show that a feed describes.

    Bytes are XML; a text or a path names a file. What could not be understood stands in
    ``Show.problems``, with file and line. What is no RSS at all is a `ProblemsError`.
    """
    name = "feed" if isinstance(feed, bytes) else str(feed)
    data = feed if isinstance(feed, bytes) else read_bytes(Path(feed))
    return _Reader(name).show(_root(data, name))


def _root(data: bytes, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise ProblemsError(
            [
                Problem(
                    rule="xml-not-well-formed",
                    severity="error",
                    message=f"this is not well-formed XML: {error.msg}",
                    place=Place(file=name, line=line or None, column=column or None),
                    hint="mend the place that is named; write & as &amp; and < as &lt; in text",
                )
            ]
        ) from error
    if root.find("channel") is None:
        message = f"this is no RSS feed: its root is <{etree.QName(root).localname}>"
        place = Place(file=name, line=_line(root))
        hint = "podfeed reads RSS 2.0, whose root is <rss> with a <channel> in it"
        raise ProblemsError(
            [Problem(rule="rss-missing", severity="error", message=message, place=place, hint=hint)]
        )
    return root


def _line(element: Any) -> int | None:
    line: int | None = element.sourceline
    return line


class _Reader:
    """Reads one document and gathers its problems."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._problems: list[Problem] = []

    def show(self, root: Any) -> Show:
        for element in root.iter(etree.Element):
            space, brace, local = element.tag.rpartition("}")
            if brace and space[1:] in _ALIASES:
                element.tag = f"{{{_ALIASES[space[1:]]}}}{local}"
        channel = root.find("channel")
        items = channel.findall("item")
        values = self._fields(Show, channel)
        episodes = [Episode(**self._fields(Episode, item)) for item in items]
        return Show(**values, episodes=episodes, problems=tuple(self._problems))

    def _fields(self, model: type, element: Any) -> dict[str, Any]:
        parent = "channel" if model is Show else "item"
        return codec.read(element, _index(parent), self._complain)

    def _complain(self, tag: str, error: BadValueError, element: Any) -> None:
        self._problems.append(
            Problem(
                rule="value-not-understood",
                severity="warning",
                message=f"<{tag}>: {error}",
                place=Place(file=self._name, line=_line(element)),
                hint=error.hint,
            )
        )
