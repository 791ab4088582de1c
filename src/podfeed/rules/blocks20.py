"""Rules of the podcast namespace about blocks and the medium."""

from __future__ import annotations

import re

from podfeed.rules.node import LISTS, MEDIUMS, Feed, Node
from podfeed.rules.registry import (
    CHANNEL,
    FEED,
    Finding,
    Fix,
    Found,
    bad,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    nearest,
)

_B = "podcast:block"
SERVICES = frozenset(
    "acast amazon anchor apple audible audioboom backtracks bitcoin blubrry buzzsprout captivate castos castopod "
    "facebook fireside fyyd google gpodder hypercatcher kasts libsyn mastodon megafono megaphone omnystudio overcast "
    "paypal pinecast podbean podcastaddict podcastguru podcastindex podcasts podchaser podcloud podfriend podiant "
    "podigee podnews podomatic podserve podverse redcircle relay resonaterecordings rss shoutengine simplecast slack "
    "soundcloud spotify spreaker tiktok transistor twitter whooshkaa youtube zencast".split()
)
bad(
    "block-value-invalid",
    "error",
    "p20",
    tag=_B,
    test=lambda text: text in ("yes", "no"),
    what="yes or no",
    wrong="true",
    hint="write yes or no",
    fix=lambda text: {"true": "yes", "false": "no", "yes": "yes", "no": "no"}.get(text.lower()),
)


@rule(
    "block-id-unknown",
    "warning",
    "p20",
    on=_B,
    hint="take one from the list of services",
    wrong='<podcast:block id="youtoob">yes</podcast:block>',
    right=SAMPLES[_B],
)
def block_id_unknown(node: Node, _feed: Feed) -> Found:
    """The service that is blocked is none of the list."""
    slug = node.get("id")
    if slug and slug not in SERVICES and not re.search(r"[\s,;]", slug):
        near = nearest(slug, SERVICES)
        yield Finding(
            node,
            f"{shown(slug)} is no service of the list",
            attr="id",
            value=slug,
            hint=f"did you mean {near}?" if near else "",
        )


@rule(
    "block-id-list",
    "error",
    "p20",
    on=_B,
    hint="write a tag for each",
    wrong='<podcast:block id="youtube,spotify">yes</podcast:block>',
    right=SAMPLES[_B],
)
def block_id_list(node: Node, _feed: Feed) -> Found:
    """One block names several services."""
    if re.search(r"[\s,;]", node.get("id")):
        yield Finding(
            node, f"id names several services: {shown(node.get('id'))}", attr="id", value=node.get("id")
        )


@rule(
    "block-conflict",
    "error",
    "p20",
    on=CHANNEL,
    hint="keep one",
    wrong='<podcast:block id="youtube">yes</podcast:block><podcast:block id="youtube">no</podcast:block>',
    right=SAMPLES[_B],
)
def block_conflict(channel: Node, _feed: Feed) -> Found:
    """One service is blocked and not blocked."""
    seen: dict[str, str] = {}
    for node in channel.all(_B):
        if seen.setdefault(node.get("id"), node.value) != node.value:
            yield Finding(
                node,
                f"{node.get('id') or 'every service'} is both blocked and not",
                attr="id",
                value=node.get("id"),
            )


@rule(
    "block-all",
    "warning",
    "p20",
    on=_B,
    hint="is that meant?",
    wrong="<podcast:block>yes</podcast:block>",
    right=SAMPLES[_B],
)
def block_all(node: Node, _feed: Feed) -> Found:
    """Every service is told to stay away."""
    if not node.get("id") and node.value == "yes":
        yield Finding(node, "every service is told to stay away", value=node.value)


@rule(
    "block-vs-itunes-block",
    "info",
    "p20",
    on=CHANNEL,
    hint="let both say the same",
    wrong="<podcast:block>no</podcast:block><itunes:block>Yes</itunes:block>",
    right="<podcast:block>no</podcast:block>",
)
def block_vs_itunes_block(channel: Node, _feed: Feed) -> Found:
    """One of the two tags that hide a show is set and the other is not."""
    every = [node for node in channel.all(_B) if not node.get("id")]
    hidden = channel.said("itunes:block").lower() == "yes"
    if every and (every[0].value == "yes") != hidden:
        yield Finding(every[0], "<podcast:block> and <itunes:block> differ", value=every[0].value)


# -- the medium


_M = "podcast:medium"
_ALL = (*MEDIUMS, *sorted(LISTS), "mixed")
_ITEM = SAMPLES["podcast:remoteItem"]


