"""The same content gives the same bytes: in every locale, time zone, folder and order of files.

`PODFEED_SAME_BYTES=all pytest tests/test_same_bytes.py` tries each surrounding on the corpus too, where the suite
tries one.
"""

from __future__ import annotations

import difflib
import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import podfeed
from site_folder import NOW, Site
from test_corpus import CORPUS, EPISODES
from test_corpus import NOW as LATER
from test_examples import EXAMPLES, SHOWS

HERE = Path(__file__).parent
ALL = os.environ.get("PODFEED_SAME_BYTES") == "all"
# Renders folder after folder, as a program would that has set its locale and lists folders in any order.
RENDER = """
import json, locale, os, random, sys
job = json.loads(sys.argv[1])
if job["locale"]:
    locale.setlocale(locale.LC_ALL, "")
    print(locale.setlocale(locale.LC_ALL), os.environ["LC_ALL"], file=sys.stderr)
if job["shuffled"]:
    chance = random.Random(7)
    scandir, listdir = os.scandir, os.listdir
    class Shuffled:
        def __init__(self, entries):
            with entries:
                self.entries = list(entries)
            chance.shuffle(self.entries)
        def __iter__(self): return iter(self.entries)
        def __enter__(self): return self
        def __exit__(self, *error): return None
        def __next__(self):
            if not self.entries: raise StopIteration
            return self.entries.pop()
        def close(self): pass
    os.scandir = lambda *path: Shuffled(scandir(*path))
    def shuffled(*path):
        names = listdir(*path)
        chance.shuffle(names)
        return names
    os.listdir = shuffled
from podfeed.cli import main
codes = []
for arguments, folder in job["renders"]:
    os.chdir(folder)
    try:
        main(["render", *arguments], standalone_mode=False)
    except SystemExit as end:
        codes.append(end.code)
    else:
        codes.append(0)
print(json.dumps(codes))
"""


@dataclass(frozen=True)
class Around:
    """What surrounds a run."""

    name: str
    locale: str = ""
    charset: str = "UTF-8"
    zone: str = "UTC"
    umask: int = 0o022
    seed: str = "0"
    place: str = "absolute"
    shuffled: bool = False
    cached: bool = False
    options: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)


NO_UTF8 = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
# Each value of each matter at least once, in company that differs.
AROUND = [
    Around("turkish", "tr_TR", zone="Asia/Kolkata", umask=0o077, seed="1", place="relative", shuffled=True),
    Around("german latin-1", "de_DE", "ISO-8859-1", "America/New_York", 0o002, "2", "link", more=NO_UTF8),
    Around("C", "C", "", "Pacific/Apia", seed="3", shuffled=True, cached=True, more=NO_UTF8),
    Around("POSIX, optimised", "POSIX", "", "Europe/Berlin", seed="4", place="link", options=("-O",)),
    Around("thai", "th_TH", zone="EST5EDT,M3.2.0,M11.1.0", seed="5", shuffled=True, cached=True),
    Around("no zone", "", zone="", seed="7", place="relative", more={"HOME": "/nonexistent", "LANG": ""}),
    Around("japanese euc", "ja_JP", "EUC-JP", "Asia/Tokyo", 0o000, "6", "link", more=NO_UTF8),
    Around("arabic", "ar_EG", zone="Australia/Lord_Howe", seed="random", place="relative", options=("-OO",)),
    Around("isolated", "C", "", ":America/St_Johns", 0o027, "8", shuffled=True, options=("-X", "utf8=1")),
]


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which locales are made as they are asked for."""
    return tmp_path_factory.mktemp("locales")


def environment(around: Around, locales: Path) -> dict[str, str]:
    """Return the environment of a run; a locale that this machine cannot make is a reason to skip."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))
    }
    kept |= {"TZ": around.zone, "PYTHONHASHSEED": around.seed, "PYTHONDONTWRITEBYTECODE": "1", **around.more}
    if around.zone == "":
        del kept["TZ"]
    if around.charset and around.locale:
        name = f"{around.locale}.{around.charset}"
        if not (locales / name).exists():
            make = ["localedef", "-c", "-i", around.locale, "-f", around.charset, str(locales / name)]
            if shutil.which("localedef") is None:
                pytest.skip("localedef is not installed")
            made = subprocess.run(make, capture_output=True, check=False)
            if not (locales / name).exists():
                pytest.skip(f"this machine has no {name}: {made.stderr.decode()[:100]}")
        kept |= {"LC_ALL": name, "LOCPATH": str(locales)}
    elif around.locale:
        kept["LC_ALL"] = around.locale
    return kept


