"""What is published keeps its promise: guids, episodes, dates and media against podfeed.lock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed.build.card import Card
from podfeed.lazily import dataclass
from podfeed.lock import Entry, Lock
from podfeed.problems import Place, Problem

if TYPE_CHECKING:
    from podfeed.build import Feed

_DAY = timedelta(days=1)
# Why a post that is there is not in the feed, and will be, or was meant to be out of it.
_WAITING = ("a draft", "dated in the future", "beyond the limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Which changes of what is published are meant: of episodes, by guid or post, or all."""

    names: frozenset[str] = frozenset()
    every: bool = False

    def takes(self, entry: Entry) -> bool:
        """Say whether a change of an episode is meant."""
        return self.every or bool({entry.guid, entry.post} & self.names)


@dataclass(slots=True)
class Guarded:
    """What is wrong with a run against the lock, and what of the lock was given up."""

    problems: list[Problem] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)  # guids
    redated: set[str] = field(default_factory=set)


def guard(
    old: Lock | None, feeds: Sequence[Feed], accepted: Accepted, path: Path, *, partial: bool = False
) -> Guarded:
    """Compare what a run would publish with what was published; ``path`` is that of the lock.

    ``partial`` says that not all feeds of the settings are there.
    """
    guarded = Guarded()
    if old is None:
        return guarded
    there = {card.guid: _There(card, feed) for feed in feeds for card in feed.all_cards}
    by_post = {now.card.name: now for now in there.values()}
    reasons = (*_WAITING, "not in this feed") if partial else _WAITING
    waiting = {card.name for feed in feeds for card in feed.left_out if card.reason.startswith(reasons)}
    for entry in old.entries.values():
        now = there.get(entry.guid)
        if now is not None and _is_same(entry, now.card.entry):
            continue
        changes = list(_changes(entry, now, by_post, waiting))
        if changes and accepted.takes(entry):
            (guarded.redated if now is not None else guarded.gone).add(entry.guid)
            continue
        guarded.problems += [
            _problem(entry, now or by_post.get(entry.post), path, *change) for change in changes
        ]
    others = [(entry, there[entry.guid]) for entry in old.entries.values() if entry.guid in there]
    guarded.problems += _moved([(entry, now) for entry, now in others if now.card.entry != entry], path)
    return guarded


@dataclass(frozen=True, slots=True)
class _There:
    """An episode that would be published, and the feed that it is in."""

    card: Card
    feed: Feed

    def place(self, name: str) -> Place:
        return self.feed.place(self.card, name)


def _is_same(entry: Entry, now: Entry | None) -> bool:
    if now is None or now == entry:  # the latter asks for no more than their lines
        return now is not None
    return bool(entry.date == now.date and entry.url == now.url)


def _changes(
    entry: Entry, now: _There | None, by_post: dict[str, _There], waiting: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield the rule that a change of an episode breaks, and what was and what would be."""
    if now is None:
        other = by_post.get(entry.post)
        if other is not None:
            yield "lock-guid-changed", f"the guid was {entry.guid}, and would be {other.card.guid}"
        elif entry.post not in waiting:
            yield (
                "lock-episode-vanished",
                f"the episode of {entry.post}, published {entry.date}, would be gone",
            )
        return
    date = now.card.date
    if entry.date and date and abs(date - datetime.fromisoformat(entry.date)) > _DAY:
        yield "lock-date-moved", f"the date was {entry.date}, and would be {date.isoformat()}"
    if entry.url and _url(now) is None:
        yield "lock-enclosure-lost", f"the media file was {entry.url}, and there would be none"


def _url(now: _There) -> str | None:
    return now.card.entry.url if now.card.entry is not None else None


_FIELDS = {"lock-guid-changed": "guid", "lock-date-moved": "publish_date", "lock-enclosure-lost": "enclosure"}


def _problem(entry: Entry, now: _There | None, path: Path, rule: str, message: str) -> Problem:
    place = now.place(_FIELDS.get(rule, "")) if now is not None else Place(file=str(path))
    return Problem(
        rule=rule,
        severity="error",
        message=message,
        place=place,
        hint=f"put it back; if it is meant: --accept {entry.guid}",
    )


def _moved(pairs: list[tuple[Entry, _There]], path: Path) -> list[Problem]:
    """Return one warning for all media whose addresses changed: servers move."""
    changed = [(entry, now) for entry, now in pairs if entry.url and _url(now) not in (None, entry.url)]
    if not changed:
        return []
    entry, now = changed[0]
    return [
        Problem(
            rule="lock-enclosure-moved",
            severity="warning",
            message=f"the address of the media changed, from {entry.url} to {_url(now)}",
            place=now.place("enclosure"),
            hint="see that the files are there; some apps load them again",
            count=len(changed),
            places=tuple(each.place("enclosure") for _, each in changed[1:6]),
        )
    ]
