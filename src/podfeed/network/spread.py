"""Jobs to reports: one after the other here, in processes of this machine, or by any executor."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import replace
from multiprocessing import get_context

from podfeed.network.job import Job, Large, ShowReport, killed, lost, render_show

# So many jobs are handed to an executor that is not ours at once: enough for a few hundred workers, and
# little to hold for four million shows.
_WINDOW = 1_000

# A report, or why there is none.
Outcome = ShowReport | Large | BaseException


def results(
    jobs: Iterable[Job], *, executor: Executor | None, workers: int, processes: int
) -> Iterator[ShowReport]:
    """Yield a report of each job, as they are done; no job's fault is another's.

    A show that is too large for a job comes last, from here, and its posts are spread then: over the
    executor, or over a number of ``processes``.
    """
    large = []
    for job, outcome in _outcomes(iter(jobs), executor, workers):
        if isinstance(outcome, Large):
            large.append(job)
        else:
            yield outcome if isinstance(outcome, ShowReport) else lost(job, outcome)
    for job in large:
        order = replace(job.order, most=None, executor=executor, jobs=processes)
        outcome = render_show(replace(job, order=order))
        assert isinstance(outcome, ShowReport)  # noqa: S101
        yield outcome


def _outcomes(jobs: Iterator[Job], executor: Executor | None, workers: int) -> Iterator[tuple[Job, Outcome]]:
    if executor is not None:
        yield from _spread(executor, jobs, _WINDOW)
    elif workers <= 1:
        yield from ((job, render_show(job)) for job in jobs)
    else:
        yield from _in_processes(jobs, workers)


def _in_processes(jobs: Iterator[Job], workers: int) -> Iterator[tuple[Job, Outcome]]:
    """Render in processes of our own; where one is killed, the shows that were under way are tried alone."""
    while True:
        suspects = []
        with _pool(workers) as pool:
            for job, outcome in _spread(pool, jobs, 2 * workers, whole=True):
                if isinstance(outcome, BrokenExecutor):
                    suspects.append(job)
                else:
                    yield job, outcome
        if not suspects:
            return
        yield from _one_by_one(iter(suspects))


def _one_by_one(jobs: Iterator[Job]) -> Iterator[tuple[Job, Outcome]]:
    """Render in a process that has one job at a time, so that it is known whose fault its end is."""
    broken = True
    while broken:
        broken = False
        with _pool(1) as pool:
            for job, outcome in _spread(pool, jobs, 1, whole=True):
                broken = isinstance(outcome, BrokenExecutor)
                yield job, killed(job) if broken else outcome


def _spread(
    executor: Executor, jobs: Iterator[Job], window: int, *, whole: bool = False
) -> Iterator[tuple[Job, Outcome]]:
    """Yield each job with its report, or with what its executor says went wrong.

    With ``whole`` an executor that is broken gets no more jobs, which stay for another.
    """
    waiting: dict[Future[ShowReport | Large], Job] = {}
    broken = False
    try:
        while True:
            while len(waiting) < window and not broken and (job := next(jobs, None)) is not None:
                waiting[_submitted(executor, job)] = job
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                outcome = future.exception() or future.result()
                broken = broken or (whole and isinstance(outcome, BrokenExecutor))
                yield waiting.pop(future), outcome
    finally:
        for future in waiting:
            future.cancel()


def _submitted(executor: Executor, job: Job) -> Future[ShowReport | Large]:
    try:
        return executor.submit(render_show, job)
    except RuntimeError as error:  # it is broken, or shut down
        refused: Future[ShowReport | Large] = Future()
        refused.set_exception(error)
        return refused


def _pool(workers: int) -> ProcessPoolExecutor:
    # A fork would take over the thread and the sockets with which fsspec has looked for shows.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_calm)


def _calm() -> None:
    """Leave Ctrl-C to the process that asked: a show that is under way is brought to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
