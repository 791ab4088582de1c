"""Transcripts: VTT, SRT, JSON and HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from podfeed.assets.said import Said, Saying
from podfeed.files import lines_of
from podfeed.lazily import pattern

_VTT = pattern(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
_VTT_LINE = pattern(rf"\s*({_VTT.pattern})\s+-->\s+({_VTT.pattern})(?:\s+.*)?")
_SRT = pattern(r"(\d{2,}):([0-5]\d):([0-5]\d),(\d{3})")
_SRT_LINE = pattern(rf"\s*({_SRT.pattern})\s+-->\s+({_SRT.pattern})\s*(?:X1:.*)?")
_SLACK = 30  # seconds that a transcript may be longer than the audio
_LONG = {"vtt": 65, "srt": 32}


def _seconds(text: str) -> float:
    total = 0.0
    for part in text.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def check_vtt(text: str, duration: float | None) -> Saying:
    """https://www.w3.org/TR/webvtt1/"""
    lines = lines_of(text.removeprefix("\ufeff"))
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        yield Said("transcript-vtt-invalid", "the first line is not WEBVTT", 1, lines[0][:60])
        return
    yield from _cues(lines, _VTT_LINE, "vtt", duration)


def check_srt(text: str, duration: float | None) -> Saying:
    """A number, a line of times, the text, an empty line."""
    lines = lines_of(text.removeprefix("\ufeff"))
    for number, line in enumerate(lines, 1):
        if "-->" in line and not re.fullmatch(r"\s*\d+\s*", lines[number - 2] if number > 1 else ""):
            message = "the line before the times is not the number of the part"
            yield Said("transcript-srt-invalid", message, number, line.strip()[:60])
            break
    yield from _cues(lines, _SRT_LINE, "srt", duration)


def _cues(lines: list[str], pattern: re.Pattern[str], kind: str, duration: float | None) -> Saying:
    """Yield what is wrong with the times of a file, and with its lines; each fault once."""
    timed = [(number, line) for number, line in enumerate(lines, 1) if "-->" in line]
    broken = [(number, line) for number, line in timed if not pattern.fullmatch(line)]
    for number, line in broken[:1]:
        yield Said(f"transcript-{kind}-invalid", "the times cannot be read", number, line.strip()[:60])
    times = [(number, *_times(line)) for number, line in timed if pattern.fullmatch(line)]
    last = 0.0
    for number, start, end in times:
        if start < last or end < start:
            message = "a part begins before the one before it, or ends before it begins"
            yield Said("transcript-times-unordered", message, number, lines[number - 1].strip())
            break
        last = start
    yield from _long(lines, timed[0][0] if timed else len(lines), _LONG[kind])
    if not timed:
        yield Said("transcript-empty", "there is no text with a time in it", 1)
    elif duration is not None and times and times[-1][1] > duration + _SLACK:
        message = f"the last part begins at {times[-1][1]:.0f} s, and the audio ends at {duration:.0f} s"
        yield Said("transcript-times-beyond-end", message, times[-1][0])


def _long(lines: list[str], first: int, most: int) -> Saying:
    for number, line in enumerate(lines[first:], first + 1):
        text = re.sub(r"<[^>]*>", "", line)
        if "-->" not in line and len(text) > most:
            yield Said(
                "transcript-line-length", f"a line has {len(text)} characters; apps show {most}", number
            )
            return


def _times(line: str) -> tuple[float, float]:
    start, _, rest = line.partition("-->")
    return _seconds(start.strip()), _seconds(rest.split()[0])


def check_json(text: str, duration: float | None) -> Saying:
    """The JSON transcript of the podcast namespace."""
    rule = "transcript-json-invalid"
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        yield Said(
            rule, f"this is no JSON: {getattr(error, 'msg', 'nested too deep')}", getattr(error, "lineno", 1)
        )
        return
    if not isinstance(data, dict) or not isinstance(data.get("segments"), list):
        yield Said(rule, "there is no list of segments", 1)
        return
    if not isinstance(data.get("version"), str):
        yield Said(rule, "version is missing, or no text", 1)
    if not data["segments"]:
        yield Said("transcript-empty", "there are no segments", 1)
    yield from _segments(data["segments"], duration)


def _segments(segments: list[Any], duration: float | None) -> Saying:
    last = 0.0
    for number, segment in enumerate(segments):
        where = f"segments[{number}]"
        start = segment.get("startTime") if isinstance(segment, dict) else None
        if isinstance(start, bool) or not isinstance(start, (int, float)):
            yield Said("transcript-json-invalid", f"{where}.startTime is no number", None, str(start)[:60])
            return
        if not isinstance(segment.get("body"), str):
            yield Said("transcript-json-invalid", f"{where}.body is no text")
            return
        end = segment.get("endTime")
        if start < last or (isinstance(end, (int, float)) and end < start):
            yield Said(
                "transcript-times-unordered",
                f"{where} begins before the one before it, or ends before it begins",
            )
            return
        last = float(start)
    if duration is not None and last > duration + _SLACK:
        yield Said(
            "transcript-times-beyond-end",
            f"the last segment begins at {last:.0f} s, and the audio ends at {duration:.0f} s",
        )


def check_html(text: str, _duration: float | None) -> Saying:
    """Paragraphs, with cite and time."""
    plain = re.sub(r"<[^>]*>", "", text).strip()
    if not plain:
        yield Said("transcript-empty", "there is no text", 1)
    elif re.search(r"<(html|head|body)\b", text, re.IGNORECASE):
        yield Said("transcript-html-structure", "this is a whole page, with <html> or <head>", 1)
    elif not re.search(r"<p\b", text, re.IGNORECASE):
        yield Said("transcript-html-structure", "there is no paragraph", 1)


CHECKS: dict[str, Callable[[str, float | None], Saying]] = {
    "vtt": check_vtt,
    "srt": check_srt,
    "json": check_json,
    "html": check_html,
    "htm": check_html,
}
