"""The benchmarks make what they say, and notice where programs did not make the same."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import benchmarks
import pytest
from benchmarks import content, parse, probe, render, start, watch
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.measure import Command, Row, Run, Stopped, measure
from benchmarks.report import Goal, Report, memory, page, ratio
from benchmarks.same import hold_same, items

import podfeed

ITEM = """<item><title>{title}</title><link>https://example.org/1</link><pubDate>{date}</pubDate>
<enclosure url="https://example.org/{file}" length="{length}" type="audio/mpeg"/>
<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">{notes}</content:encoded>
<itunes:duration xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">{duration}</itunes:duration></item>"""
USUAL = {
    "title": "One",
    "date": "Mon, 03 Jan 2005 06:00:00 +0000",
    "file": "1.mp3",
    "length": "9",
    "notes": "&lt;p&gt;A &lt;b&gt;word&lt;/b&gt;&lt;/p&gt;",
    "duration": "61",
}


def feed(folder: Path, **changes: str) -> Path:
    path = folder / f"feed-{len(list(folder.iterdir()))}.xml"
    path.write_text(f"<rss><channel>{ITEM.format(**USUAL | changes)}</channel></rss>", "utf-8")
    return path


# -- content


def test_posts_are_the_same_each_time_and_of_the_size_that_was_measured() -> None:
    sizes = [len(content.post(number).encode()) for number in range(1, 101)]
    assert 4_800 < sum(sizes) / len(sizes) < 5_400
    assert content.post(7) == content.post(7) != content.post(8)


def test_posts_are_episodes_without_a_complaint(tmp_path: Path) -> None:
    content.posts(tmp_path, 12)
    show = podfeed.load(tmp_path)
    assert len(show.episodes) == 12
    assert show.problems == ()
    assert any("<table>" in (episode.notes or "") for episode in show.episodes)


def test_posts_that_are_there_are_left_alone_and_other_numbers_are_made(tmp_path: Path) -> None:
    content.posts(tmp_path, 2)
    first = content.post_path(tmp_path, 1)
    first.write_text("left alone", "utf-8")
    content.posts(tmp_path, 2)
    assert first.read_text("utf-8") == "left alone"
    content.posts(tmp_path, 3)
    assert first.read_text("utf-8") == content.post(1)


@pytest.mark.parametrize("number", [1, content.HEADERLESS])
def test_mp3_files_are_as_long_as_they_say(tmp_path: Path, number: int) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(content.mp3(number, 5))
    audio = podfeed.probe(path)
    assert audio.duration is not None
    assert audio.duration.total_seconds() == pytest.approx(content.mp3_seconds(number, 5), abs=0.001)
    assert (b"Info" in path.read_bytes()) is (number != content.HEADERLESS)


# -- that the outputs are the same


def test_what_nobody_sees_is_no_difference(tmp_path: Path) -> None:
    other = {
        "date": "Mon, 03 Jan 2005 07:00:00 +0100",
        "duration": "1:01",
        "notes": "&lt;i id='x'&gt;A&lt;/i&gt; word",
    }
    assert (
        hold_same({"a": items(feed(tmp_path)), "b": items(feed(tmp_path, **other))})
        == "a and b: the same 1 items"
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": "Two"}, "title is 'Two' of b, 'One' of a"),
        ({"date": "Mon, 03 Jan 2005 06:00:00 +0100"}, "date is '2005-01-03T05:00:00+00:00' of b"),
        ({"file": "2.mp3"}, "enclosure is 'https://example.org/2.mp3' of b"),
        ({"length": "8"}, "length is '8' of b"),
        ({"notes": "A world"}, "notes is"),
        ({"duration": "62"}, "duration is 62 of b, 61 of a"),
    ],
)
def test_a_difference_stops_it(tmp_path: Path, changes: dict[str, str], told: str) -> None:
    with pytest.raises(Stopped) as stopped:
        hold_same({"a": items(feed(tmp_path)), "b": items(feed(tmp_path, **changes))})
    assert told in str(stopped.value)


def test_an_item_that_only_one_has_stops_it(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="only a has it"):
        hold_same({"a": items(feed(tmp_path)), "b": {}})


def test_two_items_of_one_link_stop_it(tmp_path: Path) -> None:
    path = feed(tmp_path)
    text = path.read_text("utf-8")
    path.write_text(text.replace("</item>", f"</item>{ITEM.format(**USUAL)}"), "utf-8")
    with pytest.raises(Stopped, match="two items have the link"):
        items(path)


# -- measuring

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
GROW = "import sys; x = bytearray(60_000_000); "


@linux
def test_time_and_memory_of_children_are_counted() -> None:
    work = "sum(range(6_000_000))"
    child = f"{GROW}import time; {work}; time.sleep(0.1)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    rows = measure([Command("one", [sys.executable, "-c", parent]), Command("none", ["true"])], 1)
    one, none = rows["one"], rows["none"]
    assert one.largest > 60_000_000
    assert one.together > 60_000_000
    assert none.largest < 30_000_000
    assert one.runs[0].cpu > none.runs[0].cpu


