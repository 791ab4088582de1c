"""HTML as plain text, for people who read it in a list of episodes."""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from podfeed.lazily import pattern
from podfeed.notes.limits import encodable, tame

_BLOCKS = frozenset(
    (
        "address article aside blockquote body dd details div dl dt fieldset figcaption figure footer "
        "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tr ul"
    ).split()
)
_SILENT = frozenset({"script", "style", "template", "head", "title", "noscript", "iframe", "object"})
_BLANKS = pattern(r"[ \t\n\r\f]+")
_HEADING = pattern(r"<h1\b[^>]*>(.*?)</h1>", re.IGNORECASE | re.DOTALL)


def to_text(html: str) -> str:
    """Return the text of HTML: paragraphs apart, list items each on a line, entities resolved."""
    return _text(html, enough=len(html))


def _text(html: str, *, enough: int) -> str:
    """Return the text of HTML, or its beginning of more than `enough` characters."""
    if "<" not in html and "&" not in html:
        return _BLANKS.sub(" ", html).strip()
    body = LexborHTMLParser(tame(html)).body
    if body is None:
        return ""
    writer = _Writer()
    _walk(body, writer, enough)
    return writer.text()


class _Writer:
    """Gathers text and keeps blocks apart."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._gap = 0  # line ends owed before the next text
        self.size = 0  # characters that are no blanks at an end

    def words(self, text: str, *, kept: bool) -> None:
        """Add text; its blanks run together unless they are kept."""
        if not kept:
            text = _BLANKS.sub(" ", text)
            if not self._parts or self._gap or self._parts[-1].endswith((" ", "\n")):
                text = text.removeprefix(" ")
        if text:
            if self._parts and self._gap:
                self._parts[-1] = self._parts[-1].rstrip(" ")
                self._parts.append("\n" * self._gap)
            self._gap = 0
            self._parts.append(text)
            self.size += len(text.strip())

    def gap(self, lines: int) -> None:
        """Ask for at least so many line ends before the next text."""
        self._gap = max(self._gap, lines)

    def text(self) -> str:
        return "".join(self._parts).strip()


def _walk(root: Any, writer: _Writer, enough: int) -> None:
    """Go through a tree without recursion, which deep HTML would exhaust."""
    stack: list[tuple[Any, bool, bool]] = [(root, False, False)]
    while stack and writer.size <= enough:
        node, leaving, kept = stack.pop()
        tag = node.tag
        if leaving:
            writer.gap(_gap_of(tag))
        elif tag == "-text":
            writer.words(node.text_content or "", kept=kept)
        elif tag == "br":
            writer.gap(1)
        elif tag not in _SILENT:
            _enter(node, tag, writer, stack, kept=kept or tag == "pre")


def _enter(node: Any, tag: str, writer: _Writer, stack: list[Any], *, kept: bool) -> None:
    if tag in _BLOCKS:
        writer.gap(_gap_of(tag))
        stack.append((node, True, kept))
    if tag == "li":
        writer.words("• ", kept=True)
    if tag == "img" and node.attributes.get("alt"):
        writer.words(node.attributes["alt"], kept=False)
    if tag in ("td", "th"):
        writer.words(" ", kept=False)
    children = list(node.iter(include_text=True))
    stack.extend((child, False, kept) for child in reversed(children))


def _gap_of(tag: str) -> int:
    return 1 if tag in ("li", "tr", "dt", "dd") else 2


def first_heading(html: str) -> str:
    """Return the text of the first heading of the first level, or ""."""
    match = _HEADING.search(html) if "<h1" in html else None
    return to_text(match[1]) if match else ""


def first_text(html: str, *, limit: int) -> str:
    """Return the plain text of HTML, at most `limit` bytes of UTF-8, cut at a word."""
    return cut(_text(html, enough=limit), limit=limit)


# What begins an element that a reader would act on: HTML's own, and any with attributes. `List<T>` is none.
_ELEMENTS = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink "
    "blockquote body br button canvas caption center cite code col colgroup data datalist dd del "
    "details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame "
    "frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe image img input ins isindex kbd keygen "
    "label layer legend li link listing main map mark marquee math menu meta meter nav nobr noembed "
    "noframes noscript object ol optgroup option output p param picture plaintext portal pre progress "
    "q rp rt ruby s samp script search section select slot small source span strike strong style sub "
    "summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var "
    "video wbr xmp "
).split()
_FORBIDDEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff"  # in XML: what is behind it moves up
_ELEMENT = pattern(
    rf"<(?=[/!?{_FORBIDDEN}]|[a-z][^\s<>]*?[\s/{_FORBIDDEN}]|(?:{'|'.join(_ELEMENTS)})(?:>|$))", re.IGNORECASE
)
_JOINER = "\u2060"  # shows nothing, and breaks no line


def inert(text: str) -> str:
    """Return a plain text in which a reader that takes it for HTML finds no element.

    Descriptions are HTML to most apps and plain text to others; a text about `<script>` must show it in both.
    """
    return _ELEMENT.sub(f"<{_JOINER}", text) if "<" in text else text


def cut(text: str, *, limit: int) -> str:
    """Return a text of at most `limit` bytes of UTF-8, cut at a word and ended by `…`."""
    text = encodable(text)
    data = text.encode()
    if len(data) <= limit:
        return text
    mark = "…"
    room = limit - len(mark.encode())
    if room < 0:
        return ""
    kept = data[:room].decode("utf-8", "ignore")
    if not text[len(kept) : len(kept) + 1].isspace():
        shorter = re.sub(r"\S+$", "", kept[-200:])
        kept = kept[:-200] + shorter if shorter.strip() else kept
    return kept.rstrip() + mark
