"""Markdown to HTML, by a compiled CommonMark library."""

from __future__ import annotations

import re

import pyromark

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_DEFINITION_LIST
)
# kramdown's and Markdown Extra's mark for HTML blocks whose content is Markdown.
_MARKED = re.compile(
    r"^([ ]{0,3}<([a-z][a-z0-9]{0,20})\b[^<>\n]{0,300}"
    r"\bmarkdown=[\"']?(?:1|block|span)[\"']?[^<>\n]{0,300}>)",
    re.IGNORECASE | re.MULTILINE,
)
# A bare address, which people expect to become a link; what is inside tags or links is not touched.
_ADDRESS = re.compile(r"(?<![\w\"'=(<\[/>@.-])https?://[^\s<>\"'`\[\]{}|\\^]{1,2000}")
_TRAILING = ".,;:!?*_~)"
_SKIP = re.compile(r"<(a|pre|code|script|style|textarea)\b", re.IGNORECASE)


def to_html(text: str) -> str:
    """Return the HTML of a Markdown text, raw HTML in it and all: not safe yet."""
    return _link_addresses(pyromark.html(_open_blocks(text), options=_OPTIONS))


def _open_blocks(text: str) -> str:
    """Set the content of HTML blocks that are marked as Markdown apart, so that it is read as such."""
    if "markdown=" not in text:
        return text
    names = {match[2].lower() for match in _MARKED.finditer(text)}
    text = _MARKED.sub(r"\1\n\n", text)
    for name in names:
        text = re.sub(rf"^([ ]{{0,3}})</{name}>", r"\n\1</" + name + ">", text, flags=re.MULTILINE)
    return text


def _link_addresses(html: str) -> str:
    """Make links of bare addresses, as GitHub and most generators do."""
    if "http" not in html:
        return html
    parts: list[str] = []
    position = 0
    while position < len(html):
        tag = html.find("<", position)
        end = len(html) if tag < 0 else tag
        parts.append(_ADDRESS.sub(_linked, html[position:end]))
        if tag < 0:
            break
        position = _after_tag(html, tag)
        parts.append(html[tag:position])
    return "".join(parts)


def _after_tag(html: str, start: int) -> int:
    """Return where the text goes on after a tag; of links and code, after their end."""
    skip = _SKIP.match(html, start)
    mark = f"</{skip[1].lower()}>" if skip else ">"
    end = html.find(mark, start)
    return len(html) if end < 0 else end + len(mark)


def _linked(match: re.Match[str]) -> str:
    address = match[0]
    rest = ""
    while address[-1] in _TRAILING and not (address[-1] == ")" and "(" in address):
        rest, address = address[-1] + rest, address[:-1]
    return f'<a href="{address}">{address}</a>{rest}'
