"""What is kept of posts in object stores: a run with it gives what one without gives, whatever was edited."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from podfeed import looking, mirror, storage
from podfeed.api import settings_of
from podfeed.build import judging, saving
from podfeed.build.guards import Accepted
from podfeed.problems import Problem, ProblemsError
from podfeed.publish import Order, begin, copied
from site_folder import NOW, SHOW, Site
from walks import Walk

fsspec = pytest.importorskip("fsspec", reason="the extra storage is not installed")
SEEDS = range(int(os.environ.get("PODFEED_WALKS", "3")))
STEPS = 10


@dataclass
class Place:
    """A folder of a store that is held to one here."""

    system: Any
    url: str

    def take(self, folder: Path) -> None:
        """Upload what changed, and delete what is gone."""
        there = self.files()
        here = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for each, _, names in os.walk(folder, followlinks=True)
            for path in (Path(each, name) for name in names)
            if path.is_file()
        }
        for name in there.keys() - here.keys():
            self.system.rm_file(f"{self.url}/{name}")
        for name, data in here.items():
            if there.get(name) != data:
                self.system.pipe_file(f"{self.url}/{name}", data)

    def files(self) -> dict[str, bytes]:
        self.system.invalidate_cache()
        root = self.system._strip_protocol(self.url)
        with suppress(FileNotFoundError):
            return {
                name.removeprefix(root).strip("/"): self.system.cat_file(name)
                for name in self.system.find(root)
            }
        return {}


@dataclass
class Outcome:
    """What a run said, and all that lies in the store when it is done."""

    problems: list[Problem]
    feeds: dict[str | None, bytes]
    files: dict[str, bytes]
    made: int = 0


def run(place: Place, order: Order, out: Place) -> Outcome:
    """Render a folder of a store as the commands do."""
    done = Outcome([], {}, {})
    try:
        copy = copied(place.url, order)
        try:
            settings = settings_of(copy.folder, None)
            names = [each.name for each in settings.feeds] or [None]
            order = Order(
                **{name: getattr(order, name) for name in ("now", "cache_dir", "no_cache", "locked", "no_lock", "accepted")},
                outputs={name: f"{out.url}/{name}.xml" for name in names},
            )  # fmt: skip
            made = begin(settings, order, mirror=copy)
            done.problems += made.problems
            for feed in made.feeds:
                done.problems += feed.problems
                name = feed.settings.name if feed.settings else None
                done.feeds[name] = b"".join(feed.xml())
                made.write(feed)
            made.finish()
            made.keep()
            done.made = order.stopwatch.counts.get("posts made anew", 0)
            made.close()
        except ProblemsError as error:
            done.problems += map(copy.told, error.problems)
        finally:
            copy.close()
    except ProblemsError as error:
        done.problems += error.problems
    done.files = place.files() | {f"out {name}": data for name, data in out.files().items()}
    return done


def plain(outcome: Outcome, *places: Place) -> tuple[Any, ...]:
    """Return an outcome as it is at whatever address."""
    told = [repr(each) for each in outcome.problems]
    for place in places:
        told = [each.replace(place.url, "STORE") for each in told]
    return told, outcome.feeds, outcome.files


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def walked(system: Any, scheme: str, walk: Walk, tmp_path: Path) -> None:
    """Edit a site step by step, and render it in two places: with what was kept, and without."""
    warm, cold = (Place(system, f"{scheme}://bucket/{name}/site") for name in ("warm", "cold"))
    outs = [Place(system, f"{scheme}://bucket/{name}-out") for name in ("warm", "cold")]
    for _ in range(STEPS):
        walk.step()
        if walk.chance.random() < 0.7:
            walk.mend()
        for place in (warm, cold):
            place.take(walk.folder)
        for place in outs if walk.done[-1] in ("lose_the_output", "forget_the_lock") else ():
            place.take(tmp_path / "nothing")
        for time_round in ("first", "second"):
            one = run(warm, ordered(walk, cache_dir=tmp_path / "cache"), outs[0])
            two = run(cold, ordered(walk, no_cache=True), outs[1])
            assert plain(one, warm, outs[0]) == plain(two, cold, outs[1]), (time_round, walk.done)
        bring(warm, walk.folder)


def ordered(walk: Walk, **more: Any) -> Order:
    return Order(
        now=datetime(2026, walk.month, 1, tzinfo=UTC),
        locked="--locked" in walk.options,
        no_lock="--no-lock" in walk.options,
        accepted=Accepted(every="--accept-all" in walk.options),
        **more,
    )


def bring(place: Place, folder: Path) -> None:
    """Take over what the run wrote."""
    for name, data in place.files().items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ticks", [True, False], ids=["fresh", "settled"])
def test_any_edit_gives_the_same_as_without(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, ticks: bool
) -> None:
    monkeypatch.setattr(judging, "_WORTH_KEEPING", 2)
    monkeypatch.setattr(saving, "_BUCKET", 4)
    if not ticks:  # as if all were written long ago: the times are relied on
        monkeypatch.setattr(looking, "_TICK", -(10**18))
    walked(memory, "memory", Walk(tmp_path / "site", random.Random(f"far {seed} {ticks}")), tmp_path)


def test_any_edit_in_an_s3_store(s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_WORTH_KEEPING", 2)
    walked(s3, "s3", Walk(tmp_path / "site", random.Random("s3")), tmp_path)


# -- what a run does when nothing, or little, has changed


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from the store."""
    names: list[str] = []
    real = storage.read

    def noted(system: Any, some: list[str], **more: Any) -> dict[str, bytes]:
        names.extend(name.rpartition("/")[2] for name in some)
        return real(system, some, **more)

    monkeypatch.setattr(storage, "read", noted)
    return names


