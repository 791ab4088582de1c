"""Content as a stranger's pull request may bring it: no code runs, nothing is read outside, nothing hangs or grows.

Each case is run by the command in a process without network and with little memory, which is watched.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import podfeed
from podfeed.config.table import SETTINGS
from podfeed.limits import DEFAULT, Limits
from site_folder import AUDIO, FRONT, NOW, REMOTE, SHOW, Site

if not sys.platform.startswith("linux"):
    pytest.skip("processes are confined as Linux does it", allow_module_level=True)

from confined import Ran, run

CANARY = "CANARY-7f3a9c"
RENDER = ("render", "-o", "out.xml", "--now", "2026-01-01", "-v")
VALIDATE = ("validate", ".", "--now", "2026-01-01")
N = 100_000
Make = Callable[[Site], object]


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the site, with what is nobody's business."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_text(CANARY)
    (folder / "secret.json").write_text(json.dumps({"chapters": [{"startTime": 1, "title": CANARY}]}))
    (folder / "secret.md").write_text(f"---\ntitle: {CANARY}\n{REMOTE}---\n{CANARY}\n")
    (folder / "secret.yml").write_text(f"subtitle: {CANARY}\n")
    shutil.copy(AUDIO / "cbr.mp3", folder / "secret.mp3")
    return folder


@pytest.fixture
def place(tmp_path: Path, outside: Path) -> Site:
    folder = tmp_path / "site"
    folder.mkdir()
    return Site(folder)


def ran(site: Site, *arguments: str) -> Ran:
    """Run a command, and hold it to what holds of all of them."""
    found = run(site.folder, *arguments, outside=site.folder.parent / "outside")
    assert not found.broken, found.broken
    assert found.strayed == []
    assert found.code in (0, 1)
    assert CANARY not in found.output
    for path in site.folder.rglob("*"):
        if (
            path.suffix in (".xml", ".lock", ".json")
            and path.is_file()
            and not path.is_symlink()
            and path.stat().st_size < 1 << 22
        ):
            assert CANARY not in path.read_text("utf-8", "replace")
    return found


def grown(site: Site, name: str, size: int, head: bytes = b"") -> Path:
    """Write a file that says it is large; the disk keeps its head alone."""
    path = site.write(name, head)
    os.truncate(path, size)
    return path


# -- what leads out

NAMED = [
    ('audio: "../../../../../../etc/passwd"', "audio-invalid"),
    ('audio: "../../outside/secret.mp3"', "audio-invalid"),
    ('audio: "a/../../../outside/secret.mp3"', "audio-invalid"),
    ('audio: "..%2f..%2foutside%2fsecret.mp3"', "audio-invalid"),
    ('audio: "%2e%2e/%2E%2E/outside/secret.mp3"', "audio-invalid"),
    ('audio: "/../../outside/secret.mp3"', "audio-missing"),
    ('audio: "/%2e%2e/../outside/secret.mp3"', "audio-missing"),
    ('audio: "/etc/passwd"', "audio-missing"),
    ('audio: "//etc/passwd"', "enclosure-type-unknown"),  # an address, of a host that is called so
    ('audio: "/dev/zero"', "audio-missing"),
    ('audio: "/proc/self/environ"', "audio-missing"),
    ('audio: "file:///etc/passwd"', "audio-invalid"),
    ('audio: "FILE:///etc/passwd"', "audio-invalid"),
    ('audio: "file:../../outside/secret.mp3"', "audio-invalid"),
    ("audio: '..\\..\\outside\\secret.mp3'", "audio-missing"),
    ("audio: '\\\\host\\share\\secret.mp3'", "audio-missing"),
    ('audio: "javascript:alert(1)"', "audio-invalid"),
    ('audio: "https://show.example/../../outside/secret.mp3"', ""),
    ('audio: "https://show.example/%2e%2e/%2e%2e/outside/secret.mp3"', ""),
    ('audio: "https://show.example//etc/passwd"', ""),
    ('image: "../../outside/secret.txt"', "itunes-image-url-invalid"),
    ('image: "https://show.example//etc/passwd"', ""),
    ('image: "file:///etc/passwd"', "itunes-image-url-invalid"),
    ('transcript: "../../outside/secret.txt"', "item-transcripts-invalid"),
    ('transcript: "https://show.example/..%2f..%2foutside/secret.txt"', ""),
    ('chapters: "../../outside/secret.json"', "item-chapters-file-invalid"),
    ('chapters_file: "file:///etc/passwd"', "item-chapters-file-invalid"),
    ('chapters_file: "https://show.example//etc/passwd"', ""),
    ("alternate_enclosures: [{type: audio/mpeg, sources: ../../outside/secret.mp3}]", "item-alternate-enclosures-invalid"),
    ('hosts: [{name: A, href: "java\\tscript:alert(1)"}]', "person-href-invalid"),
    ('hosts: [{name: A, img: "data:text/html,x"}]', "person-href-invalid"),
    ('links: ["javascript:alert(1)"]', "link-invalid"),
    ('link: {exact: "javascript:alert(1)"}', "url-script"),
    ('funding: {url: "javascript:alert(1)", text: x}', ""),
]  # fmt: skip


def test_what_is_named_leads_nowhere(place: Site) -> None:
    for number, (keys, _rule) in enumerate(NAMED):
        place.episode(keys, name=f"n{number}.md")
    outputs = [ran(place, *RENDER).output, ran(place, *VALIDATE, "--all").output]
    for number, (keys, rule) in enumerate(NAMED):
        for output in outputs if rule else ():
            lines = [line for line in output.splitlines() if line.startswith(f"content/n{number}.md:")]
            assert any(f"[{rule}]" in line for line in lines), keys
    with pytest.raises(podfeed.ProblemsError) as error:
        place.load()
    assert error.value.show is not None
    feed = podfeed.render(error.value.show).decode()
    # What `exact` takes letter by letter is an error of the feed, which is not written.
    assert feed.count("script:") == sum("exact" in keys for keys, _rule in NAMED)
    assert "file:" not in feed
    assert not (place.folder / "out.xml").exists()


def link(target: str, *names: str) -> Make:
    def make(site: Site) -> None:
        site.episode()
        for name in names:
            path = site.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(target.replace("OUTSIDE", str(site.folder.parent / "outside")))

    return make


def pipes(site: Site) -> None:
    site.episode()
    for name in ("pipe.md", "first.yml", "first.mp3", "first.chapters.json", "first.vtt"):
        os.mkfifo(site.folder / "content" / name)


def linked_audio(site: Site) -> None:
    link("OUTSIDE", "content/there")(site)
    site.episode("audio: there/secret.mp3")


LINKS: dict[str, tuple[Make, str]] = {
    "a post": (link("OUTSIDE/secret.md", "content/b.md"), "content/b.md: error: the symbolic link leads out"),
    "a sidecar": (link("OUTSIDE/secret.yml", "content/first.yml"), "content/first.yml: error: the symbolic link"),
    "chapters": (link("OUTSIDE/secret.json", "content/first.chapters.json"), "[file-outside]"),
    "a transcript": (link("OUTSIDE/secret.txt", "content/first.vtt"), "[file-outside]"),
    "an alternate": (link("OUTSIDE/secret.mp3", "content/first.mp3"), "[file-outside]"),
    "a folder": (link("OUTSIDE", "content/sub"), ""),
    "audio in a folder": (linked_audio, "[audio-invalid]"),
    "a device": (link("/dev/zero", "content/z.md", "content/first.txt"), "content/z.md: error: the symbolic link"),
    "nothing": (link("gone.md", "content/n.md"), "content/n.md: error: the file cannot be read: the symbolic link leads to nothing"),
    "itself": (link("a.md", "content/a.md", "content/first.chapters.json"), "content/a.md: error: the file cannot be read: the symbolic link leads to itself"),
    "a circle of folders": (link(".", "content/me"), ""),
    "pipes": (pipes, "content/pipe.md: error: the file cannot be read: this is a pipe"),
}  # fmt: skip


@pytest.mark.parametrize("name", LINKS)
def test_links_and_pipes(place: Site, name: str) -> None:
    make, told = LINKS[name]
    make(place)
    assert told in ran(place, *RENDER).output
    assert told in ran(place, *VALIDATE).output


def test_what_a_feed_links_to_is_not_looked_for_outside(place: Site) -> None:
    """`podfeed validate feed.xml` looks at the files beside it, whose names the feed gives."""
    (place.folder / "there").symlink_to(place.folder.parent / "outside")
    feed = podfeed.render(
        podfeed.Show(
            title="x", link="https://show.example/", feed_url="https://show.example/feed.xml",
            episodes=[
                podfeed.Episode(guid=name, title=name, enclosure=podfeed.Enclosure(url=f"https://show.example/{name}", length=1, type="audio/mpeg"))
                for name in ("/etc/passwd", "..%2foutside/secret.mp3", "there/secret.mp3", "../outside/secret.mp3")
            ],
        )
    )  # fmt: skip
    place.write("feed.xml", feed)
    ran(place, "validate", "feed.xml")


# -- what would run

CODE = [
    "title: !!python/object/apply:os.system ['touch pwned']",
    "title: !!python/object/new:subprocess.Popen [[touch, pwned]]",
    "title: !!python/name:os.system",
    "title: !!python/module:antigravity",
    'hosts: !!python/object/apply:eval [\'open("pwned", "w")\']',
    "x: !ruby/object:Gem::Requirement {a: b}",
    "title: \"{{ ''.__class__.__mro__ }}\"",
    'title: "{% include ../../outside/secret.txt %}"',
    'title: "${HOME} $(touch pwned) `touch pwned` %(x)s {0.__class__}"',
]
RST = """\
:title: Rest
:date: 2021-12-02
:audio: https://cdn.example/r.mp3

