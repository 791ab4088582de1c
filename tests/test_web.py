"""Fetching: retries, redirects, downloads that go on where they broke off, checksums."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import podfeed
from podfeed import ProblemsError
from podfeed.cli import main
from podfeed.web import Client, download
from web_server import Resource, Server, serving

BODY = bytes(range(256)) * 4000


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture
def client() -> Client:
    return Client(timeout=5, pause=0.001)


def test_a_body_is_fetched_through_redirects_and_trouble(server: Server, client: Client) -> None:
    server.resources["/moved"] = Resource(b"", redirect="/feed")
    server.resources["/feed"] = Resource(b"<rss/>", statuses=[503, 429])
    assert client.fetch(server.url("/moved")) == b"<rss/>"


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        (None, "404"),
        (Resource(b"", statuses=[410]), "410"),
        (Resource(b"", statuses=[503] * 9), "503"),
        (Resource(BODY), "larger than"),
        (Resource(BODY[:90], cuts=[10] * 9), "broke off"),
        (Resource(b"", redirect="/bad"), "redirects"),
    ],
)
def test_what_cannot_be_fetched_is_told(
    server: Server, client: Client, resource: Resource | None, said: str
) -> None:
    if resource is not None:
        server.resources["/bad"] = resource
    with pytest.raises(ProblemsError, match=said) as caught:
        client.fetch(server.url("/bad"), limit=100)
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.file == server.url("/bad")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://no.such.host.invalid/x", "http:///x"])
def test_no_answer_is_one_clear_error(client: Client, url: str) -> None:
    with pytest.raises(ProblemsError, match="no answer") as caught:
        client.fetch(url)
    assert "object at 0x" not in str(caught.value)


def test_a_download_goes_on_where_it_broke_off(server: Server, client: Client, tmp_path: Path) -> None:
    server.resources["/a.mp3"] = Resource(BODY, cuts=[300_000, 200_000])
    seen: list[tuple[int, int | None]] = []
    path = tmp_path / "media" / "a.mp3"
    found = download(client, server.url("/a.mp3"), path, progress=lambda *now: seen.append(now))
    assert path.read_bytes() == BODY
    assert (found.length, found.sha256) == (len(BODY), hashlib.sha256(BODY).hexdigest())
    assert [wanted for _path, wanted in server.asked] == [None, "bytes=300000-", "bytes=500000-"]
    assert seen[-1] == (len(BODY), len(BODY))
    assert [each.name for each in path.parent.iterdir()] == ["a.mp3"]


def test_a_later_run_goes_on_too(server: Server, client: Client, tmp_path: Path) -> None:
    server.resources["/a.mp3"] = Resource(BODY, cuts=[300_000])
    path = tmp_path / "a.mp3"
    with pytest.raises(ProblemsError):
        download(client, server.url("/a.mp3"), path, tries=1)
    assert not path.exists()
    download(client, server.url("/a.mp3"), path)
    assert path.read_bytes() == BODY
    assert server.asked[-1][1] == "bytes=300000-"


def test_a_file_that_changed_in_between_begins_anew(server: Server, client: Client, tmp_path: Path) -> None:
    server.resources["/a.mp3"] = Resource(BODY, cuts=[300_000])
    path = tmp_path / "a.mp3"
    with pytest.raises(ProblemsError):
        download(client, server.url("/a.mp3"), path, tries=1)
    server.resources["/a.mp3"] = Resource(BODY[::-1], etag='"two"')
    download(client, server.url("/a.mp3"), path)
    assert path.read_bytes() == BODY[::-1]


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_what_cannot_be_known_again_begins_anew(
    server: Server, client: Client, tmp_path: Path, etag: str
) -> None:
    server.resources["/a.mp3"] = Resource(BODY, cuts=[300_000], etag=etag)
    download(client, server.url("/a.mp3"), tmp_path / "a.mp3")
    assert [wanted for _path, wanted in server.asked] == [None, None]


def test_a_server_without_ranges_and_one_without_a_length(
    server: Server, client: Client, tmp_path: Path
) -> None:
    server.resources["/a.mp3"] = Resource(BODY, cuts=[300_000], ranges=False)
    server.resources["/b.mp3"] = Resource(BODY, length=False)
    for name in ("a.mp3", "b.mp3"):
        download(client, server.url(f"/{name}"), tmp_path / name)
        assert (tmp_path / name).read_bytes() == BODY


@pytest.mark.parametrize("header", ["Repr-Digest", "Digest", "Content-MD5"])
def test_a_digest_of_the_servers_is_held_to(
    server: Server, client: Client, tmp_path: Path, header: str
) -> None:
    name, form = ("md5", "{}") if header == "Content-MD5" else ("sha256", "sha-256=:{}:")
    right = base64.b64encode(hashlib.new(name, BODY).digest()).decode()
    wrong = base64.b64encode(hashlib.new(name, b"").digest()).decode()
    server.resources["/a.mp3"] = Resource(BODY, headers={header: form.format(right)})
    download(client, server.url("/a.mp3"), tmp_path / "a.mp3")
    server.resources["/a.mp3"] = Resource(BODY, headers={header: form.format(wrong)})
    with pytest.raises(ProblemsError, match="that the server gave"):
        download(client, server.url("/a.mp3"), tmp_path / "b.mp3", tries=2)
    assert not (tmp_path / "b.mp3").exists()


# -- podfeed import --download


def feed_of(server: Server) -> bytes:
    items = "".join(
        f"<item><title>{name}</title><guid>{name}</guid><pubDate>Thu, 02 Dec 2021 06:00:00 +0000</pubDate>"
        f'<enclosure url="{server.url(f"/{name}.mp3")}" length="{length}" type="audio/mpeg"/></item>'
        for name, length in (("one", len(BODY)), ("two", 5))
    )
    return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


def test_import_downloads_the_media_and_goes_on(server: Server, tmp_path: Path) -> None:
    server.resources["/feed.xml"] = Resource(feed_of(server))
    server.resources["/one.mp3"] = Resource(BODY, cuts=[300_000])
    arguments = ["import", server.url("/feed.xml"), str(tmp_path / "posts"), "--download"]
    first = CliRunner().invoke(main, arguments)
    assert first.exit_code == 1, first.output
    assert "two.mp3: error: the server answered 404" in first.stderr
    assert "1 of 2 files are in" in first.stdout
    assert "proof: in 2 episodes" in first.stdout
    server.resources["/two.mp3"] = Resource(b"other")
    second = CliRunner().invoke(main, arguments)
    assert second.exit_code == 0, second.output
    media = tmp_path / "posts" / "media"
    assert sorted(each.name for each in media.iterdir()) == [
        "2021-12-02-one.mp3",
        "2021-12-02-two.mp3",
        "SHA256SUMS",
    ]
    sums = (media / "SHA256SUMS").read_text().splitlines()
    assert sums[0] == f"{hashlib.sha256(BODY).hexdigest()}  2021-12-02-one.mp3"
    assert server.times["/one.mp3"] == 2


def test_a_damaged_download_is_fetched_again(server: Server, tmp_path: Path) -> None:
    server.resources |= {
        "/feed.xml": Resource(feed_of(server)),
        "/one.mp3": Resource(BODY),
        "/two.mp3": Resource(b"longer than told"),
    }
    arguments = ["import", server.url("/feed.xml"), str(tmp_path), "--download"]
    first = CliRunner().invoke(main, arguments)
    assert "the file has 16 bytes, and the feed says 5" in first.stderr
    path = tmp_path / "media" / "2021-12-02-one.mp3"
    path.write_bytes(b"damaged")
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert path.read_bytes() == BODY


def test_the_files_can_be_served_by_oneself_then(server: Server, tmp_path: Path) -> None:
    """The guide's three lines turn every post to the file that was fetched for it."""
    server.resources |= {
        "/feed.xml": Resource(feed_of(server)),
        "/one.mp3": Resource((Path(__file__).parent / "audio" / "cbr.mp3").read_bytes()),
        "/two.mp3": Resource((Path(__file__).parent / "audio" / "vbr.mp3").read_bytes()),
    }
    CliRunner().invoke(main, ["import", server.url("/feed.xml"), str(tmp_path), "--download"])
    settings = tmp_path / "podfeed.toml"
    settings.write_text(
        settings.read_text()
        + '\n[media]\nroot = "media"\nbase_url = "https://cdn.example/"\n[fields]\naudio = []\n'
    )
    show = podfeed.load(config=settings)
    assert {each.enclosure.url for each in show.episodes if each.enclosure} == {
        "https://cdn.example/2021-12-02-one.mp3",
        "https://cdn.example/2021-12-02-two.mp3",
    }
    assert {each.guid for each in show.episodes} == {"one", "two"}


def test_a_feed_that_cannot_be_fetched(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["import", "http://127.0.0.1:1/feed.xml", str(tmp_path / "posts")])
    assert result.exit_code == 1
    assert "http://127.0.0.1:1/feed.xml: error: no answer" in result.stderr
    assert not (tmp_path / "posts").exists()
