"""RFC 5005: whether a feed is complete, or a page of an archive."""

from __future__ import annotations

from podfeed.kinds import FLAG
from podfeed.tags.spec import Namespace, Tag

NAMESPACE = Namespace(prefix="fh", uri="http://purl.org/syndication/history/1.0")
SPEC = "https://www.rfc-editor.org/rfc/rfc5005"

TAGS = (
    Tag(
        name="complete",
        parents=("channel",),
        field="complete_feed",
        namespace=NAMESPACE,
        kind=FLAG,
        flag=True,
        hidden=(False,),
        doc="The feed holds every episode there is.",
        spec=f"{SPEC}#section-2",
    ),
    Tag(
        name="archive",
        parents=("channel",),
        field="archive",
        namespace=NAMESPACE,
        kind=FLAG,
        flag=True,
        hidden=(False,),
        doc="The feed is a page of an archive.",
        spec=f"{SPEC}#section-4",
    ),
)
