"""Every target of fuzz/ keeps its promises: for what fuzzing found once, and for inputs that are built here.

`PODFEED_FUZZ_EXAMPLES=1000 pytest tests/test_fuzz.py` builds more of them than the suite does.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz import holding, run
from fuzz.targets import TARGETS, Target
from fuzz.targets.common import refused, sound, tellable
from fuzz.targets.posts import Inspector
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz_inputs import inputs
from podfeed import BadValueError, Place, Problem, ProblemsError, Show

ROOT = Path(__file__).parent.parent
FOUND = sorted(path for path in holding.FOUND.glob("*/*"))
EXAMPLES = int(os.environ.get("PODFEED_FUZZ_EXAMPLES", "25"))
PAGE = ROOT / "docs" / "reliability.md"


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_stays_mended(path: Path) -> None:
    TARGETS[path.parent.name].run(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_there_and_break_nothing(name: str) -> None:
    seeds = run.inputs_of(TARGETS[name])
    assert len(seeds) > 1
    for data in seeds if len(seeds) < 50 else seeds[:: len(seeds) // 25]:
        TARGETS[name].run(data)


@pytest.mark.parametrize("name", TARGETS)
def test_any_input_keeps_the_promises(name: str) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(inputs(name) | st.binary(max_size=60))
    def hold(data: bytes) -> None:
        TARGETS[name].run(data)

    hold()


# -- a target that cannot fail is none


def _broken(data: bytes) -> None:
    if b"bad" in data:
        raise ValueError("broken")


BROKEN = Target(name="broken", take=_broken, what="nothing")


def test_a_finding_is_shrunk_and_kept(tmp_path: Path) -> None:
    _, finding = holding.hold(BROKEN, b"something bad is in it")
    assert finding is not None
    assert finding.where.startswith("ValueError ")
    data = holding.shrunk(BROKEN, b"something bad is in it", finding)
    assert data == b"bad"
    path = holding.keep(BROKEN, data, tmp_path)
    assert path.parent == tmp_path / "broken"
    assert path.read_bytes() == b"bad"
    assert holding.hold(BROKEN, b"good")[1] is None


def test_time_and_memory_are_promises() -> None:
    assert holding.judge(holding.Cost(0.9, 100 << 20)) is None
    assert holding.judge(holding.Cost(1.1, 0)).kind == "slow"  # type: ignore[union-attr]
    assert holding.judge(holding.Cost(0.1, 201 << 20)).kind == "memory"  # type: ignore[union-attr]


def test_replaying_fails_where_a_promise_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(TARGETS, "broken", BROKEN)
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_bytes(b"good")
    bad.write_bytes(b"bad")
    assert run.main(["--replay", "broken", str(good)]) == 0
    assert run.main(["--replay", "broken", str(good), str(bad)]) == 1
    assert "ValueError: broken" in capsys.readouterr().out


@pytest.mark.parametrize(
    "html", ["<script>x</script>", "<p onclick='x'>", "<a href='javascript:x'>", "<!-- x -->", "<img src=x>"]
)
def test_the_inspector_refuses(html: str) -> None:
    with pytest.raises(AssertionError):
        Inspector().feed(html)


def test_problems_are_held_to_their_file() -> None:
    problem = Problem(rule="x", severity="error", message="m", place=Place(file="a.md", line=3))
    tellable([problem], file="a.md", lines=3)
    with pytest.raises(AssertionError):
        tellable([problem], file="a.md", lines=2)


def test_only_podfeed_may_refuse() -> None:
    with refused():
        raise BadValueError("no date")
    with refused():
        raise ProblemsError([Problem(rule="x", severity="error", message="m")])
    with pytest.raises(KeyError), refused():
        raise KeyError("x")
    with pytest.raises(AssertionError), refused():
        raise ProblemsError([])


def test_a_feed_that_is_read_back_otherwise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    sound(Show(title="Ebb"))
    monkeypatch.setattr("fuzz.targets.common.parse", lambda _feed: Show(title="Flood"))
    with pytest.raises(AssertionError, match="otherwise"):
        sound(Show(title="Ebb"))


# -- the runner


def test_the_table_lists_every_target() -> None:
    outcomes = [run.Outcome(name, runs=1234) for name in TARGETS]
    rows = re.findall(r"^\| `(\S+)` \|.* 1,234 \|", run.table(outcomes), re.MULTILINE)
    assert rows == list(TARGETS)


def test_the_page_lists_every_target() -> None:
    section = PAGE.read_text("utf-8").partition("## Fuzzing")[2].partition("\n## ")[0]
    figures, faults = section.partition("| target | faults | what |")[::2]
    assert re.findall(r"^\| `(\S+)` \|", figures, re.MULTILINE) == list(TARGETS)
    assert set(re.findall(r"^\| `(\S+)` \|", faults, re.MULTILINE)) <= set(TARGETS)


def test_the_runner_lists_every_target() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "fuzz" / "run.py", "--list"], capture_output=True, text=True, check=True
    )
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == list(TARGETS)


def test_an_unknown_target_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run.main(["nonsense"])
    assert caught.value.code == 2
    assert "front-matter" in capsys.readouterr().err


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_words_are_written_as_bytes(target: Target) -> None:
    for word in target.words:
        assert re.fullmatch(r"(\\x[0-9a-f]{2})+", run._escaped(word))


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris is not installed (extra fuzz)"
)
def test_atheris_finds_what_is_broken(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "fuzz" / "run.py", "durations", "--seconds", "3", "--corpus", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\| `durations` \| \d+ \| \d+ \| [\d,]{3,} \|", done.stdout, re.MULTILINE)
