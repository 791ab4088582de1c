"""What the system may do to a run: full disks, folders that are read-only, pipes that close, other runs."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import podfeed
from crashes import Runs
from podfeed.cli import main
from podfeed.files import alone
from podfeed.problems import ProblemsError
from site_folder import NOW, Site

AT = ["--now", NOW.isoformat()]
COMMAND = [sys.executable, "-m", "podfeed"]
NOBODY = 65534
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def render(site: Site, *more: str) -> Result:
    return CliRunner().invoke(main, ["render", str(site.folder), *AT, *more])


def started(site: Site, *more: str) -> subprocess.Popen[str]:
    command = [*COMMAND, "render", str(site.folder), *AT, *more]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding,  # noqa: PLW1509 - the tests start no threads
    )


def heeding() -> None:
    """Let signals end a process that the tests' own parent made deaf to them, as shells do in the background."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def published(site: Site) -> None:
    site.audio("content/1.mp3")
    site.post("title: One\ndate: 2021-12-01\ndescription: A walk.\naudio: 1.mp3", name="1.md")
    site.episode("title: Two\ndate: 2021-12-02", name="2.md")
    assert render(site).exit_code == 0


def state(site: Site) -> dict[str, bytes]:
    """Return what a run writes, and whatever else is there that is no content."""
    return {
        path.name: path.read_bytes() if path.is_file() else b"/"
        for path in site.folder.iterdir()
        if path.name not in ("content", "podfeed.toml")
    }


def agrees(site: Site) -> None:
    """Check that feed and lock say the same, and that a run changes neither."""
    before = state(site)
    assert sorted(before) == ["feed.xml", "podfeed.lock"]
    assert render(site, "--locked").exit_code == 0
    assert state(site) == before


def refused(site: Site, sentence: str, *more: str) -> None:
    """Check that a run with a new episode is an error, and changes nothing."""
    before = state(site)
    site.episode("title: Three\ndate: 2021-12-03", name="3.md")
    result = render(site, *more)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert state(site) == before


