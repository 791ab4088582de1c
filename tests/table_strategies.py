"""Hypothesis strategies made from the tables: any object that the model can hold, tag by tag."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from podfeed.model import Episode, Extra, LiveItem, Show, clean_text
from podfeed.tags import tags_of
from podfeed.tags.podcast import LIVE_ITEM
from podfeed.tags.spec import Tag

TEXT = st.text(max_size=30)
WORD = st.text(min_size=1, max_size=20).filter(lambda text: clean_text(text) != "")
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
DATES = st.datetimes(
    min_value=datetime(1971, 1, 1),
    max_value=datetime(2199, 1, 1),
    timezones=st.one_of(st.just(UTC), ZONES),
)
NUMBERS = st.integers(0, 10**9)
DECIMALS = st.floats(0, 1e6, allow_nan=False).map(lambda number: round(number, 6))
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "integer": NUMBERS,
    "size": NUMBERS,
    "decimal": DECIMALS,
    "npt": st.floats(0, 600_000, allow_nan=False),
    "seconds": st.timedeltas(timedelta(0), timedelta(days=6)),
    "date": DATES,
    "iso date": DATES,
    "true/false": st.booleans(),
    "yes/no": st.booleans(),
    "yes": st.booleans(),
    "flag": st.booleans(),
    "category": st.sampled_from(["Technology", "Society & Culture", "Business > Careers"]),
    "choice": st.sampled_from(["full", "serial", "Full stop", "x"]),
}
EXTRAS = st.sampled_from(
    [
        '<geo:lat xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#">53.8</geo:lat>',
        "<rights>all <b>of</b> <i>them</i></rights>",
        '<x:a xmlns:x="urn:x"><x:b>\n  <x:c y="1"></x:c>\n</x:b></x:a>',
        '<podcast:unheard xmlns:podcast="https://podcastindex.org/namespace/1.0">?</podcast:unheard>',
    ]
).map(lambda xml: Extra(xml=xml))


def part(tag: Tag) -> st.SearchStrategy[Any]:
    """Return what one value of a row can be."""
    if tag.inside is not None:
        return part(tag.inside)
    if tag.model is None:
        return KINDS.get(tag.kind.name, TEXT)
    if tag.model is LiveItem:
        return live_items()
    given: dict[str, st.SearchStrategy[Any]] = {}
    needed = {item.name for item in fields(tag.model) if "None" not in str(item.type)}
    for attr in tag.attrs:
        given[attr.field] = _value(KINDS.get(attr.kind.name, WORD), attr.field in needed)
    if tag.text:
        given[tag.text] = _value(KINDS.get(tag.kind.name, WORD), tag.text in needed)
    for child in tag.children:
        given[child.field] = field_of(child, child.field in needed)
    return st.builds(tag.model, **given)


def _value(strategy: st.SearchStrategy[Any], needed: bool) -> st.SearchStrategy[Any]:
    return strategy if needed else st.none() | strategy


def field_of(tag: Tag, needed: bool = False) -> st.SearchStrategy[Any]:  # noqa: FBT002
    if tag.many or tag.inside is not None:
        return st.lists(part(tag), max_size=2)
    return _value(part(tag), needed)


def _fields(parent: str) -> dict[str, st.SearchStrategy[Any]]:
    given: dict[str, st.SearchStrategy[Any]] = {}
    for tag in tags_of(parent):
        if tag.name != LIVE_ITEM.name:
            given[tag.field] = field_of(tag)
        for attr in tag.attrs if tag.model is None else ():
            given[attr.field] = st.none() | KINDS.get(attr.kind.name, TEXT)
        if tag.own is not None:
            given[tag.own] = st.none() | DECIMALS
    return {**given, "extra": st.lists(EXTRAS, max_size=2)}


def episodes() -> st.SearchStrategy[Episode]:
    given = _fields("item")
    return st.builds(Episode, **given).map(_settled)


def live_items() -> st.SearchStrategy[LiveItem]:
    given = _fields("item") | {
        "status": st.sampled_from(["live", "ended"]),
        "start": DATES,
        "end": st.none() | DATES,
    }
    return st.builds(LiveItem, **given).map(_settled)


def _settled(episode: Any) -> Any:
    """Leave out what no feed can say: the name of a season, or of a number, that is not there."""
    if episode.season is None:
        episode = episode.replace(season_name=None)
    if episode.episode is None and episode.podcast_episode is None:
        episode = episode.replace(episode_display=None)
    return episode


def shows() -> st.SearchStrategy[Show]:
    given = _fields("channel") | {"live_items": st.lists(live_items(), max_size=1)}
    return st.builds(Show, **given, episodes=st.lists(episodes(), max_size=2))
