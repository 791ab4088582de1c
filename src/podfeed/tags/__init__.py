"""What is known of each tag, as data: a table for each namespace, and the tables together."""

from __future__ import annotations

from podfeed.tags import atom, content, itunes, podcast, rss
from podfeed.tags.spec import Namespace, Tag

NAMESPACES: tuple[Namespace, ...] = (
    atom.NAMESPACE,
    content.NAMESPACE,
    itunes.NAMESPACE,
    podcast.NAMESPACE,
)
TAGS: tuple[Tag, ...] = (*rss.TAGS, *content.TAGS, *atom.TAGS, *itunes.TAGS, *podcast.TAGS)


def tags_of(parent: str) -> tuple[Tag, ...]:
    """Return the tags that may stand in `parent` ("channel" or "item"), in the order of writing."""
    return tuple(tag for tag in TAGS if parent in tag.parents)
