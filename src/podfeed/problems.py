"""Problems: what is wrong, where it stands and the way out; and the exceptions that carry them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from podfeed.lazily import dataclass
from podfeed.masking import masked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.model import Show

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: a file, and in it a line and a column, both counted from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __post_init__(self) -> None:
        if "://" in self.file:
            object.__setattr__(self, "file", masked(self.file))

    def __str__(self) -> str:
        parts = [self.file, self.line, self.column]
        return ":".join(str(part) for part in parts if part is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong.

    ``rule`` is the id of the rule that was broken, ``message`` says what is wrong,
    ``hint`` names the way out, and ``place`` says where to look. Of a feed, ``tag`` names the element,
    ``value`` what is wrong in it, ``demanded_by`` who asks for the rule and ``url`` the page of its
    specification. ``count`` is how often one mistake was made, where it is told once; ``places`` are
    further places of it.
    """

    rule: str
    severity: Severity
    message: str
    place: Place | None = None
    hint: str = ""
    tag: str = ""
    value: str | None = None
    demanded_by: tuple[str, ...] = ()
    url: str = ""
    count: int = 1
    places: tuple[Place, ...] = ()

    def __post_init__(self) -> None:
        """Take the secrets out of addresses: problems end up in logs."""
        object.__setattr__(self, "message", masked(self.message))
        object.__setattr__(self, "hint", masked(self.hint))
        if self.value is not None:
            object.__setattr__(self, "value", masked(self.value))

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.severity}: {self.message}  [{self.rule}]"

    def at(self, place: Place | None) -> Problem:
        """Return the same problem, standing at ``place``."""
        return replace(self, place=place)


class PodfeedError(Exception):
    """The root of every exception that podfeed raises on purpose."""


class BadValueError(PodfeedError, ValueError):
    """A value that cannot be what its field asks for; ``hint`` names the way out."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = masked(message)
        self.hint = masked(hint)
        super().__init__(self.message)


class ProblemsError(PodfeedError):
    """Errors were found. ``problems`` holds them all, warnings included.

    ``show`` is what could be built in spite of them, or None.
    """

    def __init__(self, problems: Iterable[Problem], *, show: Show | None = None) -> None:
        self.problems = tuple(problems)
        self.show = show
        super().__init__("\n".join(str(problem) for problem in self.problems))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Say whether one of the problems is an error."""
    return any(problem.severity == "error" for problem in problems)


class TooMuchError(Exception):
    """More of a file on a server was asked for than may be moved, or than the server gives."""
