"""Atom's link in RSS: the feed's own address, and what an episode links to."""

from __future__ import annotations

from podfeed.kinds import INTEGER, LANGUAGE, MIME, URI, URL
from podfeed.model import AtomLink, Link
from podfeed.tags.spec import Attr, Namespace, Tag

NAMESPACE = Namespace(
    prefix="atom",
    uri="http://www.w3.org/2005/Atom",
    also=(
        "http://w3.org/2005/Atom",
        "http://www.w3.org/2005/Atom/",
        "https://www.w3.org/2005/Atom",
    ),
    always=True,
)
SPEC = "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7"

TAGS = (
    Tag(
        name="link",
        parents=("channel",),
        rule="atom-self",
        field="feed_url",
        namespace=NAMESPACE,
        kind=URL,
        attr="href",
        fixed={"rel": "self", "type": "application/rss+xml"},
        doc="The address of the feed itself.",
        spec=SPEC,
        envelope=True,
        required=("psp1",),
        recommended=("rss",),
    ),
    Tag(
        name="link",
        parents=("item",),
        rule="item-atom-link",
        field="links",
        namespace=NAMESPACE,
        many=True,
        model=Link,
        attrs=(
            Attr(name="href", field="href", kind=URI, needed=True),
            Attr(name="title", field="title"),
        ),
        fixed={"rel": "related"},
        doc="Something that the episode links to.",
        spec=SPEC,
    ),
    Tag(
        name="link",
        parents=("channel", "item"),
        field="atom_links",
        namespace=NAMESPACE,
        many=True,
        model=AtomLink,
        attrs=(
            Attr(name="href", field="href", kind=URI, needed=True),
            Attr(name="rel", field="rel"),
            Attr(name="type", field="type", kind=MIME),
            Attr(name="hreflang", field="hreflang", kind=LANGUAGE),
            Attr(name="title", field="title"),
            Attr(name="length", field="length", kind=INTEGER),
        ),
        doc="A link of another relation: `hub` for WebSub, `next` and the others of RFC 5005.",
        spec="https://www.rfc-editor.org/rfc/rfc5005",
    ),
)
