"""An item that was drawn gets its elements' places and blanks, as if it had been read."""

from __future__ import annotations

from functools import lru_cache

from podfeed.check.scan import Scanner
from podfeed.lazily import dataclass
from podfeed.rules.element import Node
from podfeed.rules.node import Feed
from podfeed.rules.registry import Finding
from podfeed.write import MARK, Drawn, Form, traits

_WIDTH = len(MARK.encode())
# Items beyond these are read after all: what reads them has bounds of its own.
_ELEMENTS = 1000
_BYTES = 500_000
_ATTRIBUTE = 10_000

# A place in an item: what precedes it beside values, and how many values do.
_Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the elements of items of one form are, and what is the same in all of them."""

    spots: tuple[tuple[_Spot, _Spot], ...]  # where each begins and ends
    blanks: tuple[tuple[int, str], ...]  # what stands in an element around those in it
    used: frozenset[str]  # prefixes

    def place(self, drawn: Drawn, base: int) -> Node:
        """Return the element of an item that begins at ``base``."""
        nodes, taken = drawn.nodes, drawn.taken
        for node, ((start, before), (end, until)) in zip(nodes, self.spots, strict=True):
            node.start = base + start + taken[before]
            node.end = base + end + taken[until]
        for number, text in self.blanks:
            nodes[number].text = text
        return nodes[0]


def layout_of(drawn: Drawn, head: bytes, tail: bytes) -> Layout | None:
    """Return the layout of an item, None where it has to be read after all."""
    if len(drawn.nodes) > _ELEMENTS or len(drawn.xml) > _BYTES:
        return None
    if drawn.taken[-1] > _ATTRIBUTE and any(
        len(value) > _ATTRIBUTE for node in drawn.nodes for value in node.attrs.values()
    ):
        return None
    return _layout(drawn.form, head, tail)


@lru_cache(maxsize=1000)
def _layout(form: Form, head: bytes, tail: bytes) -> Layout | None:
    """Read what is the same in all items of a form, in the channel whose head and tail are given."""
    blank = form.blank
    told: list[Finding] = []
    items: list[Node] = []
    scanner = Scanner(
        Feed(data=head + blank + tail), lambda _rule, finding: told.append(finding), items.append
    )
    scanner.read()
    if not scanner.whole or any(finding.offset >= len(head) for finding in told):
        return None
    nodes = [items[-1], *items[-1].walk()]
    shape = tuple(traits(node.name, len(node.children), MARK in node.text, node.attrs) for node in nodes[1:])
    if shape != form.shape or any(node.raw != node.name for node in nodes):
        return None
    around = [(number, node.text) for number, node in enumerate(nodes) if node.children]
    if any(MARK in text for _, text in around):
        return None
    names = {name for node in nodes for name in (node.raw, *node.attrs)}
    return Layout(
        tuple((_spot(node.start - len(head), blank), _spot(node.end - len(head), blank)) for node in nodes),
        tuple(around),
        frozenset(name.partition(":")[0] for name in names if ":" in name),
    )


def _spot(offset: int, blank: bytes) -> _Spot:
    values = blank.count(MARK.encode(), 0, offset)
    return offset - values * _WIDTH, values
