"""Measure how a network grows: time, processor time and memory by shows, and requests to an S3 store.

    python -m benchmarks.scale time --shows 1 10 100 1000 10000 --jobs 1 2
    python -m benchmarks.scale posts --posts 10 100 1000
    python -m benchmarks.scale requests --shows 10
    python -m benchmarks.scale cluster --shows 100 400 --posts 1

Prints a table, and under it what is fitted: a start and a slope. The content is the same in every run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
SHOW = """\
[show]
title = "Show {name}"
description = "What is to be told."
link = "https://show.example/{name}/"
feed_url = "https://show.example/{name}.xml"
language = "en"
author = "Ann Other"
image = "https://show.example/cover.jpg"
categories = ["Science"]
explicit = false

[content]
path = "content"
"""
POST = """\
---
title: "Episode {number}"
date: {year}-{month:02}-{day:02}T06:00:00Z
description: "The one about {number}."
audio: https://cdn.example/{name}/{number}.mp3
length: 24000000
duration: 3000
---

"""
NOTES = (
    "The *sea* is [wide](https://sea.example/{number}) and the **land** is far.\n\n- one\n- two & three\n\n"
)


class Measured(NamedTuple):
    """One run of the command: seconds on the clock and of the processor, megabytes of its largest process."""

    clock: float
    processor: float
    memory: float


def make_show(folder: Path, posts: int) -> None:
    """Write a show with posts of some 2 kB."""
    content = folder / "content"
    content.mkdir(parents=True)
    (folder / "podfeed.toml").write_text(SHOW.format(name=folder.name), "utf-8")
    for number in range(1, posts + 1):
        year, month, day = 2005 + number // 336 % 20, 1 + number // 28 % 12, 1 + number % 28
        head = POST.format(number=number, year=year, month=month, day=day, name=folder.name)
        (content / f"{number:06}.md").write_text(head + NOTES.format(number=number) * 20, "utf-8")


def make_network(folder: Path, shows: int, posts: int, where: str = "shows/*") -> Path:
    """Write a network of shows; return its file."""
    for number in range(shows):
        make_show(folder / "shows" / f"show{number:05}", posts)
    file = folder / "network.toml"
    file.write_text(f'[network]\nshows = ["{where}"]\n', "utf-8")
    return file


def run(file: Path, *options: str) -> Measured:
    """Run the command over a network once."""
    command = [
        sys.executable,
        "-m",
        "podfeed",
        "network",
        str(file),
        "--quiet",
        "--now",
        "2026-01-01",
        *options,
    ]
    started = time.perf_counter()
    process = subprocess.Popen(command)
    _pid, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - started
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return Measured(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def fitted(sizes: Sequence[int], values: Sequence[float]) -> tuple[float, float]:
    """Return start and slope of the line through some points, each weighed by its own size."""
    weights = [1 / (value * value) for value in values]
    total = sum(weights)
    mean_x = sum(w * x for w, x in zip(weights, sizes, strict=True)) / total
    mean_y = sum(w * y for w, y in zip(weights, values, strict=True)) / total
    spread = sum(w * (x - mean_x) ** 2 for w, x in zip(weights, sizes, strict=True))
    both = sum(w * (x - mean_x) * (y - mean_y) for w, x, y in zip(weights, sizes, values, strict=True))
    slope = both / spread if spread else 0.0
    return mean_y - slope * mean_x, slope


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table in Markdown."""
    print("|", " | ".join(heads), "|")
    print("|" + "---|" * len(heads))
    for row in rows:
        print("|", " | ".join(f"{cell:,.2f}" if isinstance(cell, float) else str(cell) for cell in row), "|")


def measure(
    sizes: Sequence[int], make: Callable[[Path, int], Path], options: Sequence[str], what: str
) -> None:
    """Measure runs of several sizes: the first, and one in which nothing changed."""
    kinds: dict[str, list[Measured]] = {"first": [], "unchanged": []}
    rows = []
    for size in sizes:
        folder = Path(tempfile.mkdtemp(prefix="podfeed-scale-"))
        try:
            file = make(folder, size)
            for kind, found in kinds.items():
                found.append(run(file, *options, "--cache-dir", str(folder / "cache")))
                rows.append((size, kind, *found[-1]))
        finally:
            shutil.rmtree(folder)
    table((what, "run", "seconds", "processor seconds", "MB"), rows)
    print()
    for kind, found in kinds.items():
        if len(sizes) > 1:
            start, slope = fitted(sizes, [each.processor for each in found])
            base, more = fitted(sizes, [each.memory for each in found])
            print(
                f"{kind}: {start:.2f} s + {1000 * slope:.2f} ms of the processor for each of {what}, ", end=""
            )
            print(f"{base:.0f} MB + {1024 * more:.1f} kB")
    print()


