"""Feeds and locks in object stores: whole, with their headers, only what changed, and nobody overwritten."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import podfeed
from podfeed import ProblemsError, cache, mirror, put, storage
from podfeed.cli import main
from site_folder import AUDIO, NOW, RULES, SHOW, Site

fsspec = pytest.importorskip("fsspec", reason="the extra storage is not installed")
FEED = "s3://bucket/public/feed.xml"


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()


def render(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["render", *arguments, "--now", NOW.isoformat()])


def head(s3: Any, url: str = FEED) -> dict[str, Any]:
    bucket, _, key = url.removeprefix("s3://").partition("/")
    found: dict[str, Any] = s3.call_s3("head_object", Bucket=bucket, Key=key)
    return found


def stored_show(system: Any, folder: str) -> None:
    """Put a show into a store, with audio of its own and chapters that become files."""
    settings = (
        SHOW
        + RULES
        + '[content]\npath = "content"\n[media]\nchapters = "chapters"\nchapters_url = "https://show.example/chapters/"\n'
    )
    system.pipe(f"{folder}/podfeed.toml", settings.encode())
    for number in (1, 2):
        front = f"title: Episode {number}\ndate: 2021-12-0{number}\ndescription: A walk.\naudio: {number}.mp3\nchapters: ['0:00 Ebb']"
        system.pipe(f"{folder}/content/{number}.md", f"---\n{front}\n---\nThe sea.\n".encode())
        system.pipe(f"{folder}/content/{number}.mp3", (AUDIO / "cbr.mp3").read_bytes())


# -- what stands in the store


def test_a_feed_in_s3_has_its_headers(s3: Any, site: Site) -> None:
    site.episode()
    result = render(str(site.folder), "-o", FEED)
    assert result.exit_code == 0, result.output
    assert f"written to {FEED}" in result.stderr
    found = head(s3)
    assert found["ContentType"] == "application/rss+xml; charset=utf-8"
    assert found["CacheControl"] == "max-age=300"
    assert found["ETag"]
    assert s3.cat_file(FEED) == podfeed.render(site.load())
    assert (site.folder / "podfeed.lock").is_file()


def test_what_did_not_change_is_not_written(s3: Any, site: Site) -> None:
    site.episode()
    assert render(str(site.folder), "-o", FEED).exit_code == 0
    s3.call_s3("copy_object", Bucket="bucket", Key="public/feed.xml", CopySource="bucket/public/feed.xml",
               MetadataDirective="REPLACE", Metadata={"mark": "of the first"})  # fmt: skip
    result = render(str(site.folder), "-o", FEED)
    assert result.exit_code == 0
    assert "which is up to date" in result.stderr
    assert head(s3)["Metadata"] == {"mark": "of the first"}
    site.episode("title: Second\ndate: 2021-12-03", name="second.md")
    assert render(str(site.folder), "-o", FEED).exit_code == 0
    assert head(s3)["Metadata"] == {}
    assert s3.cat_file(FEED) == podfeed.render(site.load())


def test_a_feed_that_is_gone_is_written_again(s3: Any, site: Site) -> None:
    site.episode()
    command = ["render", str(site.folder), "-o", FEED]
    for _ in range(3):
        assert CliRunner().invoke(main, command).exit_code == 0
    s3.rm(FEED)
    assert CliRunner().invoke(main, command).exit_code == 0
    assert s3.exists(FEED)


def test_cache_control_is_a_setting(s3: Any, site: Site) -> None:
    site.settings('[storage]\ncache_control = "public, max-age=60"\n')
    site.episode()
    assert render(str(site.folder), "-o", FEED).exit_code == 0
    assert head(s3)["CacheControl"] == "public, max-age=60"


def test_an_output_of_the_settings(s3: Any, site: Site) -> None:
    site.settings(f'[feeds.main]\noutput = "{FEED}"\n')
    site.episode()
    assert render(str(site.folder)).exit_code == 0
    assert s3.exists(FEED)


def test_with_an_error_the_feed_stays(s3: Any, site: Site) -> None:
    site.episode()
    assert render(str(site.folder), "-o", FEED).exit_code == 0
    before = s3.cat_file(FEED)
    site.episode("title: Second\nexplicit: maybe", name="second.md")
    assert render(str(site.folder), "-o", FEED).exit_code == 1
    assert s3.cat_file(FEED) == before


def test_a_first_render_over_a_feed_of_other_guids(s3: Any, site: Site) -> None:
    site.episode()
    published = podfeed.render(site.load()).replace(site.one().guid.encode(), b"host-1")  # type: ignore[union-attr]
    s3.pipe_file(FEED, published)
    result = render(str(site.folder), "-o", FEED)
    assert result.exit_code == 1
    assert f"{FEED}: error: 1 episodes of the feed that is there have other guids" in result.stderr
    assert s3.cat_file(FEED) == published


# -- somebody else writes


def test_who_writes_meanwhile_is_not_overwritten(
    s3: Any, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.episode()
    assert render(str(site.folder), "-o", FEED).exit_code == 0
    lock = (site.folder / "podfeed.lock").read_bytes()
    site.episode("title: Second\ndate: 2021-12-03", name="second.md")
    real = put.put

    def late(*arguments: Any, **more: Any) -> bool:
        s3.pipe_file(FEED, b"<rss>theirs</rss>")
        return real(*arguments, **more)

    monkeypatch.setattr(put, "put", late)
    result = render(str(site.folder), "-o", FEED)
    assert result.exit_code == 1
    assert f"{FEED}: error: somebody else wrote this file" in result.stderr
    assert s3.cat_file(FEED) == b"<rss>theirs</rss>"
    assert (site.folder / "podfeed.lock").read_bytes() == lock


@pytest.mark.parametrize("there", [None, b"old"])
@pytest.mark.parametrize("theirs", [b"theirs", b"mine"])
def test_s3_itself_holds_to_the_condition(
    s3: Any, monkeypatch: pytest.MonkeyPatch, there: bytes | None, theirs: bytes
) -> None:
    """Between the last look and the writing, too."""
    if there is not None:
        s3.pipe_file(FEED, there)
    old = put.before(FEED)
    real = put._look

    def look(*arguments: Any) -> Any:
        found = real(*arguments)
        s3.pipe_file(FEED, theirs)
        return found

    monkeypatch.setattr(put, "_look", look)
    if theirs == b"mine":
        assert put.put(old, b"mine", kind="text/plain") is False
    else:
        with pytest.raises(ProblemsError, match="somebody else wrote"):
            put.put(old, b"mine", kind="text/plain")
    assert s3.cat_file(FEED) == theirs


def test_what_was_deleted_meanwhile_is_not_written(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    s3.pipe_file(FEED, b"old")
    old = put.before(FEED)
    real = put._look

    def look(*arguments: Any) -> Any:
        found = real(*arguments)
        s3.rm(FEED)
        return found

    monkeypatch.setattr(put, "_look", look)
    with pytest.raises(ProblemsError, match="somebody else"):
        put.put(old, b"mine", kind="text/plain")


def test_an_etag_that_is_no_md5(s3: Any) -> None:
    """As of files in several parts, or encrypted ones: the bytes are compared."""
    upload = s3.call_s3("create_multipart_upload", Bucket="bucket", Key="a")["UploadId"]
    part = s3.call_s3("upload_part", Bucket="bucket", Key="a", PartNumber=1, UploadId=upload, Body=b"old")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.call_s3("complete_multipart_upload", Bucket="bucket", Key="a", UploadId=upload, MultipartUpload=parts)
    old = put.before("s3://bucket/a")
    assert "-" in (old.mark or "")
    assert put.put(old, b"old", kind="text/plain") is False
    assert put.put(old, b"new", kind="text/plain") is True
    assert s3.cat_file("s3://bucket/a") == b"new"


def test_a_store_that_knows_no_conditions(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    old = put.before(FEED)
    real = type(s3).pipe_file

    class NotThereError(Exception):
        response = {"Error": {"Code": "NotImplemented"}}  # noqa: RUF012

    def pipe_file(self: Any, *arguments: Any, **more: Any) -> Any:
        if "IfNoneMatch" in more:
            raise OSError(38, "not implemented") from NotThereError()
        return real(self, *arguments, **more)

    monkeypatch.setattr(type(s3), "pipe_file", pipe_file)
    assert put.put(old, b"mine", kind="text/plain", cache_control="no-cache") is True
    assert head(s3)["CacheControl"] == "no-cache"


def test_other_stores_are_looked_at_before(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "memory://bucket/feed.xml"
    old = put.before(url)
    assert put.put(old, b"one", kind="text/plain") is True
    assert put.put(put.before(url), b"one", kind="text/plain") is False
    with pytest.raises(ProblemsError, match="somebody else"):
        put.put(old, b"two", kind="text/plain")
    memory.rm("/bucket/feed.xml")
    assert put.there(url) is None


def test_other_stores_hold_to_that_nothing_was_there(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the last look and the writing, too."""
    url = "memory://bucket/feed.xml"
    old, real = put.before(url), put._look

    def look(*arguments: Any) -> Any:
        found = real(*arguments)
        memory.pipe_file("/bucket/feed.xml", b"theirs")
        return found

    monkeypatch.setattr(put, "_look", look)
    with pytest.raises(ProblemsError, match="somebody else"):
        put.put(old, b"mine", kind="text/plain")
    assert put.there(url) == b"theirs"


