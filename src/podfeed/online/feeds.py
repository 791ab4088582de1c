"""How a server delivers the feed itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podfeed.rules.node import Feed
from podfeed.rules.registry import Finding
from podfeed.rules.values import same_url
from podfeed.web.asking import Answer, Asker

Found = Iterator[tuple[str, Finding]]
_TYPES = ("application/rss+xml", "application/xml", "text/xml")
LARGEST = 100 << 20


def fetched(asker: Asker, url: str) -> Answer:
    """Return the answer to a request for a feed."""
    return asker.ask("GET", url, headers={"Accept-Encoding": "gzip"}, limit=LARGEST)


def unusable(answer: Answer) -> Found:
    """Yield why an answer is no feed that could be read, if it is not."""
    if answer.tls:
        yield "http-tls-invalid", Finding(0, f"the certificate is not valid: {answer.error}")
    elif answer.error:
        yield "http-unreachable", Finding(0, f"no answer: {answer.error}")
    elif answer.status in (401, 403):
        yield (
            "http-auth-required",
            Finding(0, f"the server answers {answer.status}", value=str(answer.status)),
        )
    elif answer.status != 200:
        yield "http-status", Finding(0, f"the server answers {answer.status}", value=str(answer.status))


def delivery(asker: Asker, answer: Answer, feed: Feed) -> Found:
    """Yield what is wrong with how a feed is delivered."""
    yield from _headers(answer, feed)
    yield from _redirects(answer, feed)
    yield from _again(asker, answer)


def _headers(answer: Answer, feed: Feed) -> Found:
    top = feed.channel
    if answer.type not in _TYPES:
        yield (
            "http-content-type",
            Finding(top, f"the feed is served as {answer.type or 'nothing'}", value=answer.type),
        )
    charset = re.search(r"charset=[\"']?([\w-]+)", answer.header("Content-Type"))
    declared = re.search(rb"encoding\s*=\s*[\"']([\w-]+)", answer.body[:200])
    said = declared[1].decode("ascii") if declared else "UTF-8"
    if charset and charset[1].lower() != said.lower():
        yield (
            "xml-encoding-conflict",
            Finding(top, f"the server says {charset[1]}, and the file {said}", value=charset[1]),
        )
    if (
        len(answer.body) > 50 << 10
        and "gzip" not in answer.header("Content-Encoding")
        and "br" not in answer.header("Content-Encoding")
    ):
        yield "http-no-compression", Finding(top, f"{len(answer.body) >> 10} kB come without compression")
    if answer.seconds > 10:
        yield "http-slow", Finding(top, f"the feed took {answer.seconds:.0f} s")
    if "no-store" in answer.header("Cache-Control").lower():
        yield "http-no-store", Finding(top, "the server says no-store")
    if answer.header("Age").isdecimal() and int(answer.header("Age")) > 86400:
        yield "feed-stale-cache", Finding(top, f"the copy is {int(answer.header('Age')) // 3600} hours old")


def _redirects(answer: Answer, feed: Feed) -> Found:
    top = feed.channel
    if len(answer.hops) > 3 or answer.downgrades:
        how = (
            "a redirect leads from https to http"
            if answer.downgrades
            else f"there are {len(answer.hops)} redirects"
        )
        yield "http-redirect-chain", Finding(top, how)
    if any(status in (302, 303, 307) for status, _ in answer.hops):
        yield "http-redirect-temporary", Finding(top, "the feed is behind a temporary redirect")
    own = feed.self_url
    if own and same_url(own) not in (same_url(answer.url), same_url(answer.first)):
        yield (
            "atom-self-mismatch",
            Finding(
                feed.rel("self")[0],
                f"the feed says that it is at {own}, and is at {answer.url}",
                attr="href",
                value=own,
            ),
        )
    for rel in ("self", "hub"):
        found = re.search(rf"<([^>]*)>\s*;[^,]*rel=\"?{rel}\b", answer.header("Link"))
        links = feed.rel(rel)
        if found and links and same_url(found[1]) not in {same_url(link.get("href")) for link in links}:
            yield (
                "websub-header-mismatch",
                Finding(links[0], f"the Link header says {found[1]} for {rel}", attr="href", value=found[1]),
            )
    new = feed.channel.first("itunes:new-feed-url")
    if new is not None and same_url(new.value) != same_url(answer.url):
        yield (
            "itunes-new-feed-url-no-redirect",
            Finding(new, "the old address still answers with the feed", value=new.value),
        )


def _again(asker: Asker, answer: Answer) -> Found:
    head = asker.ask("HEAD", answer.url)
    if head.error or head.status != answer.status:
        yield "http-head-unsupported", Finding(0, f"HEAD is answered with {head.status or head.error}")
    etag, modified = answer.header("ETag"), answer.header("Last-Modified")
    if not (etag or modified):
        yield "http-no-validators", Finding(0, "the server sends neither ETag nor Last-Modified")
        return
    headers = {"Accept-Encoding": "gzip"} | (
        {"If-None-Match": etag} if etag else {"If-Modified-Since": modified}
    )
    second = asker.ask("GET", answer.url, headers=headers, limit=LARGEST)
    if second.status == 200:
        if etag and second.header("ETag") != etag and second.body == answer.body:
            yield "http-validator-unstable", Finding(0, "the ETag changed, and the feed did not")
        else:
            yield "http-conditional-broken", Finding(0, "the feed is sent again where it did not change")
