"""Addresses: percent-encoding, resolving, the analytics prefix."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from podfeed.lazily import pattern
from podfeed.problems import BadValueError

_SCHEME = pattern(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE | re.ASCII)
# What may stand in a path as it is, `%` included: what is encoded already stays so.
_SAFE = "/:@!$&'()*+,;=~%-._"
_STRAY_PERCENT = pattern(r"%(?![0-9A-Fa-f]{2})")


def is_absolute(target: str) -> bool:
    """Say whether a text has a scheme, or a host without one (``//cdn.example.org/x``)."""
    return bool(_SCHEME.match(target)) or target.startswith("//")


def from_path(path: str) -> str:
    """Return a file's path as the path of a URL, everything encoded once."""
    return _quoted(path, "/:@!$&'()*+,;=~-._")


# Halves of surrogate pairs that stand for no byte of a file's name.
_NO_BYTE = pattern("[\ud800-\udc7f\udd00-\udfff]")


def _quoted(text: str, safe: str) -> str:
    """Encode a text; a byte of a file's name that is no UTF-8 stays that byte."""
    return quote(_NO_BYTE.sub("\ufffd", text), safe=safe, errors="surrogateescape")


# What needs nothing done to it, which is nearly every address.
_CLEAN = pattern(  # each letter in both cases: to ignore the case takes several times as long
    r"[Hh][Tt]{2}[Pp][Ss]?://[A-Za-z0-9.:-]++(?:[/?](?:[A-Za-z0-9/:@!$&'()*+,;=~._?-]++|%[0-9A-Fa-f]{2})*)?"
)


def is_clean(url: str) -> bool:
    """Say whether a web address is what `encoded` makes of it."""
    return _CLEAN.fullmatch(url) is not None


# What urlsplit passes over at the ends.
_CONTROLS = "".join(map(chr, range(33)))
_NO_HOST = pattern(r"[\x00-\x20\x7f<>\"\\^`{|}]")


def encoded(url: str) -> str:
    """Return a URL that people wrote with what may not stand in one encoded: blanks, umlauts, hosts.

    What was encoded before stays as it was. What is no URL at all, or runs a program, is
    a `BadValueError`.
    """
    if is_clean(url):
        return url
    _refuse_script(url)
    try:
        parts = urlsplit(_https(url.strip().strip(_CONTROLS)))
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
        _ = parts.port  # raises for what is none
        if parts.scheme in ("http", "https") and (not host or _NO_HOST.search(host)):
            raise ValueError("an address without a host")
    except ValueError:
        raise BadValueError(f"{url!r} is not a web address") from None
    path, query, fragment = (
        _quoted(_STRAY_PERCENT.sub("%25", part), _SAFE + extra)
        for part, extra in ((parts.path, ""), (parts.query, "?/"), (parts.fragment, "?/"))
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _https(url: str) -> str:
    return f"https:{url}" if url.startswith("//") else url


def resolve(target: str, base: str) -> str:
    """Return a link as an absolute, encoded URL; a path begins at the root of the base's host."""
    if _PLAIN_PATH.fullmatch(target):
        return encoded(_root(base) + target)
    _refuse_script(target)
    return encoded(target if is_absolute(target) else _joined(base, from_written(target)))


def _joined(base: str, path: str) -> str:
    try:
        return urljoin(base, path)
    except ValueError:  # of the base: the path is encoded
        raise BadValueError(f"{base!r} is not a web address") from None


# A path that needs neither encoding nor its dots resolved.
_PLAIN_PATH = pattern(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)++/?")


@lru_cache(maxsize=256)
def _root(base: str) -> str:
    """Return what a path that begins with `/` is put behind."""
    return _joined(base, "/").removesuffix("/")


def from_written(path: str) -> str:
    """Encode a path that people wrote, leaving what is encoded already."""
    path, mark, rest = path.partition("?")
    return _quoted(_STRAY_PERCENT.sub("%25", path), _SAFE + "#") + mark + rest


def below(base: str, path: str) -> str:
    """Return the URL of a path below a base, which counts as a folder."""
    return base.rstrip("/") + "/" + from_path(path.lstrip("/"))


def prefixed(url: str, prefix: str | None) -> str:
    """Put an analytics prefix before a URL less its https://, unless it stands there already."""
    if not prefix:
        return url
    mark = prefix.rstrip("/") + "/"
    bare = mark.partition("://")[2] or mark
    if bare in url:
        return url
    return mark + url.removeprefix("https://")


def shown(url: str) -> str:
    """Return a URL as a message may show it: without its query, where tokens stand."""
    return url.partition("?")[0]


_HIDDEN = pattern(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]+")
# What an app would run, or open on the listener's own machine.
_SCRIPTS = (
    "javascript:", "vbscript:", "livescript:", "mocha:", "data:", "file:", "blob:", "filesystem:",
    "view-source:", "jar:", "about:",
)  # fmt: skip


def is_script(url: str) -> bool:
    """Say whether an address is a program, a document of its own or a file, and not one of the web."""
    return url[:4] != "http" and _HIDDEN.sub("", url[:500]).lower().startswith(_SCRIPTS)


def _refuse_script(url: str) -> None:
    if is_script(url):
        raise BadValueError(f"{url[:80]!r} is no address that an app may open", hint="begin it with https://")
