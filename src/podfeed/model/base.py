"""What every class of the model does when an object of it is made: keep what XML can carry."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import compress
from operator import attrgetter, is_not
from types import UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints

from podfeed.lazily import dataclass, pattern
from podfeed.problems import BadValueError

# Everything outside the Char production of XML 1.0 (https://www.w3.org/TR/xml/#charsets), lone
# surrogates included.
_CHARS = "\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff"
_FORBIDDEN = pattern(f"[^{_CHARS}]")
# Nearly every text has none, which this says three times as fast.
_ALLOWED = pattern(f"[{_CHARS}]*")
# Bytes of UTF-8 that stand for allowed characters alone: 0xEF begins U+FFFE and U+FFFF, too.
_CARRIED = bytes({9, 10, 13, *range(0x20, 0x100)} - {0xEF})


def is_allowed(text: str) -> bool:
    """Say whether XML can carry every character of a text."""
    # What shows and is no control character is allowed, and every title and address is made of it.
    return text.isprintable() or _is_carried(text) or _ALLOWED.fullmatch(text) is not None


def _is_carried(text: str) -> bool:
    """Say whether a text of several lines, as notes are, shows by its bytes that XML can carry it."""
    try:
        return not text.encode().translate(None, _CARRIED)
    except UnicodeEncodeError:
        return False


def clean_text(text: str) -> str:
    """Return the text as XML can carry it: no forbidden character, LF line ends, no outer blanks."""
    if text.isprintable():  # as above
        return text.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not is_allowed(text):
        text = _FORBIDDEN.sub("", text)
    return text.strip()


def clean_date(value: datetime) -> datetime:
    """Return the date without parts of a second; a date without a zone is a `BadValueError`."""
    if value.utcoffset() is None:
        raise BadValueError(
            f"the date {value.isoformat(' ')} has no time zone",
            hint="give it one, for example tzinfo=datetime.UTC",
        )
    return value.replace(microsecond=0) if value.microsecond else value


_PLAIN = frozenset({bool, int, timedelta})


def _clean(value: Any) -> Any:
    """Return one value of a field as the model keeps it."""
    if isinstance(value, str):
        return clean_text(value) or None
    if type(value) in _PLAIN:
        return value
    if isinstance(value, datetime):
        return clean_date(value)
    if isinstance(value, Model):
        return None if value.says_nothing() else value
    if isinstance(value, float) and not math.isfinite(value):
        raise BadValueError(f"{value!r} is not a number that a feed can hold")
    if isinstance(value, (list, tuple)):
        return tuple([item for item in map(_clean, value) if item is not None])
    return value


@dataclass(frozen=True, slots=True)
class _Slot:
    """What a class of the model knows of one of its fields."""

    name: str
    types: tuple[type, ...]
    shape: Callable[[Any], Any] | None
    empty: str | tuple[()] | None  # what stands for no value: "" where the field must be given
    blank: object  # the default, where it is none that needs settling
    fits: Mapping[type, Callable[[Any], bool]]  # by type, what says of a value that it needs no settling

    def settle(self, owner: Model, given: Any) -> None:
        """Bring the field of a new object into its one form."""
        value = (clean_text(given) or None) if type(given) is str else _clean(given)
        if value is None:
            value = self.empty
        elif self.shape is not None:
            shaped = self.shape(value)
            value = value if shaped is value else _clean(shaped)
        if value is not None and not isinstance(value, self.types):
            wanted = " or ".join(kind.__name__ for kind in self.types)
            raise BadValueError(
                f"{type(owner).__name__}.{self.name} takes {wanted}, not {type(value).__name__}: {value!r}"
            )
        if value is not given:
            object.__setattr__(owner, self.name, value)


class Model:
    """What every part of the model does to its fields when it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        form = _form(type(self))  # type: ignore[arg-type]
        values = form.values(self)
        # Most fields say nothing: these are passed over without a step of Python for each.
        for slot, value in compress(zip(form.slots, values, strict=True), map(is_not, values, form.blanks)):
            fits = slot.fits.get(type(value))
            if fits is None or not fits(value):
                slot.settle(self, value)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """Return what the constructor does with some of the fields, of a class that needs none of them.

        It takes half of the time where most are left out, as an episode's are.
        """
        blank, settable = _settable(cls)  # type: ignore[arg-type]
        made = object.__new__(cls)
        for put, value in blank:
            put(made, value)
        try:
            for name, value in given.items():
                slot, put = settable[name]
                put(made, value)
                fits = slot.fits.get(type(value))
                if value is not slot.blank and (fits is None or not fits(value)):
                    slot.settle(made, value)
        except (ValueError, TypeError, AttributeError):  # of them a BadValueError
            return cls(**given)  # which tells the first of the bad ones
        made._finish()
        return made

    def _finish(self) -> None:
        """Settle what follows from several fields."""

    def given(self) -> Iterable[tuple[str, Any]]:
        """Return the fields that say something, with their values."""
        values = ((slot.name, getattr(self, slot.name)) for slot in _slots(type(self)))  # type: ignore[arg-type]
        return [(name, value) for name, value in values if value not in (None, "", ())]

    def says_nothing(self) -> bool:
        """Say whether no field has a value: such a part is none."""
        for slot in _slots(type(self)):  # type: ignore[arg-type]  # noqa: SIM110 - a part in a list asks often
            if getattr(self, slot.name) not in (None, "", ()):
                return False
        return True

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields changed."""
        values = {slot.name: getattr(self, slot.name) for slot in _slots(type(self))}  # type: ignore[arg-type]
        return type(self)(**(values | changes))


@cache
def _slots(model: Any) -> tuple[_Slot, ...]:
    """Return what is known of the fields of a class of the model, in their order."""
    hints = get_type_hints(model)
    return tuple(_slot(item, tuple(_plain_types(hints[item.name]))) for item in fields(model))


@dataclass(frozen=True, slots=True)
class _Form:
    """The fields of a class of the model, and how to get at all of their values at once."""

    slots: tuple[_Slot, ...]
    values: Callable[[Model], tuple[Any, ...]]
    blanks: tuple[object, ...]


@cache
def _form(model: Any) -> _Form:
    slots = _slots(model)
    get = attrgetter(*(slot.name for slot in slots))
    values = get if len(slots) > 1 else lambda owner: (get(owner),)
    return _Form(slots, values, tuple(slot.blank for slot in slots))


_Put = Callable[[Model, Any], None]


@cache
def _settable(model: Any) -> tuple[list[tuple[_Put, Any]], dict[str, tuple[_Slot, _Put]]]:
    """Return how an object of a class is made blank, and by name how each of its fields is set."""
    puts: list[_Put] = [getattr(model, slot.name).__set__ for slot in _slots(model)]
    blank = [(put, item.default) for put, item in zip(puts, fields(model), strict=True)]
    return blank, {slot.name: (slot, put) for slot, put in zip(_slots(model), puts, strict=True)}


def _slot(item: Field[Any], types: tuple[type, ...]) -> _Slot:
    shape = item.metadata.get("shape")
    return _Slot(
        name=item.name,
        types=types,
        shape=shape,
        empty="" if item.default is MISSING else () if item.default == () else None,
        blank=item.default if item.default is None or item.default == () else MISSING,
        fits={kind: _fitting(kind, shape) for kind in types},
    )


def _fitting(kind: type, shape: Callable[[Any], Any] | None) -> Callable[[Any], bool]:
    """Return what says of a value of a type that a field takes, whether it has its one form already.

    It may say no of one that has: `_Slot.settle` is what brings a value into its form.
    """
    if kind in _PLAIN:
        return _yes if shape is None else lambda value: shape(value) is value
    if kind is tuple:
        if isinstance(shape, Many):
            return partial(_holds, shape.model)
        return _holds_texts if shape in (None, as_tuple) else _no
    if shape is not None:
        return _no
    if issubclass(kind, Model):
        return _says_something
    return _FITTING.get(kind, _no)


def _yes(_value: Any) -> bool:
    return True


def _no(_value: Any) -> bool:
    return False


def _is_clean(text: str) -> bool:
    if text.isprintable():  # as above
        return text != "" and text.strip() == text
    return clean_text(text) == text


def _holds_texts(values: tuple[Any, ...]) -> bool:
    for item in values:  # noqa: SIM110 - of each episode, here and below
        if type(item) is not str or not _is_clean(item):
            return False
    return True


def _holds(model: type[Any], values: tuple[Any, ...]) -> bool:
    for item in values:  # noqa: SIM110
        if type(item) is not model or item.says_nothing():
            return False
    return True


def _says_something(part: Model) -> bool:
    return not part.says_nothing()


_FITTING: dict[type, Callable[[Any], bool]] = {
    str: _is_clean,
    datetime: lambda value: clean_date(value) is value,
}


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


@dataclass(frozen=True, slots=True)
class Many:
    """Shapes a field that holds several `model`; one alone, or plain values, are taken too."""

    model: type[Any]
    short: str

    def __call__(self, value: Any) -> tuple[Any, ...]:
        """Return the values as the field holds them."""
        values = as_tuple(value)
        if set(map(type, values)) <= {self.model}:
            return values
        return tuple(map(one(self.model, self.short), values))


def as_tuple(value: Any) -> tuple[Any, ...]:
    """Take one value alone for a list of it."""
    return value if isinstance(value, tuple) else (value,)


def whole_seconds(value: Any) -> Any:
    """Round to whole seconds, half up: an app shows and a feed carries no smaller part."""
    if not isinstance(value, timedelta) or not value.microseconds:
        return value
    seconds = (value + timedelta(milliseconds=500)) // timedelta(seconds=1)
    return timedelta(seconds=seconds if seconds or not value else 1)
