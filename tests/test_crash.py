"""The command killed, or failed by the system, at any of its calls: every file is the old one or the new one.

`PODFEED_CRASH_POINTS=1000 pytest tests/test_crash.py` tries so many calls of each command; the suite a few.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pytest

import podfeed
from crashes import Ended, Point, Runs, why_no_strace
from site_folder import NOW, Site

POINTS = int(os.environ.get("PODFEED_CRASH_POINTS", "3"))
AT = ["--now", NOW.isoformat(), "--cache-dir", "cache"]
RENDER = ["render", *AT]
ERRORS = ("ENOSPC", "EIO", "EACCES", "EDQUOT", "EROFS")
NO_STRACE = why_no_strace()
CHAPTERS = '[media]\nchapters = "chapters"\nchapters_url = "https://cdn.example/chapters/"\n'


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    """Count calls to the kernel where strace can, and else, or with PODFEED_CRASH_BY=python, what Python tells of."""
    made = Runs(strace=not NO_STRACE and os.environ.get("PODFEED_CRASH_BY") != "python")
    yield made
    made.close()


# -- what is tried: a folder, and a command in it


def posts(folder: Path, settings: str = CHAPTERS) -> Site:
    site = Site(folder)
    site.settings(f'[content]\npath = "content"\n{settings}')
    for number in range(1, 4):
        site.audio(f"content/{number}.mp3")
        chapters = f"chapters: ['0:00 Ebb', '0:0{number} Flood']"
        site.post(
            f"title: Episode {number}\ndate: 2021-12-0{number}\ndescription: A walk.\naudio: {number}.mp3\n{chapters}",
            name=f"{number}.md",
        )
    return site


def first(runs: Runs, folder: Path) -> list[str]:
    posts(folder)
    return RENDER


def changed(runs: Runs, folder: Path) -> list[str]:
    """A new episode, other chapters, and audio that no cache knows."""
    site = posts(folder)
    assert runs.run(RENDER, folder).code == 0
    site.audio("content/4.mp3", "vbr.mp3")
    site.post("title: Four\ndate: 2021-12-08\ndescription: A walk.\naudio: 4.mp3", name="4.md")
    post = folder / "content" / "1.md"
    post.write_text(post.read_text("utf-8").replace("Ebb", "Neap"), "utf-8")
    return RENDER


def accepted(runs: Runs, folder: Path) -> list[str]:
    site = posts(folder)
    assert runs.run(RENDER, folder).code == 0
    site.post("title: Episode 1\nguid: other\ndate: 2021-12-01\ndescription: A.\naudio: 1.mp3", name="1.md")
    return [*RENDER, "--accept-all"]


def several(runs: Runs, folder: Path) -> list[str]:
    feeds = '[feeds.all]\noutput = "a.xml"\n[feeds.new]\noutput = "b.xml"\nlimit = 2\n'
    site = posts(folder, feeds)
    assert runs.run(RENDER, folder).code == 0
    site.episode("title: Four\ndate: 2021-12-08", name="4.md")
    return RENDER


def adopted(runs: Runs, folder: Path) -> list[str]:
    posts(folder)
    assert runs.run([*RENDER, "--no-lock", "-o", "old.xml"], folder).code == 0
    old = folder / "old.xml"
    for number, episode in enumerate(podfeed.parse(old).episodes):
        old.write_text(old.read_text("utf-8").replace(episode.guid or "", f"old-{number}"), "utf-8")
    return ["adopt", "old.xml", "--now", NOW.isoformat()]


def imported(runs: Runs, folder: Path) -> list[str]:
    posts(folder)
    assert runs.run([*RENDER, "--no-lock", "-o", "old.xml"], folder).code == 0
    return ["import", "old.xml", "new"]


def fixed(runs: Runs, folder: Path) -> list[str]:
    posts(folder)
    assert runs.run([*RENDER, "--no-lock", "-o", "old.xml"], folder).code == 0
    old = folder / "old.xml"
    old.write_text(
        old.read_text("utf-8").replace("<itunes:explicit>false", "<itunes:explicit>False"), "utf-8"
    )
    return ["validate", "--fix", "old.xml", "--now", NOW.isoformat()]


def begun(runs: Runs, folder: Path) -> list[str]:
    posts(folder)
    (folder / "podfeed.toml").unlink()
    return ["init", "."]


def embedded(runs: Runs, folder: Path) -> list[str]:
    posts(folder)
    (folder / "content" / "1.txt").write_text("00:00:00.000 Ebb\n00:00:01.000 Flood\n")
    return ["chapters", "content/1.txt", "--write", "content/1.mp3"]


@dataclass(frozen=True)
class Tried:
    """A folder as it is before a command and after it, and the command."""

    argv: list[str]
    before: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    points: list[Point]


CASES: dict[str, Callable[[Runs, Path], list[str]]] = {
    "first render": first,
    "render with changes": changed,
    "render --accept-all": accepted,
    "render of several feeds": several,
    "adopt": adopted,
    "import": imported,
    "validate --fix": fixed,
    "init": begun,
    "chapters --write": embedded,
}


@pytest.fixture(scope="module", params=CASES)
def tried(request: pytest.FixtureRequest, runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Tried:
    before = tmp_path_factory.mktemp("before") / "site"
    before.mkdir()
    argv = CASES[request.param](runs, before)
    after = copied(before)
    points = runs.points(argv, after)
    tried = Tried(argv, before, state(before), state(after), points)
    assert tried.old != tried.new
    assert len(points) > 3
    again = copied(before)
    assert runs.run(argv, again).code == 0
    assert state(again) == tried.new
    return tried


def copied(before: Path) -> Path:
    """Return a fresh copy of a folder, always in the same place, so that the same calls follow."""
    folder = before.parent / "copy"
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(before, folder)
    return folder


def state(folder: Path) -> dict[str, bytes]:
    """Return all files but those of the cache; a folder without any counts too."""
    found = (path for path in folder.rglob("*") if path.relative_to(folder).parts[0] != "cache")
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"/" for path in found}


def spread(points: Sequence[Point]) -> Iterator[Point]:
    """Return so many of all calls, evenly; and of those that give and take names so many once more.

    What SQLite does to files of its own is not among the latter.
    """
    moves = [
        number
        for number, point in enumerate(points)
        if point.name.startswith(("rename", "unlink")) and "sqlite3" not in point.what
    ]
    chosen = {*range(0, len(points), max(1, -(-len(points) // POINTS)))}
    chosen.update(moves[:: max(1, -(-len(moves) // POINTS))])
    for number in sorted(chosen):
        yield points[number]


def is_litter(name: str) -> bool:
    return Path(name).name.startswith(".podfeed-")


def guids(lock: bytes | None) -> set[str]:
    return {entry["guid"] for entry in json.loads(lock or b'{"episodes": []}')["episodes"] if entry}


def hold(tried: Tried, folder: Path, when: str) -> None:
    """Check that every file is whole, and that no feed has an episode that the lock does not know."""
    found = state(folder)
    for name, data in found.items():
        if not is_litter(name):
            assert data in (tried.old.get(name), tried.new.get(name)), f"{name} {when}"
    assert tried.old.keys() & tried.new.keys() <= found.keys(), when
    if tried.argv[0] != "render":
        return
    feeds = [name for name in found if name.endswith(".xml")]
    known = guids(found.get("podfeed.lock"))
    for name in feeds:
        if found[name] != tried.old.get(name):
            assert {each.guid for each in podfeed.parse(found[name]).episodes} <= known, when
    if any(found[name] != tried.old.get(name) for name in feeds):
        assert found["podfeed.lock"] == tried.new["podfeed.lock"], when


def mended(runs: Runs, tried: Tried, folder: Path, when: str) -> None:
    """Check that the next run gives what an undisturbed one gives, and leaves nothing else."""
    once = tried.argv[0] in ("import", "init")  # which overwrite nothing
    if not (once and state(folder) == tried.new):
        again = runs.run(tried.argv, folder)
        assert again.code == 0, f"{when}: {again.stderr}"
        assert "cache" not in again.stderr, f"{when}: {again.stderr}"
    assert state(folder) == tried.new, when
    if tried.argv[0] == "render":
        last = runs.run([*RENDER, "--locked"], folder)
        assert last.code == 0, f"{when}: {last.stderr}"
        assert state(folder) == tried.new, when
        for path in (folder / "cache").glob("*.sqlite3"):
            with closing(sqlite3.connect(path)) as base:
                assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)], when


def test_killed_at_any_call(runs: Runs, tried: Tried) -> None:
    killed = total = 0
    for point in spread(tried.points):
        folder = copied(tried.before)
        ended = runs.killed(tried.argv, folder, point)
        total += 1
        killed += ended.code == -signal.SIGKILL
        hold(tried, folder, f"killed at {point}")
        mended(runs, tried, folder, f"killed at {point}")
    print(f"killed {killed} times at {total} of {len(tried.points)} calls")
    assert killed >= 0.9 * total


def test_any_call_fails(runs: Runs, tried: Tried) -> None:
    names = cycle(ERRORS)
    refused = total = 0
    for point in spread(tried.points):
        for error in ERRORS if POINTS >= 100 else (next(names),):
            folder = copied(tried.before)
            ended = runs.failed(tried.argv, folder, point, error)
            total += 1
            refused += ended.code == 1
            told(tried, folder, ended, point, f"{error} at {point}")
            proposed = tried.argv[0] == "init" and not ended.code
            if (error == "EIO" or is_left(point)) and not proposed:
                mended(runs, tried, folder, f"{error} at {point}")
    print(f"failed {total} times, {refused} of which were errors of the run")
    assert refused


def test_stopped_at_any_call(runs: Runs, tried: Tried) -> None:
    """Ctrl-C and `kill`: one line, the exit code of the convention, nothing half-written."""
    signals = cycle((signal.SIGINT, signal.SIGTERM))
    stopped = total = 0
    for point in spread(tried.points):
        number = next(signals)
        folder = copied(tried.before)
        ended = runs.stopped(tried.argv, folder, point, number)
        when = f"{number.name} at {point}: {ended.stderr}"
        total += 1
        stopped += ended.code == 128 + number
        assert ended.code in (0, 128 + number), when
        assert "Traceback" not in ended.stderr, when
        if ended.code:
            assert ended.stderr.splitlines()[-1].startswith(f"stopped by {number.name}: "), when
        assert state(folder) in ((tried.old, tried.new) if ended.code else (tried.new,)), when
    print(f"stopped {stopped} times at {total} of {len(tried.points)} calls")
    assert stopped > 0.5 * total


def is_left(point: Point) -> bool:
    """Say whether a call that fails may leave something: one that takes litter away."""
    return point.name in ("unlink", "unlinkat", "rmdir", "call")


def told(tried: Tried, folder: Path, ended: Ended, point: Point, when: str) -> None:
    """Check how a run ends that the system refused something: with all files, or with none and a sentence."""
    found = {name: data for name, data in state(folder).items() if not (is_left(point) and is_litter(name))}
    assert "Traceback" not in ended.stderr, f"{when}: {ended.stderr}"
    assert "Exception ignored" not in ended.stderr, f"{when}: {ended.stderr}"
    assert ended.code in (0, 1), f"{when}: {ended.code} {ended.stderr}"
    if ended.code == 0 and tried.argv[0] == "init":  # which proposes what it could read
        assert found.keys() == tried.new.keys(), when
    elif ended.code == 0:
        assert found == tried.new, when
    else:
        said = ended.stderr + ended.stdout
        assert "error: " in said or "proof has failed" in said, f"{when}: {said}"
        # An import is proved, and what was repaired is validated, when it is in place.
        late = is_left(point) or tried.argv[0] in ("import", "validate")
        assert found in ((tried.old, tried.new) if late else (tried.old,)), when
