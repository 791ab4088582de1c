"""The parts of a show or an episode from plain data, as people write them in front matter and settings.

A row of the tables says what a value can be: `transcript: ep1.vtt`, `funding: {url: …, text: …}`,
`license: cc-by-4.0`. A text alone stands for the part's text, or for its address; a mapping names its
fields, by the model's names or by the specification's; a list holds several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from functools import partial
from typing import Any

from podfeed import urls
from podfeed.codec import needed_fields
from podfeed.durations import read_duration
from podfeed.kinds import DECIMAL, NPT, TRUE_FALSE, URI, URL, Kind
from podfeed.lazily import dataclass
from podfeed.mime import transcript_type, type_of
from podfeed.model import Chapter, Extra, LiveItem
from podfeed.posts import fold
from podfeed.problems import BadValueError
from podfeed.tags import tags_of
from podfeed.tags.spec import Attr, Tag

Resolve = Callable[[str], str]  # what an address or a path in a value means


def parts_of(parent: str) -> dict[str, Tag]:
    """Return the rows whose values are parts, or lists, by their field."""
    return {tag.field: tag for tag in reversed(tags_of(parent)) if not tag.envelope and not tag.own}


def take(tag: Tag, value: Any, resolve: Resolve, *, exact: bool = False) -> Any:
    """Return what a value says of a row's field; what it cannot be is a `BadValueError`.

    ``exact`` takes a part as it is, also where it lacks what its row needs.
    """
    return _take(tag, value, _How(resolve, exact))


@dataclass(frozen=True, slots=True)
class _How:
    """How values are read: what makes addresses of them, and whether parts may lack what they need."""

    address: Resolve
    exact: bool


def _take(tag: Tag, value: Any, how: _How) -> Any:
    if tag.inside is not None:
        return tuple(one for item in _items(value) for one in _one(tag.inside, item, how))
    if tag.many:
        return tuple(one for item in _items(value) for one in _one(tag, item, how))
    found = _one(tag, value, how)
    return found[0] if found else None


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _one(tag: Tag, value: Any, how: _How) -> list[Any]:
    if value is None or value == "":
        return []
    if tag.model is None:
        return [_scalar(tag.kind, value, how)]
    if isinstance(value, tag.model):
        return [value]
    read = _named if isinstance(value, Mapping) and not _wraps(tag, value) else _short
    values = read(tag, value, how)
    for name, derive in _DERIVED.get(tag.field, ()):
        if values.get(name) is None:
            values[name] = derive(values)
    return [_made(tag, {name: item for name, item in values.items() if item is not None}, how)]


def _made(tag: Tag, values: dict[str, Any], how: _How) -> Any:
    """Make the part, or say what it needs."""
    model: Any = tag.model
    given = {item.name for item in fields(model) if item.default is not MISSING}
    needed = [name for name in needed_fields(tag) if name not in given]
    if how.exact:
        values = dict.fromkeys(needed, "") | values
    lacking = [name.replace("_", " ") for name in needed if name not in values]
    if lacking:
        raise BadValueError(
            f"{tag.prefixed} needs {' and '.join(lacking)}",
            hint=f"write {{ {', '.join(f'{name}: …' for name in needed)} }}",
        )
    return model(**values)


def _wraps(tag: Tag, value: Mapping[str, Any]) -> bool:
    """Say whether a mapping is of what a part holds, and not of the part."""
    return is_wrapping(tag) and fold(tag.children[0].field) not in {fold(str(key)) for key in value}


def _scalar(kind: Kind, value: Any, how: _How) -> Any:
    if how.exact:
        return kind.take(str(value).lower() if isinstance(value, bool) else str(value))
    if kind in (URL, URI) and isinstance(value, str) and value.strip():
        return how.address(value.strip())
    if kind is DECIMAL and isinstance(value, str) and ":" in value:
        return read_duration(value).total_seconds()
    return kind.read(value)


def _short(tag: Tag, value: Any, how: _How) -> dict[str, Any]:
    """Read a value that stands for the whole: the part's text, else its first address."""
    if tag.model is Chapter and isinstance(value, str):
        start, _, title = value.strip().partition(" ")
        return {"start": NPT.read(start), "title": title.strip() or None}
    if tag.text and (tag.text_needed or not _addresses(tag)):
        return {tag.text: _scalar(tag.kind, value, how)}
    for attr in _addresses(tag):
        return {attr.field: _scalar(attr.kind, value, how)}
    for child in tag.children[:1]:
        return {child.field: _take(child, value, how)}
    raise BadValueError(f"{value!r} cannot be {tag.prefixed}", hint="write a mapping")


def _addresses(tag: Tag) -> list[Attr]:
    return [attr for attr in tag.attrs if attr.needed and attr.kind in (URL, URI)]


