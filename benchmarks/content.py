"""The content that is measured: posts, MP3 files and feeds, the same on every machine and in every run."""

from __future__ import annotations

import random
import struct
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

# Content of another version of this module is made anew.
VERSION = zlib.crc32(Path(__file__).read_bytes())
SITE = "https://podcast.example.org"
MEDIA = "https://cdn.example.org"
FIRST = datetime(2005, 1, 3, 6, tzinfo=UTC)
WORDS = """
    about account after again agree always another answer around archive audio because before begin behind
    between board bottle bridge build captain careful carry change city clock common corner country data
    decide deploy depth difference early edge editor engineer episode error evening every factory failure
    family field figure finish follow forest forget friend garden guess guest harbour history idea island
    journey judge keep kitchen label language later learn letter library listen little machine market
    measure meeting memory minute model money morning network never night notice number office often open
    opinion order other paper pattern people pipeline place plan point power practice price problem
    promise proof publish question quiet radio reason record remember repeat report result river road room
    rule sample school season second sentence server shape short signal simple small sound speak special
    station story street summer surface system table teacher test thing think ticket together tomorrow
    tool town travel trouble under update value village voice water weather week where winter without
    wonder work world write year yesterday naïve café Zürich Łódź 東京
""".split()
NAMES = "Mara Lind|Jun Sato|Iris Holm|Ana Öztürk|Ben Okafor|Łucja Nowak|Tom Reyes|Priya Nair".split("|")
TOPICS = "pipelines labelling hiring history music cities machines oceans law health language games".split()

POST = """\
---
title: "{title}"
date: {date:%Y-%m-%dT%H:%M:%SZ}
description: "{description}"
slug: episode-{number}
season: {season}
episode: {episode}
tags: [{tags}]
hosts: [{host}]
audio: {media}/{number:06}.mp3
audio_bytes: {size}
duration: {seconds}
---

"""

SETTINGS = f"""\
[show]
title = "The Benchmark Hour"
description = "An hour of talk about measuring, every hour."
link = "{SITE}/"
feed_url = "{SITE}/podcast.xml"
language = "en"
author = "Mara Lind"
owner = {{ name = "Mara Lind", email = "mara@podcast.example.org" }}
image = "{SITE}/cover.jpg"
categories = ["Technology"]
explicit = false
type = "episodic"

[content]
path = "content"
permalink = "/episodes/:slug/"
"""


def posts(folder: Path, count: int) -> Path:
    """Make a site of so many posts in a folder, unless it is there, and return its settings' path."""
    episodes = folder / "content" / "episodes"
    settings = folder / "podfeed.toml"
    if not _is_made(folder, f"posts {VERSION} {count}"):
        episodes.mkdir(parents=True, exist_ok=True)
        settings.write_text(SETTINGS, "utf-8")
        for number in range(1, count + 1):
            post_path(folder, number).write_text(post(number), "utf-8")
        _tick(folder, f"posts {VERSION} {count}")
    return settings


def post_path(folder: Path, number: int) -> Path:
    """Return where a post lies."""
    return folder / "content" / "episodes" / f"{number:06}.md"


def published(number: int) -> datetime:
    """Return when a post was published: one an hour."""
    return FIRST + timedelta(hours=number)


def post(number: int) -> str:
    """Return a post: front matter and some 5 kB of Markdown."""
    dice = random.Random(number)  # noqa: S311 - it is to be the same each time
    head = POST.format(
        title=f"{_sentence(dice, 5)} #{number}",
        date=published(number),
        description=f"{_sentence(dice, 14)}.",
        number=number,
        season=1 + number // 50,
        episode=1 + number % 50,
        tags=", ".join(dice.sample(TOPICS, 3)),
        host=dice.choice(NAMES),
        media=MEDIA,
        size=dice.randrange(20_000_000, 60_000_000),
        seconds=dice.randrange(1_200, 5_400),
    )
    return head + body(dice)


def body(dice: random.Random) -> str:
    """Return the notes of an episode, as people write them."""
    parts = [_paragraph(dice, 60), "## In this episode", _list(dice, "-"), _paragraph(dice, 70)]
    parts += [f"> {_sentence(dice, 30)}.\n>\n> {_sentence(dice, 18)}, *{dice.choice(NAMES)}*"]
    parts += ["### How it works", _list(dice, "1."), _code(dice)]
    if dice.random() < 1 / 3:
        parts.append(_table(dice))
    parts += ["## Links", *(_paragraph(dice, 75) for _ in range(2)), _list(dice, "*")]
    return "\n\n".join(parts) + "\n"


def _words(dice: random.Random, count: int) -> list[str]:
    return dice.choices(WORDS, k=count)


def _sentence(dice: random.Random, count: int) -> str:
    text = " ".join(_words(dice, count))
    return text[0].upper() + text[1:]