.. include:: ../../outside/secret.txt
.. include:: /etc/passwd
.. raw:: html
   :file: ../../outside/secret.txt

.. raw:: html
   :url: http://127.0.0.1:9/

.. raw:: html

   <script>alert(1)</script>

.. csv-table:: x
   :file: ../../outside/secret.txt

.. csv-table:: x
   :url: http://127.0.0.1:9/

.. role:: html(raw)
   :format: html

:html:`<script>alert(1)</script>`

.. image:: javascript:alert(1)
.. figure:: ../../outside/secret.txt

`x <javascript:alert(1)>`_
"""


def test_no_code_runs(place: Site) -> None:
    for number, keys in enumerate(CODE):
        place.episode(keys, name=f"{number}.md")
    ran(place, *RENDER)
    ran(place, "explain", "content/0.md")
    assert not (place.folder / "pwned").exists()


def test_restructured_text_reads_nothing(place: Site) -> None:
    pytest.importorskip("docutils")
    place.write("content/rest.rst", RST)
    ran(place, *RENDER)
    feed = (place.folder / "out.xml").read_text()
    assert "<title>Rest</title>" in feed
    assert "<script" not in feed
    assert '<a href="javascript' not in feed


def test_a_template_reaches_no_further_than_its_fields(place: Site) -> None:
    for field in ("{title.__class__}", "{title[0]}", "{title!r}", "{0}", "{episode:999999999}"):
        place.settings(f'[media]\naudio = "https://cdn.example/{field}.mp3"\n')
        place.post("title: x\nepisode: 1\ndate: 2021-12-02")
        assert ran(place, *RENDER).code == 1


# -- what would hang, or fill the memory


def post(text: str, end: str = ".md") -> Callable[[Site, str], object]:
    return lambda site, name: site.write(f"content/{name}{end}", text)


def front(text: str) -> Callable[[Site, str], object]:
    return post(f"---\n{FRONT}{REMOTE}{text}\n---\nThe sea.\n")


def toml(text: str) -> Callable[[Site, str], object]:
    return post(f"+++\n{text}\n+++\nThe sea.\n")


def beside(name: str, size: int, head: bytes = b"") -> Make:
    def make(site: Site) -> None:
        site.episode()
        grown(site, name, size, head)

    return make


def rest(text: str) -> Callable[[Site, str], object]:
    return post(f":title: a\n\n{text}\n", ".rst")


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
MERGES = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
INNER = (
    "".join(f".. |s{n}| replace:: |s{n + 1}| |s{n + 1}|\n" for n in range(30))
    + ".. |s30| replace:: x\n\n|s0|"
)
TOO_MUCH: dict[str, tuple[Callable[[Site, str], object], str]] = {
    "aliases": (front(BOMB), "the front matter is not YAML: more than 100000 values"),
    "merges": (front(MERGES), "more than 100000 values"),
    "an alias of itself": (front("x: &x [*x]"), "first.md:8:4: error: the front matter is not YAML: an alias contains itself"),
    "a YAML list in a list": (front("x: " + "[" * N), "first.md:8:"),
    "YAML tables": (front("x: " + "{a: " * N), "more than 100 levels ([limits] nesting)"),
    "YAML dashes": (front("x:\n  " + "- " * N), "more than 100 levels ([limits] nesting)"),
    "YAML questions": (front("? " * N), "more than 100 levels ([limits] nesting)"),
    "YAML indents": (front("\n".join(" " * n + "a:" for n in range(900))), "more than 100 levels ([limits] nesting)"),
    "many keys": (front("".join(f"k{n}: v\n" for n in range(60_000))), "error: the front matter has more than 500 kB"),
    "TOML lists": (toml("x = " + "[" * N), "first.md:2:5: error: the front matter is not TOML: more than 100 levels"),
    "TOML tables": (toml("x = " + "{a=" * N), "more than 100 levels"),
    "TOML dots": (toml("a." * 50_000 + "b = 1"), "first.md:2:1: error: the front matter is not TOML: more than 100 levels"),
    "TOML headers": (toml("title = 'x'\n[" + "a." * 50_000 + "b]"), "first.md:3:2: error: the front matter is not TOML: more than 100 levels"),
    "TOML digits": (toml("season = " + "9" * N), "first.md:2:10: error: the front matter is not TOML: a number has too many digits"),
    "JSON lists": (post('{"a": ' + "[" * N), "more than 100 levels"),
    "JSON lists that end": (post('{"a": ' + "[" * 900 + "]" * 900 + "}\n"), "more than 100 levels"),
    "JSON digits": (post('{"season": ' + "9" * N + "}\n"), "first.md:1:12: error: the front matter is not JSON: a number has too many digits"),
    "half a pair": (post('{"title": "x", "date": "2021-12-02", "audio": "\\ud800.mp3"}\n'), "[audio-missing]"),
    "substitutions": (rest(INNER), "stands for more than 10000 others"),
    "a substitution of itself": (rest(".. |a| replace:: |b|\n.. |b| replace:: |a|\n\n|a|"), "[post-too-complex]"),
    "quotes in quotes": (rest("\n\n".join(" " * n + "a" for n in range(900))), "more than 100 levels ([limits] nesting)"),
    "a wide table": (rest(("+-" * 500 + "+\n" + "| " * 500 + "|\n") * 100 + "+-" * 500 + "+"), "tables of more than 20000 cells"),
}  # fmt: skip
TOO_LARGE: dict[str, tuple[Make, str]] = {
    "1 GB": (beside("content/big.md", 1 << 30), "big.md: error: the file has 1.074 GB, and no more than 2 MB are read  [post-too-large]"),
    "1 GB of front matter": (beside("content/big.md", 1 << 30, b"---\ntitle: x\n"), "raise [limits] post in podfeed.toml"),
    "1 GB of HTML": (beside("content/big.html", 1 << 30), "[post-too-large]"),
    "a sidecar": (beside("content/first.yml", 1 << 30), "content/first.yml: error: the file has 1.074 GB"),
    "chapters": (beside("content/first.chapters.json", 1 << 30), "raise [limits] chapters in podfeed.toml"),
    "labels": (beside("content/first.labels.txt", 1 << 30), "raise [limits] chapters in podfeed.toml"),
    "another encoding": (beside("content/first.opus", 5 << 30, b"OggS"), "raise [limits] media in podfeed.toml"),
    "the lock": (beside("podfeed.lock", 1 << 30), "podfeed.lock: error: the file has 1.074 GB"),
    "the settings": (beside("podfeed.toml", 1 << 30), "podfeed.toml: error: the file has 1.074 GB"),
    "the feed that is there": (beside("out.xml", 4 << 30, b"<?xml"), "out.xml: error: the file has 4.295 GB"),
}  # fmt: skip


def test_posts_that_are_too_much(place: Site) -> None:
    """Each is told by itself, and none keeps the others from being read."""
    for number, (make, _told) in enumerate(TOO_MUCH.values()):
        make(place, f"p{number}")
    found = ran(place, *RENDER)
    assert found.code == 1
    lines = found.output.replace("podfeed.toml:2:1", "").splitlines()
    for number, (name, (_make, told)) in enumerate(TOO_MUCH.items()):
        start = f"content/p{number}."
        assert any(
            line.startswith(start) and told.replace("first", f"p{number}") in line for line in lines
        ), name
    assert len(found.output) < 40_000


@pytest.mark.parametrize("name", TOO_LARGE)
def test_files_that_are_too_large(place: Site, name: str) -> None:
    make, told = TOO_LARGE[name]
    make(place)
    found = ran(place, *RENDER)
    assert found.code == 1
    assert told in found.output


def attributes(count: int) -> str:
    return " ".join(f"a{number}=1" for number in range(count))


BODIES = {
    "brackets": "[" * N, "links in links": "[a](" * N, "stars": "*a " * N, "both": "*a_ " * N, "quotes": ">" * N,
    "quotes in lines": "\n".join(">" * n + " a" for n in range(900)), "lists": "\n".join("  " * n + "- a" for n in range(900)),
    "list marks": "- " * N, "references": "[a]: b\n" * N + "[a]" * N, "one reference": "[a]: http://x/" + "y" * 9000 + "\n\n" + "[a] " * 9000,
    "a table": "|" * 50_000 + "\n" + "|-" * 50_000 + "\n", "rows": "|a|b|\n|-|-|\n" + "|c|d|\n" * N, "columns": "a|" * 2000 + "\n" + "-|" * 2000 + "\n" + "b\n" * 2000,
    "backticks": "".join("`" * n + "a" for n in range(1, 1000)), "footnotes": "[^a]: " * 20_000 + "\n\n[^a]", "entities": "&nbsp;" * 300_000,
    "elements": "<div>" * N, "closed": "<div>" * N + "</div>" * N, "wrongly nested": "<b><p>" * 50_000, "tables": "<table><tr><td>" * 30_000,
    "formatting": "<b><i>" * 20_000 + "<p>" * 20_000, "open tags": "<a " * N, "comments": "<!--" * N, "frames": "<iframe>" * N, "drawings": "<svg>" * N,
    "attributes": f"<a {attributes(N)}>", "attributes behind a quote": f"<a x='>' {attributes(N)}>", "attributes of a frame": f"<iframe src=/x {attributes(60_000)}></iframe>",
    "attributes behind a comment": f"<!-- <a x=\" --><b {attributes(N)} y='\">'>", "attributes behind style": f'<svg><style><a x="</style><b {attributes(N)}>">',
    "attributes of what ends": f"x</a {attributes(N)}>", "tags made of tags": "<div>" * 600 + f"<a <b> {attributes(N)}>",
    "an address": "<a href='" + "x" * 1_500_000 + "'>", "addresses": "http://" * N, "bare addresses": "http://a(" * N, "templates": "{% raw %}" * N, "openers": "{{" * N,
    "lists of kramdown": "{:" + " a" * N, "headings": "# a {#b" + " " * 3000 + "\n" * 100, "times": ("(1:02:03) " + " " * 50 + "\n") * 5000, "directions": "\u202e" * N,
    "accents": "e" + "\u0301" * N, "code": "<pre>" * N, "marked": "<div markdown=1>\n" * 20_000, "one line": "word " * 380_000,
}  # fmt: skip


def test_bodies(place: Site) -> None:
    """All in one run: what takes minutes by itself would stop it."""
    for number, (name, body) in enumerate(BODIES.items()):
        place.episode(
            f"title: {name}\nguid: g{number}\naudio: https://cdn.example/{number}.mp3",
            body[:1_990_000],
            name=f"{number}.md",
        )
        place.episode(
            f"title: {name}\nguid: h{number}\naudio: https://cdn.example/{number}h.mp3",
            body[:50_000],
            name=f"{number}.html",
        )
    found = ran(place, *RENDER)
    assert found.code == 0
    assert f"{2 * len(BODIES)} episodes written" in found.output
    assert "[notes-flattened]" in found.output


@pytest.mark.parametrize("body", ["<A {" * N, "import {" * N, "\nimport {\n" * 50_000, "<A b={`" * N])
def test_javascript(place: Site, body: str) -> None:
    place.episode(body=body, name="first.mdx")
    assert ran(place, *RENDER).code == 0


def test_a_list_with_a_problem_in_each_row(place: Site) -> None:
    rows = [
        {"title": f"Row {n}", "date": "2021-12-02", "audio": "https://cdn.example/a.mp3", "duration": "x"}
        for n in range(1500)
    ]
    place.write("episodes.json", json.dumps(rows))
    place.settings('[content]\npath = "episodes.json"\n')
    assert "[duration-invalid]" in ran(place, *RENDER).output


VALUES = [
    "duration: 1e999999999", "duration: '" + "1:" * N + "'", "duration: " + "9" * N + ":00:00", "length: " + "9" * 5000, "length: 1e400",
    "length: " + "9" * N + " MB", "season: 1e400", "season: " + "9" * N, "episode: 1e999999999", "date: 99999", "date: " + "9" * N,
    "date: 9999-12-31T23:59:59-12:00", "date: 0001-01-01T00:00:00+14:00", "date: '" + "1 " * N + "'", "date: !!timestamp 2021-99-99",
    'guid: "a\\u202Eb\\u200Bc"', 'guid: "a\\0b"', "guid: " + "g" * N, 'title: "\\x1b[31m\\u202E"', "chapters: ['99999999:00 x', '1e400 y']",
    "transcript: " + "x" * N, "image: https://" + "a." * N, "hosts: " + "a, " * N, "tags: [" + "a, " * 20_000 + "]", "link: " + "%" * N,
]  # fmt: skip


def test_values(place: Site) -> None:
    for number, value in enumerate(VALUES):
        place.episode(value, name=f"{number}.md")
    ran(place, *RENDER)
    ran(place, *VALIDATE)


# -- media and pictures


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *extra: bytes, data: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", data or zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(extra) + body


def jpeg(width: int, height: int, more: bytes = b"") -> bytes:
    frame = (
        b"\xff\xc0\x00\x11\x08"
        + struct.pack(">HH", height, width)
        + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    )
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + more + frame + b"\xff\xd9"
    )


SQUEEZED = zlib.compress(bytes(100 << 20))
PICTURES: dict[str, tuple[bytes, str]] = {
    "wide.jpg": (jpeg(65_500, 65_500), "far more than the 20000000 pixels"),
    "some.jpg": (jpeg(9000, 9000), "no more than 20000000 are decoded ([limits] pixels)"),
    "wide.png": (png(100_000, 100_000), "[image-too-large]"),
    "widest.png": (png(2**31 - 1, 2**31 - 1), "[image-"),
    "wide.gif": (b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\x80\0\0\0\0\0\xff\xff\xff;", "[image-"),
    "wide.webp": (b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\x3f\0" * 2, "[image-"),
    "squeezed.png": (png(7000, 7000, data=SQUEEZED), "[image-"),
    "text.png": (png(3000, 3000, chunk(b"zTXt", b"k\0\0" + SQUEEZED)), "[image-"),
    "profile.png": (png(3000, 3000, chunk(b"iCCP", b"k\0\0" + SQUEEZED)), "[image-"),
    "cut.jpg": (jpeg(3000, 3000)[:60], "[image-corrupt]"),
    "drawing.jpg": (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "[image-corrupt]"),
    "script.jpg": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 30000 30000\n%%EndComments\n(/etc/passwd) run\n", "[image-"),
    "itself.jpg": (b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHIII", 256, 4, 1, 5, 8), "[image-corrupt]"),
}  # fmt: skip


def test_pictures(place: Site) -> None:
    for name, (data, _told) in PICTURES.items():
        place.write(f"content/{name}", data)
        place.episode(f"title: {name}\nimage: {name}", name=f"{name}.md")
    grown(place, "content/large.jpg", 1 << 30, jpeg(3000, 3000))
    place.episode("title: large\nimage: large.jpg", name="large.md")
    output = ran(place, *VALIDATE, "--all", "--only", "image-", "--only", "file-").output
    lines = output.splitlines()
    missing = [
        (name, told, [line for line in lines if name in line])
        for name, (_data, told) in PICTURES.items()
        if not any(f"content/{name}: error" in line and told in line for line in lines)
    ]
    assert not missing
    assert "content/large.jpg: error: the file has 1.074 GB" in output


def box(kind: bytes, data: bytes, size: int | None = None) -> bytes:
    return struct.pack(">I4s", len(data) + 8 if size is None else size, kind) + data


def nested(depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = box(b"moov", data)
    return data


CBR = (AUDIO / "cbr.mp3").read_bytes()
KIND = box(b"ftyp", b"M4A \0\0\0\0M4A ")
PAGE = b"OggS\0\2" + bytes(20)
MEDIA = {
    "lying.mp3": b"ID3\4\0\0\x7f\x7f\x7f\x7f" + CBR, "frame.mp3": b"ID3\4\0\0\0\0\x02\0TIT2\x7f\x7f\x7f\x7f\0\0abc" + CBR,
    "picture.mp3": b"ID3\3\0\0\0\1\0\0APIC\x7f\xff\xff\xff\0\0" + CBR, "ape.mp3": CBR + b"APETAGEX" + struct.pack("<IIII", 2000, 2**32 - 1, 2**32 - 1, 0) + bytes(8),
    "frames.mp3": CBR[:64] + b"\xff\xfb\x90\x64" * 500_000, "sound.mp3": b"\0" + b"\xff" * 2_000_000,
    "deep.m4a": KIND + nested(3000), "nothing.m4a": KIND + box(b"moov", box(b"trak", b"", 0) * 1000), "lying.m4a": KIND + box(b"moov", b"x" * 100, 2**31 - 1),
    "wide.m4a": KIND + struct.pack(">I4sQ", 1, b"moov", 2**63 - 1) + b"x" * 50, "boxes.m4a": KIND + box(b"moov", box(b"free", b"") * 1_000_000),
    "top.m4a": KIND + box(b"free", b"") * 1_000_000, "counts.m4a": KIND + box(b"moov", box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stsz", bytes(8) + b"\xff" * 4)))))),
    "pages.ogg": (b"OggS\0\0" + bytes(21)) * 100_000, "first.ogg": (PAGE + b"\0") * 100_000, "lying.ogg": PAGE + b"\xff" * 256 + b"x" * 1000,
    "lying.opus": PAGE + b"\1\x13OpusHead\1\1" + bytes(9) + b"OggS\0\0" + bytes(20) + b"\1\xffOpusTags\xff\xff\xff\x7f" + b"x" * 300,
    "lying.flac": b"fLaC\x84\xff\xff\xff" + b"\xff" * 100, "blocks.flac": b"fLaC\0\0\0\x22" + bytes(34) + b"\1\0\0\0" * 300_000,
    "lying.wav": b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\1" + bytes(13) + b"data\xff\xff\xff\xff", "chunks.wav": b"RIFF\xff\xff\xff\x7fWAVE" + b"junk\0\0\0\0" * 300_000,
    "lying.aiff": b"FORM\xff\xff\xff\xffAIFFCOMM\0\0\0\x12\0\1\xff\xff\xff\xff\0\x10\x7f" + b"\xff" * 9, "short.aac": b"\xff\xf1\x50\x80\0\xe0\0" * 300_000,
    "lying.wma": bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + struct.pack("<QIBB", 2**63, 2**32 - 1, 1, 2) + b"x" * 100,
}  # fmt: skip


def test_media(place: Site) -> None:
    for name, data in MEDIA.items():
        place.write(f"content/{name}", data)
        place.post(f"title: {name}\ndate: 2021-12-02\naudio: {name}", name=f"{name}.md")
    heads = {
        "a.mp3": CBR[:2000],
        "b.m4a": KIND,
        "c.ogg": b"OggS",
        "d.flac": b"fLaC",
        "e.wav": b"RIFF\xff\xff\xff\xffWAVE",
    }
    for name, head in heads.items():
        grown(place, f"content/{name}", 5 << 30, head)
        place.post(f"title: {name}\ndate: 2021-12-02\naudio: {name}", name=f"{name}.md")
    output = ran(place, *RENDER).output
    for name in heads:
        assert f"content/{name}: error: the file has 5.369 GB, and no more than 4 GB are read" in output
    probed = ran(place, "probe", *(f"content/{name}" for name in MEDIA))
    assert probed.output.count("content/") >= len(MEDIA)


# -- what podfeed keeps itself

LOCK = '{"version": 1, "guid": "x", "episodes": [\n%s,\nnull]}'
ROW = '{"guid": "a", "post": "first.md", %s}'
LOCKS = [
    "[" * N, LOCK % (ROW % '"length": %s' % ("9" * 4000)), LOCK % (ROW % '"length": %s' % ("9" * 5000)), LOCK % (ROW % '"duration": 1e308'),
    LOCK % (ROW % '"duration": Infinity, "length": NaN'), LOCK % (ROW % '"length": true'), LOCK % (ROW % ('"chapters": [{"start": %s}]' % ("[" * 500 + "]" * 500))),
    LOCK % (ROW % '"chapters": [{"start": "x"}]'), LOCK % (ROW % '"chapters": [{"other": 1}]'), LOCK % (ROW % '"other": 1'), LOCK % (ROW % '"url": "\\ud800"'),
    '{"version": 1, "guid": {"a": 1}, "episodes": []}', '{"version": 1, "guid": "\\ud800", "episodes": []}', '{"version": 1e400, "episodes": []}',
]  # fmt: skip


def test_locks(site: Site) -> None:
    site.post("title: a\ndate: 2021-12-02\naudio: gone.mp3", name="first.md")
    for text in LOCKS:
        site.write("podfeed.lock", text)
        assert site.rules() == ["lock-invalid"], text[:100]


# -- feeds that are read

HEAD = '<?xml version="1.0"?>'
RSS = (
    '<rss version="2.0"><channel><title>x</title><link>https://a.example/</link><description>d</description>'
)
LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 50}">' for n in range(1, 6))
FEEDS = {
    "laughs": f'{HEAD}<!DOCTYPE x [<!ENTITY e0 "ha">{LAUGHS}]><rss version="2.0"><channel><title>&e5;</title></channel></rss>',
    "one entity": f'{HEAD}<!DOCTYPE x [<!ENTITY a "{"a" * N}">]><rss version="2.0"><channel><title>{"&a;" * 20_000}</title></channel></rss>',
    "a file": f'{HEAD}<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>{RSS}<item><title>&a;</title></item></channel></rss>',
    "a DTD": f'{HEAD}<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">{RSS}</channel></rss>',
    "defaults": f'{HEAD}<!DOCTYPE rss [<!ATTLIST item a CDATA "{"x" * N}">]>{RSS}{"<item/>" * 20_000}</channel></rss>',
    "depth": f"{HEAD}{RSS}{'<a>' * N}{'</a>' * N}</channel></rss>",
    "namespaces": HEAD + RSS + "".join(f'<a{n}:b xmlns:a{n}="http://x/{n}"/>' for n in range(500)) + "</channel></rss>",
    "attributes": f'{HEAD}{RSS}<item {attributes(1000).replace("=1", chr(61) + chr(34) + "1" + chr(34))}/></channel></rss>',
    "an inclusion": f'{HEAD}{RSS}<item><title>a</title><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/></item></channel></rss>',
    "a style": f'{HEAD}<?xml-stylesheet href="file:///etc/passwd"?>{RSS}</channel></rss>',
    "names": f"{HEAD}{RSS}<item><title>../../../outside/pwned</title><guid>../../x</guid><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate><enclosure url='https://a.example/../../e.mp3' length='1' type='audio/mpeg'/></item></channel></rss>",
    "YAML": f"{HEAD}{RSS}<item><title>a: !!python/object/apply:os.system [x]\n---\nb</title><guid>\"x\n---\ny</guid><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate><description>---\ntitle: z\n---</description><enclosure url='https://a.example/e.mp3' length='1' type='audio/mpeg'/></item></channel></rss>",
    "numbers": f"{HEAD}{RSS}<item><title>a</title><enclosure url='https://a.example/e.mp3' length='{'9' * 60_000}' type='a'/><pubDate>{'9' * N}</pubDate></item></channel></rss>",
}  # fmt: skip


@pytest.mark.parametrize("name", FEEDS)
def test_feeds(place: Site, name: str) -> None:
    place.episode()
    place.write("feed.xml", FEEDS[name])
    before = sorted(path.name for path in (place.folder.parent / "outside").iterdir())
    for arguments in (("import", "feed.xml", "made"), ("validate", "--fix", "feed.xml")):
        ran(place, *arguments)
    assert "root:" not in (place.folder / "feed.xml").read_text()
    assert sorted(path.name for path in (place.folder.parent / "outside").iterdir()) == before


def test_a_feed_of_4_gb(place: Site) -> None:
    place.episode()
    grown(place, "feed.xml", 4 << 30, b"<?xml")
    commands = (
        "validate feed.xml",
        "import feed.xml made",
        "adopt feed.xml",
        "diff feed.xml feed.xml",
        "validate --fix feed.xml",
        "render -o x.xml --against feed.xml",
    )
    for command in commands:
        output = ran(place, *command.split()).output
        assert (
            "feed.xml: error: the file has 4.295 GB, and no more than 200 MB are read  [file-too-large]"
            in output
        ), command
        assert "raise [limits] feed in podfeed.toml" in output


@pytest.mark.parametrize(
    "name", ["t.vtt", "t.srt", "t.chapters.json", "t.transcript.json", "t.opml", "t.png"]
)
def test_a_file_of_4_gb(place: Site, name: str) -> None:
    grown(place, name, 4 << 30, b"WEBVTT")
    assert f"{name}: error: the file has 4.295 GB" in ran(place, "validate", name).output


# -- the bounds are settings

SMALL: dict[str, tuple[int, int, str]] = {
    "post": (150, 100_000, "content/first.md"),
    "front_matter": (50, 100_000, "content/first.md:1:1"),
    "nesting": (2, 10, "content/first.md"),
    "values": (20, 1000, "content/first.md"),
    "chapters": (10, 1000, "content/first.chapters.json"),
    "media": (100, 1_000_000, "content/second.mp3"),
    "transcript": (5, 1000, "content/first.vtt"),
    "image": (100, 1_000_000, "content/cover.png"),
    "pixels": (100, 100_000_000, "content/cover.png"),
}


@pytest.mark.parametrize("name", SMALL)
def test_each_bound_is_a_setting(site: Site, name: str) -> None:
    least, most, where = SMALL[name]
    site.episode("x: &x [[a, b], [c, d]]\ny: [*x, *x, *x]\nimage: cover.png", name="first.md")
    site.audio("content/second.mp3")
    site.post("title: b\ndate: 2021-12-01\naudio: second.mp3", name="second.md")
    site.write(
        "content/first.chapters.json", '{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "a"}]}'
    )
    site.write("content/first.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\na\n")
    Image.new("RGB", (1400, 1400)).save(site.folder / "content/cover.png")
    told = {}
    for number in (least, most):
        site.settings(f"[limits]\n{name} = {number}\n")
        told[number] = [
            problem
            for problem in podfeed.validate(site.folder / "podfeed.toml", now=NOW)
            if f"[limits] {name}" in problem.message + problem.hint
        ]
    assert not told[most]
    assert told[least]
    assert str(told[least][0].place).startswith(str(site.folder / where))
    assert told[least][0].severity == "error"


def test_every_bound_is_tested() -> None:
    rows = {row.key: row.default for row in SETTINGS if row.section == "limits"}
    assert rows == {name: getattr(DEFAULT, name) for name in Limits.__dataclass_fields__}
    assert set(rows) == {*SMALL, "data", "feed"}


def test_bounds_in_the_library(site: Site) -> None:
    feed = podfeed.render(podfeed.Show(title="x"))
    (problem,) = podfeed.validate(site.write("feed.xml", feed), limits=podfeed.Limits(feed=10))
    assert problem.rule == "file-too-large"
    with pytest.raises(podfeed.ProblemsError, match=r"no more than 10 bytes are read  \[file-too-large\]"):
        podfeed.parse(feed, limits=podfeed.Limits(feed=10))
    assert podfeed.parse(feed).title == "x"


def test_the_bound_of_a_list(site: Site) -> None:
    site.write("episodes.yml", "- title: a\n  date: 2021-12-02\n  audio: https://cdn.example/a.mp3\n" * 2)
    text = '[content]\npath = "episodes.yml"\n[limits]\ndata = %d\n'
    site.settings(text % 10)
    assert "file-too-large" in site.rules()
    site.settings(text % 1000)
    assert "file-too-large" not in site.rules()


@pytest.mark.parametrize("value", ["0", "-1", "true", '"2 MB"', "1.5"])
def test_what_is_no_bound(site: Site, value: str) -> None:
    site.write("podfeed.toml", f"{SHOW}\n[limits]\nnesting = {value}\n")
    assert site.rules() == ["settings-invalid-value"]
