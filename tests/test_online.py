"""What servers say of a feed and of its files: `--online`, against a server on the loopback interface."""

from __future__ import annotations

import json
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

import podfeed
from podfeed.check import PROFILES, Choice, demanders, examine, tell
from podfeed.cli import main
from podfeed.online import files, look
from podfeed.online.feeds import delivery
from podfeed.problems import Problem
from podfeed.rules import RULES
from podfeed.web.asking import Answer, Asker
from rule_examples import NOW, feed
from web_server import Resource, Server, serving

RSS = {"Content-Type": "application/rss+xml; charset=utf-8", "Content-Encoding": ""}
MP3 = {"Content-Type": "audio/mpeg", "Last-Modified": "Mon, 06 May 2024 08:00:00 GMT"}
JPEG = {"Content-Type": "image/jpeg", "Last-Modified": "Mon, 06 May 2024 08:00:00 GMT"}


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


def resources(server: Server) -> dict[str, Resource]:
    """Put a feed that is served well, and all that it links to, on the server."""
    parts = (
        '<atom:link rel="hub" href="https://example.org/hub"/>'
        '<podcast:funding url="https://example.org/give">Give</podcast:funding>'
        '<item><podcast:transcript url="https://example.org/1.vtt" type="text/vtt"/>'
        '<podcast:chapters url="https://example.org/1.json" type="application/json+chapters"/></item>'
    )
    link = '<atom:link href="https://example.org/feed.xml" rel="self" type="application/rss+xml"/>'
    text = feed(link + parts, RULES["feed-no-items"]).decode().replace("https://example.org", server.url(""))
    server.resources = {
        "/feed.xml": Resource(text.encode(), headers=dict(RSS), conditional=True),
        "/": Resource(b"<html>"),
        "/hub": Resource(b""),
        "/give": Resource(b"<html>"),
        "/cover.jpg": Resource(b"\xff\xd8\xff" + bytes(100), headers=dict(JPEG)),
        "/ep1.mp3": Resource(bytes(1000), headers=dict(MP3)),
        "/1.vtt": Resource(
            b"WEBVTT", headers={"Content-Type": "text/vtt", "Access-Control-Allow-Origin": "*"}
        ),
        "/1.json": Resource(b"{}", headers={"Content-Type": "application/json+chapters"}),
    }
    server.resources["/feed.xml"].body = re.sub(
        rb'length="24986239"', b'length="1000"', server.resources["/feed.xml"].body
    )
    return server.resources


def offline(problem: Problem) -> bool:
    return RULES[problem.rule].scope != "network"


def told(server: Server) -> list[str]:
    found = run(server)
    return [problem.rule for problem in found if not offline(problem)]


def run(server: Server) -> list[Problem]:
    result = CliRunner().invoke(
        main,
        ["validate", server.url("/feed.xml"), "--online", "--allow-private", "--format", "json", "--all"],
    )
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return [
        Problem(rule=each["rule"], severity=each["severity"], message=each["message"])
        for each in json.loads(result.stdout)
    ]


def test_what_is_served_well(server: Server) -> None:
    resources(server)
    assert told(server) == []


CASES = {
    "http-content-type": ("/feed.xml", {"headers": {"Content-Type": "text/html"}}),
    "xml-encoding-conflict": ("/feed.xml", {"headers": {"Content-Type": "text/xml; charset=latin-1"}}),
    "http-no-store": ("/feed.xml", {"headers": {**RSS, "Cache-Control": "no-store"}}),
    "feed-stale-cache": ("/feed.xml", {"headers": {**RSS, "Age": "200000"}}),
    "http-no-validators": ("/feed.xml", {"etag": ""}),
    "http-conditional-broken": ("/feed.xml", {"conditional": False}),
    "http-head-unsupported": ("/feed.xml", {"head": False}),
    "websub-header-mismatch": ("/feed.xml", {"headers": {**RSS, "Link": '<https://other.example/>; rel="hub"'}}),
    "channel-link-dead": ("/", {"statuses": [404]}),
    "funding-url-dead": ("/give", {"statuses": [410]}),
    "websub-hub-unreachable": ("/hub", {"statuses": [500]}),
    "image-unreachable": ("/cover.jpg", {"statuses": [404]}),
    "image-head-unsupported": ("/cover.jpg", {"head": False}),
    "image-no-last-modified": ("/cover.jpg", {"headers": {"Content-Type": "image/jpeg"}}),
    "image-content-type-mismatch": ("/cover.jpg", {"headers": {**JPEG, "Content-Type": "image/png"}}),
    "enclosure-unreachable": ("/ep1.mp3", {"statuses": [404, 404]}),
    "enclosure-head-unsupported": ("/ep1.mp3", {"head": False}),
    "enclosure-no-byte-range": ("/ep1.mp3", {"ranges": False}),
    "enclosure-content-type-mismatch": ("/ep1.mp3", {"headers": {**MP3, "Content-Type": "text/html"}}),
    "enclosure-length-mismatch": ("/ep1.mp3", {"body": bytes(5000)}),
    "transcript-unreachable": ("/1.vtt", {"statuses": [404]}),
    "transcript-no-cors": ("/1.vtt", {"headers": {"Content-Type": "text/vtt"}}),
    "transcript-content-type-mismatch": ("/1.vtt", {"headers": {"Content-Type": "text/html", "Access-Control-Allow-Origin": "*"}}),
    "chapters-unreachable": ("/1.json", {"statuses": [404]}),
    "chapters-content-type": ("/1.json", {"headers": {"Content-Type": "text/plain"}}),
}  # fmt: skip


