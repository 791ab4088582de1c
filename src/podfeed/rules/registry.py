"""What a rule is: a function whose docstring is its documentation, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from podfeed.model import Episode, Show
from podfeed.problems import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found: about an episode or, without one, the show; and about which field."""

    message: str
    field: str
    episode: Episode | None = None
    hint: str = ""
    others: tuple[Episode, ...] = ()  # further episodes that the message should name


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its id, how bad a breach is, which profiles ask for it, and its page."""

    id: str
    severity: Severity
    by: tuple[str, ...]
    source: str
    check: Callable[[Show], Iterator[Finding]]


RULES: dict[str, Rule] = {}


def rule(
    identity: str, severity: Severity, *, by: tuple[str, ...], source: str
) -> Callable[[Callable[[Show], Iterator[Finding]]], Callable[[Show], Iterator[Finding]]]:
    """Enter a function into the list of rules."""

    def enter(
        function: Callable[[Show], Iterator[Finding]],
    ) -> Callable[[Show], Iterator[Finding]]:
        RULES[identity] = Rule(id=identity, severity=severity, by=by, source=source, check=function)
        return function

    return enter
