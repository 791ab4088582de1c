"""What became of a network, as an object and as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from podfeed.lazily import dataclass
from podfeed.network.job import FeedReport, ShowReport
from podfeed.report import as_dict as problem_as_dict

_STATES = ("failed", "rendered", "unchanged")
_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkReport:
    """What became of the shows of a network file, in the order of their settings files.

    ``seconds`` is how long the whole run took; ``fail`` says what makes it fail.
    """

    file: str
    fail: Literal["error", "warning", "never"] = "error"
    shows: tuple[ShowReport, ...] = ()
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether nothing happened that the network file calls a failure."""
        if self.fail == "never":
            return True
        warned = self.fail == "warning" and self.problems["warning"]
        return not warned and not self.counts["failed"]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many shows failed, were rendered, and are unchanged."""
        found = Counter(show.status for show in self.shows)
        return {state: found[state] for state in _STATES}  # type: ignore[index]

    @property
    def problems(self) -> Mapping[str, int]:
        """How many problems there are of each severity."""
        return {each: sum(show.counts.get(each, 0) for show in self.shows) for each in _SEVERITIES}

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON; a failed show's ``output`` is where it would go."""
        return {
            "network": self.file,
            "ok": self.ok,
            "counts": {"shows": len(self.shows), **self.counts},
            "problems": dict(self.problems),
            "seconds": round(self.seconds, 3),
            "shows": [_show(show) for show in self.shows],
        }


def _show(show: ShowReport) -> dict[str, Any]:
    return {
        "name": show.name,
        "settings": show.settings,
        "status": show.status,
        "output": show.feeds[0].output if show.feeds else None,
        "posts": show.posts,
        "episodes": show.episodes,
        "bytes": sum(feed.size for feed in show.feeds),
        "seconds": round(show.seconds, 3),
        "problems": dict(show.counts),
        "feeds": [_feed(feed) for feed in show.feeds],
        "told": [problem_as_dict(problem) for problem in show.problems],
    }


def _feed(feed: FeedReport) -> dict[str, Any]:
    return {
        "feed": feed.feed,
        "output": feed.output,
        "status": {"written": "rendered", "unchanged": "unchanged", "refused": "failed"}[feed.state],
        "episodes": feed.episodes,
        "bytes": feed.size,
    }
