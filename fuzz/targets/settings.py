"""Settings: podfeed.toml, the configuration of sites, data files of people, podfeed.lock."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from podfeed import ProblemsError, Show
from podfeed.api import feeds_of, settings_of
from podfeed.build.gather import Brief
from podfeed.build.guards import Accepted, guard
from podfeed.build.known import Known
from podfeed.build.published import new_lock
from podfeed.build.show import read_show
from podfeed.build.sources import Report
from podfeed.config import Config
from podfeed.config.settings import MediaSettings
from podfeed.config.sites import find_site
from podfeed.lock import read_lock

from .common import SHOW, Target, choose, folder, lines_of, place, refused, sound, tellable

NOW = datetime(2026, 1, 1, tzinfo=UTC)
POST = b"""---
title: First
date: 2021-12-02
description: A walk.
season: 1
episode: 2
hosts: [kim]
audio: https://cdn.example/a.mp3
length: 24000000
duration: 3000
---
The sea.
"""
TOML = ("podfeed.toml", "pyproject.toml")


def settings(data: bytes) -> None:
    """Settings are refused at their lines, or build a feed that is sound."""
    name, data = choose(data, TOML)
    path = _fresh("settings", name, data)
    place("settings/content/2021-12-03-without-audio.md", POST.partition(b"audio:")[0] + b"---\nThe sea.\n")
    with refused():
        try:
            config = settings_of(path.parent / "content", path)
        except ProblemsError as error:
            tellable(error.problems, file=str(path), lines=lines_of(data))
            return
        _built(_here(config), path, data)


def _fresh(site: str, name: str, data: bytes) -> Path:
    """Write a site of one post and one further file, and return the path of that."""
    shutil.rmtree(folder() / site, ignore_errors=True)
    place(f"{site}/content/first.md", POST)
    return place(f"{site}/{name}", data)


def _here(config: Config) -> Config:
    """Return settings that lead nowhere else: what they say of paths is the word of who owns the machine."""
    media = replace(config.media, root=None, feed=None, chapters=None, probe_remote=False)
    media = media if config.media.chapters_url is None else MediaSettings()
    content = replace(config.content, path=folder() / config.folder.name / "content", static=None)
    return replace(config, media=media, content=content)


def _built(config: Config, path: Path, data: bytes) -> None:
    for feed in feeds_of(config, Brief(now=NOW)):
        tellable(feed.problems, file=str(path), lines=lines_of(data))
        sound(feed.show)


SITES = (
    "_config.yml",
    "hugo.toml",
    "config.yaml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/params.yaml",
    "people.yml",
    "people.json",
    "people.toml",
)
PEOPLE = '[show]\ntitle = "x"\nlink = "https://show.example/"\nfeed_url = "https://show.example/feed.xml"\n'


def sites(data: bytes) -> None:
    """The configuration of a site gives what it can of the show, and a value of it has its line."""
    name, data = choose(data, SITES)
    path = _fresh("site-of", name, data)
    if name.endswith("params.yaml"):
        place("site-of/config/_default/hugo.toml", b'title = "x"\n')
    people = name.startswith("people")
    config = place("site-of/podfeed.toml", f'people = "{name}"\n{PEOPLE}'.encode()) if people else None
    site = None if people else find_site(path.parent.parent.parent if "/" in name else path.parent)
    if site is not None:
        for field in site.show:
            assert site.place(field).line is not None
    with refused():
        found = settings_of(folder() / "site-of" / "content", config)
        if people:
            _built(_here(found), path, data)
            return
        report = Report()
        fields = read_show(found, report)
        tellable(report.problems, file=str(path), lines=lines_of(data))
        sound(Show(**fields.values))


SETTINGS = (
    SHOW
    + b"""[content]
