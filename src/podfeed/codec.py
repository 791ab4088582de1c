"""The only loops over the tables: an object of the model to elements, and elements to its fields.

An element is anything with ElementTree's interface, so this module needs no XML library of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from podfeed.model import Extra
from podfeed.problems import BadValueError
from podfeed.tags.spec import Attr, Tag

Make = Callable[[Any, str], Any]  # (parent, qualified name) -> a new last child of parent
Index = Mapping[str, tuple[Tag, ...]]


class Context(Protocol):
    """What reading needs from outside: somebody to tell, and a way to keep an element whole."""

    def complain(self, tag: str, error: BadValueError, element: Any) -> None:
        """Take what is wrong with an element."""

    def keep(self, element: Any) -> Extra:
        """Return an element as it is, for an object that no field of its own can hold it."""


# -- writing


def write(owner: Any, tags: Iterable[Tag], parent: Any, make: Make) -> None:
    """Append to `parent` the elements of the fields of `owner` that the tags name."""
    for tag in tags:
        value = getattr(owner, tag.field)
        if tag.own is not None and getattr(owner, tag.own) is not None:
            _write_own(getattr(owner, tag.own), owner, tag, parent, make)
        elif tag.inside is not None:
            _write_inside(value, tag, parent, make)
        else:
            for one in value if tag.many else (value,):
                if one is not None and one not in tag.hidden:
                    _write_one(one, owner, tag, parent, make)


def _write_own(value: Any, owner: Any, tag: Tag, parent: Any, make: Make) -> None:
    element = make(parent, tag.qname)
    element.text = tag.own_kind.write(value)
    _write_attrs(owner, tag.attrs, element)


def _write_inside(values: Any, tag: Tag, parent: Any, make: Make) -> None:
    """Write an element that holds one for each value."""
    if values:
        assert tag.inside is not None  # noqa: S101
        element = make(parent, tag.qname)
        for name, constant in tag.fixed.items():
            element.set(name, constant)
        for value in values:
            _write_one(value, value, tag.inside, element, make)


def _write_one(value: Any, owner: Any, tag: Tag, parent: Any, make: Make) -> None:
    if tag.path:
        for step in value.split(" > "):
            parent = make(parent, tag.qname)
            parent.set(tag.attr, step)
        return
    element = make(parent, tag.qname)
    for name, constant in tag.fixed.items():
        element.set(name, constant)
    _write_attrs(value if tag.model else owner, tag.attrs, element)
    if tag.model is not None:
        write(value, tag.children, element, make)
        value = getattr(value, tag.text) if tag.text else None
    if value is not None and tag.attr:
        element.set(tag.attr, tag.kind.write(value))
    elif value is not None:
        element.text = tag.kind.write(value) or None


def _write_attrs(subject: Any, attrs: Iterable[Attr], element: Any) -> None:
    for attr in attrs:
        value = getattr(subject, attr.field)
        if value is not None or attr.kind.name == "size":
            element.set(attr.name, attr.kind.write(value))


# -- reading


@dataclass(slots=True)
class Fields:
    """What elements say: the fields of an object, and the elements that no field can hold."""

    values: dict[str, Any] = field(default_factory=dict)
    left: list[Any] = field(default_factory=list)


def by_name(tags: Iterable[Tag]) -> Index:
    """Index tags by their qualified names, as `read` wants them."""
    index: dict[str, tuple[Tag, ...]] = {}
    for tag in tags:
        index[tag.qname] = (*index.get(tag.qname, ()), tag)
    return index


_INDEXES: dict[int, Index] = {}


def _index(tag: Tag) -> Index:
    """Return the index of a row's children, made once: a live item has as many as an item."""
    if id(tag) not in _INDEXES:
        _INDEXES[id(tag)] = by_name(tag.children)
    return _INDEXES[id(tag)]


def read(elements: Iterable[Any], index: Index, context: Context) -> Fields:
    """Return the fields that the elements hold.

    Where a field may stand in several elements, the first row of the table that answers wins; an
    element that says something else, like one that no row knows or whose value cannot be
    understood, is left.
    """
    fields = Fields()
    rows = {id(tag): number for number, tag in enumerate(t for tags in index.values() for t in tags)}
    known: list[tuple[int, Any, Tag]] = []
    for element in elements:
        tag = next((tag for tag in index.get(element.tag, ()) if _matches(element, tag)), None)
        if tag is None:
            fields.left.append(element)
        else:
            known.append((rows[id(tag)], element, tag))
    for _row, element, tag in sorted(known, key=lambda item: item[0]):
        if not _take(element, tag, fields, context):
            fields.left.append(element)
    return fields


def _matches(element: Any, tag: Tag) -> bool:
    """Say whether the element is the one that the row describes, told apart by its attributes."""
    rel = tag.fixed.get("rel")
    if rel is not None and element.get("rel", "alternate") != rel:
        return False
    return tag.when is None or bool((element.get(tag.when) or "").strip())


