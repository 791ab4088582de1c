"""What is made when it is first used, and not at each start: patterns, and the methods of dataclasses.

A run uses a part of them, and to compile them all took half of the time in which podfeed starts.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, FrozenInstanceError, field, fields
from operator import attrgetter
from types import MemberDescriptorType
from typing import Any, AnyStr, TypeVar, cast, dataclass_transform

_Class = TypeVar("_Class", bound=type)


class _Pattern:
    """Stands for a pattern, and keeps each method of it that was asked for."""

    def __init__(self, text: Any, flags: int) -> None:
        self._told = text, flags

    def __getattr__(self, name: str) -> Any:
        made = self.__dict__.get("_made")
        if made is None:
            made = self._made = re.compile(*self._told)
        value = getattr(made, name)
        setattr(self, name, value)
        return value


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a regular expression that is compiled when it is first asked for something."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))


@dataclass_transform(field_specifiers=(field,))
def dataclass(
    *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
) -> Callable[[_Class], _Class]:
    """Make a dataclass as `dataclasses.dataclass` does, each of its methods when it is first called."""

    def decorate(cls: _Class) -> _Class:
        given: dict[str, Any] = {"__init__": _INIT, "__repr__": _REPR, "__signature__": _SIGNATURE}
        if eq:
            given |= {"__eq__": _EQ, "__hash__": _HASH if frozen else None}
        if frozen:
            given |= {"__setattr__": _refuse, "__delattr__": _refuse}
        if frozen and slots:
            given |= {"__getstate__": _state, "__setstate__": _restore}
        for name in given.keys() - (cls.__dict__.keys() - {"__hash__"}):
            if name != "__hash__" or cls.__dict__.get(name) is None:  # an __eq__ of its own has set it
                setattr(cls, name, given[name])
        made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
        return cast("_Class", made)

    return decorate


def _stub(name: str) -> Callable[..., Any]:
    def stub(self: Any, *args: Any, **kwargs: Any) -> Any:
        return _completed(type(self), name, stub)(self, *args, **kwargs)

    return stub


def _completed(cls: type, name: str, stub: object) -> Callable[..., Any]:
    """Put the method in the place of what stands for it, and return it."""
    owner = next((each for each in cls.__mro__ if each.__dict__.get(name) is stub), None)
    if owner is not None:  # else another thread was first
        method = _MAKERS[name](owner)
        method.__qualname__ = f"{owner.__qualname__}.{name}"
        setattr(owner, name, method)
    return cast("Callable[..., Any]", getattr(cls, name))


class _Factory:
    """Stands for a value that is made for each object, also in what `help` shows."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


def _init(cls: Any) -> Any:
    """Return the method that sets each field of a new object."""
    scope: dict[str, Any] = {"_put": object.__setattr__, "_factory": _FACTORY}
    places, names = ["self"], list[str]()
    lines = list[str]()
    for each in fields(cls):
        if each.init:
            (names if each.kw_only else places).append(_parameter(each, scope))
        value = _value(each, scope)
        if value:
            lines.append(_put(cls, each.name, scope).format(each.name, value))
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    told = ", ".join([*places, "*", *names] if names else places)
    exec(f"def __init__({told}):\n " + "\n ".join(lines or ["pass"]), scope)  # noqa: S102 - as dataclasses do
    return scope["__init__"]


def _put(cls: Any, name: str, scope: dict[str, Any]) -> str:
    """Return how a field of a new object is set, as a text of Python."""
    if cls.__setattr__ is not _refuse:
        return "self.{0} = {1}"
    slot = getattr(cls, name, None)
    if isinstance(slot, MemberDescriptorType):  # half the time of looking it up by its name
        scope[f"put_{name}"] = slot.__set__
        return "put_{0}(self, {1})"
    return "_put(self, {0!r}, {1})"


def _parameter(each: Field[Any], scope: dict[str, Any]) -> str:
    if each.default is MISSING and each.default_factory is MISSING:
        return each.name
    scope[f"default_{each.name}"] = _FACTORY if each.default is MISSING else each.default
    return f"{each.name}=default_{each.name}"


def _value(each: Field[Any], scope: dict[str, Any]) -> str:
    """Return what a field of a new object is set to, as a text of Python."""
    if each.default_factory is not MISSING:
        scope[f"make_{each.name}"] = each.default_factory
        made = f"make_{each.name}()"
        return f"{made} if {each.name} is _factory else {each.name}" if each.init else made
    if each.init:
        return each.name
    if each.default is MISSING:
        return ""
    scope[f"default_{each.name}"] = each.default
    return f"default_{each.name}"


def _repr(cls: Any) -> Any:
    names = [each.name for each in fields(cls) if each.repr]

    def said(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return said


def _eq(cls: Any) -> Any:
    values = _getter(each.name for each in fields(cls) if each.compare)

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _hash(cls: Any) -> Any:
    values = _getter(each.name for each in fields(cls) if (each.compare if each.hash is None else each.hash))
    return lambda self: hash(values(self))


def _getter(names: Iterable[str]) -> Callable[[Any], Any]:
    given = tuple(names)
    return attrgetter(*given) if given else lambda _: ()


_MAKERS = {"__init__": _init, "__repr__": _repr, "__eq__": _eq, "__hash__": _hash}
_INIT, _REPR, _EQ, _HASH = map(_stub, ("__init__", "__repr__", "__eq__", "__hash__"))


def _refuse(self: object, name: str, *_value: object) -> None:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


class _Signature:
    """What `help` and editors ask a class for."""

    def __get__(self, _owner: object, cls: type) -> inspect.Signature:
        told = inspect.signature(_init(cls))
        types = {each.name: each.type for each in fields(cls)}
        parts = [
            part.replace(annotation=types[name]) for name, part in told.parameters.items() if name in types
        ]
        return told.replace(parameters=parts)


_SIGNATURE = _Signature()
