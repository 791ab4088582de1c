"""`podfeed network`: many shows in one run, one show's fault leaving the others whole."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import re
import shutil
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import podfeed
from podfeed import ProblemsError
from podfeed import network as networks
from podfeed.build import others
from podfeed.cli import main
from podfeed.cli.table import Table, joined
from podfeed.network import job, spread
from podfeed.network.find import Listed
from podfeed.network.job import Job, ShowReport, render_show
from podfeed.publish import Order
from site_folder import NOW, SHOW, Site

EXAMPLES = Path(__file__).parent.parent / "examples"
NETWORK = '[network]\nshows = ["shows/*"]\n'


def make_show(folder: Path, name: str, *, episodes: int = 2) -> Site:
    path = folder / "shows" / name
    path.mkdir(parents=True)
    site = Site(path)
    site.settings("", show=SHOW.replace("show.example/feed.xml", f"show.example/{name}.xml"))
    for number in range(1, episodes + 1):
        site.episode(
            f"title: Episode {number}\ndate: 2021-12-0{number}\naudio: https://cdn.example/{name}-{number}.mp3",
            name=f"{number}.md",
        )
    return site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("lake", "river", "sea"):
        make_show(tmp_path, name)
    (tmp_path / "network.toml").write_text(NETWORK, "utf-8")
    return tmp_path


def run(folder: Path, *arguments: str, text: str | None = None) -> Result:
    if text is not None:
        (folder / "network.toml").write_text(text, "utf-8")
    jobs = [] if {"--jobs", "-j"} & {*arguments} else ["--jobs", "1"]
    command = ["network", str(folder / "network.toml"), "--now", NOW.isoformat(), *jobs, *arguments]
    return CliRunner().invoke(main, command)


def report(folder: Path, *arguments: str, text: str | None = None) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(run(folder, "--json", *arguments, text=text).stdout)
    return data


def feeds(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.xml")}


def alone(folder: Path, name: str) -> bytes:
    return podfeed.render(podfeed.load(config=folder / "shows" / name / "podfeed.toml", now=NOW))


# -- what a run does


def test_all_shows_are_rendered_where_their_settings_say(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0, result.output
    assert feeds(folder) == {
        f"shows/{name}/feed.xml": alone(folder, name) for name in ("lake", "river", "sea")
    }
    assert all((folder / "shows" / name / "podfeed.lock").is_file() for name in ("lake", "river", "sea"))
    assert "3 shows: 3 rendered; 6 episodes" in result.stdout
    again = run(folder, "--locked")
    assert again.exit_code == 0
    assert "3 shows: 3 unchanged" in again.stdout


def test_where_the_network_says(folder: Path) -> None:
    text = f'{NETWORK}output = "public/{{name}}/{{feed}}.xml"\n'
    assert run(folder, text=text).exit_code == 0
    assert set(feeds(folder)) == {f"public/{name}/feed.xml" for name in ("lake", "river", "sea")}


def test_a_show_of_several_feeds(folder: Path) -> None:
    site = Site(folder / "shows" / "sea")
    site.settings('[feeds.main]\noutput = "main.xml"\n[feeds.short]\noutput = "short.xml"\nlimit = 1\n')
    found = report(folder)
    (sea,) = (show for show in found["shows"] if show["name"] == "sea")
    assert [(feed["feed"], feed["episodes"], feed["status"]) for feed in sea["feeds"]] == [
        ("main", 2, "rendered"),
        ("short", 1, "rendered"),
    ]
    assert sea["bytes"] == sum(len(feeds(folder)[f"shows/sea/{name}.xml"]) for name in ("main", "short"))


def test_a_show_that_fails_leaves_the_others_whole(folder: Path) -> None:
    assert run(folder).exit_code == 0
    before = feeds(folder)
    Site(folder / "shows" / "lake").episode("title: New\ndate: 2021-12-09", name="new.md")
    bad = Site(folder / "shows" / "river").episode("title: New\nexplicit: maybe", name="new.md")
    result = run(folder)
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()[:2]
    assert first.split()[:2] == ["failed", "river"]
    assert second.split()[:2] == ["rendered", "lake"]
    assert f"{bad}:3" in result.stderr
    after = feeds(folder)
    assert {name for name in after if after[name] != before[name]} == {"shows/lake/feed.xml"}
    assert b"New" in after["shows/lake/feed.xml"]


BROKEN = {
    "settings": ("podfeed.toml", "[show\n"),
    "unknown": ("podfeed.toml", "[shwo]\n"),
    "lock": ("podfeed.lock", "<<<<<<< HEAD\n"),
    "post": ("content/1.md", "---\ntitle: [\n---\n"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_whatever_is_broken(folder: Path, kind: str) -> None:
    name, text = BROKEN[kind]
    (folder / "shows" / "river" / name).write_text(text, "utf-8")
    found = report(folder)
    assert [show["status"] for show in found["shows"]] == ["rendered", "failed", "rendered"]
    told = found["shows"][1]["told"][0]
    assert told["file"].endswith(name.rpartition("/")[2])
    assert told["line"]


def test_an_output_that_cannot_be_written(folder: Path) -> None:
    (folder / "shows" / "river" / "feed.xml").mkdir()
    found = report(folder)
    assert [show["status"] for show in found["shows"]] == ["rendered", "failed", "rendered"]
    assert found["shows"][1]["told"][0]["rule"] == "output-not-written"


def test_an_exception_that_nobody_expected(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = job.begin

    def begin(settings: Any, order: Any, **more: Any) -> Any:
        if settings.folder.name == "river":
            raise ZeroDivisionError("by river")
        return real(settings, order, **more)

    monkeypatch.setattr(job, "begin", begin)
    found = report(folder)
    assert [show["status"] for show in found["shows"]] == ["rendered", "failed", "rendered"]
    told = found["shows"][1]["told"][0]
    assert told["rule"] == "show-crashed"
    assert "ZeroDivisionError" in told["message"]
    assert "by river" in told["message"]


def test_a_guard_holds_for_each_show(folder: Path) -> None:
    assert run(folder).exit_code == 0
    (folder / "shows" / "sea" / "content" / "1.md").unlink()
    found = report(folder)
    assert [show["status"] for show in found["shows"]] == ["unchanged", "unchanged", "failed"]
    assert found["shows"][2]["told"][0]["rule"] == "lock-episode-vanished"
    accepted = report(folder, "--accept", "1.md")
    assert [show["status"] for show in accepted["shows"]] == ["unchanged", "unchanged", "rendered"]


# -- the report


def test_the_report(folder: Path) -> None:
    found = report(folder, "--report", str(folder / "report.json"))
    assert json.loads((folder / "report.json").read_text("utf-8")) == found
    assert found["counts"] == {"shows": 3, "failed": 0, "rendered": 3, "unchanged": 0}
    lake = found["shows"][0]
    assert {key: lake[key] for key in ("name", "status", "posts", "episodes")} == {
        "name": "lake",
        "status": "rendered",
        "posts": 2,
        "episodes": 2,
    }
    assert lake["settings"] == str(folder / "shows" / "lake" / "podfeed.toml")
    assert lake["output"] == str(folder / "shows" / "lake" / "feed.xml")
    assert lake["bytes"] == len(feeds(folder)["shows/lake/feed.xml"])
    assert lake["problems"] == {"error": 0, "warning": 0, "info": 0}
    assert lake["seconds"] > 0


def test_quiet_is_quiet(folder: Path) -> None:
    result = run(folder, "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    (folder / "shows" / "sea" / "podfeed.toml").unlink()
    result = run(folder, "--quiet")
    assert result.exit_code == 1
    assert "there is no podfeed.toml in this folder" in result.stderr
    assert "lake" not in result.output


@pytest.mark.parametrize(("fail", "warned", "broken"), [("error", 0, 1), ("warning", 1, 1), ("never", 0, 0)])
def test_what_makes_it_fail(folder: Path, fail: str, warned: int, broken: int) -> None:
    text = f'{NETWORK}fail = "{fail}"\n'
    Site(folder / "shows" / "sea").episode("title: A\ndate: 2021-12-09\nexplicit: unclear", name="new.md")
    Site(folder / "shows" / "sea").episode(
        "title: B\ndate: 2021-12-09T25:00\npublish_date: 2021-12-08", name="new.md"
    )
    found = report(folder, text=text)
    assert found["problems"]["warning"] == 1
    assert run(folder).exit_code == warned
    (folder / "shows" / "lake" / "podfeed.toml").unlink()
    assert run(folder).exit_code == broken


def test_many_rows_are_cut(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podfeed.cli.network._ROWS", 1)
    assert "… and 2 more; --verbose shows each" in run(folder).stdout
    assert len(run(folder, "--verbose").stdout.splitlines()) == 4


def test_a_report_that_has_no_folder_is_told_first(folder: Path) -> None:
    result = run(folder, "--report", str(folder / "nowhere" / "report.json"))
    assert (result.exit_code, feeds(folder)) == (2, {})
    assert "there is no folder" in result.stderr


ROWS = [
    ("failed", "a-show-with-a-very-long-name-indeed", "12 episodes", "1 error", "", "0.30 s", "public/a.xml"),
    ("rendered", "sea", "3 episodes", "no problems", "2,662 bytes", "10.33 s", "public/of/the/sea.xml"),
]


@pytest.mark.parametrize("width", [None, 200, 120, 100, 80, 70, 40])
def test_a_table_fits_the_terminal(width: int | None) -> None:
    table = Table(ROWS, right=frozenset({2, 4, 5}), spare=(4, 6), cut=(6, 1))
    lines = [joined(cells) for cells in table.lines(width)]
    assert max(map(len, lines)) <= (width or 200) or width == 40
    assert all(line.startswith(status) for line, status in zip(lines, ("failed", "rendered"), strict=True))
    assert [" 3 episodes" in line for line in lines] == [False, True]
    assert ("2,662 bytes" in lines[1]) == (width in (None, 200, 120))
    assert lines[1].endswith("  public/of/the/sea.xml") == (width in (None, 200, 120))
    assert lines[1].endswith("  …ic/of/the/sea.xml") == (width == 100)
    assert (ROWS[0][1] in lines[0]) == (width not in (70, 40))
    assert ("…" in lines[0]) == (width in (70, 40))


# -- which shows there are


def test_settings_files_of_other_names_share_a_folder(folder: Path) -> None:
    for name in ("sea", "lake"):
        text = (folder / "shows" / name / "podfeed.toml").read_text("utf-8")
        (folder / f"{name}.toml").write_text(text.replace('"content"', f'"shows/{name}/content"'), "utf-8")
    text = '[network]\nshows = ["*.toml"]\noutput = "{name}.xml"\n'
    assert run(folder, text=text).exit_code == 0
    assert set(feeds(folder)) == {"lake.xml", "sea.xml"}
    assert {path.name for path in folder.glob("*.lock")} == {"lake.podfeed.lock", "sea.podfeed.lock"}
    assert run(folder, "--locked").exit_code == 0


def test_a_lock_that_was_there_is_kept_to(folder: Path) -> None:
    text = (folder / "shows" / "sea" / "podfeed.toml").read_text("utf-8")
    (folder / "sea.toml").write_text(text.replace('"content"', '"shows/sea/content"'), "utf-8")
    command = ["render", "--config", str(folder / "sea.toml"), "--now", NOW.isoformat()]
    assert CliRunner().invoke(main, command).exit_code == 0
    (folder / "sea.podfeed.lock").rename(folder / "podfeed.lock")
    assert CliRunner().invoke(main, [*command, "--locked"]).exit_code == 0
    assert not (folder / "sea.podfeed.lock").exists()


@pytest.mark.parametrize(
    ("shows", "names"),
    [
        ('"shows/*"', ["lake", "river", "sea"]),
        ('"shows/*/podfeed.toml"', ["lake", "river", "sea"]),
        ('"**/podfeed.toml"', ["lake", "river", "sea"]),
        ('"**"', ["lake", "river", "sea"]),
        ('"shows/**/"', ["lake", "river", "sea"]),
        ('"shows/sea", "shows/s*", "shows/sea/podfeed.toml"', ["sea"]),
        ('"./shows/[lr]*/"', ["lake", "river"]),
        ('"shows/sea/../lake"', ["lake"]),
        ('"{folder}/shows/river"', ["river"]),
    ],
)
def test_globs(folder: Path, shows: str, names: list[str]) -> None:
    for name in ("notes.md", "theme.toml"):
        (folder / "shows" / name).write_text("No show.", "utf-8")
    found = report(folder, text=f"[network]\nshows = [{shows.replace('{folder}', str(folder))}]\n")
    assert [show["name"] for show in found["shows"]] == names
    assert found["ok"]


@pytest.mark.parametrize("exclude", ["shows/r*", "shows/river/podfeed.toml", "**/river"])
def test_exclude(folder: Path, exclude: str) -> None:
    found = report(folder, text=f'[network]\nshows = ["**/podfeed.toml"]\nexclude = ["{exclude}"]\n')
    assert [show["name"] for show in found["shows"]] == ["lake", "sea"]


def test_a_pyproject(folder: Path) -> None:
    path = folder / "shows" / "sea" / "podfeed.toml"
    text = path.read_text("utf-8").replace("[show]", "[tool.podfeed.show]")
    text = text.replace("[content]", "[tool.podfeed.content]").replace(
        "[validate]", "[tool.podfeed.validate]"
    )
    path.with_name("pyproject.toml").write_text(text, "utf-8")
    path.unlink()
    found = report(folder)
    assert [(show["name"], show["status"]) for show in found["shows"]][2] == ("sea", "rendered")


def test_some_shows_alone(folder: Path) -> None:
    assert run(folder, "--show", "sea").exit_code == 0
    assert set(feeds(folder)) == {"shows/sea/feed.xml"}
    result = run(folder, "--show", "see")
    assert result.exit_code == 1
    assert "did you mean sea?" in result.stderr


# -- what is wrong with the network file: nothing is written


WRONG = {
    "no such file": (None, "there is no such file", ""),
    "empty": ("", "there is no [network] in it", ""),
    "no shows": ("[network]\n", "there are no shows", "1"),
    "not TOML": ("[network\n", "this is not TOML", "1:9"),
    "unknown key": (f"{NETWORK}\noutputs = 'x'\n", "did you mean output?", "4:1"),
    "unknown table": (f"{NETWORK}[netwrok]\n", "has no key 'netwrok'", "3"),
    "wrong type": ("[network]\nshows = 7\n", "shows: 7 is not a text", "2:9"),
    "wrong word": (f"{NETWORK}fail = 'always'\n", "is not one of error, warning, never", "3:8"),
    "wrong number": (f"{NETWORK}jobs = 0\n", "is not a whole number above 0", "3:8"),
    "placeholder": (f"{NETWORK}output = '{{nmae}}.xml'\n", "{nmae} stands for nothing", "3:10"),
    "standard output": (f"{NETWORK}output = '-'\n", "one file for all shows", "3:10"),
    "finds nothing": ("[network]\nshows = ['shows/*', 'show/*']\n", "'show/*' finds no show", "2:9"),
    "finds files alone": ("[network]\nshows = ['shows/*.md']\n", "finds no show", "2:9"),
    "leaves nothing": (f"{NETWORK}exclude = '**'\n", "exclude leaves no show", "3:11"),
    "one output": (f"{NETWORK}output = 'feed.xml'\n", "lake and river would both write", "3:10"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_network_file_that_is_wrong(folder: Path, kind: str) -> None:
    text, said, place = WRONG[kind]
    (folder / "shows" / "notes.md").write_text("No show.", "utf-8")
    if text is None:
        (folder / "network.toml").unlink()
    result = run(folder, text=text)
    assert result.exit_code == 1
    assert said in result.stderr
    assert f"{folder / 'network.toml'}:{place}" in result.stderr
    assert result.stdout == ""
    assert feeds(folder) == {}


def test_outputs_that_meet_by_chance(folder: Path) -> None:
    for name, feed in (("sea", "low-tide"), ("sea-low", "tide")):
        if name == "sea-low":
            make_show(folder, name)
        Site(folder / "shows" / name).settings(f'[feeds.{feed}]\noutput = "feed.xml"\n')
    result = run(folder, text=f'{NETWORK}output = "{{name}}-{{feed}}.xml"\n')
    assert result.exit_code == 1
    assert "the shows sea and sea-low would both write" in result.stderr
    assert feeds(folder) == {}


def test_feeds_of_a_show_that_the_network_would_put_into_one_file(folder: Path) -> None:
    Site(folder / "shows" / "sea").settings('[feeds.a]\noutput = "a.xml"\n[feeds.b]\noutput = "b.xml"\n')
    result = run(folder, text=f'{NETWORK}output = "{{name}}.xml"\n')
    assert result.exit_code == 1
    assert "the feeds a and b of sea would both write" in result.stderr
    assert run(folder, text=NETWORK).exit_code == 0


def test_shows_whose_own_settings_meet(folder: Path) -> None:
    for name in ("sea", "lake"):
        Site(folder / "shows" / name).settings('[feeds.main]\noutput = "../one.xml"\n')
    result = run(folder)
    assert result.exit_code == 1
    assert "the shows lake and sea would both write" in result.stderr


def test_names_that_would_steer_the_terminal(folder: Path) -> None:
    (folder / "shows" / "sea").rename(folder / "shows" / "\x1b[2J sea")
    (folder / "shows" / "lake").rename(folder / "shows" / "\x1b[2J lake")
    (folder / "shows" / "\x1b[2J lake" / "podfeed.toml").unlink()
    assert "\x1b[2J" not in run(folder).output


# -- executors


def whole(folder: Path, code: int = 0) -> dict[str, bytes]:
    """Return what a run in this process gives."""
    assert run(folder, text=f'{NETWORK}output = "one/{{name}}.xml"\n').exit_code == code
    return {Path(name).name: data for name, data in feeds(folder).items() if name.startswith("one/")}


@pytest.mark.parametrize("kind", ["processes", "threads", "pool"])
def test_the_same_bytes_however_it_is_spread(folder: Path, kind: str) -> None:
    expected = whole(folder)
    (folder / "network.toml").write_text(f'{NETWORK}output = "two/{{name}}.xml"\n', "utf-8")
    if kind == "processes":
        done = podfeed.render_network(folder / "network.toml", jobs=2, now=NOW)
    elif kind == "threads":
        with ThreadPoolExecutor(3) as executor:
            done = podfeed.render_network(folder / "network.toml", executor=executor, now=NOW)
    else:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
            done = podfeed.render_network(folder / "network.toml", executor=executor, now=NOW)
    assert done.ok
    assert [show.status for show in done.shows] == ["rendered"] * 3
    assert {
        Path(name).name: data for name, data in feeds(folder).items() if name.startswith("two/")
    } == expected


@pytest.mark.parametrize("kind", ["processes", "threads", "alone"])
def test_the_posts_of_a_large_show_are_spread(
    folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the others are done; one with an error leaves the others whole."""
    for name in ("ocean", "bay"):
        make_show(folder, name, episodes=9)
    Site(folder / "shows" / "bay").episode("title: New\nexplicit: maybe", name="new.md")
    expected = whole(folder, 1)
    (folder / "network.toml").write_text(f'{NETWORK}output = "two/{{name}}.xml"\n', "utf-8")
    monkeypatch.setattr(networks, "_LARGE", 5)
    monkeypatch.setattr(others, "_CHUNK", 2)
    asked: list[str] = []

    class Noting(ThreadPoolExecutor):
        def submit(self, function: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
            asked.append(function.__name__)
            return super().submit(function, *arguments, **more)

    if kind == "threads":
        with Noting(2) as executor:
            done = podfeed.render_network(folder / "network.toml", executor=executor, now=NOW, no_cache=True)
        assert asked == ["render_show"] * 5 + ["make"] * 10
    else:
        jobs = 2 if kind == "processes" else 1
        done = podfeed.render_network(folder / "network.toml", jobs=jobs, now=NOW, no_cache=True)
    assert [(show.name, show.status, show.episodes) for show in done.shows] == [
        ("bay", "failed", 10),
        ("lake", "rendered", 2),
        ("ocean", "rendered", 9),
        ("river", "rendered", 2),
        ("sea", "rendered", 2),
    ]
    found = {Path(name).name: data for name, data in feeds(folder).items() if name.startswith("two/")}
    assert found == expected
    assert "bay.xml" not in found


def test_a_process_that_is_killed_costs_no_show(folder: Path) -> None:
    for number in range(4):
        make_show(folder, f"show{number}")
    killed: list[int] = []

    def kill(done: int, _total: int) -> None:
        if done == 1:
            (child, *_) = multiprocessing.active_children()
            assert child.pid
            os.kill(child.pid, signal.SIGKILL)
            killed.append(child.pid)

    done = podfeed.render_network(folder / "network.toml", jobs=2, now=NOW, progress=kill)
    assert killed
    assert len(done.shows) == 7
    assert {show.status for show in done.shows} <= {"rendered", "unchanged"}
    assert len(feeds(folder)) == 7


def deadly(order: Job) -> ShowReport:
    """Stands in for a show that takes more memory than there is."""
    if order.show.name == "river":
        os.kill(os.getpid(), signal.SIGKILL)
    return render_show(order)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_show_that_kills_its_process_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = multiprocessing.get_context("fork")  # in which this module's functions are known
    monkeypatch.setattr(spread, "render_show", deadly)
    monkeypatch.setattr(spread, "_pool", lambda workers: ProcessPoolExecutor(workers, mp_context=context))
    done = podfeed.render_network(folder / "network.toml", jobs=2, now=NOW)
    # One that was written just when its process went is found unchanged when it is tried again.
    assert [show.status == "failed" for show in done.shows] == [False, True, False]
    assert set(feeds(folder)) == {"shows/lake/feed.xml", "shows/sea/feed.xml"}
    assert [problem.rule for problem in done.shows[1].problems] == ["show-killed"]
    assert not done.ok


class Refusing(Executor):
    """An executor that gives up one show, and takes no more after two."""

    def __init__(self) -> None:
        self.taken = 0

    def submit(self, function: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
        self.taken += 1
        if self.taken > 2:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future: Future[Any] = Future()
        if self.taken == 1:
            future.set_exception(OSError("the worker is gone"))
        else:
            future.set_result(function(*arguments))
        return future


def test_an_executor_that_fails_is_told_for_each_show(folder: Path) -> None:
    done = podfeed.render_network(folder / "network.toml", executor=Refusing(), now=NOW)
    assert [show.status for show in done.shows] == ["failed", "rendered", "failed"]
    assert ["worker is gone" in show.problems[0].message for show in done.shows if show.problems] == [
        True,
        False,
    ]


def test_a_worker_with_another_podfeed_renders_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podfeed.network.__version__", "0.0.1")
    done = podfeed.render_network(folder / "network.toml", now=NOW)
    assert {show.problems[0].rule for show in done.shows} == {"worker-other-version"}
    assert feeds(folder) == {}


def test_a_worker_takes_over_the_time_of_the_build(folder: Path) -> None:
    show = Listed(name="sea", settings=str(folder / "shows" / "sea" / "podfeed.toml"))
    order = Job(show=show, output=None, order=Order(now=NOW), version=podfeed.__version__, epoch="1700000000")
    assert render_show(pickle.loads(pickle.dumps(order))).status == "rendered"  # noqa: S301 - as it travels
    assert b"14 Nov 2023" in feeds(folder)["shows/sea/feed.xml"]
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_usage(folder: Path) -> None:
    assert run(folder, "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1").exit_code == 2
    assert run(folder, "--quiet", "--verbose").exit_code == 2
    with pytest.raises(ProblemsError, match="finds no show"):
        podfeed.render_network(_written(folder, '[network]\nshows = "none"\n'))


def _written(folder: Path, text: str) -> Path:
    path = folder / "other.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_example(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("feed.xml", "__pycache__"))
    done = podfeed.render_network(tmp_path / "examples" / "network.toml", now=NOW, locked=True)
    assert {show.name: show.status for show in done.shows} == dict.fromkeys(
        ("hugo", "jekyll", "pipeline"), "rendered"
    )
    for show in done.shows:
        expected = (EXAMPLES / show.name / "expected.xml").read_bytes()
        assert Path(show.feeds[0].output).read_bytes() == expected


def test_the_guide_shows_what_is_there(folder: Path) -> None:
    """The network file of the guide is one, and its report has the keys that it names."""
    guide = (EXAMPLES.parent / "docs" / "guides" / "network.md").read_text("utf-8")
    file = guide.partition("```toml\n")[2].partition("```")[0].replace(', "s3://bucket/shows/*"', "")
    (folder / "public").mkdir()
    found = report(folder, text=file)
    assert [Path(show["output"]).name for show in found["shows"]] == ["lake.xml", "river.xml", "sea.xml"]
    (report_keys,) = re.findall(r"The report has an object for each show: (.*?)\n\n", guide, re.DOTALL)
    assert set(found["shows"][0]) <= set(re.findall(r"`(\w+)`", report_keys))
