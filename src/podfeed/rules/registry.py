"""What a rule is, and the list of all of them.

A rule is a function whose docstring is its documentation, or a row where many rules differ in a name
only. Each has an example that breaks it and one that does not, which the tests and the reference use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from podfeed.lazily import dataclass
from podfeed.problems import Severity
from podfeed.rules.node import Feed, Node
from podfeed.rules.pages import page_for
from podfeed.rules.samples import SAMPLES

# What a rule is about: an element by its name, or one of these.
ITEM, CHANNEL, FEED, BYTES = "item", "channel", "feed", "bytes"
STATIC, ASSET, NETWORK, HISTORY, CONTENT = "static", "asset", "network", "history", "content"
_LEVELS: dict[str, Severity] = {"E": "error", "W": "warning", "I": "info"}


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair with one right answer: ``what`` it replaces, and by what.

    ``what`` is ``text``, the name of an attribute, ``name`` (of the element), ``remove`` (the element),
    or ``span``, the bytes from ``start`` to ``end``.
    """

    what: str
    text: str = ""
    start: int = -1
    end: int = -1


@dataclass(slots=True)
class Finding:
    """What a rule found: at an element (or an offset in the file), in words, and which value is at fault."""

    node: Node | int
    message: str
    attr: str = ""
    value: str | None = None
    hint: str = ""
    fix: Fix | None = None
    severity: str | None = None  # where it is less, or more, than the rule's
    other: Node | None = None  # a second element that the message should name
    tag: str = ""

    @property
    def offset(self) -> int:
        """Where it stands in the bytes of the file."""
        return self.node if isinstance(self.node, int) else self.node.start


Found = Iterator[Finding]
NodeCheck = Callable[[Node, Feed], Found]
FeedCheck = Callable[[Feed], Found]
# Says of the names in an element, in their order, that there may be something to be found.
Where = Callable[[tuple[str, ...]], bool]
# Says of an element that there is nothing to be found in it.
Screen = Callable[[Node, Feed], bool]


@dataclass(slots=True, kw_only=True, eq=False)  # not frozen: hundreds are made at each start
class Rule:
    """A rule: who asks for it and how bad a breach is, what and why, an example of each, and its page."""

    id: str
    severity: Severity
    by: str
    doc: str
    hint: str
    page: str
    scope: str = STATIC
    on: tuple[str, ...] = ()
    wrong: str = ""
    right: str = ""
    check: Callable[..., Found] | None = None
    needs: str = ""  # the elements inside without any of which there is nothing to say; "*" is any element
    where: Where | None = None  # what names inside, in their order, it takes to say anything
    lacking: str = ""  # the element inside with whose text there is nothing to say
    unless: Screen | None = None  # what holds of most elements, of which there is nothing to say
    always: bool = False  # whatever the profile: without it nothing can be read

    @property
    def demanded_by(self) -> tuple[str, ...]:
        """Who asks for it, as `apple` or `psp1`."""
        return _demanders(self.by)

    @property
    def is_own(self) -> bool:
        """Whether its function looks at nothing but the element, and at no other: it calls the feed ``_feed``."""
        return self.check is not None and self.check.__code__.co_varnames[1:2] == ("_feed",)

    def severity_for(self, demanders: frozenset[str] | None) -> Severity | None:
        """Return how bad a breach is to some of those who ask for rules, or None if it is nothing to them.

        None for ``demanders`` stands for all.
        """
        if demanders is None:
            return self.severity
        found: list[Severity] = []
        for word in self.by.split():
            who, _, level = word.partition(":")
            if who in demanders:
                found.append(_LEVELS[level] if level else self.severity)
        if self.always and not found:
            return self.severity
        return min(found, key=_ORDER.index) if found else None


@cache
def _demanders(by: str) -> tuple[str, ...]:
    return tuple(word.partition(":")[0] for word in by.split())


_ORDER: tuple[Severity, ...] = ("error", "warning", "info")


def level(word: str) -> Severity:
    """Return a word as the severity that it is."""
    return _ORDER[_ORDER.index(word)]


RULES: dict[str, Rule] = {}


def _enter(rule: Rule) -> None:
    # What the build tells of a value under the name of a rule of feeds is that rule.
    assert rule.id not in RULES or RULES[rule.id].scope == CONTENT, rule.id  # noqa: S101
    RULES[rule.id] = rule


def rule(
    identity: str,
    severity: str,
    by: str,
    *,
    on: str,
    wrong: str = "",
    right: str = "",
    hint: str = "",
    page: str = "",
    scope: str = STATIC,
    needs: str = "",
    where: Where | None = None,
    lacking: str = "",
    unless: Screen | None = None,
    always: bool = False,
) -> Callable[[Callable[..., Found]], Callable[..., Found]]:
    """Enter a function into the list of rules; ``on`` names the elements that it looks at.

    It is not asked where it would find nothing. ``needs`` names elements in them without any of which it
    is not asked ("*": any at all), ``where`` says the same of all the names in one, ``lacking`` names one with whose text
    it is not asked, and ``unless`` is a screen, asked once for all rules that have it: where it holds, none of them is.
    """

    def enter(function: Callable[..., Found]) -> Callable[..., Found]:
        names = tuple(on.split())
        _enter(
            Rule(
                id=identity,
                severity=level(severity),
                by=by,
                doc=_sentence(function.__doc__),
                hint=hint,
                page=page or page_for(names, by),
                scope=scope,
                on=names,
                wrong=wrong,
                right=right,
                check=function,
                needs=needs,
                where=where,
                lacking=lacking,
                unless=unless,
                always=always,
            )
        )
        return function

    return enter


