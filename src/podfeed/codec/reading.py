"""Elements become the fields of an object, by the rows of a table."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any, Protocol

from podfeed.lazily import dataclass
from podfeed.model import Extra
from podfeed.problems import BadValueError
from podfeed.tags.spec import Tag

Index = Mapping[str, "tuple[Row, ...]"]


class Context(Protocol):
    """What reading needs from outside: somebody to tell, and a way to keep an element whole."""

    def complain(self, tag: str, error: BadValueError, element: Any) -> None:
        """Take what is wrong with an element."""

    def keep(self, element: Any) -> Extra:
        """Return an element as it is, for an object that no field of its own can hold it."""


@dataclass(slots=True)
class Fields:
    """What elements say: the fields of an object, and the elements that no field can hold."""

    values: dict[str, Any] = field(default_factory=dict)
    left: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """What reading needs of a row of the tables, worked out once: a feed has a million elements."""

    tag: Tag
    place: int  # in the table
    take: Callable[[str], Any]
    attrs: tuple[tuple[str, str, Callable[[str], Any]], ...]  # name, field, reader
    known: frozenset[str | None]  # attributes
    rel: str | None
    sure: bool  # that an element of the name is this row's
    plain: bool  # one text or attribute is all that the element holds
    inside: Row | None
    children: Index
    needed: tuple[str, ...]
    extra: bool  # the model keeps what it has no field for

    @classmethod
    def of(cls, tag: Tag, place: int) -> Row:
        """Return what reading needs of a row."""
        rel = tag.fixed.get("rel")
        bare = tag.model is None and tag.inside is None and tag.own is None and not tag.attrs
        return cls(
            tag=tag,
            place=place,
            take=(tag.own_kind if tag.own else tag.kind).take,
            attrs=tuple((attr.name, attr.field, attr.kind.take) for attr in tag.attrs),
            known=frozenset({*(attr.name for attr in tag.attrs), *tag.fixed, tag.attr}),
            rel=rel,
            sure=rel is None and tag.when is None,
            plain=bare and not tag.path and not tag.flag,
            inside=Row.of(tag.inside, 0) if tag.inside is not None else None,
            children=by_name(tag.children),
            needed=tuple(needed_fields(tag)),
            extra=tag.model is not None and "extra" in tag.model.__dataclass_fields__,  # type: ignore[attr-defined]
        )

    def matches(self, element: Any) -> bool:
        """Say whether the element is the one that the row describes, told apart by its attributes."""
        if self.rel is not None and element.get("rel", "alternate") != self.rel:
            return False
        return self.tag.when is None or bool((element.get(self.tag.when) or "").strip())


def by_name(tags: Iterable[Tag]) -> Index:
    """Index rows by their qualified names, as `read` wants them."""
    named: dict[str, list[Tag]] = {}
    for tag in tags:
        named.setdefault(tag.qname, []).append(tag)
    places = itertools.count()
    return {name: tuple(Row.of(tag, next(places)) for tag in same) for name, same in named.items()}


def read(elements: Iterable[Any], index: Index, context: Context) -> Fields:
    """Return the fields that the elements hold.

    Where a field may stand in several elements, the first row of the table that answers wins; an
    element that says something else, like one that no row knows or whose value cannot be
    understood, is left.
    """
    fields = Fields()
    known: list[tuple[int, Row, Any]] = []
    for element in elements:
        for row in index.get(element.tag, ()):
            if row.sure or row.matches(element):
                known.append((row.place, row, element))
                break
        else:
            fields.left.append(element)
    known.sort(key=_PLACE)
    for _, row, element in known:
        take = _take_plain if row.plain else _take
        if not take(element, row, fields, context):
            fields.left.append(element)
    return fields


_PLACE = operator.itemgetter(0)


def _take_plain(element: Any, row: Row, fields: Fields, context: Context) -> bool:
    """Do as `_take` does, for the most frequent kind of element by far."""
    tag = row.tag
    if element.keys():
        _note_unknown(element, row, context)
    text = element.get(tag.attr) if tag.attr else element.text
    text = text.strip() if text else None
    try:
        value = row.take(text) if text else None
    except BadValueError as error:
        context.complain(tag.prefixed, error, element)
        return False
    if tag.many:
        fields.values.setdefault(tag.field, []).extend(() if value is None else (value,))
        return True
    return value is None or bool(fields.values.setdefault(tag.field, value) == value)


def _take(element: Any, row: Row, fields: Fields, context: Context) -> bool:
    """Put what an element says into the fields; say whether they hold all of it now."""
    reader = _Element(element, row, context)
    found = reader.values()
    if reader.failed:
        return False
    tag = row.tag
    if tag.many or tag.inside is not None:
        fields.values.setdefault(tag.field, []).extend(found)
        return True
    if tag.own is not None and found:
        return _take_own(found[0], reader, fields)
    for name, value in reader.beside.items():
        if fields.values.setdefault(name, value) != value:
            return False
    return all(fields.values.setdefault(tag.field, value) == value for value in found)


def _take_own(value: Any, reader: _Element, fields: Fields) -> bool:
    """Put a number that may be no whole one into the field that can hold it."""
    tag = reader.row.tag
    assert tag.own is not None  # noqa: S101
    fields.values.update(reader.beside)
    if float(value).is_integer() and fields.values.setdefault(tag.field, int(value)) == int(value):
        return True
    return bool(fields.values.setdefault(tag.own, value) == value)


class _Element:
    """Reads one element by its row."""

    __slots__ = ("beside", "context", "element", "failed", "row")

    def __init__(self, element: Any, row: Row, context: Context) -> None:
        self.element = element
        self.row = row
        self.context = context
        self.beside: dict[str, Any] = {}
        self.failed = False

    def values(self) -> list[Any]:
        """Return the values of the row's field, none or several; what else it holds is `beside`."""
        row, tag = self.row, self.row.tag
        if self.element.keys():
            _note_unknown(self.element, row, self.context)
        if tag.path:
            return self._path()
        if tag.flag:
            return [True]
        if row.inside is not None:
            return self._inside(row.inside)
        for name, field_, take in row.attrs:
            text = self.element.get(name)
            if text:
                self._keep(field_, take, text)
        if tag.model is not None:
            return self._object(tag.model)
        return self._value(tag)

    def _value(self, tag: Tag) -> list[Any]:
        """Return the value of a text or an attribute; further attributes of none are held by no field."""
        self._keep(tag.field, self.row.take, self.element.get(tag.attr) if tag.attr else self.element.text)
        if tag.field in self.beside:
            return [self.beside.pop(tag.field)]
        self.failed |= bool(self.beside)
        return []

    def _object(self, model: Any) -> list[Any]:
        """Return the object that the element holds, or complain of what it lacks."""
        row = self.row
        if row.tag.text:
            self._keep(row.tag.text, row.take, self.element.text)
        values, self.beside = self.beside, {}
        if len(self.element) or row.extra:
            self._read_children(values)
        lacking = [name for name in row.needed if values.get(name) is None]
        for name in lacking:
            self._wrong(f"it has no {name.replace('_', ' ')}")
        if not values or self.failed:
            return []
        values.update(dict.fromkeys(lacking, ""))
        try:
            return [model(**values)]
        except (TypeError, ValueError) as error:
            self._fail(BadValueError(str(error)))
            return []

    def _read_children(self, values: dict[str, Any]) -> None:
        inner = read(self.element, self.row.children, self.context)
        values |= inner.values
        if self.row.extra:
            values["extra"] = [self.context.keep(element) for element in inner.left]
        else:
            for element in inner.left:
                self._wrong(f"<{local_name(element)}> in it is not understood")

    def _inside(self, inside: Row) -> list[Any]:
        """Return the values of the elements inside this one."""
        found: list[Any] = []
        qname = inside.tag.qname
        for child in self.element:
            if child.tag != qname:
                self._wrong(f"<{local_name(child)}> in it is not understood")
                continue
            reader = _Element(child, inside, self.context)
            found += reader.values()
            self.failed |= reader.failed
        return found

    def _path(self) -> list[str]:
        """Return the paths of an element and its children: with two children, two."""
        name, qname = self.row.tag.attr, self.row.tag.qname
        here = str(self.element.get(name) or "").strip()
        below = [str(child.get(name) or "").strip() for child in self.element if child.tag == qname]
        self.failed = not here
        return [f"{here} > {child}" for child in below if child] or [here] if here else []

    def _keep(self, name: str, take: Callable[[str], Any], text: str | None) -> None:
        """Keep what a text says as a field; a text that says nothing leaves it alone."""
        text = text.strip() if text else None
        if not text:
            return
        try:
            value = take(text)
        except BadValueError as error:
            self._fail(error)
        else:
            if value is not None:
                self.beside[name] = value

    def _fail(self, error: BadValueError) -> None:
        self.failed = True
        self.context.complain(self.row.tag.prefixed, error, self.element)

    def _wrong(self, message: str) -> None:
        self.context.complain(self.row.tag.prefixed, BadValueError(message), self.element)


def _note_unknown(element: Any, row: Row, context: Context) -> None:
    """Tell attributes that no row knows: nothing is dropped in silence."""
    for name in element.keys():  # noqa: SIM118 - an element holds its children
        if name not in row.known and not name.startswith("{http://www.w3.org/XML/1998/namespace}"):
            context.complain(row.tag.prefixed, BadValueError(f"the attribute {name} is not known"), element)


def needed_fields(tag: Tag) -> list[str]:
    """Return the fields without which an object of a row is none."""
    names = [attr.field for attr in tag.attrs if attr.needed and attr.kind.name != "size"]
    return [*names, tag.text] if tag.text and tag.text_needed else names


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
