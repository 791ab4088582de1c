"""What a text in a feed can be: tests that say yes or no, and readers that return None."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from podfeed.lazily import pattern
from podfeed.rules.codes import COUNTRIES, LANGUAGES, SPDX


def matches(form: str, flags: int = 0) -> Callable[[str], bool]:
    """Make a test of a text as a whole."""
    compiled = pattern(form, flags)
    return lambda text: compiled.fullmatch(text) is not None


def _within(form: str) -> Callable[[str], re.Match[str] | None]:
    compiled = pattern(form)
    return lambda text: compiled.search(text)  # noqa: PLW0108 - compiled when it is called


is_web = matches(r"https?://[^\s<>\"]+", re.IGNORECASE)
is_https = matches(r"https://[^\s<>\"]+", re.IGNORECASE)
is_uri = matches(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]+")
is_email = matches(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
has_email = _within(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]{2,}")
is_email_name = matches(r"[^\s@]+@[^\s@]+ \(.+\)")
is_integer = matches(r"-?[0-9]+")
is_positive = matches(r"0*[1-9][0-9]{0,17}")
is_count = matches(r"[0-9]{1,18}")
is_decimal = matches(r"-?[0-9]{1,18}(\.[0-9]{1,30})?")
is_boolean = matches(r"true|false")
is_yes_no = matches(r"yes|no")
is_uuid = matches(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
is_uuid5 = matches(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
is_iso_time = matches(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?")
is_iso_date_or_time = matches(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?")
is_duration = matches(r"[0-9]{1,9}|[0-9]{1,3}:[0-9]{1,2}|[0-9]{1,3}:[0-9]{1,2}:[0-9]{1,2}")
is_npt = matches(r"(([0-9]{1,5}:)?[0-5]?[0-9]:[0-5][0-9]|[0-9]{1,9})(\.[0-9]{1,3})?")
is_geo = matches(
    r"geo:-?[0-9]{1,3}(\.[0-9]{1,20})?,-?[0-9]{1,3}(\.[0-9]{1,20})?(,-?[0-9]{1,9}(\.[0-9]{1,20})?)?"
    r"(;[A-Za-z0-9-]+(=[^;]*)?)*"
)
is_osm = matches(r"[NWR][0-9]{1,18}(#[0-9]{1,9})?")
is_ratio = matches(r"[0-9]{1,6}(\.[0-9]{1,6})?( ?/ ?[0-9]{1,6}(\.[0-9]{1,6})?)?")
is_srcset = matches(r"\s*\S{1,2048} [0-9]{1,6}w(\s*,\s*\S{1,2048} [0-9]{1,6}w)*\s*,?\s*")
is_mime = matches(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(\s*;.*)?")
is_host = matches(r"(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
is_node_key = matches(r"0[23][0-9a-fA-F]{64}")
is_base64 = matches(r"[A-Za-z0-9+/\s]{8,}={0,2}\s*")
has_markup = _within(r"</?[A-Za-z][^<>]{0,500}>|&(amp|lt|gt|quot|nbsp|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
is_ascii_url = matches(r"[!#-;=?-\[\]_a-z~]*")  # what RFC 3986 lets stand, without quotes and backslashes

_SHA = {"sha256": 44, "sha384": 64, "sha512": 88}


def is_sri(text: str) -> bool:
    """Say whether a text is a list of digests as browsers write them, each of its proper length."""
    words = text.split()
    return bool(words) and all(_is_digest(word) for word in words)


def _is_digest(word: str) -> bool:
    name, _, digest = word.partition("-")
    return _SHA.get(name) == len(digest) and re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", digest) is not None


@lru_cache(maxsize=512)
def language_fault(text: str) -> str:
    """Return what is wrong with a language code: ``""``, ``primary``, ``region`` or ``underscore``."""
    if "_" in text:
        return "underscore"
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        return "primary"
    primary, *rest = text.lower().split("-")
    if primary not in LANGUAGES and len(primary) != 3:
        return "primary"
    if rest and not _is_subtag(rest[0]):
        return "region"
    return ""


def _is_subtag(text: str) -> bool:
    region = text.upper() in COUNTRIES or (text.isdecimal() and len(text) == 3)
    return region or (len(text) == 4 and text.isalpha()) or len(text) >= 5


def is_language(text: str) -> bool:
    """Say whether a text is a language code of BCP 47 whose language exists."""
    return language_fault(text) in ("", "region")


def is_country(text: str) -> bool:
    """Say whether a text is a country of ISO 3166-1, in capitals."""
    return text in COUNTRIES


def is_license(text: str) -> bool:
    """Say whether a licence is one that apps know by its name."""
    return text.casefold() in SPDX


# An address as nearly all are: no port, no user, nothing that `urlsplit` would have to look at twice.
_PLAIN = pattern(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*)(/[!-\"$->@-~]*)?(?:[?#][ -~]*)?", re.IGNORECASE | re.ASCII
)


@lru_cache(maxsize=4096)
def extension(url: str) -> str:
    """Return what stands behind the last point of a URL's path, in lower case."""
    plain = _PLAIN.fullmatch(url)
    try:
        path = (plain[2] or "") if plain else urlsplit(url).path
    except ValueError:
        return ""
    last = path.rpartition("/")[2]
    return last.rpartition(".")[2].lower() if "." in last else ""


@lru_cache(maxsize=4096)
def host(url: str) -> str:
    """Return the host of a URL in lower case, or nothing."""
    plain = _PLAIN.fullmatch(url)
    if plain:
        return plain[1].lower()
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


_SHORT = pattern(r"https?:(//[a-z0-9.-]+(?:/[!-\"$->@-~]*)?)")


def same_url(url: str) -> str:
    """Return what two spellings of one address share: no scheme, no case of the host, no last slash."""
    short = _SHORT.fullmatch(url)
    if short:
        return short[1].rstrip("/")
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(("", parts.netloc.lower(), parts.path.rstrip("/"), parts.query, ""))


def number(text: str) -> float | None:
    """Return the number that a text is, or None."""
    return float(text) if is_decimal(text) else None


_SECONDS = pattern(r"[0-9]{1,9}(:[0-9]{1,2}){0,2}(\.[0-9]{1,3})?")


@lru_cache(maxsize=1024)
def seconds(text: str) -> float | None:
    """Return the seconds of ``itunes:duration`` or of a Podlove time, or None."""
    if not _SECONDS.fullmatch(text):
        return None
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + float(part)
    return total


def nearest(text: str, known: list[str] | tuple[str, ...] | frozenset[str]) -> str:
    """Return the known word that is most like a text, or nothing."""
    import difflib  # noqa: PLC0415 - only where something is wrong

    by_case = {word.casefold(): word for word in sorted(known)}
    found = difflib.get_close_matches(text[:100].casefold(), list(by_case), n=1, cutoff=0.6)
    return by_case[found[0]] if found else ""