def requests(shows: int, posts: int) -> None:
    """Count the requests that a network in an S3 store makes, by what moto's server writes down."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from far_machines import CREDENTIALS, s3_server  # type: ignore[import-not-found]  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="podfeed-scale-"))
    try:
        with s3_server(folder) as url:
            os.environ.update(CREDENTIALS, AWS_ENDPOINT_URL=url)
            file = make_network(folder, shows, posts, "s3://bucket/shows/*")
            import s3fs  # type: ignore[import-untyped]  # noqa: PLC0415

            system = s3fs.S3FileSystem()
            system.mkdir("bucket")
            system.put(str(folder / "shows"), "bucket/", recursive=True)
            rows = []
            for kind in ("first", "unchanged", "one post of each changed", "unchanged, no cache"):
                if kind.startswith("one"):
                    for number in range(shows):
                        name = f"bucket/shows/show{number:05}/content/000001.md"
                        system.pipe_file(name, system.cat_file(name) + b"More.\n")
                before = len(_log(folder))
                own = ("--no-cache",) if "no cache" in kind else ("--cache-dir", str(folder / "cache"))
                used = run(file, "--jobs", "1", *own).processor
                counts = Counter(_kind(line) for line in _log(folder)[before:])
                each = [f"{counts[name] / shows:.1f}" for name in ("LIST", "GET", "HEAD", "PUT")]
                rows.append((kind, *each, used))
        print(
            f"{shows} shows of {posts} posts; requests for each show, and seconds of the processor for all:\n"
        )
        table(("run", "LIST", "GET", "HEAD", "PUT", "seconds"), rows)
    finally:
        shutil.rmtree(folder)


def cluster(sizes: Sequence[int], posts: int) -> None:
    """Measure what a Dask scheduler and the one who asks have to do for each show, beside its rendering."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from far_machines import Cluster  # noqa: PLC0415
    from podfeed import render_network  # noqa: PLC0415
    from podfeed.network import cluster as clusters  # noqa: PLC0415

    rows = []
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="podfeed-scale-"))
        made = stack.enter_context(Cluster(Path(name), dict(os.environ)))
        made.start(2)
        executor = stack.enter_context(clusters.cluster(made.address))
        for size in sizes:
            file = make_network(Path(name, str(size)), size, posts)
            pids = [made.scheduler.pid, os.getpid(), *(each.pid for each in made.workers)]
            before = [_processor(pid) for pid in pids]
            render_network(file, executor=executor, no_cache=True)
            used = [_processor(pid) - old for pid, old in zip(pids, before, strict=True)]
            rows.append((size, used[0], used[1], sum(used[2:])))
    table(("shows", "scheduler", "client", "workers"), rows)
    print()
    for place, name in enumerate(("scheduler", "client", "workers"), 1):
        start, slope = fitted(sizes, [row[place] for row in rows])
        print(f"{name}: {start:.2f} s + {1000 * slope:.2f} ms of the processor for each show")


def _processor(pid: int) -> float:
    """Return the seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _log(folder: Path) -> list[str]:
    lines = (folder / "s3.log").read_text("utf-8").splitlines()
    return [
        line for line in lines if re.search(r'"(?:GET|HEAD|PUT) /bucket', re.sub("\x1b\\[[0-9;]*m", "", line))
    ]


def _kind(line: str) -> str:
    found = re.search(r'"(\w+) (/bucket\S*)', re.sub("\x1b\\[[0-9;]*m", "", line))
    assert found  # noqa: S101
    return "LIST" if "list-type" in found[2] else found[1]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("time", "posts", "requests", "cluster"))
    parser.add_argument("--shows", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--posts", type=int, nargs="+", default=[5])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1])
    asked = parser.parse_args(arguments)
    if asked.what == "requests":
        requests(asked.shows[0], asked.posts[0])
        return
    if asked.what == "cluster":
        cluster(asked.shows, asked.posts[0])
        return
    for jobs in asked.jobs:
        print(json.dumps({"jobs": jobs, "posts": asked.posts, "cores": os.cpu_count()}))
        if asked.what == "time":
            measure(
                asked.shows,
                lambda at, size: make_network(at, size, asked.posts[0]),
                ["--jobs", str(jobs)],
                "shows",
            )
        else:
            measure(asked.posts, lambda at, size: make_network(at, 1, size), ["--jobs", str(jobs)], "posts")


if __name__ == "__main__":
    main()
