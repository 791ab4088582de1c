"""Two shows compared, the first of which must be found again in the second: the proof of an import."""

from __future__ import annotations

from collections import Counter
from typing import Any

from podfeed.imports.posts import as_body, is_html
from podfeed.lazily import dataclass
from podfeed.model import Episode, Show
from podfeed.notes import make_notes, safe_html, to_text

# What a render settles anew.
_OWN = frozenset({"problems", "generator", "last_build_date", "episodes"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not what it was: whose, which, and both."""

    whose: str
    field: str
    was: Any
    is_now: Any


@dataclass(frozen=True, slots=True)
class Proof:
    """What a comparison found: how many episodes, what differs, what became of players, what is new.

    ``added`` counts, by field, values where the source said nothing.
    """

    episodes: int
    differences: tuple[Difference, ...]
    embeds: tuple[tuple[str, str], ...]
    added: Counter[str]


def prove(source: Show, made: Show) -> Proof:
    """Compare every value of the source with that of the show that was made from it.

    Notes are compared after sanitising both; what the source does not say may have been filled in.
    Episodes stand for each other in the order of their guids and dates.
    """
    differences = [_difference("the show", name, value, made) for name, value in source.given()]
    embeds: list[tuple[str, str]] = []
    for was, now in zip(_ordered(source), _ordered(made), strict=False):
        differences += _episode(was, now, source.link or "")
        embeds += [(was.title or "", link.href) for link in now.links if link not in was.links]
    if len(source.episodes) != len(made.episodes):
        counts = len(source.episodes), len(made.episodes)
        differences.append(Difference("the show", "episodes", *counts))
    found = tuple(each for each in differences if each is not None)
    pairs: list[tuple[Any, Any]] = [(source, made), *zip(_ordered(source), _ordered(made), strict=False)]
    added = Counter(name for was, now in pairs for name in _names(now) - _names(was))
    return Proof(len(source.episodes), found, tuple(embeds), added)


def _names(owner: Show | Episode) -> set[str]:
    return {name for name, _value in owner.given()} - _OWN


def _ordered(show: Show) -> list[Episode]:
    return sorted(
        show.episodes,
        key=lambda episode: (
            episode.guid or "",
            str(episode.publish_date or ""),
            episode.title or "",
            episode.enclosure.url if episode.enclosure else "",
            *(each.xml for each in episode.extra),
        ),
    )


def _difference(whose: str, name: str, value: Any, made: Any) -> Difference | None:
    now = getattr(made, name)
    return None if name in _OWN or now == value else Difference(whose, name, value, now)


def _episode(was: Episode, now: Episode, base: str) -> list[Difference | None]:
    whose = f"“{was.title or was.guid or '?'}”"
    found: list[Difference | None] = []
    for name, value in was.given():
        if name == "notes":
            page = now.link or base
            made = make_notes(as_body(value), markup="html", base=page).html
            same = value == now.notes or made == safe_html(now.notes or "", base=page)
            same = same or (not is_html(value) and to_text(now.notes or "").split() == value.split())
            found.append(None if same else Difference(whose, name, value, now.notes))
        elif name == "links":
            lost = [link for link in was.links if link not in now.links]
            found.append(Difference(whose, name, lost, now.links) if lost else None)
        else:
            found.append(_difference(whose, name, value, now))
    return found
