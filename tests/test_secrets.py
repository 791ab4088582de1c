"""Nothing of the machine reaches what is published, and no message shows a secret."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

import podfeed
from podfeed import report
from podfeed.check.diff import Change
from podfeed.cli import main
from podfeed.masking import masked
from podfeed.problems import BadValueError, Place, Problem
from podfeed.web.client import Client
from site_folder import NOW, Site
from web_server import Resource, serving

SECRET = "hUnTeR2x9"  # noqa: S105 - of nobody
USER = "someuser7c1"


def test_nothing_of_the_machine_is_published(tmp_path: Path) -> None:
    """Names of the user, the home, the folder, the host and the environment are told apart by marks."""
    home = tmp_path / f"home-{USER}"
    site = (
        Site(Path(home / f"work-{USER}").absolute())
        if (home / f"work-{USER}").mkdir(parents=True) is None
        else None
    )
    assert site is not None
    site.settings('[media]\nchapters = "chapters"\nchapters_url = "https://cdn.example/c/"\n')
    site.audio("content/a.mp3")
    site.post(
        'title: "${HOME} $USER %USERNAME% ~ {HOME}"\ndate: 2021-12-02\naudio: a.mp3\nimage: a.png\n'
        "author: ${USER}\nguid: $MARK\nchapters: ['0:00 $HOME', '0:01 ~/x']",
        "See [here](~/x), [there](./y) and $HOME.",
    )
    site.write("content/a.png", b"")
    marks = {
        "USER": USER,
        "LOGNAME": USER,
        "USERNAME": USER,
        "HOME": str(home),
        "MARK": USER,
        "HOSTNAME": f"host-{USER}",
    }
    for arguments in (["render"], ["render", "-o", "other.xml"], ["render", "-o", "-"]):
        command = [sys.executable, "-m", "podfeed", *arguments, "--now", "2026-01-01", "--no-cache"]
        done = subprocess.run(
            command, cwd=site.folder, env={**os.environ, **marks}, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert USER.encode() not in done.stdout
        assert str(tmp_path).encode() not in done.stdout
    made = [
        site.folder / "feed.xml",
        site.folder / "other.xml",
        site.folder / "podfeed.lock",
        *(site.folder / "chapters").iterdir(),
    ]
    assert len(made) == 4
    import getpass  # noqa: PLC0415 - of this machine
    import platform  # noqa: PLC0415

    for path in made:
        text = path.read_text("utf-8")
        assert USER not in text
        assert str(tmp_path) not in text
        assert (platform.node() or "?") not in text or len(platform.node()) < 5
        assert f"/{getpass.getuser()}/" not in text
    assert "${HOME}" in made[0].read_text()


ADDRESSES = [
    f"https://user:{SECRET}@h.example/feed.xml",
    f"https://{SECRET}@h.example/feed.xml",
    f"https://user:p@{SECRET}@h.example/feed.xml",
    *(
        f"https://h.example/f?a=1&{name}={SECRET}&b=2"
        for name in (
            "token access_token auth_token id_token refresh_token sig signature key api_key apikey API-KEY auth Authorization"
            " secret client_secret password passwd pwd pass jwt session sessionid sid X-Amz-Signature X-Amz-Credential"
            " X-Amz-Security-Token X-Goog-Signature AWSAccessKeyId GoogleAccessId Policy Key-Pair-Id hmac credential"
        ).split()
    ),
    f"https://h.example/f#access_token={SECRET}",
    f"https://h.example/f?x=1&amp;token={SECRET}",
    f"https://h.example/f?url=https%3A%2F%2Fi.example%2F%3Ftoken%3D{SECRET}%26a%3D1",
    f"/f?token={SECRET} (Caused by …)",
    f"https://h.example/private/{SECRET}0123456789abcdef/feed.xml",
    f"https://h.example/private/feeds/{SECRET}0123456789abcdef.rss",
    f"https://h.example/subscribers/rss/{SECRET}0123456789abcdef",
    f"https://h.example/x/eyJhbGciOiJIUzI1NiJ9.{SECRET}.{SECRET}/feed",
]
OPEN = [
    "https://h.example/feed.xml?page=2&title=token&tokens=3",
    "https://h.example?mail=ada@example.org",
    "https://h.example/members/all-the-people-of-the-sea",
    "ada@example.org (Ada), key = value",
    "monkey=1 & keyword=2, ?monkey=1&keyword=2",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_secrets_are_masked(address: str) -> None:
    hidden = masked(address)
    assert SECRET not in hidden
    assert "…" in hidden
    assert masked(hidden) == hidden
    if "example" in address:
        assert "h.example" in hidden


@pytest.mark.parametrize("text", OPEN)
def test_what_is_no_secret_is_shown(text: str) -> None:
    assert masked(text) == text


def test_masking_takes_no_time_that_grows() -> None:
    for text in (
        "://" + "a" * 400_000,
        "://a:" * 100_000,
        "?token=" * 100_000,
        "/private/" * 80_000,
        "eyJ" * 200_000,
        "&key=%" * 100_000,
    ):
        assert isinstance(masked(text), str)


URL = f"https://h.example/f?token={SECRET}"


def test_every_form_of_a_message() -> None:
    problem = Problem(
        rule="x",
        severity="error",
        message=URL,
        hint=URL,
        value=URL,
        place=Place(file=URL, line=1),
        places=(Place(file=URL),),
    )
    forms = [
        str(problem), repr(problem), str(podfeed.ProblemsError([problem])), str(BadValueError(URL, hint=URL)),
        report.as_json([problem]), report.as_github([problem]), report.as_sarif([problem]), report.as_junit([problem], [URL]),
        repr(Change(kind="media changed", title=URL, guid=URL, before=URL, after=URL)),
    ]  # fmt: skip
    for form in forms:
        assert SECRET not in form
        assert "h.example" in form


def test_commands(site: Site) -> None:
    """What the commands print of addresses with secrets: of media, people, feeds, servers."""
    site.episode(
        f'audio: {URL}\nlink: {URL}\nimage: {URL}.png\nhosts: [{{name: A, href: "{URL}"}}]\nguid: "{URL}"',
        f"[x]({URL}) <iframe src='{URL}'></iframe>",
    )
    site.episode(f"title: other\naudio: {URL}", name="other.md")
    old = site.folder / "old.xml"
    for arguments in (
        ["render", str(site.folder / "content"), "-o", str(old), "-v"],
        ["validate", str(site.folder), "--all"],
        *(["validate", str(site.folder), "--format", form] for form in ("json", "github", "sarif", "junit")),
        ["explain", str(site.folder / "content/first.md")],
        ["validate", str(old)],
        ["validate", str(old), "--diff", "--https"],
    ):
        result = CliRunner().invoke(main, arguments)
        assert SECRET not in result.output, arguments
    new = site.write("new.xml", old.read_text().replace(SECRET, f"{SECRET}0"))
    for more in ([], ["--json"], ["--markdown"], ["--moving"]):
        assert SECRET not in CliRunner().invoke(main, ["diff", str(old), str(new), *more]).output
    for arguments in (
        ["import", str(old), str(site.folder / "made")],
        ["adopt", str(old), str(site.folder / "content")],
    ):
        assert SECRET not in CliRunner().invoke(main, arguments).output


def test_servers() -> None:
    with serving() as server:
        server.resources = {"/moved": Resource(b"", redirect=f"/gone?token={SECRET}")}
        url = server.url(f"/moved?sig={SECRET}")
        for arguments in (
            ["validate", url, "--online", "--allow-private"],
            ["validate", url],
            ["probe", url],
            ["probe", url, "--json", "--allow-private"],
            ["diff", url, url],
            ["diff", url, url, "--moving"],
            ["import", url, "made"],
            ["probe", f"http://user:{SECRET}@127.0.0.1:9/x.mp3", "--allow-private"],
        ):
            result = CliRunner().invoke(main, arguments)
            assert SECRET not in result.output, arguments
            assert result.exit_code == 1
    with pytest.raises(podfeed.ProblemsError) as error:
        Client(tries=1).fetch(f"http://127.0.0.1:9/x?token={SECRET}")
    assert SECRET not in str(error.value)


def test_a_secret_in_the_feed_is_told(site: Site) -> None:
    site.episode(f"audio: https://user:{SECRET}@cdn.example/a.mp3")
    (problem,) = [each for each in site.problems() if each.rule == "url-secret"]
    assert problem.severity == "warning"
    assert problem.place is not None
    assert problem.place.file.endswith("first.md")
    assert SECRET not in f"{problem}{problem.value}"


# -- where a picture was taken


def taken(form: str) -> bytes:
    """Return a picture that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (54.0, 19.0, 30.0), 3: "E", 4: (10.0, 8.0, 0.0)})
    data = io.BytesIO()
    Image.new("RGB", (1400, 1400)).save(data, form, exif=exif.tobytes())
    return data.getvalue()


