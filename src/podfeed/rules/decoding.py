"""Signs that a text was decoded or escaped twice."""

from __future__ import annotations

import re

from podfeed.lazily import pattern

ESCAPED = pattern(r"&(amp|lt|gt|quot|#\d{1,7});")
C1 = pattern(r"[\x80-\x9f]")
# The same in the bytes of a document in UTF-8: as it is, and as a reference.
_C1_BYTES = pattern(rb"\xc2[\x80-\x9f]")
_C1_NAMED = pattern(rb"&#(?:0*1[2-5]|x0*[89])", re.IGNORECASE)


def may_hold_c1(data: bytes) -> bool:
    """Say whether a text in a document may hold control characters of Latin-1."""
    return _C1_BYTES.search(data) is not None or _C1_NAMED.search(data) is not None


def mojibake(text: str) -> str:
    """Return what a text that was decoded twice should be, or nothing."""
    if not any(sign in text for sign in ("Ã", "â€", "Â")):
        return ""
    for codec in ("cp1252", "latin-1"):
        try:
            again = text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        if len(again) < len(text):
            return again
    return ""


def without_c1(text: str) -> str | None:
    """Return a text whose control characters are those of Windows-1252."""
    try:
        return C1.sub(lambda found: found[0].encode("latin-1").decode("cp1252"), text)
    except UnicodeError:
        return None
