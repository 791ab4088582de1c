"""Rules of the podcast namespace about the show: what holds for every tag, identity, lock, funding."""

from __future__ import annotations

import re
import uuid

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    CHANNEL,
    FEED,
    NETWORK,
    Finding,
    Fix,
    Found,
    bad,
    blank,
    lacks,
    remote,
    rule,
    shown,
    told,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    is_email,
    is_uuid,
    is_uuid5,
    is_web,
    same_url,
)

# Found by the check of every element of the namespace, against the tables of `attributes20`.
told(
    "podcast-url-not-https",
    "warning",
    "p20",
    doc="The podcast namespace asks for https in every address.",
    hint="write https:// if the server answers there",
    on="channel",
    wrong='<podcast:funding url="http://example.org/support">Support the show</podcast:funding>',
    right=SAMPLES["podcast:funding"],
    page="https://podcasting2.org/docs/podcast-namespace",
)
told(
    "podcast-text-too-long",
    "warning",
    "p20",
    doc="The text of a tag is longer than its specification allows: 128 characters for most.",
    hint="shorten it",
    on="channel",
    wrong=f'<podcast:funding url="https://example.org/support">{"Support the show. " * 9}</podcast:funding>',
    right=SAMPLES["podcast:funding"],
    page="https://podcasting2.org/docs/podcast-namespace",
)
told(
    "podcast-attribute-too-long",
    "warning",
    "p20",
    doc="An attribute is longer than its specification allows.",
    hint="shorten it",
    on="item",
    wrong=f'<podcast:season name="{"Storms " * 20}">2</podcast:season>',
    right=SAMPLES["podcast:season"],
    page="https://podcasting2.org/docs/podcast-namespace",
)
told(
    "podcast-boolean-invalid",
    "error",
    "p20",
    doc="An attribute that is true or false says something else.",
    hint="write true or false",
    on="item",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1200000" default="yes"><podcast:source uri="https://example.org/ep1.opus"/></podcast:alternateEnclosure>',
    right=SAMPLES["podcast:alternateEnclosure"],
    page="https://podcasting2.org/docs/podcast-namespace",
)
told(
    "podcast-number-invalid",
    "error",
    "p20",
    doc="An attribute that is a number says something else.",
    hint="write digits, without separators",
    on="item",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1,200,000"><podcast:source uri="https://example.org/ep1.opus"/></podcast:alternateEnclosure>',
    right=SAMPLES["podcast:alternateEnclosure"],
    page="https://podcasting2.org/docs/podcast-namespace",
)
told(
    "podcast-duplicate-entry",
    "warning",
    "p20",
    doc="The same tag with the same content stands twice.",
    hint="take one out",
    on="channel",
    wrong=SAMPLES["podcast:funding"] * 2,
    right=SAMPLES["podcast:funding"],
    page="https://podcasting2.org/docs/podcast-namespace",
)

_G = "podcast:guid"
_SPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_OWN = "<podcast:guid>bab2ba12-9757-5da6-a770-0e70e6bcf214</podcast:guid>"
_SAMPLE_GUIDS = frozenset(
    "003af0a0-6a45-55bf-b765-68e3d349551a 3f2a8e4e-263a-51aa-9d3d-0d71f82a1564 "
    "469b403f-db2d-574c-9db9-96dbb3f6561c 469b403f-db2d-574c-9db9-96dbb4f6561c "
    "917393e3-1b1e-5cef-ace4-edaa54e1f810 9b024349-ccf0-5f69-a609-6b82873eab3c".split()
)


def _guid_of(url: str) -> set[str]:
    """Return the guids that programs derive from a feed's address, by the text of the specification and not."""
    bare = re.sub(r"^[a-z]+://", "", url, flags=re.IGNORECASE)
    forms = {
        bare.rstrip("/"),
        bare,
        url,
        url.rstrip("/"),
        re.sub(r"^www\.", "", bare).rstrip("/"),
        "www." + bare.rstrip("/"),
    }
    return {str(uuid.uuid5(_SPACE, form)) for form in forms}


