"""An element of a feed, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

LIVE = "podcast:liveItem"


class Inside:
    """What follows from the names of the elements in another; most items hold what another held."""

    __slots__ = ("names", "places")

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names  # in the order of the file
        found: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            found.setdefault(name, []).append(place)
        self.places = {name: tuple(places) for name, places in found.items()}  # of each name, all of them


# Only of so many is it remembered, so that hostile feeds, whose items hold thousands, do not fill the memory.
FEW = 100
_known = lru_cache(maxsize=2_000)(Inside)
_NOTHING = Inside(())


class Node:
    """An element: its name with the customary prefix, its attributes, its text and its children.

    ``inside`` is the name of the element around it, ``start`` and ``end`` are the offsets of its tags in
    the bytes of the file.
    """

    __slots__ = ("_held", "attrs", "children", "end", "inside", "name", "raw", "start", "text")

    def __init__(self, name: str, raw: str, attrs: dict[str, str], inside: str, start: int) -> None:
        self.name = name
        self.raw = raw
        self.attrs = attrs
        self.inside = inside
        self.start = start
        self.end = start
        self.text = ""
        self.children: list[Node] = []
        self._held = _NOTHING

    def set(self, name: str, value: str) -> None:
        """Give it an attribute, as ElementTree's elements take one."""
        self.attrs[name] = value

    @property
    def holds(self) -> Inside:
        """What the names of the children say, looked at once: rules ask for it hundreds of times."""
        held = self._held
        if len(held.names) != len(self.children):
            names = tuple([child.name for child in self.children])
            held = self._held = _known(names) if len(names) <= FEW else Inside(names)
        return held

    @property
    def value(self) -> str:
        """The text without the space around it."""
        return self.text.strip()

    def get(self, name: str) -> str:
        """Return an attribute without the space around it; one that is absent is empty."""
        return self.attrs.get(name, "").strip()

    def first(self, name: str) -> Node | None:
        """Return the first child of a name."""
        held = self._held
        if len(held.names) != len(self.children):
            held = self.holds
        places = held.places.get(name)
        return None if places is None else self.children[places[0]]

    def all(self, name: str) -> list[Node]:
        """Return the children of a name."""
        return [self.children[place] for place in self.holds.places.get(name, ())]

    def said(self, name: str) -> str:
        """Return the text of the first child of a name, or nothing."""
        child = self.first(name)
        return child.value if child is not None else ""

    def lacks(self, name: str) -> bool:
        """Say whether no child of a name holds anything."""
        return not any(child.children or child.text.strip() for child in self.all(name))

    def walk(self) -> Iterator[Node]:
        """Yield the elements below, in the order of the file."""
        for child in self.children:
            yield child
            if child.children:
                yield from child.walk()
