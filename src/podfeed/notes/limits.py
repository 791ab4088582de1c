"""What would cost the parsers of HTML time or fail them is taken out before they see it."""

from __future__ import annotations

import re

# Browsers nest no deeper than this; html5ever and lexbor take time that grows with the square of the
# depth (https://github.com/servo/html5ever/issues/788).
_DEEPEST = 512
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_WHOLE_TAG = re.compile(r"<[^<>]*>")
# What is not closed, or need not be, and so does not nest.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody".split()
)
# The square again, for entities in one piece of text: an empty comment here and there makes it several.
# A body has a few of them; only transcripts come near this number.
_MANY = 5000
_RUN = re.compile(r"<[^<>]*+>|((?:&[^<&]*+){1,500}+)")
_SURROGATES = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """Return a text with the mark for what cannot be read (U+FFFD) in place of lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def tame(html: str) -> str:
    """Return HTML that a parser reads in reasonable time; what people write is not changed."""
    html = encodable(html)
    if html.count("<") > _DEEPEST and _too_deep(html):
        html = _WHOLE_TAG.sub(" ", html)
    return _RUN.sub(_apart, html) if html.count("&") > _MANY else html


def _apart(match: re.Match[str]) -> str:
    return f"{match[0]}<!---->" if match[1] else match[0]


def _too_deep(html: str) -> bool:
    depth = 0
    for match in _TAG.finditer(html):
        if match[2].lower() in _FLAT:
            continue
        depth += -1 if match[1] else 1
        if depth > _DEEPEST:
            return True
    return False
