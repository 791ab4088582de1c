"""Where the feeds of a network go: known before anything is written, and each a place of its own."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from podfeed import storage
from podfeed.config.search import read_settings
from podfeed.network.find import Listed
from podfeed.network.settings import Network, filled, joined
from podfeed.problems import Problem, ProblemsError

_AT_ONCE = 256  # settings files of a store


def refuse_collisions(network: Network, listed: Sequence[Listed]) -> None:
    """Raise a `ProblemsError` where two feeds would be written to one place.

    Settings that cannot be read write nothing; what is wrong with them is told when they are rendered.
    """
    seen: dict[str, tuple[Listed, str | None]] = {}
    problems: list[Problem] = []
    for show, tables in _settings(listed):
        for feed, own in _feeds(tables):
            target = output_of(network.output, show, feed, own)
            key = target if storage.is_stored(target) else os.path.realpath(target)
            first, other = seen.setdefault(key, (show, feed))
            if (first, other) == (show, feed) or (first == show and network.output is None):
                continue  # of one show alone it is told when that is read
            who = f"the feeds {other} and {feed} of {show.name}" if first == show else _both(first, show)
            hint = 'tell them apart: output = "{name}/{feed}.xml"' if feed or other else _HINT
            problems.append(
                network.problem("network-same-output", f"{who} would both write {target}", "output", hint)
            )
    if problems:
        raise ProblemsError(problems)


_HINT = 'give each its own: [network] output = "{name}.xml"'


def _both(one: Listed, two: Listed) -> str:
    if one.name != two.name:
        return f"the shows {one.name} and {two.name}"
    return f"two shows {one.name}, {one.settings} and {two.settings},"


def output_of(pattern: str | None, show: Listed, feed: str | None, own: str | None) -> str:
    """Return where a feed goes: where the network says, else where its show's settings do."""
    if pattern is not None:
        return filled(pattern, show.name, feed)
    folder = show.settings.rpartition("/")[0] if storage.is_stored(show.settings) else None
    return joined(folder or str(Path(show.settings).parent), own or "feed.xml")


def _feeds(tables: Mapping[str, Any]) -> Iterator[tuple[str | None, str | None]]:
    """Yield the name and the output of each feed of some settings."""
    feeds = tables.get("feeds")
    if not isinstance(feeds, Mapping) or not feeds:
        yield None, None
        return
    for name, table in feeds.items():
        output = table.get("output") if isinstance(table, Mapping) else None
        yield name, output.strip() if isinstance(output, str) and output.strip() else None


def _settings(listed: Sequence[Listed]) -> Iterator[tuple[Listed, Mapping[str, Any]]]:
    """Yield the tables of each show whose settings can be read."""
    for show in listed:
        if not storage.is_stored(show.settings):
            try:
                found = read_settings(Path(show.settings))
            except ProblemsError:
                continue
            if found is not None:
                yield show, found.tables
    far = [show for show in listed if storage.is_stored(show.settings)]
    for start in range(0, len(far), _AT_ONCE):
        yield from _stored(far[start : start + _AT_ONCE])


def _stored(listed: Sequence[Listed]) -> Iterator[tuple[Listed, Mapping[str, Any]]]:
    texts = storage.read_together([show.settings for show in listed])
    for show in listed:
        try:
            yield show, tomllib.loads(texts[show.settings].decode("utf-8-sig"))
        except (KeyError, ValueError, RecursionError):
            continue
