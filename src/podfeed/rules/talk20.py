"""Rules of the podcast namespace about places to talk."""

from __future__ import annotations

import re

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
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
    is_host,
    is_positive,
)

_S = "podcast:socialInteract"
_PROTOCOLS = ("disabled", "activitypub", "twitter", "lightning", "atproto", "hive", "matrix", "nostr")
_OLD = {"platform": "protocol", "podcastAccountId": "accountId", "podcastAccountUrl": "accountUrl"}


@rule(
    "social-protocol-missing",
    "error",
    "p20",
    on=_S,
    hint='add protocol="activitypub"',
    wrong='<podcast:socialInteract uri="https://social.example/@ada/1"/>',
    right=SAMPLES[_S],
)
def social_protocol_missing(node: Node, _feed: Feed) -> Found:
    """The place to talk does not say its protocol."""
    if not node.get("protocol") and not node.get("platform"):
        yield Finding(node, "<podcast:socialInteract> has no protocol", attr="protocol")


bad(
    "social-protocol-unknown",
    "warning",
    "p20",
    tag=_S,
    attr="protocol",
    test=lambda text: text.lower() in _PROTOCOLS,
    what=f"one of {', '.join(_PROTOCOLS)}",
    wrong="irc",
    hint="take one from the list",
)


@rule(
    "social-uri-missing",
    "error",
    "p20",
    on=_S,
    hint="add uri with the post to answer",
    wrong='<podcast:socialInteract protocol="activitypub" accountId="@ada"/>',
    right=SAMPLES[_S],
)
def social_uri_missing(node: Node, _feed: Feed) -> Found:
    """The place to talk has no address."""
    if not node.get("uri") and node.get("protocol") != "disabled":
        yield Finding(node, "<podcast:socialInteract> has no uri", attr="uri")


@rule(
    "social-disabled-extra",
    "error",
    "p20",
    on="channel item",
    needs="podcast:socialInteract",
    hint="let it stand alone",
    wrong='<podcast:socialInteract protocol="disabled" uri="https://social.example/@ada/1"/>',
    right='<podcast:socialInteract protocol="disabled"/>',
)
def social_disabled_extra(node: Node, _feed: Feed) -> Found:
    """`disabled` says that there is no place to talk, and others are named beside it."""
    found = node.all(_S)
    for each in found:
        if each.get("protocol") == "disabled" and (len(each.attrs) > 1 or each.value or len(found) > 1):
            yield Finding(each, "talk is disabled, and more is said", attr="protocol", value="disabled")
            return


@rule(
    "social-priority-missing",
    "warning",
    "p20",
    on="channel item",
    needs="podcast:socialInteract",
    hint="give each a priority from 1",
    wrong=SAMPLES[_S] + SAMPLES[_S].replace("@ada/1", "@ada/2"),
    right=SAMPLES[_S],
)
def social_priority_missing(node: Node, _feed: Feed) -> Found:
    """There are several places to talk, and one has no priority."""
    found = node.all(_S)
    without = [each for each in found if not each.get("priority")]
    if len(found) > 1 and without and not any(each.get("protocol") == "disabled" for each in found):
        yield Finding(
            without[0], f"{len(without)} of {len(found)} places to talk have no priority", attr="priority"
        )


@rule(
    "social-priority-invalid",
    "error",
    "p20",
    on="channel item",
    needs="podcast:socialInteract",
    hint="number them from 1",
    wrong=SAMPLES[_S].replace("/>", ' priority="first"/>'),
    right=SAMPLES[_S],
)
def social_priority_invalid(node: Node, _feed: Feed) -> Found:
    """The priority of a place to talk is no whole number from 1, or is there twice."""
    seen = set()
    for each in node.all(_S):
        priority = each.get("priority")
        if priority and (not is_positive(priority) or priority in seen):
            yield Finding(
                each,
                f"the priority {shown(priority)} "
                + ("is there twice" if priority in seen else "is no whole number from 1"),
                attr="priority",
                value=priority,
            )
        seen.add(priority)