@pytest.mark.parametrize("rule", CASES)
def test_what_is_served_badly(server: Server, rule: str) -> None:
    path, change = CASES[rule]
    known = resources(server)
    known[path] = replace(known[path], **change)  # type: ignore[arg-type]
    assert told(server) == [rule]


@pytest.mark.parametrize(
    ("statuses", "rule"), [([401], "http-auth-required"), ([404], "http-status"), ([410], "http-status")]
)
def test_a_feed_that_does_not_come(server: Server, statuses: list[int], rule: str) -> None:
    resources(server)["/feed.xml"].statuses = statuses
    assert told(server) == [rule]


def test_a_server_that_is_not_there() -> None:
    (problem,) = podfeed.validate("http://podfeed.invalid/feed.xml", online=True)
    assert problem.rule == "http-unreachable"


def test_private_addresses_are_not_opened(server: Server) -> None:
    resources(server)
    result = CliRunner().invoke(main, ["validate", server.url("/feed.xml"), "--online"])
    assert result.exit_code == 1
    assert "private network" in result.stdout
    assert server.asked == []


def test_an_address_needs_the_option(server: Server) -> None:
    resources(server)
    result = CliRunner().invoke(main, ["validate", server.url("/feed.xml")])
    assert (result.exit_code, server.asked) == (1, [])
    assert "--online" in result.stdout


def test_redirects(server: Server) -> None:
    known = resources(server)
    known["/here"] = Resource(b"", redirect="/there")
    known["/there"] = Resource(b"", redirect="/feed.xml")
    result = CliRunner().invoke(main, ["validate", server.url("/here"), "--online", "--allow-private"])
    assert "[http-redirect-temporary]" in result.stdout
    known["/feed.xml"].redirect = "/here"
    result = CliRunner().invoke(main, ["validate", server.url("/here"), "--online", "--allow-private"])
    assert "more than 12 redirects" in result.stdout


def look_at(text: bytes) -> list[str]:
    outcome = examine(text, now=NOW)
    look(outcome, Asker(private=True), demanders(PROFILES))
    problems = tell(outcome, Choice(every=True))
    return [problem.rule for problem in problems if not offline(problem)]


OTHERS = {
    "atom-paging-unreachable": '<atom:link rel="next" href="{0}/gone.xml"/>',
    "atom-paging-cycle": '<atom:link rel="next" href="{0}/feed.xml?page=2"/>',
    "atom-paging-different-show": '<atom:link rel="next" href="{0}/other.xml"/>',
    "atom-paging-duplicate-guid": '<atom:link rel="next" href="{0}/feed.xml"/>',
    "itunes-new-feed-url-target": "<itunes:new-feed-url>{0}/other.xml</itunes:new-feed-url>",
    "remote-feedurl-guid-mismatch": '<podcast:podroll><podcast:remoteItem feedGuid="d0b3c9a1-5ac7-5f4e-9f0a-6b6f4c6d5a10" feedUrl="{0}/other.xml"/></podcast:podroll>',
    "remote-medium-mismatch": '<podcast:podroll><podcast:remoteItem feedGuid="11111111-5ac7-5f4e-9f0a-6b6f4c6d5a10" medium="music" feedUrl="{0}/other.xml"/></podcast:podroll>',
    "remote-item-not-found": '<podcast:podroll><podcast:remoteItem feedGuid="11111111-5ac7-5f4e-9f0a-6b6f4c6d5a10" itemGuid="none" feedUrl="{0}/other.xml"/></podcast:podroll>',
    "publisher-not-reciprocal": '<podcast:publisher><podcast:remoteItem medium="podcast" feedGuid="11111111-5ac7-5f4e-9f0a-6b6f4c6d5a10" feedUrl="{0}/other.xml"/></podcast:publisher>',
}


