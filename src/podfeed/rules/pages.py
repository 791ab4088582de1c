"""The page of the specification that a rule follows from, where it does not name its own."""

from __future__ import annotations

from functools import cache

from podfeed.tags import TAGS

APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
ARTWORK = "https://podcasters.apple.com/support/896-artwork-requirements"
AUDIO = "https://podcasters.apple.com/support/893-audio-requirements"
CATEGORIES = "https://podcasters.apple.com/support/1691-apple-podcasts-categories"
TRANSCRIPTS = "https://podcasters.apple.com/support/5316-transcripts-on-apple-podcasts"
CHAPTERS = "https://podcasters.apple.com/support/5482-using-chapters-on-apple-podcasts"
MOVING = "https://podcasters.apple.com/support/837-change-the-rss-feed-url"
UPDATES = "https://podcasters.apple.com/support/4115-technical-updates-for-hosting-providers"
RSS = "https://www.rssboard.org/rss-specification"
PROFILE = "https://www.rssboard.org/rss-profile"
XML = "https://www.w3.org/TR/xml/"
NAMES = "https://www.w3.org/TR/xml-names/"
ATOM = "https://www.rfc-editor.org/rfc/rfc4287"
PAGING = "https://www.rfc-editor.org/rfc/rfc5005"
WEBSUB = "https://www.w3.org/TR/websub/"
RRULE = "https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10"
PSC = "https://podlove.org/simple-chapters/"
MEDIA = "https://www.rssboard.org/media-rss"
P20 = "https://podcasting2.org/docs/podcast-namespace"
JSON_CHAPTERS = (
    "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md"
)
JSON_TRANSCRIPTS = (
    "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md"
)
SPOTIFY = "https://support.spotify.com/us/creators/article/podcast-specification-doc/"
W3C = "https://validator.w3.org/feed/docs/"
_BY = {
    "rss2": RSS,
    "apple": APPLE,
    "psp1": "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification",
    "p20": P20,
    "podcastindex": "https://github.com/Podcastindex-org/partytime",
    "spotify": SPOTIFY,
    "youtube": "https://support.google.com/youtube/answer/13525207",
    "w3c": W3C,
    "best-practice": PROFILE,
}


@cache
def _tags() -> dict[str, str]:
    pages: dict[str, str] = {}
    for tag in TAGS:
        for each in (tag, *tag.children, *((tag.inside,) if tag.inside else ())):
            pages.setdefault(each.prefixed, each.spec)
    return pages


def page_for(names: tuple[str, ...], by: str) -> str:
    """Return the page of the element that a rule is about, or else of who asks for it first."""
    for name in names:
        if ":" in name and name in _tags():
            return _tags()[name]
    return _BY.get(by.split(maxsplit=1)[0].partition(":")[0], RSS)
