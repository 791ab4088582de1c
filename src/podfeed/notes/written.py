"""HTML that the Markdown library alone has written, made safe without a parser.

Where a Markdown text holds no HTML, each tag in what becomes of it is the library's own: they nest as they
should, and all text between them is escaped. What is left to do is what `sanitise` does with such tags. It
gives the same HTML and takes four times as long; whatever is not known here by heart is left to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from podfeed.lazily import pattern
from podfeed.notes.sanitise import Safe, finished, link_of

# What may begin HTML, or an address in <>, as https://spec.commonmark.org/0.31.2/#raw-html has it.
_RAW = pattern(r"<[A-Za-z/!?]")
_PLAIN = "li|em|h[2-6]|[uo]l|blockquote|pre|code|strong"
_RARE = frozenset("td tr th thead tbody table del sup dl dt dd".split())  # that few texts have
# A host that each parser of addresses takes: names of letters, and no number, port or encoded name.
_NAMES = r"(?:[A-Za-z0-9-]++\.)++[A-Za-z]++"
_HOST = rf"(?![^/?#\"]*[Xx][Nn]--){_NAMES}(?=[/?#\"]|$)"
_PATH = r"(?:[/?](?:[A-Za-z0-9/:@!$()*+,;=~._?-]++|&amp;|%[0-9A-Fa-f]{2})*)?"
# Tags of which something is asked: links whose address stays if the host does, what may become another tag.
# Headings of the first level, empty paragraphs and rare tags are among them: nobody has to look for these.
_ODD = pattern(
    rf"<(?:a href=\"(https?://{_NAMES}{_PATH})\">"
    rf"|(?!/(?:a|p|h1|{_PLAIN}|{'|'.join(sorted(_RARE))})>|(?:{_PLAIN})>|p>(?!\s*</p>))([^>]*>))"
)
_ENCODED_HOST = pattern(r"https?://[^/?#]*[Xx][Nn]--")
_KNOWN = {f"<{name}>": f"<{name}>" for name in ("h1", "p", *_RARE)} | {"<br />": "<br>", "<hr />": "<hr>"}
_BARE = pattern(r"<(code) class=\"[^\"]*\">|<(t[hd]) style=\"text-align: \w+\">")
_NUMBERED = pattern(r"<ol start=\"[0-9]+\">")
_VALUE = r"(?:[^\"&<>\s]++|&amp;)*"
_LINK = pattern(rf"<a href=\"({_VALUE})\">")
_PICTURE = pattern(rf"<img src=\"({_VALUE})\" alt=\"([^\"&<>\xa0]*)\" />")
# Addresses that are no web address at all are taken away, and what is one is the parser's to say.
_SURE = pattern(rf"https?://{_HOST}.*|mailto:[A-Za-z0-9.@_-]+|(?![^/?#]*:).*")
_ADDRESS = pattern(r"[!#-;=?-~]+")  # that stands in an attribute as it is, but for its ampersands
_TAG = pattern(r"<[^>]*>")
_FEW = 4  # tags that are changed faster one after the other


def holds_html(text: str) -> bool:
    """Say whether a Markdown text may hold HTML, or a NUL, which a parser of HTML reads as something else."""
    # What was handed to the Markdown library has its bytes at hand, where one is found faster.
    return b"\0" in text.encode() or ("<" in text and _RAW.search(text) is not None)


def written(html: str, base: str, *, only_links: bool = False) -> Safe | None:
    """Return the HTML of a Markdown text without HTML as safe HTML, or None where `sanitise` must see it.

    ``only_links`` says that ``http`` stands nowhere but where addresses of links and pictures begin.
    """
    if "\r" in html:  # which a parser reads as something else
        return None
    odd = dict.fromkeys(_ODD.findall(html))
    links: dict[str, None] = {}
    changed = _changed(odd, base, links)
    if changed is None:
        return None
    if len(changed) > _FEW:
        html = _TAG.sub(lambda match: changed.get(match[0], match[0]), html)
    else:
        for tag, safe in changed.items():
            html = html.replace(tag, safe)
    if "\xa0" in html:
        html = html.replace("\xa0", "&nbsp;")
    html = finished(html) if ("", "p>") in odd else html.strip()
    return Safe(html, tuple(links), ("", "h1>") in odd, _rare(odd) if only_links else None)


def _changed(odd: Iterable[tuple[str, str]], base: str, links: dict[str, None]) -> dict[str, str] | None:
    """Return what becomes of tags that do not stay, or None where one is not known; note where they lead."""
    changed: dict[str, str] = {}
    for address, rest in odd:
        if address and not ("--" in address and _ENCODED_HOST.match(address)):
            links[address.replace("&amp;", "&")] = None
            continue
        tag = f'<a href="{address}">' if address else f"<{rest}"
        safe = _safe(tag, base, links)
        if safe is None:
            return None
        if safe != tag:
            changed[tag] = safe
    return changed


def _rare(odd: Iterable[tuple[str, str]]) -> frozenset[str] | None:
    """Return the names of rare tags, or None where there are addresses but links by https."""
    for address, rest in odd:
        if address[:6] != "https:" if address else rest[:3] in ("a h", "img"):
            return None
    return _RARE.intersection(rest.partition(" ")[0].rstrip(">") for _, rest in odd if rest)


def _safe(tag: str, base: str, links: dict[str, None]) -> str | None:
    """Return what becomes of a tag, or None for one that is not known here; note where it leads."""
    if known := _KNOWN.get(tag):
        return known
    if link := _LINK.fullmatch(tag):
        url = _address(link[1], base)
        if url is not None:
            links[url] = None
        return url and f'<a href="{_escaped(url)}">'
    if picture := _PICTURE.fullmatch(tag):
        url = _address(picture[1], base)
        return url and f'<img src="{_escaped(url)}" alt="{picture[2]}">'
    if bare := _BARE.fullmatch(tag):
        return f"<{bare[1] or bare[2]}>"
    return tag if _NUMBERED.fullmatch(tag) else None


def _address(value: str, base: str) -> str | None:
    value = value.replace("&amp;", "&")
    url = link_of(value, base) if _SURE.fullmatch(value) else None
    return url if url is not None and _ADDRESS.fullmatch(url) else None


def _escaped(url: str) -> str:
    return url.replace("&", "&amp;")
