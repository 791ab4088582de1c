"""Repairs of feed files: what has one right answer, and only the bytes that are at fault."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from podfeed.check.engine import Outcome, Told, examine
from podfeed.check.tell import Choice, tag_end
from podfeed.lazily import pattern
from podfeed.rules.node import Node
from podfeed.rules.registry import Fix
from podfeed.rules.shapes import PREFIXES

# A repair may bring the next fault to light; no file needs more rounds.
_ROUNDS = 10
# What is published must stay as it is.
_KEPT = frozenset({"guid", "podcast:guid"})
Span = tuple[int, int, bytes]


def fixed(data: bytes, choice: Choice, *, https: bool = False) -> tuple[bytes, list[str]]:
    """Return a feed with its repairs, and the rules that they follow, one for each repair.

    ``https`` makes https of http in the addresses that rules tell of.
    """
    done: list[str] = []
    for _ in range(_ROUNDS):
        outcome = examine(data, profiles=choice.profiles)
        spans: list[tuple[Span, str]] = []
        for told in outcome.told:
            if told.finding.fix is not None and choice.wants(told.rule.id):
                spans += [(span, told.rule.id) for span in _spans(outcome, told, https=https)]
        chosen = list(_apart(spans))
        if not chosen:
            return data, done
        data = _applied(outcome.feed.data, [span for span, _ in chosen])
        done += [rule for _, rule in chosen]
    return data, done


def _apart(spans: list[tuple[Span, str]]) -> Iterator[tuple[Span, str]]:
    """Yield the spans that do not overlap one before; the others wait for the next round."""
    last = -1
    for span, rule in sorted(spans, key=lambda each: each[0][:2]):
        if span[0] >= last and (span[0] > last or span[1] > span[0]):
            last = span[1]
            yield span, rule


def _applied(data: bytes, spans: list[Span]) -> bytes:
    parts, at = [], 0
    for start, end, text in spans:
        parts += [data[at:start], text]
        at = end
    return b"".join([*parts, data[at:]])


def _spans(outcome: Outcome, told: Told, *, https: bool) -> Iterator[Span]:
    """Yield what a repair replaces in the bytes of the feed."""
    fix, node, data = told.finding.fix, told.finding.node, outcome.feed.data
    assert fix is not None  # noqa: S101
    if fix.what == "span":
        yield fix.start, fix.end, fix.text.encode()
    elif fix.what in ("encoding", "declare"):
        yield from _WHOLE[fix.what](outcome, fix)
    elif fix.what.startswith("xmlns"):
        start = node if isinstance(node, int) else node.start
        yield from _namespace(data, start, fix)
    elif isinstance(node, Node) and node.name not in _KEPT:
        if fix.what == "https":
            yield from _https(data, node, told.finding.attr) if https else ()
        else:
            yield from _element(data, node, fix)


def _encoding(outcome: Outcome, _fix: Fix) -> Iterator[Span]:
    found = re.match(rb"(\s*<\?xml[^>]*?encoding\s*=\s*[\"'])([A-Za-z0-9._:-]+)", outcome.feed.data)
    if found:
        yield found.start(2), found.end(2), b"UTF-8"


def _declare(outcome: Outcome, fix: Fix) -> Iterator[Span]:
    """Declare a prefix on the root, where everybody declares them."""
    data = outcome.feed.data
    root = _ROOT.match(data)
    if root is None or tag_end(data, root.start(1)) == root.start(1):
        return
    there = _attribute(data, root.start(1), f"xmlns:{fix.text}") is not None
    if not there and fix.text in PREFIXES:
        yield root.end(), root.end(), f' xmlns:{fix.text}="{PREFIXES[fix.text]}"'.encode()


# The root of a feed, behind what may stand before it.
_ROOT = pattern(
    rb"(?:\xef\xbb\xbf)?(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+>)*+(<(?:[A-Za-z][\w.-]*:)?rss)(?=[\s>])",
    re.DOTALL,
)
_WHOLE: dict[str, Callable[[Outcome, Fix], Iterator[Span]]] = {"encoding": _encoding, "declare": _declare}


def _namespace(data: bytes, start: int, fix: Fix) -> Iterator[Span]:
    found = _attribute(data, start, fix.what)
    if found is None:
        return
    name, value = found
    if fix.what == "xmlns":  # out with it, and with the blank before
        yield name[0] - 1, value[1] + 1, b""
    else:
        yield *value, fix.text.encode()


def _attribute(data: bytes, start: int, name: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return where the name and the value of an attribute stand, without the quotes."""
    end = tag_end(data, start)
    for found in _PAIR.finditer(data, start, end):
        if found[1] == name.encode():
            group = 2 if found[2] is not None else 3
            return found.span(1), found.span(group)
    return None


