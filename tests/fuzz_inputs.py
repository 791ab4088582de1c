"""Inputs for the targets of fuzz/ as their languages are built, whole or damaged: a strategy for each target."""

from __future__ import annotations

import json
from typing import Any

import yaml
from fuzz.run import inputs_of
from fuzz.targets import TARGETS
from fuzz.targets.common import AGAIN
from hypothesis import strategies as st

import podfeed
from podfeed.build.aliases import ALIASES
from podfeed.config.table import SETTINGS
from podfeed.lock import Entry, merged
from podfeed.model import clean_text
from podfeed.months import MONTHS
from table_strategies import shows

Bytes = st.SearchStrategy[bytes]
WORD = st.text(max_size=12)
NAMES = [name for names in MONTHS.values() for month in names.split() for name in month.split("/")]


def letter(strategy: st.SearchStrategy[str], *, among: int) -> Bytes:
    """Put the byte before a text that says which of several forms it has."""
    return st.builds(
        lambda number, text: bytes([ord("a") + number]) + text.encode("utf-8", "surrogatepass"),
        st.integers(0, among - 1),
        strategy,
    )


def joined(*parts: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda found: "".join(map(str, found)))


@st.composite
def damaged(draw: st.DrawFn, name: str, whole: Bytes) -> bytes:
    """Cut pieces out of an input, put words of its language, or anything, into it, and repeat a piece."""
    data = draw(whole)
    words = [word.encode() for word in (*TARGETS[name].words, AGAIN.decode())]
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        gone = draw(st.integers(0, 20))
        new = draw(st.sampled_from(words) | st.binary(max_size=8))
        data = data[:at] + new + data[at + gone :]
    if draw(st.booleans()):
        at = draw(st.integers(0, len(data)))
        again = (
            draw(st.lists(st.sampled_from(words), min_size=1, max_size=2).map(b"".join)) + data[at : at + 9]
        )
        data = data[:at] + AGAIN + again + AGAIN + data[at:]
    return data[: TARGETS[name].most]


TIMES = joined(st.integers(0, 25), st.sampled_from(":h"), st.sampled_from(["00", "30", "60", "5"]), st.sampled_from(["", ":07", " pm", " Uhr", "Z", " +02:00", " EST", " Europe/Berlin", " (CEST)"]))  # fmt: skip
DATES = (
    joined(st.integers(1968, 2203), st.sampled_from("-/. "), st.integers(0, 13), st.sampled_from("-/. "), st.integers(0, 32), st.sampled_from(["", " ", "T"]), st.just("") | TIMES)
    | joined(st.integers(0, 32), st.sampled_from([". ", " ", " de ", "-"]), st.sampled_from(NAMES), st.sampled_from([" ", ", ", " de "]), st.integers(1968, 2203), st.just(" ") , st.just("") | TIMES)
    | joined(st.sampled_from(NAMES), st.just(" "), st.integers(0, 32), st.sampled_from(["", "st", "th,"]), st.just(" "), st.integers(0, 2203))
    | st.integers(0, 10**16).map(str)
    | WORD
)  # fmt: skip
DURATIONS = (
    joined(st.integers(0, 999), st.sampled_from([":", "h ", " min ", "", "."]), st.integers(0, 99), st.sampled_from(["", ":", "s", " MB", "m"]), st.integers(0, 99), st.sampled_from(["", ".5", "s"]))
    | joined(st.just("P"), st.integers(0, 9), st.sampled_from(["D", "DT", "T"]), st.integers(0, 99), st.sampled_from("HMS"))
    | st.floats().map(repr)
    | WORD
)  # fmt: skip
ADDRESSES = joined(
    st.sampled_from(["https://", "http://", "//", "", "mailto:", "/", "../", "\x00//"]),
    st.sampled_from(["host.example", "münchen.example", "[::1]", "u:p@h.example:80", ""]),
    st.text("/aé %2F?&=#@:[]\\\n", max_size=15),
)