def _take(element: Any, tag: Tag, fields: Fields, context: Context) -> bool:
    """Put what an element says into the fields; say whether they hold all of it now."""
    reader = _Element(element, tag, context)
    found = reader.values()
    if reader.failed:
        return False
    if tag.many or tag.inside is not None:
        fields.values.setdefault(tag.field, []).extend(found)
        return True
    if tag.own is not None and found:
        return _take_own(found[0], reader, fields)
    for name, value in [*reader.beside.items(), *((tag.field, value) for value in found)]:
        if fields.values.setdefault(name, value) != value:
            return False
    return True


def _take_own(value: Any, reader: _Element, fields: Fields) -> bool:
    """Put a number that may be no whole one into the field that can hold it."""
    tag = reader.tag
    assert tag.own is not None  # noqa: S101
    fields.values.update(reader.beside)
    if float(value).is_integer() and fields.values.setdefault(tag.field, int(value)) == int(value):
        return True
    return bool(fields.values.setdefault(tag.own, value) == value)


@dataclass(slots=True)
class _Element:
    """Reads one element by its row."""

    element: Any
    tag: Tag
    context: Context
    beside: dict[str, Any] = field(default_factory=dict)
    failed: bool = False

    def values(self) -> list[Any]:
        """Return the values of the row's field, none or several; what else it holds is `beside`."""
        tag = self.tag
        self._note_unknown()
        if tag.path:
            return self._path()
        if tag.flag:
            return [True]
        if tag.inside is not None:
            return self._inside(tag.inside)
        for attr in tag.attrs:
            self._keep(attr.field, attr.kind.take, self.element.get(attr.name))
        if tag.model is not None:
            return self._object(tag.model)
        kind = tag.own_kind if tag.own else tag.kind
        text = self.element.get(tag.attr) if tag.attr else self.element.text
        self._keep(tag.field, kind.take, text)
        return [self.beside.pop(tag.field)] if tag.field in self.beside else []

    def _object(self, model: Any) -> list[Any]:
        """Return the object that the element holds, or complain of what it lacks."""
        tag = self.tag
        if tag.text:
            self._keep(tag.text, tag.kind.take, self.element.text)
        inner = read(self.element, _index(tag), self.context)
        values = self.beside | inner.values
        self.beside = {}
        if "extra" in model.__dataclass_fields__:
            values["extra"] = [self.context.keep(element) for element in inner.left]
        else:
            for element in inner.left:
                self._wrong(f"<{local_name(element)}> in it is not understood")
        lacking = [name for name in needed_fields(tag) if values.get(name) is None]
        for name in lacking:
            self._wrong(f"it has no {name.replace('_', ' ')}")
        if not values or self.failed:
            return []
        try:
            return [model(**dict.fromkeys(lacking, ""), **values)]
        except (TypeError, ValueError) as error:
            self._fail(BadValueError(str(error)))
            return []

    def _inside(self, inside: Tag) -> list[Any]:
        """Return the values of the elements inside this one."""
        found: list[Any] = []
        for child in self.element:
            if child.tag != inside.qname:
                self._wrong(f"<{local_name(child)}> in it is not understood")
                continue
            reader = _Element(child, inside, self.context)
            found += reader.values()
            self.failed |= reader.failed
        return found

    def _path(self) -> list[str]:
        """Return the paths of an element and its children: with two children, two."""
        name, qname = self.tag.attr, self.tag.qname
        here = str(self.element.get(name) or "").strip()
        below = [str(child.get(name) or "").strip() for child in self.element if child.tag == qname]
        self.failed = not here
        return [f"{here} > {child}" for child in below if child] or [here] if here else []

    def _keep(self, name: str, read_value: Callable[[str], Any], text: str | None) -> None:
        """Keep what a text says as a field; a text that says nothing leaves it alone."""
        if text is None or not text.strip():
            return
        try:
            value = read_value(text.strip())
        except BadValueError as error:
            self._fail(error)
        else:
            if value is not None:
                self.beside[name] = value

    def _fail(self, error: BadValueError) -> None:
        self.failed = True
        self.context.complain(self.tag.prefixed, error, self.element)

    def _wrong(self, message: str) -> None:
        self.context.complain(self.tag.prefixed, BadValueError(message), self.element)

    def _note_unknown(self) -> None:
        """Tell attributes that no row knows: nothing is dropped in silence."""
        tag = self.tag
        known = {attr.name for attr in tag.attrs} | set(tag.fixed) | {tag.attr}
        for name in self.element.attrib:
            if name not in known and not name.startswith("{http://www.w3.org/XML/1998/namespace}"):
                self._wrong(f"the attribute {name} is not known")


def needed_fields(tag: Tag) -> list[str]:
    """Return the fields without which an object of a row is none."""
    names = [attr.field for attr in tag.attrs if attr.needed and attr.kind.name != "size"]
    return [*names, tag.text] if tag.text and tag.text_needed else names


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
