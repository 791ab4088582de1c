"""A `Show` becomes RSS 2.0, through feedgen.

feedgen owns the envelope, which is RSS 2.0's own elements and how they are escaped; the tables write
everything else through its extension mechanism. Each item is made alone and put into the feed, so
that a feed can be written as a stream and an unchanged item need not be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any

from podfeed.model import Episode, Show
from podfeed.tags import NAMESPACES, TAGS
from podfeed.write.channel import envelope
from podfeed.write.form import MARK, Drawn, Form, draw, traits
from podfeed.write.item import by_feedgen
from podfeed.write.tables import SPACES

__all__ = [
    "MARK",
    "NAMESPACE_PREFIXES",
    "Drawn",
    "Form",
    "by_feedgen",
    "draw",
    "envelope",
    "render",
    "render_item",
    "render_parts",
    "traits",
    "used_by",
    "used_namespaces",
]

NAMESPACE_PREFIXES = frozenset(SPACES)


def used_by(owner: Any, parent: str) -> frozenset[str]:
    """Return the prefixes of the namespaces that a show, or an episode, needs."""
    if not any(_spaced_values(parent)(owner)):  # as most episodes say nothing of it
        return frozenset()
    return frozenset(
        prefix
        for prefix, names in _spaced_fields(parent)
        if any(getattr(owner, name) not in (None, (), False) for name in names)
        or any(SPACES[prefix] in extra.xml for extra in owner.extra)
    )


@cache
def _spaced_values(parent: str) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gets the values for which a namespace may be needed, all at once."""
    return attrgetter("extra", *{name: None for _, names in _spaced_fields(parent) for name in names})


@cache
def _spaced_fields(parent: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the fields that need each namespace that is not always declared."""
    # Also of those without a field here: what the model keeps as XML may be of any.
    fields: dict[str, list[str]] = {space.prefix: [] for space in NAMESPACES if not space.always}
    for tag in TAGS:
        if tag.namespace is not None and not tag.namespace.always and parent in tag.parents:
            fields[tag.namespace.prefix].append(tag.field)
    return tuple((prefix, tuple(names)) for prefix, names in fields.items())


def used_namespaces(show: Show) -> frozenset[str]:
    """Return the prefixes that a feed needs, beside those that are always declared."""
    episodes = (used_by(each, "item") for each in (*show.episodes, *show.live_items))
    return used_by(show, "channel").union(*episodes)


def render(show: Show) -> bytes:
    """Return the show as an RSS 2.0 document in UTF-8, indented, ending in a line end."""
    return b"".join(render_parts(show, show.episodes))


def render_parts(show: Show, episodes: Iterable[Episode]) -> Iterator[bytes]:
    """Yield the document piece by piece: what precedes the items, each item, what follows them."""
    head, tail = envelope(show, used_namespaces(show))
    yield head
    for episode in episodes:
        yield render_item(episode)
    yield tail


def render_item(episode: Episode) -> bytes:
    """Return one ``<item>``, indented as it stands in the feed, with a line end."""
    drawn = draw(episode)
    return by_feedgen(episode) if drawn is None else drawn.xml