def _paragraph(dice: random.Random, count: int) -> str:
    """Return sentences of so many words in all, with a link, emphasis and code in them."""
    words = _words(dice, count)
    for place in range(4, count, 23):
        text = words[place]
        words[place] = dice.choice((
            f"[{text} {words[place - 1]}](https://{dice.choice(TOPICS)}.example/{place}?from=notes&to={count})",
            f"**{text}**",
            f"*{text}*",
            f"`{text}_{place}()`",
            f"{text} & {text}",
        ))  # fmt: skip
    sentences = [" ".join(words[start : start + 12]) for start in range(0, count, 12)]
    return ".\n".join(sentences) + "."


def _list(dice: random.Random, mark: str) -> str:
    rows = []
    for _ in range(dice.randrange(4, 8)):
        link = f"[{_sentence(dice, 3)}](https://{dice.choice(TOPICS)}.example/{dice.choice(WORDS[:90])})"
        rows.append(f"{mark} {link}: {' '.join(_words(dice, 7))}")
    return "\n".join(rows)


def _code(dice: random.Random) -> str:
    lines = [f'    {name} = load("{name}", limit={len(name)}) < 5' for name in dice.choices(WORDS[:90], k=5)]
    return "\n".join(("```python", "def run():", *lines, "```"))


def _table(dice: random.Random) -> str:
    rows = [f"| {' '.join(_words(dice, 2))} | {dice.randrange(9_000)} |" for _ in range(6)]
    return "\n".join(("| what | how much |", "|---|---|", *rows))


# -- audio

RATE = 48_000
SAMPLES = 1_152
BITRATE = 64_000
# MPEG 1, layer III, 64 kbit/s, 48 kHz, mono: 144 * 64000 / 48000 bytes, without a rest.
HEADER = bytes.fromhex("fffb54c0")
FRAME = HEADER + bytes(144 * BITRATE // RATE - len(HEADER))
# One in so many has no Xing header, so that its length is known only to who counts its frames.
HEADERLESS = 10


def mp3_files(folder: Path, count: int, seconds: int) -> list[Path]:
    """Make so many valid MP3 files of silence in a folder, unless they are there, and return their paths."""
    mark = f"mp3 {VERSION} {count} {seconds}"
    paths = [folder / f"{number:06}.mp3" for number in range(1, count + 1)]
    if not _is_made(folder, mark):
        folder.mkdir(parents=True, exist_ok=True)
        for number, path in enumerate(paths, 1):
            path.write_bytes(mp3(number, seconds))
        _tick(folder, mark)
    return paths


def mp3(number: int, seconds: int) -> bytes:
    """Return an MP3 file with tags, a little longer than so many seconds, as encoders write it."""
    frames = seconds * RATE // SAMPLES + number % 97
    tags = b"".join(_id3_text(name, text) for name, text in (
        (b"TIT2", f"Episode {number}"), (b"TPE1", NAMES[number % len(NAMES)]), (b"TALB", "The Benchmark Hour")
    ))  # fmt: skip
    head = b"ID3\x04\x00\x00" + _synchsafe(len(tags)) + tags
    return head + (_xing(frames) if number % HEADERLESS else b"") + FRAME * frames


def mp3_seconds(number: int, seconds: int) -> float:
    """Return how long the sound of that file is."""
    return (seconds * RATE // SAMPLES + number % 97) * SAMPLES / RATE


def _xing(frames: int) -> bytes:
    """Return the frame that says how many follow: the Info header of a file of constant bit rate."""
    side = 17  # bytes of side information in a mono frame
    frame = bytearray(FRAME)
    head = b"Info" + struct.pack(">III", 0b0011, frames, len(FRAME) * (frames + 1))
    start = len(HEADER) + side
    frame[start : start + len(head)] = head
    return bytes(frame)


def _id3_text(name: bytes, text: str) -> bytes:
    value = b"\x03" + text.encode()
    return name + _synchsafe(len(value)) + b"\x00\x00" + value


def _synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


AUDIO_POST = """\
---
title: "Episode {number}"
date: {date:%Y-%m-%dT%H:%M:%SZ}
description: "What was said in it."
slug: episode-{number}
audio: /audio/{number:06}.mp3
---

Notes of episode {number}.
"""


def local_audio(folder: Path, count: int, seconds: int) -> Path:
    """Make a site whose posts name MP3 files beside it, unless it is there, and return its settings' path."""
    mp3_files(folder / "static" / "audio", count, seconds)
    settings = folder / "podfeed.toml"
    mark = f"site {VERSION} {count} {seconds}"
    if not _is_made(folder, mark):
        settings.write_text(f'{SETTINGS}\n[media]\nbase_url = "{MEDIA}/"\nroot = "static"\n', "utf-8")
        for number in range(1, count + 1):
            path = post_path(folder, number)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(AUDIO_POST.format(number=number, date=published(number)), "utf-8")
        _tick(folder, mark)
    return settings


# -- what was made already


def _is_made(folder: Path, mark: str) -> bool:
    file = folder / ".made"
    return file.is_file() and file.read_text("utf-8") == mark


def _tick(folder: Path, mark: str) -> None:
    (folder / ".made").write_text(mark, "utf-8")
