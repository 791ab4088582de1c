"""A show that is published already comes in: its posts take the guids of the feed that is out there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field

from podfeed.build import Feed
from podfeed.build.episode import Built
from podfeed.build.known import Known
from podfeed.build.published import entry_of
from podfeed.lazily import dataclass
from podfeed.lock import Lock, merged
from podfeed.rules.node import Feed as Published
from podfeed.rules.node import Item
from podfeed.rules.values import same_url


@dataclass(frozen=True, slots=True)
class Match:
    """An item of the published feed, and the post that it is; ``how`` says by what they were told."""

    item: Item
    built: Built
    how: str

    @property
    def guid(self) -> str:
        """The guid that the post takes."""
        return self.item.said("guid")


@dataclass(slots=True)
class Adopted:
    """What became of the items and the posts: those that match, and those that match nothing, or two."""

    matches: list[Match] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)  # of which there is no post
    posts: list[Built] = field(default_factory=list)  # of which there is no item
    doubtful: list[tuple[Item, tuple[Built, ...]]] = field(default_factory=list)


def adopt(published: Published, feeds: Sequence[Feed]) -> Adopted:
    """Match the posts of a content folder to the items of the feed that is published.

    They are told by guid, then by media file, page, title with date, title, and date; what two posts could
    be is no match.
    """
    adopted = Adopted()
    posts = {card.name: card.built for feed in feeds for card in feed.all_cards if card.built is not None}
    items = [item for item in published.items if not item.live and item.said("guid")]
    left = list(posts.values())
    for key in _KEYS:
        items, left = _matched(adopted, items, left, key)
    doubtful = {id(item) for item, _ in adopted.doubtful}
    adopted.items = [item for item in items if id(item) not in doubtful]
    adopted.posts = left
    return adopted


def _matched(
    adopted: Adopted,
    items: list[Item],
    left: list[Built],
    key: tuple[str, Callable[[Item], str], Callable[[Built], str]],
) -> tuple[list[Item], list[Built]]:
    """Match what has one key on both sides, and return what is left."""
    how, item_key, post_key = key
    by_key: dict[str, list[Built]] = {}
    for built in left:
        if post_key(built):
            by_key.setdefault(post_key(built), []).append(built)
    rest, taken = [], set()
    counts: dict[str, int] = {}
    for item in items:
        counts[item_key(item)] = counts.get(item_key(item), 0) + 1
    for item in items:
        found = by_key.get(item_key(item), []) if item_key(item) else []
        if len(found) == 1 and counts[item_key(item)] == 1:
            adopted.matches.append(Match(item, found[0], how))
            taken.add(id(found[0]))
        else:
            if len(found) > 1 and how == "title and date":
                adopted.doubtful.append((item, tuple(found)))
            rest.append(item)
    return rest, [built for built in left if id(built) not in taken]


def _title(text: str) -> str:
    return " ".join(text.casefold().split())


def _item_title(item: Item) -> str:
    return _title(item.said("title"))


def _item_media(item: Item) -> str:
    url = item.get("enclosure", "url")
    return same_url(url) if url else ""


def _item_day(item: Item) -> str:
    return item.when.date().isoformat() if item.when is not None else ""


def _post_media(built: Built) -> str:
    enclosure = built.episode.enclosure
    return same_url(enclosure.url) if enclosure is not None and enclosure.url else ""


def _post_day(built: Built) -> str:
    return built.episode.publish_date.date().isoformat() if built.episode.publish_date else ""


_KEYS: tuple[tuple[str, Callable[[Item], str], Callable[[Built], str]], ...] = (
    (
        "guid",
        lambda item: item.said("guid"),
        lambda built: built.episode.guid or "",
    ),
    ("media", _item_media, _post_media),
    (
        "link",
        lambda item: same_url(item.link) if item.link else "",
        lambda built: same_url(built.episode.link or ""),
    ),
    (
        "title and date",
        lambda item: (
            f"{_item_title(item)} {_item_day(item)}" if _item_title(item) and _item_day(item) else ""
        ),
        lambda built: f"{_title(built.episode.title or '')} {_post_day(built)}",
    ),
    ("title", _item_title, lambda built: _title(built.episode.title or "")),
)


def lock_of(adopted: Adopted, old: Lock | None, guid: str | None, known: Known) -> Lock:
    """Return the lock in which each post that matches has the guid, the date and the address of its item."""
    entries = {entry.guid: entry for entry in (old.entries.values() if old else ())}
    for match in adopted.matches:
        entry = entry_of(match.built, known)
        date = match.item.when.isoformat() if match.item.when else entry.date
        entries = {name: each for name, each in entries.items() if each.post != entry.post}
        entries[match.guid] = entry.but(guid=match.guid, date=date)
    return merged(guid or (old.guid if old else None), entries.values())
