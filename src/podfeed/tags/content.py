"""The content module: the notes in full, as HTML."""

from __future__ import annotations

from podfeed.kinds import HTML
from podfeed.tags.spec import Namespace, Tag

NAMESPACE = Namespace(prefix="content", uri="http://purl.org/rss/1.0/modules/content/", always=True)

TAGS = (
    Tag(
        name="encoded",
        parents=("item",),
        field="notes",
        namespace=NAMESPACE,
        kind=HTML,
        cdata=True,
        doc="The notes of the episode as HTML.",
        spec="https://web.resource.org/rss/1.0/modules/content/",
        envelope=True,
    ),
)
