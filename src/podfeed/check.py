"""A `Show` is held to the rules: first what the tables know, then the rules that span fields."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from podfeed.model import Episode, Show
from podfeed.problems import BadValueError, Place, Problem, Severity
from podfeed.rules import RULES, Finding
from podfeed.tags import tags_of
from podfeed.tags.spec import Tag

Locate = Callable[[Episode | None, str], Place | None]

PROFILES = ("rss", "apple", "spotify", "youtube", "psp1", "p20")
# Directories that refuse a feed; what only others require is a warning.
_STRICT = frozenset({"rss", "apple", "psp1"})


def check(
    show: Show,
    *,
    locate: Locate | None = None,
    profiles: Iterable[str] = PROFILES,
    ignore: Iterable[str] = (),
) -> list[Problem]:
    """Return the problems of a show.

    ``locate`` tells where the value of a field came from. ``profiles`` are the directories and
    specifications to ask, ``ignore`` rules, or beginnings of their names, to leave out.
    """
    asked, ignored = frozenset(profiles) | {"best-practice"}, tuple(ignore)
    found = [*_from_tables(show, asked), *_from_rules(show, asked)]
    place = locate or (lambda _episode, _name: None)
    return [
        _problem(rule, severity, finding, place)
        for rule, severity, finding in found
        if not (ignored and rule.startswith(ignored))
    ]


_Result = tuple[str, Severity, Finding]


def _from_rules(show: Show, asked: frozenset[str]) -> Iterator[_Result]:
    for rule in RULES.values():
        if asked & frozenset(rule.by):
            for finding in rule.check(show):
                yield rule.id, rule.severity, finding


def _from_tables(show: Show, asked: frozenset[str]) -> Iterator[_Result]:
    yield from _owner(show, "channel", None, asked)
    for episode in show.episodes:
        yield from _owner(episode, "item", episode, asked)


def _owner(owner: Any, parent: str, episode: Episode | None, asked: frozenset[str]) -> Iterator[_Result]:
    for tag in tags_of(parent):
        if not tag.rule:
            continue
        value = getattr(owner, tag.field)
        if value is None or value == ():
            yield from _missing(tag, parent, episode, asked)
        else:
            yield from _values(tag, value, episode)


def _missing(tag: Tag, parent: str, episode: Episode | None, asked: frozenset[str]) -> Iterator[_Result]:
    by = asked & frozenset(tag.required)
    if by and parent == tag.parents[0]:
        severity: Severity = "error" if by & _STRICT else "warning"
        what = "the show" if episode is None else "the episode"
        yield (
            f"{tag.rule}-missing",
            severity,
            Finding(
                message=f"{what} has no {_words(tag)} (<{tag.prefixed}>), "
                f"which {', '.join(sorted(by))} require{'s' if len(by) == 1 else ''}",
                field=tag.field,
                episode=episode,
                hint=tag.doc,
            ),
        )


def _words(tag: Tag) -> str:
    return tag.field.replace("_", " ")


def _values(tag: Tag, value: Any, episode: Episode | None) -> Iterator[_Result]:
    for one in value if tag.many else (value,):
        try:
            _read_back(tag, one)
        except BadValueError as error:
            yield (
                f"{tag.rule}-invalid",
                "error",
                Finding(
                    message=f"{_words(tag)}: {error.message}",
                    field=tag.field,
                    episode=episode,
                    hint=error.hint,
                ),
            )
        yield from _too_long(tag, one, episode)


def _read_back(tag: Tag, value: Any) -> None:
    """Hold a value to its kind, and the fields of an object to theirs."""
    if tag.model is None:
        tag.kind.read(tag.kind.write(value))
        return
    for attr in tag.attrs:
        inner = getattr(value, attr.field)
        if inner is not None:
            attr.kind.read(attr.kind.write(inner))
        elif attr.needed and attr.kind.name != "size":
            raise BadValueError(f"<{tag.prefixed}> has no {attr.name}")
    for child in tag.children:
        inner = getattr(value, child.field)
        if inner is not None:
            _read_back(child, inner)


def _too_long(tag: Tag, value: Any, episode: Episode | None) -> Iterator[_Result]:
    if not isinstance(value, str):
        return
    for limit, size, unit in (
        (tag.characters, len(value), "characters"),
        (tag.octets, len(value.encode()), "bytes"),
    ):
        if limit is not None and size > limit:
            yield (
                f"{tag.rule}-too-long",
                "warning",
                Finding(
                    message=f"the {_words(tag)} has {size} {unit}; apps take {limit}",
                    field=tag.field,
                    episode=episode,
                    hint="shorten it",
                ),
            )


def _problem(rule: str, severity: Severity, finding: Finding, locate: Locate) -> Problem:
    place = locate(finding.episode, finding.field)
    message = finding.message
    if finding.others:
        names = [_name(other, locate, beside=place) for other in finding.others]
        message = f"{message} {', '.join(names)}"
    if place is None and finding.episode is not None:
        message = f"{_name(finding.episode, locate)}: {message}"
    return Problem(rule=rule, severity=severity, message=message, place=place, hint=finding.hint)


def _name(episode: Episode, locate: Locate, *, beside: Place | None = None) -> str:
    """Return the file of an episode, as seen from another's, or else its title."""
    place = locate(episode, "")
    if place is None:
        return f"the episode {episode.title or episode.guid!r}"
    folder = os.path.commonpath([place.file, beside.file]) if beside else ""
    return os.path.relpath(place.file, folder) if folder else place.file
