"""Rules about other namespaces: Podlove, Media RSS, Spotify, Dublin Core, Atom."""

from __future__ import annotations

import re

from podfeed.rules.codes import COUNTRIES
from podfeed.rules.node import Feed, Node
from podfeed.rules.pages import MEDIA, PSC, SPOTIFY
from podfeed.rules.registry import (
    ITEM,
    Finding,
    Fix,
    Found,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import is_npt, is_positive, seconds

_P, _C = "psc:chapters", "psc:chapter"
_RIGHT = SAMPLES[_P]


@rule(
    "psc-version-missing",
    "warning",
    "best-practice",
    on=_P,
    hint='write version="1.2"',
    wrong=_RIGHT.replace(' version="1.2"', ""),
    right=_RIGHT,
    page=PSC,
)
def psc_version_missing(node: Node, _feed: Feed) -> Found:
    """The list of chapters does not say its version, which means 1.0 then."""
    if not node.get("version"):
        yield Finding(node, "<psc:chapters> has no version", attr="version", fix=Fix("version=", "1.2"))


@rule(
    "psc-version-unknown",
    "info",
    "best-practice",
    on=_P,
    hint="write 1.2",
    wrong=_RIGHT.replace("1.2", "2.0"),
    right=_RIGHT,
    page=PSC,
)
def psc_version_unknown(node: Node, _feed: Feed) -> Found:
    """The list of chapters is of a version that is not known."""
    if node.get("version") and node.get("version") not in ("1.0", "1.1", "1.2", "1"):
        yield Finding(
            node, f"the version is {shown(node.get('version'))}", attr="version", value=node.get("version")
        )


@rule(
    "psc-empty",
    "warning",
    "best-practice",
    on=_P,
    hint="take it out",
    wrong='<psc:chapters version="1.2"></psc:chapters>',
    right=_RIGHT,
    page=PSC,
)
def psc_empty(node: Node, _feed: Feed) -> Found:
    """The list of chapters is empty."""
    if not node.first(_C):
        yield Finding(node, "<psc:chapters> holds no chapter")


@rule(
    "psc-start-invalid",
    "error",
    "best-practice",
    on=_C,
    hint="write HH:MM:SS.mmm",
    wrong=_RIGHT.replace("00:01:15.000", "1m15s"),
    right=_RIGHT,
    page=PSC,
)
def psc_start_invalid(node: Node, _feed: Feed) -> Found:
    """A chapter does not begin at a time."""
    text = node.get("start")
    if not is_npt(text):
        yield Finding(
            node,
            f"start is {shown(text)}" if text else "a chapter has no start",
            attr="start",
            value=text or None,
        )


@rule(
    "psc-start-bare-seconds",
    "info",
    "best-practice",
    on=_C,
    hint="write HH:MM:SS.mmm",
    wrong=_RIGHT.replace("00:01:15.000", "75"),
    right=_RIGHT,
    page=PSC,
)
def psc_start_bare_seconds(node: Node, _feed: Feed) -> Found:
    """A chapter's time is in bare seconds, which AntennaPod reads as 0."""
    text = node.get("start")
    if is_npt(text) and ":" not in text:
        long = float(text)
        clock = f"{int(long) // 3600:02}:{int(long) // 60 % 60:02}:{long % 60:06.3f}"
        yield Finding(node, f"start is {text}, in seconds", attr="start", value=text, fix=Fix("start", clock))


@rule(
    "psc-title-missing",
    "error",
    "best-practice",
    on=_C,
    hint="give it a title",
    wrong=_RIGHT.replace(' title="Flood"', ""),
    right=_RIGHT,
    page=PSC,
)
def psc_title_missing(node: Node, _feed: Feed) -> Found:
    """A chapter has no title."""
    if not node.get("title"):
        yield Finding(node, "a chapter has no title", attr="title")


@rule(
    "psc-order",
    "warning",
    "best-practice",
    on=_P,
    hint="sort them by their times",
    wrong=_RIGHT.replace("00:01:15.000", "00:00:00.000"),
    right=_RIGHT,
    page=PSC,
)
def psc_order(node: Node, _feed: Feed) -> Found:
    """The chapters are not in the order of their times, or two begin at once."""
    last = -1.0
    for chapter in node.all(_C):
        start = seconds(chapter.get("start"))
        if start is not None and start <= last:
            yield Finding(
                chapter,
                f"a chapter begins at {chapter.get('start')}, not after the one before",
                attr="start",
                value=chapter.get("start"),
            )
            return
        last = start if start is not None else last


@rule(
    "psc-beyond-duration",
    "warning",
    "best-practice",
    on=ITEM,
    needs="psc:chapters",
    hint="correct the time",
    wrong="<itunes:duration>60</itunes:duration>" + _RIGHT,
    right="<itunes:duration>3723</itunes:duration>" + _RIGHT,
    page=PSC,
)
def psc_beyond_duration(item: Node, _feed: Feed) -> Found:
    """A chapter begins behind the end of the episode."""
    whole = seconds(item.said("itunes:duration"))
    chapters = item.first(_P)
    for chapter in chapters.all(_C) if chapters and whole else ():
        start = seconds(chapter.get("start"))
        if whole and start is not None and start >= whole + 1:
            yield Finding(
                chapter,
                f"a chapter begins at {chapter.get('start')}, and the episode ends at {whole:g} s",
                attr="start",
                value=chapter.get("start"),
            )


@rule(
    "media-group-single",
    "warning",
    "w3c",
    on="media:group",
    hint="take the group away",
    wrong='<media:group><media:content url="https://example.org/small.mp4" type="video/mp4"/></media:group>',
    right='<media:content url="https://example.org/small.mp4" type="video/mp4"/>',
    page=MEDIA,
)
def media_group_single(node: Node, _feed: Feed) -> Found:
    """A group holds fewer than two versions."""
    if len(node.all("media:content")) < 2:
        yield Finding(node, f"<media:group> holds {len(node.all('media:content'))} version")


@rule(
    "media-content-duplicates-enclosure",
    "info",
    "best-practice",
    on=ITEM,
    needs="media:content",
    hint="take it out",
    wrong='<media:content url="https://example.org/ep1.mp3" type="audio/mpeg"/><enclosure url="https://example.org/ep1.mp3" length="24986239" type="audio/mpeg"/>',
    right=SAMPLES["enclosure"],
    page=MEDIA,
)
def media_content_duplicates_enclosure(item: Node, _feed: Feed) -> Found:
    """`media:content` is the enclosure again; some apps list it twice."""
    media = item.first("enclosure")
    for node in item.all("media:content") if media else ():
        if media and node.get("url") and node.get("url") == media.get("url"):
            yield Finding(node, "<media:content> is the enclosure again", attr="url", value=node.get("url"))


_R = "media:restriction"


@rule(
    "media-restriction-invalid",
    "error",
    "spotify w3c",
    on=_R,
    hint="write relationship allow or deny, type country, and codes in capitals with spaces",
    wrong='<media:restriction type="country" relationship="allow">de, us</media:restriction>',
    right=SAMPLES[_R],
    page=MEDIA,
)
def media_restriction_invalid(node: Node, _feed: Feed) -> Found:
    """A restriction to countries cannot be read."""
    if node.get("relationship") not in ("allow", "deny"):
        yield Finding(
            node,
            f"relationship is {shown(node.get('relationship'))}",
            attr="relationship",
            value=node.get("relationship"),
        )
    elif node.get("type") == "country" and node.value not in ("all", "none"):
        odd = [word for word in node.value.split() if word not in COUNTRIES]
        if odd or not node.value:
            upper = " ".join(node.value.replace(",", " ").upper().split())
            fix = Fix("text", upper) if upper and all(word in COUNTRIES for word in upper.split()) else None
            yield Finding(node, f"{shown(node.value)} is no list of countries", value=node.value, fix=fix)


@rule(
    "media-restriction-conflict",
    "warning",
    "spotify",
    on="channel item",
    needs="media:restriction",
    hint="keep one list",
    wrong=SAMPLES[_R] + SAMPLES[_R].replace("allow", "deny"),
    right=SAMPLES[_R],
    page=MEDIA,
)
def media_restriction_conflict(node: Node, _feed: Feed) -> Found:
    """A country is both allowed and denied."""
    lists: dict[str, set[str]] = {"allow": set(), "deny": set()}
    for each in node.all(_R):
        lists.setdefault(each.get("relationship"), set()).update(each.value.split())
        both = lists["allow"] & lists["deny"]
        if both:
            yield Finding(each, f"{sorted(both)[0]} is both allowed and denied", value=sorted(both)[0])
            return


@rule(
    "media-rating-conflict",
    "info",
    "best-practice",
    on="channel item",
    needs="media:rating",
    hint="correct one of them",
    wrong="<media:rating>adult</media:rating><itunes:explicit>false</itunes:explicit>",
    right="<itunes:explicit>true</itunes:explicit>",
    page=MEDIA,
)
def media_rating_conflict(node: Node, _feed: Feed) -> Found:
    """The rating says adult, and `itunes:explicit` says false."""
    rating = node.first("media:rating")
    if rating and rating.value.lower() == "adult" and node.said("itunes:explicit").lower() == "false":
        yield Finding(rating, "the rating is adult, and itunes:explicit false", value=rating.value)


@rule(
    "spotify-limit-form",
    "error",
    "spotify",
    on="spotify:limit",
    hint='write <spotify:limit recentCount="10"/>',
    wrong="<spotify:limit>10</spotify:limit>",
    right=SAMPLES["spotify:limit"],
    page=SPOTIFY,
)
def spotify_limit_form(node: Node, _feed: Feed) -> Found:
    """The number of episodes that Spotify shows stands in `recentCount`."""
    count = node.get("recentCount")
    if not is_positive(count):
        fix = Fix("recentCount=", node.value) if not count and is_positive(node.value) else None
        yield Finding(
            node,
            f"recentCount is {shown(count)}" if count else "<spotify:limit> has no recentCount",
            attr="recentCount",
            value=count or node.value or None,
            fix=fix,
        )


@rule(
    "spotify-country-invalid",
    "error",
    "spotify",
    on="spotify:countryOfOrigin",
    hint="write codes of ISO 3166 with spaces: de at",
    wrong="<spotify:countryOfOrigin>german</spotify:countryOfOrigin>",
    right=SAMPLES["spotify:countryOfOrigin"],
    page=SPOTIFY,
)
def spotify_country_invalid(node: Node, _feed: Feed) -> Found:
    """The countries of origin are no list of codes."""
    words = node.value.split()
    if not words or len(words) > 20 or not all(word.upper() in COUNTRIES for word in words):
        plain = " ".join(re.split(r"[,;\s]+", node.value.strip(" ,;")))
        fix = (
            Fix("text", plain)
            if plain != node.value and plain and all(word.upper() in COUNTRIES for word in plain.split())
            else None
        )
        yield Finding(node, f"{shown(node.value)} is no list of countries", value=node.value, fix=fix)


@rule(
    "spotify-access-structure",
    "error",
    "spotify",
    on="spotify:access",
    hint="complete it as Spotify asks",
    wrong="<spotify:access><partner/></spotify:access>",
    right='<spotify:access><partner id="tide"/></spotify:access>',
    page=SPOTIFY,
)
def spotify_access_structure(node: Node, _feed: Feed) -> Found:
    """A restriction to Spotify's partners is incomplete."""
    needed = {"partner": "id", "sandbox": "enabled", "entitlement": "name"}
    for child in node.walk():
        local = child.name.rpartition(":")[2]
        if local in needed and not child.get(needed[local]):
            yield Finding(child, f"<{child.raw}> has no {needed[local]}", attr=needed[local])


@rule(
    "content-encoded-too-long",
    "info",
    "best-practice",
    on="content:encoded",
    hint="put the rest on the episode's page",
    wrong="<content:encoded>" + "&lt;p&gt;The sea goes out.&lt;/p&gt;" * 2800 + "</content:encoded>",
    right="<content:encoded>&lt;p&gt;The sea goes out.&lt;/p&gt;</content:encoded>",
)
def content_encoded_too_long(node: Node, _feed: Feed) -> Found:
    """The notes of an episode have more than 64 kB."""
    if len(node.text) > 16384 and len(node.text.encode("utf-8", "replace")) > 65536:
        yield Finding(node, f"the notes have {len(node.text) // 1024} kB")
