"""The posts of an imported show: each episode's front matter and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from podfeed.build.aliases import ALIASES
from podfeed.build.episode import PARTS
from podfeed.build.fields import ROWS
from podfeed.build.permalinks import slugify
from podfeed.imports.exact import by_address, is_address, part, readable
from podfeed.lazily import pattern
from podfeed.model import Episode, Show
from podfeed.notes import make_notes, to_text
from podfeed.plain import plain, yaml

_LONGEST = 60  # characters of a slug
_MARKUP = pattern(r"<[a-z!/][^>]*>|&(?:\w+|#\d+);", re.IGNORECASE)
_READERS = {row.name: row.read for row in ROWS if row.name != "guid_is_permalink"}


def posts_of(show: Show) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each episode's post."""
    used: set[str] = set()
    for episode in show.episodes:
        suffix, body = _body(episode)
        yield f"{_stem(episode, used)}{suffix}", f"---\n{yaml(_front_matter(episode))}\n---\n{body}\n"


def _stem(episode: Episode, used: set[str]) -> str:
    """Return the name of a post: its date and title, and a number where that is taken."""
    words = slugify(to_text(episode.title or ""))[:_LONGEST].strip("-") or "episode"
    date = f"{episode.publish_date:%Y-%m-%d}-" if episode.publish_date else ""
    stem, number = f"{date}{words}", 1
    while stem.casefold() in used:
        number += 1
        stem = f"{date}{words}-{number}"
    used.add(stem.casefold())
    return stem


def _body(episode: Episode) -> tuple[str, str]:
    """Return how the notes are written, and the notes: as they are where they are HTML."""
    notes = episode.notes or episode.description or ""
    if not is_html(notes):
        made = to_text(make_notes(notes, markup="markdown", base="").html)
        if made.split() == notes.split():
            return ".md", notes
    return ".html", as_body(notes)


def is_html(notes: str) -> bool:
    """Say whether notes are HTML, and not plain text."""
    return _MARKUP.search(notes) is not None


def as_body(notes: str) -> str:
    """Return notes as the body of a post: braces in them are no template."""
    return f"{{% raw %}}{notes}{{% endraw %}}" if "{" in notes else notes


def _front_matter(episode: Episode) -> dict[str, Any]:
    """Return the front matter of an episode: each field in the form that is read back as it is."""
    meta: dict[str, Any] = {"layout": "episode"}
    apart: dict[str, Any] = {}
    for name, value in episode.given():
        if name in _APART:
            key, write = _APART[name]
            apart[key] = write(value)
        elif name in _READERS:
            meta[ALIASES[name][0].key] = readable(_READERS[name], value)
        elif name in PARTS:
            meta[ALIASES[name][0].key] = part(PARTS[name], value)
    if episode.guid is not None:
        apart["guid_is_permalink"] = episode.guid_is_permalink
    return {**meta, **apart}


def _links(value: Any) -> Any:
    written = plain(value)
    return written if all(is_address(link.href) for link in value) else {"exact": written}


# What has keys and forms of its own: date, page, people, links, audio.
_APART: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "publish_date": ("date", plain),
    "link": ("permalink", lambda value: readable(by_address, value)),
    "image": ("image", lambda value: readable(by_address, value)),
    "people": ("persons", lambda value: part(PARTS["people"], value)),
    "links": ("links", _links),
    "duration": ("duration", lambda value: {"exact": plain(value)}),
    "enclosure": ("audio", lambda value: {**plain(value), "exact": True}),
    "extra": ("extra", lambda value: [each.xml for each in value]),
}
