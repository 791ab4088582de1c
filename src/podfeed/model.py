"""The model: a show, its episodes and what belongs to them, as plain frozen data.

Nothing here reads or writes anything. The constructors take what people have at hand (lists, a text
for a link, True for ``locked``) and keep only what XML can carry, so that a show that was built, written
and read again is equal to the first. Times always have a zone; text has no outer blanks; an empty text
is no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime, timedelta
from functools import cache
from types import UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints

from podfeed.problems import BadValueError, Problem

# Everything outside the Char production of XML 1.0 (https://www.w3.org/TR/xml/#charsets), lone
# surrogates included.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean_text(text: str) -> str:
    """Return the text as XML can carry it: no forbidden character, LF line ends, no outer blanks."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return FORBIDDEN.sub("", text).strip()


def clean_date(value: datetime) -> datetime:
    """Return the date without parts of a second; a date without a zone is a `BadValueError`."""
    if value.utcoffset() is None:
        raise BadValueError(
            f"the date {value.isoformat(' ')} has no time zone",
            hint="give it one, for example tzinfo=datetime.UTC",
        )
    return value.replace(microsecond=0)


def _clean(value: Any) -> Any:
    """Return one value of a field as the model keeps it."""
    if isinstance(value, str):
        return clean_text(value) or None
    if isinstance(value, datetime):
        return clean_date(value)
    if isinstance(value, (list, tuple)):
        kept = (_clean(item) for item in value)
        return tuple(item for item in kept if item is not None)
    return value


@dataclass(frozen=True, slots=True)
class _Slot:
    """What a class of the model knows of one of its fields."""

    name: str
    types: tuple[type, ...]
    shape: Callable[[Any], Any] | None
    empty: str | None  # what stands for no value: "" where the field must be given

    def settle(self, owner: _Model) -> None:
        """Bring the field of a new object into its one form."""
        value = _clean(getattr(owner, self.name))
        if value is None:
            value = self.empty
        elif self.shape is not None:
            value = self.shape(value)
        if value is not None and not isinstance(value, self.types):
            wanted = " or ".join(kind.__name__ for kind in self.types)
            raise BadValueError(
                f"{type(owner).__name__}.{self.name} takes {wanted}, not {type(value).__name__}: {value!r}"
            )
        object.__setattr__(owner, self.name, value)


class _Model:
    """What every part of the model does to its fields when it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for slot in _slots(type(self)):  # type: ignore[arg-type]
            slot.settle(self)

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields changed."""
        values = {slot.name: getattr(self, slot.name) for slot in _slots(type(self))}  # type: ignore[arg-type]
        return type(self)(**(values | changes))


@cache
def _slots(model: Any) -> tuple[_Slot, ...]:
    """Return what is known of the fields of a class of the model."""
    hints = get_type_hints(model)
    return tuple(
        _Slot(
            item.name,
            tuple(_plain_types(hints[item.name])),
            item.metadata.get("shape"),
            "" if item.default is MISSING else None,
        )
        for item in fields(model)
    )


def _plain_types(hint: Any) -> Iterable[type]:
    """Return the types that ``isinstance`` can check for an annotation, None left out."""
    if isinstance(hint, UnionType):
        return [kind for part in get_args(hint) for kind in _plain_types(part)]
    if get_origin(hint) is Sequence:
        return [tuple]
    return [] if hint is type(None) else [hint]


def _one(model: type, short: str) -> Callable[[Any], Any]:
    """Shape a field that holds one `model`; a plain value stands for its field `short`."""

    def shape(value: Any) -> Any:
        return value if isinstance(value, model) else model(**{short: value})

    return shape


def _many(model: type, short: str) -> Callable[[Any], tuple[Any, ...]]:
    """Shape a field that holds several `model`; one alone, or plain values, are taken too."""
    one = _one(model, short)

    def shape(value: Any) -> tuple[Any, ...]:
        return tuple(one(item) for item in _as_tuple(value))

    return shape


def _as_tuple(value: Any) -> tuple[Any, ...]:
    """Take one value alone for a list of it."""
    return value if isinstance(value, tuple) else (value,)


