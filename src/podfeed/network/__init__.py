"""Many shows in one run: `settings` reads the network file, `find` its shows, `job` renders one of them.

`spread` hands the jobs to whatever runs them: this process, several, or an executor; `cluster` is Dask's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from podfeed._version import __version__
from podfeed.build.guards import Accepted
from podfeed.network.find import Listed, find
from podfeed.network.job import FeedReport, Job, ShowReport
from podfeed.network.outputs import refuse_collisions
from podfeed.network.report import NetworkReport
from podfeed.network.settings import Network, read_network
from podfeed.network.spread import results
from podfeed.problems import Place, Problem, ProblemsError
from podfeed.publish import Order

_LARGE = 2_000  # posts to be made of a show, from which on it is more than one job

__all__ = ["FeedReport", "NetworkReport", "ShowReport", "render_network"]


def render_network(
    file: str | Path,
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    shows: Collection[str] = (),
    now: datetime | None = None,
    locked: bool = False,
    no_lock: bool = False,
    accept: Collection[str] = (),
    cache_dir: Path | None = None,
    no_cache: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> NetworkReport:
    """Render all shows of a network file, and return what became of each.

    ``file`` is a path or an address in a store. ``executor`` is any `concurrent.futures.Executor`, that of
    a cluster, too; without one ``jobs`` processes are started (those of the file, or none), which a script
    must allow with ``if __name__ == "__main__"``. A show is a job; where more than 2,000 of its posts are to
    be made, these are spread over all who work. ``shows`` names those that are rendered, all without it.
    ``now`` (with a zone) is the time up to which posts are
    published; ``locked``, ``no_lock`` and ``accept`` are those of ``podfeed render``; ``progress`` is told
    how many shows are done, and of how many. A show that fails is told in the report and leaves the others
    alone; what is wrong with the network file itself is a `ProblemsError`, raised before anything is written.
    """
    started = time.perf_counter()
    network = read_network(file)
    listed = _chosen(find(network), shows, network)
    refuse_collisions(network, listed)
    processes = jobs or network.jobs or 1
    workers = min(processes, len(listed))
    alone = executor is None and workers == 1
    order = Order(
        # Where shows are spread their posts are not, or there would be processes of processes. Those of large
        # shows are, when the others are done.
        jobs=processes if alone else 1,
        most=None if alone else _LARGE,
        parents=network.output is not None,
        now=now or datetime.now(UTC),
        locked=locked,
        no_lock=no_lock,
        accepted=Accepted(names=frozenset(accept)),
        cache_dir=cache_dir,
        no_cache=no_cache,
        cache_control=network.cache_control,
    )
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    waiting = (
        Job(show=each, output=network.output, order=order, version=__version__, epoch=epoch)
        for each in listed
    )
    done: list[ShowReport] = []
    for report in results(waiting, executor=executor, workers=workers, processes=processes):
        done.append(report)
        if progress is not None:
            progress(len(done), len(listed))
    place = {each: number for number, each in enumerate(listed)}
    done.sort(key=lambda each: place[Listed(name=each.name, settings=each.settings)])
    return NetworkReport(
        file=network.file, fail=network.fail, shows=tuple(done), seconds=time.perf_counter() - started
    )


def _chosen(listed: list[Listed], names: Collection[str], network: Network) -> list[Listed]:
    """Return the shows of some names, or all where none is named."""
    known = {each.name for each in listed}
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else "podfeed network --json lists them"
            message, place = f"the network has no show {name!r}", Place(file=network.file)
            raise ProblemsError(
                [
                    Problem(
                        rule="network-show-unknown", severity="error", message=message, place=place, hint=hint
                    )
                ]
            )
    return [each for each in listed if not names or each.name in names]
