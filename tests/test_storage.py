"""Object stores, through fsspec: files, and whole folders of posts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import podfeed
from podfeed import ProblemsError
from podfeed.cli import main
from site_folder import AUDIO, FRONT, SHOW

fsspec = pytest.importorskip("fsspec", reason="the extra storage is not installed")
CONTENT = "memory://bucket/show/content"


@pytest.fixture
def store() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    system.pipe("/bucket/show/podfeed.toml", (SHOW + '[content]\npath = "content"\n').encode())
    system.pipe("/bucket/show/content/ep.md", f"---\n{FRONT}---\nThe sea.\n".encode())
    system.pipe("/bucket/show/content/ep.mp3", (AUDIO / "vbr.mp3").read_bytes())
    system.pipe("/bucket/show/content/ep.vtt", b"WEBVTT\n")
    yield system
    system.store.clear()


@pytest.mark.usefixtures("store")
def test_a_file_in_a_store() -> None:
    far, near = podfeed.probe(f"{CONTENT}/ep.mp3"), podfeed.probe(AUDIO / "vbr.mp3")
    assert (far.duration, far.length, far.tags) == (near.duration, near.length, near.tags)


@pytest.mark.usefixtures("store")
def test_a_folder_of_posts_in_a_store() -> None:
    show = podfeed.load(CONTENT)
    (episode,) = show.episodes
    assert show.title == "Sea Talk"
    assert episode.enclosure == podfeed.Enclosure(
        url="https://show.example/ep.mp3", length=(AUDIO / "vbr.mp3").stat().st_size, type="audio/mpeg"
    )
    assert [each.url for each in episode.transcripts] == ["https://show.example/ep.vtt"]


def test_problems_name_the_file_in_the_store(store: Any) -> None:
    store.pipe("/bucket/show/content/ep.md", b"---\ntitle: A\nexplicit: maybe\n---\n")
    with pytest.raises(ProblemsError) as caught:
        podfeed.load(CONTENT)
    places = [str(problem.place) for problem in caught.value.problems]
    assert f"{CONTENT}/ep.md:3:11" in places


@pytest.mark.usefixtures("store")
def test_the_command_renders_it(tmp_path: Path) -> None:
    output = tmp_path / "feed.xml"
    first = CliRunner().invoke(main, ["render", CONTENT, "-o", str(output)])
    assert first.exit_code == 0, first.output
    before = output.read_bytes()
    assert CliRunner().invoke(main, ["render", CONTENT, "-o", str(output)]).exit_code == 0
    assert output.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["feed.xml"]
    result = CliRunner().invoke(main, ["render", CONTENT])
    assert (result.exit_code, "-o" in result.output) == (2, True)


def test_a_file_that_changed_is_read_again(store: Any) -> None:
    show = podfeed.load(CONTENT)
    store.pipe("/bucket/show/content/ep.mp3", (AUDIO / "cbr.mp3").read_bytes())
    assert podfeed.load(CONTENT) != show


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("memory://bucket/nothing/at/all", "no such folder"),
        ("nosuchstore://bucket/x", "refused|driver"),
    ],
)
def test_what_is_not_there(url: str, said: str) -> None:
    with pytest.raises(ProblemsError, match=said):
        podfeed.load(url)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(ProblemsError, match="no such file"):
        podfeed.probe("memory://bucket/none.mp3")


def test_without_fsspec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    with pytest.raises(ProblemsError, match="needs fsspec") as caught:
        podfeed.probe("s3://bucket/a.mp3")
    assert "podfeed-rss[storage]" in caught.value.problems[0].hint
