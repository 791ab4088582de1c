"""What is known of audio is kept: in the cache, and in podfeed.lock, which people commit."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import podfeed
from podfeed.audio import embed
from podfeed.build.known import Known
from podfeed.cache import Cache
from podfeed.cli import main
from podfeed.lock import read_lock
from podfeed.model import Chapter
from site_folder import FRONT, Site


def render(site: Site, *options: str) -> Result:
    return CliRunner().invoke(main, ["render", "--config", str(site.folder / "podfeed.toml"), *options])


def feed(site: Site) -> bytes:
    return (site.folder / "feed.xml").read_bytes()


@pytest.fixture
def lock(site: Site) -> Path:
    return site.folder / "podfeed.lock"


def test_a_line_for_each_episode(site: Site, lock: Path) -> None:
    audio = site.audio("content/ep.mp3")
    embed(audio, [Chapter(start=1, title="Flood")])
    site.post(FRONT + "audio: ep.mp3\nguid: b", name="one.md")
    site.episode("guid: a", name="two.md")
    assert render(site).exit_code == 0
    lines = lock.read_text("utf-8").splitlines()
    assert json.loads(lock.read_text("utf-8"))["guid"] == podfeed.parse(site.folder / "feed.xml").guid
    assert [json.loads(line.rstrip(","))["guid"] for line in lines[1:3]] == ["a", "b"]
    entry = json.loads(lines[2].rstrip(","))
    assert entry["post"] == "one.md"
    assert entry["url"] == "https://show.example/ep.mp3"
    assert entry["length"] == audio.stat().st_size
    assert entry["type"] == "audio/mpeg"
    assert entry["duration"] == pytest.approx(2.6, abs=0.1)
    assert entry["hash"].startswith("sha256:")
    assert entry["chapters"] == [{"start": 1.0, "title": "Flood", "end": entry["chapters"][0]["end"]}]
    before = lock.read_bytes()
    assert render(site).exit_code == 0
    assert lock.read_bytes() == before


def test_who_writes_none(site: Site, lock: Path) -> None:
    site.episode()
    assert render(site, "-o", "-").exit_code == 0
    assert render(site, "--no-lock").exit_code == 0
    podfeed.load(config=site.folder / "podfeed.toml")
    assert not lock.exists()
    site.post("title: [", name="broken.md")
    assert render(site).exit_code == 1
    assert not lock.exists()


@pytest.mark.parametrize("named", ["audio: ep.mp3", ""])
def test_a_machine_without_the_audio_renders_the_same(site: Site, named: str) -> None:
    audio = site.audio("content/ep.mp3")
    embed(audio, [Chapter(start=1, title="Flood")])
    site.post(FRONT + named, name="ep.md")
    assert render(site).exit_code == 0
    before = feed(site)
    audio.unlink()
    assert render(site, "--no-cache", "--locked").exit_code == 0
    assert feed(site) == before
    assert [each.rule for each in site.load().problems if each.severity != "info"] == []
    assert render(site, "--no-lock", "--no-cache").exit_code == 1


@pytest.mark.usefixtures("_warm")
def test_no_file_is_read_twice(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = feed(site)
    monkeypatch.setattr("podfeed.audio.probe", _refuse)
    assert render(site, "--no-lock").exit_code == 0  # the cache alone
    assert render(site, "--no-cache").exit_code == 0  # the lock alone
    assert feed(site) == before


def _refuse(*_args: object, **_named: object) -> None:
    raise AssertionError("a file is probed again")


@pytest.fixture
def _warm(site: Site) -> None:
    site.audio("content/ep.mp3")
    site.post(FRONT + "audio: ep.mp3", name="ep.md")
    assert render(site).exit_code == 0


@pytest.mark.usefixtures("_warm")
def test_the_lock_knows_a_file_whatever_its_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(site.folder / "content/ep.mp3", (0, 0))
    monkeypatch.setattr("podfeed.audio.probe", _refuse)
    assert render(site).exit_code == 0


@pytest.mark.usefixtures("_warm")
def test_a_file_that_changed_is_read_again(site: Site) -> None:
    site.audio("content/ep.mp3", "vbr.mp3")
    before = feed(site)
    result = render(site, "--locked")
    assert result.exit_code == 1
    assert "ep.mp3: error: the file, of" in result.stderr
    assert "[lock-media-changed]" in result.stderr
    assert feed(site) == before
    assert render(site).exit_code == 0
    assert feed(site) != before
    assert render(site, "--locked").exit_code == 0


@pytest.mark.usefixtures("_warm")
def test_a_new_episode_fails_where_the_lock_must_not_change(site: Site, lock: Path) -> None:
    before, kept = feed(site), lock.read_bytes()
    site.episode("guid: new", name="new.md")
    result = render(site, "--locked")
    assert result.exit_code == 1
    assert "[lock-outdated]" in result.stderr
    assert (feed(site), lock.read_bytes()) == (before, kept)


def test_all_feeds_share_one_lock(site: Site, lock: Path) -> None:
    site.settings(
        '[feeds.all]\noutput = "a.xml"\n[feeds.sea]\noutput = "b.xml"\nselect = { tags = "sea" }\nlimit = 1\n'
    )
    site.episode("guid: a\ntags: sea", name="a.md")
    site.episode("guid: b", name="b.md")
    assert render(site).exit_code == 0
    before = lock.read_bytes()
    assert render(site, "--feed", "sea").exit_code == 0
    assert lock.read_bytes() == before
    found = read_lock(lock)
    assert found is not None
    assert sorted(found.entries) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("{", 1, "not JSON"),
        ("[]", 1, "no podfeed.lock"),
        ('{"version": 2, "episodes": []}', 1, "later podfeed"),
        ('{"version": 1, "guid": null, "episodes": [\n{"title": "x"}\n]}', 2, "no episode"),
        ('{"version": 1, "episodes": [\n<<<<<<< HEAD\n', 2, "merge"),
    ],
)
def test_a_broken_lock_is_one_error_with_its_line(
    site: Site, lock: Path, text: str, line: int, said: str
) -> None:
    lock.write_text(text, "utf-8")
    site.episode()
    (problem,) = site.problems()
    assert said in problem.message
    assert problem.place is not None
    assert problem.place.line == line
    result = render(site)
    assert result.exit_code == 1
    assert not (site.folder / "feed.xml").exists()
    assert lock.read_text("utf-8") == text


@pytest.mark.usefixtures("_warm")
@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100])
def test_a_damaged_cache_is_worth_a_warning(site: Site, damage: bytes) -> None:
    before = feed(site)
    (path,) = Path(os.environ["PODFEED_CACHE_DIR"]).glob("*.sqlite3")
    for each in path.parent.iterdir():
        each.unlink()
    path.write_bytes(damage)
    result = render(site, "--no-lock")
    assert result.exit_code == 0
    assert ("cache cannot be used" in result.stderr) is bool(damage)
    assert feed(site) == before


@pytest.mark.usefixtures("_warm")
def test_a_cache_that_cannot_be_there(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = render(site, "--no-lock", "--cache-dir", str(tmp_path / "file" / "below"))
    assert result.exit_code == 0
    assert "cache cannot be used" in result.stderr


def test_what_was_kept_is_what_was_read(site: Site, tmp_path: Path) -> None:
    audio = site.audio("content/tagged.mp3", "tagged.mp3")
    embed(audio, [Chapter(start=0, title="Ebb", href="https://x.example/"), Chapter(start=1, toc=False)])
    cache = Cache(tmp_path / "cache")
    first, _ = Known(cache=cache).probe(audio)
    again, _ = Known(cache=cache).probe(audio)
    assert again == first
    assert [each.toc for each in again.chapters] == [each.toc for each in first.chapters]


def test_hashes_of_whole_files_are_worked_out_once(site: Site, tmp_path: Path) -> None:
    path = site.audio("content/a.opus", "tone.opus")
    times = []
    cache = Cache(tmp_path / "cache")
    for _ in range(3):
        assert Known(cache=cache).integrity(path, lambda each: times.append(each) or "sha384-x") == "sha384-x"
    assert len(times) == 1


def test_hardly_a_byte_of_large_files_is_read(tmp_path: Path) -> None:
    """Besides tags and covers: the headers of files of 50 MB, of which there can be a thousand."""
    from test_far import big  # noqa: PLC0415

    read = 0

    class Counting:
        def __init__(self, path: Path) -> None:
            self._file = path.open("rb")
            self.name = str(path)

        def read(self, size: int = -1) -> bytes:
            nonlocal read
            data = self._file.read(size)
            read += len(data)
            return data

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

    for kind, name in (("mp3", "a.mp3"), ("front", "a.m4a"), ("back", "b.m4a")):
        path = tmp_path / name
        path.write_bytes(big(kind))
        read = 0
        file = Counting(path)
        audio = podfeed.probe(file)  # type: ignore[arg-type]
        file._file.close()
        assert audio.duration is not None
        assert read < path.stat().st_size / 100
