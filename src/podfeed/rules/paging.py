"""Rules about pages and archives of a feed, and hubs: RFC 5005, WebSub."""

from __future__ import annotations

from podfeed.rules.node import Feed, Node
from podfeed.rules.pages import ATOM, PAGING, WEBSUB
from podfeed.rules.registry import CHANNEL, HISTORY, NETWORK, Finding, Found, remote, rule, shown
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import is_web, same_url

_ONE = ("first", "last", "next", "prev", "previous", "prev-archive", "next-archive", "current")


@rule(
    "atom-paging-rel-duplicate",
    "error",
    "rss2 best-practice",
    on=CHANNEL,
    hint="keep one",
    wrong=SAMPLES["atom:link"]
    + '<atom:link rel="next" href="https://example.org/2.xml"/><atom:link rel="next" href="https://example.org/3.xml"/>',
    right=SAMPLES["atom:link"] + '<atom:link rel="next" href="https://example.org/2.xml"/>',
    page=PAGING,
)
def atom_paging_rel_duplicate(_channel: Node, feed: Feed) -> Found:
    """Two links lead to the next page, or to another neighbour of which there is one."""
    for rel in _ONE:
        links = feed.rel(rel)
        if len({link.get("href") for link in links}) > 1:
            yield Finding(links[1], f'two links say rel="{rel}"', attr="href", value=links[1].get("href"))


@rule(
    "atom-paging-in-item",
    "warning",
    "w3c",
    on="item",
    needs="atom:link",
    hint="move it to the channel",
    wrong='<atom:link rel="next" href="https://example.org/2.xml"/>',
    right="<title>Low tide</title>",
    page=PAGING,
)
def atom_paging_in_item(item: Node, _feed: Feed) -> Found:
    """An item holds a link between pages of the feed."""
    for link in item.all("atom:link"):
        if link.get("rel") in _ONE:
            yield Finding(
                link, f'an item holds a link rel="{link.get("rel")}"', attr="rel", value=link.get("rel")
            )


@rule(
    "atom-paging-self-loop",
    "error",
    "best-practice",
    on=CHANNEL,
    hint="give the next page's address, or take the link out",
    wrong=SAMPLES["atom:link"] + '<atom:link rel="next" href="https://example.org/feed.xml"/>',
    right=SAMPLES["atom:link"] + '<atom:link rel="next" href="https://example.org/2.xml"/>',
    page=PAGING,
)
def atom_paging_self_loop(_channel: Node, feed: Feed) -> Found:
    """The link to the next page leads to this one, so that apps read it for ever."""
    for rel in ("next", "prev-archive"):
        for link in feed.rel(rel):
            if link.get("href") and link.get("href") == feed.self_url:
                yield Finding(
                    link, f'rel="{rel}" leads to this page itself', attr="href", value=link.get("href")
                )


@rule(
    "fh-complete-with-paging",
    "error",
    "w3c",
    on=CHANNEL,
    hint="take one of the two out",
    wrong=SAMPLES["atom:link"] + '<fh:complete/><atom:link rel="next" href="https://example.org/2.xml"/>',
    right=SAMPLES["atom:link"] + "<fh:complete/>",
    page=PAGING,
)
def fh_complete_with_paging(channel: Node, feed: Feed) -> Found:
    """A feed that says it is complete has further pages."""
    mark = channel.first("fh:complete")
    if mark and any(feed.rel(rel) for rel in _ONE if rel != "current"):
        yield Finding(mark, "the feed says that it is complete, and has links to further pages")


@rule(
    "fh-archive-without-current",
    "warning",
    "w3c",
    on=CHANNEL,
    hint='add <atom:link rel="current" href="…"/> with the address that people subscribe to',
    wrong=SAMPLES["atom:link"]
    + '<fh:archive/><atom:link rel="prev-archive" href="https://example.org/1.xml"/>',
    right=SAMPLES["atom:link"],
    page=PAGING,
)
def fh_archive_without_current(channel: Node, feed: Feed) -> Found:
    """An archive page does not say where the feed itself is."""
    mark = channel.first("fh:archive")
    if mark and not feed.rel("current"):
        yield Finding(mark, 'the archive page has no link rel="current"')