@rule(
    "medium-unknown",
    "error",
    "p20",
    on=_M,
    hint="take one from the list",
    wrong="<podcast:medium>radio</podcast:medium>",
    right=SAMPLES[_M],
)
def medium_unknown(node: Node, _feed: Feed) -> Found:
    """The medium is none that the namespace knows."""
    if node.value and node.value.lower() not in {medium.lower() for medium in _ALL}:
        near = nearest(node.value, _ALL)
        yield Finding(
            node,
            f"the medium {shown(node.value)} is not known",
            value=node.value,
            hint=f"did you mean {near}?" if near else "",
        )


@rule(
    "medium-case",
    "warning",
    "p20",
    on=_M,
    hint="write it as the list does",
    wrong="<podcast:medium>Podcast</podcast:medium>",
    right=SAMPLES[_M],
)
def medium_case(node: Node, _feed: Feed) -> Found:
    """The medium is written in other capitals."""
    if node.value and node.value not in _ALL:
        proper = {medium.lower(): medium for medium in _ALL}.get(node.value.lower())
        if proper:
            yield Finding(
                node,
                f"the medium {node.value} is written {proper}",
                value=node.value,
                fix=Fix("text", proper),
            )


@rule(
    "medium-list-has-items",
    "error",
    "p20",
    on=FEED,
    hint="take the items out, or change the medium",
    wrong="<podcast:medium>podcastL</podcast:medium>" + _ITEM + "<item></item>",
    right=SAMPLES[_M] + "<item></item>",
)
def medium_list_has_items(feed: Feed) -> Found:
    """The feed is a list of pointers and holds items as well."""
    if feed.is_list and feed.items:
        yield Finding(
            feed.channel.first(_M) or feed.channel,
            f"a feed of medium {feed.medium} holds no items",
            value=feed.medium,
        )


@rule(
    "medium-list-empty",
    "error",
    "p20",
    on=CHANNEL,
    hint="add <podcast:remoteItem>",
    wrong="<!-- no item --><podcast:medium>podcastL</podcast:medium>",
    right=SAMPLES[_M],
)
def medium_list_empty(channel: Node, feed: Feed) -> Found:
    """The feed is a list and points to nothing."""
    if feed.is_list and not channel.first("podcast:remoteItem"):
        yield Finding(
            channel.first(_M) or channel,
            f"a feed of medium {feed.medium} has no <podcast:remoteItem>",
            value=feed.medium,
        )


@rule(
    "medium-nonlist-remoteitems",
    "info",
    "p20",
    on=CHANNEL,
    hint="is it a podroll?",
    wrong=_ITEM,
    right=SAMPLES["podcast:podroll"],
)
def medium_nonlist_remoteitems(channel: Node, feed: Feed) -> Found:
    """The feed points to others and is no list."""
    node = channel.first("podcast:remoteItem")
    if node and not feed.is_list and feed.medium != "publisher":
        yield Finding(node, f"a feed of medium {feed.medium} points to another")


@rule(
    "medium-publisher-incomplete",
    "error",
    "p20",
    on=CHANNEL,
    hint="add them",
    wrong="<!-- no podcast:guid --><podcast:medium>publisher</podcast:medium>",
    right=SAMPLES[_M],
)
def medium_publisher_incomplete(channel: Node, feed: Feed) -> Found:
    """The feed of a publisher has no guid, or names no show."""
    if feed.medium == "publisher":
        lacking = [name for name in ("podcast:guid", "podcast:remoteItem") if not channel.first(name)]
        if lacking:
            yield Finding(channel.first(_M) or channel, f"the feed of a publisher has no <{lacking[0]}>")


@rule(
    "medium-video-no-video",
    "info",
    "p20",
    on=FEED,
    hint="correct the medium",
    wrong="<podcast:medium>video</podcast:medium><item></item>",
    right=SAMPLES[_M] + "<item></item>",
)
def medium_video_no_video(feed: Feed) -> Found:
    """The medium is video, and every media file is sound."""
    if feed.medium not in ("video", "film"):
        return
    kinds = [item.get("enclosure", "type") for item in feed.items if item.has("enclosure")]
    if kinds and all(kind.startswith("audio/") for kind in kinds):
        yield Finding(
            feed.channel.first(_M) or feed.channel,
            f"the medium is {feed.medium}, and every file is sound",
            value=feed.medium,
        )


@rule(
    "medium-film-many-items",
    "info",
    "p20",
    on=FEED,
    hint="is it a series? then the medium is video",
    wrong='<podcast:medium>film</podcast:medium><item><enclosure url="https://example.org/1.mp4" length="24986239" type="video/mp4"/></item><item><enclosure url="https://example.org/2.mp4" length="24986239" type="video/mp4"/></item>',
    right=SAMPLES[_M] + "<item></item>",
)
def medium_film_many_items(feed: Feed) -> Found:
    """The feed of a film holds more than one."""
    if feed.medium == "film" and len(feed.full) > 1:
        yield Finding(
            feed.channel.first(_M) or feed.channel, f"the feed of a film has {len(feed.full)} episodes"
        )
