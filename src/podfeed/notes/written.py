"""HTML that the Markdown library alone has written, made safe without a parser.

Where a Markdown text holds no HTML, each tag in what becomes of it is the library's own: they nest as they
should, and all text between them is escaped. What is left to do is what `sanitise` does with such tags. It
gives the same HTML and takes four times as long; whatever is not known here by heart is left to it.
"""

from __future__ import annotations

from podfeed.lazily import pattern
from podfeed.notes.sanitise import Safe, finished, link_of

# What may begin HTML, or an address in <>, as https://spec.commonmark.org/0.31.2/#raw-html has it.
_RAW = pattern(r"<[A-Za-z/!?]")
_PLAIN = "p|h[1-6]|[uo]l|li|blockquote|pre|code|em|strong|del|table|thead|tbody|t[rhd]|d[ltd]|sup"
_ODD = pattern(rf"<(?!(?:/?(?:{_PLAIN})|/a)>)[^>]*>")
_VOID = {"<br />": "<br>", "<hr />": "<hr>"}
_BARE = pattern(r"<(code) class=\"[^\"]*\">|<(t[hd]) style=\"text-align: \w+\">")
_NUMBERED = pattern(r"<ol start=\"[0-9]+\">")
_VALUE = r"(?:[^\"&<>\s]++|&amp;)*+"
# A host that each parser of addresses takes: names of letters, and no number, port or encoded name.
_HOST = r"(?![^/?#\"]*[Xx][Nn]--)(?:[A-Za-z0-9-]++\.)++[A-Za-z]++(?=[/?#\"]|$)"
# A link whose address stays as it is, as nearly all do.
_PATH = r"(?:[/?](?:[A-Za-z0-9/:@!$()*+,;=~._?-]++|&amp;|%[0-9A-Fa-f]{2})*+)?"
_CLEAN_LINK = pattern(rf"<a href=\"(https?://{_HOST}{_PATH})\">")
_LINK = pattern(
    r"<a href=\"(https?://[A-Za-z0-9.:-]++(?:[/?](?:[A-Za-z0-9/:@!$()*+,;=~._?-]++|&amp;|%[0-9A-Fa-f]{2})*+)?)\">"
)
_LINK = pattern(rf"<a href=\"({_VALUE})\">")
_PICTURE = pattern(rf"<img src=\"({_VALUE})\" alt=\"([^\"&<>\xa0]*)\" />")
# Addresses that are no web address at all are taken away, and what is one is the parser's to say.
_SURE = pattern(rf"https?://{_HOST}.*|mailto:[A-Za-z0-9.@_-]+|(?![^/?#]*:).*")
_ADDRESS = pattern(r"[!#-;=?-~]+")  # that stands in an attribute as it is, but for its ampersands
_FEW = 4  # tags that are changed faster one after the other
# What an HTML parser reads as something else.
_READ_OTHERWISE = ("\r", "\0")


def holds_html(text: str) -> bool:
    """Say whether a Markdown text may hold HTML."""
    return "<" in text and _RAW.search(text) is not None


def written(html: str, base: str) -> Safe | None:
    """Return the HTML of a Markdown text without HTML as safe HTML, or None where `sanitise` must see it."""
    if any(mark in html for mark in _READ_OTHERWISE):
        return None
    changed: dict[str, str] = {}
    links: dict[str, None] = {}
    for tag in dict.fromkeys(_ODD.findall(html)):
        link = _CLEAN_LINK.fullmatch(tag)
        if link is not None:
            links[link[1].replace("&amp;", "&")] = None
            continue
        safe = _safe(tag, base, links)
        if safe is None:
            return None
        if safe != tag:
            changed[tag] = safe
    if len(changed) > _FEW:
        html = _ODD.sub(lambda match: changed.get(match[0], match[0]), html)
    else:
        for tag, safe in changed.items():
            html = html.replace(tag, safe)
    return Safe(html=finished(html.replace("\xa0", "&nbsp;")), links=tuple(links))


def _safe(tag: str, base: str, links: dict[str, None]) -> str | None:
    """Return what becomes of a tag, or None for one that is not known here; note where it leads."""
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
    return tag if _NUMBERED.fullmatch(tag) else _VOID.get(tag)


def _address(value: str, base: str) -> str | None:
    value = value.replace("&amp;", "&")
    url = link_of(value, base) if _SURE.fullmatch(value) else None
    return url if url is not None and _ADDRESS.fullmatch(url) else None


def _escaped(url: str) -> str:
    return url.replace("&", "&amp;")