@pytest.mark.parametrize(
    ("url", "said"), [("s3://nosuchbucket/feed.xml", "no such"), ("nosuch://a/b", "refused")]
)
@pytest.mark.usefixtures("s3")
def test_a_store_that_is_not_there(site: Site, url: str, said: str) -> None:
    site.episode()
    result = render(str(site.folder), "-o", url)
    assert result.exit_code == 1
    assert f"{url}: error:" in result.stderr
    assert said in result.stderr
    assert not (site.folder / "podfeed.lock").exists()


def test_without_credentials(s3: Any, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.episode()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    type(s3).clear_instance_cache()
    result = render(str(site.folder), "-o", FEED)
    assert result.exit_code == 1
    assert f"{FEED}: error: the store refused" in result.stderr
    assert "credentials" in result.stderr


def test_no_store_of_its_own_needed_for_a_file(site: Site, tmp_path: Path) -> None:
    site.episode()
    assert render(str(site.folder), "-o", f"file://{tmp_path}/out.xml").exit_code == 0
    assert (tmp_path / "out.xml").read_bytes() == podfeed.render(site.load())


# -- a show that is in a store


def test_the_lock_of_a_show_in_a_store_is_there(s3: Any, tmp_path: Path) -> None:
    stored_show(s3, "s3://bucket/sea")
    output = str(tmp_path / "feed.xml")
    assert render("s3://bucket/sea", "-o", output).exit_code == 0
    lock = s3.cat_file("s3://bucket/sea/podfeed.lock")
    assert b'"post": "1.md"' in lock
    assert head(s3, "s3://bucket/sea/chapters/1.json")["ContentType"] == "application/json+chapters"
    assert render("s3://bucket/sea", "-o", output, "--locked").exit_code == 0
    s3.rm("s3://bucket/sea/content/1.md")
    result = render("s3://bucket/sea", "-o", output)
    assert result.exit_code == 1
    assert "s3://bucket/sea/podfeed.lock: error: the episode of 1.md" in result.stderr
    assert s3.cat_file("s3://bucket/sea/podfeed.lock") == lock
    assert render("s3://bucket/sea/content", "-o", output, "--accept", "1.md").exit_code == 0
    assert b'"post": "1.md"' not in s3.cat_file("s3://bucket/sea/podfeed.lock")


def test_a_lock_that_somebody_else_wrote(s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored_show(s3, "s3://bucket/sea")
    real = put.put

    def late(old: put.Before, *arguments: Any, **more: Any) -> bool:
        if old.url.endswith("podfeed.lock"):
            s3.pipe_file(old.url, b"theirs")
        return real(old, *arguments, **more)

    monkeypatch.setattr(put, "put", late)
    result = render("s3://bucket/sea", "-o", str(tmp_path / "feed.xml"))
    assert result.exit_code == 1
    assert "s3://bucket/sea/podfeed.lock: error: somebody else wrote" in result.stderr
    assert s3.cat_file("s3://bucket/sea/podfeed.lock") == b"theirs"


def test_names_that_look_like_globs(s3: Any) -> None:
    stored_show(s3, "s3://bucket/sea [1]")
    name = "s3://bucket/sea [1]/content/{}.md"
    s3.pipe_file(name.format("1 [take 2]"), s3.cat_file(name.format("1")).replace(b"Episode 1", b"Again"))
    s3.rm_file(name.format("1"))
    posts = [episode.title for episode in podfeed.load("s3://bucket/sea [1]", now=NOW).episodes]
    assert posts == ["Episode 2", "Again"]


def test_a_long_process_sees_what_is_there_now(s3: Any) -> None:
    stored_show(s3, "s3://bucket/sea")
    assert len(podfeed.load("s3://bucket/sea", now=NOW).episodes) == 2
    other = type(s3)(skip_instance_cache=True)  # another process
    other.pipe_file("s3://bucket/sea/content/3.md", other.cat_file("s3://bucket/sea/content/2.md"))
    assert len(podfeed.load("s3://bucket/sea", now=NOW).episodes) == 3


def test_copies_of_runs_that_were_killed_are_cleared(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_show(memory, "memory://bucket/sea")
    monkeypatch.setattr(mirror, "gettempdir", lambda: str(tmp_path))
    killed = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    for number in (int(killed.stdout), os.getpid()):
        (tmp_path / f"{mirror._copies()}{number}-x" / "bucket").mkdir(parents=True)
    mirror._clear_copies.cache_clear()
    podfeed.load("memory://bucket/sea", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == [f"{mirror._copies()}{os.getpid()}-x"]


def test_texts_that_did_not_change_are_not_read_again(
    s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_show(s3, "s3://bucket/sea")
    output = str(tmp_path / "feed.xml")
    read: list[str] = []
    real = storage.read

    def noted(system: Any, names: list[str], **more: Any) -> dict[str, bytes]:
        read.extend(name.rpartition("/")[2] for name in names)
        return real(system, names, **more)

    monkeypatch.setattr(storage, "read", noted)
    assert render("s3://bucket/sea", "-o", output).exit_code == 0
    assert sorted(read) == ["1.md", "2.md", "podfeed.toml"]
    first = Path(output).read_bytes()
    read.clear()
    assert render("s3://bucket/sea", "-o", output).exit_code == 0
    assert read == ["podfeed.lock"]  # which the first run wrote
    read.clear()
    s3.pipe_file("s3://bucket/sea/content/2.md", s3.cat_file("s3://bucket/sea/content/2.md") + b"More.\n")
    assert render("s3://bucket/sea", "-o", output).exit_code == 0
    assert read == ["2.md"]
    assert b"More." in Path(output).read_bytes()
    read.clear()
    assert render("s3://bucket/sea", "-o", output, "--no-cache").exit_code == 0
    assert "1.md" in read
    text = s3.cat_file("s3://bucket/sea/content/2.md").replace(b"More.\n", b"")
    s3.pipe_file("s3://bucket/sea/content/2.md", text)
    assert render("s3://bucket/sea", "-o", output).exit_code == 0
    assert Path(output).read_bytes() == first


def test_what_changes_between_listing_and_reading_is_not_kept(
    s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_show(s3, "s3://bucket/sea")
    post = "s3://bucket/sea/content/1.md"
    text, real = s3.cat_file(post), storage.read

    def late(system: Any, names: list[str], **more: Any) -> dict[str, bytes]:
        s3.pipe_file(post, text.replace(b"Episode 1", b"Flood"))
        return real(system, names, **more)

    monkeypatch.setattr(storage, "read", late)
    arguments = ("s3://bucket/sea", "-o", str(tmp_path / "feed.xml"))
    assert render(*arguments).exit_code == 0
    assert b"Flood" in (tmp_path / "feed.xml").read_bytes()
    monkeypatch.setattr(storage, "read", real)
    s3.pipe_file(post, text)
    assert render(*arguments).exit_code == 0
    assert b"Flood" not in (tmp_path / "feed.xml").read_bytes()


def test_a_kept_text_that_fell_over_is_read_again(s3: Any, tmp_path: Path) -> None:
    stored_show(s3, "s3://bucket/sea")
    arguments = ("s3://bucket/sea", "-o", str(tmp_path / "feed.xml"), "--cache-dir", str(tmp_path / "cache"))
    assert render(*arguments).exit_code == 0
    before = (tmp_path / "feed.xml").read_bytes()
    with closing(sqlite3.connect(tmp_path / "cache" / cache.FILE)) as base, base:
        assert base.execute("UPDATE texts SET value = CAST('---' AS BLOB)").rowcount
    assert render(*arguments).exit_code == 0
    assert (tmp_path / "feed.xml").read_bytes() == before