def test_an_unchanged_post_costs_its_place_in_the_listing(
    s3: Any, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    site = Site(tmp_path / "site")
    for number in range(6):
        site.audio(f"content/p{number}.mp3", "vbr.mp3")
        site.post(f"title: T{number}\nguid: g{number}\ndate: 2021-12-0{number + 1}", name=f"p{number}.md")
        site.write(f"content/p{number}.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nThe sea.\n")
    place, out = Place(s3, "s3://bucket/site"), Place(s3, "s3://bucket/out")
    place.take(site.folder)
    kept = {"now": NOW, "cache_dir": tmp_path / "cache"}
    first = run(place, Order(**kept), out)  # type: ignore[arg-type]
    assert (first.made, len(first.feeds[None].split(b"<item>"))) == (6, 7)
    assert {"p0.md", "p0.vtt"} <= {*read}
    monkeypatch.setattr("podfeed.audio.probe", None)  # what is probed again ends in an error
    for made, names in ((0, ["podfeed.lock"]), (0, [])):  # the lock is what the first run wrote
        read.clear()
        again = run(place, Order(**kept), out)  # type: ignore[arg-type]
        assert (again.made, read) == (made, names)
        assert again.feeds == first.feeds
    site.post("title: Other\nguid: g3\ndate: 2021-12-04", name="p3.md")
    s3.pipe_file("s3://bucket/site/content/p5.md", s3.cat_file("s3://bucket/site/content/p5.md"))
    read.clear()
    place.system.pipe_file("s3://bucket/site/content/p3.md", (site.folder / "content/p3.md").read_bytes())
    changed = run(place, Order(**kept), out)  # type: ignore[arg-type]
    assert (changed.made, read) == (1, ["p3.md"])
    assert b"Other" in changed.feeds[None]


def test_a_text_whose_mark_is_none_of_its_content_is_looked_at_again(
    s3: Any, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the store encrypts with keys of its own: it is read, and the card holds."""
    (tmp_path / "site").mkdir()
    site = Site(tmp_path / "site")
    site.episode(name="one.md")
    place, out = Place(s3, "s3://bucket/site"), Place(s3, "s3://bucket/out")
    place.take(site.folder)
    real = storage.md5_of
    monkeypatch.setattr(storage, "md5_of", lambda detail: real(detail) and "0" * 32)
    kept = {"now": NOW, "cache_dir": tmp_path / "cache"}
    assert run(place, Order(**kept), out).made == 1  # type: ignore[arg-type]
    for _ in range(2):
        read.clear()
        assert run(place, Order(**kept), out).made == 0  # type: ignore[arg-type]
        assert "one.md" in read


def test_names_that_no_folder_here_can_hold(memory: Any) -> None:
    site = {
        "podfeed.toml": SHOW.encode(),
        "a.md": b"---\ntitle: A\ndate: 2021-12-01\naudio: https://cdn.example/a.mp3\nlength: 9000000\nduration: 900\n---\nx\n",
        "a.md/b.txt": b"below a file",
        "folder/": b"",
        "x/../../up.md": b"---\ntitle: Up\n---\n",
    }
    for name, data in site.items():
        memory.store[f"/bucket/site/{name}"] = fsspec.implementations.memory.MemoryFile(
            memory, f"/bucket/site/{name}", data
        )
    copy = mirror.mirror("memory://bucket/site")
    try:
        assert sorted(path.name for path in copy.folder.rglob("*") if path.is_file()) == [
            "b.txt",
            "podfeed.toml",
        ]
    finally:
        copy.close()
