"""An element of a feed, with its place."""

from __future__ import annotations

from collections.abc import Iterator

LIVE = "podcast:liveItem"
_NONE: tuple[int, dict[str, list[Node]]] = (0, {})


class Node:
    """An element: its name with the customary prefix, its attributes, its text and its children.

    ``inside`` is the name of the element around it, ``start`` and ``end`` are the offsets of its tags in
    the bytes of the file.
    """

    __slots__ = ("_named", "attrs", "children", "end", "inside", "name", "raw", "start", "text")

    def __init__(self, name: str, raw: str, attrs: dict[str, str], inside: str, start: int) -> None:
        self.name = name
        self.raw = raw
        self.attrs = attrs
        self.inside = inside
        self.start = start
        self.end = start
        self.text = ""
        self.children: list[Node] = []
        self._named: tuple[int, dict[str, list[Node]]] = _NONE

    def set(self, name: str, value: str) -> None:
        """Give it an attribute, as ElementTree's elements take one."""
        self.attrs[name] = value

    def named(self) -> dict[str, list[Node]]:
        """Return the children by their names, sorted once: rules ask for them hundreds of times."""
        count, named = self._named
        if count != len(self.children):
            named = {}
            for child in self.children:
                named.setdefault(child.name, []).append(child)
            self._named = len(self.children), named
        return named

    @property
    def value(self) -> str:
        """The text without the space around it."""
        return self.text.strip()

    def get(self, name: str) -> str:
        """Return an attribute without the space around it; one that is absent is empty."""
        return self.attrs.get(name, "").strip()

    def first(self, name: str) -> Node | None:
        """Return the first child of a name."""
        count, named = self._named
        if count != len(self.children):
            named = self.named()
        return named[name][0] if name in named else None

    def all(self, name: str) -> list[Node]:
        """Return the children of a name."""
        return self.named().get(name, [])

    def said(self, name: str) -> str:
        """Return the text of the first child of a name, or nothing."""
        child = self.first(name)
        return child.value if child is not None else ""

    def lacks(self, name: str) -> bool:
        """Say whether no child of a name holds anything."""
        found = self.named().get(name)
        return found is None or not any(child.children or child.text.strip() for child in found)

    def walk(self) -> Iterator[Node]:
        """Yield the elements below, in the order of the file."""
        for child in self.children:
            yield child
            if child.children:
                yield from child.walk()