VALUES = st.recursive(
    WORD | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([alias.key for aliases in ALIASES.values() for alias in aliases])
POST = st.dictionaries(KEYS | WORD, VALUES | DATES | DURATIONS | ADDRESSES, max_size=6)
SOUND = {
    "title": "Ebb",
    "date": "2021-12-02",
    "audio": "https://cdn.example/a.mp3",
    "length": 24000000,
    "duration": 3000,
}


def as_yaml(value: Any) -> str:
    return f"---\n{yaml.safe_dump(value, allow_unicode=True)}---\nThe sea.\n"


def as_json(value: Any) -> str:
    return f"---json\n{json.dumps(value)}\n---\nThe sea.\n"


FRONT = letter(POST.map(as_yaml) | POST.map(as_json), among=1)
WHOLE = letter(
    POST.map(lambda post: as_yaml(SOUND | post)) | POST.map(lambda post: as_json(SOUND | post)), among=1
)
LISTS = st.lists(POST.map(lambda post: SOUND | post), max_size=3).map(
    lambda rows: b"d" + json.dumps(rows).encode()
)
NOTES = letter(
    st.lists(st.sampled_from([*TARGETS["notes"].words, "\n", "a ", "\n\n"]) | WORD, max_size=25).map("".join),
    among=4,
)
CHAPTER = st.fixed_dictionaries(
    {"startTime": st.floats(0, 600_000) | DURATIONS},
    optional={
        "title": WORD,
        "url": ADDRESSES,
        "img": WORD,
        "endTime": VALUES,
        "toc": VALUES,
        "location": VALUES,
    },
)
CHAPTERS = letter(
    st.lists(CHAPTER, max_size=4).map(lambda rows: json.dumps({"version": "1.2.0", "chapters": rows}))
    | st.lists(joined(DURATIONS, st.just(" "), WORD), max_size=4).map("\n".join),
    among=5,
)
CUES = st.lists(joined(st.sampled_from(["00:", ""]), st.sampled_from(["00:01.000", "0:1", "99:59.999"]), st.just(" --> "), st.sampled_from(["00:02.000", "01:00:02,000", ""]), st.just("\n"), WORD, st.just("\n\n")), max_size=4)  # fmt: skip
TRANSCRIPTS = letter(
    CUES.map(lambda cues: "WEBVTT\n\n" + "".join(cues)) | CUES.map(lambda cues: "".join(f"{number}\n{cue}" for number, cue in enumerate(cues))) | VALUES.map(json.dumps),
    among=5,
)  # fmt: skip
FEEDS = shows().map(podfeed.render)
EXAMPLES = [f"[{row.section}]\n{row.key} = {row.example}\n" for row in SETTINGS if row.section]
TABLES = letter(
    st.tuples(
        st.lists(st.sampled_from(EXAMPLES), max_size=1),
        st.dictionaries(st.sampled_from(["title", "link", "feed_url", "image", "owner", "funding", "explicit", "x"]), VALUES, max_size=3),
    ).map(lambda found: "".join([*found[0], *("" if found[0][:1] == ["[show]"] else ["\n[show]\n"]), *(f"{key} = {json.dumps(value)}\n" for key, value in found[1].items())])),
    among=2,
)  # fmt: skip
SITES = letter(
    POST.map(lambda post: yaml.safe_dump(post, allow_unicode=True)) | POST.map(json.dumps), among=9
)
PLAIN = st.text(max_size=10).map(clean_text).filter(bool)
ENTRIES = st.builds(
    Entry,
    guid=PLAIN,
    post=st.sampled_from(["first.md", "second.md"]) | PLAIN,
    date=st.none() | st.datetimes(timezones=st.timezones()).map(lambda date: date.isoformat()),
    url=st.none() | ADDRESSES.map(clean_text),
    length=st.none() | st.integers(0, 10**12),
    duration=st.none() | st.floats(0, 1e6),
    chapters=st.lists(
        st.dictionaries(st.sampled_from(["start", "title", "x"]), st.floats(0, 9) | WORD, max_size=3),
        max_size=2,
    ).map(tuple),
)
LOCKS = st.builds(
    lambda guid, entries: merged(guid, entries).text().encode("utf-8", "surrogatepass"),
    st.none() | PLAIN,
    st.lists(ENTRIES, max_size=3),
)

BUILT: dict[str, Bytes] = {
    "front-matter": FRONT | LISTS,
    "notes": NOTES,
    "posts": WHOLE | LISTS,
    "dates": letter(DATES, among=5),
    "durations": DURATIONS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    "addresses": letter(ADDRESSES, among=3),
    "chapters": CHAPTERS,
    "transcripts": TRANSCRIPTS,
    "feeds": FEEDS,
    "rules": FEEDS,
    "settings": TABLES,
    "sites": SITES,
    "lock": LOCKS,
}


def inputs(name: str) -> Bytes:
    """Return inputs of a target: built, or its seeds, and both damaged."""
    whole = st.sampled_from(inputs_of(TARGETS[name]))
    return damaged(name, whole | BUILT[name] if name in BUILT else whole)