@rule(
    "podcast-guid-missing",
    "info",
    "psp1:W p20",
    on=CHANNEL,
    hint="podfeed derives it from feed_url; keep it for ever",
    wrong="<!-- no podcast:guid -->",
    right=_OWN,
)
def podcast_guid_missing(channel: Node, feed: Feed) -> Found:
    """The show has no identity that stays when its feed moves."""
    if not channel.said(_G) and feed.medium != "publisher":
        yield Finding(channel.first(_G) or channel, "the show has no <podcast:guid>")


@rule(
    "podcast-guid-not-uuid",
    "error",
    "p20",
    on=_G,
    hint="leave it out, and podfeed derives it from feed_url",
    wrong="<podcast:guid>tide</podcast:guid>",
    right=_OWN,
)
def podcast_guid_not_uuid(node: Node, _feed: Feed) -> Found:
    """The show's guid is no UUID."""
    if node.value and not is_uuid(node.value):
        yield Finding(node, f"the show's guid {shown(node.value)} is no UUID", value=node.value)


@rule(
    "podcast-guid-not-v5",
    "warning",
    "p20",
    on=_G,
    hint="keep it if it is published",
    wrong="<podcast:guid>bab2ba12-9757-4da6-a770-0e70e6bcf214</podcast:guid>",
    right=_OWN,
)
def podcast_guid_not_v5(node: Node, _feed: Feed) -> Found:
    """The show's guid is a UUID of another version than 5, which follows from the feed's address."""
    if is_uuid(node.value) and not is_uuid5(node.value):
        yield Finding(node, f"the show's guid is a UUID of version {node.value[14]}", value=node.value)


@rule(
    "podcast-guid-uppercase",
    "info",
    "best-practice",
    on=_G,
    hint="keep it if it is published",
    wrong="<podcast:guid>BAB2BA12-9757-5DA6-A770-0E70E6BCF214</podcast:guid>",
    right=_OWN,
)
def podcast_guid_uppercase(node: Node, _feed: Feed) -> Found:
    """The show's guid is written in capitals."""
    if is_uuid(node.value) and node.value != node.value.lower():
        yield Finding(node, "the show's guid is written in capitals", value=node.value)


@rule(
    "podcast-guid-url-mismatch",
    "info",
    "p20",
    on=CHANNEL,
    hint="do not change it",
    wrong="<podcast:guid>9b8f1c1e-6a39-5b77-8c8e-6a2c2a0f6f10</podcast:guid>",
    right=_OWN,
)
def podcast_guid_url_mismatch(channel: Node, feed: Feed) -> Found:
    """The show's guid was derived from another address, as after a move."""
    node = channel.first(_G)
    if (
        node
        and is_web(feed.self_url)
        and is_uuid5(node.value)
        and node.value.lower() not in _guid_of(feed.self_url)
        and node.value not in _SAMPLE_GUIDS
    ):
        yield Finding(node, "the show's guid does not follow from the feed's address", value=node.value)


@rule(
    "podcast-guid-sample",
    "error",
    "p20",
    on=CHANNEL,
    hint="leave it out, and podfeed derives it from feed_url",
    wrong="<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>",
    right=_OWN,
)
def podcast_guid_sample(channel: Node, feed: Feed) -> Found:
    """The show's guid was copied from the documentation and belongs to another show."""
    node = channel.first(_G)
    if node and node.value.lower() in _SAMPLE_GUIDS and node.value.lower() not in _guid_of(feed.self_url):
        yield Finding(node, "the show's guid is that of an example in the documentation", value=node.value)


@rule(
    "podcast-guid-equals-item-guid",
    "warning",
    "best-practice",
    on=FEED,
    hint="give the episode a guid of its own",
    wrong=f'{_OWN}<item><guid isPermaLink="false">bab2ba12-9757-5da6-a770-0e70e6bcf214</guid></item>',
    right=_OWN + "<item></item>",
)
def podcast_guid_equals_item_guid(feed: Feed) -> Found:
    """An episode has the show's guid."""
    own = feed.channel.said(_G)
    for item in feed.items:
        if own and own in item.texts and item.said("guid") == own:
            yield Finding(item.first("guid") or item.node, "the episode has the show's guid", value=own)


