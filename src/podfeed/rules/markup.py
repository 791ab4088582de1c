"""The HTML in notes, looked at once: which tags, where its links lead, what is not closed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

# An HTML tag in a text: whether it closes, its name, and what stands behind the name.
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,30})((?:[^<>\"']|\"[^\"]{0,4000}\"|'[^']{0,4000}')*)>")
# What formats a text; a title may speak of the others.
FORMATTING = re.compile(
    r"</?(?:a|abbr|b|big|br|code|del|div|em|font|h[1-6]|i|img|li|p|s|small|span|strong|sub|sup|u|ul)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_VOID = frozenset("br hr img input meta link area base col embed source track wbr".split())
# Whose end may be left out.
_OPEN = frozenset({"p", "li"})
_HANDLER = re.compile(r"\son[a-z]{3,20}\s*=", re.IGNORECASE)
_SCRIPT_URL = re.compile(r"(href|src)\s*=\s*[\"']?\s*(javascript|vbscript|data:text/html)", re.IGNORECASE)
_LINK = re.compile(r"\b(?:href|src)\s*=\s*(?:\"([^\"]{0,2000})\"|'([^']{0,2000})')", re.IGNORECASE)


@dataclass(slots=True)
class Markup:
    """What the HTML in a text holds."""

    names: set[str] = field(default_factory=set)
    targets: list[str] = field(default_factory=list)  # where links and pictures lead
    scripts: set[str] = field(default_factory=set)  # attributes that run something
    unclosed: str = ""  # the first tag that is not closed where it should be


def read_markup(text: str) -> Markup:
    """Return what the HTML in a text holds; without any, it has no names."""
    found = Markup()
    stack: list[str] = []
    for close, tag, rest in TAG.findall(text):
        name = tag.lower()
        found.names.add(name)
        if rest and "=" in rest:
            _attributes(rest, found)
        if found.unclosed or name in _VOID or rest[-1:] == "/":
            continue
        if not close:
            stack.append(name)
        else:
            _close(name, stack, found)
    if not found.unclosed:
        found.unclosed = next((name for name in stack if name not in _OPEN), "")
    return found


def _attributes(rest: str, found: Markup) -> None:
    for one, two in _LINK.findall(rest):
        found.targets.append(unescape(one or two).strip())
    if _HANDLER.search(rest):
        found.scripts.add("on…=")
    if _SCRIPT_URL.search(rest):
        found.scripts.add("javascript:")


def _close(name: str, stack: list[str], found: Markup) -> None:
    while stack and stack[-1] != name and stack[-1] in _OPEN:
        stack.pop()
    if not stack or stack[-1] != name:
        found.unclosed = stack[-1] if stack else name
    else:
        stack.pop()
