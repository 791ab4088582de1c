"""Rules about the feed's links to itself."""

from __future__ import annotations

from podfeed.rules.node import Feed, Node
from podfeed.rules.pages import ATOM
from podfeed.rules.registry import CHANNEL, Finding, Fix, Found, rule, shown, told
from podfeed.rules.values import is_uri, is_web

_SELF = '<atom:link href="https://example.org/feed.xml" rel="self" type="application/rss+xml"/>'
_RELS = frozenset(
    "self hub alternate first last next prev previous prev-archive next-archive current payment license "
    "enclosure replies related via search up service edit".split()
)


told(
    "url-script",
    "error",
    "best-practice",
    doc="An address is no address of the web: `javascript:`, `data:`, `file:` and their like run or open something on the listener's own machine, in an app that takes them.",
    hint="begin it with https://, or take it out",
    on="podcast:person",
    wrong='<podcast:person href="javascript:alert(1)">Ada</podcast:person>',
    right='<podcast:person href="https://example.org/ada">Ada</podcast:person>',
)
told(
    "url-secret",
    "warning",
    "best-practice",
    doc="An address carries a name with a password, a token or a signature. Whoever reads the feed has it too.",
    hint="give the public address; a private feed is made by the host for each listener",
    on="podcast:chapters",
    wrong='<podcast:chapters url="https://example.org/1.json?token=4f2a" type="application/json+chapters"/>',
    right='<podcast:chapters url="https://example.org/1.json" type="application/json+chapters"/>',
)


@rule(
    "atom-self-missing",
    "warning",
    "psp1:E w3c rss2",
    on=CHANNEL,
    hint='add <atom:link rel="self" type="application/rss+xml" href="…"/> with the feed\'s public address',
    wrong="<!-- no atom:link -->",
    right=_SELF,
    page=ATOM,
)
def atom_self_missing(channel: Node, feed: Feed) -> Found:
    """The feed does not say its own address, by which apps recognise a copy or a move."""
    if not feed.rel("self"):
        yield Finding(channel, 'the feed has no <atom:link rel="self">')


@rule(
    "atom-self-multiple",
    "warning",
    "psp1 w3c",
    on=CHANNEL,
    hint="keep the canonical one",
    wrong=_SELF + _SELF.replace("feed.xml", "rss.xml"),
    right=_SELF,
    page=ATOM,
)
def atom_self_multiple(_channel: Node, feed: Feed) -> Found:
    """The feed has more than one link to itself."""
    for link in feed.rel("self")[1:]:
        yield Finding(link, 'a second link says rel="self"', attr="href", value=link.get("href"))


@rule(
    "atom-self-relative",
    "error",
    "w3c",
    on=CHANNEL,
    hint="write the whole address, beginning with https://",
    wrong=_SELF.replace("https://example.org/", "/"),
    right=_SELF,
    page=ATOM,
)
def atom_self_relative(_channel: Node, feed: Feed) -> Found:
    """The link of the feed to itself is no whole address."""
    for link in feed.rel("self"):
        if link.get("href") and not is_web(link.get("href")) and " " not in link.get("href"):
            yield Finding(
                link,
                f"the feed's own address is {shown(link.get('href'))}",
                attr="href",
                value=link.get("href"),
            )


@rule(
    "atom-self-http",
    "warning",
    "best-practice",
    on=CHANNEL,
    hint="write https:// if the feed is served there",
    wrong=_SELF.replace("https", "http"),
    right=_SELF,
    page=ATOM,
)
def atom_self_http(_channel: Node, feed: Feed) -> Found:
    """The link of the feed to itself begins with http."""
    for link in feed.rel("self"):
        href = link.get("href")
        if href.startswith("http:") and not feed.name.startswith("http:"):
            yield Finding(
                link, "the feed's own address begins with http", attr="href", value=href, fix=Fix("https")
            )


@rule(
    "atom-self-type",
    "info",
    "w3c psp1",
    on=CHANNEL,
    hint='write type="application/rss+xml"',
    wrong=_SELF.replace("application/rss+xml", "text/xml"),
    right=_SELF,
    page=ATOM,
)
def atom_self_type(_channel: Node, feed: Feed) -> Found:
    """The link of the feed to itself says another type than that of RSS."""
    for link in feed.rel("self"):
        kind = link.get("type")
        if kind and kind != "application/rss+xml":
            yield Finding(
                link,
                f"the feed's own link is of type {shown(kind)}",
                attr="type",
                value=kind,
                fix=Fix("type", "application/rss+xml"),
            )


@rule(
    "atom-link-href-missing",
    "error",
    "w3c",
    on="atom:link",
    hint="add href, or take the link out",
    wrong='<atom:link rel="hub"/>' + _SELF,
    right=_SELF,
    page=ATOM,
)
def atom_link_href_missing(node: Node, _feed: Feed) -> Found:
    """An Atom link leads nowhere."""
    if not node.get("href"):
        yield Finding(node, "the link has no href", attr="href")


@rule(
    "atom-link-rel-unknown",
    "info",
    "w3c",
    on="atom:link",
    hint="look for a typing error",
    wrong=_SELF + '<atom:link rel="home" href="https://example.org/"/>',
    right=_SELF,
    page=ATOM,
)
def atom_link_rel_unknown(node: Node, _feed: Feed) -> Found:
    """The relation of an Atom link is not registered."""
    rel = node.get("rel")
    if rel and rel not in _RELS and not is_uri(rel):
        yield Finding(node, f"rel={shown(rel)} is no registered relation", attr="rel", value=rel)


@rule(
    "atom-link-duplicate",
    "warning",
    "w3c",
    on="channel item",
    needs="atom:link",
    hint="take one out",
    wrong=_SELF + '<atom:link rel="hub" href="https://hub.example.org/"/>' * 2,
    right=_SELF,
    page=ATOM,
)
def atom_link_duplicate(node: Node, _feed: Feed) -> Found:
    """An Atom link is there twice."""
    seen = set()
    for link in node.all("atom:link"):
        key = tuple(link.get(name) for name in ("rel", "href", "hreflang", "type"))
        if key in seen and link.get("rel") != "self":
            yield Finding(link, "the same link is there already", fix=Fix("remove"))
        seen.add(key)
