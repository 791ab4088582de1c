"""Rules of the podcast namespace about transcripts, chapters and soundbites."""

from __future__ import annotations

from podfeed.rules.formats import kind_of
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    ITEM,
    Finding,
    Fix,
    Found,
    bad,
    lacks,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    extension,
    is_decimal,
    is_language,
    number,
    seconds,
)

_T = "podcast:transcript"
_TYPES = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "json": "application/json",
    "html": "text/html",
    "htm": "text/html",
    "txt": "text/plain",
}
_ALIASES = {
    "application/srt": "application/x-subrip",
    "text/srt": "application/x-subrip",
    "text/json": "application/json",
    "application/subrip": "application/x-subrip",
}

lacks(
    "transcript-url-missing",
    "error",
    "p20 psp1",
    tag=_T,
    attr="url",
    why="Apps load the transcript from there.",
)
lacks(
    "transcript-type-missing",
    "error",
    "p20 psp1 apple",
    tag=_T,
    attr="type",
    why="Apps choose by it which transcript they can show.",
)
bad(
    "transcript-language-invalid",
    "error",
    "p20",
    tag=_T,
    attr="language",
    test=is_language,
    what="a language code",
    wrong="english!",
    hint="write a code such as en or pt-BR",
)
bad(
    "transcript-rel-invalid",
    "warning",
    "p20",
    tag=_T,
    attr="rel",
    test=lambda text: text == "captions",
    what="captions, the only value there is",
    wrong="subtitles",
    hint="take it out",
)


@rule(
    "transcript-type-unknown",
    "error",
    "p20 psp1",
    on=_T,
    hint="write text/vtt, application/x-subrip, application/json, text/html or text/plain",
    wrong='<podcast:transcript url="https://example.org/ep1.doc" type="application/msword"/>',
    right=SAMPLES[_T],
)
def transcript_type_unknown(node: Node, _feed: Feed) -> Found:
    """The type of a transcript is none that the namespace knows."""
    if kind_of(node) and kind_of(node) not in _TYPES.values() and kind_of(node) not in _ALIASES:
        yield Finding(
            node, f"the type {shown(kind_of(node))} is none of a transcript", attr="type", value=kind_of(node)
        )


@rule(
    "transcript-type-alias",
    "warning",
    "p20",
    on=_T,
    hint="write the usual name",
    wrong='<podcast:transcript url="https://example.org/ep1.srt" type="application/srt"/>',
    right=SAMPLES[_T],
)
def transcript_type_alias(node: Node, _feed: Feed) -> Found:
    """The type of a transcript has another name than the usual one."""
    if kind_of(node) in _ALIASES:
        better = _ALIASES[kind_of(node)]
        yield Finding(
            node,
            f"the type {kind_of(node)} is usually written {better}",
            attr="type",
            value=kind_of(node),
            fix=Fix("type", better),
        )


@rule(
    "transcript-extension-mismatch",
    "warning",
    "best-practice",
    on=_T,
    hint="correct one of the two",
    wrong='<podcast:transcript url="https://example.org/ep1.vtt" type="application/x-subrip"/>',
    right=SAMPLES[_T],
)
def transcript_extension_mismatch(node: Node, _feed: Feed) -> Found:
    """The transcript's name says one format and its type another."""
    end, kind = extension(node.get("url")), _ALIASES.get(kind_of(node), kind_of(node))
    if end in _TYPES and kind in _TYPES.values() and _TYPES[end] != kind:
        yield Finding(
            node, f"the transcript is .{end}, and its type {kind}", attr="type", value=kind_of(node)
        )


@rule(
    "transcript-captions-untimed",
    "warning",
    "p20",
    on=_T,
    hint="offer VTT, or take rel out",
    wrong='<podcast:transcript url="https://example.org/ep1.txt" type="text/plain" rel="captions"/>',
    right=SAMPLES[_T],
)
def transcript_captions_untimed(node: Node, _feed: Feed) -> Found:
    """A transcript without times is said to be captions."""
    if node.get("rel") == "captions" and kind_of(node) in ("text/plain", "text/html"):
        yield Finding(
            node, f"{kind_of(node)} has no times, and rel says captions", attr="rel", value="captions"
        )


@rule(
    "transcript-no-vtt-or-srt",
    "info",
    "apple",
    on=ITEM,
    needs="podcast:transcript",
    hint="offer VTT as well",
    wrong='<podcast:transcript url="https://example.org/ep1.html" type="text/html"/>',
    right=SAMPLES[_T],
)
def transcript_no_vtt_or_srt(item: Node, _feed: Feed) -> Found:
    """No transcript of the episode is one that Apple reads."""
    found = item.all(_T)
    kinds = {_ALIASES.get(kind_of(node), kind_of(node)) for node in found}
    if found and kinds <= set(_TYPES.values()) and not kinds & {"text/vtt", "application/x-subrip"}:
        yield Finding(found[0], "Apple reads VTT and SRT alone, and the episode has neither")


