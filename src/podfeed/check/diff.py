"""Two feeds compared the way subscribers' apps do: what comes, goes, is announced again, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from podfeed.check.history import aged_out, pairs
from podfeed.lazily import dataclass
from podfeed.masking import masked
from podfeed.rules.node import Feed, Item, Node
from podfeed.rules.values import same_url

Kind = Literal[
    "added", "removed", "announced again", "re-dated", "media changed", "text changed", "show changed"
]
KINDS: tuple[Kind, ...] = (
    "removed",
    "announced again",
    "re-dated",
    "media changed",
    "added",
    "text changed",
    "show changed",
)
# A date that moves by less is no news to an app.
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is otherwise in the new feed.

    ``guid`` and ``title`` are those of the episode, both empty for the show; ``what`` names the element,
    ``before`` and ``after`` are its values. ``hurts`` says that subscribers would take it amiss.
    """

    kind: Kind
    title: str = ""
    guid: str = ""
    what: str = ""
    before: str | None = None
    after: str | None = None
    hurts: bool = False

    def __post_init__(self) -> None:
        for name in ("title", "guid", "before", "after"):
            value = getattr(self, name)
            if value:
                object.__setattr__(self, name, masked(value))


def changes(old: Feed, new: Feed) -> list[Change]:
    """Return what is otherwise in ``new``: first what hurts, then in the order of the feed."""
    known = list(pairs(old, new))
    before = {id(one) for one, _ in known}
    after = {id(two) for _, two in known}
    found = [
        *_show(old, new),
        *(_gone(item, old, new) for item in old.items if id(item) not in before),
        *(
            Change(kind="added", title=_title(item), guid=_guid(item))
            for item in new.items
            if id(item) not in after
        ),
        *(change for one, two in known for change in _episode(one, two)),
    ]
    return sorted(found, key=lambda change: (not change.hurts, KINDS.index(change.kind)))


def _title(item: Item) -> str:
    return item.said("title")


def _guid(item: Item) -> str:
    return item.said("guid")


def _gone(item: Item, old: Feed, new: Feed) -> Change:
    hurts = not item.live and not aged_out(item, old, new)
    return Change(kind="removed", title=_title(item), guid=_guid(item), hurts=hurts)


def _episode(old: Item, new: Item) -> Iterator[Change]:
    title, guid = _title(new), _guid(new)
    if _guid(old) != guid:
        yield Change(
            kind="announced again",
            title=title,
            guid=guid,
            what="guid",
            before=_guid(old),
            after=guid,
            hurts=True,
        )
    if old.when is not None and new.when != old.when:
        far = new.when is None or abs(old.when - new.when) > _DAY
        after = new.when.isoformat() if new.when else None
        yield Change(
            kind="re-dated",
            title=title,
            guid=guid,
            what="pubDate",
            before=old.when.isoformat(),
            after=after,
            hurts=far,
        )
    yield from _media(old, new)
    for what, one, two in _texts(old, new):
        if one != two:
            yield Change(
                kind="text changed", title=title, guid=guid, what=what, before=one or None, after=two or None
            )


def _media(old: Item, new: Item) -> Iterator[Change]:
    title, guid = _title(new), _guid(new)
    one, two = _attributes(old.first("enclosure")), _attributes(new.first("enclosure"))
    if one.get("url") and not two.get("url"):
        yield Change(
            kind="media changed", title=title, guid=guid, what="enclosure", before=one["url"], hurts=True
        )
        return
    for name in ("url", "length", "type"):
        before, after = one.get(name, ""), two.get(name, "")
        same = same_url(before) == same_url(after) if name == "url" else before == after
        if not same:
            yield Change(
                kind="media changed",
                title=title,
                guid=guid,
                what=f"enclosure {name}",
                before=before or None,
                after=after or None,
            )


def _attributes(node: Node | None) -> dict[str, str]:
    return node.attrs if node is not None else {}


def _texts(old: Item, new: Item) -> Iterator[tuple[str, str, str]]:
    yield "title", _title(old), _title(new)
    yield "notes", old.notes, new.notes
    for name in ("itunes:duration", "itunes:episode", "itunes:season"):
        yield name, old.said(name), new.said(name)
    yield "itunes:image", old.get("itunes:image", "href"), new.get("itunes:image", "href")
    yield "itunes:explicit", old.said("itunes:explicit"), new.said("itunes:explicit")


_SHOW = (
    "title",
    "link",
    "description",
    "language",
    "itunes:author",
    "itunes:explicit",
    "itunes:type",
    "itunes:new-feed-url",
    "itunes:block",
    "itunes:complete",
)


def _show(old: Feed, new: Feed) -> Iterator[Change]:
    one, two = old.channel, new.channel
    if one.said("podcast:guid") and one.said("podcast:guid") != two.said("podcast:guid"):
        yield Change(
            kind="show changed",
            what="podcast:guid",
            before=one.said("podcast:guid"),
            after=two.said("podcast:guid") or None,
            hurts=True,
        )
    for name in _SHOW:
        before, after = one.said(name), two.said(name)
        if before != after:
            hidden = name == "itunes:block" and after.lower() == "yes"
            yield Change(
                kind="show changed", what=name, before=before or None, after=after or None, hurts=hidden
            )
    cover = (_href(one), _href(two))
    if cover[0] != cover[1]:
        yield Change(
            kind="show changed", what="itunes:image", before=cover[0] or None, after=cover[1] or None
        )


def _href(channel: Node) -> str:
    return _attributes(channel.first("itunes:image")).get("href", "")
