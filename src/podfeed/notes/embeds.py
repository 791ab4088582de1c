"""Players in a page become plain links, because apps show none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from podfeed import urls
from podfeed.mime import looks_like_media
from podfeed.problems import BadValueError

_PLAYERS = ("iframe", "audio", "video", "embed", "object")
_ANY_PLAYER = re.compile(rf"<({'|'.join(_PLAYERS)})\b", re.IGNORECASE)
_ADDRESS = {"iframe": ("src", "data-src"), "embed": ("src",), "object": ("data",)}
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
    """Return the HTML with links in place of players, and the players in their order."""
    if not _ANY_PLAYER.search(html):
        return html, ()
    tree = LexborHTMLParser(html)
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
    kind: Any = "video" if node.tag == "video" else "audio" if node.tag == "audio" else "iframe"
    for address, mime in _addresses(node):
        try:
            url = urls.resolve(address.strip(), base)
        except BadValueError:
            continue
        if url.lower().startswith(("http://", "https://")):
            title = (node.attributes.get("title") or "").strip()
            yield Embed(url=url, kind=kind, title=title, type=mime)


def _addresses(node: Any) -> Iterator[tuple[str, str]]:
    """Yield the addresses of a player, each with its type; those of its sources come last."""
    for name in _ADDRESS.get(node.tag, ("src",)):
        address = node.attributes.get(name)
        if address and address.strip() not in ("", "about:blank"):
            yield address, node.attributes.get("type") or ""
            break
    for source in node.css("source, embed") if node.tag not in ("iframe", "embed") else ():
        if source.attributes.get("src"):
            yield source.attributes["src"], source.attributes.get("type") or ""


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
    node.replace_with(link)


def readable(url: str) -> str:
    """Return an address as the text of a link: host and path."""
    parts = urlsplit(url)
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/")


def linked_media(links: Iterable[str], embeds: Iterable[Embed]) -> Iterator[Embed]:
    """Yield the links that lead to media files and are not players' own."""
    known = {embed.url for embed in embeds}
    for url in dict.fromkeys(links):
        if url not in known and looks_like_media(url):
            yield Embed(url=url, kind="link")
