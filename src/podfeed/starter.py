"""`podfeed init`: a podfeed.toml to begin with, filled in from what is found.

What is not found stands there commented out, so that no placeholder is ever published.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from podfeed.build.audio_names import in_front_matter
from podfeed.build.keys import lookup
from podfeed.config.sites import find_site
from podfeed.config.table import SETTINGS, Setting
from podfeed.files import read_text, write_whole
from podfeed.plain import toml
from podfeed.posts import Post, read_content
from podfeed.posts.data import read_data
from podfeed.problems import Place, Problem, ProblemsError

# Where the generators keep posts, the likeliest first.
_FOLDERS = (
    "_posts",
    "_episodes",
    "content/episodes",
    "content/episode",
    "content/podcast",
    "src/content/episodes",
    "src/content/podcast",
    "src/content",
    "src/posts",
    "src/episodes",
    "content",
    "source",
    "posts",
    "episodes",
    "docs",
)
_STATIC = ("static", "public", "assets")
_PELICAN = {
    "title": "SITENAME",
    "author": "AUTHOR",
    "link": "SITEURL",
    "language": "DEFAULT_LANG",
    "timezone": "TIMEZONE",
}
_MKDOCS = {
    "title": "site_name",
    "description": "site_description",
    "author": "site_author",
    "link": "site_url",
}
_SHOW_DOCS = (
    ("title", '"The name of the show"', "The name of the show."),
    ("description", '"What it is about."', "What it is about, at most 4,000 bytes."),
    ("link", '"https://www.example.org/"', "The show's page; relative links resolve against it."),
    ("feed_url", '"https://www.example.org/feed.xml"', "Where the feed will be. It settles the identities of all episodes: choose it well."),
    ("language", '"en"', "The language that is spoken: en, de, pt-BR."),
    ("author", '"Who makes it"', "Who makes it."),
    ("owner", '{ name = "…", email = "…" }', "Whom a directory writes to."),
    ("image", '"/cover.jpg"', "A square cover, 1400 to 3000 pixels, .jpg or .png."),
    ("categories", '["Technology", "Business > Careers"]', "Apple's categories, the best first."),
    ("explicit", "false", "Whether there is strong language."),
)  # fmt: skip


def init(folder: Path) -> Path:
    """Write podfeed.toml in a folder and return its path; one that exists is never overwritten."""
    path = folder / "podfeed.toml"
    if path.exists():
        raise ProblemsError(
            [
                Problem(
                    rule="settings-exist",
                    severity="error",
                    message="there are settings already, and they are not overwritten",
                    place=Place(file=str(path)),
                    hint="edit them, or move them away first",
                )
            ]
        )
    write_whole(path, propose(folder).encode())
    return path


def propose(folder: Path) -> str:
    """Return the text of a podfeed.toml for a folder."""
    show, content = _found(folder)
    lines = ["# How podfeed makes a podcast feed of this site.", "", "[show]"]
    for key, example, doc in _SHOW_DOCS:
        lines += _line(key, show.get(key), example, doc)
    for name in ("content", "media", "validate"):
        rows = [row for row in SETTINGS if row.section == name]
        values = content if name == "content" else {}
        lines += ["", f"[{name}]" if values else f"# [{name}]"]
        for row in rows:
            lines += _setting(row, values)
    return "\n".join(lines) + "\n"


def _setting(row: Setting, values: Mapping[str, Any]) -> Iterator[str]:
    return _line(row.key, values.get(row.key), row.example, row.doc)


def _line(key: str, value: Any, example: str, doc: str) -> Iterator[str]:
    yield f"# {doc}"
    yield f"{key} = {toml(value)}" if value is not None else f"# {key} = {example}"


def _found(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the folder says of the show, and of where its posts are."""
    show: dict[str, Any] = {}
    content: dict[str, Any] = {}
    site = find_site(folder)
    if site is not None and site.path.parent.resolve().is_relative_to(folder.resolve()):
        show.update(site.show)
        if site.permalink:
            content["permalink"] = site.permalink
        if site.timezone:
            content["timezone"] = site.timezone
    for name, value in (*_pelican(folder), *_mkdocs(folder)):
        target = content if name == "timezone" else show
        target.setdefault(name, value)
    path = next((name for name in _FOLDERS if _holds_posts(folder / name)), None)
    if path is not None:
        content["path"] = path
        content.update(_select(folder / path))
    static = next((name for name in _STATIC[:2] if (folder / name).is_dir()), None)
    if static is not None:
        content["static"] = static
    return _sound(show), content


def _sound(show: dict[str, Any]) -> dict[str, Any]:
    """Leave out what would be refused: a link without its host, a language that is none."""
    if not re.match(r"https?://[^/\s]+", str(show.get("link", ""))):
        show.pop("link", None)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(show.get("language", ""))):
        show.pop("language", None)
    return show


def _pelican(folder: Path) -> Iterator[tuple[str, str]]:
    """Read Pelican's settings as text: they are a program, and nobody else's is run here."""
    path = folder / "pelicanconf.py"
    text = read_text(path) if path.is_file() else ""
    for name, constant in _PELICAN.items():
        pattern = rf"^(?:\w+\s*=\s*)*{constant}\s*=\s*(?:\w+\s*=\s*)*u?(['\"])(.*?)\1"
        match = re.search(pattern, text, re.MULTILINE)
        if match and match[2].strip():
            yield name, match[2].replace("_", "-") if name == "language" else match[2]


def _mkdocs(folder: Path) -> Iterator[tuple[str, str]]:
    path = folder / "mkdocs.yml"
    if not path.is_file():
        return
    try:
        value, _text = read_data(path, read_text(path))
    except ProblemsError:
        return
    for name, key in _MKDOCS.items():
        if isinstance(value, dict) and isinstance(value.get(key), str) and value[key].strip():
            yield name, value[key]


def _holds_posts(folder: Path) -> bool:
    return folder.is_dir() and any(isinstance(item, Post) for item in _posts(folder))


def _posts(folder: Path) -> Iterator[Post]:
    try:
        yield from (item for item in read_content(folder) if isinstance(item, Post))
    except ProblemsError:
        return


def _select(folder: Path) -> dict[str, Any]:
    """Propose a select where some posts say that they are episodes and the others have no audio."""
    said: Counter[tuple[str, str]] = Counter()
    others = 0
    for post in _posts(folder):
        words = [pair for pair in _words(post) if pair[1].lower() in ("podcast", "episode")]
        said.update(words)
        if not words and in_front_matter(post, {}):
            return {}
        others += not words
    if not said or not others:
        return {}
    (key, word), _number = said.most_common(1)[0]
    return {"select": {key: word}}


def _words(post: Post) -> Iterator[tuple[str, str]]:
    """Yield what a post says that it is: key and word."""
    for key in ("category", "categories", "type", "layout"):
        for _keys, value in lookup(post, (key,)):
            for item in value if isinstance(value, list) else [value]:
                yield key, str(item).strip()
