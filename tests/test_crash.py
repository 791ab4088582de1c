"""The command killed in the middle: the old feed is there or the new one, never a part, and the next run mends the rest.

`PODFEED_CRASH_POINTS=1000 pytest tests/test_crash.py` tries more points than the suite does.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import podfeed
from site_folder import NOW, Site

POINTS = int(os.environ.get("PODFEED_CRASH_POINTS", "40"))
# Counts what touches files, and kills its own process with SIGKILL at one of them.
KILLED = """
import os, signal, sys
from podfeed.cli import main
import podfeed.cli.render
at, seen = int(sys.argv[1]), 0
def watch(event, arguments):
    global seen
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.utime", "sqlite3.connect", "os.truncate") or event.startswith("shutil."):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
for name in ("fsync", "write", "replace", "link", "close"):
    def counted(*arguments, _real=getattr(os, name), **more):
        watch("open", None)
        return _real(*arguments, **more)
    setattr(os, name, counted)
try:
    main(sys.argv[2:], standalone_mode=False)
finally:
    print(seen)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = Site(tmp_path_factory.mktemp("crash"))
    made.settings(
        '[content]\npath = "content"\n[media]\nchapters = "chapters"\nchapters_url = "https://cdn.example/chapters/"\n'
    )
    for number in range(1, 4):
        made.audio(f"content/{number}.mp3")
        made.post(
            f"title: Episode {number}\ndate: 2021-12-0{number}\ndescription: A walk.\naudio: {number}.mp3\nchapters: ['0:00 Ebb', '0:01 Flood']",
            name=f"{number}.md",
        )
    return made


def run(folder: Path, at: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", KILLED, str(at), "render", str(folder), "--now", NOW.isoformat()]
    command += ["--cache-dir", str(folder / "cache")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def state(folder: Path) -> dict[str, bytes]:
    kept = ("content", "cache")
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if path.relative_to(folder).parts[0] not in kept
    }


def test_killed_at_any_point(site: Site, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    shutil.copytree(site.folder, before)
    assert run(before, 0).returncode == 0
    site.post(
        "title: Episode 4\ndate: 2021-12-08\ndescription: A walk.\naudio: https://cdn.example/4.mp3\nlength: 1000000",
        name="4.md",
    )
    shutil.copy(site.folder / "content" / "4.md", before / "content" / "4.md")
    old = state(before)
    shutil.copytree(before, after)
    done = run(after, 0)
    assert done.returncode == 0
    new, points = state(after), int(done.stdout.split()[-1])
    assert old["feed.xml"] != new["feed.xml"]
    step = max(1, points // POINTS)
    killed = 0
    for at in range(1, points + 1, step):
        folder = tmp_path / "killed"
        shutil.copytree(before, folder)
        killed += run(folder, at).returncode == -signal.SIGKILL
        found = state(folder)
        for name in ("feed.xml", "podfeed.lock"):
            assert found[name] in (old[name], new[name]), f"{name} after {at} of {points}"
        assert all(
            found.get(name) in (None, old.get(name), new[name]) for name in new if name.startswith("chapters")
        )
        assert len(podfeed.parse(found["feed.xml"]).episodes) in (3, 4)
        again = run(folder, 0)
        assert again.returncode == 0, again.stderr
        assert state(folder) == new, f"after {at} of {points}"
        shutil.rmtree(folder)
    assert killed >= min(POINTS, points) * 0.9