def copied(source: Path, target: Path, seed: str) -> None:
    """Copy a folder with its files in another order, so that they lie in another one on the disk."""
    files = [path for path in sorted(source.rglob("*")) if path.is_file()]
    random.Random(seed).shuffle(files)
    for path in files:
        (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target / path.relative_to(source))


def outputs(folder: Path) -> dict[str, bytes]:
    """Return the feeds and the lock in a folder."""
    found = [*folder.glob("*.xml"), *folder.glob("podfeed.lock"), *folder.glob("written/*")]
    return {path.name: path.read_bytes() for path in found if path.name != "expected.xml"}


def rendered(
    around: Around, folders: list[Path], locales: Path, tmp_path: Path, now: str
) -> tuple[list[int], list[dict[str, bytes]]]:
    """Render folders in a process of its own, and return the exit codes, the feeds and the locks."""
    renders = []
    for number, folder in enumerate(folders):
        more = [
            "--now",
            now,
            *(["--cache-dir", str(tmp_path / "cache")] if around.cached else ["--no-cache"]),
        ]
        link = tmp_path / f"link{number}"
        link.symlink_to(folder)
        where = {
            "relative": ([], str(folder)),
            "absolute": (["--config", str(folder / "podfeed.toml")], "/"),
            "link": (["--config", f"link{number}/podfeed.toml"], str(tmp_path)),
        }
        arguments, cwd = where[around.place]
        renders.append(([*arguments, *more], cwd))
    environ = environment(around, locales)
    if around.more == NO_UTF8:  # which the command sees to, when it starts
        codes = [
            subprocess.run(
                [sys.executable, "-m", "podfeed", "render", *arguments],
                capture_output=True,
                check=False,
                env=environ,
                cwd=cwd,
                umask=around.umask,
            ).returncode
            for arguments, cwd in renders
        ]
        return codes, [outputs(folder) for folder in folders]
    job = {"renders": renders, "shuffled": around.shuffled, "locale": bool(around.locale)}
    done = subprocess.run(
        [sys.executable, *around.options, "-c", RENDER, json.dumps(job)],
        capture_output=True,
        check=False,
        env=environ,
        umask=around.umask,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return json.loads(done.stdout), [outputs(folder) for folder in folders]


def shows(folder: Path, seed: str) -> list[Path]:
    """Lay out the examples, and a show of what is at odds with locales and zones."""
    folders = []
    for name in SHOWS:
        copied(EXAMPLES / name, folder / name, seed)
        (folder / name / "podfeed.lock").unlink()
        folders.append(folder / name)
    template = folder / "template"
    template.mkdir()
    odd(template)
    copied(template, folder / "odd", seed)
    shutil.rmtree(template)
    return [*folders, folder / "odd"]


def odd(folder: Path) -> None:
    site = Site(folder)
    site.settings(
        '[content]\npath = "content"\ntimezone = "America/New_York"\n'
        '[media]\nchapters = "written"\nchapters_url = "https://cdn.example/c/"\n'
    )
    rows = [
        ("ILICA", "2021-03-14 02:30", "tags: [İstanbul, ısı, Straße, sea]"),
        ("Ölçü ﬁ", "2021-11-07 01:30", "keywords: [b, a, c]"),
        ("日本語", "3 March 2021", "chapters: ['0:00 Ebb', '0:01 Flood']"),
        ("Naïve 12:00", "2021-07-01T12:00:00", "people: [Zoë, Ann, Bo]"),
        ("Stamp", "1640995200", "explicit: yes"),
        ("٣ digits", "Thu, 02 Dec 2021 06:00:00 EST", "season: 3"),
    ]
    for number, (title, date, more) in enumerate(rows):
        site.audio(f"content/{number}.mp3", "tagged.mp3")
        site.write(f"content/{number}.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nThe sea.\n")
        site.post(
            f'title: "{title}"\ndate: "{date}"\ndescription: A walk.\naudio: {number}.mp3\n{more}',
            f"Grüße, 1,5 % of *the sea* <b>ı</b> {title}",
            name=f"{title.partition(' ')[0].lower()}-{number}.md",
        )


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[int], list[dict[str, bytes]]]:
    """What a run in the plainest surroundings gives."""
    folder = tmp_path_factory.mktemp("plain")
    return rendered(Around("plain"), shows(folder, "0"), folder, folder, NOW.isoformat())


