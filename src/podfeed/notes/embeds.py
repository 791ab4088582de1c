"""Players in a page become plain links, because apps show none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from podfeed import urls
from podfeed.lazily import dataclass, pattern
from podfeed.mime import looks_like_media, names_media
from podfeed.notes.limits import tame
from podfeed.problems import BadValueError

_PLAYERS = ("iframe", "audio", "video", "embed", "object")
_ANY_PLAYER = pattern(rf"<({'|'.join(_PLAYERS)})\b", re.IGNORECASE)
# Written as if it were empty, it would swallow the rest of the page.
_SELF_CLOSED = pattern(r"<(iframe|audio|video|object)\b([^<>]*)/>", re.IGNORECASE)
_ADDRESS = {"iframe": ("src", "data-src"), "embed": ("src",), "object": ("data",)}
_SOURCES = "source, embed, param[name=movie], param[name=src]"
_BLOCKS = frozenset({"body", "div", "section", "article", "figure", "main", "center", "blockquote", "li"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """What a body plays: its absolute address, by which element, and the title and type it gives.

    The kind ``link`` is a plain link to a media file.
    """

    url: str
    kind: Literal["iframe", "audio", "video", "link"]
    title: str = ""
    type: str = ""


def replace_embeds(html: str, base: str) -> tuple[str, tuple[Embed, ...]]:
    """Return the HTML with links in place of players, and the players in their order.

    Without a base, a relative address stays as it was written.
    """
    if not _ANY_PLAYER.search(html):
        return html, ()
    tree = LexborHTMLParser(tame(_SELF_CLOSED.sub(r"<\1\2></\1>", html)))
    body = tree.body
    if body is None:
        return html, ()
    embeds: list[Embed] = []
    for node in body.css(", ".join(_PLAYERS)):
        if _inside_player(node):
            continue
        found = list(_embeds_of(node, base))
        embeds.extend(found)
        _replace(tree, node, found)
    return body.inner_html or "", tuple(embeds)


def _inside_player(node: Any) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in _PLAYERS:
            return True
        parent = parent.parent
    return False


def _embeds_of(node: Any, base: str) -> Iterator[Embed]:
    kind: Any = node.tag if node.tag in ("audio", "video") else "iframe"
    title = " ".join((node.attributes.get("title") or "").split())
    seen: set[str] = set()
    for address, mime in _addresses(node):
        url = _playable(address.strip(), base)
        if url and url not in seen:
            seen.add(url)
            yield Embed(url=url, kind=kind, title=title, type=mime)


def _playable(address: str, base: str) -> str:
    """Return an address made absolute where there is a base, or "" for one that plays nothing."""
    try:
        url = urls.resolve(address, base)
    except BadValueError:
        return ""
    is_web = url.lower().startswith(("http://", "https://"))
    return url if is_web or (url and not base and not urls.is_absolute(url)) else ""


def _addresses(node: Any) -> Iterator[tuple[str, str]]:
    """Yield the addresses of a player, each with its type; those of its sources come last."""
    for name in _ADDRESS.get(node.tag, ("src",)):
        address = node.attributes.get(name)
        if address and address.strip() not in ("", "about:blank"):
            yield address, node.attributes.get("type") or ""
            break
    for source in node.css(_SOURCES) if node.tag not in ("iframe", "embed") else ():
        address = source.attributes.get("value" if source.tag == "param" else "src")
        if address:
            yield address, source.attributes.get("type") or ""


def _replace(tree: Any, node: Any, found: list[Embed]) -> None:
    """Put a link to the first address where the player stood, in a paragraph where that was one."""
    if not found:
        node.decompose()
        return
    link = tree.create_node("a")
    link.attrs["href"] = found[0].url
    link.insert_child(found[0].title or readable(found[0].url))
    if node.parent is not None and node.parent.tag in _BLOCKS:
        paragraph = tree.create_node("p")
        paragraph.insert_child(link)
        link = paragraph
    if node.parent is not None and node.parent.tag == "noscript":
        node = node.parent  # it goes with all that is in it; nobody runs scripts here
    node.replace_with(link)


def readable(url: str) -> str:
    """Return an address as the text of a link: host and path."""
    parts = urlsplit(url)
    return unquote(parts.netloc.removeprefix("www.") + parts.path).rstrip("/") or url


def linked_media(links: Sequence[str], embeds: Iterable[Embed]) -> Iterator[Embed]:
    """Yield the links that lead to media files and are not players' own."""
    if not names_media("\n".join(links)):
        return
    known = {embed.url for embed in embeds}
    for url in dict.fromkeys(links):
        if url not in known and looks_like_media(url):
            yield Embed(url=url, kind="link")
