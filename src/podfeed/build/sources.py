"""Where a value came from, and the gathering of problems: what `podfeed explain` and messages tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import Any

from podfeed.build.candidates import Offers, Own
from podfeed.build.keys import Keys
from podfeed.lazily import dataclass
from podfeed.posts import Post
from podfeed.problems import BadValueError, Place, Problem, Severity


class Source:
    """Where a value came from: in words, and where to look.

    The place is worked out only when somebody asks, because that reads the file again.
    """

    __slots__ = ("_find", "_what")

    def __init__(self, what: str, find: Callable[[], Place | None] | None = None) -> None:
        self._what = what
        self._find = find

    def __str__(self) -> str:
        place = self.find()
        return f"{place} ({self.what})" if place else self.what

    @property
    def what(self) -> str:
        """In words."""
        return self._what

    def find(self) -> Place | None:
        """Return where to look, if anywhere."""
        return self._find() if self._find is not None else None


class InPost(Source):
    """A value of the front matter: there is one for each, and hardly any is asked what it is."""

    __slots__ = ("_keys", "_post")

    def __init__(self, post: Post, keys: Keys) -> None:
        self._post = post
        self._keys = keys

    @property
    def what(self) -> str:
        """The keys that lead to it."""
        return ".".join(map(str, self._keys))

    def find(self) -> Place | None:
        """Return where it stands."""
        return self._post.place(*self._keys)


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its source."""

    value: Any
    source: Source


@dataclass(slots=True)
class Report:
    """The problems of a build, in the order in which they were met."""

    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        severity: Severity,
        rule: str,
        message: str,
        place: Place | None,
        *,
        hint: str = "",
    ) -> None:
        """Keep one problem."""
        self.problems.append(Problem(rule=rule, severity=severity, message=message, place=place, hint=hint))

    def error(self, rule: str, message: str, place: Place | None, *, hint: str = "") -> None:
        """Keep a problem that stops the feed."""
        self.add("error", rule, message, place, hint=hint)

    def warning(self, rule: str, message: str, place: Place | None, *, hint: str = "") -> None:
        """Keep a problem that does not stop the feed."""
        self.add("warning", rule, message, place, hint=hint)

    def bad_value(self, rule: str, error: BadValueError, place: Place | None, *, severity: Severity) -> None:
        """Keep a value that could not be read."""
        self.add(severity, rule, error.message, place, hint=error.hint)


class Draft:
    """An episode in the making: its post, its values so far and where each came from."""

    def __init__(self, post: Post, report: Report, own: Own) -> None:
        self.post = post
        self.offers = Offers(post, own)
        self.report = report
        self.values: dict[str, Any] = {}
        self.sources: dict[str, Source] = {}
        self.beside: list[tuple[Path, str]] | None = None  # what lies there, once somebody has looked

    def set(self, name: str, value: Any, source: Source) -> None:
        """Give a field its value, unless it has none to give."""
        if value is not None and value != () and value != "":
            self.values[name] = value
            self.sources[name] = source

    def get(self, name: str) -> Any:
        """Return the value of a field, or None."""
        return self.values.get(name)

    def place(self, name: str = "") -> Place:
        """Return where to look for a field: where its value came from, or the post."""
        source = self.sources.get(name)
        place = source.find() if source else None
        return place or self.post.place()
