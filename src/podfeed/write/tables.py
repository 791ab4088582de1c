"""What feedgen is told beside its own elements: the namespaces, the tables, and what is kept as XML."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from lxml import etree

from podfeed.codec import Writer
from podfeed.model import Extra
from podfeed.problems import BadValueError
from podfeed.tags import NAMESPACES, tags_of

SPACES = {space.prefix: space.uri for space in NAMESPACES}
INDENT = "  "


def declared(prefixes: Collection[str]) -> dict[str, str]:
    """Return the namespaces of a feed that needs those of some prefixes."""
    return {space.prefix: space.uri for space in NAMESPACES if space.always or space.prefix in prefixes}


@cache
def tables(parent: str) -> Writer:
    """Return what writes the rows that feedgen does not write itself."""
    return Writer(tag for tag in tags_of(parent) if not tag.envelope)


class Tables:
    """A feedgen extension that writes what the tables know of one object of the model."""

    def __init__(self, owner: Any, writer: Writer, namespaces: Mapping[str, str]) -> None:
        self._owner = owner
        self._writer = writer
        self._namespaces = namespaces

    def extend_ns(self) -> Mapping[str, str]:
        """Return the namespaces to declare, by their prefixes."""
        return self._namespaces

    def extend_rss(self, element: Any) -> Any:
        """Append the elements to an item, or to the channel in the root."""
        parent = element if element.tag == "item" else element.find("channel")
        self._writer.write(self._owner, parent, etree.SubElement)
        return element

    def extend_atom(self, element: Any) -> Any:
        """Leave Atom alone."""
        return element


def add_extra(parent: Any, extra: Iterable[Extra], *, level: int) -> None:
    """Append elements as they are, which indenting them would change, each on its own line."""
    for each in extra:
        element = element_of(each)
        if len(parent):
            parent[-1].tail = "\n" + INDENT * level
        else:
            parent.text = "\n" + INDENT * level
        parent.append(element)
        element.tail = "\n" + INDENT * (level - 1)


def element_of(extra: Extra) -> Any:
    """Return an element that is kept as XML; what is none, or declares entities, is a `BadValueError`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False)
    try:
        element: Any = etree.fromstring(extra.xml.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise BadValueError(f"{extra.xml[:60]!r} is no XML element: {error.msg}") from error
    if element.getroottree().docinfo.doctype:
        raise BadValueError("an element of its own holds no declaration", hint="take out <!…>")
    return element