@pytest.mark.parametrize(("form", "end"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_pictures_that_say_where_they_were_taken(site: Site, form: str, end: str) -> None:
    site.write(f"content/here.{end}", taken(form))
    site.episode(f"image: here.{end}")
    (found,) = [
        each
        for each in podfeed.validate(site.folder / "podfeed.toml", now=NOW)
        if each.rule == "image-location"
    ]
    assert found.place is not None
    assert found.place.file == str(site.folder / f"content/here.{end}")
    assert found.severity == "warning"


def test_the_cover_of_the_show_and_older_ways_to_say_it(site: Site) -> None:
    site.write("cover.jpg", taken("JPEG"))
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (54.0, 19.0, 30.0)})
    raw = b"\nexif\n%8d\n" % len(exif.tobytes()) + exif.tobytes().hex().encode() + b"\n"
    text = b"zTXtRaw profile type exif\0\0"[4:] + zlib.compress(raw)
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    plain = io.BytesIO()
    Image.new("RGB", (1400, 1400)).save(plain, "PNG")
    data = plain.getvalue()
    site.write("content/old.png", data[:33] + chunk + data[33:])
    site.episode("image: old.png")
    found = [
        each
        for each in podfeed.validate(site.folder / "podfeed.toml", now=NOW, every=True)
        if each.rule == "image-location"
    ]
    names = sorted(Path(each.place.file).name for each in found if each.place)
    assert names == ["cover.jpg", "old.png"]


def test_json_of_a_problem_has_no_secret_where_it_is_escaped() -> None:
    assert SECRET not in masked(json.dumps({"url": f"https://a.example/?x=1&token={SECRET}"}))
    assert SECRET not in masked(f"https://a.example/?x=1\\u0026token={SECRET}")
