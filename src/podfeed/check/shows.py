"""A `Show` is held to the rules as the feed that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from podfeed.check.engine import Outcome, demanders, examine
from podfeed.check.history import compare
from podfeed.check.tell import Choice, Locate, tell
from podfeed.files import read_text
from podfeed.model import Episode, Show
from podfeed.problems import BadValueError, Place, Problem, ProblemsError
from podfeed.rules.node import Feed
from podfeed.tags import tags_of
from podfeed.write import render_item, render_parts

# Where the value of a field came from: of an episode, or of the show.
Source = Callable[[Episode | None, str], Place | None]
# What is a guess about size and duration, and no news where the file was measured.
_GUESSES = frozenset(
    {
        "duration-implausible",
        "enclosure-length-implausible",
        "enclosure-length-bitrate-implausible",
        "trailer-long",
    }
)
_PARTS = ("url", "length", "type")


def check(
    show: Show,
    *,
    locate: Source | None = None,
    measured: Callable[[Episode], bool] | None = None,
    choice: Choice | None = None,
    now: datetime | None = None,
    old: Feed | None = None,
    look: Callable[[Outcome], None] | None = None,
) -> list[Problem]:
    """Return the problems of a show; ``locate`` tells where the value of a field came from.

    ``measured`` says of an episode that its size and duration are those of the file, however odd; ``old`` is
    the feed as it was published, to compare with; ``look`` adds what the servers say.
    """
    chosen = choice or Choice()
    _lines.cache_clear()
    broken = list(_unwritable(show, locate))
    if broken:
        return broken
    data = b"".join(render_parts(show, show.episodes))
    outcome = examine(data, profiles=chosen.profiles, now=now)
    if old is not None:
        compare(outcome, old, demanders(chosen.profiles))
    if look is not None:
        look(outcome)
    if measured is not None:
        live = sum(item.live for item in outcome.feed.items)
        sure = {live + number for number, episode in enumerate(show.episodes) if measured(episode)}
        outcome.told = [
            told for told in outcome.told if told.rule.id not in _GUESSES or told.item not in sure
        ]
    if locate is None:
        return tell(outcome, chosen)
    return [_refined(problem) for problem in tell(outcome, chosen, locate=_locator(show, locate))]


def _unwritable(show: Show, locate: Source | None) -> Iterator[Problem]:
    """Yield the values that cannot be written at all."""
    owners: tuple[tuple[Episode | None, Callable[[], object]], ...] = (
        (None, lambda: list(render_parts(show, ()))),
        *((episode, lambda episode=episode: render_item(episode)) for episode in show.episodes),
    )
    for episode, write in owners:
        try:
            write()
        except (BadValueError, TypeError, ValueError, AttributeError) as error:
            message = error.message if isinstance(error, BadValueError) else str(error)
            whose = "the show" if episode is None else f"the episode {episode.title or episode.guid!r}"
            place = locate(episode, "") if locate else None
            yield Problem(
                rule="value-unwritable",
                severity="error",
                message=message if place else f"{whose}: {message}",
                place=place,
                hint=error.hint if isinstance(error, BadValueError) else "",
            )


def _locator(show: Show, locate: Source) -> Locate:
    def find(number: int | None, tag: str, attr: str) -> Place | None:
        # An element that is kept as XML may hold items of its own.
        known = number is not None and number < len(show.episodes)
        episode = show.episodes[number] if known and number is not None else None
        if tag == "enclosure" and attr in _PARTS and episode is not None:
            return locate(episode, attr) or locate(episode, "enclosure")
        field = _fields("channel" if episode is None else "item").get(tag, "")
        return locate(episode, field) or locate(episode, "")

    return find


def _refined(problem: Problem) -> Problem:
    """Return a problem with the line that holds its value, where a field was gathered from several."""
    place, value = problem.place, problem.value
    if place is None or not place.line or not value or len(value) < 3 or "\n" in value:
        return problem
    lines = _lines(place.file)
    if place.line > len(lines) or value in lines[place.line - 1]:
        return problem
    found = [number for number, line in enumerate(lines, 1) if value in line]
    if len(found) != 1:
        return problem
    column = lines[found[0] - 1].index(value) + 1
    return problem.at(Place(file=place.file, line=found[0], column=column))


@lru_cache(maxsize=64)
def _lines(name: str) -> tuple[str, ...]:
    try:
        return tuple(read_text(Path(name)).splitlines())
    except ProblemsError:
        return ()


@cache
def _fields(parent: str) -> dict[str, str]:
    """Return the field of the model behind each element."""
    return {tag.prefixed: tag.field for tag in reversed(tags_of(parent))}