def _whole_seconds(value: Any) -> Any:
    """Round to whole seconds, half up: an app shows and a feed carries no smaller part."""
    if not isinstance(value, timedelta):
        return value
    seconds = (value + timedelta(milliseconds=500)) // timedelta(seconds=1)
    return timedelta(seconds=seconds if seconds or not value else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure(_Model):
    """The media file of an episode: its URL, length in bytes (None: unknown) and MIME type."""

    url: str
    length: int | None = None
    type: str

    def __post_init__(self) -> None:
        """Take a length of 0 for an unknown one, as feeds write it."""
        _Model.__post_init__(self)
        object.__setattr__(self, "length", self.length or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(_Model):
    """Somebody who is part of a show or an episode; ``role`` and ``group`` are the taxonomy's words."""

    name: str
    role: str | None = None
    group: str | None = None
    href: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(_Model):
    """A link that belongs to an episode: an absolute URL, and a title for people."""

    href: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner(_Model):
    """Whom a directory writes to about the show."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked(_Model):
    """Whether other hosts may import the show; ``owner`` is the e-mail address that may unlock it."""

    value: bool = True
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode(_Model):
    """One episode of a show.

    ``publish_date`` has a zone; ``duration`` is kept in whole seconds; ``notes`` is HTML and
    ``description`` plain text. ``guid`` is the identity that apps know the episode by: once published
    it must never change. ``guid_is_permalink`` says that the guid is the address of the episode's page;
    left out, it is true where the guid equals ``link``.
    """

    title: str | None = None
    guid: str | None = None
    guid_is_permalink: bool | None = None
    publish_date: datetime | None = None
    enclosure: Enclosure | None = None
    duration: timedelta | None = field(default=None, metadata={"shape": _whole_seconds})
    description: str | None = None
    notes: str | None = None
    link: str | None = None
    image: str | None = None
    links: Sequence[Link] = field(default=(), metadata={"shape": _many(Link, "href")})
    subtitle: str | None = None
    season: int | None = None
    season_name: str | None = None
    episode: int | None = None
    episode_type: str | None = None
    explicit: bool | None = None
    author: str | None = None
    people: Sequence[Person] = field(default=(), metadata={"shape": _many(Person, "name")})
    tags: Sequence[str] = field(default=(), metadata={"shape": _as_tuple})
    block: bool | None = None

    def __post_init__(self) -> None:
        """Settle whether the guid is the episode's page."""
        _Model.__post_init__(self)
        if self.guid is None:
            object.__setattr__(self, "guid_is_permalink", None)
        elif self.guid_is_permalink is None:
            object.__setattr__(self, "guid_is_permalink", self.guid == self.link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Show(_Model):
    """A show and its episodes, in the order in which they stand in the feed.

    ``categories`` are Apple's, a subcategory as ``"Business > Careers"``. ``guid`` is the show's
    identity in the podcast namespace. ``problems`` are the warnings that were met on the way; they are
    neither compared nor written.
    """

    title: str | None = None
    description: str | None = None
    link: str | None = None
    feed_url: str | None = None
    language: str | None = None
    author: str | None = None
    owner: Owner | None = field(default=None, metadata={"shape": _one(Owner, "email")})
    image: str | None = None
    categories: Sequence[str] = field(default=(), metadata={"shape": _as_tuple})
    explicit: bool | None = None
    guid: str | None = None
    locked: Locked | None = field(default=None, metadata={"shape": _one(Locked, "value")})
    type: str | None = None
    subtitle: str | None = None
    copyright: str | None = None
    people: Sequence[Person] = field(default=(), metadata={"shape": _many(Person, "name")})
    tags: Sequence[str] = field(default=(), metadata={"shape": _as_tuple})
    block: bool | None = None
    complete: bool | None = None
    new_feed_url: str | None = None
    publish_date: datetime | None = None
    last_build_date: datetime | None = None
    generator: str | None = None
    docs: str | None = None
    ttl: int | None = None
    managing_editor: str | None = None
    web_master: str | None = None
    episodes: Sequence[Episode] = field(default=(), metadata={"shape": _as_tuple})
    problems: Sequence[Problem] = field(default=(), compare=False, repr=False, metadata={"shape": _as_tuple})
