"""A feed becomes a folder of posts and a podfeed.toml, from which the same feed can be rendered.

Notes are kept verbatim in `.html` posts, so that they never go through Markdown; guids, titles and all
other values letter by letter: where podfeed would read a value otherwise, it stands as `{ exact: … }`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podfeed import urls
from podfeed.build.aliases import ALIASES
from podfeed.build.episode import PARTS
from podfeed.build.fields import ROWS
from podfeed.build.parts import take
from podfeed.build.permalinks import slugify
from podfeed.check import check
from podfeed.files import write_whole
from podfeed.model import Episode, Show
from podfeed.notes import make_notes, to_text
from podfeed.plain import plain, toml, yaml
from podfeed.problems import BadValueError, Place, Problem, ProblemsError

_LONGEST = 60  # characters of a slug
# Fields that are written apart, or follow from others.
_APART = frozenset(
    {"enclosure", "duration", "publish_date", "notes", "link", "links", "people", "guid_is_permalink"}
)
_SHOW_APART = frozenset({"episodes", "problems", "generator", "last_build_date", "extra"})
_MARKUP = re.compile(r"<[a-z!/][^>]*>|&(?:\w+|#\d+);", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote."""

    settings: Path
    posts: tuple[Path, ...]


def import_show(show: Show, folder: Path) -> Imported:
    """Write a post for each episode, and settings above them; nothing that exists is overwritten."""
    settings = folder / "podfeed.toml"
    files = dict(_posts(show, folder))
    existing = [path for path in (settings, *files) if path.exists()]
    if existing:
        raise ProblemsError(
            [
                Problem(
                    rule="import-exists",
                    severity="error",
                    message="there is such a file already, and nothing is overwritten",
                    place=Place(file=str(path)),
                    hint="import into an empty folder",
                )
                for path in existing
            ]
        )
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in {settings: _settings(show), **files}.items():
        write_whole(path, text.encode())
    return Imported(settings, tuple(files))


# -- the settings


def _settings(show: Show) -> str:
    lines = ["# Written by podfeed import.", "", "[show]"]
    lines += [
        f"{name} = {toml(_setting(name, value))}" for name, value in show.given() if name not in _SHOW_APART
    ]
    if show.extra:
        lines.append(f"extra = {toml([each.xml for each in show.extra])}")
    lines += [
        "",
        "[content]",
        'path = "."',
        'select = { layout = "episode" }',
        'permalink = "permalink"',
        "links = false",
        "future = true",
        'missing_audio = "keep"',
        "",
        "[validate]",
    ]
    broken = sorted({problem.rule for problem in check(show)} | _UNAVOIDABLE)
    lines += ["# What the feed broke before it came here, and what an import cannot mend.", "ignore = ["]
    lines += [f"    {toml(rule)}," for rule in broken]
    return "\n".join([*lines, "]", ""])


def _setting(name: str, value: Any) -> Any:
    """Return a field of the show as the settings have it: what it does not say, it must not be given."""
    if name == "people":
        return [{"role": "", **person} for person in plain(value)]
    return {"owner": "", **plain(value)} if name == "locked" else plain(value)


_UNAVOIDABLE = frozenset(
    {
        "audio-missing",
        "enclosure-length-unknown",
        "enclosure-type-unknown",
        "item-description-too-long",
        "notes-template-removed",
        "pubdate-missing",
        "show-guid-invalid",
    }
)


# -- the posts


def _posts(show: Show, folder: Path) -> Iterator[tuple[Path, str]]:
    used: set[str] = set()
    for episode in show.episodes:
        stem = _stem(episode, used)
        suffix, body = _body(episode)
        yield folder / f"{stem}{suffix}", f"---\n{yaml(_front_matter(episode))}\n---\n{body}\n"


def _stem(episode: Episode, used: set[str]) -> str:
    """Return the name of a post: its date and title, and a number where that is taken."""
    words = slugify(episode.title or "")[:_LONGEST].strip("-") or "episode"
    date = f"{episode.publish_date:%Y-%m-%d}-" if episode.publish_date else ""
    stem, number = f"{date}{words}", 1
    while stem.casefold() in used:
        number += 1
        stem = f"{date}{words}-{number}"
    used.add(stem.casefold())
    return stem


def _body(episode: Episode) -> tuple[str, str]:
    """Return how the notes are written, and the notes: as they are where they are HTML."""
    notes = episode.notes or episode.description or ""
    if not is_html(notes):
        made = to_text(make_notes(notes, markup="markdown", base="").html)
        if made.split() == notes.split():
            return ".md", notes
    return ".html", as_body(notes)


def is_html(notes: str) -> bool:
    """Say whether notes are HTML, and not plain text."""
    return _MARKUP.search(notes) is not None


def as_body(notes: str) -> str:
    """Return notes as the body of a post: braces in them are no template."""
    return f"{{% raw %}}{notes}{{% endraw %}}" if "{" in notes else notes


def _front_matter(episode: Episode) -> dict[str, Any]:
    """Return the front matter of an episode: each field in the form that is read back as it is."""
    meta: dict[str, Any] = {"layout": "episode"}
    readers = {row.name: row.read for row in ROWS}
    for name, value in episode.given():
        if name in _APART or (name not in readers and name not in PARTS and name != "extra"):
            continue
        if name == "extra":
            meta["extra"] = [each.xml for each in episode.extra]
        elif name in readers:
            meta[_key(name)] = _readable(readers[name], value)
        else:
            meta[_key(name)] = _part(name, value)
    return {**meta, **_apart(episode)}


def _key(name: str) -> str:
    """Return the first key that is read for a field."""
    return ALIASES[name][0].key


def _part(name: str, value: Any) -> Any:
    """Return a part as plain data, asking to be taken letter by letter where it would be read otherwise."""
    written = plain(value)
    try:
        same = take(PARTS[name], _as_text(written), urls.encoded) == value
    except BadValueError:
        same = False
    return written if same else {"exact": written}


def _readable(read: Any, value: Any) -> Any:
    """Return a value as it is if it would be read as itself, else asking to be taken letter by letter."""
    written = plain(value)
    try:
        same = read(_as_text(written)) == value
    except BadValueError:
        same = False
    return written if same else {"exact": written}


def _as_text(value: Any) -> Any:
    """Return a value as YAML's scalars are read: as text."""
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    return str(value).lower() if isinstance(value, bool) else str(value)


def _apart(episode: Episode) -> Mapping[str, Any]:
    """Return what has forms of its own: date, page, people, links, audio."""
    meta: dict[str, Any] = {}
    if episode.publish_date is not None:
        meta["date"] = episode.publish_date.isoformat()
    if episode.guid is not None:
        meta["guid_is_permalink"] = episode.guid_is_permalink
    if episode.link is not None:
        meta["permalink"] = episode.link
    if episode.people:
        meta["persons"] = _part("people", episode.people)
    if episode.links:
        meta["links"] = plain(episode.links)
    if episode.duration is not None:
        meta["duration"] = plain(episode.duration)
    if episode.enclosure is not None:
        meta["audio"] = {**plain(episode.enclosure), "exact": True}
    return meta
