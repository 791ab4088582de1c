"""The files that a feed links to: media, pictures, transcripts, chapters, pages."""

from __future__ import annotations

from collections.abc import Iterator

from podfeed.mime import same_type
from podfeed.rules.node import Node
from podfeed.rules.registry import Finding
from podfeed.web.asking import Answer, Asker

Found = Iterator[tuple[str, Finding]]
_GENERIC = ("", "application/octet-stream", "binary/octet-stream")
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
)


def _why(answer: Answer) -> str:
    return answer.error or f"the server answers {answer.status}"


def enclosure(asker: Asker, node: Node) -> Found:
    """Yield what is wrong with how a media file is served: HEAD, a part of it, its type and its size."""
    url = node.get("url")
    head = asker.ask("HEAD", url)
    part = asker.ask("GET", url, headers={"Range": "bytes=0-1"}, limit=2)
    if not part.good:
        yield "enclosure-unreachable", Finding(node, f"{_why(part)}", attr="url", value=url)
        return
    if not head.good:
        yield "enclosure-head-unsupported", Finding(node, f"HEAD: {_why(head)}", attr="url", value=url)
    if part.status != 206 or not part.header("Content-Range"):
        yield (
            "enclosure-no-byte-range",
            Finding(node, f"a request for two bytes is answered with {part.status}", attr="url", value=url),
        )
    served = head.type or part.type
    declared = node.get("type").partition(";")[0].strip().lower()
    if served not in _GENERIC and declared and not same_type(served, declared):
        yield (
            "enclosure-content-type-mismatch",
            Finding(node, f"the server says {served}, and the feed {declared}", attr="type", value=served),
        )
    yield from _size(node, head, part)
    yield from chain(node, part)


def _size(node: Node, head: Answer, part: Answer) -> Found:
    said = part.header("Content-Range").rpartition("/")[2] or head.header("Content-Length")
    declared = node.get("length")
    known = said.isdecimal() and declared.isdecimal() and int(declared) and int(said)
    if known and abs(int(said) - int(declared)) > int(said) / 100:
        yield (
            "enclosure-length-mismatch",
            Finding(
                node,
                f"the feed says {declared} bytes, and the server {said}",
                attr="length",
                value=declared,
            ),
        )


def chain(node: Node, answer: Answer) -> Found:
    """Yield what is wrong with the redirects before a media file."""
    if len(answer.hops) > 5:
        severity = "error" if len(answer.hops) > 10 else None
        yield (
            "enclosure-redirect-chain",
            Finding(node, f"there are {len(answer.hops)} redirects", attr="url", severity=severity),
        )
    if answer.downgrades:
        yield "enclosure-redirect-downgrade", Finding(node, "a redirect leads from https to http", attr="url")


def picture(asker: Asker, node: Node) -> Found:
    """Yield what is wrong with how a picture is served."""
    url = node.get("href")
    got = asker.ask("GET", url, headers={"Range": "bytes=0-15"}, limit=16)
    if not got.good:
        yield "image-unreachable", Finding(node, _why(got), attr="href", value=url)
        return
    head = asker.ask("HEAD", url)
    if not head.good:
        yield "image-head-unsupported", Finding(node, f"HEAD: {_why(head)}", attr="href", value=url)
    elif not head.header("Last-Modified"):
        yield (
            "image-no-last-modified",
            Finding(node, "the server does not say when the picture changed", attr="href"),
        )
    real = next((kind for magic, kind in _MAGIC if got.body.startswith(magic)), "")
    if real and got.type and got.type != real and got.type.replace("jpg", "jpeg") != real:
        yield (
            "image-content-type-mismatch",
            Finding(
                node, f"the server says {got.type}, and the picture is {real}", attr="href", value=got.type
            ),
        )


def transcript(asker: Asker, node: Node) -> Found:
    """Yield what is wrong with how a transcript is served."""
    url, declared = node.get("url"), node.get("type").partition(";")[0].strip().lower()
    got = asker.ask("GET", url, headers={"Origin": "https://example.org"}, limit=64)
    if not got.good:
        yield "transcript-unreachable", Finding(node, _why(got), attr="url", value=url)
        return
    if (
        got.type not in (*_GENERIC, "text/plain")
        and declared
        and got.type != declared
        and "subrip" not in got.type + declared
        and "srt" not in got.type + declared
    ):
        yield (
            "transcript-content-type-mismatch",
            Finding(
                node, f"the server says {got.type}, and the feed {declared}", attr="type", value=got.type
            ),
        )
    if not got.header("Access-Control-Allow-Origin"):
        yield (
            "transcript-no-cors",
            Finding(node, "players on web pages may not load it", attr="url", value=url),
        )


def chapters(asker: Asker, node: Node) -> Found:
    """Yield what is wrong with how a file of chapters is served."""
    url = node.get("url")
    got = asker.ask("GET", url, limit=64)
    if not got.good:
        yield "chapters-unreachable", Finding(node, _why(got), attr="url", value=url)
    elif got.type not in ("application/json+chapters", "application/json"):
        yield (
            "chapters-content-type",
            Finding(node, f"the server says {got.type or 'nothing'}", attr="url", value=got.type),
        )


def page(asker: Asker, node: Node, rule: str, url: str) -> Found:
    """Yield whether a page does not answer."""
    got = asker.ask("GET", url, limit=64)
    if got.error or got.status >= 400:
        yield rule, Finding(node, f"{url}: {_why(got)}", value=url)


def hub(asker: Asker, node: Node) -> Found:
    """Yield whether a hub does not answer at all: any status will do."""
    got = asker.ask("GET", node.get("href"), limit=64)
    if got.error or got.status >= 500:
        yield "websub-hub-unreachable", Finding(node, _why(got), attr="href", value=node.get("href"))
