"""The notes of an episode, its description, and the links that go with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any

from podfeed import urls
from podfeed.build.fields import DESCRIPTION_LIMIT
from podfeed.build.keys import is_exact, is_nothing
from podfeed.build.parts import parts_of, take
from podfeed.build.sources import Draft, InPost, Source
from podfeed.config import Config
from podfeed.model import Link
from podfeed.notes import Notes, first_text, inert
from podfeed.posts import fold
from podfeed.problems import BadValueError

_HREF = ("href", "url", "link", "src")
_TITLE = ("title", "name", "text", "label")
_LINKS = parts_of("item")["links"]
_BODY = Source("the body")
_EMBEDDED = Source("what the body embeds")
_FIRST = Source("the first paragraphs of the body")


def settle(draft: Draft, notes: Notes, config: Config, base: str) -> None:
    """Give the draft its notes, description and links."""
    if notes.removed:
        draft.report.warning(
            "notes-template-removed",
            f"{notes.removed} template tag{'s' * (notes.removed > 1)} of the site "
            f"{'were' if notes.removed > 1 else 'was'} taken out of the notes",
            draft.post.body_place(),
            hint="what they show on the page is not in the feed; write it as Markdown to have it",
        )
    if notes.flattened:
        draft.report.warning(
            "notes-flattened",
            "the notes nest deeper than 512 elements, or have more than 250,000 tags: they become plain text",
            draft.post.body_place(),
            hint="close the elements, or shorten the notes",
        )
    _links(draft, notes, config, base)
    html = notes.html
    if config.content.links:
        html += _listed([link for link in draft.get("links") or () if not _held(link, notes)])
    draft.set("notes", html.strip(), _BODY)
    if draft.get("description") is None and config.derive.description:
        text = first_text(notes.html, limit=DESCRIPTION_LIMIT)
        draft.set("description", inert(text), _FIRST)


def _links(draft: Draft, notes: Notes, config: Config, base: str) -> None:
    """Gather the links of the front matter, then what the body embeds, each address once."""
    found: dict[str, Link] = {}
    source: Source = _EMBEDDED
    for keys, value in draft.offers.of("links"):
        source = InPost(draft.post, keys)
        if is_exact(value):
            found |= {link.href: link for link in _exact(value, draft, source)}
            continue
        for target, title in _pairs(value):
            try:
                href = urls.resolve(target, base)
            except BadValueError as error:
                draft.report.bad_value("link-invalid", error, source.find(), severity="warning")
                continue
            found.setdefault(href, Link(href=href, title=title))
    own = draft.get("bare_url")
    for embed in notes.embeds:
        if embed.kind != "link" and embed.url != own and urls.is_absolute(embed.url):
            found.setdefault(embed.url, Link(href=embed.url, title=embed.title or None))
    draft.set("links", tuple(found.values()), source)


def _exact(value: Mapping[str, Any], draft: Draft, source: Source) -> tuple[Link, ...]:
    try:
        links: tuple[Link, ...] = take(_LINKS, value["exact"], str, exact=True)
    except BadValueError as error:
        draft.report.bad_value("link-invalid", error, source.find(), severity="warning")
        return ()
    return links


def _pairs(value: Any) -> Iterator[tuple[str, str | None]]:
    """Yield address and title of each link: a text, a list, or a mapping of names to URLs."""
    if isinstance(value, list):
        for item in value:
            yield from _pairs(item)
    elif isinstance(value, Mapping):
        yield from _from_mapping(value)
    elif isinstance(value, str) and not is_nothing(value):
        yield from ((line.strip(), None) for line in value.splitlines() if line.strip())


def _from_mapping(value: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    folded = {fold(str(key)): item for key, item in value.items()}
    for name in _HREF:
        href = folded.get(name)
        if isinstance(href, str) and not is_nothing(href):
            titles = (folded[key] for key in _TITLE if not is_nothing(folded.get(key)))
            title = next(titles, None)
            yield href.strip(), _plain(title)
            return
    for name, target in value.items():
        if isinstance(target, str) and urls.is_absolute(str(name)):  # `- https://…: A title`
            yield str(name).strip(), _plain(target)
        elif isinstance(target, str) and not is_nothing(target):
            yield target.strip(), _plain(name)
        elif isinstance(target, Mapping):
            yield from _from_mapping({"title": name, **target})


def _plain(title: Any) -> str | None:
    return None if title is None else unescape(str(title)).strip()


def _held(link: Link, notes: Notes) -> bool:
    return link.href in notes.links


def _listed(links: list[Link]) -> str:
    """Return a list of links in HTML."""
    if not links:
        return ""
    rows = (
        f'<li><a href="{escape(link.href)}">{escape(link.title or urls.shown(link.href), quote=False)}'
        "</a></li>"
        for link in links
    )
    return "\n<ul>\n" + "\n".join(rows) + "\n</ul>"
