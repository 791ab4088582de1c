"""What every class of the model does when an object of it is made: keep what XML can carry."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from types import UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints

from podfeed.problems import BadValueError

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
    if isinstance(value, Model) and value.says_nothing():
        return None
    if isinstance(value, float) and not math.isfinite(value):
        raise BadValueError(f"{value!r} is not a number that a feed can hold")
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

    def settle(self, owner: Model) -> None:
        """Bring the field of a new object into its one form."""
        value = _clean(getattr(owner, self.name))
        if value is None:
            value = self.empty
        elif self.shape is not None:
            value = _clean(self.shape(value))
        if value is not None and not isinstance(value, self.types):
            wanted = " or ".join(kind.__name__ for kind in self.types)
            raise BadValueError(
                f"{type(owner).__name__}.{self.name} takes {wanted}, not {type(value).__name__}: {value!r}"
            )
        object.__setattr__(owner, self.name, value)


class Model:
    """What every part of the model does to its fields when it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for slot in _slots(type(self)):  # type: ignore[arg-type]
            slot.settle(self)

    def given(self) -> Iterable[tuple[str, Any]]:
        """Return the fields that say something, with their values."""
        values = ((slot.name, getattr(self, slot.name)) for slot in _slots(type(self)))  # type: ignore[arg-type]
        return [(name, value) for name, value in values if value not in (None, "", ())]

    def says_nothing(self) -> bool:
        """Say whether no field has a value: such a part is none."""
        return all(getattr(self, slot.name) in (None, "", ()) for slot in _slots(type(self)))  # type: ignore[arg-type]

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


def one(model: type, short: str) -> Callable[[Any], Any]:
    """Shape a field that holds one `model`; a plain value stands for its field `short`."""

    def shape(value: Any) -> Any:
        return value if isinstance(value, model) else model(**{short: value})

    return shape


def many(model: type, short: str) -> Callable[[Any], tuple[Any, ...]]:
    """Shape a field that holds several `model`; one alone, or plain values, are taken too."""
    make = one(model, short)

    def shape(value: Any) -> tuple[Any, ...]:
        return tuple(make(item) for item in as_tuple(value))

    return shape


def as_tuple(value: Any) -> tuple[Any, ...]:
    """Take one value alone for a list of it."""
    return value if isinstance(value, tuple) else (value,)


def whole_seconds(value: Any) -> Any:
    """Round to whole seconds, half up: an app shows and a feed carries no smaller part."""
    if not isinstance(value, timedelta):
        return value
    seconds = (value + timedelta(milliseconds=500)) // timedelta(seconds=1)
    return timedelta(seconds=seconds if seconds or not value else 1)