def _named(tag: Tag, value: Mapping[str, Any], how: _How) -> dict[str, Any]:
    """Read a mapping by the names of the model or of the specification, without case, `-` and `_`."""
    readers = _readers(tag, how)
    found: dict[str, Any] = {}
    for key, item in value.items():
        if item is None or item == "":
            continue
        if fold(str(key)) not in readers:
            raise BadValueError(
                f"{tag.prefixed} has no {key!r}", hint=f"it has {', '.join(sorted(_fields(tag)))}"
            )
        name, read = readers[fold(str(key))]
        found[name] = read(item)
    return found


def _fields(tag: Tag) -> set[str]:
    names = {attr.field for attr in tag.attrs} | {child.field for child in tag.children}
    return names | ({tag.text} if tag.text else set())


_Reader = tuple[str, Callable[[Any], Any]]


def _readers(tag: Tag, how: _How) -> dict[str, _Reader]:
    """Return, by each name that may be written, the field that is meant and what reads it."""
    readers = _scalars(tag.attrs, how)
    if tag.model is LiveItem:
        readers["extra"] = ("extra", read_extra)
    if tag.model is Chapter:  # what files of chapters hold, and feeds do not
        readers |= {"toc": ("toc", TRUE_FALSE.read)} | dict.fromkeys(("end", "endtime"), ("end", NPT.read))
    _add_children(readers, tag, how)
    for child in tag.children:  # the specification's names, where no field has them
        readers.setdefault(fold(child.name), _child(child, how))
    for name in (tag.text, "text", "name") if tag.text else ():
        text = (str(tag.text), partial(_scalar, tag.kind, how=how))
        readers.setdefault(fold(str(name)), text)
    for name, field in _SYNONYMS.get(tag.field, _ADDRESS if _addresses(tag) else {}).items():
        target = field or _addresses(tag)[0].field
        readers.setdefault(name, readers[fold(target)])
    return readers


def is_wrapping(tag: Tag) -> bool:
    """Say whether a part is nothing but what it holds."""
    return not tag.attrs and not tag.text and len(tag.children) == 1


def names_of(tag: Tag) -> tuple[str, ...]:
    """Return the names, folded, that a mapping of a part can hold."""
    return tuple(_readers(tag, _How(str, exact=False)))


def _add_children(readers: dict[str, _Reader], tag: Tag, how: _How) -> None:
    for child in tag.children:
        readers.setdefault(fold(child.field), _child(child, how))
        if child.model is None:  # what stands beside its text is a field of the part, too
            for name, reader in _scalars(child.attrs, how).items():
                readers.setdefault(name, reader)
        if child.own is not None:
            readers.setdefault(fold(child.own), (child.own, child.own_kind.read))


def _scalars(attrs: Iterable[Attr], how: _How) -> dict[str, _Reader]:
    readers: dict[str, _Reader] = {}
    for attr in attrs:
        reader = (attr.field, partial(_scalar, attr.kind, how=how))
        readers |= dict.fromkeys((fold(attr.name), fold(attr.field)), reader)
    return readers


def _child(child: Tag, how: _How) -> _Reader:
    return child.field, partial(_take, child, how=how)


# Names that people write for an address, and for fields that are called otherwise.
_ADDRESS = {"url": "", "href": "", "uri": "", "link": "", "path": "", "file": ""}
_SYNONYMS: dict[str, dict[str, str]] = {
    "chapter": {"time": "start", "starttime": "start", "url": "href", "img": "image", "name": "title"},
    "alternate_enclosures": {"url": "sources", "uri": "sources", "file": "sources"},
}


def _first(values: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((str(values[name]) for name in names if values.get(name)), "")


def _source_type(values: Mapping[str, Any]) -> str | None:
    sources = values.get("sources")
    return type_of(sources[0].uri) if sources else None


# What follows from the rest where nobody wrote it: the type of a file from its name.
_DERIVED: dict[str, tuple[tuple[str, Callable[[Mapping[str, Any]], Any]], ...]] = {
    "transcripts": (("type", lambda values: transcript_type(_first(values, ["url"]))),),
    "alternate_enclosures": (("type", _source_type),),
    "trailers": (("type", lambda values: type_of(_first(values, ["url"]))),),
}


def read_extra(value: Any) -> tuple[Extra, ...]:
    """Read elements of other namespaces: XML in which the namespaces are declared."""
    from xml.etree import ElementTree  # noqa: PLC0415 - few posts hold such elements

    texts = [_xml_of(item) for item in _items(value)]
    for text in texts:
        if "<!" in text:
            raise BadValueError("an element of its own holds no declaration", hint="take out <!…>")
        try:
            ElementTree.fromstring(text)  # noqa: S314 - without declarations there is no entity
        except (ElementTree.ParseError, ValueError) as error:
            raise BadValueError(
                f"this is not XML: {error}", hint="declare the namespaces that it uses in it"
            ) from error
    return tuple(Extra(xml=text) for text in texts)


def _xml_of(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    if item.get("xml") is None:
        raise BadValueError("an element of its own is XML", hint="write the element itself, or xml: <…>")
    return str(item["xml"])


def resolver(base: str) -> Resolve:
    """Return what makes addresses of links and paths by a base URL."""
    return lambda target: urls.resolve(target, base)
