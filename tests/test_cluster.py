"""A network on a Dask cluster, its shows in an S3 store: both real, on the loopback interface."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import podfeed
from far_machines import CREDENTIALS, Cluster
from podfeed import ProblemsError
from podfeed import network as networks
from podfeed.build import others
from podfeed.cli import main
from podfeed.network import cluster as clusters
from site_folder import AUDIO, NOW, RULES, SHOW

pytest.importorskip("distributed", reason="the extra dask is not installed")
SHOWS = 30


@pytest.fixture(scope="module")
def cluster(_s3_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers, who can read the store."""
    folder = tmp_path_factory.mktemp("cluster")
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    own = {"AWS_ENDPOINT_URL": _s3_server, "PODFEED_CACHE_DIR": str(folder / "cache")}
    with Cluster(folder, env | CREDENTIALS | own) as made:
        made.start(2)
        yield made


def make_shows(folder: Path, number: int) -> None:
    """Write shows with audio that is probed, and one that is broken."""
    for each in range(number):
        name = f"show{each:02}"
        content = folder / "shows" / name / "content"
        content.mkdir(parents=True)
        show = SHOW.replace("show.example/feed.xml", f"show.example/{name}.xml")
        (content.parent / "podfeed.toml").write_text(show + RULES + '[content]\npath = "content"\n', "utf-8")
        for episode in range(1, 3):
            front = f"title: Episode {episode}\ndate: 2021-12-0{episode}\ndescription: A walk."
            if each == 7 and episode == 2:
                front += "\nexplicit: maybe"
            front += (
                "\naudio: own.mp3" if episode == 1 else f"\naudio: https://cdn.example/{name}/{episode}.mp3"
            )
            (content / f"{episode}.md").write_text(f"---\n{front}\n---\nThe *sea* of {name}.\n", "utf-8")
        shutil.copy(AUDIO / "vbr.mp3", content / "own.mp3")


def upload(s3: Any, folder: Path, bucket: str) -> None:
    for path in (folder / "shows").rglob("*"):
        if path.is_file():
            s3.pipe_file(f"{bucket}/{path.relative_to(folder).as_posix()}", path.read_bytes())


def network(folder: Path, shows: str, output: str) -> Path:
    path = folder / "network.toml"
    path.write_text(f'[network]\nshows = ["{shows}"]\noutput = "{output}"\n', "utf-8")
    return path


def stored(s3: Any, pattern: str) -> dict[str, bytes]:
    s3.invalidate_cache()
    return {name.removeprefix("bucket/"): s3.cat_file(name) for name in s3.glob(f"bucket/{pattern}")}


def test_the_command(s3: Any, tmp_path: Path, cluster: Cluster) -> None:
    make_shows(tmp_path, 2)
    upload(s3, tmp_path, "bucket")
    s3.pipe_file("bucket/network.toml", b'[network]\nshows = ["shows/*"]\ncache_control = "no-cache"\n')
    command = ["network", "s3://bucket/network.toml", "--now", NOW.isoformat(), "--json"]
    result = CliRunner().invoke(main, [*command, "--scheduler", cluster.address])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert [show["output"] for show in found["shows"]] == [
        f"s3://bucket/shows/show0{number}/feed.xml" for number in range(2)
    ]
    head = s3.call_s3("head_object", Bucket="bucket", Key="shows/show00/feed.xml")
    assert (head["ContentType"], head["CacheControl"]) == ("application/rss+xml; charset=utf-8", "no-cache")
    again = json.loads(CliRunner().invoke(main, [*command, "--jobs", "1"]).stdout)
    assert again["counts"] == {"shows": 2, "failed": 0, "rendered": 0, "unchanged": 2}


def test_the_same_bytes_though_a_worker_is_killed(s3: Any, tmp_path: Path, cluster: Cluster) -> None:
    make_shows(tmp_path, SHOWS)
    upload(s3, tmp_path, "bucket")
    here = podfeed.render_network(network(tmp_path, "shows/*", "out/{name}.xml"), now=NOW)
    made = [*(tmp_path / "out").iterdir(), *tmp_path.glob("shows/*/podfeed.lock")]
    expected = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in made}
    assert len(expected) == 2 * (SHOWS - 1)

    file = network(tmp_path, "s3://bucket/shows/*", "s3://bucket/out/{name}.xml")
    killed: list[int] = []

    def kill(done: int, _total: int) -> None:
        if done == 4:
            cluster.workers[0].send_signal(signal.SIGKILL)
            killed.append(cluster.workers[0].wait())

    with clusters.cluster(cluster.address) as executor:
        far = podfeed.render_network(file, executor=executor, now=NOW, progress=kill)
    assert killed == [-signal.SIGKILL]
    assert stored(s3, "out/*.xml") | stored(s3, "shows/*/podfeed.lock") == expected
    failed = [[show.name for show in run.shows if show.status == "failed"] for run in (here, far)]
    assert failed == [["show07"], ["show07"]]
    told = [[[each.rule for each in show.problems] for show in run.shows] for run in (here, far)]
    assert told[0] == told[1]


