"""Rules of the podcast namespace about trailers, seasons and episodes."""

from __future__ import annotations

from podfeed.rules.dates import judge
from podfeed.rules.formats import ROWS, kind_of
from podfeed.rules.node import Feed, Item, Node
from podfeed.rules.registry import (
    Finding,
    Fix,
    Found,
    bad,
    blank,
    lacks,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    extension,
    is_decimal,
    is_integer,
)

_R, _SEASON = "podcast:trailer", "podcast:season"
blank(
    "trailer-title-blank",
    "error",
    "p20",
    tag=_R,
    why="Apps list trailers by their titles.",
    hint="write its title",
)
lacks("trailer-url-missing", "error", "p20", tag=_R, attr="url", why="Apps play the trailer from there.")


@rule(
    "trailer-pubdate-missing",
    "error",
    "p20",
    on=_R,
    hint="write pubdate, in small letters",
    wrong='<podcast:trailer url="https://example.org/t.mp3" pubDate="Thu, 01 Apr 2021 08:00:00 +0000" length="1" type="audio/mpeg">Season one</podcast:trailer>',
    right=SAMPLES[_R],
)
def trailer_pubdate_missing(node: Node, _feed: Feed) -> Found:
    """A trailer does not say when it was published, in the attribute `pubdate`."""
    if not node.get("pubdate"):
        other = next((name for name in node.attrs if name.lower() == "pubdate"), "")
        yield Finding(
            node,
            "the trailer has no pubdate" + (f", but a {other}" if other else ""),
            attr="pubdate",
            fix=Fix(f"rename:{other}", "pubdate") if other else None,
        )


@rule(
    "trailer-pubdate-invalid",
    "error",
    "p20",
    on=_R,
    hint="write a date such as Thu, 01 Apr 2021 08:00:00 +0000",
    wrong='<podcast:trailer url="https://example.org/t.mp3" pubdate="2021-04-01" length="1" type="audio/mpeg">Season one</podcast:trailer>',
    right=SAMPLES[_R],
)
def trailer_pubdate_invalid(node: Node, _feed: Feed) -> Found:
    """The date of a trailer is not written as RSS asks."""
    text = node.get("pubdate")
    judged = judge(text) if text else None
    if judged and judged.rule and judged.rule != "date-obsolete-zone":
        fix = Fix("pubdate", judged.mended) if judged.mended else None
        yield Finding(node, f"the date {shown(text)} {judged.message}", attr="pubdate", value=text, fix=fix)


@rule(
    "trailer-length-type-missing",
    "info",
    "p20",
    on=_R,
    hint="add them",
    wrong='<podcast:trailer url="https://example.org/t.mp3" pubdate="Thu, 01 Apr 2021 08:00:00 +0000">Season one</podcast:trailer>',
    right=SAMPLES[_R],
)
def trailer_length_type_missing(node: Node, _feed: Feed) -> Found:
    """A trailer does not say its size or its type."""
    lacking = [name for name in ("length", "type") if not node.get(name)]
    if lacking:
        yield Finding(node, f"the trailer has no {' and no '.join(lacking)}", attr=lacking[0])


@rule(
    "trailer-type-mismatch",
    "warning",
    "p20",
    on=_R,
    hint="correct the type",
    wrong='<podcast:trailer url="https://example.org/t.mp3" pubdate="Thu, 01 Apr 2021 08:00:00 +0000" length="1" type="audio/mp3">Season one</podcast:trailer>',
    right=SAMPLES[_R],
)
def trailer_type_mismatch(node: Node, _feed: Feed) -> Found:
    """The type of a trailer is not that of its file, or not written as usual."""
    row = ROWS.get(extension(node.get("url")))
    if (
        row
        and kind_of(node)
        and (kind_of(node) == "audio/mp3" or kind_of(node) not in {kind.lower() for kind in row})
    ):
        yield Finding(
            node,
            f"the type is {kind_of(node)}",
            attr="type",
            value=kind_of(node),
            hint=f"write {row[0]}",
            fix=Fix("type", row[0]),
        )


bad(
    "trailer-season-invalid",
    "error",
    "p20",
    tag=_R,
    attr="season",
    test=is_integer,
    what="a whole number",
    wrong="one",
    hint="write a number",
)
bad(
    "season-podcast-invalid",
    "error",
    "p20",
    tag="podcast:season",
    test=is_integer,
    what="a whole number",
    wrong="two",
    hint="write a number, and its name in the attribute name",
)
bad(
    "episode-podcast-invalid",
    "error",
    "p20",
    tag="podcast:episode",
    test=is_decimal,
    what="a number",
    wrong="3,5",
    hint="write a point: 3.5",
)


@rule(
    "trailer-season-unmatched",
    "info",
    "p20",
    on="feed",
    hint="correct the season",
    wrong=SAMPLES[_R].replace('length="', 'season="2" length="')
    + "<item><podcast:season>3</podcast:season></item>",
    right=SAMPLES[_R] + "<item></item>",
)
def trailer_season_unmatched(feed: Feed) -> Found:
    """A trailer belongs to a past season of which there is no episode."""
    trailers = feed.channel.all(_R)
    if not trailers:
        return
    seasons = {item.season_number for item in feed.items} | {
        int(season) for item in feed.items if (season := item.said(_SEASON)).isdecimal()
    }
    known = {season for season in seasons if season}
    for node in trailers:
        season = node.get("season")
        if season.isdecimal() and known and int(season) < max(known) and int(season) not in known:
            yield Finding(node, f"there is no episode of season {season}", attr="season", value=season)


def _names(feed: Feed) -> dict[str, dict[str, Item]]:
    """Return the names of each season, and the first item that has each."""
    return feed.once("names of seasons", lambda: _found_names(feed))


def _found_names(feed: Feed) -> dict[str, dict[str, Item]]:
    names: dict[str, dict[str, Item]] = {}
    for item in feed.items:
        season = item.said(_SEASON)
        if season:
            names.setdefault(season, {}).setdefault(item.get(_SEASON, "name"), item)
    return names


@rule(
    "season-name-inconsistent",
    "warning",
    "p20",
    on="feed",
    hint="write one name",
    wrong='<item><podcast:season name="Storms">2</podcast:season></item><item><podcast:season name="Calm">2</podcast:season></item>',
    right='<item><podcast:season name="Storms">2</podcast:season></item>',
)
def season_name_inconsistent(feed: Feed) -> Found:
    """One season has two names."""
    for number_, names in _names(feed).items():
        named = [name for name in names if name]
        if len(named) > 1:
            yield Finding(
                names[named[1]].first(_SEASON) or feed.channel,
                f"season {number_} is called {named[0]!r} and {named[1]!r}",
                attr="name",
                value=named[1],
            )


@rule(
    "season-name-partial",
    "info",
    "p20",
    on="feed",
    hint="write it in each",
    wrong='<item><podcast:season name="Storms">2</podcast:season></item><item><podcast:season>2</podcast:season></item>',
    right='<item><podcast:season name="Storms">2</podcast:season></item>',
)
def season_name_partial(feed: Feed) -> Found:
    """Some episodes of a season carry its name and others do not."""
    for number_, names in _names(feed).items():
        if "" in names and len(names) > 1:
            node = names[""].first(_SEASON) or feed.channel
            yield Finding(node, f"season {number_} has a name elsewhere", attr="name")
