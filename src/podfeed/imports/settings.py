"""The podfeed.toml of an imported show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from podfeed.build.people import people_of
from podfeed.build.show import read_setting
from podfeed.check.shows import check
from podfeed.config import Config, ContentSettings
from podfeed.imports.exact import RELATIVE, is_address
from podfeed.model import Person, Show
from podfeed.plain import plain, toml
from podfeed.problems import BadValueError

# Fields that are written apart, or that a render settles anew.
_APART = frozenset({"episodes", "problems", "generator", "last_build_date", "extra"})
# What the feed that is rendered from an import may break, whatever the source did.
_UNAVOIDABLE = frozenset(
    {
        "audio-missing",
        "enclosure-length-unknown",
        "enclosure-type-unknown",
        "item-description-too-long",
        "notes-template-removed",
        "pubdate-missing",
        "podcast-guid-not-uuid",
    }
)
_CONTENT = """
[content]
path = "."
select = { layout = "episode" }
permalink = "permalink"
links = false
future = true
missing_audio = "keep"
"""


def settings_of(show: Show) -> str:
    """Return the text of the settings with which the posts of a show render as it was."""
    lines = ["# Written by podfeed import.", "", "[show]"]
    lines += [f"{name} = {toml(_setting(name, value))}" for name, value in show.given() if name not in _APART]
    if show.extra:
        lines.append(f"extra = {toml([each.xml for each in show.extra])}")
    lines.append(_CONTENT)
    underived = list(_underived(show))
    if underived:
        lines += [
            "# Tags that the feed did not have; delete a line, and its tag follows by itself.",
            "[derive]",
        ]
        lines += [f"{name} = false" for name in underived] + [""]
    broken = sorted({problem.rule for problem in check(show) if problem.severity != "info"} | _UNAVOIDABLE)
    lines += ["[validate]", "# What the feed broke before it came here, and what an import cannot mend."]
    return "\n".join([*lines, "ignore = [", *(f"    {toml(rule)}," for rule in broken), "]", ""])


def _underived(show: Show) -> Iterator[str]:
    """Yield what podfeed would add to the feed by itself."""
    if show.guid is None:
        yield "guid"
    if show.locked is None:
        yield "locked"
    if show.publish_date is None:
        yield "publish_date"
    if any(episode.explicit is None for episode in show.episodes):
        yield "explicit"
    if any(episode.description is None for episode in show.episodes):
        yield "description"
    if not show.trailers and any(episode.episode_type == "trailer" for episode in show.episodes):
        yield "trailers"


def _setting(name: str, value: Any) -> Any:
    """Return a field of the show as the settings have it: what it does not say, it must not be given."""
    written = plain(value)
    if name == "people":
        written = [{"role": "", **person} for person in written]
        return written if _people(written) == value else {"exact": plain(value)}
    if name == "locked":
        written = {"owner": "", **written}
    try:
        same = read_setting(name, written, RELATIVE) == value
    except BadValueError:
        same = False
    return written if same and (name != "image" or is_address(value)) else {"exact": written}


def _people(written: list[dict[str, Any]]) -> tuple[Person, ...]:
    nobody_known = Config(file=None, folder=Path(), content=ContentSettings(path=Path()))
    return tuple(people_of(written, "host", nobody_known, RELATIVE))
