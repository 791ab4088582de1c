"""Spotify's own tags."""

from __future__ import annotations

from podfeed.kinds import INTEGER
from podfeed.tags.spec import Namespace, Tag

NAMESPACE = Namespace(
    prefix="spotify", uri="http://www.spotify.com/ns/rss", also=("https://www.spotify.com/ns/rss",)
)
SPEC = "https://podcasters.spotify.com/resources/learn/create/podcast-delivery-specification"

TAGS = (
    Tag(
        name="limit",
        parents=("channel",),
        field="recent_count",
        namespace=NAMESPACE,
        kind=INTEGER,
        attr="recentCount",
        doc="How many of the newest episodes Spotify shows.",
        spec=SPEC,
    ),
    Tag(
        name="countryOfOrigin",
        parents=("channel",),
        field="country_of_origin",
        namespace=NAMESPACE,
        doc="The markets that the show is meant for: codes of two letters between blanks.",
        spec=SPEC,
    ),
)
