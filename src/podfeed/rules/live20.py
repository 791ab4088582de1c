"""Rules of the podcast namespace about live items."""

from __future__ import annotations

import re

from podfeed.lazily import pattern
from podfeed.rules.dates import judge
from podfeed.rules.formats import kind_of
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    Finding,
    Fix,
    Found,
    bad,
    blank,
    lacks,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES

_L = "podcast:liveItem"
bad(
    "live-status-invalid",
    "error",
    "p20",
    tag=_L,
    attr="status",
    test=lambda text: text in ("pending", "live", "ended"),
    what="pending, live or ended",
    wrong="over",
    hint="write pending, live or ended",
)
lacks("live-start-missing", "error", "p20", tag=_L, attr="start", why="Apps announce the show by it.")


def _live(
    start: str = "2024-05-08T07:30:00+02:00", end: str = "2024-05-08T09:30:00+02:00", status: str = "ended"
) -> str:
    sample = SAMPLES[_L].replace('start="2024-05-08T07:30:00+02:00"', f'start="{start}"')
    return sample.replace('end="2024-05-08T09:30:00+02:00"', f'end="{end}"').replace('"ended"', f'"{status}"')


_ISO = pattern(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?")


@rule(
    "live-time-invalid",
    "error",
    "p20",
    on=_L,
    hint="write a time such as 2024-05-08T07:30:00+02:00",
    wrong=_live(start="tomorrow"),
    right=SAMPLES[_L],
)
def live_time_invalid(node: Node, _feed: Feed) -> Found:
    """The beginning or the end of a live item is no time of ISO 8601."""
    for name in ("start", "end"):
        text = node.get(name)
        if text and (not _ISO.fullmatch(text) or judge(text).rule == "date-out-of-range"):
            # A space before the zone is wrong and read by everybody.
            loose = _ISO.fullmatch(text.replace(" ", ""))
            yield Finding(
                node,
                f"{name} is {shown(text)}, no time of ISO 8601",
                attr=name,
                value=text,
                severity="warning" if loose else None,
            )


@rule(
    "live-time-no-zone",
    "error",
    "p20",
    on=_L,
    hint="add the zone: +02:00, or Z",
    wrong=_live(start="2024-05-08T05:30:00"),
    right=SAMPLES[_L],
)
def live_time_no_zone(node: Node, _feed: Feed) -> Found:
    """The beginning or the end of a live item has no time zone."""
    for name in ("start", "end"):
        found = _ISO.fullmatch(node.get(name))
        if found and not found[3]:
            yield Finding(node, f"{name} has no time zone", attr=name, value=node.get(name))
            return


@rule(
    "live-time-basic-offset",
    "info",
    "p20",
    on=_L,
    hint="write -06:00",
    wrong=_live(start="2024-05-08T00:30:00-0600"),
    right=SAMPLES[_L],
)
def live_time_basic_offset(node: Node, _feed: Feed) -> Found:
    """The zone of a time has no colon, which not every app reads."""
    for name in ("start", "end"):
        text = node.get(name)
        if _ISO.fullmatch(text) and re.search(r"[+-]\d{4}$", text):
            yield Finding(
                node,
                f"the zone of {name} has no colon",
                attr=name,
                value=text,
                fix=Fix(name, f"{text[:-2]}:{text[-2:]}"),
            )
            return


@rule(
    "live-end-missing",
    "info",
    "p20",
    on=_L,
    hint="add end",
    wrong=_live().replace(' end="2024-05-08T09:30:00+02:00"', ""),
    right=SAMPLES[_L],
)
def live_end_missing(node: Node, _feed: Feed) -> Found:
    """A live item does not say when it ends."""
    if not node.get("end"):
        yield Finding(node, "the live item has no end", attr="end")


@rule(
    "live-end-before-start",
    "error",
    "p20",
    on=_L,
    hint="correct one of the two",
    wrong=_live(end="2024-05-08T06:30:00+02:00"),
    right=SAMPLES[_L],
)
def live_end_before_start(node: Node, _feed: Feed) -> Found:
    """A live item ends before it begins."""
    start, end = judge(node.get("start") or "-").when, judge(node.get("end") or "-").when
    if start and end and end <= start:
        yield Finding(node, "the live item ends before it begins", attr="end", value=node.get("end"))


@rule(
    "live-status-vs-clock",
    "warning",
    "p20",
    on=_L,
    hint="write the status of today",
    wrong=_live(status="live"),
    right=SAMPLES[_L],
)
def live_status_vs_clock(node: Node, feed: Feed) -> Found:
    """The status of a live item is not that of its times."""
    start, end, status = (
        judge(node.get("start") or "-").when,
        judge(node.get("end") or "-").when,
        node.get("status"),
    )
    if start is None:
        return
    late = (feed.now - (end or start)).total_seconds() / 3600
    since = (feed.now - start).total_seconds() / 3600
    stale = {"live": end is not None and late > 6, "pending": since > 6, "ended": since < 0}
    if stale.get(status):
        yield Finding(
            node, f"the live item is said to be {status}, by the clock it is not", attr="status", value=status
        )


@rule(
    "live-ended-lingering",
    "info",
    "best-practice",
    on=_L,
    hint="take it out",
    wrong=_live(start="2024-01-08T07:30:00Z", end="2024-01-08T09:30:00Z"),
    right=_live(start="2999-05-20T07:30:00Z", end="2999-05-20T09:30:00Z", status="pending"),
)
def live_ended_lingering(node: Node, feed: Feed) -> Found:
    """A live item ended more than a week ago and is still in the feed."""
    end = judge(node.get("end") or node.get("start") or "-").when
    if node.get("status") == "ended" and end and (feed.now - end).days > 7:
        yield Finding(node, f"the live item ended {(feed.now - end).days} days ago")


@rule(
    "live-content-link-missing",
    "warning",
    "p20",
    on=_L,
    hint="add <podcast:contentLink> with a page to listen at",
    wrong=re.sub(r"\s*<podcast:contentLink.*?</podcast:contentLink>", "", SAMPLES[_L]),
    right=SAMPLES[_L],
)
def live_content_link_missing(node: Node, _feed: Feed) -> Found:
    """A live item has no link for apps that cannot play it."""
    if not node.first("podcast:contentLink"):
        yield Finding(node, "the live item has no <podcast:contentLink>")


@rule(
    "live-guid-title-missing",
    "error",
    "p20 podcastindex",
    on=_L,
    hint="add both",
    wrong=re.sub(r"\s*<guid.*?</guid>", "", SAMPLES[_L]),
    right=SAMPLES[_L],
)
def live_guid_title_missing(node: Node, _feed: Feed) -> Found:
    """A live item has no guid or no title. The Podcast Index drops it."""
    lacking = [name for name in ("guid", "title") if not node.said(name)]
    if lacking:
        yield Finding(node, f"the live item has no {' and no '.join(lacking)}")


@rule(
    "live-enclosure-missing",
    "error",
    "podcastindex p20:W",
    on=_L,
    hint="add an <enclosure> with the stream",
    wrong=re.sub(r"\s*<enclosure.*?/>", "", SAMPLES[_L]),
    right=SAMPLES[_L],
)
def live_enclosure_missing(node: Node, _feed: Feed) -> Found:
    """A live item has no stream. The Podcast Index drops it."""
    if not node.first("enclosure"):
        yield Finding(node, "the live item has no <enclosure>")


@rule(
    "live-alternate-missing",
    "info",
    "p20",
    on=_L,
    hint="add one",
    wrong=re.sub(
        r"\s*<podcast:alternateEnclosure.*?</podcast:alternateEnclosure>", "", SAMPLES[_L], flags=re.DOTALL
    ),
    right=SAMPLES[_L],
)
def live_alternate_missing(node: Node, _feed: Feed) -> Found:
    """A live item has no alternateEnclosure, which the namespace advises."""
    if not node.first("podcast:alternateEnclosure"):
        yield Finding(node, "the live item has no <podcast:alternateEnclosure>")


@rule(
    "live-stream-format",
    "info",
    "p20",
    on=_L,
    hint="offer MP3",
    wrong=SAMPLES[_L].replace(
        'live.mp3" length="0" type="audio/mpeg"', 'live.ogg" length="0" type="audio/ogg"'
    ),
    right=SAMPLES[_L],
)
def live_stream_format(node: Node, _feed: Feed) -> Found:
    """A live stream is in a format that few apps play."""
    media = node.first("enclosure")
    if (
        media
        and kind_of(media)
        and kind_of(media)
        not in (
            "audio/mpeg",
            "audio/mp3",
            "video/mp4",
            "application/x-mpegurl",
            "application/vnd.apple.mpegurl",
            "audio/aac",
            "audio/mp4",
            "audio/x-m4a",
        )
    ):
        yield Finding(media, f"few apps play a stream of {kind_of(media)}", attr="type", value=kind_of(media))


@rule(
    "live-no-podping",
    "info",
    "p20",
    on="feed",
    hint='say <podcast:podping usesPodping="true"/> and ping',
    wrong="<!-- no podcast:podping -->" + SAMPLES[_L],
    right=SAMPLES[_L],
)
def live_no_podping(feed: Feed) -> Found:
    """There is a live item and no podping, so that apps learn of it late."""
    live = [item for item in feed.items if item.live]
    if live and not feed.channel.first("podcast:podping"):
        yield Finding(live[0].node, "there is a live item and no <podcast:podping>")


_K = "podcast:contentLink"


@rule(
    "content-link-href-missing",
    "error",
    "p20",
    on=_K,
    hint="write href",
    wrong=SAMPLES[_K].replace("href", "url"),
    right=SAMPLES[_K],
)
def content_link_href_missing(node: Node, _feed: Feed) -> Found:
    """The address of a content link stands in `href`."""
    if not node.get("href"):
        url = node.get("url")
        yield Finding(
            node,
            "the contentLink has no href" + (", but a url" if url else ""),
            attr="href",
            fix=Fix("rename:url", "href") if url else None,
        )


blank(
    "content-link-text-missing",
    "warning",
    "p20",
    tag=_K,
    why="Apps show it as the link.",
    hint="say where it leads",
)
