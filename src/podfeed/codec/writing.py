"""An object becomes elements, by the rows of a table; what a row takes is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import compress
from operator import attrgetter, is_not
from typing import Any

from podfeed.tags.spec import Attr, Tag

Make = Callable[[Any, str], Any]  # (parent, qualified name) -> a new last child of parent
# Takes the value of a row's field, what has the field, the element to append to, and what makes elements.
_Put = Callable[[Any, Any, Any, Make], None]


class Writer:
    """Appends to an element those of the fields of an object that the rows of a table name."""

    __slots__ = ("_blanks", "_get", "_puts")

    def __init__(self, tags: Iterable[Tag]) -> None:
        rows = tuple(tags)
        get = attrgetter(*(tag.own or tag.field for tag in rows)) if rows else None
        self._get: Callable[[Any], tuple[Any, ...]] = (
            (lambda _owner: ()) if get is None else get if len(rows) > 1 else lambda owner: (get(owner),)
        )
        self._puts = tuple(map(_row, rows))
        # What a field holds that has no value; a row with two fields has to be asked.
        self._blanks = tuple(_ASK if tag.own else () if tag.many or tag.inside else None for tag in rows)

    def write(self, owner: Any, parent: Any, make: Make) -> None:
        """Append the elements, in the order of the table."""
        values = self._get(owner)
        # Most fields say nothing: these are passed over without a step of Python for each.
        given = map(is_not, values, self._blanks)
        for put, value in compress(zip(self._puts, values, strict=True), given):
            put(value, owner, parent, make)


_ASK = object()


def _row(tag: Tag) -> _Put:
    """Return what writes all that a row says of an object."""
    if tag.inside is not None:
        return _all_inside(tag, tag.inside)
    put = _one(tag)
    if tag.own is not None:
        return _own(tag, put)
    return _each(put) if tag.many else put


def _each(put: _Put) -> _Put:
    def each(values: Any, owner: Any, parent: Any, make: Make) -> None:
        for value in values:
            put(value, owner, parent, make)

    return each


def _own(tag: Tag, put: _Put) -> _Put:
    """Prefer the field of its own to the one that others share."""
    qname, kind, attrs = tag.qname, tag.own_kind, tag.attrs

    def own(value: Any, owner: Any, parent: Any, make: Make) -> None:
        shared = getattr(owner, tag.field)
        if value is not None:
            element = make(parent, qname)
            element.text = kind.write(value)
            _set_attrs(owner, attrs, element)
        elif shared is not None:
            put(shared, owner, parent, make)

    return own


def _all_inside(tag: Tag, inner: Tag) -> _Put:
    """Write an element that holds one for each value."""
    qname, fixed, put = tag.qname, tuple(tag.fixed.items()), _one(inner)

    def inside(values: Any, _owner: Any, parent: Any, make: Make) -> None:
        element = make(parent, qname)
        for name, constant in fixed:
            element.set(name, constant)
        for value in values:
            put(value, value, element, make)

    return inside


def _one(tag: Tag) -> _Put:
    """Return what writes one value."""
    return _path(tag) if tag.path else _value(tag) if tag.model is None else _object(tag)


def _value(tag: Tag) -> _Put:
    """Return what writes a value that is no object, and further fields of what has it."""
    qname, attr, write, hidden = tag.qname, tag.attr, tag.kind.write, tag.hidden
    fixed, attrs = tuple(tag.fixed.items()), tag.attrs

    def one(value: Any, owner: Any, parent: Any, make: Make) -> None:
        if value in hidden:
            return
        element = make(parent, qname)
        for name, constant in fixed:
            element.set(name, constant)
        if attrs:
            _set_attrs(owner, attrs, element)
        text = write(value)
        if attr:
            element.set(attr, text)
        elif text:
            element.text = text

    return one


def _object(tag: Tag) -> _Put:
    """Return what writes an object: its attributes, the elements in it, and its text."""
    qname, attr, kind, text_field, attrs = tag.qname, tag.attr, tag.kind, tag.text, tag.attrs
    fixed = tuple(tag.fixed.items())
    inner = Writer(tag.children) if tag.children else None

    def whole(value: Any, _owner: Any, parent: Any, make: Make) -> None:
        element = make(parent, qname)
        for name, constant in fixed:
            element.set(name, constant)
        _set_attrs(value, attrs, element)
        if inner is not None:
            inner.write(value, element, make)
        text = getattr(value, text_field) if text_field else None
        if text is None:
            return
        if attr:
            element.set(attr, kind.write(text))
        elif written := kind.write(text):
            element.text = written

    return whole


def _path(tag: Tag) -> _Put:
    """Return what writes a path as elements in each other."""
    qname, attr = tag.qname, tag.attr

    def path(value: Any, _owner: Any, parent: Any, make: Make) -> None:
        for step in value.split(" > "):
            parent = make(parent, qname)
            parent.set(attr, step)

    return path


def _set_attrs(subject: Any, attrs: Iterable[Attr], element: Any) -> None:
    for attr in attrs:
        value = getattr(subject, attr.field)
        if value is not None or attr.kind.name == "size":
            element.set(attr.name, attr.kind.write(value))
