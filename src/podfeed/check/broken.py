"""Why a document is no XML: every fault of the usual kinds in one run, not the first alone."""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from itertools import islice
from xml.parsers import expat

from podfeed.lazily import pattern
from podfeed.rules.node import Node
from podfeed.rules.registry import Finding, Fix, shown

# What is no text: passed over, to the end of the file where it is not closed.
_KEPT = rb"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)|<\?(?:.*?\?>|.*)"
_ENTITY = pattern(_KEPT + rb"|&([A-Za-z_][A-Za-z0-9._-]{0,40});", re.DOTALL)
_BARE = pattern(
    _KEPT + rb"|(&)(?!#[0-9]{1,9};|#x[0-9A-Fa-f]{1,8};|[A-Za-z_][A-Za-z0-9._-]{0,40};)", re.DOTALL
)
_LESS = pattern(_KEPT + rb"|(<)(?=[\s0-9=<&-])", re.DOTALL)
_CONTROL = pattern(rb"([\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf])")
_REFERENCE = pattern(_KEPT + rb"|&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,9}));", re.DOTALL)
_BUILT_IN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_MOST = 1000

Broken = Iterator[tuple[str, Finding]]


def breaks(data: bytes, error: expat.ExpatError, offset: int, inner: Node | None) -> Broken:
    """Yield the faults of a document that is not well-formed."""
    found = [each for kind in (_entities, _characters, _ampersands) for each in islice(kind(data), _MOST)]
    yield from found
    spoilt = {finding.offset for _, finding in found}
    if not any(abs(place - offset) <= 12 for place in spoilt):
        yield "xml-not-well-formed", _first(data, error, offset, inner)


def _entities(data: bytes) -> Broken:
    for match in _ENTITY.finditer(data):
        name = match[1]
        if name is None or name in _BUILT_IN:
            continue
        text = name.decode("ascii")
        known = html.entities.name2codepoint.get(text)
        fix = Fix("span", f"&#{known};", match.start(), match.end()) if known else None
        message = f"XML knows no &{text};"
        yield "xml-undefined-entity", Finding(match.start(), message, value=f"&{text};", fix=fix)


def _characters(data: bytes) -> Broken:
    for match in _CONTROL.finditer(data):
        code = ord(match[1].decode("utf-8", "replace"))
        fix = Fix("span", "", match.start(), match.end())
        yield (
            "xml-illegal-character",
            Finding(match.start(), f"U+{code:04X} may not stand in XML", value=f"U+{code:04X}", fix=fix),
        )
    for match in _REFERENCE.finditer(data):
        digits = match[1] or match[2]
        if digits is None:
            continue
        code = int(digits, 16 if match[1] else 10)
        if _is_illegal(code):
            fix = Fix("span", "", match.start(), match.end())
            text = match[0].decode("ascii")
            yield (
                "xml-illegal-character",
                Finding(match.start(), f"{text} may not stand in XML", value=text, fix=fix),
            )


def _is_illegal(code: int) -> bool:
    return (
        (code < 0x20 and code not in (9, 10, 13))
        or 0xD800 <= code <= 0xDFFF
        or code in (0xFFFE, 0xFFFF)
        or code > 0x10FFFF
    )


def _ampersands(data: bytes) -> Broken:
    for match in _BARE.finditer(data):
        if match[1]:
            near = data[match.start() : match.start() + 20].decode("utf-8", "replace")
            fix = Fix("span", "&amp;", match.start(), match.end())
            message = f"& before {shown(near[1:])} is not escaped"
            yield (
                "xml-not-well-formed",
                Finding(match.start(), message, value="&", hint="write &amp;", fix=fix),
            )
    for match in _LESS.finditer(data):
        if match[1]:
            fix = Fix("span", "&lt;", match.start(), match.end())
            yield (
                "xml-not-well-formed",
                Finding(match.start(), "< is not escaped", value="<", hint="write &lt;", fix=fix),
            )


def _first(data: bytes, error: expat.ExpatError, offset: int, inner: Node | None) -> Finding:
    """Return the fault at which the parser stopped, in words."""
    kinds = expat.errors.codes
    at = max(0, min(offset, len(data)))
    near = data[at : at + 30].decode("utf-8", "replace")
    if error.code == kinds[expat.errors.XML_ERROR_TAG_MISMATCH] and inner is not None:
        line = data.count(b"\n", 0, inner.start) + 1
        return Finding(
            at, f"<{inner.raw}> of line {line} is not closed before {shown(near)}", hint=f"add </{inner.raw}>"
        )
    if error.code in (
        kinds[expat.errors.XML_ERROR_NO_ELEMENTS],
        kinds[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    ):
        if inner is not None:
            line = data.count(b"\n", 0, inner.start) + 1
            message = f"the file ends inside <{inner.raw}> of line {line}: it was cut short"
            return Finding(len(data), message, hint="write or upload the file again, whole")
        return Finding(at, "there is no element: this is no XML", hint="look at the file: is it a feed?")
    words = expat.errors.messages.get(error.code, "broken")
    return Finding(at, f"this is no XML: {words} at {shown(near)}", value=near[:20])