@linux
def test_a_worker_that_outlives_its_command_is_counted() -> None:
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {GROW!r}])"
    assert measure([Command("one", [sys.executable, "-c", parent])], 1)["one"].largest > 60_000_000


@linux
@pytest.mark.parametrize(
    "argv", [[sys.executable, "-c", "print('why'); raise SystemExit(3)"], ["/no/such/program"]]
)
def test_a_command_that_fails_stops_it(argv: list[str]) -> None:
    with pytest.raises(Stopped, match=r"failed:\nwhy|could not be started"):
        measure([Command("one", argv)], 1)


@linux
def test_commands_run_in_turn_and_what_goes_before_is_not_measured() -> None:
    order: list[str] = []
    commands = [Command(name, ["true"], before=lambda name=name: order.append(name)) for name in "ab"]
    rows = measure([*commands, Command("c", ["no"], missing="not installed: apt install c")], 2)
    assert order == ["a", "b"] * 3  # the first, which is not measured, and two rounds
    assert [len(row.runs) for row in rows.values()] == [2, 2, 0]


# -- reporting


def report(*, there: bool = True) -> Report:
    missing = "" if there else "not installed: apt install x"
    rows = {
        "ours": row(Command("ours", ["x"]), 1, 3, 2),
        "theirs": row(Command("theirs", ["x"], missing=missing), *((10, 10, 10) if there else ())),
    }
    goals = [ratio("fast", "ours", "theirs", 0.5, 0.1), memory("small", "ours", 10)]
    return Report("It", "python -m benchmarks it", rows, "ours", goals, ["a fact"])


def row(command: Command, *walls: float) -> Row:
    return Row(command, [Run(wall, 1, 20_000_000, 0) for wall in walls])


def test_a_goal_is_held_against_the_median_of_the_rounds() -> None:
    fast, small = report().goals_table()[1:]
    assert fast == ("fast", "0.5 (1/2), aim 0.1 (1/10)", "0.2 (0.1 to 0.3)", "reached")
    assert small == ("small", "10 MB", "20 MB", "missed")


def test_what_is_not_installed_says_so() -> None:
    shown = page([report(there=False)])
    assert "| theirs | not installed: apt install x |" in shown
    assert "| It: fast | 0.5 (1/2), aim 0.1 (1/10) | not measured: no theirs |  |" in shown


def test_each_table_of_a_page_has_its_columns() -> None:
    lines = [line for line in page([report()]).splitlines() if line.startswith("|")]
    assert {line.count("|") for line in lines} == {5, 7}


# -- the command


@pytest.mark.parametrize("name", [*BENCHMARKS, "all"])
def test_each_has_its_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert "--markdown" in capsys.readouterr().out


def test_each_is_listed_with_its_goals_on_the_page() -> None:
    text = (Path(__file__).parent.parent / "docs" / "performance.md").read_text("utf-8")
    for name in BENCHMARKS:
        assert f"python -m benchmarks {name}" in text


@linux
def test_a_watcher_is_seen_to_write_and_posts_are_as_before(tmp_path: Path) -> None:
    content.posts(tmp_path, 3)
    program = """
import pathlib, sys, time
posts, feed = sorted(pathlib.Path("content/episodes").iterdir()), pathlib.Path("feed.xml")
before = None
while True:
    now = "".join(post.read_text("utf-8") for post in posts) + "</rss>"
    if now != before:
        feed.write_text(now, "utf-8")
        before = now
    time.sleep(0.01)
"""
    command = Command("it", [sys.executable, "-c", program], tmp_path)
    row = watch.follow(command, tmp_path / "feed.xml", tmp_path, argparse.Namespace(rounds=1, posts=3))
    assert 0 < row.runs[0].wall < watch.PATIENCE
    assert all(
        content.post_path(tmp_path, number).read_text("utf-8") == content.post(number) for number in (1, 2, 3)
    )


@linux
def test_a_watcher_that_ends_stops_it(tmp_path: Path) -> None:
    command = Command("it", [sys.executable, "-c", "raise SystemExit('no')"], tmp_path)
    with pytest.raises(Stopped, match=r"ended with exit code 1:\nno"):
        watch.follow(command, tmp_path / "feed.xml", tmp_path, argparse.Namespace(rounds=1, posts=3))


def test_a_goal_of_a_benchmark_names_rows_that_there_are() -> None:
    rows = {
        render: {render.COLD, render.UNCHANGED, render.CHANGED, render.DUE, render.HUGO, render.PURE},
        probe: {probe.COLD, probe.WARM, probe.FFPROBE},
        parse: {*parse.READERS, parse.VALIDATE},
        start: {start.VERSION, start.CLICK, start.SHOW},
        watch: {watch.PODFEED},
    }
    for module, names in rows.items():
        goals: tuple[Goal, ...] = module.GOALS
        assert {name for goal in goals for name in goal.needs} <= names


@pytest.mark.parametrize("script", ["launch.py", "rivals/feedgen_script.py", "rivals/readers.py"])
def test_each_script_says_how_it_is_called(script: str) -> None:
    path = Path(benchmarks.__file__).parent / script
    for arguments, code in ((["--help"], 0), ([], 2)):
        done = subprocess.run([sys.executable, path, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert path.name in done.stdout
