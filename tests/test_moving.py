"""A show that moves: `podfeed diff OLD NEW --moving`, with files and against a server on the loopback interface."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podfeed.cli import main
from web_server import Resource, Server, serving

OLD, NEW = "https://host.example/tide.xml", "https://example.org/feed.xml"
GUID = "bab2ba12-9757-5da6-a770-0e70e6bcf214"


def feed(
    address: str, *, guid: str = GUID, pointer: str = "", media: str = "https://cdn.example", more: str = ""
) -> str:
    moves = f"<itunes:new-feed-url>{pointer}</itunes:new-feed-url>" if pointer else ""
    named = f"<podcast:guid>{guid}</podcast:guid>" if guid else ""
    items = "".join(
        f"<item><title>Tide {number}</title><guid isPermaLink='false'>t{number}</guid>"
        f"<pubDate>Mon, 0{number} Jan 2024 08:00:00 +0000</pubDate>"
        f"<enclosure url='{media}/{number}.mp3' length='1000' type='audio/mpeg'/></item>"
        for number in range(1, 4)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0">'
        f"<channel><title>Tide</title><link>https://example.org/</link><description>Ebb.</description>"
        f"<atom:link rel='self' href='{address}'/>{named}{moves}{more}{items}</channel></rss>"
    )


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments, "--moving"])


def told(folder: Path, old: str, new: str) -> tuple[int, list[str]]:
    (folder / "old.xml").write_text(old)
    (folder / "new.xml").write_text(new)
    result = run(str(folder / "old.xml"), str(folder / "new.xml"), "--json")
    return result.exit_code, [problem["rule"] for problem in json.loads(result.stdout)["problems"]]


def test_a_move_that_is_prepared(tmp_path: Path) -> None:
    assert told(tmp_path, feed(OLD, pointer=NEW), feed(NEW)) == (0, [])
    assert told(tmp_path, feed(OLD, pointer=NEW), feed(NEW, pointer=NEW)) == (0, [])
    text = run(str(tmp_path / "old.xml"), str(tmp_path / "new.xml"))
    assert "the move is well prepared" in text.stdout
    assert text.exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "code", "rules"),
    [
        (feed(OLD), feed(NEW), 1, ["move-pointer-missing"]),
        (feed(OLD, pointer="https://example.org/other.xml"), feed(NEW), 1, ["move-pointer-elsewhere"]),
        (feed(OLD, pointer=OLD), feed(NEW), 1, ["move-loop"]),
        (feed(OLD, pointer=NEW), feed(NEW, pointer=OLD), 1, ["move-loop"]),
        (feed(OLD, pointer=NEW), feed(NEW, pointer="https://third.example/f.xml"), 0, ["move-chain"]),
        (feed(OLD, pointer=NEW), feed(NEW, guid=GUID.replace("b", "c")), 1, ["move-guid-changed"]),
        (feed(OLD, pointer=NEW), feed(NEW, guid=""), 1, ["move-guid-changed"]),
        # The guid of a feed that says none follows from its address, by which directories know it.
        (feed(OLD, guid="", pointer=NEW), feed(NEW, guid="6a1a4ac2-4c43-5ec9-bdbc-5d3d6d2c0b8a"), 1, ["move-guid-changed"]),
        (feed(OLD, pointer=NEW, more="<podcast:locked>yes</podcast:locked>"), feed(NEW), 0, ["move-locked"]),
        (feed(OLD, pointer=NEW, media="https://host.example"), feed(NEW, media="https://host.example"), 0, ["move-media-at-old-host"]),
        (feed(OLD, pointer=NEW), feed(NEW).replace(">t2<", ">other<"), 1, []),  # announced again
        (feed(OLD, pointer=NEW), feed(NEW).partition("<item><title>Tide 3")[0] + "</channel></rss>", 1, []),  # gone
    ],
)  # fmt: skip
def test_what_stands_in_the_way(tmp_path: Path, old: str, new: str, code: int, rules: list[str]) -> None:
    assert told(tmp_path, old, new) == (code, rules)


def test_places_and_hints(tmp_path: Path) -> None:
    told(tmp_path, feed(OLD).replace("<podcast:guid>", "\n<podcast:guid>"), feed(NEW, guid=""))
    old, new = str(tmp_path / "old.xml"), str(tmp_path / "new.xml")
    text = run(old, new).stdout
    assert f"{old}:1:" in text
    assert "[move-pointer-missing]" in text
    assert "put" not in text.partition("move-guid-changed")[0]
    assert "write the old one as guid into [show]" in text
    assert "(move-guid-changed)" in run(old, new, "--markdown").stdout


def test_without_moving_nothing_of_it_is_told(tmp_path: Path) -> None:
    told(tmp_path, feed(OLD), feed(NEW))
    plain = CliRunner().invoke(main, ["diff", str(tmp_path / "old.xml"), str(tmp_path / "new.xml")])
    assert "move-" not in plain.stdout
    assert plain.exit_code == 0


# -- on servers


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


def test_the_old_address_redirects(server: Server) -> None:
    new = server.url("/new.xml")
    body = feed(new, pointer=new).encode()
    server.resources = {"/new.xml": Resource(body), "/old.xml": Resource(b"", redirect="/new.xml")}
    result = run(server.url("/old.xml"), new, "--json")
    # The server here answers 302, which apps forget.
    problems = json.loads(result.stdout)["problems"]
    assert [problem["rule"] for problem in problems] == ["move-redirect-temporary"]
    assert result.exit_code == 1


def test_addresses(server: Server) -> None:
    old, new = server.url("/old.xml"), server.url("/new.xml")
    server.resources = {
        "/old.xml": Resource(feed(old, pointer=new).encode()),
        "/new.xml": Resource(feed(new).encode()),
    }
    result = run(old, new)
    # One server has both, so that its media are not on another host.
    assert result.exit_code == 0, result.output
    server.resources["/new.xml"] = Resource(feed(old).encode())
    assert "move-self-elsewhere" in run(old, new).stdout
    del server.resources["/old.xml"]
    gone = run(old, new)
    assert gone.exit_code == 1
    assert "[http-status]" in gone.output