class Killing(Executor):
    """Kills a worker when some of what he and the others were asked for is done."""

    def __init__(self, real: Executor, worker: subprocess.Popen[bytes]) -> None:
        self.real, self.worker = real, worker
        self.asked: list[str] = []

    def submit(self, function: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
        future = self.real.submit(function, *arguments, **more)
        self.asked.append(function.__name__)
        if self.asked.count("make") == 3:
            future.add_done_callback(lambda _done: self.worker.send_signal(signal.SIGKILL))
        return future


def make_large_show(folder: Path, episodes: int) -> None:
    make_shows(folder, 1)
    content = folder / "shows" / "show00" / "content"
    for number in range(episodes):
        shutil.copy(AUDIO / "vbr.mp3", content / f"e{number}.mp3")
        front = f"title: Long {number}\ndate: 2021-11-{number % 28 + 1:02}T00:{number % 60:02}:00Z"
        (content / f"e{number}.md").write_text(f"---\n{front}\n---\nThe *sea* {number}.\n", "utf-8")


@pytest.fixture
def _posts_are_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "_LARGE", 20)
    monkeypatch.setattr(others, "_CHUNK", 4)


@pytest.mark.usefixtures("_posts_are_spread")
@pytest.mark.parametrize("where", ["files", "store"])
def test_the_posts_of_a_large_show_though_a_worker_is_killed(
    s3: Any, tmp_path: Path, cluster: Cluster, where: str
) -> None:
    make_large_show(tmp_path, 48)
    upload(s3, tmp_path, "bucket")
    here = podfeed.render_network(network(tmp_path, "shows/*", "here/{name}.xml"), now=NOW, no_cache=True)
    lock = tmp_path / "shows/show00/podfeed.lock"
    expected = ((tmp_path / "here/show00.xml").read_bytes(), lock.read_bytes())
    lock.unlink()
    stored = where == "store"
    shows, output = ("s3://bucket/shows/*", "s3://bucket/out.xml") if stored else ("shows/*", "out.xml")
    cluster.start(2 - sum(worker.poll() is None for worker in cluster.workers))
    victim = next(worker for worker in cluster.workers if worker.poll() is None)
    with clusters.cluster(cluster.address) as executor:
        killing = Killing(executor, victim)
        far = podfeed.render_network(network(tmp_path, shows, output), executor=killing, now=NOW)
    assert victim.wait(10) == -signal.SIGKILL
    assert killing.asked == ["render_show", *["make"] * 13]
    if stored:
        found = (s3.cat_file("bucket/out.xml"), s3.cat_file("bucket/shows/show00/podfeed.lock"))
    else:
        found = ((tmp_path / "out.xml").read_bytes(), lock.read_bytes())
    assert found == expected
    assert [show.episodes for show in far.shows] == [show.episodes for show in here.shows] == [50]


@pytest.mark.usefixtures("_posts_are_spread")
def test_a_show_that_is_loaded_by_a_cluster(s3: Any, tmp_path: Path, cluster: Cluster) -> None:
    make_large_show(tmp_path, 10)
    upload(s3, tmp_path, "bucket")
    cluster.start(1)
    with clusters.cluster(cluster.address) as executor:
        for content in ("s3://bucket/shows/show00", tmp_path / "shows" / "show00"):
            assert podfeed.load(content, now=NOW, executor=executor) == podfeed.load(content, now=NOW)


def test_a_cluster_without_workers(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    for worker in cluster.workers:  # nobody needs them any more
        worker.kill()
        worker.wait()
    monkeypatch.setattr(clusters, "_PATIENCE", 1)
    with pytest.raises(ProblemsError, match="has had no worker") as caught, clusters.cluster(cluster.address):
        pass
    assert f"dask worker {cluster.address}" in caught.value.problems[0].hint


def test_no_scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_shows(tmp_path, 1)
    file = network(tmp_path, "shows/*", "out/{name}.xml")
    monkeypatch.setattr(clusters, "_PATIENCE", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    said = "this is no address of a scheduler: "
    for each, message in (
        (address, "the scheduler does not answer"),
        ("nonsense://", said),
        ("10.0.0.1", said),
        ("tcp://host:x", said),
    ):
        result = CliRunner().invoke(main, ["network", str(file), "--scheduler", each])
        assert result.exit_code == 1
        assert f"{each}: error: {message}" in result.stderr


def test_without_dask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_shows(tmp_path, 1)
    file = network(tmp_path, "shows/*", "out/{name}.xml")
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    result = CliRunner().invoke(main, ["network", str(file), "--scheduler", "tcp://127.0.0.1:1"])
    assert result.exit_code == 1
    assert "pip install 'podfeed-rss[dask]'" in result.stderr
