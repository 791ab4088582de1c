"""What an episode says in two places must agree: the front matter, the audio, what lies beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from podfeed.build.beside import Beside
from podfeed.build.sources import Draft, InPost
from podfeed.durations import clock, read_duration
from podfeed.files import read_text
from podfeed.lazily import pattern
from podfeed.numbers import read_size
from podfeed.problems import BadValueError, Place, ProblemsError

_SLACK = timedelta(seconds=2)
_ROUNDED = timedelta(minutes=1)  # people write whole minutes
_APPLE = 1400  # pixels of a cover
_CUE = pattern(r"-->\s*(?:(\d+):)?(\d+):(\d\d)[.,](\d{3})")
_NUMBER = pattern(r"(?:episode|episod\w*|ep\.?|folge|#)\s*(\d{1,4})\b", re.IGNORECASE)


def settle(draft: Draft, beside: Beside) -> None:
    """Warn of what contradicts the audio of an episode."""
    _past_the_end(draft)
    if draft.get("measured") is None:
        return
    _declared(draft)
    _tags(draft)
    _transcripts(draft, beside)


def _declared(draft: Draft) -> None:
    """Compare the duration and the length that the front matter gives with the file's."""
    _unreadable(draft)
    audio = draft.get("measured")
    for written, said, place in _read(draft, "duration", read_duration):
        slack = _ROUNDED if said.total_seconds() % 60 == 0 else _SLACK
        if audio.duration is not None and abs(said - audio.duration) > slack:
            draft.report.warning(
                "media-duration-mismatch",
                f"the front matter says {written}, the file lasts {clock(audio.duration)}, which is taken",
                place.find(),
                hint="delete it: the duration is read from the file",
            )
    for written, size, place in _read(draft, "length", read_size):
        if size is not None and abs(size.bytes - audio.length) > (
            size.bytes // 10 if size.approximate else 0
        ):
            draft.report.warning(
                "enclosure-length-mismatch",
                f"the front matter says {written}, the file has {audio.length} bytes, which is taken",
                place.find(),
                hint="delete it: the length is read from the file",
            )


def _unreadable(draft: Draft) -> None:
    """Warn of a duration that the front matter gives and nobody can read, though the file's is taken."""
    errors: list[tuple[BadValueError, Place]] = []
    for keys, value in draft.offers.of("duration"):
        try:
            read_duration(value)
        except BadValueError as error:
            errors.append((error, draft.post.place(*keys)))
        else:
            return
    for wrong, place in errors[:1]:
        draft.report.bad_value("duration-invalid", wrong, place, severity="warning")


def _read(draft: Draft, field: str, read: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the first value of the front matter that can be read, as written and read, and its source."""
    for keys, value in draft.offers.of(field):
        try:
            yield value, read(value), InPost(draft.post, keys)
        except BadValueError:
            continue
        return


def _past_the_end(draft: Draft) -> None:
    duration = draft.get("duration")
    for bite in draft.get("soundbites") or ():
        if duration and bite.start + bite.duration > duration.total_seconds() + _SLACK.total_seconds():
            draft.report.warning(
                "soundbite-beyond-end",
                f"a soundbite ends at {bite.start + bite.duration:g} s, past the end of the episode",
                draft.place("soundbites"),
                hint="mend its start or its duration: both are in seconds",
            )


def _tags(draft: Draft) -> None:
    """Compare the number of an episode that the file's title names with the post's; look at the cover."""
    audio, number = draft.get("measured"), draft.get("episode")
    found = _NUMBER.search(audio.tags.title or "")
    if found and number is not None and int(found[1]) != number:
        draft.report.warning(
            "audio-tags-mismatch",
            f"the file calls itself {audio.tags.title!r}, and the post is episode {number}",
            draft.place("url"),
            hint="name the right file, or mend its title",
        )
    cover = audio.cover
    if cover is not None and cover.width and min(cover.width, cover.height or 0) < _APPLE:
        draft.report.add(
            "info",
            "audio-cover-small",
            f"the cover in the file has {cover.width} x {cover.height} pixels; Apple asks for {_APPLE}",
            draft.place("url"),
            hint="put a larger one into the file; the feed's image is another matter",
        )


def _transcripts(draft: Draft, beside: Beside) -> None:
    """Warn of a transcript whose last words come after the end of the audio."""
    duration = draft.get("measured").duration
    for path in beside.timed_transcripts(draft) if duration else ():
        try:
            cues = _CUE.findall(read_text(path, beside.config.limits.of("transcript")))
        except ProblemsError as error:
            draft.report.problems.extend(error.problems)
            continue
        ends = [int(h or 0) * 3600 + int(m) * 60 + int(s) + int(part) / 1000 for h, m, s, part in cues]
        if ends and max(ends) > duration.total_seconds() + 5:
            draft.report.warning(
                "transcript-times-beyond-end",
                f"{path.name} ends at {clock(timedelta(seconds=max(ends)))}, the audio at {clock(duration)}",
                draft.place("transcripts"),
                hint="it may be another episode's, or of a version before the cut",
            )
