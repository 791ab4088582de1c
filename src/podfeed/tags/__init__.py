"""What is known of each tag, as data: a table for each namespace, and the tables together."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from podfeed.tags import atom, content, dublincore, history, itunes, mediarss, podcast, psc, rss, spotify
from podfeed.tags.spec import Namespace, Tag

_MODULES = (atom, content, itunes, podcast, psc, mediarss, dublincore, history, spotify)
NAMESPACES: tuple[Namespace, ...] = tuple(module.NAMESPACE for module in _MODULES)
_ROWS: tuple[Tag, ...] = (
    *rss.TAGS,
    *content.TAGS,
    *(tag for module in _MODULES if module is not content for tag in module.TAGS),
)
# A live item may hold whatever an item may.
LIVE_ITEM = replace(podcast.LIVE_ITEM, children=tuple(tag for tag in _ROWS if "item" in tag.parents))
TAGS: tuple[Tag, ...] = (LIVE_ITEM, *_ROWS)


@cache
def tags_of(parent: str) -> tuple[Tag, ...]:
    """Return the tags that may stand in `parent` ("channel" or "item"), in the order of writing."""
    return tuple(tag for tag in TAGS if parent in tag.parents)
