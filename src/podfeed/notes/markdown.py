"""Markdown to HTML, by a compiled CommonMark library."""

from __future__ import annotations

import re
from bisect import bisect_right

import pyromark

from podfeed.lazily import pattern

# No task lists: their boxes are form fields, which do not survive; `[x]` as text does.
_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_DEFINITION_LIST
)
# The ids that kramdown and Hugo give headings: `## Links {#links}`. Only where one stands, because the
# library takes any braces at the end of a heading for attributes.
_HEADING_ID = pattern(r"^ {0,3}#[^\n]*\{#[^{}\n]+\}[ \t#]*$", re.MULTILINE)
# kramdown's and Markdown Extra's mark for HTML blocks whose content is Markdown.
_MARKED = pattern(
    r"^[ ]{0,3}<([a-z][a-z0-9]{0,20})\b[^<>]{0,300}?\bmarkdown=[\"']?(?:1|block|span)\b[^<>]{0,300}>",
    re.IGNORECASE | re.MULTILINE,
)
# A bare address, which people expect to become a link; full stops of other scripts end it too.
_ADDRESS = r"h(?<![A-Za-z0-9@/.+-]h)ttps?://[^\s<>\"'`\[\]{}|\\^\u3000-\u3002\u3008-\u3011\u201c-\u201f（），：；！？｡]{1,2000}"
_ENTITY = pattern(r"&(?:quot|gt|lt|#39|#34);")
_TRAILING = ".,;:!?*_~"
# What stands between pieces of text: comments, links and code to their ends, tags. What never ends goes
# on to the end of all.
_BETWEEN = (
    r"<(?:!(?=--)(?:.*?-->|.*)"
    r"|(?P<name>(?i:a|pre|code|script|style|textarea))\b(?:.*?</(?P=name)>|.*)"
    r"|(?:[^\"'>]|\"[^\"]*\"|'[^']*')*+>|.*)"
)
_PIECE = pattern(rf"{_BETWEEN}|{_ADDRESS}", re.DOTALL)
# An address that is not that of a link or a picture, as the library writes them.
_BARE = pattern(r"http(?<!<a href=\"http)(?<!<img src=\"http)")
# Without any of these there is no code.
_CODE = ("`", "~~~", "    ", "\t")


def to_html(text: str) -> str:
    """Return the HTML of a Markdown text, raw HTML in it and all: not safe yet."""
    return converted(text)[0]


def converted(text: str) -> tuple[str, bool]:
    """Return the same, and whether ``http`` stands nowhere but where links and pictures have addresses."""
    options = _OPTIONS
    if "{" in text and "{#" in text and _HEADING_ID.search(text):  # one character is found the fastest
        options |= pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    html = pyromark.html(_open_blocks(text), options=options)
    if not _BARE.search(html):
        return html, True
    # Bare addresses become links, as GitHub and most generators have it.
    return _PIECE.sub(_linked, html), False


def code_ranges(text: str, *, indented: bool = True) -> list[tuple[int, int]]:
    """Return where code stands in a Markdown text, as starts and ends, in order.

    Without `indented`, only fenced blocks and code spans count: MDX has no indented code.
    """
    if not any(mark in text for mark in _CODE):
        return []
    data = text.encode()
    ranges: list[tuple[int, int]] = []
    before = position = 0  # in bytes, in characters
    for event, where in pyromark.events_with_range(text, options=_OPTIONS, merge_text=True):
        if not _is_code(event, indented=indented):
            continue
        start, end = where["start"], where["end"]
        first = position + len(data[before:start].decode())
        before, position = end, first + len(data[start:end].decode())
        ranges.append((first, position))
    return ranges


def _is_code(event: object, *, indented: bool) -> bool:
    if not isinstance(event, dict):
        return False
    if "Code" in event:
        return True
    start = event.get("Start")
    return isinstance(start, dict) and "CodeBlock" in start and (indented or start["CodeBlock"] != "Indented")


def _open_blocks(text: str) -> str:
    """Set the content of HTML blocks that are marked as Markdown apart, so that it is read as such."""
    names = {match[1].lower() for match in _MARKED.finditer(text)} if "markdown=" in text else None
    if not names:
        return text
    code = code_ranges(text)
    starts = [start for start, _ in code]

    def apart(match: re.Match[str]) -> str:
        index = bisect_right(starts, match.start()) - 1
        if index >= 0 and match.start() < code[index][1]:
            return match[0]
        return f"\n{match[0]}\n\n" if match[0].lstrip().startswith("</") else f"{match[0]}\n\n"

    closing = rf"</(?:{'|'.join(sorted(names))})>"
    edges = rf"{_MARKED.pattern}|^[ ]{{0,3}}{closing}|(?<=\S){closing}$"
    return re.sub(edges, apart, text, flags=_MARKED.flags)


def _linked(match: re.Match[str]) -> str:
    """Return an address as a link, without what ends the sentence or the brackets around it."""
    written = match[0]
    if written[0] == "<":
        return written
    entity = _ENTITY.search(written)
    end = _balanced(written[: entity.start()] if entity else written)
    while written[end - 1] in _TRAILING:
        end -= 1
    address = written[:end]
    if address.endswith("/") and address.count("/") == 2:  # nothing but a scheme
        return written
    return f'<a href="{address}">{address}</a>{written[end:]}'


def _balanced(address: str) -> int:
    """Return where an address ends: before the first bracket that closes none of its own."""
    depth = 0
    for index, char in enumerate(address):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return index
    return len(address)
