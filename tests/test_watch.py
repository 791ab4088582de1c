"""`podfeed render --watch`: each change is rendered, and nothing else."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from podfeed.cli import main
from site_folder import SHOW, Site

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
_PATIENCE = 30  # seconds until a test fails that waits for what does not come
_STILL = 1.6  # seconds in which nothing must happen: longer than the clock is looked at


class Watching:
    """A process that watches, and what it says."""

    def __init__(self, site: Site, *options: str) -> None:
        command = [sys.executable, "-m", "podfeed", "render", "--watch", *options]
        self.process = subprocess.Popen(
            command, cwd=site.folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def until(self, text: str) -> list[str]:
        """Wait for a line, and return all lines up to it."""
        found: list[str] = []
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                line = self._lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                line = None
            assert line is not None, f"{text!r} never came: {found}"
            found.append(line)
            if re.search(text, line):
                return found

    def rest(self, seconds: float = _STILL) -> list[str]:
        """Return what is said within some time."""
        time.sleep(seconds)
        found = []
        while not self._lines.empty():
            found.append(self._lines.get() or "")
        return found

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(_PATIENCE)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    pytest.importorskip("watchfiles", reason="watchfiles is not installed")
    made = Site(tmp_path)
    made.episode("title: One", name="one.md")
    return made


@pytest.fixture
def watch(site: Site) -> Iterator[Callable[..., Watching]]:
    begun: list[Watching] = []

    def begin(*options: str) -> Watching:
        begun.append(Watching(site, *options))
        return begun[-1]

    yield begin
    for each in begun:
        each.process.kill()
        each.process.communicate()


def feed(site: Site) -> str:
    return (site.folder / "feed.xml").read_text()


def test_each_change_is_rendered_and_nothing_else(site: Site, watch: Callable[..., Watching]) -> None:
    watching = watch()
    watching.until("^watching")
    assert "<title>One</title>" in feed(site)
    site.episode("title: Two", name="one.md")
    watching.until("^rendered in")
    assert "<title>Two</title>" in feed(site)
    assert not any("rendered" in line for line in watching.rest())  # its own output is no change
    site.episode("title: Three\nguid: three", name="new/deep/three.md")
    watching.until("^rendered in")
    assert "<title>Three</title>" in feed(site)
    site.episode("title: Four\nguid: three", name="new/deep/three.md")  # in a folder that was not there
    watching.until("^rendered in")
    assert "<title>Four</title>" in feed(site)
    site.settings("", show=SHOW.replace("Sea Talk", "River Talk"))
    watching.until("^rendered in")
    assert "<title>River Talk</title>" in feed(site)
    assert watching.end() == 0
    assert watching.process.stdout is not None
    assert watching.process.stdout.read() == ""


def test_an_error_is_told_and_the_next_change_is_rendered(site: Site, watch: Callable[..., Watching]) -> None:
    watching = watch()
    watching.until("^watching")
    path = site.post("title: [", name="one.md")
    said = watching.until("^rendered in")
    assert sum("one.md:3" in line and "error" in line for line in said) == 1, said
    assert "<title>One</title>" in feed(site)
    site.write("podfeed.toml", "[show\n")
    said = watching.until("^rendered in")
    assert sum("podfeed.toml:1" in line and "error" in line for line in said) == 1, said
    site.settings("")
    watching.until("^rendered in")
    path.unlink()
    site.episode("title: Mended", name="one.md")
    watching.until("Mended|written to")
    watching.rest(0.3)
    assert "<title>Mended</title>" in feed(site)
    assert watching.end() == 0


def test_settings_that_are_broken_from_the_start(site: Site, watch: Callable[..., Watching]) -> None:
    site.write("podfeed.toml", "[show\n")
    watching = watch()
    said = watching.until("^watching")
    assert sum("podfeed.toml:1" in line for line in said) == 1, said
    site.settings("")
    watching.until("written to feed.xml")
    assert watching.end() == 0


def test_settings_that_ask_for_another_command(site: Site, watch: Callable[..., Watching]) -> None:
    """With several feeds -o says too little: that is wrong usage once, and an error to mend later."""
    watching = watch("-o", "feed.xml")
    watching.until("^watching")
    site.settings('[feeds.a]\noutput = "a.xml"\n[feeds.b]\noutput = "b.xml"\n')
    watching.until("-o is for one feed")
    site.settings("", show=SHOW.replace("Sea Talk", "River Talk"))
    watching.until("written to feed.xml")
    assert watching.end() == 0


def test_a_post_that_comes_due(site: Site, watch: Callable[..., Watching]) -> None:
    due = datetime.now(UTC) + timedelta(seconds=4)
    site.episode(f"title: Later\ndate: {due.isoformat()}", name="later.md")
    watching = watch()
    said = watching.until("^watching")
    assert any("1 left out (1 dated in the future)" in line for line in said), said
    said = watching.until("^rendered in")
    assert any("2 episodes written" in line for line in said), said
    assert "<title>Later</title>" in feed(site)
    assert not any("rendered" in line for line in watching.rest())
    assert watching.end() == 0


def test_what_changed_before_anybody_watched(site: Site, watch: Callable[..., Watching]) -> None:
    """A change between the reading and the watching is found, and the next is waited for."""
    watching = watch()
    watching.until("written to feed.xml")
    site.episode("title: Quick", name="one.md")
    end = time.monotonic() + _PATIENCE
    while "<title>Quick</title>" not in feed(site):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert watching.end() == 0


def test_a_file_behind_a_link(site: Site, watch: Callable[..., Watching]) -> None:
    kept = site.folder / "content" / "kept"
    kept.mkdir()
    path = site.folder / "content" / "one.md"
    path.replace(kept / "one.txt")
    path.symlink_to("kept/one.txt")
    watching = watch()
    watching.until("^watching")
    text = (kept / "one.txt").read_text()
    (kept / "one.txt").write_text(text.replace("One", "Behind"))
    watching.until("^rendered in")
    assert "<title>Behind</title>" in feed(site)
    assert watching.end() == 0


def test_quiet_says_problems_and_nothing_else(site: Site, watch: Callable[..., Watching]) -> None:
    watching = watch("--quiet")
    end = time.monotonic() + _PATIENCE
    while not (site.folder / "feed.xml").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    watching.rest(0.5)
    site.post("title: [", name="two.md")
    said = watching.until("two.md")
    assert len(said) == 1, said
    assert watching.end() == 0


@pytest.mark.parametrize("target", ["-", "/dev/stdout", "s3://bucket/feed.xml"])
def test_what_is_no_file_is_refused(site: Site, target: str) -> None:
    result = CliRunner().invoke(main, ["render", str(site.folder), "--watch", "-o", target])
    assert result.exit_code == 2
    assert "--watch is for files" in result.stderr


def test_without_watchfiles_the_way_out_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = CliRunner().invoke(main, ["render", str(site.folder), "--watch"])
    assert result.exit_code == 2
    assert "pip install 'podfeed-rss[watch]'" in result.stderr
    assert not os.path.exists(site.folder / "feed.xml")  # noqa: PTH110
