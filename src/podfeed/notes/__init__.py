"""A post's body becomes the notes of an episode: safe HTML, plain text, embeds and links.

`templates` and `jsx` take out what only the site's generator understands, `markdown` and `embeds` make
HTML of Markdown and links of players, `sanitise` makes it safe (`written` sooner, where no HTML stood in the
body), `text` makes it plain, and `limits` keeps hostile bodies from the parsers.
"""

from __future__ import annotations

from typing import Literal

from podfeed.lazily import dataclass
from podfeed.notes.embeds import Embed, linked_media, replace_embeds
from podfeed.notes.limits import encodable, is_too_much
from podfeed.notes.markdown import converted
from podfeed.notes.sanitise import Safe, sanitise
from podfeed.notes.templates import strip_templates
from podfeed.notes.text import cut, first_heading, first_text, inert, to_text
from podfeed.notes.written import holds_html, written

Markup = Literal["markdown", "html", "mdx", "rst"]

__all__ = ["Embed", "Markup", "Notes", "cut", "first_text", "inert", "make_notes", "safe_html", "to_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The notes of a post.

    ``html`` is safe, its URLs absolute and its players plain links; ``embeds`` are those players and
    the links to media files; ``links`` every address in the HTML; ``removed`` the number of template
    tags that were taken out; ``heading`` the text of the first ``<h1>``;
    ``flattened`` says that they had too many tags, or too deep ones, and are text alone; ``rare``
    is what `Safe` says.
    """

    html: str = ""
    embeds: tuple[Embed, ...] = ()
    links: tuple[str, ...] = ()
    removed: int = 0
    heading: str = ""
    flattened: bool = False
    rare: frozenset[str] | None = None


def make_notes(body: str, *, markup: Markup, base: str) -> Notes:
    """Return the notes that a body makes; relative URLs resolve against `base`.

    Without a base, relative links and images lose their address and players keep theirs as written.
    ``rst`` stands for a body that docutils made HTML already.
    """
    if not body.strip():
        return Notes()
    if markup in ("markdown", "mdx"):
        try:
            return _made(body, markup, base)
        except UnicodeEncodeError:  # the library says so by itself, and hardly ever
            pass
    return _made(encodable(body), markup, base)


def _made(body: str, markup: Markup, base: str) -> Notes:
    body, removed = strip_templates(body, markup=markup)
    is_markdown = markup in ("markdown", "mdx")
    html, only_links = converted(body) if is_markdown else (body, False)
    flattened = is_too_much(html)
    embeds: tuple[Embed, ...] = ()
    own = is_markdown and not flattened and not holds_html(body)
    safe = written(html, base, only_links=only_links) if own else None
    if safe is None:
        html, embeds = replace_embeds(html, base)
        safe = sanitise(html, base)
    return Notes(
        html=safe.html,
        embeds=(*embeds, *linked_media(safe.links, embeds)),
        links=safe.links,
        removed=removed,
        heading=first_heading(safe.html) if safe.headed else "",
        flattened=flattened,
        rare=safe.rare,
    )


def safe_html(html: str, *, base: str) -> str:
    """Return HTML without anything that an app should not show."""
    safe: Safe = sanitise(html, base)
    return safe.html
