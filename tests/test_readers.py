"""What readers in JavaScript make of feeds: podcast-partytime (Podcast Index) and feedsmith."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import podfeed
from podfeed.model.base import Model
from podfeed.tags import LIVE_ITEM, tags_of
from podfeed.tags.spec import Tag
from test_examples import EXAMPLES, SHOWS, seen
from whole_show import SHOW

READERS = Path(__file__).parent / "readers"


def read(feed: Path) -> Any:
    done = subprocess.run(
        ["node", str(READERS / "read.mjs"), str(feed)], capture_output=True, check=True, text=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", SHOWS)
@pytest.mark.usefixtures("_node")
def test_they_read_the_same(name: str) -> None:
    feed = EXAMPLES / name / "expected.xml"
    ours = {seen(episode) for episode in podfeed.parse(feed).episodes}
    for reader, items in read(feed)["items"].items():
        theirs = {
            (item["title"], item["guid"], item["url"], item["length"], int(item["duration"]))
            for item in items
        }
        assert theirs == ours, reader


@pytest.fixture
def _node() -> None:
    """Skip, with a reason, where the readers are not installed."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    if not (READERS / "node_modules").is_dir():
        pytest.skip("the readers are not: npm install in tests/readers")


# -- a show that uses every tag at every allowed place


def test_the_whole_show_uses_every_tag_and_attribute() -> None:
    """So that what is shown of it is shown of all: nobody can add a row and leave it out here."""
    for parent, owner in (
        ("channel", SHOW),
        ("item", SHOW.episodes[0]),
        (LIVE_ITEM.name, SHOW.live_items[0]),
    ):
        rows = tags_of("item" if parent == LIVE_ITEM.name else parent)
        for tag in (*rows, *((LIVE_ITEM,) if parent == "channel" else ())):
            if tag.field not in ("problems", "episodes"):
                _is_used(tag, getattr(owner, tag.field), f"{parent}.{tag.field}")


def _is_used(tag: Tag, value: Any, where: str) -> None:
    assert value not in (None, ()), where
    if tag.own is not None or tag.model is None or tag is LIVE_ITEM:
        return
    row = tag.inside or tag
    values = value if isinstance(value, tuple) else (value,)
    names = [attr.field for attr in row.attrs] + ([row.text] if row.text else [])
    for name in names:
        assert any(getattr(each, name) is not None for each in values), f"{where}.{name}"
    for child in row.children:
        inner = [getattr(each, child.field) for each in values]
        used = [each for each in inner if each not in (None, ())]
        assert used, f"{where}.{child.field}"
        if where.count(".") < 4:
            flat = [item for each in used for item in (each if isinstance(each, tuple) else (each,))]
            _is_used(child, tuple(flat), f"{where}.{child.field}")


def test_it_is_read_back_equal() -> None:
    feed = podfeed.render(SHOW)
    assert podfeed.parse(feed) == SHOW
    assert podfeed.render(podfeed.parse(feed)) == feed


Leaf = tuple[str, Any]


def ours(owner: Model, path: str = "") -> Iterator[Leaf]:
    """Yield each text, number and date of the model, with the way to it."""
    for name, value in owner.given():
        where = f"{path}.{name}".strip(".")
        if where in ("episodes", "live_items", "extra"):
            continue
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Model):
                yield from ours(item, where)
            elif not isinstance(item, bool):
                mark = {"images_srcset": ", ", "categories": " > "}.get(name)
                for each in item.split(mark) if mark else (item,):
                    yield where, _plain(each)


def theirs(value: Any) -> Iterator[Any]:
    """Yield each name, text and number that a reader saw; a list of keywords is its words."""
    if isinstance(value, dict):
        yield from map(str.casefold, value)
        for item in value.values():
            yield from theirs(item)
        yield f"{value.get('email')} ({value.get('name')})".casefold()
    elif isinstance(value, list):
        for item in value:
            yield from theirs(item)
        yield ", ".join(map(str, value)).casefold()
    elif isinstance(value, str):
        yield from map(_plain, value.split(" > "))
    elif value is not None:
        yield _plain(value)


def _plain(value: Any) -> Any:
    """Return a value as readers agree on it: dates in seconds, numbers as such, texts without case."""
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return _text(value) if isinstance(value, str) else float(value)


def _text(value: str) -> Any:
    try:
        return parsedate_to_datetime(value).timestamp()
    except ValueError:
        pass
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", value):
        return datetime.fromisoformat(value).timestamp()
    if re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3}", value):
        hours, minutes, seconds = value.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    return value.casefold()


# What a reader has no place for. A name stands for all that lies below it.
DOES_NOT_KNOW = {
    "partytime": {
        "channel": "docs itunes_title verify tags domain_categories social cloud text_input skip_hours "
        "skip_days rating thumbnails country_of_origin recent_count images update_frequency keywords "
        "rss_image.description atom_links.type atom_links.length atom_links.hreflang "
        "locations.rel locations.country publisher.remote_item.title "
        "publisher.remote_item.item_guid",
        "item": "links itunes_title tags order chapters funding images content_links domain_categories comments "
        "source creators atom_links media thumbnails player locations.rel locations.country author",
        # Of the length of a live item's other version it says 0, whatever the feed does.
        "live": "alternate_enclosures.length atom_links author chapters chapters_file comments creators "
        "domain_categories duration episode episode_display episode_type funding images itunes_title keywords "
        "license links locations media notes order player podcast_episode season_name social soundbites source "
        "subtitle summary tags thumbnails transcripts txts",
    },
    "feedsmith": {
        "channel": "images_srcset social",
        "item": "order funding content_links images_srcset",
        # Of a live item it reads the tags of the podcast namespace alone.
        "live": "atom_links author author_email chapters comments creators description domain_categories "
        "duration enclosure episode episode_type funding guid image images_srcset itunes_title keywords link "
        "links media notes order player source subtitle summary tags thumbnails title",
    },
}


@cache
def _whole(tmp: str) -> Any:
    path = Path(tmp) / "whole.xml"
    path.write_bytes(podfeed.render(SHOW))
    return read(path)["whole"]


@pytest.mark.parametrize("reader", ["partytime", "feedsmith"])
@pytest.mark.parametrize("part", ["channel", "item", "live"])
@pytest.mark.usefixtures("_node")
def test_they_see_every_value_of_every_tag_that_they_know(
    reader: str, part: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = _whole(str(tmp_path_factory.getbasetemp()))[reader]
    lives = "podcastLiveItems" if reader == "partytime" else "podcast"
    if part == "channel":
        mine: Model = SHOW
        its = {name: item for name, item in whole.items() if name not in ("items", "podcastLiveItems")}
        if reader == "feedsmith":
            its["podcast"] = {name: item for name, item in its["podcast"].items() if name != "liveItems"}
    elif part == "item":
        mine, its = SHOW.episodes[0], whole["items"][0]
    else:
        mine = SHOW.live_items[0]
        its = whole[lives][0] if reader == "partytime" else whole[lives]["liveItems"][0]
    found = set(theirs(its))
    unknown = set(DOES_NOT_KNOW[reader][part].split())
    missed = {where for where, value in ours(mine) if value not in found}
    told = {
        where for where in missed if any(where == name or where.startswith(f"{name}.") for name in unknown)
    }
    assert missed - told == set()
    assert {
        name for name in unknown if not any(w == name or w.startswith(f"{name}.") for w in missed)
    } == set()
