"""What the tables of tags say of places, counts and attributes, element by element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from podfeed.lazily import dataclass
from podfeed.tags import NAMESPACES, TAGS
from podfeed.tags.spec import Tag

LIVE = "podcast:liveItem"


@dataclass(slots=True)
class Shape:
    """An element: where it may stand, where only once, its attributes and what it holds."""

    name: str
    parents: set[str] = field(default_factory=set)
    once: set[str] = field(default_factory=set)
    attrs: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)
    text: bool = False


def _rows(tags: Iterable[Tag], parent: str | None = None) -> Iterator[tuple[Tag, tuple[str, ...]]]:
    """Yield every row with the elements in which it stands."""
    for tag in tags:
        places = tag.parents if parent is None else (parent,)
        yield tag, places
        if tag.name != "liveItem":
            yield from _rows(tag.children, tag.prefixed)
        if tag.inside is not None:
            yield tag.inside, (tag.prefixed,)
        if tag.path:
            yield tag, (tag.prefixed,)


def _shapes() -> dict[str, Shape]:
    shapes: dict[str, Shape] = {}
    for tag, places in _rows(TAGS):
        shape = shapes.setdefault(tag.prefixed, Shape(tag.prefixed))
        shape.parents |= set(places)
        for place in places:
            if tag.many:
                shape.once.discard(place)
            elif not tag.fixed and not tag.path and tag.when is None:
                shape.once.add(place)
        shape.attrs |= {attr.name for attr in tag.attrs} | set(tag.fixed)
        shape.attrs |= {tag.attr} if tag.attr else set()
        shape.needed |= {attr.name for attr in tag.attrs if attr.needed}
        shape.text |= tag.attr is None and (tag.model is None or tag.text is not None)
        shape.text &= not tag.inside
    return shapes


SHAPES = _shapes()
# What rows tell apart by attributes, or hold as one value, may stand as often as one likes.
for _name in ("atom:link", "category", "podcast:remoteItem", "podcast:valueTimeSplit", "hour", "day"):
    SHAPES[_name].once.clear()
SHAPES["category"].needed.discard("domain")
for _name in ("atom:link",):
    SHAPES[_name].needed = {"href"}
    SHAPES[_name].text = False
# A live item holds whatever an item may, and so does what stands in it.
for _shape in SHAPES.values():
    if "item" in _shape.parents:
        _shape.parents.add(LIVE)
    if "item" in _shape.once:
        _shape.once.add(LIVE)
SHAPES["item"] = Shape("item", {"channel"})

PREFIXES = {namespace.prefix: namespace.uri for namespace in NAMESPACES}
PREFIXES |= {
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "rawvoice": "http://www.rawvoice.com/rawvoiceRssModule/",
}
_MORE = {
    "itunes": ("https://www.itunes.com/dtds/podcast-1.0.dtd", "http://itunes.com/dtds/podcast-1.0.dtd"),
    "atom": ("http://w3.org/2005/Atom", "http://www.w3.org/2005/Atom/", "https://www.w3.org/2005/Atom"),
    "psc": ("http://podlove.org/simple-chapters/", "https://podlove.org/simple-chapters"),
    "media": (
        "http://search.yahoo.com/mrss",
        "http://www.rssboard.org/media-rss",
        "https://search.yahoo.com/mrss/",
    ),
    "spotify": ("https://www.spotify.com/ns/rss", "http://www.spotify.com/ns/rss/"),
    "googleplay": ("http://www.google.com/schemas/play-podcasts/1.0/play-podcasts.xsd",),
    "content": ("https://purl.org/rss/1.0/modules/content/", "http://purl.org/rss/1.0/modules/content"),
}
# The second address that the podcast namespace has by its own documents.
GITHUB = "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
EXACT = {uri: prefix for prefix, uri in PREFIXES.items()}
EXACT["https://blubrry.com/developer/rawvoice-rss/"] = "rawvoice"  # its address of today
VARIANTS = {uri.casefold(): prefix for prefix, uris in _MORE.items() for uri in uris}
VARIANTS |= {uri.casefold(): space.prefix for space in NAMESPACES for uri in space.also}
VARIANTS |= {uri.casefold(): prefix for prefix, uri in PREFIXES.items()}


def prefix_of(uri: str) -> str:
    """Return the customary prefix of a namespace, also of one that is misspelt, or nothing."""
    bare = uri.casefold()
    return (
        EXACT.get(uri) or VARIANTS.get(bare) or VARIANTS.get(bare.rstrip("/")) or VARIANTS.get(bare + "/", "")
    )


# Elements of RSS that no row writes, in the places where they stand.
CORE = {name for name in SHAPES if ":" not in name} | {"rss", "channel"}
BY_CASE = {name.lower(): name for name in (*SHAPES, "rss", "channel")}