_PAIR = pattern(rb"[\s\"']([^\s=<>\"'/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def _https(data: bytes, node: Node, attr: str) -> Iterator[Span]:
    found = _attribute(data, node.start, attr)
    if found and data[found[1][0] : found[1][0] + 7].lower() == b"http://":
        yield found[1][0], found[1][0] + 7, b"https://"


def _element(data: bytes, node: Node, fix: Fix) -> Iterator[Span]:
    kind, _, name = fix.what.partition(":")
    if fix.what in _KINDS:
        yield from _KINDS[fix.what](data, node, fix.text)
    elif kind == "rename":
        found = _attribute(data, node.start, name)
        if found:
            yield *found[0], fix.text.encode()
    elif fix.what.endswith("="):
        yield from _set(data, node, fix.what[:-1], fix.text)
    else:
        found = _attribute(data, node.start, fix.what)
        if found:
            yield *found[1], _quoted(fix.text)


def _quoted(text: str) -> bytes:
    return escape(text, {'"': "&quot;", "'": "&apos;"}).encode()


def _set(data: bytes, node: Node, name: str, value: str) -> Iterator[Span]:
    if node.value == value:  # it moves from the text into the attribute
        yield from _text(data, node, "")
    found = _attribute(data, node.start, name)
    if found:
        yield *found[1], _quoted(value)
        return
    end = tag_end(data, node.start) - 1
    end -= data[end - 1 : end] == b"/"
    while data[end - 1 : end].isspace():
        end -= 1
    yield end, end, f' {name}="'.encode() + _quoted(value) + b'"'


def _text(data: bytes, node: Node, text: str) -> Iterator[Span]:
    start = tag_end(data, node.start)
    if _is_closed(data, node):
        yield start, node.end, escape(text).encode()


def _unescape(data: bytes, node: Node, _text: str) -> Iterator[Span]:
    start = tag_end(data, node.start)
    inner = data[start : node.end]
    if b"<![CDATA[" in inner:
        text = html.unescape(inner.decode("utf-8", "replace"))
        if "]]>" not in text[9:-3] and "<![CDATA[" not in text[9:]:
            yield start, node.end, text.encode()
    else:
        yield start, node.end, re.sub(rb"&amp;(amp|lt|gt|quot|#[0-9]{1,7});", rb"&\1;", inner)


def _name(data: bytes, node: Node, name: str) -> Iterator[Span]:
    raw = node.raw.encode()
    yield node.start + 1, node.start + 1 + len(raw), name.encode()
    if _is_closed(data, node):
        yield node.end + 2, node.end + 2 + len(raw), name.encode()


def _is_closed(data: bytes, node: Node) -> bool:
    """Say whether an element has an end tag of its own, which ``<x/>`` has not."""
    start = tag_end(data, node.start)
    return data[start - 2 : start] != b"/>" and data[node.end : node.end + 2] == b"</"


def _whole(data: bytes, node: Node) -> tuple[int, int]:
    """Return where an element begins and ends."""
    if _is_closed(data, node):
        return node.start, data.index(b">", node.end) + 1
    return node.start, tag_end(data, node.start)


def _remove(data: bytes, node: Node, _text: str) -> Iterator[Span]:
    start, end = _whole(data, node)
    before = data[:start].rstrip(b" \t")
    alone = before.endswith(b"\n") and data[end : end + 2].lstrip(b"\r")[:1] == b"\n"
    if alone:  # its line goes with it
        yield len(before), data.index(b"\n", end) + 1, b""
    else:
        yield start, end, b""


def _nest(data: bytes, node: Node, parent: str) -> Iterator[Span]:
    start, end = _whole(data, node)
    yield start, start, f"<{node.raw} text=".encode() + b'"' + _quoted(parent) + b'">'
    yield end, end, f"</{node.raw}>".encode()


_KINDS: dict[str, Callable[[bytes, Node, str], Iterator[Span]]] = {
    "text": _text,
    "unescape": _unescape,
    "name": _name,
    "remove": _remove,
    "nest": _nest,
}
