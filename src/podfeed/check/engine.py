"""A feed is held to the rules in one pass: each item as it ends, the channel and the whole at the end."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import field
from datetime import UTC, datetime

from podfeed.check.scan import Scanner
from podfeed.collector import paused
from podfeed.lazily import dataclass, pattern
from podfeed.problems import Place, Severity
from podfeed.rules import RULES, Finding, Rule
from podfeed.rules.due import Due, by_element, due
from podfeed.rules.generic import Generic
from podfeed.rules.item import compact
from podfeed.rules.markup import TAG
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import BYTES, FEED, Fix, level
from podfeed.rules.slots import MOST_REMEMBERED

PROFILES = ("rss", "apple", "spotify", "youtube", "psp1", "p20")
# Who asks for rules in a profile.
_DEMANDERS = {"rss": ("rss2", "w3c"), "p20": ("p20", "podcastindex")}
# One cause gives one problem: what follows from these needs not be told.
FOLLOWS = {
    "ns-itunes-missing": pattern(r"itunes-\w+-missing|feed-psp1-summary"),
    "ns-podcast-missing": pattern(r"podcast-guid-missing|locked-missing"),
    "ns-atom-missing": pattern(r"atom-self-missing|websub-hub-without-self"),
    "enclosure-url-duplicate": pattern(r"guid-equals-enclosure"),
    "feed-root-not-rss": pattern(r"xml-missing-declaration"),
    "feed-no-items": pattern(r"trailer-missing"),
    "medium-unknown": pattern(r"medium-\w+"),
    "season-partial": pattern(r"episode-number-gap"),
    "feed-only-future-items": pattern(r"date-future"),
}
# The same, at one element.
FOLLOWS_THERE = {
    "guid-duplicate": {"trailer-shares-number-and-guid"},
    "enclosure-not-https": {"enclosure-url-private-host"},
    "url-secret": {"enclosure-url-expiring"},
    "enclosure-url-no-extension": {"enclosure-url-player-page"},
    "live-end-before-start": {"live-time-no-zone", "live-time-invalid"},
    "block-vs-itunes-block": {"block-all"},
    "itunes-legacy-tag": {"itunes-text-too-long", "itunes-keywords-format", "itunes-summary-only"},
    "xml-surrounding-whitespace": {"rss-empty-element"},
    "guid-weak": {"guid-permalink-not-url"},
    "enclosure-type-extension-mismatch": {"enclosure-type-noncanonical"},
    "enclosure-url-extension-unsupported": {"enclosure-url-private-host", "enclosure-url-player-page"},
    "transcript-extension-mismatch": {"transcript-type-alias"},
    "location-incomplete": {
        "location-country-invalid",
        "location-geo-invalid",
        "location-geo-range",
        "location-osm-invalid",
        "location-rel-missing",
        "location-geo-country-mismatch",
    },
}
# So many findings of one rule are kept; the others are counted.
MOST = 10_000
_NONE: set[str] = set()


@dataclass(slots=True)
class Told:
    """A finding with its rule and how bad it is to those who were asked."""

    rule: Rule
    severity: Severity
    finding: Finding
    item: int | None = None  # which item, counted from 0
    place: Place | None = None  # where its value came from, if that was worked out already


@dataclass(slots=True)
class Outcome:
    """What a pass over a feed found; ``whole`` says whether it could be read to its end."""

    feed: Feed
    told: list[Told] = field(default_factory=list)
    whole: bool = False
    more: dict[str, int] = field(default_factory=dict)  # findings of a rule beyond those that are kept

    def number_of(self, node: Node, _likely: int | None) -> int | None:
        """Return the number of the item that an element is in."""
        spans = ((item.start, item.end) for item in self.feed.items)
        return next((number for number, (start, end) in enumerate(spans) if start <= node.start <= end), None)


def demanders(profiles: Iterable[str]) -> frozenset[str] | None:
    """Return who asks for the rules of some profiles, None for all of them."""
    chosen = frozenset(profiles)
    if chosen >= frozenset(PROFILES) or not chosen:
        return None
    return frozenset(who for profile in chosen for who in _DEMANDERS.get(profile, (profile,)))


class Engine:
    """One feed on its way through the rules."""

    outcome = Outcome

    def __init__(self, feed: Feed, asked: frozenset[str] | None) -> None:
        self.feed = feed
        self.asked = asked
        self.told: list[Told] = []
        self.generic = Generic(feed, self.report)
        self.starts: list[int] = []
        self.counts: Counter[str] = Counter()
        self._severities: dict[str, Severity | None] = {}

    def run(self) -> Outcome:
        """Read the feed, and return all that was found."""
        scanner = Scanner(self.feed, self.report, self._item)
        scanner.read()
        if scanner.whole:
            self._end(scanner)
        else:  # what was read of a broken document is no ground to judge it on
            self.told = [
                told
                for told in self.told
                if told.rule.on == (BYTES,) and told.rule.id != "xml-missing-declaration"
            ]
        self._sort()
        del self.generic  # as the scanner's parser
        more = {identity: count - MOST for identity, count in self.counts.items() if count > MOST}
        return self.outcome(self.feed, self.told, scanner.whole, more)

    def report(self, identity: str, finding: Finding) -> None:
        """Keep a finding, unless nobody who was asked minds it."""
        rule = RULES[identity]
        if identity not in self._severities:
            self._severities[identity] = rule.severity_for(self.asked)
        severity = self._severities[identity]
        if severity is None:
            return
        self.counts[identity] += 1
        if self.counts[identity] <= MOST:
            self.told.append(Told(rule, level(finding.severity) if finding.severity else severity, finding))

    # -- items

    def _item(self, node: Node) -> None:
        feed = self.feed
        feed.forget()
        self._elements(node)
        if not feed.html_notes:
            text = node.said("description")
            feed.html_notes = "<" in text and TAG.search(text) is not None
        self.starts.append(node.start)
        feed.items.append(compact(node, digest=feed.compared))
        node.children = []

    def _elements(self, node: Node) -> None:
        """Look at an element and all that is in it."""
        fresh, blank = self.generic.children(node)
        self._ask(node, due(node.name, node.holds.names, blank))
        for child, slot, value in fresh:
            told = slot.asked is not None and self._checks(child, slot.asked)
            if value is not None and not told and len(slot.memory) < MOST_REMEMBERED:
                slot.memory.add(value)
            if child.children:
                self._below(child)

    def _below(self, node: Node) -> None:
        for child in node.children:
            self._checks(child, None)
            if child.children:
                self._below(child)

    def _checks(self, node: Node, alone: Due | None) -> bool:
        """Ask the rules of an element; ``alone`` are those of one with nothing in it, if they are at hand."""
        if node.children or alone is None:
            return self._ask(node, due(node.name, node.holds.names))
        return self._ask(node, alone)

    def _ask(self, node: Node, asked: Due) -> bool:
        """Ask an element what it is due, and say whether something was found."""
        feed, told = self.feed, False
        for identity, check in asked.of(node, feed) if asked.checks else ():
            for finding in check(node, feed):
                told = True
                self.report(identity, finding)
        return told

    # -- the whole

    def _end(self, scanner: Scanner) -> None:
        root = scanner.root
        assert root is not None  # noqa: S101
        if root.name != "rss":
            self.report(
                "feed-root-not-rss", Finding(root, f"the root is <{root.raw}>, not <rss>", value=root.raw)
            )
            self._silence()
            return
        self._root(root)
        if not scanner.channels:
            self.report("rss-channel-missing", Finding(root, "<rss> holds no <channel>"))
            return
        self.feed.root = root
        self._elements(self.feed.channel)
        for rule in by_element().get(FEED, ()):
            if rule.check is not None:
                for finding in rule.check(self.feed):
                    self.report(rule.id, finding)
        self._silence()

    def _root(self, root: Node) -> None:
        version = root.get("version")
        if not version:
            self.report(
                "rss-version-missing",
                Finding(root, "<rss> has no version", attr="version", fix=Fix("version=", "2.0")),
            )
        elif version not in ("2.0", "2.0.1"):
            self.report(
                "rss-version-unsupported",
                Finding(
                    root,
                    f"<rss> says version {version}",
                    attr="version",
                    value=version,
                    fix=Fix("version", "2.0"),
                ),
            )

    def _silence(self) -> None:
        """Leave out what follows from another fault."""
        there = {told.rule.id for told in self.told}
        for cause, form in FOLLOWS.items():
            if cause in there:
                self.told = [
                    told for told in self.told if told.rule.id == cause or not form.fullmatch(told.rule.id)
                ]
        at: dict[tuple[int, int], set[str]] = defaultdict(set)
        for told in self.told:
            at[self.where(told)].add(told.rule.id)
        self.told = [
            told
            for told in self.told
            if not FOLLOWS_THERE.get(told.rule.id, _NONE) & at[self.where(told)] - {told.rule.id}
        ]

    def where(self, told: Told) -> tuple[int, int]:
        """Return what orders findings: where each stands."""
        return 0, told.finding.offset

    def _sort(self) -> None:
        for told in self.told:
            where = bisect_right(self.starts, told.finding.offset) - 1
            if where >= 0 and not isinstance(told.finding.node, int) and self._inside(where, told.finding):
                told.item = where
        self.told.sort(key=self.where)

    def _inside(self, where: int, finding: Finding) -> bool:
        return finding.offset <= self.feed.items[where].end and finding.node is not self.feed.channel


def examine(
    data: bytes,
    *,
    name: str = "feed.xml",
    profiles: Iterable[str] = PROFILES,
    now: datetime | None = None,
    compared: bool = True,
) -> Outcome:
    """Hold the bytes of a feed to the rules that need nothing else, and to another feed after that."""
    chosen = frozenset(profiles)
    feed = Feed(name=name, data=data, now=now or datetime.now(UTC), profiles=chosen, compared=compared)
    with paused():
        return Engine(feed, demanders(chosen)).run()
