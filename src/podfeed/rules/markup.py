"""The HTML in notes, looked at once: which tags, where its links lead, what is not closed."""

from __future__ import annotations

import re
from dataclasses import field
from html import unescape

from podfeed.lazily import dataclass, pattern

# An HTML tag in a text: whether it closes, its name, and what stands behind the name.
TAG = pattern(
    r"<(/?)([A-Za-z][A-Za-z0-9-]{0,30})([^<>\"']*+(?:(?:\"[^\"]{0,4000}\"|'[^']{0,4000}')[^<>\"']*+)*+)>"
)
# What formats a text; a title may speak of the others.
FORMATTING = pattern(
    r"</?(?:a|abbr|b|big|br|code|del|div|em|font|h[1-6]|i|img|li|p|s|small|span|strong|sub|sup|u|ul)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_VOID = frozenset("br hr img input meta link area base col embed source track wbr".split())
# Whose end may be left out.
_OPEN = frozenset({"p", "li"})
_HANDLER = pattern(r"\son[a-z]{3,20}\s*=", re.IGNORECASE)
_SCRIPT_URL = pattern(r"(href|src)\s*=\s*[\"']?\s*(javascript|vbscript|data:text/html)", re.IGNORECASE)
# So long a tag may be, for the rule about addresses that stand in the text.
_LONG = 2000
_LINK = pattern(r"\b(?:href|src)\s*=\s*(?:\"([^\"]{0,2000})\"|'([^']{0,2000})')", re.IGNORECASE)


@dataclass(slots=True)
class Markup:
    """What the HTML in a text holds."""

    names: set[str] = field(default_factory=set)
    targets: list[str] = field(default_factory=list)  # where links and pictures lead
    scripts: set[str] = field(default_factory=set)  # attributes that run something
    unclosed: str = ""  # the first tag that is not closed where it should be
    loose: bool = False  # an address may stand outside of the tags


def read_markup(text: str) -> Markup:
    """Return what the HTML in a text holds; without any, it has no names."""
    found = Markup()
    tags = TAG.findall(text)
    found.names.update([name.lower() for name in {name for _, name, _ in tags}])
    rests = [rest for _, _, rest in tags if "=" in rest]
    for rest in rests:
        _attributes(rest, found)
    inside = sum([rest.count("http") for rest in rests if ">" not in rest and len(rest) < _LONG])
    found.loose = text.count("http") > inside
    found.unclosed = _unclosed(tags)
    return found


def _unclosed(tags: list[tuple[str, str, str]]) -> str:
    """Return the first tag that is not closed where it should be, or nothing."""
    stack: list[str] = []
    for close, written, rest in tags:
        name = written.lower()
        if name in _VOID or rest[-1:] == "/":
            continue
        if not close:
            stack.append(name)
        elif stack and stack[-1] == name:
            stack.pop()
        else:
            while stack and stack[-1] != name and stack[-1] in _OPEN:
                stack.pop()
            if not stack or stack[-1] != name:
                return stack[-1] if stack else name
            stack.pop()
    return next((name for name in stack if name not in _OPEN), "")


def _attributes(rest: str, found: Markup) -> None:
    for one, two in _LINK.findall(rest):
        found.targets.append(unescape(one or two).strip())
    plain = rest.lower()
    if "on" in plain and _HANDLER.search(rest):
        found.scripts.add("on…=")
    if ("script" in plain or "data:" in plain) and _SCRIPT_URL.search(rest):
        found.scripts.add("javascript:")
