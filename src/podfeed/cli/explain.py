"""`podfeed explain`: why an episode looks as it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from podfeed.api import brief_of, feeds_of, settings_of
from podfeed.build import Feed
from podfeed.build.episode import Built
from podfeed.build.sources import Source
from podfeed.cli.options import config_option, now_option
from podfeed.cli.output import Output, counted, echo, short, where
from podfeed.config import Config, search
from podfeed.durations import clock
from podfeed.model import Enclosure, Episode
from podfeed.problems import Problem


@click.command()
@click.argument("post", type=click.Path(path_type=Path))
@config_option
@now_option
@click.pass_context
def explain(ctx: click.Context, post: Path, config: Path | None, now: datetime | None) -> None:
    """Say why POST is in the feed or not, and where each value of its episode came from.

    Where POST is a content folder or the settings file, say it of the show.
    """
    if post.is_dir() or post.suffix == ".toml":
        settings = settings_of(post if post.is_dir() else None, config or (None if post.is_dir() else post))
        for feed in feeds_of(settings, brief_of(now)):
            _explain_show(feed)
        return
    settings = _settings(post, config)
    known = False
    for feed in feeds_of(settings, brief_of(now)):
        known |= _explain(feed, post.resolve(), settings)
    if not known:
        echo(f"{short(str(post))} is no post of {short(str(settings.content.path))}")
    ctx.exit(0 if known else 1)


def _explain_show(feed: Feed) -> None:
    """Print each field of a show, and where it came from."""
    name = f"feed {feed.settings.name}, " if feed.settings else ""
    echo(f"{name}{counted(len(feed.show.episodes), 'episode')} of {counted(feed.posts, 'post')}")
    for field, value in feed.show.given():
        if field not in ("episodes", "problems"):
            _print_field(feed.fields.sources, field, value, field)


def _settings(post: Path, config: Path | None) -> Config:
    """Return the settings that a post belongs to: they say what the content folder is."""
    folder = post.resolve().parent
    found = search(folder) if config is None else None
    if config is None and found is None:
        return settings_of(folder, None)
    return settings_of(None, config or (found.path if found else None))


def _explain(feed: Feed, post: Path, settings: Config) -> bool:
    """Print what became of a post in one feed; say whether it was among the posts."""
    name = f"feed {feed.settings.name}: " if feed.settings else ""
    known = False
    for card in feed.cards:
        built = card.built
        if built is not None and built.post.path.resolve() == post:
            known = True
            echo(f"{name}{short(str(post))} is in the feed: {built.verdict.reason}")
            _print_fields(built)
    for left in feed.left_out:
        if Path(feed.maker.path(left)).resolve() == post:
            known = True
            echo(f"{name}{short(str(post))} is not in the feed: {left.reason}")
    mine = [problem for problem in feed.problems if _is_about(problem, post)]
    Output(verbose=True).problems(mine)
    return known or bool(mine)


def _is_about(problem: Problem, post: Path) -> bool:
    return problem.place is not None and Path(problem.place.file).resolve() == post


def _print_fields(built: Built) -> None:
    """Print each field that has a value, and where that came from; of the enclosure each part."""
    for item in fields(Episode):
        value = getattr(built.episode, item.name)
        if isinstance(value, Enclosure):
            for part in fields(Enclosure):
                _print_field(
                    built.draft.sources, f"enclosure {part.name}", getattr(value, part.name), part.name
                )
        elif value is not None and value != ():
            _print_field(built.draft.sources, item.name, value, item.name)


def _print_field(sources: Mapping[str, Source], name: str, value: Any, field: str) -> None:
    source = sources.get(field)
    place = where(source.find()) if source else ""
    what = source.what if source else "default"
    echo(f"  {click.style(name, bold=True)}: {_shown(value)}")
    echo(click.style(f"      from {f'{place} ({what})' if place else what}", dim=True))


def _shown(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, tuple):
        return ", ".join(_shown(item) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        parts = ((item.name, getattr(value, item.name)) for item in fields(value))
        return (
            "(" + ", ".join(f"{name} {_shown(part)}" for name, part in parts if part not in (None, ())) + ")"
        )
    for kind, show in _SHOWN.items():
        if isinstance(value, kind):
            return show(value)
    text = " ".join(str(value).split())
    return text if len(text) <= 100 else text[:99] + "…"


_SHOWN: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "unknown",
    bool: lambda value: str(value).lower(),
    timedelta: clock,
    datetime: lambda value: value.isoformat(" "),
}