# -- locked, funding


_K = "podcast:locked"
bad(
    "locked-value-invalid",
    "error",
    "p20",
    tag=_K,
    test=lambda text: text.lower() in ("yes", "no"),
    what="yes or no",
    wrong="true",
    hint="write yes or no",
    fix=lambda text: {"true": "yes", "false": "no"}.get(text.lower()),
)
bad(
    "locked-owner-invalid",
    "error",
    "p20",
    tag=_K,
    attr="owner",
    test=is_email,
    what="an e-mail address",
    wrong="Ada",
    hint="write an address",
)


@rule(
    "locked-value-case",
    "warning",
    "p20",
    on=_K,
    hint="write it in small letters",
    wrong='<podcast:locked owner="ada@example.org">Yes</podcast:locked>',
    right=SAMPLES[_K],
)
def locked_value_case(node: Node, _feed: Feed) -> Found:
    """`podcast:locked` is written in capitals."""
    if node.value.lower() in ("yes", "no") and node.value != node.value.lower():
        yield Finding(
            node, f"<podcast:locked> is {node.value}", value=node.value, fix=Fix("text", node.value.lower())
        )


@rule(
    "locked-owner-missing",
    "warning",
    "podcastindex",
    on=_K,
    hint="add the address at which hosts may ask, or leave it",
    wrong="<podcast:locked>yes</podcast:locked>",
    right=SAMPLES[_K],
)
def locked_owner_missing(node: Node, _feed: Feed) -> Found:
    """`podcast:locked` names no owner; the Podcast Index ignores it then."""
    if not node.get("owner"):  # what is not locked anyway may be ignored
        severity = "info" if node.value.lower() == "no" else None
        yield Finding(node, "<podcast:locked> has no owner", attr="owner", severity=severity)


@rule(
    "locked-owner-mismatch",
    "info",
    "best-practice",
    on=CHANNEL,
    hint="is that meant?",
    wrong=SAMPLES[_K] + "<itunes:owner><itunes:email>bo@example.org</itunes:email></itunes:owner>",
    right=SAMPLES[_K],
)
def locked_owner_mismatch(channel: Node, _feed: Feed) -> Found:
    """The owner of the lock is another than that of the show."""
    node, owner = channel.first(_K), channel.first("itunes:owner")
    email = owner.said("itunes:email") if owner else ""
    if node and node.get("owner") and email and node.get("owner").lower() != email.lower():
        yield Finding(node, "the lock has another owner than the show", attr="owner")


@rule(
    "locked-missing",
    "info",
    "psp1:W",
    on=CHANNEL,
    hint="say yes or no",
    wrong="<!-- no podcast:locked -->",
    right=SAMPLES[_K],
)
def locked_missing(channel: Node, _feed: Feed) -> Found:
    """The feed does not say whether other hosts may import it."""
    if not channel.first(_K):
        yield Finding(channel, "the feed has no <podcast:locked>")


@rule(
    "locked-blocks-own-move",
    "info",
    "p20",
    on=CHANNEL,
    hint="say no while the show moves",
    wrong=SAMPLES[_K] + "<itunes:new-feed-url>https://example.com/tide.xml</itunes:new-feed-url>",
    right=SAMPLES[_K],
)
def locked_blocks_own_move(channel: Node, feed: Feed) -> Found:
    """The feed moves and is locked, so that the new host may refuse it."""
    node, new = channel.first(_K), channel.said("itunes:new-feed-url")
    if node and node.value.lower() == "yes" and new and same_url(new) != same_url(feed.self_url):
        yield Finding(node, "the feed moves and is locked", value=node.value)


lacks(
    "funding-url-missing", "error", "p20 psp1", tag="podcast:funding", attr="url", why="Listeners give there."
)
blank(
    "funding-text-missing",
    "warning",
    "p20",
    tag="podcast:funding",
    why="Apps show it as the link.",
    hint="say what to do: Support the show",
)
remote(
    "funding-url-dead",
    "warning",
    "best-practice",
    doc="The page where listeners give does not answer.",
    hint="put it back, or correct the address",
    scope=NETWORK,
)