def _sentence(text: str | None) -> str:
    lines = [line.strip() for line in (text or "").strip().splitlines()]
    return " ".join(lines)


# -- rows: rules that differ in a name only


def lacks(identity: str, severity: str, by: str, *, tag: str, attr: str, why: str, hint: str = "") -> None:
    """Enter the rule that a tag has an attribute that is not blank."""

    def check(node: Node, _feed: Feed) -> Found:
        if not node.get(attr):
            yield Finding(node, f"<{tag}> has no {attr}", attr=attr)

    sample = SAMPLES[tag]
    _enter(
        Rule(
            id=identity,
            severity=level(severity),
            by=by,
            doc=f"`{tag}` has no `{attr}`. {why}",
            hint=hint or f'add {attr}="{_value(sample, attr)}", with yours',
            page=page_for((tag,), by),
            on=(tag,),
            wrong=without_attribute(sample, attr),
            right=sample,
            check=check,
        )
    )


def bad(
    identity: str,
    severity: str,
    by: str,
    *,
    tag: str,
    test: Callable[[str], bool],
    what: str,
    wrong: str,
    attr: str = "",
    why: str = "",
    hint: str = "",
    fix: Callable[[str], str | None] | None = None,
) -> None:
    """Enter the rule that the value of an attribute, or the text, is of a kind, where there is one."""

    def check(node: Node, _feed: Feed) -> Found:
        value = node.get(attr) if attr else node.value
        if value and not test(value):
            mended = fix(value) if fix else None
            yield Finding(
                node,
                f"{attr + ' of ' if attr else ''}<{tag}> is {shown(value)}, not {what}",
                attr=attr,
                value=value,
                fix=Fix(attr or "text", mended) if mended is not None else None,
            )

    sample = SAMPLES[tag]
    broken = with_attribute(sample, attr, wrong) if attr else with_text(sample, wrong)
    subject = f"The `{attr}` of `{tag}`" if attr else f"The text of `{tag}`"
    _enter(
        Rule(
            id=identity,
            severity=level(severity),
            by=by,
            doc=f"{subject} is not {what}. {why}".strip(),
            hint=hint,
            page=page_for((tag,), by),
            on=(tag,),
            wrong=broken,
            right=sample,
            check=check,
        )
    )


def blank(identity: str, severity: str, by: str, *, tag: str, why: str, hint: str) -> None:
    """Enter the rule that a tag holds text."""

    def check(node: Node, _feed: Feed) -> Found:
        if not node.value:
            yield Finding(node, f"<{tag}> is empty")

    sample = SAMPLES[tag]
    _enter(
        Rule(
            id=identity,
            severity=level(severity),
            by=by,
            doc=f"`{tag}` holds no text. {why}",
            hint=hint,
            page=page_for((tag,), by),
            on=(tag,),
            wrong=with_text(sample, ""),
            right=sample,
            check=check,
        )
    )


def remote(identity: str, severity: str, by: str, *, doc: str, hint: str, scope: str, page: str = "") -> None:
    """Enter a rule that needs more than the feed: the network, a file, or an older feed."""
    _enter(
        Rule(
            id=identity,
            severity=level(severity),
            by=by,
            doc=doc,
            hint=hint,
            page=page or page_for((), by),
            scope=scope,
        )
    )


def told(
    identity: str,
    severity: str,
    by: str,
    *,
    doc: str,
    hint: str,
    wrong: str,
    right: str,
    on: str = BYTES,
    page: str = "",
    always: bool = False,
) -> None:
    """Enter a rule whose breach is found while the feed is read, not by a function of its own."""
    names = tuple(on.split())
    _enter(
        Rule(
            id=identity,
            severity=level(severity),
            by=by,
            doc=doc,
            hint=hint,
            page=page or page_for(names, by),
            on=names,
            wrong=wrong,
            right=right,
            always=always,
        )
    )


# -- examples, made at each start: patterns would have to be compiled for it


def _value(sample: str, attr: str) -> str:
    return sample.partition(f' {attr}="')[2].partition('"')[0] or "…"


def without_attribute(sample: str, attr: str) -> str:
    """Return an example without the first attribute of a name."""
    before, mark, rest = sample.partition(f' {attr}="')
    return before + rest.partition('"')[2] if mark else sample


def with_attribute(sample: str, attr: str, value: str) -> str:
    """Return an example whose first tag has another value of an attribute."""
    before, mark, after = without_attribute(sample, attr).partition(">")
    bare = before.removesuffix("/")
    return f'{bare} {attr}="{value}"{before[len(bare) :]}{mark}{after}'


def with_text(sample: str, text: str) -> str:
    """Return an example whose first element has another text."""
    before, mark, after = sample.partition(">")
    return f"{before}{mark}{text}{after[after.find('<') :]}" if "<" in after else sample


def shown(value: Any) -> str:
    """Return a value for a message: quoted, on one line, not long."""
    text = " ".join(str(value).split())
    return repr(text if len(text) <= 80 else text[:79] + "…")
