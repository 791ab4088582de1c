"""Podlove Simple Chapters: chapters inside the feed."""

from __future__ import annotations

from podfeed.kinds import NPT, URL
from podfeed.model import Chapter
from podfeed.tags.spec import Attr, Namespace, Tag

NAMESPACE = Namespace(
    prefix="psc",
    uri="http://podlove.org/simple-chapters",
    also=("http://podlove.org/simple-chapters/", "https://podlove.org/simple-chapters"),
)
SPEC = "https://podlove.org/simple-chapters/"

TAGS = (
    Tag(
        name="chapters",
        parents=("item",),
        field="chapters",
        namespace=NAMESPACE,
        fixed={"version": "1.2"},
        inside=Tag(
            name="chapter",
            parents=("psc:chapters",),
            field="chapter",
            namespace=NAMESPACE,
            model=Chapter,
            attrs=(
                Attr(name="start", field="start", kind=NPT, needed=True),
                Attr(name="title", field="title"),
                Attr(name="href", field="href", kind=URL),
                Attr(name="image", field="image", kind=URL),
            ),
            doc="A chapter: when it starts, and what it is called.",
            spec=SPEC,
        ),
        doc="The chapters of the episode.",
        spec=SPEC,
    ),
)
