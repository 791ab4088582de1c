"""What is known of an element in another by their names, and the values in which nothing was found before."""

from __future__ import annotations

from functools import cache, lru_cache

from podfeed.rules.due import by_element, due, lacked, looks_at_itself
from podfeed.rules.element import FEW, Inside, Node
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


class Slot:
    """What is known of an element in another, by the names of both."""

    __slots__ = ("asked", "memory", "once", "remembers", "shape", "tag", "twins")

    def __init__(self, parent: str, name: str) -> None:
        shape = SHAPES.get(name)
        fits = shape is not None and parent in shape.parents
        once = shape is not None and parent in shape.once
        self.shape: Shape | None = shape if fits else None  # None where it does not belong
        self.tag = name[8:] if fits and name[:8] == "podcast:" else ""  # its name in the podcast namespace
        self.once = fits and once and name not in _OWN_COUNT  # it may be there once
        self.twins = bool(self.tag) and not once and name not in _OWN_TWIN  # two of it should differ
        self.asked = due(name, ()) if name in by_element() else None  # what it is asked with nothing in it
        # What is found in it follows from its value alone; the values in which nothing was found.
        self.remembers = fits and name not in _VARIED and looks_at_itself(name)
        self.memory: set[object] = set()

    def value_of(self, node: Node) -> object:
        """Return what to remember an element by, None where there is nothing to remember."""
        if node.children or len(node.text) > _LONGEST_REMEMBERED:
            return None
        return (node.text, *node.attrs, *node.attrs.values()) if node.attrs else node.text


class Slots:
    """What is known of all elements in another, by its name and theirs."""

    __slots__ = ("lacked", "of", "several")

    def __init__(self, parent: str, names: tuple[str, ...]) -> None:
        self.of = tuple(slot_of(parent, name) for name in names)
        self.lacked = tuple(place for place, name in enumerate(names) if name in lacked())  # where they are
        places = Inside(names).places.values()
        self.several = tuple(
            each for each in places if len(each) > 1
        )  # where those are of which there are several


_known = lru_cache(maxsize=2_000)(Slots)


def slots_of(parent: str, names: tuple[str, ...]) -> Slots:
    """Return what is known of elements of some names in another."""
    return _known(parent, names) if len(names) <= FEW else Slots(parent, names)


@cache
def slot_of(parent: str, name: str) -> Slot:
    """Return what is known of elements of a name in others of a name."""
    return Slot(parent, name)
