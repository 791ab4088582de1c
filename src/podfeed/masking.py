"""Secrets in addresses, made unreadable wherever a message shows them: passwords, tokens, signatures.

`Problem` and what the commands print go through here, so that no message has to think of it.
"""

from __future__ import annotations

import re

from podfeed.lazily import pattern

_MARK = "…"
_PASSWORD = pattern(r"(://|(?<![\w./%])//|%3A%2F%2F)[^/\s\"'<>?#…]{1,500}@", re.IGNORECASE)
_NAMES = (
    r"[a-z_-]{0,20}token|[a-z_-]{0,20}secret|[a-z_-]{0,20}signature|api[_-]?key|apikey|access[_-]?key(?:[_-]?id)?|key"
    r"|key-pair-id|auth|authorization|oauth|jwt|bearer|sig|hmac|policy|pass|passw|passwd|password|pwd|pin"
    r"|credentials?|session|session_?id|sid|x-(?:amz|goog|oss)-(?:signature|credential|security-token)|awsaccesskeyid|googleaccessid"
)
# `?token=…`, `&amp;token=…`, `#token=…`, and both as part of another address, percent-encoded.
_QUERY = pattern(
    rf"((?:[?&#;]|\\u0026|%3F|%26)(?:{_NAMES})(?:=|%3D))[^&\s\"'<>#;…\\%]{{1,4000}}+(?:%(?!26|23)[^&\s\"'<>#;…\\%]{{0,4000}}+)*+",
    re.IGNORECASE,
)
# What private feeds carry in their paths: /private/4f2a…, /rss/…?, and JSON Web Tokens anywhere.
_PATH = pattern(
    r"(/(?:private|subscribers?|premium|members?|patrons?|token|secret|auth|key)(?:[_-]?(?:feeds?|rss))?/"
    r"(?:(?:feeds?|rss|podcasts?)/)?)(?=[^/\s\"'<>]*\d)[A-Za-z0-9_~.-]{16,500}+",
    re.IGNORECASE,
)
_JWT = pattern(r"\beyJ[A-Za-z0-9_-]{10,4000}+(?:\.[A-Za-z0-9_-]{1,4000}+){0,2}")


def masked(text: str) -> str:
    """Return a text for people to read, without the passwords and tokens of the addresses in it."""
    if "@" in text:
        text = _PASSWORD.sub(rf"\1{_MARK}@", text)
    if "=" in text or "%3D" in text or "%3d" in text:
        text = _QUERY.sub(rf"\1{_MARK}", text)
    if "/" in text and _PATH.search(text):  # to put something in its place takes longer than to look
        text = _PATH.sub(rf"\1{_MARK}", text)
    return _JWT.sub(_MARK, text) if "eyJ" in text else text