@rule(
    "transcript-duplicate-variant",
    "warning",
    "p20",
    on=ITEM,
    needs="podcast:transcript",
    hint="keep one",
    wrong=SAMPLES[_T] + SAMPLES[_T].replace("ep1", "ep1b"),
    right=SAMPLES[_T],
)
def transcript_duplicate_variant(item: Node, _feed: Feed) -> Found:
    """Two transcripts of an episode have one type and one language."""
    seen = set()
    for node in item.all(_T):
        key = (kind_of(node), node.get("language").lower(), node.get("rel"))
        if key in seen and kind_of(node) and node.get("url"):
            yield Finding(
                node,
                f"there is another transcript of type {kind_of(node)} in this language",
                attr="url",
                value=node.get("url"),
            )
        seen.add(key)


_C = "podcast:chapters"
lacks("chapters-url-missing", "error", "p20", tag=_C, attr="url", why="Apps load the chapters from there.")
lacks("chapters-type-missing", "error", "p20", tag=_C, attr="type", why="Apps tell by it what they load.")


@rule(
    "chapters-type-unexpected",
    "warning",
    "p20",
    on=_C,
    hint="write application/json+chapters",
    wrong='<podcast:chapters url="https://example.org/ep1.json" type="application/chapters+json"/>',
    right=SAMPLES[_C],
)
def chapters_type_unexpected(node: Node, _feed: Feed) -> Found:
    """The type of a file of chapters is not `application/json+chapters`."""
    kind = kind_of(node)
    if kind and kind != "application/json+chapters":
        severity = {"application/json": "info", "application/chapters+json": "error"}.get(kind)
        yield Finding(
            node,
            f"the type is {shown(kind)}",
            attr="type",
            value=kind,
            fix=Fix("type", "application/json+chapters"),
            severity=severity,
        )


_S = "podcast:soundbite"


@rule(
    "soundbite-attributes-missing",
    "error",
    "p20",
    on=_S,
    hint="add startTime and duration, in seconds",
    wrong='<podcast:soundbite startTime="73.5">The tide turns</podcast:soundbite>',
    right=SAMPLES[_S],
)
def soundbite_attributes_missing(node: Node, _feed: Feed) -> Found:
    """A soundbite does not say where it begins, or how long it is."""
    lacking = [name for name in ("startTime", "duration") if not node.get(name)]
    if lacking:
        yield Finding(node, f"the soundbite has no {' and no '.join(lacking)}", attr=lacking[0])


bad(
    "soundbite-start-invalid",
    "error",
    "p20",
    tag=_S,
    attr="startTime",
    test=lambda text: (number(text) or 0) >= 0 and is_decimal(text),
    what="a number of seconds",
    wrong="1:13",
    hint="write seconds, such as 73.5",
)
bad(
    "soundbite-duration-invalid",
    "error",
    "p20",
    tag=_S,
    attr="duration",
    test=lambda text: (number(text) or 0) > 0,
    what="a number of seconds above 0",
    wrong="0",
    hint="write seconds, such as 60",
)


@rule(
    "soundbite-start-zero",
    "info",
    "podcastindex",
    on=_S,
    hint="write 0.1",
    wrong='<podcast:soundbite startTime="0" duration="60">The tide turns</podcast:soundbite>',
    right=SAMPLES[_S],
)
def soundbite_start_zero(node: Node, _feed: Feed) -> Found:
    """A soundbite begins at 0, which the Podcast Index takes for none."""
    if number(node.get("startTime")) == 0:
        yield Finding(node, "the soundbite begins at 0", attr="startTime", value=node.get("startTime"))


@rule(
    "soundbite-duration-range",
    "info",
    "p20",
    on=_S,
    hint="15 to 120 seconds are advised",
    wrong='<podcast:soundbite startTime="73.5" duration="300">The tide turns</podcast:soundbite>',
    right=SAMPLES[_S],
)
def soundbite_duration_range(node: Node, _feed: Feed) -> Found:
    """A soundbite is shorter than 15 seconds, or longer than 120."""
    long = number(node.get("duration"))
    if long and long > 0 and not 15 <= long <= 120:
        yield Finding(
            node, f"the soundbite has {long:g} seconds", attr="duration", value=node.get("duration")
        )


@rule(
    "soundbite-beyond-end",
    "warning",
    "p20",
    on=ITEM,
    needs="podcast:soundbite",
    hint="correct one of the two",
    wrong="<itunes:duration>60</itunes:duration>" + SAMPLES[_S],
    right="<itunes:duration>3723</itunes:duration>" + SAMPLES[_S],
)
def soundbite_beyond_end(item: Node, _feed: Feed) -> Found:
    """A soundbite ends behind the episode."""
    whole = seconds(item.said("itunes:duration"))
    for node in item.all(_S) if whole else ():
        start, long = number(node.get("startTime")), number(node.get("duration"))
        if whole and start is not None and long is not None and start + long > whole + 1:
            yield Finding(node, f"the soundbite ends at {start + long:g} s, and the episode at {whole:g} s")
