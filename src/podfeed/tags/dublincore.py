"""Dublin Core: who made something."""

from __future__ import annotations

from podfeed.tags.spec import Namespace, Tag

NAMESPACE = Namespace(prefix="dc", uri="http://purl.org/dc/elements/1.1/")

TAGS = (
    Tag(
        name="creator",
        parents=("channel", "item"),
        field="creators",
        namespace=NAMESPACE,
        many=True,
        doc="Who made the show or the episode, by name.",
        spec="https://www.dublincore.org/specifications/dublin-core/dcmi-terms/#creator",
    ),
)
