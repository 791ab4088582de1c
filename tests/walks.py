"""A site that is edited at random, and rendered with what was kept and without."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

from podfeed.cli import main
from site_folder import AUDIO, SHOW, Site

VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nThe sea {}.\n"
CHAPTERS = '{{"version": "1.2.0", "chapters": [{{"startTime": 0, "title": "Ebb {}"}}]}}'
KINDS = ("cbr.mp3", "vbr.mp3", "tagged.mp3", "tone.m4a", "tone.mp3", "truncated.mp3")
SOUNDS = [AUDIO / name for name in KINDS if (AUDIO / name).is_file()]
SKIP = '[content]\npath = "content"\nmissing_audio = "skip"\n'
MORE = (
    SKIP,
    SKIP,
    SKIP,
    "",
    '[content]\npath = "content"\nmissing_audio = "keep"\nfuture = true\n',
    '[content]\npath = "content"\nstatic = "static"\ndrafts = true\nmissing_audio = "skip"\n',
    SKIP + 'exclude = ["b*"]\npermalink = "/:year/:title/"\n',
    SKIP + '[media]\nroot = "media"\nbase_url = "https://cdn.example/m/"\n',
    '[media]\nroot = "media"\naudio = "{slug}.mp3"\n[content]\npath = "content"\nmissing_audio = "skip"\n',
    '[media]\nfeed = "host.xml"\n[content]\npath = "content"\nmissing_audio = "skip"\n',
    SKIP + '[validate]\nmin_severity = "info"\n',
    SKIP + "[derive]\nchapters_from_notes = true\ntrailers = true\n",
    SKIP + '[feeds.all]\noutput = "all.xml"\n[feeds.few]\noutput = "few.xml"\nlimit = 2\n',
    SKIP + '[feeds.all]\noutput = "all.xml"\n[feeds.sea]\noutput = "sea.xml"\nlimit = 3\n'
    'select = {tags = ["sea"]}\nshow = {title = "Sea only"}\n',
)
HOST = """<?xml version="1.0"?><rss version="2.0"><channel><title>H</title><link>https://h.example/</link>
<description>d</description>{}</channel></rss>"""
HOST_ITEM = """<item><title>Title {0}</title><guid isPermaLink="false">host-{0}{1}</guid>
<pubDate>Wed, 0{0} Dec 2021 00:00:00 GMT</pubDate>
<enclosure url="https://host.example/{0}{1}.mp3" length="100{0}" type="audio/mpeg"/></item>"""


@dataclass
class Walk:
    """Edits a site step by step; ``chance`` decides which."""

    folder: Path
    chance: random.Random
    site: Site = field(init=False)
    month: int = 1
    done: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self.site = Site(self.folder)
        self.site.settings(SKIP)
        self.options = ["--accept-all"]
        for _ in range(8):
            self.add()
        (self.folder / "static").mkdir(exist_ok=True)
        (self.folder / "media").mkdir(exist_ok=True)

    # -- what there is

    @property
    def content(self) -> Path:
        return self.folder / "content"

    def posts(self) -> list[Path]:
        found = [
            path for path in self.content.rglob("*") if path.suffix in (".md", ".rst", ".html", ".markdown")
        ]
        return sorted(path for path in found if path.is_file())

    def files(self, *suffixes: str) -> list[Path]:
        return sorted(
            p for p in self.folder.rglob("*") if p.suffix in suffixes and p.is_file() and not p.is_symlink()
        )

    def any_post(self) -> Path:
        return self.chance.choice(self.posts() or [self.add()])

    # -- edits

    def add(self) -> Path:
        chance = self.chance
        number = chance.randrange(30)
        folder = chance.choice(("", "", "", "sub/", f"bundle{number}/", "_drafts/"))
        name = "index" if folder.startswith("bundle") else f"{chance.choice('abc')}{number}"
        maker = chance.choice((self._local, self._local, self._remote, self._remote, self._beside, self._odd))
        return maker(folder, name, number)

    def _front(self, number: int) -> str:
        chance = self.chance
        lines = [f"title: Title {chance.randrange(9)}", f"date: 2021-12-{1 + number % 28:02}"]
        lines += chance.sample(
            [
                "tags: [sea]",
                "draft: true",
                "description: A walk.",
                "description: A long walk in the fog.",
                f"season: {1 + number % 3}",
                f"episode: {number}",
                "episode_type: trailer",
                "date: 2026-03-02",
                "image: /cover.jpg",
                "image: pics/small.png",
                *(["explicit: maybe"] if chance.random() < 0.05 else ["explicit: true"]),
                "slug: a1",
                f"guid: own-{number % 5}",
                "persons: [Ann, Bob]",
                "link: /somewhere/",
                "transcript: talk.vtt",
                "chapters: [{start: 0, title: Ebb}, {start: 1, title: Flow}]",
            ],
            chance.randrange(5),
        )
        keys: dict[str, str] = {}
        for line in lines:
            keys[line.partition(":")[0]] = line
        return "\n".join(keys.values()) + "\n"

    def _body(self) -> str:
        words = (
            "The sea.",
            "A [link](https://show.example/x)",
            "0:00 Ebb\n0:01 Flow",
            "<b>bold",
            "# Head\n\ntext",
            "ü" * 40,
        )
        return "\n\n".join(self.chance.sample(words, self.chance.randrange(1, 4)))

    def _local(self, folder: str, name: str, number: int) -> Path:
        sound = self.chance.choice(SOUNDS)
        where = self.chance.choice((f"content/{folder}", f"content/{folder}", "media/", "static/"))
        self.copy(sound, f"{where}{name}{sound.suffix}")
        target = f"/{name}{sound.suffix}" if where == "static/" else f"{name}{sound.suffix}"
        front = self._front(number) + self.chance.choice(
            (f"audio: {target}\n", f"audio: {target}\n", "type: podcast\n")
        )
        return self.site.post(front, self._body(), name=f"{folder}{name}.md")

    def _beside(self, folder: str, name: str, number: int) -> Path:
        sound = self.chance.choice(SOUNDS)
        other = self.chance.choice((name, f"{name}-x", "alone"))
        self.copy(sound, f"content/{folder}{other}{sound.suffix}")
        return self.site.post(
            self._front(number) + "type: podcast\n", self._body(), name=f"{folder}{name}.md"
        )

    def _remote(self, folder: str, name: str, number: int) -> Path:
        audio = (
            f"audio: https://cdn.example/{number}.mp3\nlength: 24000{number:03}\nduration: {60 + number}\n"
        )
        if self.chance.random() < 0.3:
            audio = audio.partition("length")[0]
        return self.site.post(self._front(number) + audio, self._body(), name=f"{folder}{name}.md")

    def _odd(self, folder: str, name: str, number: int) -> Path:
        front = (
            self._front(number) + f"audio: https://cdn.example/{number}.mp3\nlength: 5000000\nduration: 600\n"
        )
        texts = {
            "html": f"---\n{front}---\n<p>Page</p>",
            "rst": f"Title\n=====\n\n:date: 2021-12-{1 + number % 28:02}\n:audio: https://cdn.example/{number}.mp3\n:length: 500000\n:duration: 60\n\nSea.\n",
            "md": "---\ntitle: [broken\n---\ntext\n"
            if self.chance.random() < 0.2
            else f"---\n{front}---\nx\x0cx",
            "markdown": f'+++\ntitle = "T{number}"\ndate = 2021-12-03\naudio = "https://cdn.example/{number}.mp3"\nlength = 900000\nduration = 90\n+++\ntext',
        }
        suffix = self.chance.choice(list(texts))
        if suffix == "html" and self.chance.random() < 0.4:
            texts["html"] = f'<p>bare</p><audio src="https://cdn.example/{number}.mp3"></audio>'
        return self.site.write(f"content/{folder}{name}.{suffix}", texts[suffix])

    def copy(self, source: Path, name: str) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink():
            target.unlink()
        shutil.copyfile(source, target)

    def change_body(self) -> None:
        path = self.any_post()
        path.write_text(path.read_text() + f"\n{self._body()}\n")

    def change_front(self) -> None:
        path = self.any_post()
        text = path.read_text()
        if text.startswith("---\n"):
            end = text.index("\n---", 3)
            audio = "".join(
                f"{line}\n" for line in text[4:end].split("\n") if re.match("audio|length|dura|type", line)
            )
            path.write_text(f"---\n{self._front(self.chance.randrange(30))}{audio}---{text[end + 4 :]}")

    def change_one_letter(self) -> None:
        """The same size, and the time of before."""
        path = self.any_post()
        status = path.stat()
        path.write_text(path.read_text().replace("Title", "Tytle", 1))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def shift_lines(self) -> None:
        path = self.any_post()
        path.write_text(path.read_text().replace("---\n", "---\n\n", 1))

    def delete(self) -> None:
        if len(self.posts()) > 3:
            self.any_post().unlink()

    def delete_beside(self) -> None:
        found = self.files(".mp3", ".m4a", ".vtt", ".json", ".yml")
        if found:
            self.chance.choice(found).unlink()

    def rename(self) -> None:
        path = self.any_post()
        path.rename(path.with_name(f"{self.chance.choice('abc')}{self.chance.randrange(30)}{path.suffix}"))

    def touch(self) -> None:
        path = self.any_post()
        when = self.chance.randrange(10**9)
        os.utime(path, (when, when))

    def touch_audio(self) -> None:
        found = self.files(".mp3", ".m4a")
        if found:
            os.utime(self.chance.choice(found), (5, 5))

    def rewrite_the_same(self) -> None:
        path = self.any_post()
        path.write_bytes(path.read_bytes())

    def swap_audio(self) -> None:
        found = self.files(".mp3", ".m4a")
        if found:
            self.copy(self.chance.choice(SOUNDS), str(self.chance.choice(found).relative_to(self.folder)))

    def swap_audio_unseen(self) -> None:
        """Another file of the same size and time."""
        found = self.files(".mp3")
        if found:
            path = self.chance.choice(found)
            status = path.stat()
            other = self.chance.choice(SOUNDS).read_bytes()[: status.st_size]
            path.write_bytes(other.ljust(status.st_size, b"\0"))
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def add_beside(self) -> None:
        path = self.any_post()
        stem = path.with_suffix("")
        name, text = self.chance.choice(
            [
                (".vtt", VTT.format(self.chance.randrange(3))),
                (".de.vtt", VTT.format(1)),
                (".chapters.json", CHAPTERS.format(self.chance.randrange(3))),
                (".yml", f"season: {1 + self.chance.randrange(4)}\nsubtitle: beside\n"),
                (".transcript.html", "<p>said</p>"),
                (".chapters.txt", "00:00:00 Ebb\n00:00:01 Flow\n"),
            ]
        )
        Path(f"{stem}{name}").write_text(text)

    def add_audio_beside(self) -> None:
        path = self.any_post()
        sound = self.chance.choice(SOUNDS)
        self.copy(sound, str(path.with_suffix(sound.suffix).relative_to(self.folder)))

    def add_static(self) -> None:
        name = self.chance.choice(
            ("static/cover.jpg", "static/pics/small.png", "cover.jpg", "content/talk.vtt")
        )
        self.site.write(name, VTT.format(1))

    def host(self) -> None:
        items = [
            HOST_ITEM.format(n, self.chance.choice(("", "x"))) for n in self.chance.sample(range(1, 9), 5)
        ]
        self.site.write("host.xml", HOST.format("".join(items)))

    def link_a_file(self) -> None:
        path = self.chance.choice([*self.files(".mp3", ".vtt"), *self.posts()])
        if not path.is_symlink():
            inside = self.chance.random() < 0.7
            kept = (
                self.folder / "kept" if inside else self.folder.parent / "outside"
            ) / f"{len(self.done)}-{path.name}"
            kept.parent.mkdir(exist_ok=True)
            path.replace(kept)
            path.symlink_to(os.path.relpath(kept, path.parent) if inside else kept)

    def link_a_folder(self) -> None:
        found = sorted(path for path in self.content.iterdir() if path.is_dir() and not path.is_symlink())
        if found:
            path = self.chance.choice(found)
            kept = self.folder / "kept-folders" / f"{path.name}{len(self.done)}"
            kept.parent.mkdir(exist_ok=True)
            path.replace(kept)
            path.symlink_to(os.path.relpath(kept, path.parent))

    def unlink_links(self) -> None:
        for path in sorted(self.content.rglob("*")):
            if path.is_symlink():
                path.unlink()

    def settings(self) -> None:
        text = self.chance.choice(MORE)
        if "feed = " in text and not (self.folder / "host.xml").exists():
            self.host()
        show = SHOW.replace("Sea Talk", self.chance.choice(("Sea Talk", "Sea Talk", "River Talk")))
        self.site.settings(text, show=show)

    def clock(self) -> None:
        self.month = self.chance.choice((1, 1, 2, 4))

    def lose_the_output(self) -> None:
        for path in self.folder.glob("*.xml"):
            if path.name != "host.xml":
                path.unlink()

    def spoil_the_output(self) -> None:
        for path in self.folder.glob("feed.xml"):
            path.write_bytes(path.read_bytes()[:-1] + b" ")

    def spoil_the_output_unseen(self) -> None:
        """Swap two letters of an item, and give the file its old time."""
        for path in self.folder.glob("*.xml"):
            data, before = path.read_bytes(), path.stat()
            if path.name != "host.xml" and b"Title" in data:
                path.write_bytes(data[::-1].replace(b"eltiT", b"eltTi", 1)[::-1])
                os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def put_another_output(self) -> None:
        """Put a file in the place of a feed that has its size and time."""
        for path in self.folder.glob("*.xml"):
            other = path.with_name(f"{path.name}.other")
            other.write_bytes(path.read_bytes().replace(b"The sea", b"The see"))
            shutil.copystat(path, other)
            if path.name != "host.xml":
                other.replace(path)
            else:
                other.unlink()

    def forget_the_lock(self) -> None:
        (self.folder / "podfeed.lock").unlink(missing_ok=True)
        self.lose_the_output()

    def edit_the_lock(self) -> None:
        path = self.folder / "podfeed.lock"
        if path.exists():
            path.write_text(re.sub(r'"guid": "([0-9a-f])', r'"guid": "f', path.read_text(), count=1))

    def other_options(self) -> None:
        choices = ([], ["--no-lock"], ["--verbose"], ["--locked"], *[["--accept-all"]] * 6)
        self.options = self.chance.choice(choices)

    def nothing(self) -> None:
        pass

    EDITS: tuple[Callable[[Walk], object], ...] = (
        add, add, add, change_body, change_front, change_front, change_one_letter, shift_lines, delete, delete, delete_beside,
        rename, rename, touch, touch_audio, rewrite_the_same, swap_audio, swap_audio_unseen, add_beside, add_beside,
        add_audio_beside, add_static, host, link_a_file, link_a_folder, unlink_links, settings, settings, clock,
        lose_the_output, spoil_the_output, spoil_the_output_unseen, put_another_output, forget_the_lock, edit_the_lock, other_options, other_options, nothing, nothing,
    )  # fmt: skip

    def step(self) -> None:
        edit = self.chance.choice(self.EDITS)
        edit(self)
        self.done.append(edit.__name__)

    def mend(self) -> None:
        """Take out the posts that are broken, so that something is written."""
        for path in self.posts():
            if "[broken" in path.read_text():
                path.unlink()


@dataclass(frozen=True)
class Ran:
    """What came of a run."""

    code: int
    told: list[str]
    files: dict[str, bytes]


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


_UP_TO_DATE = re.compile(r"written to (\S+)|in (\S+), which is up to date")


def run(folder: Path, *options: str) -> Ran:
    """Render a site from within its folder, and return all that can be seen of it."""
    with inside(folder):
        result = CliRunner().invoke(main, ["render", *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), (
        result.output,
        result.exc_info,
    )
    told = [
        _UP_TO_DATE.sub(lambda match: f"at {match[1] or match[2]}", line)
        for line in result.stderr.replace(f"{folder}/", "").split("\n")
    ]
    names = sorted(
        p for p in folder.rglob("*") if p.suffix in (".xml", ".lock", ".json", ".tmp") and p.is_file()
    )
    return Ran(result.exit_code, told, {str(path.relative_to(folder)): path.read_bytes() for path in names})


def copied(folder: Path, target: Path) -> Path:
    """Return a copy of a site, with its links and times."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target, symlinks=True)
    return target