@pytest.mark.parametrize("rule", OTHERS)
def test_other_feeds(server: Server, rule: str) -> None:
    known = resources(server)
    item = '<item><guid isPermaLink="false">other-guid-1</guid></item>'
    other = feed(
        "<title>Ebb</title><podcast:guid>11111111-5ac7-5f4e-9f0a-6b6f4c6d5a10</podcast:guid>" + item,
        RULES["feed-no-items"],
    )
    known["/other.xml"] = Resource(other)
    loop = feed(
        '<atom:link rel="self" href="x"/><atom:link rel="next" href="{0}/feed.xml?page=2"/>'.replace(
            "{0}", server.url("")
        )
        + item,
        RULES["feed-no-items"],
    )
    known["/feed.xml?page=2"] = Resource(loop)
    link = '<atom:link href="https://example.org/feed.xml" rel="self" type="application/rss+xml"/>'
    whole = known["/feed.xml"].body.replace(
        b"</channel>", OTHERS[rule].format(server.url("")).encode() + b"</channel>"
    )
    whole = whole.replace(link.encode(), b"")
    if rule == "atom-paging-duplicate-guid":
        whole = whole.replace(
            server.url("/feed.xml").encode() + b'" rel="self"', b'https://example.org/feed.xml" rel="self"'
        )
    assert rule in look_at(whole)


def test_few_requests_at_once(server: Server) -> None:
    known = resources(server)
    items = "".join(
        f'<item><enclosure url="{server.url(f"/{number}.mp3")}" length="1000" type="audio/mpeg"/></item>'
        for number in range(40)
    )
    for number in range(40):
        known[f"/{number}.mp3"] = Resource(bytes(1000), headers=dict(MP3))
    assert [
        rule for rule in look_at(feed(items, RULES["feed-no-items"])) if rule.startswith("enclosure")
    ] == []
    assert sum(server.times[f"/{number}.mp3"] for number in range(40)) == 80


def test_a_chain_of_redirects(server: Server) -> None:
    known = resources(server)
    for number in range(7):
        known[f"/hop{number}"] = Resource(b"", redirect=f"/hop{number + 1}")
    known["/hop7"] = replace(known["/ep1.mp3"])
    known["/feed.xml"].body = known["/feed.xml"].body.replace(b"/ep1.mp3", b"/hop0#.mp3")
    assert "enclosure-redirect-chain" in told(server)
    known["/hop7"] = replace(known["/feed.xml"])
    result = CliRunner().invoke(main, ["validate", server.url("/hop0"), "--online", "--allow-private"])
    assert "[http-redirect-chain]" in result.stdout
    assert "[atom-self-mismatch]" in result.stdout


def test_a_redirect_to_http() -> None:
    hops = [(301, "http://example.org/ep1.mp3")]
    answer = Answer("http://example.org/ep1.mp3", first="https://example.org/ep1.mp3", status=206, hops=hops)
    node = examine(feed("<item></item>", RULES["feed-no-items"]), now=NOW).feed.items[0].first("enclosure")
    assert node is not None
    assert [rule for rule, _ in files.chain(node, answer)] == ["enclosure-redirect-downgrade"]


def test_a_large_feed_without_compression(server: Server) -> None:
    known = resources(server)
    notes = b"<content:encoded>" + b"The sea. " * 8000 + b"</content:encoded></item>"
    known["/feed.xml"].body = known["/feed.xml"].body.replace(b"</item>", notes, 1)
    assert told(server) == ["http-no-compression"]


def test_a_slow_server(server: Server) -> None:
    body = resources(server)["/feed.xml"].body
    answer = Answer(
        "https://example.org/feed.xml",
        first="https://example.org/feed.xml",
        status=200,
        headers=RSS,
        body=body,
        seconds=11,
    )
    found = [rule for rule, _ in delivery(Asker(private=True), answer, examine(body, now=NOW).feed)]
    assert "http-slow" in found


def test_an_etag_that_is_never_the_same(server: Server) -> None:
    known = resources(server)
    known["/feed.xml"] = replace(known["/feed.xml"], conditional=False, etag="counted")
    assert told(server) == ["http-validator-unstable"]


def test_a_move_without_a_redirect(server: Server) -> None:
    known = resources(server)
    known["/new.xml"] = replace(known["/feed.xml"])
    new = f"<itunes:new-feed-url>{server.url('/new.xml')}</itunes:new-feed-url></channel>".encode()
    known["/feed.xml"].body = known["/feed.xml"].body.replace(b"</channel>", new)
    assert told(server) == ["itunes-new-feed-url-no-redirect"]


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
def test_a_certificate_that_nobody_signed(tmp_path: Path, server: Server) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=localhost",
    ]
    subprocess.run([*command, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as secure:
        secure.socket = context.wrap_socket(secure.socket, server_side=True)
        threading.Thread(target=secure.serve_forever, args=(0.01,), daemon=True).start()
        url = f"https://127.0.0.1:{secure.server_address[1]}/feed.xml"
        result = CliRunner().invoke(main, ["validate", url, "--online", "--allow-private"])
        secure.shutdown()
    assert "[http-tls-invalid]" in result.stdout