path = "content"
"""
)


def lock(data: bytes) -> None:
    """A lock is refused at its line, or written as it is read; a render by it is sound, and renews it."""
    path = _fresh("locked", "podfeed.lock", data)
    config = place("locked/podfeed.toml", SETTINGS)
    place("locked/content/ep.mp3", b"\xff\xfb\x90\0" + bytes(413))
    place(
        "locked/content/second.md",
        POST.replace(b"https://cdn.example/a.mp3\nlength: 24000000\nduration: 3000", b"ep.mp3"),
    )
    try:
        found = read_lock(path)
    except ProblemsError as error:
        tellable(error.problems, file=str(path), lines=lines_of(data))
        return
    assert found is not None
    path.write_text(found.text(), "utf-8")
    again = read_lock(path)
    assert again == found, "the lock is read back otherwise"
    known = Known(lock=found)
    with refused():
        built = list(feeds_of(settings_of(None, config), Brief(now=NOW, known=known)))
        guarded = guard(found, built, Accepted(), path)
        tellable(guarded.problems)
        for feed in built:
            tellable(feed.problems)
            sound(feed.show)
            renewed = new_lock(found, feed.show.guid, feed.cards, guarded)
            path.write_text(renewed.text(), "utf-8")
            assert read_lock(path) == renewed, "the new lock is read back otherwise"


# fmt: off
TARGETS = (
    Target(
        name="settings",
        take=settings,
        what="podfeed.toml and [tool.podfeed] of pyproject.toml, to a feed of one post",
        names=TOML,
        most=2048,
        words=(
            "[show]\n", "[content]\n", "[media]\n", "[derive]\n", "[validate]\n", "[limits]\nnesting = ", "[fields]\n", "[seasons]\n", "[people]\n", "[feeds.a]\n",
            "[tool.podfeed.show]\n", "title = ", "link = ", "feed_url = ", "timezone = ", "default_time = ", "select = { category = ",
            "permalink = ", "base_url = ", "prefix = ", "types = { ", "ignore = [", "profiles = [", "limit = ", "output = ", "include = [",
            "exclude = [", "categories = [", "owner = { email = ", "people = [", "funding = ", "value = ", '"""', "'''", "1979-05-27",
            "07:32:00", "inf", "nan", "[[", "]]", "\\uD7FF", "{", "guid = ", "explicit = ", "image = ", "language = ", "kim = { name = ",
            ":year/:title", "{episode:03}", "audio = \"https://cdn.example/{", "{date:%Y", "{slug", "{title!r:>", "}\"", "trailers = ", "extra = [", "txt = ", "locked = ", "update_frequency = ",
        ),
    ),
    Target(
        name="sites",
        take=sites,
        what="configurations of Jekyll and Hugo in YAML, TOML and JSON; data files of people",
        names=SITES,
        most=2048,
        words=(
            "title: ", "url: ", "baseurl: ", "baseURL = ", "[params]\n", "params: ", "author: ", "email: ", "permalink: ", "timezone: ",
            "timeZone = ", "languageCode = ", '"params": {', "podcast:\n  ", "- id: ", "name: ", "href: ", "image: ", "role: ", "&a ", "*a",
            "<<: ", "[author]\n", "{", "[", "]", "}", "locale: ", "\\ud800", "%", ":year", "!!null ", "~",
        ),
    ),
    Target(
        name="lock",
        take=lock,
        what="podfeed.lock: read, written, guarding a render, renewed",
        most=2048,
        words=(
            '{"version": 1, "guid": ', '"episodes": [', "null]}", '"guid": ', '"post": ', '"date": ', '"url": ', '"length": ', '"duration": ',
            '"type": ', '"hash": ', '"chapters": [', '"start": ', '"title": ', "NaN", "Infinity", "1e999", "\\ud800", "true", "first.md",
            "second.md", "2021-12-02T00:00:00+00:00", "<<<<<<< ", ">>>>>>> ", "-1", '"toc": ', '"end": ',
        ),
    ),
)
# fmt: on
