"""What would cost the parsers of HTML time or fail them is taken out before they see it."""

from __future__ import annotations

import re

from podfeed.lazily import pattern

# Browsers nest no deeper than this; html5ever and lexbor take time that grows with the square of the
# depth (https://github.com/servo/html5ever/issues/788).
_DEEPEST = 512
_TAG = pattern(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_WHOLE_TAG = pattern(r"<[^<>]*>")
# What is not closed, or need not be, and so does not nest.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody".split()
)
# The square again, for entities in one piece of text: an empty comment here and there makes it several.
# A body has a few of them; only transcripts come near this number.
_MANY = 5000
_RUN = pattern(r"<[^<>]*+>|((?:&[^<&]*+){1,500}+)")
# HTML parsers compare each attribute of a tag with those before it. Only longer documents can hold enough of
# them to matter, and only they are looked at. As https://html.spec.whatwg.org/multipage/parsing.html has it:
_LONG = 50_000
_LONG_TAG = 4000
_ATTRIBUTES = 200
_MOST_TAGS = 250_000
_BLANK = r"[ \t\n\f\r]"
_VALUE = r"(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+)?+"
_ATTRIBUTE = pattern(rf"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+(?:{_BLANK}*+={_BLANK}*+{_VALUE})?+")
_NAME = pattern(r"</?[a-z][^ \t\n\f\r/>]*+", re.IGNORECASE)
_INSIDE = rf"(?:[ \t\n\f\r/]|{_ATTRIBUTE.pattern})*+>?"
_END = r"(?=[ \t\n\f\r/>])"
_HIDDEN = "script|style|textarea|title|xmp|noembed|noframes|noscript|svg|math|plaintext"
_TOKEN = pattern(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*+>?|</[^a-z][^>]*+>?"
    rf"|(?P<silent><(?P<name>{_HIDDEN}){_END}{_INSIDE}(?:.*?</(?P=name){_END}{_INSIDE}|.*+))"
    rf"|(?P<frame><iframe{_END}{_INSIDE})(?:.*?</iframe{_END}{_INSIDE}|.*+)"
    rf"|(?P<tag>{_NAME.pattern}{_INSIDE})",
    re.IGNORECASE | re.DOTALL,
)
_SURROGATES = pattern("[\ud800-\udfff]")


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
    if len(html) > _LONG:
        html = _TOKEN.sub(_bounded, html)
    if is_too_much(html):
        html = _WHOLE_TAG.sub(" ", html).replace("<", "&lt;")
    return _RUN.sub(_apart, html) if html.count("&") > _MANY else html


def is_too_much(html: str) -> bool:
    """Say whether HTML is nested deeper, or has more tags, than is read: it will be text alone."""
    tags = html.count("<")
    return tags > _MOST_TAGS or (tags > _DEEPEST and _too_deep(html))


def _bounded(match: re.Match[str]) -> str:
    """Return a tag that a parser may see; comments and what is never shown go, and tags of many attributes.

    Behind it a document has no part in which a tag could hide: what is a tag here is one for each parser.
    """
    if match["frame"]:
        return f"{match['frame']}</iframe>" if len(match["frame"]) <= _LONG_TAG else ""
    if not match["tag"] or match["silent"]:
        return ""
    whole = match["tag"].endswith(">")
    return match["tag"] if whole and (len(match["tag"]) <= _LONG_TAG or _is_plain(match["tag"])) else " "


def _is_plain(tag: str) -> bool:
    """Say whether a long tag has few attributes, such as an image with its data."""
    name = _NAME.match(tag)
    return sum(1 for _ in _ATTRIBUTE.finditer(tag, name.end() if name else 0)) <= _ATTRIBUTES


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
