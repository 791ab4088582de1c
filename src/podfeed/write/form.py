"""Items of one shape are written in one form, which feedgen is asked for once.

Most episodes of a show have the same elements with other values in them. So an item is drawn first: as plain
elements, by the same tables. What feedgen writes of the first of a shape, with its values taken out, is the
form of that shape; the others are put into it. What was drawn is also what the rules look at, so that nobody
needs to read the item again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import accumulate
from typing import Any

from lxml import etree

from podfeed.lazily import dataclass, pattern
from podfeed.model import Episode
from podfeed.rules.element import Node
from podfeed.tags import NAMESPACES
from podfeed.write.item import ENCODED, item_of, sliced
from podfeed.write.tables import tables

# Of each element what tells it from others but for its values.
Traits = str | tuple[Any, ...]
Shape = tuple[Traits, ...]

MARK = "\ue000"  # stands for a value: no name, and nothing that stands around values, has it
_BETWEEN = "\0"  # stands between values, and in none
_SPECIAL = pattern('[&<>"\t\n\r]')  # what is written in another way in a text or an attribute
_MOST = 1000  # forms, so that a show in which each item has a shape of its own does not fill the memory


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What stands around the values of items of one shape, and how each of them is written."""

    shape: Shape
    parts: tuple[bytes, ...]
    writers: tuple[Callable[[str], bytes], ...]
    notes: int  # which of the values they are; behind all others where there are none

    @property
    def blank(self) -> bytes:
        """The item with a `MARK` in the place of each value."""
        return MARK.encode().join(self.parts)

    def fill(self, values: list[str]) -> tuple[bytes, list[int]]:
        """Return the item with its values, and how many bytes the first none, one, two … of them take."""
        written = self._written(values)
        pieces = [b""] * (2 * len(written) + 1)
        pieces[::2], pieces[1::2] = self.parts, written
        return b"".join(pieces), list(accumulate(map(len, written), initial=0))

    def _written(self, values: list[str]) -> list[bytes]:
        place = self.notes
        others = values[:place] + values[place + 1 :]
        text = _BETWEEN.join(others)
        if (
            others and _SPECIAL.search(text) is None
        ):  # of most items: what they say is written as it is, at once
            written = text.encode().split(_BETWEEN.encode())
            if place < len(values):
                written.insert(place, _write_notes(values[place]))
            return written
        return [write(value) for write, value in zip(self.writers, values, strict=True)]


@dataclass(slots=True, eq=False)
class Drawn:
    """An item: its elements, in the order in which they begin, and what is written of it.

    ``taken`` says how many bytes of it the first none, one, two … values take.
    """

    nodes: list[Node]
    form: Form
    xml: bytes
    taken: list[int]


def draw(episode: Episode) -> Drawn | None:
    """Return the item of an episode, or None where it is one for which feedgen has to be asked."""
    if episode.extra:
        return None
    item = Node("item", "item", {}, "channel", 0)
    _draw_envelope(episode, item)
    tables("item").write(episode, item, _make)
    nodes = [item]
    shape: list[Traits] = []
    values: list[Any] = []
    _gather(item, nodes, shape, values)
    if None in values:
        return None
    form = _form_of(tuple(shape), values, episode)
    return None if form is None else Drawn(nodes, form, *form.fill(values))


def _draw_envelope(episode: Episode, item: Node) -> None:
    """Draw what feedgen makes of an episode, in its order."""
    for name in ("title", "link", "description"):
        text = getattr(episode, name)
        if text is not None:
            _make(item, name).text = text
    if episode.notes:
        _make(item, ENCODED).text = episode.notes
    if episode.guid:
        guid = _make(item, "guid")
        guid.text = episode.guid
        guid.attrs["isPermaLink"] = "true" if episode.guid_is_permalink else "false"
    for word in episode.tags:
        _make(item, "category").text = word
    if episode.enclosure:
        media = episode.enclosure
        _make(item, "enclosure").attrs = {
            "url": media.url,
            "length": str(media.length or 0),
            "type": media.type,
        }


