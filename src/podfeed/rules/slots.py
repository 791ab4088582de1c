"""What is known of an element in another by their names, and the values in which nothing was found before."""

from __future__ import annotations

from dataclasses import field
from functools import cache

from podfeed.lazily import dataclass
from podfeed.rules.due import by_element, looks_at_itself
from podfeed.rules.node import Node
from podfeed.rules.shapes import SHAPES, Shape

# Faults that have a rule of their own.
_OWN_COUNT = frozenset({"enclosure"})
_OWN_TWIN = frozenset({"podcast:valueRecipient", "podcast:transcript", "podcast:alternateEnclosure"})
# So many values of elements of one kind are remembered.
MOST_REMEMBERED = 500
_LONGEST_REMEMBERED = 80
# What each item has its own of.
_VARIED = frozenset(
    "title link guid description content:encoded pubDate enclosure itunes:title itunes:summary".split()
)


@dataclass(slots=True)
class Slot:
    """What is known of an element in another, by the names of both."""

    shape: Shape | None = None  # None where it does not belong
    once: bool = False  # it may be there once
    tag: str = ""  # its name in the podcast namespace
    twins: bool = False  # two of it should differ
    asked: bool = True  # there are rules about it
    remembers: bool = False  # what is found in it follows from its value alone
    memory: set[object] = field(default_factory=set)  # values in which nothing was found

    def value_of(self, node: Node) -> object:
        """Return what to remember an element by, None where there is nothing to remember."""
        if node.children or len(node.text) > _LONGEST_REMEMBERED:
            return None
        return (node.text, *node.attrs, *node.attrs.values()) if node.attrs else node.text


@dataclass(slots=True)
class Inside:
    """What stands in an element: what holds no text, and what has to be looked at more closely."""

    blank: tuple[str, ...]
    fresh: list[tuple[Node, Slot, object]]  # each with the value to be remembered if nothing is found


@cache
def slot_of(parent: str, name: str) -> Slot:
    """Return what is known of elements of a name in others of a name."""
    shape = SHAPES.get(name)
    if shape is None or parent not in shape.parents:
        return Slot(asked=name in by_element())
    tag = name[8:] if name[:8] == "podcast:" else ""
    once = parent in shape.once
    return Slot(
        shape,
        once=once and name not in _OWN_COUNT,
        tag=tag,
        twins=bool(tag) and not once and name not in _OWN_TWIN,
        asked=name in by_element(),
        remembers=name not in _VARIED and looks_at_itself(name),
    )
