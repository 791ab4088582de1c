"""Rules of the podcast namespace about pointers to other feeds."""

from __future__ import annotations

import re

from podfeed.rules.node import LISTS, MEDIUMS, Feed, Node
from podfeed.rules.registry import (
    CHANNEL,
    Finding,
    Fix,
    Found,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    is_https,
    is_uuid,
    nearest,
)

_M = "podcast:remoteItem"
_ALL = {medium.lower() for medium in (*MEDIUMS, *LISTS, "mixed")}
_POD = SAMPLES["podcast:podroll"]


@rule(
    "remote-feedguid-missing",
    "error",
    "p20",
    on=_M,
    hint="look it up at the Podcast Index",
    wrong='<podcast:podroll><podcast:remoteItem feedUrl="https://example.com/feed.xml"/></podcast:podroll>',
    right=_POD,
)
def remote_feedguid_missing(node: Node, _feed: Feed) -> Found:
    """A pointer to another feed does not say its guid."""
    if not node.get("feedGuid"):
        yield Finding(node, "<podcast:remoteItem> has no feedGuid", attr="feedGuid")


@rule(
    "remote-feedguid-invalid",
    "error",
    "p20",
    on=_M,
    hint="look it up at the Podcast Index",
    wrong='<podcast:podroll><podcast:remoteItem feedGuid="ebb" feedUrl="https://example.com/feed.xml"/></podcast:podroll>',
    right=_POD,
)
def remote_feedguid_invalid(node: Node, _feed: Feed) -> Found:
    """The guid of another feed is no UUID."""
    text = node.get("feedGuid")
    if text and not is_uuid(text):
        yield Finding(node, f"feedGuid {shown(text)} is no UUID", attr="feedGuid", value=text)


@rule(
    "remote-feedurl-missing",
    "info",
    "p20",
    on=_M,
    hint="add feedUrl",
    wrong='<podcast:podroll><podcast:remoteItem feedGuid="d0b3c9a1-5ac7-5f4e-9f0a-6b6f4c6d5a10"/></podcast:podroll>',
    right=_POD,
)
def remote_feedurl_missing(node: Node, _feed: Feed) -> Found:
    """A pointer to another feed has no address, which helps apps without an index."""
    if not node.get("feedUrl") and node.inside != "podcast:publisher":
        yield Finding(node, "<podcast:remoteItem> has no feedUrl", attr="feedUrl")


@rule(
    "remote-feedurl-invalid",
    "error",
    "p20",
    on=_M,
    hint="write the whole https address",
    wrong='<podcast:podroll><podcast:remoteItem feedGuid="d0b3c9a1-5ac7-5f4e-9f0a-6b6f4c6d5a10" feedUrl="example.com"/></podcast:podroll>',
    right=_POD,
)
def remote_feedurl_invalid(node: Node, _feed: Feed) -> Found:
    """The address of another feed is none."""
    text = node.get("feedUrl")
    if text and not is_https(text) and not text.startswith("http://"):
        yield Finding(node, f"feedUrl is {shown(text)}", attr="feedUrl", value=text)


@rule(
    "remote-medium-unknown",
    "error",
    "p20",
    on=_M,
    hint="take one from the list",
    wrong=_POD.replace("/>", ' medium="radio"/>'),
    right=_POD,
)
def remote_medium_unknown(node: Node, _feed: Feed) -> Found:
    """The medium of another feed is none that is known."""
    text = node.get("medium")
    if text and text.lower() not in _ALL:
        near = nearest(text, tuple(_ALL))
        yield Finding(
            node,
            f"the medium {shown(text)} is not known",
            attr="medium",
            value=text,
            hint=f"did you mean {near}?" if near else "",
        )


@rule(
    "remote-self-reference",
    "warning",
    "p20",
    on=CHANNEL,
    hint="take it out",
    wrong="<podcast:guid>d0b3c9a1-5ac7-5f4e-9f0a-6b6f4c6d5a10</podcast:guid>" + _POD,
    right=_POD,
)
def remote_self_reference(channel: Node, _feed: Feed) -> Found:
    """A pointer to another feed points to this one."""
    own = channel.said("podcast:guid").lower()
    for node in channel.walk():
        if (
            own
            and node.name == _M
            and node.get("feedGuid").lower() == own
            and node.inside != "podcast:valueTimeSplit"
        ):
            yield Finding(node, "the pointer leads to this feed", attr="feedGuid", value=own)


@rule(
    "podroll-empty",
    "error",
    "p20",
    on="podcast:podroll",
    hint="take it out",
    wrong="<podcast:podroll></podcast:podroll>",
    right=_POD,
)
def podroll_empty(node: Node, _feed: Feed) -> Found:
    """A podroll recommends nothing."""
    if not node.first(_M):
        yield Finding(node, "the podroll is empty")


@rule(
    "podroll-item-guid",
    "info",
    "p20",
    on="podcast:podroll",
    hint="take itemGuid out",
    wrong=_POD.replace("/>", ' itemGuid="1"/>'),
    right=_POD,
)
def podroll_item_guid(node: Node, _feed: Feed) -> Found:
    """A podroll recommends shows, not episodes."""
    for each in node.all(_M):
        if each.get("itemGuid"):
            yield Finding(each, "the podroll names an episode", attr="itemGuid", value=each.get("itemGuid"))


_PUB = SAMPLES["podcast:publisher"]


@rule(
    "publisher-remote-count",
    "error",
    "p20",
    on="podcast:publisher",
    hint="name one feed",
    wrong="<podcast:publisher></podcast:publisher>",
    right=_PUB,
)
def publisher_remote_count(node: Node, _feed: Feed) -> Found:
    """A publisher is one pointer to its feed."""
    count = len(node.all(_M))
    if count != 1:
        yield Finding(node, f"<podcast:publisher> holds {count} remote items")


@rule(
    "publisher-remote-medium",
    "error",
    "p20",
    on="podcast:publisher",
    hint='write medium="publisher"',
    wrong=_PUB.replace('medium="publisher" ', ""),
    right=_PUB,
)
def publisher_remote_medium(node: Node, _feed: Feed) -> Found:
    """The pointer to a publisher's feed does not say that it is one."""
    for each in node.all(_M):
        if each.get("medium") != "publisher":
            fix = Fix("medium=" if "medium" not in each.attrs else "medium", "publisher")
            yield Finding(
                each,
                f"the medium of the publisher is {shown(each.get('medium'))}",
                attr="medium",
                value=each.get("medium"),
                fix=fix,
            )


@rule(
    "publisher-feedurl-missing",
    "warning",
    "p20",
    on="podcast:publisher",
    hint="add feedUrl",
    wrong=re.sub(r' feedUrl="[^"]*"', "", _PUB),
    right=_PUB,
)
def publisher_feedurl_missing(node: Node, _feed: Feed) -> Found:
    """The pointer to a publisher's feed has no address."""
    for each in node.all(_M):
        if not each.get("feedUrl"):
            yield Finding(each, "the publisher has no feedUrl", attr="feedUrl")


@rule(
    "publisher-in-publisher-feed",
    "info",
    "p20",
    on=CHANNEL,
    hint="take it out",
    wrong="<podcast:medium>publisher</podcast:medium>" + SAMPLES[_M] + _PUB,
    right=_PUB,
)
def publisher_in_publisher_feed(channel: Node, feed: Feed) -> Found:
    """The feed of a publisher names a publisher."""
    node = channel.first("podcast:publisher")
    if node and feed.medium == "publisher":
        yield Finding(node, "the feed of a publisher names a publisher")