@rule(
    "social-account-missing",
    "info",
    "p20",
    on=_S,
    hint="add accountId",
    wrong='<podcast:socialInteract protocol="activitypub" uri="https://social.example/@ada/1"/>',
    right=SAMPLES[_S],
)
def social_account_missing(node: Node, _feed: Feed) -> Found:
    """The place to talk does not name the account that opened it."""
    if node.get("uri") and not node.get("accountId") and not node.get("podcastAccountId"):
        yield Finding(node, "<podcast:socialInteract> has no accountId", attr="accountId")


@rule(
    "social-legacy-attributes",
    "warning",
    "p20",
    on=_S,
    hint="write their new names",
    wrong='<podcast:socialInteract platform="activitypub" uri="https://social.example/@ada/1" podcastAccountId="@ada"/>',
    right=SAMPLES[_S],
)
def social_legacy_attributes(node: Node, _feed: Feed) -> Found:
    """The attributes of a place to talk have the names of an older draft."""
    for old, new in _OLD.items():
        if old in node.attrs:
            fix = Fix(f"rename:{old}", new) if new not in node.attrs else None
            yield Finding(
                node, f"the attribute {old} is called {new} today", attr=old, value=node.get(old), fix=fix
            )
            return
    if "pubDate" in node.attrs:
        yield Finding(
            node, "the attribute pubDate is no longer part of it", attr="pubDate", value=node.get("pubDate")
        )


_C = "podcast:chat"


@rule(
    "chat-server-invalid",
    "error",
    "p20",
    on=_C,
    hint="write the name of the server alone",
    wrong=SAMPLES[_C].replace("irc.example.org", "https://irc.example.org/"),
    right=SAMPLES[_C],
)
def chat_server_invalid(node: Node, _feed: Feed) -> Found:
    """The server of a chat is no name of a host."""
    server = node.get("server")
    if not is_host(server):
        plain = re.sub(r"^[a-z]+://", "", server).partition("/")[0].partition(":")[0]
        yield Finding(
            node,
            f"the server is {shown(server)}" if server else "the chat has no server",
            attr="server",
            value=server or None,
            fix=Fix("server", plain) if is_host(plain) else None,
        )


@rule(
    "chat-protocol-invalid",
    "error",
    "p20",
    on=_C,
    hint="write irc, xmpp, nostr or matrix",
    wrong='<podcast:chat server="irc.example.org" accountId="@ada"/>',
    right=SAMPLES[_C],
)
def chat_protocol_invalid(node: Node, _feed: Feed) -> Found:
    """A chat does not say its protocol, or one that is not known."""
    protocol = node.get("protocol")
    if not protocol:
        yield Finding(node, "the chat has no protocol", attr="protocol")
    elif protocol.lower() not in ("irc", "xmpp", "nostr", "matrix"):
        yield Finding(
            node,
            f"the protocol {shown(protocol)} is not known",
            attr="protocol",
            value=protocol,
            severity="warning",
        )


@rule(
    "chat-account-missing",
    "info",
    "p20",
    on=_C,
    hint="add accountId",
    wrong='<podcast:chat server="irc.example.org" protocol="irc"/>',
    right=SAMPLES[_C],
)
def chat_account_missing(node: Node, _feed: Feed) -> Found:
    """A chat does not name the account of the show."""
    if not node.get("accountId"):
        yield Finding(node, "the chat has no accountId", attr="accountId")


@rule(
    "chat-level-redundant",
    "info",
    "p20",
    on=FEED,
    hint="take it out",
    wrong=SAMPLES[_C] + "<item>" + SAMPLES[_C] + "</item>",
    right=SAMPLES[_C] + "<item></item>",
)
def chat_level_redundant(feed: Feed) -> Found:
    """An episode repeats the chat of the show."""
    node = feed.channel.first(_C)
    own = tuple(sorted(node.attrs.items())) if node else ()
    for item in feed.items:
        if own and item.chat == own:
            yield Finding(item.node, "the episode repeats the chat of the show")