def test_the_plain_run_is_what_the_examples_say(plain: tuple[list[int], list[dict[str, bytes]]]) -> None:
    codes, found = plain
    assert codes == [0, 0, 0, 0]
    for name, files in zip(SHOWS, found, strict=False):
        assert files["feed.xml"] == (EXAMPLES / name / "expected.xml").read_bytes()
        assert files["podfeed.lock"] == (EXAMPLES / name / "podfeed.lock").read_bytes()
    assert found[-1]["feed.xml"].count(b"<item>") == 6


@pytest.mark.parametrize("around", AROUND if ALL else AROUND[:6], ids=lambda around: around.name)
def test_examples_are_the_same_everywhere(
    around: Around, plain: tuple[list[int], list[dict[str, bytes]]], locales: Path, tmp_path: Path
) -> None:
    names, folders = [*SHOWS, "odd"], shows(tmp_path, around.name)
    if around.more == NO_UTF8 and not ALL:  # a process for each
        names, folders = names[1::2], folders[1::2]
    codes, found = rendered(around, folders, locales, tmp_path, NOW.isoformat())
    for name, one in zip(names, found, strict=True):
        same(one, plain[1][[*SHOWS, "odd"].index(name)], name)
    assert set(codes) == {0}


def same(one: dict[str, bytes], two: dict[str, bytes], show: str) -> None:
    assert sorted(one) == sorted(two), show
    for name, data in one.items():
        lines = (each.decode(errors="replace").splitlines() for each in (two[name], data))
        assert data == two[name], f"{show}: " + "\n".join(list(difflib.unified_diff(*lines, n=0))[:9])


# -- names that are read otherwise


def test_the_library_refuses_names_that_it_would_read_otherwise(locales: Path, tmp_path: Path) -> None:
    odd(tmp_path)
    code = "import sys, podfeed\ntry: podfeed.load(sys.argv[1])\nexcept podfeed.ProblemsError as error: print(ascii(error))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        check=True,
        env=environment(AROUND[1], locales),
        text=True,
    )
    assert "names of files are read as iso8859-1 here, not as UTF-8" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps names that are no text")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.settings('[content]\npath = "content"\nselect = { tags = "sea" }\n')
    site.audio("content/a/sea.mp3").rename(os.fsdecode(os.fsencode(tmp_path) + b"/content/a/s\xe9a.mp3"))
    site.post("title: One\ndate: 2021-12-02\ndescription: A walk.\ntags: sea", name="a/index.md")
    assert site.one().enclosure == podfeed.Enclosure(
        url="https://show.example/a/s%E9a.mp3", length=5184, type="audio/mpeg"
    )
    site.episode("title: Two\ntags: sea", name="two.md").rename(
        os.fsdecode(os.fsencode(tmp_path) + b"/content/tw\xf6.md")
    )
    (problem,) = site.problems()
    assert (
        str(problem)
        == f"{tmp_path}/content/tw\ufffd.md: error: the name of the file is no UTF-8  [file-not-utf8]"
    )


# -- the corpus


def sites(folder: Path, *, linked: bool) -> list[Path]:
    """Lay out the settings of each site of the corpus; they lead to it, or to a link to it."""
    root = CORPUS / "sites"
    if linked:
        (folder / "sites").symlink_to(root)
        root = folder / "sites"
    folders = []
    for name in EPISODES:
        text = (HERE / "corpus" / f"{name}.toml").read_text("utf-8").replace("@SITE@", str(root / name))
        (folder / name).mkdir()
        (folder / name / "podfeed.toml").write_text(text, "utf-8")
        folders.append(folder / name)
    return folders


@pytest.fixture(scope="session")
def plain_sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[int], list[dict[str, bytes]]]:
    folder = tmp_path_factory.mktemp("plain")
    return rendered(Around("plain"), sites(folder, linked=False), folder, folder, LATER.isoformat())


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("around", AROUND if ALL else AROUND[:1], ids=lambda around: around.name)
def test_real_sites_are_the_same_everywhere(
    around: Around, plain_sites: tuple[list[int], list[dict[str, bytes]]], locales: Path, tmp_path: Path
) -> None:
    codes, found = rendered(
        around, sites(tmp_path, linked=around.place == "link"), locales, tmp_path, LATER.isoformat()
    )
    assert codes == plain_sites[0]
    for name, one, two in zip(EPISODES, found, plain_sites[1], strict=True):
        same(one, two, name)
        assert len(one) >= 2, name