@rule(
    "fh-archive-unlinked",
    "warning",
    "w3c",
    on=CHANNEL,
    hint="link the neighbours with prev-archive and next-archive",
    wrong=SAMPLES["atom:link"]
    + '<fh:archive/><atom:link rel="current" href="https://example.org/feed2.xml"/>',
    right=SAMPLES["atom:link"],
    page=PAGING,
)
def fh_archive_unlinked(channel: Node, feed: Feed) -> Found:
    """An archive page links neither to an older nor to a newer one."""
    mark = channel.first("fh:archive")
    linked = feed.rel("prev-archive") or feed.rel("next-archive") or channel.first("fh:complete")
    if mark and not linked:
        yield Finding(mark, "the archive page has no neighbours")


@rule(
    "fh-archive-on-subscription",
    "warning",
    "best-practice",
    on=CHANNEL,
    hint="take fh:archive out of the feed that people subscribe to",
    wrong=SAMPLES["atom:link"]
    + '<fh:archive/><atom:link rel="prev-archive" href="https://example.org/1.xml"/><atom:link rel="current" href="https://example.org/feed.xml"/>',
    right=SAMPLES["atom:link"],
    page=PAGING,
)
def fh_archive_on_subscription(channel: Node, feed: Feed) -> Found:
    """The feed that people subscribe to is marked as an archive page."""
    mark = channel.first("fh:archive")
    current = feed.rel("current")
    here = feed.name if feed.name.startswith("http") else feed.self_url
    if mark and current and same_url(current[0].get("href")) == same_url(here):
        yield Finding(mark, "the feed itself is marked as an archive page")


@rule(
    "websub-hub-without-self",
    "warning",
    "best-practice",
    on=CHANNEL,
    hint='add <atom:link rel="self" …/>',
    wrong='<atom:link rel="hub" href="https://hub.example.org/"/>',
    right=SAMPLES["atom:link"] + '<atom:link rel="hub" href="https://hub.example.org/"/>',
    page=WEBSUB,
)
def websub_hub_without_self(_channel: Node, feed: Feed) -> Found:
    """A hub is named and the feed's own address is not; WebSub needs both."""
    hubs = feed.rel("hub")
    if hubs and not feed.rel("self"):
        yield Finding(hubs[0], "a hub is named, and the feed's own address is not")


@rule(
    "websub-hub-invalid",
    "error",
    "best-practice",
    on=CHANNEL,
    hint="write the hub's whole address",
    wrong=SAMPLES["atom:link"] + '<atom:link rel="hub" href="hub.example.org"/>',
    right=SAMPLES["atom:link"] + '<atom:link rel="hub" href="https://hub.example.org/"/>',
    page=WEBSUB,
)
def websub_hub_invalid(_channel: Node, feed: Feed) -> Found:
    """The hub's address is none."""
    for hub in feed.rel("hub"):
        if hub.get("href") and not is_web(hub.get("href")):
            yield Finding(
                hub, f"the hub {shown(hub.get('href'))} is no web address", attr="href", value=hub.get("href")
            )


remote(
    "atom-self-mismatch",
    "warning",
    "w3c",
    doc="The feed says another address for itself than the one at which it was found.",
    hint="correct the link rel=self, or redirect",
    scope=NETWORK,
    page=ATOM,
)
remote(
    "atom-paging-cycle",
    "error",
    "best-practice",
    doc="Following the links from page to page comes back to a page that was read, or finds more than 1,000.",
    hint="the last page has no link rel=next",
    scope=NETWORK,
    page=PAGING,
)
remote(
    "atom-paging-unreachable",
    "error",
    "best-practice",
    doc="A page that the feed links to does not answer with RSS.",
    hint="put the page back, or take the link out",
    scope=NETWORK,
    page=PAGING,
)
remote(
    "atom-paging-different-show",
    "error",
    "best-practice",
    doc="A page that the feed links to belongs to another show.",
    hint="correct the link",
    scope=NETWORK,
    page=PAGING,
)
remote(
    "atom-paging-duplicate-guid",
    "warning",
    "best-practice",
    doc="One guid stands on two pages of the feed, with different content.",
    hint="keep the episode on one page",
    scope=NETWORK,
    page=PAGING,
)
remote(
    "websub-hub-unreachable",
    "info",
    "best-practice",
    doc="The hub does not answer, so that apps are not told of new episodes.",
    hint="name another hub",
    scope=NETWORK,
    page=WEBSUB,
)
remote(
    "websub-header-mismatch",
    "info",
    "best-practice",
    doc="The server's Link header names another hub or another address of the feed than the feed does.",
    hint="make both say the same",
    scope=NETWORK,
    page=WEBSUB,
)
remote(
    "fh-archive-mutated",
    "warning",
    "best-practice",
    doc="An archive page changed. Apps read those once.",
    hint="publish the change at a new address",
    scope=HISTORY,
    page=PAGING,
)
