"""A feed against the one that was published before: what subscribers' apps would take amiss."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from datetime import timedelta

from podfeed.check.engine import Outcome, Told
from podfeed.rules import RULES, Finding
from podfeed.rules.node import Feed, Item
from podfeed.rules.registry import level, shown
from podfeed.rules.values import same_url

Found = Iterator[tuple[str, Finding]]


def compare(outcome: Outcome, old: Feed, asked: frozenset[str] | None) -> None:
    """Add to what was found in a feed what its change since ``old`` breaks."""
    if not outcome.whole:
        return
    known = list(pairs(old, outcome.feed))
    numbers = {item.start: number for number, item in enumerate(outcome.feed.items)}
    there = {new.start for _, new in known}
    for identity, finding in (*_episodes(known), *_vanished(old, outcome.feed), *_shows(old, outcome.feed)):
        rule = RULES[identity]
        severity = rule.severity_for(asked)
        if severity is not None:
            told = Told(rule, level(finding.severity) if finding.severity else severity, finding)
            told.item = numbers[finding.offset] if finding.offset in there else None
            outcome.told.append(told)


def pairs(old: Feed, new: Feed) -> Iterator[tuple[Item, Item]]:
    """Yield what are the same episodes: by guid, else by media file, by title and date, or by all they say.

    Of several that are alike, the first is the first; of a guid that is there more often now, the last.
    """
    before, after = list(old.items), list(new.items)
    last = {_guid(item): item for item in before}
    for key in _SAME:
        waiting: defaultdict[object, deque[Item]] = defaultdict(deque)
        for item in before:
            waiting[key(item)].append(item)
        waiting.pop(None, None)
        found, rest = [], []
        for item in after:
            name = key(item)
            if waiting.get(name):
                found.append((waiting[name].popleft(), item))
            elif key is _SAME[0] and name in last:
                found.append((last[_guid(item)], item))
            else:
                rest.append(item)
        yield from found
        gone = {id(one) for one, _ in found}
        before, after = [item for item in before if id(item) not in gone], rest


# What makes two items the same episode, the surest first; None is nothing to go by.
_SAME: tuple[Callable[[Item], object], ...] = (
    lambda item: _guid(item) or None,
    lambda item: same_url(_media(item)) or None,
    lambda item: (_title(item), item.when) if _title(item) else None,
    lambda item: (_title(item), item.when, item.link, item.notes),
)


def _title(item: Item) -> str:
    return item.said("title")


def _guid(item: Item) -> str:
    return item.said("guid")


def _media(item: Item) -> str:
    return item.get("enclosure", "url")


def _episodes(pairs: list[tuple[Item, Item]]) -> Found:
    """Yield what changed in single episodes; most of them at once are one change of the whole."""
    changed = [(old, new) for old, new in pairs if _guid(old) != _guid(new)]
    if len(changed) > max(4, 0.8 * len(pairs)):
        message = f"{len(changed)} of {len(pairs)} episodes have another guid than before"
        yield "feed-all-guids-changed", Finding(changed[0][1].node, message)
        changed = []
    for old, new in changed:
        node = new.first("guid") or new.node
        before, after = (shown(_guid(each)) if _guid(each) else "none" for each in (old, new))
        message = f"{shown(_title(new))} had the guid {before}, and has {after}"
        yield "guid-changed", _at(new, Finding(node, message, value=_guid(new)))
    moved = [(old, new) for old, new in pairs if _is_moved(old, new)]
    if len(moved) > max(2, 0.5 * len(pairs)):
        message = f"the dates of {len(moved)} of {len(pairs)} episodes moved"
        yield "feed-many-dates-changed", Finding(moved[0][1].node, message)
        moved = []
    for old, new in moved:
        message = f"{shown(_title(new))} was dated {old.when}, and is dated {new.when}"
        far = old.when is not None and new.when is not None and abs(old.when - new.when) > timedelta(days=1)
        value = new.said("pubDate") if new.has("pubDate") else None
        yield "date-changed", Finding(new.node, message, value=value, severity="error" if far else None)
    for old, new in pairs:
        yield from _same_guid(old, new)


def _at(item: Item, finding: Finding) -> Finding:
    """Return a finding that stands at its item, so that the post is found."""
    finding.node = item.node
    return finding


def _is_moved(old: Item, new: Item) -> bool:
    return old.when is not None and new.when is not None and abs(old.when - new.when) > timedelta(minutes=1)


def _same_guid(old: Item, new: Item) -> Found:
    if _guid(old) != _guid(new):
        return
    other = same_url(_media(old)) != same_url(_media(new))
    if other and _title(old) != _title(new) and _is_moved(old, new):
        message = f"the guid {shown(_guid(new))} was that of {shown(_title(old))}"
        yield "guid-reused", Finding(new.node, message, value=_guid(new))
    elif not other:
        before, after = old.get("enclosure", "length"), new.get("enclosure", "length")
        if before.isdecimal() and after.isdecimal() and int(before) and int(after) and before != after:
            title = shown(_title(new))
            message = f"the media file of {title} had {before} bytes, and has {after} at the same address"
            yield "enclosure-replaced-silently", Finding(new.node, message, value=after)


def aged_out(item: Item, old: Feed, new: Feed) -> bool:
    """Say whether an episode fell off the end of a feed that holds so many, which is no loss."""
    dates = [each.when for each in new.items if each.when]
    older = bool(dates) and item.when is not None and item.when < min(dates)
    return older and len(new.items) >= len(old.items)


def _vanished(old: Feed, new: Feed) -> Found:
    there = {_guid(item) for item in new.items}
    known = {id(before) for before, _ in pairs(old, new)}
    for item in old.items:
        if (
            item.live
            or (_guid(item) and _guid(item) in there)
            or id(item) in known
            or aged_out(item, old, new)
        ):
            continue
        message = f"the episode {shown(_title(item) or _guid(item))} is gone"
        yield "feed-item-vanished", Finding(new.channel, message, value=_guid(item), severity="error")


def _shows(old: Feed, new: Feed) -> Found:
    for identity, name, words in _TEXTS:
        before, after = old.channel.said(name), new.channel.said(name)
        if before and before != after:
            node = new.channel.first(name) or new.channel
            yield identity, Finding(node, f"{words} was {shown(before)}, and is {shown(after)}", value=after)
    before, after = _owner(old), _owner(new)
    if before and before != after:
        node = new.channel.first("itunes:owner") or new.channel
        yield "feed-owner-email-changed", Finding(node, "the owner's address is another than before")
    before, after = _category(old), _category(new)
    if before and before != after:
        node = new.channel.first("itunes:category") or new.channel
        yield (
            "feed-category-changed",
            Finding(node, f"the first category was {before}, and is {after or 'none'}", value=after),
        )
    if new.channel.first("fh:archive") and [_guid(item) for item in old.items] != [
        _guid(item) for item in new.items
    ]:
        yield "fh-archive-mutated", Finding(new.channel, "the archive page holds other episodes than before")


_TEXTS = (
    ("feed-title-changed", "title", "the show's name"),
    ("podcast-guid-changed", "podcast:guid", "the show's guid"),
    ("feed-explicit-flipped", "itunes:explicit", "the show's explicit"),
)


def _owner(feed: Feed) -> str:
    owner = feed.channel.first("itunes:owner")
    return owner.said("itunes:email") if owner is not None else ""


def _category(feed: Feed) -> str:
    first = feed.channel.first("itunes:category")
    if first is None:
        return ""
    inner = first.first("itunes:category")
    return " > ".join(
        part for part in (first.get("text"), inner.get("text") if inner is not None else "") if part
    )
