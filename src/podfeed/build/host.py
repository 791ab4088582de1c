"""The feed of a host that keeps the audio of a blog: which of its items a post is about.

`[media] feed` names it. A post without audio of its own takes the enclosure, the duration and the guid of
the item that it names, whose player it embeds, or whose link, or title and date, it shares.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from podfeed.build.keys import leaves
from podfeed.build.sources import Draft
from podfeed.config import Config
from podfeed.lazily import dataclass, pattern
from podfeed.model import Episode, Show
from podfeed.notes import Embed, to_text
from podfeed.posts import fold
from podfeed.read import parse

_DAY = timedelta(days=1)
_URL = pattern(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_BETWEEN = pattern(r"[^A-Za-z0-9_-]+")
_TELLING = pattern(r"\d|[a-z][A-Z]|[A-Z]{2}[a-z]")
_DATE = pattern(r"\d{4}-?\d{2}(-?\d{2})?")
# Front matter in which an episode, or its player, is named; the links of a post name others' too.
_NAMING = pattern(
    r"guid|(^|_)(id|url|uri|link|permalink)$|embed|player|episode|podcast|audio|media|fireside|buzzsprout|transistor"
    r"|simplecast|libsyn|anchor|acast|captivate|podbean|spreaker|soundcloud|megaphone|spotify",
    re.IGNORECASE,
)
_SHORTEST = 5  # characters of what can identify an item


@dataclass(frozen=True, slots=True)
class Match:
    """The items that a post may be about, and by what they were found."""

    items: tuple[Episode, ...]
    how: str


@dataclass(slots=True)
class HostFeed:
    """The items of a feed by all that a post can share with them."""

    name: str
    show: Show
    broken: bool = False  # it could not be read, which is told already
    _by: dict[str, dict[str, list[Episode]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tables: dict[str, dict[str, list[Episode]]] = defaultdict(lambda: defaultdict(list))
        for item in self.show.episodes:
            if item.enclosure is None:
                continue
            for kind, key in _keys(item):
                if item not in tables[kind][key]:
                    tables[kind][key].append(item)
        self._by = {kind: dict(table) for kind, table in tables.items()}

    def match(self, draft: Draft, embeds: Sequence[Embed]) -> Match | None:
        """Return the items that an episode may be about, by the strongest thing that they share."""
        return (
            self.claimed(draft.post.meta, embeds)
            or self.linked(draft.get("link"))
            or self.alike(draft.get("title"), draft.get("publish_date"))
        )

    def claimed(self, meta: Mapping[str, Any], embeds: Sequence[Embed]) -> Match | None:
        """Return the items that a post itself points to: by name, or by their player."""
        played = [embed.url for embed in embeds if embed.kind != "link"]
        return self.named(meta) or self._of_players(played)

    def named(self, meta: Mapping[str, Any]) -> Match | None:
        """Return the items whose guid, page, file or player the front matter names."""
        named = [text for key, value in meta.items() if _NAMING.search(key) for text in leaves(value)]
        for text in named:
            found = self._look("guid", text.strip())
            if found and (len(text.strip()) >= _SHORTEST or fold(str(meta.get("guid"))) == fold(text)):
                return Match(found, "its front matter names it")
        return self._of_players([url for text in named for url in _URL.findall(unescape(text))])

    def linked(self, page: str | None) -> Match | None:
        """Return the items that have a page for theirs."""
        found = self._look("link", _address(page)) if page else ()
        return Match(found, "it has the same link") if found else None

    def alike(self, title: str | None, date: datetime | None) -> Match | None:
        """Return the items of the same title and day."""
        found = self._look("title", _words(title or ""))
        found = tuple(item for item in found if date and item.publish_date and _near(item.publish_date, date))
        return Match(found, "it has the same title and date") if found else None

    def _look(self, kind: str, key: str) -> tuple[Episode, ...]:
        return tuple(self._by.get(kind, {}).get(key, ())) if key else ()

    def _of_players(self, addresses: Iterable[str]) -> Match | None:
        """Return the items that an address leads to, whole, or by a part that only one item has."""
        addresses = list(addresses)
        whole = [item for url in addresses for item in self._look("address", _address(url))]
        found = whole or [
            item
            for url in addresses
            for token in _tokens(url)
            for item in self._look("token", token)
            if len(self._look("token", token)) == 1
        ]
        unique = tuple(item for index, item in enumerate(found) if item not in found[:index])
        return Match(unique, "the post has its player") if unique else None


def _keys(item: Episode) -> Iterator[tuple[str, str]]:
    """Yield all under which an item can be found."""
    if item.guid:
        yield "guid", item.guid
    if item.link:
        yield "link", _address(item.link)
    if item.title:
        yield "title", _words(item.title)
    extras = [unescape(unescape(each.xml)) for each in item.extra]
    enclosure = [item.enclosure.url] if item.enclosure else []
    players = [url for text in extras for url in _URL.findall(text)]
    for url in [*enclosure, *players, *([item.link] if item.link else [])]:
        yield "address", _address(url)
    texts = [re.sub(r"<[^>]*>|xmlns\S*", " ", text) for text in extras]
    for text in [item.guid or "", item.link or "", *enclosure, *players, *texts]:
        for token in _tokens(text):
            yield "token", token


def _address(url: str) -> str:
    """Return what two spellings of an address share: host and path, without www. and a last slash."""
    bare = unquote(url.strip().partition("://")[2].partition("#")[0].partition("?")[0])
    host, _, path = bare.partition("/")
    return f"{host.lower().removeprefix('www.')}/{path.rstrip('/')}"


def _tokens(text: str) -> set[str]:
    """Return the parts of an address that can be the number or the name of an episode."""
    parts = _BETWEEN.split(unquote(unquote(text)))
    return {part for part in parts if len(part) >= _SHORTEST and _TELLING.search(part)} - {
        part for part in parts if _DATE.fullmatch(part)
    }


def _words(title: str) -> str:
    """Return a title as two spellings share it: letters and digits alone, without case."""
    return " ".join(re.findall(r"\w+", normalize("NFKC", to_text(title)).casefold()))


def _near(one: datetime, other: datetime) -> bool:
    return one.date() == other.date() or abs(one - other) <= _DAY


def read_host(config: Config) -> HostFeed | None:
    """Return the feed that ``[media] feed`` names; one that cannot be read is a `ProblemsError`."""
    target = config.media.feed
    if target is None:
        return None
    if "://" in target:
        from podfeed.web import Client  # noqa: PLC0415 - the network, only where it is asked for

        return HostFeed(
            target, parse(Client().fetch(target, limit=config.limits.feed), name=target, limits=config.limits)
        )
    return HostFeed(target, parse(config.folder / target, limits=config.limits))