def _make(parent: Node, qname: str) -> Node:
    name = _prefixed(qname)
    node = Node(name, name, {}, parent.name, 0)
    parent.children.append(node)
    return node


_PREFIXES = {space.uri: space.prefix for space in NAMESPACES}


@cache
def _prefixed(qname: str) -> str:
    """Return a name as it stands in the feed: ``itunes:author``."""
    uri, brace, name = qname[1:].partition("}")
    return f"{_PREFIXES[uri]}:{name}" if brace else qname


def traits(name: str, children: int, has_text: object, attrs: Collection[str]) -> Traits:
    """Return what an element adds to a shape: of most, which hold a text and nothing else, the name."""
    return (name, children, bool(has_text), *attrs) if children or attrs or not has_text else name


def _gather(parent: Node, nodes: list[Node], shape: list[Traits], values: list[Any]) -> None:
    for node in parent.children:
        nodes.append(node)
        attrs = node.attrs
        if attrs:
            values += attrs.values()
        text = node.text
        if text:
            values.append(text)
        shape.append(traits(node.name, len(node.children), text, attrs))
        if node.children:
            _gather(node, nodes, shape, values)


_forms: dict[Shape, Form | None] = {}


def _form_of(shape: Shape, values: list[str], episode: Episode) -> Form | None:
    """Return the form of a shape, None where feedgen writes something else than what was drawn."""
    try:
        return _forms[shape]
    except KeyError:
        pass
    item = item_of(episode)
    found = list(_taken_out(item))
    own = tuple(each for each, _ in found)
    same = own == shape and [value for _, inner in found for value in inner] == values
    form = _form(shape, item) if same else None
    if len(_forms) < _MOST:
        _forms[shape] = form
    return form


def _taken_out(item: Any) -> Iterator[tuple[Traits, list[str]]]:
    """Yield what each element in an item adds to its shape, and its values, which marks replace."""
    for element in item.iterdescendants():
        attrs, text = dict(element.attrib), element.text
        yield (
            traits(_prefixed(element.tag), len(element), text is not None, attrs),
            [*attrs.values(), *([] if text is None else [text])],
        )
        for name in attrs:
            element.set(name, MARK)
        if text is not None:
            element.text = etree.CDATA(MARK) if element.tag == ENCODED else MARK


def _form(shape: Shape, item: Any) -> Form:
    """Return the form of an item with marks for its values."""
    writers: list[Callable[[str], bytes]] = []
    for element in item.iterdescendants():
        writers += [_write_attribute] * len(element.attrib)
        if element.text is not None:
            writers.append(_write_notes if element.tag == ENCODED else _write_text)
    notes = writers.index(_write_notes) if _write_notes in writers else len(writers)
    return Form(shape, tuple(sliced(item).split(MARK.encode())), tuple(writers), notes)


# What libxml2 writes of a value.


def _write_text(value: str) -> bytes:
    if "&" in value:
        value = value.replace("&", "&amp;")
    if "<" in value:
        value = value.replace("<", "&lt;")
    if ">" in value:
        value = value.replace(">", "&gt;")
    if "\r" in value:
        value = value.replace("\r", "&#13;")
    return value.encode()


def _write_attribute(value: str) -> bytes:
    written = _write_text(value)
    if '"' in value:
        written = written.replace(b'"', b"&quot;")
    if "\n" in value or "\t" in value:
        written = written.replace(b"\n", b"&#10;").replace(b"\t", b"&#9;")
    return written


def _write_notes(value: str) -> bytes:
    """Write what stands in a CDATA section; where it holds the end of one, in two."""
    if "]" in value:  # a letter is found faster
        value = value.replace("]]>", "]]]]><![CDATA[>")
    return value.encode()
