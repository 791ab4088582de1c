"""HTML that is safe in an app, by nh3, with every address made absolute on the way."""

from __future__ import annotations

import re
import threading
from functools import lru_cache

import nh3

from podfeed import urls
from podfeed.lazily import dataclass, pattern
from podfeed.notes.limits import tame
from podfeed.problems import BadValueError

_TAGS = frozenset(
    (
        "a abbr address article aside b bdi bdo big blockquote br caption center cite code dd del details "
        "div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav "
        "ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td "
        "tfoot th thead tr tt u ul var wbr"
    ).split()
)
# Gone with all that is in them.
_WITH_CONTENT = frozenset(
    (
        "script style iframe object embed applet noscript template svg math textarea select title head "
        "form button canvas audio video map frameset noframes xmp plaintext"
    ).split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "dir", "lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
}
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = pattern(r"^([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HIDDEN = pattern(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]+")
_LONGEST = 20_000  # characters of an address
_EMPTY = pattern(r"<p>\s*</p>\n?")


@dataclass(frozen=True, slots=True)
class Safe:
    """Safe HTML, the addresses that its links lead to, and whether it has a heading of the first level.

    ``rare`` names its tags beside those of paragraphs, headings, lists, links, emphasis, quotes and code,
    where that is known: then each tag is closed in its order, none has an attribute but links by https, and
    no other address is in it.
    """

    html: str
    links: tuple[str, ...]
    headed: bool
    rare: frozenset[str] | None = None


class _Page(threading.local):
    """The page that a thread is at: what its addresses are relative to, and where its links lead."""

    def __init__(self) -> None:
        self.base = ""
        self.links: dict[str, None] = {}


_page = _Page()


def sanitise(html: str, base: str) -> Safe:
    """Return HTML without script, style, frames, forms and handlers, its URLs absolute."""
    _page.base, _page.links = base, {}
    clean = _CLEANER.clean(tame(html))
    return Safe(finished(clean), tuple(_page.links), "<h1" in clean)


def finished(html: str) -> str:
    """Return safe HTML without the paragraphs that nothing is left of."""
    return _EMPTY.sub("", html).strip()


def _address(tag: str, attribute: str, value: str) -> str | None:
    """Return the value that an attribute gets: of an address, the absolute one."""
    if attribute not in ("href", "src"):
        return value
    url = link_of(value, _page.base)
    if url is not None and tag == "a":
        _page.links[url] = None
    return url


def link_of(value: str, base: str) -> str | None:
    """Return an address as it stands in notes: absolute; None for one that must not or cannot stand."""
    return value if urls.is_clean(value) else _absolute(value, base)


@lru_cache(maxsize=1024)
def _absolute(value: str, base: str) -> str | None:
    target = value.strip()
    if not target or len(target) > _LONGEST:  # nothing is often what a template left
        return None
    scheme = _SCHEME.match(_HIDDEN.sub("", target))
    if scheme is not None and scheme[1].lower() not in _SCHEMES:
        return None
    if scheme is not None and scheme[1].lower() in ("mailto", "tel"):
        return target
    if scheme is None and not target.startswith("//") and not base:
        return None
    try:
        return urls.resolve(target, base)
    except BadValueError:
        return None


# Made once: that takes as long as a short page.
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_WITH_CONTENT),
    attributes=_ATTRIBUTES,
    attribute_filter=_address,
    url_schemes=set(_SCHEMES),
    link_rel=None,
)
