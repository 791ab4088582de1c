"""Which checks an element is asked: those that could find something in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache, lru_cache

from podfeed.rules.element import FEW
from podfeed.rules.node import LIVE, Feed, Node
from podfeed.rules.registry import RULES, STATIC, Found, Rule, Screen

Check = Callable[..., Found]


class Due:
    """The checks of elements of one kind, in the order of the rules, each with the bit of its screen."""

    __slots__ = ("checks", "open", "screens")

    def __init__(
        self, checks: tuple[tuple[str, Check, int], ...], screens: tuple[tuple[int, Screen], ...]
    ) -> None:
        self.checks = checks
        self.screens = screens
        self.open: dict[
            int, tuple[tuple[str, Check], ...]
        ] = {}  # those that are left, by the screens that held

    def of(self, node: Node, feed: Feed) -> tuple[tuple[str, Check], ...]:
        """Return the checks of an element but for those whose screen holds, each with its rule."""
        held = 0
        for bit, screen in self.screens:
            if screen(node, feed):
                held |= bit
        found = self.open.get(held)
        if found is None:
            found = self.open[held] = tuple(
                (rule, check) for rule, check, bit in self.checks if not bit & held
            )
        return found


@cache
def by_element() -> dict[str, tuple[Rule, ...]]:
    """Return the rules that have a function, by the name of the element that they look at."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in RULES.values():
        if rule.check is not None and rule.scope == STATIC:
            for name in rule.on:
                found[name].append(rule)
    if "item" in found:
        found[LIVE] = [*found[LIVE], *found["item"]]
    return {name: tuple(rules) for name, rules in found.items()}


def due(name: str, inside: tuple[str, ...], blank: tuple[str, ...] | None = None) -> Due:
    """Return what an element is asked, by its name and those of what is in it: most hold what another held.

    ``blank`` names what of it holds no text and is `lacked`, None where nobody looked.
    """
    return _known(name, inside, blank) if len(inside) <= FEW else _due(name, inside, blank)


def _due(name: str, inside: tuple[str, ...], blank: tuple[str, ...] | None) -> Due:
    rules = [rule for rule in by_element().get(name, ()) if _is_due(rule, inside, blank)]
    screens = {rule.unless: 0 for rule in rules if rule.unless is not None}
    for number, screen in enumerate(screens):
        screens[screen] = 1 << number
    checks = [
        (rule.id, rule.check, screens[rule.unless] if rule.unless is not None else 0)
        for rule in rules
        if rule.check is not None
    ]
    return Due(tuple(checks), tuple((bit, screen) for screen, bit in screens.items()))


_known = lru_cache(maxsize=2_000)(_due)


def _is_due(rule: Rule, inside: tuple[str, ...], blank: tuple[str, ...] | None) -> bool:
    if rule.needs and not (
        inside if rule.needs == "*" else any(name in inside for name in rule.needs.split())
    ):
        return False
    if rule.where is not None and not rule.where(inside):
        return False
    return not rule.lacking or blank is None or rule.lacking not in inside or rule.lacking in blank


@cache
def lacked() -> frozenset[str]:
    """Return the names of elements for whose text rules are asked only where it is not there."""
    return frozenset(rule.lacking for rule in RULES.values() if rule.lacking)


@cache
def looks_at_itself(name: str) -> bool:
    """Say whether all that is asked of an element without others in it follows from the element alone."""
    return all(rule.is_own for rule in by_element().get(name, ()))
