"""A `Show` is held to the rules as the feed that it becomes; what was found leads to where it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache, lru_cache, partial
from pathlib import Path

from podfeed.check.engine import Outcome, demanders, examine
from podfeed.check.tell import Choice, tell
from podfeed.files import lines_of, read_text
from podfeed.model import Show
from podfeed.problems import BadValueError, Place, Problem, ProblemsError
from podfeed.rules.node import Feed
from podfeed.tags import tags_of
from podfeed.write import render_item, render_parts

# What is a guess about size and duration, and no news where the file was measured.
GUESSES = frozenset(
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
    choice: Choice | None = None,
    now: datetime | None = None,
    old: Feed | None = None,
    look: Callable[[Outcome], None] | None = None,
) -> list[Problem]:
    """Return the problems of a show.

    ``old`` is the feed as it was published, to compare with; ``look`` adds what the servers say.
    """
    chosen = choice or Choice()
    broken = list(_unwritable(show))
    if broken:
        return broken
    outcome = examine(b"".join(render_parts(show, show.episodes)), profiles=chosen.profiles, now=now)
    return tell(looked_at(outcome, chosen, old, look), chosen)


def looked_at(
    outcome: Outcome, choice: Choice, old: Feed | None, look: Callable[[Outcome], None] | None
) -> Outcome:
    """Add to an outcome what an older feed, and the servers, say."""
    if old is not None:
        from podfeed.check.history import compare  # noqa: PLC0415 - where a feed is compared

        compare(outcome, old, demanders(choice.profiles))
    if look is not None:
        look(outcome)
    return outcome


def _unwritable(show: Show) -> Iterator[Problem]:
    """Yield the values that cannot be written at all."""
    found = unwritable(lambda: list(render_parts(show, ())), "the show", None)
    if found is not None:
        yield found
    for episode in show.episodes:
        name = f"the episode {episode.title or episode.guid!r}"
        found = unwritable(partial(render_item, episode), name, None)
        if found is not None:
            yield found


def unwritable(write: Callable[[], object], whose: str, place: Place | None) -> Problem | None:
    """Return why something cannot be written, or None where it can."""
    try:
        write()
    except (BadValueError, TypeError, ValueError, AttributeError) as error:
        message = error.message if isinstance(error, BadValueError) else str(error)
        return Problem(
            rule="value-unwritable",
            severity="error",
            message=message if place else f"{whose}: {message}",
            place=place,
            hint=error.hint if isinstance(error, BadValueError) else "",
        )
    return None


def place_of(locate: Callable[[str], Place | None], tag: str, attr: str, *, of_show: bool) -> Place | None:
    """Return where the value of an element or attribute came from, by where those of the fields did."""
    if tag == "enclosure" and attr in _PARTS and not of_show:
        return locate(attr) or locate("enclosure")
    return locate(_fields("channel" if of_show else "item").get(tag, "")) or locate("")


def refined(problem: Problem) -> Problem:
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


def forget_lines() -> None:
    """Forget the files that were read: they may have changed since the last run."""
    _lines.cache_clear()


@lru_cache(maxsize=64)
def _lines(name: str) -> tuple[str, ...]:
    try:
        return tuple(lines_of(read_text(Path(name))))
    except ProblemsError:
        return ()


@cache
def _fields(parent: str) -> dict[str, str]:
    """Return the field of the model behind each element."""
    return {tag.prefixed: tag.field for tag in reversed(tags_of(parent))}
