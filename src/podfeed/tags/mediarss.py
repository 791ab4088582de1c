"""Media RSS, as far as podcasts use it."""

from __future__ import annotations

from podfeed.kinds import DECIMAL, INTEGER, MIME, TRUE_FALSE, URL
from podfeed.model import MediaContent, MediaPlayer, MediaThumbnail
from podfeed.tags.spec import Attr, Namespace, Tag

NAMESPACE = Namespace(
    prefix="media",
    uri="http://search.yahoo.com/mrss/",
    also=("http://search.yahoo.com/mrss", "http://www.rssboard.org/media-rss"),
)
SPEC = "https://www.rssboard.org/media-rss"

_SIZE = (
    Attr(name="height", field="height", kind=INTEGER),
    Attr(name="width", field="width", kind=INTEGER),
)

TAGS = (
    Tag(
        name="content",
        parents=("item",),
        field="media",
        namespace=NAMESPACE,
        many=True,
        model=MediaContent,
        attrs=(
            Attr(name="url", field="url", kind=URL),
            Attr(name="fileSize", field="file_size", kind=INTEGER),
            Attr(name="type", field="type", kind=MIME),
            Attr(name="medium", field="medium"),
            Attr(name="isDefault", field="is_default", kind=TRUE_FALSE),
            Attr(name="expression", field="expression"),
            Attr(name="bitrate", field="bitrate", kind=DECIMAL),
            Attr(name="duration", field="duration", kind=INTEGER),
            *_SIZE,
            Attr(name="lang", field="lang"),
        ),
        doc="A media file, described; apps read the enclosure.",
        spec=f"{SPEC}#media-content",
    ),
    Tag(
        name="thumbnail",
        parents=("channel", "item"),
        field="thumbnails",
        namespace=NAMESPACE,
        many=True,
        model=MediaThumbnail,
        attrs=(Attr(name="url", field="url", kind=URL, needed=True), *_SIZE),
        doc="A still picture.",
        spec=f"{SPEC}#media-thumbnails",
    ),
    Tag(
        name="player",
        parents=("item",),
        field="player",
        namespace=NAMESPACE,
        model=MediaPlayer,
        attrs=(Attr(name="url", field="url", kind=URL, needed=True), *_SIZE),
        doc="A page that plays the media.",
        spec=f"{SPEC}#media-player",
    ),
)