# -- places that cannot be written


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    try:
        subprocess.run(["mount", *options, str(folder)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting needs root and the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Leave no byte free."""
    for size in (1 << 14, 1 << 10, 1):
        with (folder / f"filler-{size}").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=1m", "tmpfs") as folder:
        yield folder


def test_a_full_disk(small_disk: Path) -> None:
    site = Site(small_disk)
    published(site)
    site.episode("title: Three\ndate: 2021-12-03", name="3.md")
    fill(small_disk)
    refused(site, "the disk is full; what was there is as it was")
    for path in small_disk.glob("filler-*"):
        path.unlink()
    assert render(site).exit_code == 0
    agrees(site)


def test_a_full_disk_for_the_feed_alone(site: Site, small_disk: Path) -> None:
    """The lock lies elsewhere and could be written; it says what the feed says."""
    published(site)
    fill(small_disk)
    refused(site, "the disk is full", "-o", str(small_disk / "feed.xml"))


def test_a_disk_that_is_read_only(site: Site) -> None:
    published(site)
    public = site.folder.parent / "public"
    public.mkdir(exist_ok=True)
    with mounted(public, "--bind", str(public)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(public)], check=True, capture_output=True)
        refused(site, "the file system is read-only", "-o", str(public / "feed.xml"))


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    made = Runs(strace=False)
    yield made
    made.close()


@pytest.mark.skipif(not IS_ROOT, reason="only root can become somebody else")
def test_a_folder_of_somebody_else(runs: Runs) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        site = Site(Path(name))
        published(site)
        before = state(site)
        site.episode("title: Three\ndate: 2021-12-03", name="3.md")
        ended = runs.run(["render", *AT, "--no-cache"], site.folder, user=NOBODY)
        assert ended.code == 1
        assert "podfeed.lock: error: the file cannot be written: there is no permission" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert state(site) == before


def test_a_missing_parent(site: Site) -> None:
    published(site)
    refused(site, "the folder does not exist", "-o", str(site.folder / "public" / "feed.xml"))


def test_one_file_that_cannot_be_moved_brings_the_others_back(site: Site) -> None:
    site.settings('[feeds.a]\noutput = "a.xml"\n[feeds.b]\noutput = "b.xml"\n')
    site.episode("title: One")
    assert render(site).exit_code == 0
    (site.folder / "b.xml").unlink()
    (site.folder / "b.xml").mkdir()
    refused(site, "this is a folder, not a file")


def test_an_error_in_one_feed_keeps_the_others_as_they_are(site: Site) -> None:
    """One lock serves them all: it would not know what the others published."""
    feeds = (f'[feeds.{name}]\noutput = "{name}.xml"\nselect = {{ tags = "{name}" }}\n' for name in "ab")
    site.settings("".join(feeds))
    for name in "ab":
        site.episode(f"title: {name}\ntags: {name}", name=f"{name}.md")
    assert render(site).exit_code == 0
    before = state(site)
    site.episode("title: b\ntags: b\ndate: never", name="b.md")
    site.episode("title: a\ntags: a\nguid: other", name="a.md")
    result = render(site)
    assert result.exit_code == 1
    assert state(site) == before


# -- what cannot be read: nothing is left out in silence


def fails(error: OSError, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def failing(path: Any, *more: Any, **named: Any) -> Any:
        if str(path).endswith(name):
            raise error
        return real(path, *more, **named)

    return failing


def test_a_folder_of_media_that_cannot_be_listed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.settings('[content]\npath = "content"\n[media]\nroot = "audio"\n')
    site.audio("audio/1.mp3")
    site.post("title: One\ndate: 2021-12-01\ndescription: A walk.\naudio: 1.mp3", name="1.md")
    site.post("title: Two\ndate: 2021-12-02\ndescription: A walk.", name="1.mp3.md")
    for name in ("scandir", "listdir"):
        monkeypatch.setattr(os, name, fails(PermissionError(13, "no"), "audio", getattr(os, name)))
    result = render(site)
    assert result.exit_code == 1
    assert (
        "audio: error: the folder cannot be read: there is no permission to read the folder" in result.stderr
    )
    assert state(site) == {"audio": b"/"}


def test_a_hash_that_cannot_be_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    published(site)
    (site.folder / "podfeed.lock").unlink()
    before = state(site)
    monkeypatch.setattr(Path, "open", fails(OSError(5, "EIO"), "1.mp3", Path.open))
    result = render(site)
    assert result.exit_code == 1
    assert "1.mp3: error: the file cannot be read: eio" in result.stderr
    assert state(site) == before


def test_adopt_takes_nothing_over_where_a_post_cannot_be_read(site: Site) -> None:
    published(site)
    (site.folder / "podfeed.lock").unlink()
    site.post("title: [", name="2.md")
    result = CliRunner().invoke(main, ["adopt", str(site.folder / "feed.xml"), str(site.folder), *AT])
    assert result.exit_code == 1
    assert "nothing is taken over" in result.stderr
    assert sorted(state(site)) == ["feed.xml"]


# -- what stays


def test_modes_and_links_stay(site: Site) -> None:
    published(site)
    public = site.folder.parent / f"{site.folder.name}-public"
    public.mkdir()
    for name, mode in (("feed.xml", 0o640), ("podfeed.lock", 0o600)):
        (site.folder / name).rename(public / name)
        (public / name).chmod(mode)
        (site.folder / name).symlink_to(public / name)
    site.episode("title: Three\ndate: 2021-12-03", name="3.md")
    assert render(site).exit_code == 0
    for name, mode in (("feed.xml", 0o640), ("podfeed.lock", 0o600)):
        assert (site.folder / name).is_symlink()
        assert stat.S_IMODE((public / name).stat().st_mode) == mode
        assert "Three" in (public / "feed.xml").read_text("utf-8")
    assert sorted(each.name for each in public.iterdir()) == ["feed.xml", "podfeed.lock"]
    agrees(site)


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
def test_owners_stay(site: Site) -> None:
    published(site)
    for name in ("feed.xml", "podfeed.lock"):
        os.chown(site.folder / name, 1234, 2345)
    site.episode("title: Three\ndate: 2021-12-03", name="3.md")
    assert render(site).exit_code == 0
    for name in ("feed.xml", "podfeed.lock"):
        found = (site.folder / name).stat()
        assert (found.st_uid, found.st_gid) == (1234, 2345)


def test_litter_is_cleared(site: Site) -> None:
    """What is half-written by this machine's dead, and what anybody left a day ago."""
    published(site)
    (site.folder / "feed.xml").unlink()
    from podfeed import whole  # noqa: PLC0415

    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    mine, other = whole._own_prefix(), ".podfeed-00000000-"
    gone = [f"{mine}{ended.pid}-00000000.tmp", f"{mine}{os.getpid()}-00000000.tmp", f"{other}7-00000001.tmp"]
    stays = [f"{mine}1-00000000.tmp", f"{other}7-00000000.tmp", f"{mine}notes.tmp", ".podfeed.tmp"]
    for name in (*gone, *stays):
        (site.folder / name).write_bytes(b"half")
    os.utime(site.folder / gone[2], (0, 0))
    assert render(site).exit_code == 0
    assert sorted(state(site)) == sorted(["feed.xml", "podfeed.lock", *stays])


# -- standard output and pipes


def shell(site: Site, line: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell; $podfeed is the command with all it needs."""
    words = [*COMMAND, "render", str(site.folder), *AT]
    script = f'set -o pipefail\npodfeed() {{ {" ".join(words)} "$@"; }}\n{line}\n'
    return subprocess.run(["bash", "-c", script], capture_output=True, check=False, cwd=site.folder)


@pytest.mark.parametrize("output", ["-", "/dev/stdout", "/dev/fd/1"])
def test_standard_output(site: Site, output: str) -> None:
    published(site)
    feed = (site.folder / "feed.xml").read_bytes()
    done = shell(
        site,
        f"podfeed -o {output} | cat; echo before > log; podfeed -o {output} >> log; podfeed -o {output} >> log; echo after >> log",
    )
    assert done.stdout == feed
    assert (site.folder / "log").read_bytes() == b"before\n" + feed + feed + b"after\n"
    assert b"Traceback" not in done.stderr


def test_readers_that_have_seen_enough(site: Site) -> None:
    """The feed is larger than a pipe."""
    for number in range(40):
        site.episode(f"title: Episode {number}", "The sea. " * 300, name=f"{number}.md")
    for output in ("-", "/dev/stdout", "/dev/fd/1"):
        done = shell(site, f"podfeed --no-lock -o {output} | head -1")
        assert done.stdout.startswith(b"<?xml")
        assert done.stdout.count(b"\n") == 1
        assert b"Traceback" not in done.stderr
        assert b"Exception ignored" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
@pytest.mark.parametrize(
    "line", ["podfeed -o - > /dev/full", "podfeed -o /dev/full", "podfeed -o /dev/fd/1 > /dev/full"]
)
def test_output_that_is_full(site: Site, line: str) -> None:
    site.episode()
    done = shell(site, line)
    assert done.returncode == 1
    said = done.stderr.decode().lower()
    assert "the disk is full" in said or "no space left" in said
    assert "traceback" not in said
    assert "exception ignored" not in said
    assert state(site) == {}


def test_a_command_without_standard_streams(site: Site) -> None:
    site.episode()
    done = shell(site, "podfeed -o - >&-")
    assert done.returncode == 1
    assert b"standard output is closed" in done.stderr
    assert b"Traceback" not in done.stderr
    assert state(site) == {}
    assert shell(site, "podfeed 2>&- >&-").returncode == 0
    assert "feed.xml" in state(site)


# -- runs that are stopped, and other runs


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Be another run, which is writing."""
    number = os.open(folder, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(number)


def wait_for_files(site: Site) -> None:
    """Wait until a run has made its files, and waits to move them into place."""
    for _ in range(600):
        if len(list(site.folder.glob(".podfeed-*.tmp"))) == 2:
            return
        time.sleep(0.05)
    raise AssertionError("no run makes files")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_stopped(site: Site, number: signal.Signals) -> None:
    published(site)
    before = state(site)
    site.episode("title: Three\ndate: 2021-12-03", name="3.md")
    with held(site.folder):
        run = started(site)
        wait_for_files(site)
        run.send_signal(number)
        out, err = run.communicate()
    assert run.returncode == 128 + number
    assert out == ""
    assert err.splitlines()[-1].startswith(f"stopped by {number.name}")
    assert "Traceback" not in err
    assert state(site) == before


_STOPPED_AT_ITS_END = """
import os, signal, sys
import podfeed.cli
from podfeed.__main__ import run

class Waiting:
    def flush(self):
        os.kill(os.getpid(), signal.SIGINT)

def main(**_options):
    sys.stdout = Waiting()
    sys.exit(0)

podfeed.cli.main = main
run()
"""


def test_a_run_that_is_stopped_while_its_reader_waits() -> None:
    done = subprocess.run([sys.executable, "-c", _STOPPED_AT_ITS_END], capture_output=True, check=False)
    assert done.returncode == 128 + signal.SIGINT
    assert done.stderr.startswith(b"stopped by SIGINT")
    assert b"Traceback" not in done.stderr


def test_signals_that_are_ignored_stay_ignored(site: Site) -> None:
    """As nohup, and the shell for what runs in the background, ask."""
    published(site)
    site.episode("title: Three\ndate: 2021-12-03", name="3.md")
    with held(site.folder):
        run = subprocess.Popen(
            ["sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh", *COMMAND, "render", str(site.folder), *AT],
            stderr=subprocess.DEVNULL,
        )
        wait_for_files(site)
        run.send_signal(signal.SIGHUP)
        run.send_signal(signal.SIGINT)
    assert run.wait() == 0
    agrees(site)


def test_another_run_that_published_meanwhile(site: Site) -> None:
    published(site)
    site.episode("title: Three\ndate: 2021-12-03", name="3.md")
    lock = site.folder / "podfeed.lock"
    with held(site.folder):
        run = started(site)
        wait_for_files(site)
        theirs = lock.read_text("utf-8").replace("null]}", '{"guid": "x", "post": "x.md"},\nnull]}')
        lock.with_name("new").write_text(theirs, "utf-8")
        lock.with_name("new").replace(lock)
        before = {name: data for name, data in state(site).items() if not name.startswith(".podfeed-")}
    _out, err = run.communicate()
    assert run.returncode == 1
    assert "podfeed.lock: error: another run wrote podfeed.lock meanwhile" in err
    assert state(site) == before


def test_another_run_that_does_not_end(site: Site) -> None:
    with held(site.folder), pytest.raises(ProblemsError, match="another run"), alone(site.folder, 0):
        raise AssertionError


def test_eight_runs_at_once(site: Site) -> None:
    published(site)
    site.episode("title: Three\ndate: 2021-12-03", name="3.md")
    ended = [(run, run.communicate()[1]) for run in [started(site) for _ in range(8)]]
    assert [(run.returncode, err) for run, err in ended if run.returncode] == []
    assert len(podfeed.parse(site.folder / "feed.xml").episodes) == 3
    agrees(site)


def test_runs_over_several_feeds_at_once(site: Site) -> None:
    """Each reads and writes the one lock: whatever is published is written down, or the run is an error."""
    names = "abcd"
    feeds = [f'[feeds.{name}]\noutput = "{name}.xml"\nselect = {{ tags = "{name}" }}\n' for name in names]
    site.settings("".join(feeds))
    for name in names:
        site.episode(f"title: {name}\ntags: {name}", name=f"{name}.md")
    ended = [(run, run.communicate()[1]) for run in [started(site, "--feed", name) for name in names]]
    assert all(run.returncode == 0 or "meanwhile" in err for run, err in ended)
    assert any(run.returncode == 0 for run, _err in ended)
    known = {
        entry["guid"]
        for entry in json.loads((site.folder / "podfeed.lock").read_bytes())["episodes"]
        if entry
    }
    for (run, _err), name in zip(ended, names, strict=True):
        there = (site.folder / f"{name}.xml").exists()
        assert there == (run.returncode == 0)
        if there:
            assert {each.guid for each in podfeed.parse(site.folder / f"{name}.xml").episodes} <= known
    assert not list(site.folder.glob(".podfeed-*"))
