"""`podfeed probe`: what is known of media files, for people or for programs."""

from __future__ import annotations

import json
from typing import Any

import click

from podfeed.audio import Audio, Tags
from podfeed.audio import probe as probe_file
from podfeed.cli.output import Output, echo, short
from podfeed.durations import clock
from podfeed.model import Chapter
from podfeed.problems import Problem, ProblemsError


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects, one for each file.")
@click.option("--allow-private", is_flag=True, help="Open URLs at addresses of private networks too.")
@click.pass_context
def probe(ctx: click.Context, files: tuple[str, ...], *, as_json: bool, allow_private: bool) -> None:
    """Say what is known of media files: duration, size, type, tags, chapters, cover.

    FILE is a path, or a URL of which only the parts that are needed are moved. Durations are in seconds,
    lengths in bytes, bit rates in bits a second.
    """
    found = [(path, *_probed(path, private=allow_private)) for path in files]
    if as_json:
        echo(json.dumps([as_object(*each) for each in found], indent=2, ensure_ascii=False))
    else:
        for path, audio, problems in found:
            _print(path, audio)
            Output(verbose=True).problems(problems)
    ctx.exit(1 if any(audio is None for _path, audio, _problems in found) else 0)


def _probed(path: str, *, private: bool) -> tuple[Audio | None, tuple[Problem, ...]]:
    try:
        audio = probe_file(path, private=private)
    except ProblemsError as error:
        return None, tuple(error.problems)
    return audio, audio.problems


def as_object(path: str, audio: Audio | None, problems: tuple[Problem, ...]) -> dict[str, Any]:
    """Return what is known of a file as JSON has it; of one that was refused, its problems."""
    duration = audio.duration.total_seconds() if audio and audio.duration is not None else None
    made: dict[str, Any] = {"path": path, "duration": None if duration is None else round(duration, 3)}
    for name in ("length", "type", "codec", "bitrate", "channels", "sample_rate"):
        made[name] = getattr(audio, name, None)
    made["tags"] = _given(audio.tags if audio else Tags())
    made["chapters"] = [chapter_object(chapter) for chapter in audio.chapters] if audio else []
    made["cover"] = _given(audio.cover) if audio and audio.cover else None
    made["problems"] = [_problem(problem) for problem in problems]
    return made


def _given(value: Any) -> dict[str, Any]:
    pairs = ((name, getattr(value, name)) for name in value.__dataclass_fields__)
    return {name: item for name, item in pairs if item is not None}


def chapter_object(chapter: Chapter) -> dict[str, Any]:
    """Return a chapter as JSON has it."""
    named = (
        ("start", chapter.start),
        ("end", chapter.end),
        ("title", chapter.title),
        ("url", chapter.href),
        ("image", chapter.image),
        ("toc", chapter.toc),
    )
    return {name: value for name, value in named if value is not None}


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "message": problem.message,
        "file": problem.place.file if problem.place else None,
        "hint": problem.hint or None,
    }


def _print(path: str, audio: Audio | None) -> None:
    if audio is None:
        return
    click.secho(short(path), bold=True)
    facts = [
        clock(audio.duration) if audio.duration is not None else "duration unknown",
        f"{audio.length:,} bytes" if audio.length is not None else "length unknown",
        audio.type,
        *([audio.codec] if audio.codec else []),
        *([f"{round(audio.bitrate / 1000)} kbit/s"] if audio.bitrate else []),
        *([f"{audio.channels} channel{'s' * (audio.channels > 1)}"] if audio.channels else []),
        *([f"{audio.sample_rate} Hz"] if audio.sample_rate else []),
    ]
    echo(f"  {', '.join(facts)}")
    for name, value in _given(audio.tags).items():
        echo(f"  {name}: {value}")
    if audio.cover:
        size = f"{audio.cover.width} x {audio.cover.height} pixels, " if audio.cover.width else ""
        echo(f"  cover: {audio.cover.type}, {size}{audio.cover.length:,} bytes")
    for chapter in audio.chapters:
        hidden = "  (hidden)" if chapter.toc is False else ""
        echo(f"  {exact_clock(chapter.start)} {chapter.title or ''}{hidden}".rstrip())


def exact_clock(seconds: float) -> str:
    """Return a time to the millisecond, and without it where it is a whole second."""
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    text = f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{text}.{rest:03}" if rest else text
