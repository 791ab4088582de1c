"""What was found becomes problems: chosen, with their places, and one for a mistake that was made often."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from fnmatch import fnmatch
from pathlib import PurePath

from podfeed.check.engine import PROFILES, Outcome, Told
from podfeed.lazily import dataclass, pattern
from podfeed.limits import DEFAULT, Limits
from podfeed.problems import Place, Problem, Severity
from podfeed.rules.node import Node
from podfeed.rules.registry import Finding

# Where the value of an element came from, by the number of the episode (None: the show), element, attribute.
Locate = Callable[[int | None, str, str], Place | None]
Refine = Callable[[Problem], Problem]
# So often one mistake is told by itself; from there on once, with a count.
_EACH = 3
_PLACES = 5
_SOUGHT = 50  # of one mistake, so many places are looked for
_ORDER: tuple[Severity, ...] = ("error", "warning", "info")
_LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which problems are told.

    ``profiles`` are the directories and specifications to ask, ``only`` and ``ignore`` rules, or beginnings
    of their names; ``paths`` are further ones to ignore, by globs of files. ``strict`` says that warnings
    count as errors do, ``min_severity`` leaves out what is less; ``every`` tells each place of a mistake.
    ``limits`` bound what is read.
    """

    profiles: tuple[str, ...] = PROFILES
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()
    strict: bool = False
    min_severity: Severity = "info"
    every: bool = False
    base: str = ""
    limits: Limits = DEFAULT

    def wants(self, rule: str) -> bool:
        """Say whether a rule is asked for."""
        return (not self.only or rule.startswith(self.only)) and not (
            bool(self.ignore) and rule.startswith(self.ignore)
        )

    def reaches(self, severity: Severity) -> bool:
        """Say whether a problem is bad enough to be told."""
        return _ORDER.index(severity) <= _ORDER.index(self.min_severity)

    def chosen(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems that are asked for."""
        return [
            problem
            for problem in problems
            if self.reaches(problem.severity) and self.wants(problem.rule) and not self._excused(problem)
        ]

    def _excused(self, problem: Problem) -> bool:
        if problem.place is None or not self.paths:
            return False
        name = PurePath(problem.place.file)
        inner = name.relative_to(self.base) if self.base and name.is_relative_to(self.base) else name
        return any(
            fnmatch(inner.as_posix(), glob) and problem.rule.startswith(rules) for glob, rules in self.paths
        )

    def fails(self, problems: Iterable[Problem]) -> bool:
        """Say whether a feed with these problems is to be stopped."""
        bad = ("error", "warning") if self.strict else ("error",)
        return any(problem.severity in bad for problem in problems)


def tell(
    outcome: Outcome, choice: Choice, *, locate: Locate | None = None, refine: Refine | None = None
) -> list[Problem]:
    """Return the problems of a pass over a feed, in the order of the file.

    ``locate`` says where the value of an element came from, ``refine`` looks closer at such a place.
    """
    told = [each for each in outcome.told if choice.wants(each.rule.id)]
    more = Counter({key: outcome.more[key[0]] for key in map(_kind, told) if key[0] in outcome.more})
    if locate is None:
        told = told if choice.every else list(_enough(outcome, told, more))
        lines = _Lines(outcome.feed.data, [spot for each in told for spot in _spots(outcome, each)])
    else:
        lines = _Lines(b"", ())
        if not choice.every and not choice.paths:
            told = _without_rest(told, more)
    teller = _Teller(outcome, lines, locate, refine)
    problems = choice.chosen(teller.problem(each) for each in told)
    return problems if choice.every else grouped(problems, more)


def _without_rest(told: Sequence[Told], more: Counter[_Kind]) -> list[Told]:
    """Leave out what is only counted: to find the place of a value costs reading its post again."""
    seen: Counter[_Kind] = Counter()
    kept: list[Told] = []
    for each in told:
        key = _kind(each)
        seen[key] += 1
        if seen[key] <= _SOUGHT or each.place is not None:
            kept.append(each)
        else:
            more[key] += 1
    return kept


_Kind = tuple[str, Severity]


def _kind(told: Told) -> _Kind:
    return told.rule.id, told.severity


def _enough(outcome: Outcome, told: Iterable[Told], more: Counter[_Kind]) -> Iterator[Told]:
    """Yield what `grouped` looks at; the others, for which no place need be worked out, are counted."""
    spots: dict[_Kind, set[int | Place]] = defaultdict(set)
    often = Counter(map(_kind, told))
    for each in told:
        kind = _kind(each)
        if often[kind] <= _EACH or len(spots[kind]) <= _PLACES:
            spots[kind].add(each.place or _offset(outcome.feed.data, each.finding))
            yield each
        else:
            more[kind] += 1


def grouped(problems: Sequence[Problem], more: Mapping[_Kind, int] | None = None) -> list[Problem]:
    """Return one problem for each mistake that was made more than a few times.

    ``more`` counts, by their rules and severities, those that are not among the problems.
    """
    alike: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        alike[problem.rule, problem.severity].append(problem)
    found: list[Problem] = []
    for problem in problems:
        same = alike[problem.rule, problem.severity]
        if len(same) <= _EACH:
            found.append(problem)
        elif same[0] is problem:
            others: dict[Place | None, None] = dict.fromkeys(each.place for each in same)
            others.pop(problem.place, None)
            places = tuple(place for place in others if place is not None)[:_PLACES]
            count = len(same) + (more or {}).get((problem.rule, problem.severity), 0)
            found.append(replace(problem, count=count, places=places))
    return found


def _spots(outcome: Outcome, told: Told) -> Iterable[int]:
    finding = told.finding
    yield _offset(outcome.feed.data, finding)
    if finding.other is not None:
        yield finding.other.start


def _offset(data: bytes, finding: Finding) -> int:
    """Return where a finding stands: its attribute, where it is about one."""
    if not finding.attr:
        return finding.offset
    start = finding.offset
    end = tag_end(data, start)
    name = re.escape(finding.attr.encode())
    found = re.compile(rb"[\s\"']" + name + rb"\s*=").search(data, start, end)
    return found.start() + 1 if found else start


def tag_end(data: bytes, start: int) -> int:
    """Return where a start tag ends, behind its ``>``."""
    found = _TAG.match(data, start, start + (1 << 20))
    return found.end() if found else start


_TAG = pattern(rb"<(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")


class _Lines:
    """The lines and columns of places in a file, worked out in one pass."""

    def __init__(self, data: bytes, offsets: Iterable[int]) -> None:
        self._found: dict[int, tuple[int, int]] = {}
        line, start, before = 1, 0, 0
        for offset in sorted(set(offsets)):
            line += data.count(b"\n", before, offset)
            last = data.rfind(b"\n", start, offset)
            start = last + 1 if last >= 0 else start
            column = len(data[start:offset].decode("utf-8", "replace")) + 1
            self._found[offset] = (line, column)
            before = offset

    def place(self, name: str, offset: int) -> Place:
        line, column = self._found[offset]
        return Place(file=name, line=line, column=column)


@dataclass(slots=True)
class _Teller:
    """Makes problems of findings."""

    outcome: Outcome
    lines: _Lines
    locate: Locate | None
    refine: Refine | None = None
    _numbers: dict[int, int | None] = field(default_factory=dict)

    def problem(self, told: Told) -> Problem:
        finding, rule = told.finding, told.rule
        message = finding.message
        place = told.place or self._place(finding, told.item)
        if finding.other is not None:
            message = f"{message} {self._other(told, finding.other, place)}"
        value = finding.value
        problem = Problem(
            rule=rule.id,
            severity=told.severity,
            message=message,
            place=place,
            hint=finding.hint or rule.hint,
            tag=_name(finding),
            value=value if value is None or len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "…",
            demanded_by=rule.demanded_by,
            url=rule.page,
        )
        return problem if self.refine is None or told.place is not None else self.refine(problem)

    def _place(self, finding: Finding, item: int | None) -> Place | None:
        if self.locate is not None:
            return self.locate(self._episode(item), _top(finding), finding.attr)
        return self.lines.place(self.outcome.feed.name, _offset(self.outcome.feed.data, finding))

    def _episode(self, item: int | None) -> int | None:
        """Return the number of an episode, in whose count live items are none; those are the show's."""
        if item is None or self.outcome.feed.items[item].live:
            return None
        if item not in self._numbers:
            self._numbers[item] = sum(not each.live for each in self.outcome.feed.items[:item])
        return self._numbers[item]

    def _other(self, told: Told, node: Node, place: Place | None) -> str:
        if self.locate is None:
            return f"in line {self.lines.place('', node.start).line}"
        index = self.outcome.number_of(node, told.item)
        other = self.locate(self._episode(index), "", "") if index is not None else None
        if other is None or place is None:
            item = self.outcome.feed.items[index] if index is not None else None
            return repr(item.said("title")) if item is not None and item.has("title") else ""
        return (
            PurePath(other.file).name
            if PurePath(other.file).parent == PurePath(place.file).parent
            else other.file
        )


def _name(finding: Finding) -> str:
    return finding.tag or (finding.node.raw if isinstance(finding.node, Node) else "")


def _top(finding: Finding) -> str:
    """Return the name of the element in the item or the channel at whose place a finding is told."""
    node = finding.node
    if not isinstance(node, Node) or node.name in ("channel", "item", "rss"):
        return ""
    inner = {"podcast:valueTimeSplit": "podcast:value"}
    if node.inside in ("channel", "item", "podcast:liveItem", ""):
        return node.name
    return inner.get(node.inside, node.inside)
