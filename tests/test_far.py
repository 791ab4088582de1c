"""Audio on servers: read in parts, politely, and whatever the server does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner

import podfeed
from podfeed import ProblemsError
from podfeed.cli import main
from podfeed.web import Client, RemoteFile
from site_folder import AUDIO, FRONT, Site
from test_web import _no_pauses, server  # noqa: F401 - fixtures
from web_server import Resource, Server

pytestmark = pytest.mark.usefixtures("_no_pauses")


def serve(server: Server, name: str, **how: object) -> str:  # noqa: F811
    server.resources[f"/{name}"] = Resource((AUDIO / name).read_bytes(), **how)  # type: ignore[arg-type]
    return server.url(f"/{name}")


@pytest.mark.parametrize(
    "name", ["vbr.mp3", "tagged.mp3", "tone.m4a", "tone.ogg", "tone.opus", "tone.flac", "tone.wav"]
)
def test_it_says_what_the_file_says(server: Server, name: str) -> None:  # noqa: F811
    far, near = podfeed.probe(serve(server, name), private=True), podfeed.probe(AUDIO / name)
    assert (far.length, far.duration, far.type, far.codec, far.tags) == (
        near.length,
        near.duration,
        near.type,
        near.codec,
        near.tags,
    )
    assert far.problems == ()


def big(kind: str) -> bytes:
    """Return a file of 100 MB in which only the header is of interest."""
    if kind == "mp3":  # a Xing header, and then the sound that it counts
        frame = bytearray(417)
        frame[:4] = b"\xff\xfb\x90\x00"
        frames = 240_000
        frame[36:52] = b"Xing\x00\x00\x00\x03" + frames.to_bytes(4, "big") + (frames * 417).to_bytes(4, "big")
        plain = bytearray(417)
        plain[:4] = b"\xff\xfb\x90\x00"
        return bytes(frame) + bytes(plain) * frames
    small = (AUDIO / "tone.m4a").read_bytes()
    place = small.index(b"moov") - 4
    size = int.from_bytes(small[place : place + 4], "big")
    moov, start = (
        small[place : place + size],
        small[: small.index(b"ftyp") + int.from_bytes(small[:4], "big") - 4],
    )
    data = (100_000_000).to_bytes(4, "big") + b"mdat" + bytes(99_999_992)
    return start + moov + data if kind == "front" else start + data + moov


@pytest.mark.parametrize("kind", ["mp3", "front", "back"])
def test_less_than_a_megabyte_of_a_hundred_is_moved(server: Server, kind: str) -> None:  # noqa: F811
    path = "/big.mp3" if kind == "mp3" else "/big.m4a"
    server.resources[path] = Resource(big(kind))
    audio = podfeed.probe(server.url(path), private=True)
    assert audio.length is not None
    assert audio.length > 100_000_000
    assert audio.duration is not None
    assert len(server.asked) * 65_536 < 1_000_000


def test_a_file_that_must_be_counted_is_not_guessed_at(server: Server) -> None:  # noqa: F811
    audio = podfeed.probe(serve(server, "tone.aac"), private=True)
    assert (audio.duration, [each.rule for each in audio.problems]) == (None, ["duration-unknown"])
    assert audio.length == (AUDIO / "tone.aac").stat().st_size


@pytest.mark.parametrize(
    ("how", "length", "duration", "rules"),
    [
        ({"ranges": False}, True, True, []),
        ({"ranges": False, "length": False}, False, False, ["enclosure-length-unknown"]),
        ({"statuses": [503, 429]}, True, True, []),
    ],
)
def test_servers_that_do_less(
    server: Server,  # noqa: F811
    how: dict[str, object],
    length: bool,
    duration: bool,
    rules: list[str],
) -> None:
    audio = podfeed.probe(serve(server, "vbr.mp3", **how), private=True)
    assert (audio.length is not None, audio.duration is not None) == (length, duration)
    assert [each.rule for each in audio.problems] == rules


def test_of_ogg_the_end_is_needed(server: Server) -> None:  # noqa: F811
    server.resources["/a.ogg"] = Resource((AUDIO / "tone.ogg").read_bytes() + bytes(100_000), ranges=False)
    audio = podfeed.probe(server.url("/a.ogg"), private=True)
    assert (audio.duration, audio.length is None) == (None, False)


@pytest.mark.parametrize(("statuses", "said"), [([404], "404"), ([403], "403"), ([503] * 9, "503")])
def test_what_is_not_there_is_an_error(server: Server, statuses: list[int], said: str) -> None:  # noqa: F811
    with pytest.raises(ProblemsError, match=said):
        podfeed.probe(serve(server, "vbr.mp3", statuses=statuses), private=True)


def test_a_file_that_changes_while_it_is_read(server: Server) -> None:  # noqa: F811
    server.resources["/a.m4a"] = Resource(bytes(300_000))
    file = RemoteFile(Client(), server.url("/a.m4a"), limit=1_000_000)
    server.resources["/a.m4a"] = Resource(bytes(300_001), etag='"two"')
    file.seek(200_000)
    with pytest.raises(ProblemsError, match="changed while it was read"):
        file.read(10)


def test_a_html_page_in_place_of_audio(server: Server) -> None:  # noqa: F811
    with pytest.raises(ProblemsError, match="HTML page"):
        podfeed.probe(serve(server, "html.mp3"), private=True)


def test_private_addresses_are_not_opened(server: Server) -> None:  # noqa: F811
    url = serve(server, "vbr.mp3")
    with pytest.raises(ProblemsError, match="private network"):
        podfeed.probe(url)
    with pytest.raises(ProblemsError, match="private network"):
        podfeed.probe(url.replace("127.0.0.1", "localhost"))
    assert server.asked == []


# -- in a feed


def settings(site: Site, media: str) -> None:
    site.settings(f"[media]\n{media}\n")


def test_nothing_is_opened_without_being_asked(site: Site, server: Server) -> None:  # noqa: F811
    site.post(FRONT + f"audio: {serve(server, 'vbr.mp3')}\nlength: 24000000")
    site.one()
    assert server.asked == []


def test_sizes_and_durations_come_from_the_server(site: Site, server: Server) -> None:  # noqa: F811
    settings(site, "probe_remote = true\nprobe_private = true")
    for number in range(5):
        serve(server, "vbr.mp3")
        site.post(FRONT + f"audio: {server.url('/vbr.mp3')}?n={number}\nduration: 9:00", name=f"{number}.md")
        server.resources[f"/vbr.mp3?n={number}"] = server.resources["/vbr.mp3"]
    show = site.load()
    near = podfeed.probe(AUDIO / "vbr.mp3")
    for episode in show.episodes:
        assert episode.enclosure is not None
        assert episode.enclosure.length == near.length
        assert episode.duration == timedelta(seconds=3)
    assert {each.rule for each in show.problems if each.severity == "warning"} == {"media-duration-mismatch"}


def test_what_cannot_be_probed_is_a_warning(site: Site, server: Server) -> None:  # noqa: F811
    settings(site, "probe_remote = true\nprobe_private = true")
    site.post(FRONT + f"audio: {server.url('/gone.mp3')}\nlength: 24000000\nduration: 50:00")
    show = site.load()
    assert [each.rule for each in show.problems if each.severity == "warning"] == ["fetch-failed"]
    assert show.episodes[0].enclosure is not None
    assert show.episodes[0].enclosure.length == 24000000


def test_the_option_does_the_same(site: Site, server: Server) -> None:  # noqa: F811
    settings(site, "probe_private = true")
    site.post(FRONT + f"audio: {serve(server, 'vbr.mp3')}")
    arguments = ["render", str(site.folder / "content"), "-o", str(site.folder / "f.xml")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert server.asked == []
    assert CliRunner().invoke(main, [*arguments, "--probe-remote"]).exit_code == 0
    (episode,) = podfeed.parse(site.folder / "f.xml").episodes
    assert episode.enclosure is not None
    assert episode.enclosure.length == (AUDIO / "vbr.mp3").stat().st_size


def test_the_command_probes_urls(server: Server) -> None:  # noqa: F811
    url = serve(server, "vbr.mp3")
    assert CliRunner().invoke(main, ["probe", url]).exit_code == 1
    result = CliRunner().invoke(main, ["probe", url, "--json", "--allow-private"])
    assert result.exit_code == 0
    assert '"codec": "mp3"' in result.stdout


def test_a_file_object() -> None:
    with (AUDIO / "vbr.mp3").open("rb") as file:
        assert podfeed.probe(file) == podfeed.probe(AUDIO / "vbr.mp3")
