"""Files beside posts and feeds: audio, chapters, transcripts."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

from podfeed import Chapter, probe
from podfeed.assets import problems_of_asset
from podfeed.audio import embed
from podfeed.audio.stored import from_plain, to_plain
from podfeed.chapters import in_notes, read_chapters, read_text_of, to_json, to_psc, to_text
from podfeed.check import Choice

from .common import WHOLE, Target, choose, lines_of, place, refused, tellable, text_of

AUDIO = (
    "a.mp3", "a.m4a", "a.aac", "a.ogg", "a.opus", "a.flac", "a.wav", "a.aiff", "a.mp4", "a.m4b", "a.oga", "a.wma",
    "a.webm", "a.mka", "a.m4v", "a.xyz",
)  # fmt: skip
LONG_AGO = 1_500_000_000
WRITTEN = (Chapter(start=0.0, title="Ebb"), Chapter(start=1.5, title="Flood", href="https://show.example/"))


def audio(data: bytes) -> None:
    """A file says the same open and by its path, can be kept as JSON, and takes chapters whole or not at all."""
    name, data = choose(data, AUDIO)
    path = place(f"audio/{name}", data)
    os.utime(path, (LONG_AGO, LONG_AGO))  # a file that was written just now is watched for growing
    with refused():
        read = probe(path)
        tellable(read.problems)
        assert read.length == len(data)
        assert read.duration is None or 0 < read.duration.total_seconds() <= 7 * 86400
        with path.open("rb") as file:
            assert probe(file, name=str(path)) == read
        plain = json.loads(json.dumps(to_plain(read)))
        bare = replace(read, chapters=tuple(each.replace(picture=None) for each in read.chapters))
        assert from_plain(plain, str(path)) == bare, "kept as JSON it is another"
        if read.type in ("audio/mpeg", "audio/x-m4a"):
            _takes_chapters(path, data)


def _takes_chapters(path: Path, data: bytes) -> None:
    try:
        with refused():
            embed(path, WRITTEN)
            there = [(each.start, each.title) for each in probe(path).chapters]
            assert there == [(each.start, each.title) for each in WRITTEN]
            return
    finally:
        left = sorted(each.name for each in path.parent.iterdir())
        assert not any(name.startswith(".podfeed-") for name in left), left
        for each in path.parent.iterdir():
            if each != path:
                each.unlink()
    assert path.read_bytes() == data, "chapters were refused, and the file is another"


CHAPTERS = ("a.chapters.json", "a.chapters.txt", "a.psc", "a.labels.txt", "a.chapters.xml")


def chapters(data: bytes) -> None:
    """Chapters that are read are written in each form and read as they were, to a thousandth of a second."""
    name, data = choose(data, CHAPTERS)
    path = place(f"chapters/{name}", data)
    text = text_of(data)
    with refused():
        found = read_chapters(path)
        for chapter in found:
            assert 0 <= chapter.start < 1e9, chapter
        assert read_text_of(to_json(found)) == tuple(each.replace(toc=each.toc and None) for each in found)
        titled = [
            each.replace(title=" ".join((each.title or "x").split()) or "x", toc=None) for each in found
        ]
        for write in (to_psc, to_text):
            if titled:
                again = read_text_of(write(titled))
                assert len(again) == len(titled)
                pairs = zip(again, titled, strict=True)
                assert all(abs(one.start - other.start) < 0.0006 for one, other in pairs)
    noted = in_notes(text)
    assert [each.start for each in noted] == sorted({each.start for each in noted})
    told = list(problems_of_asset(path, Choice(), kind="chapters", duration=60.0, chapters=(0.0, 12.5)))
    tellable(told, file=str(path), lines=lines_of(data))


TRANSCRIPTS = ("a.vtt", "a.srt", "a.transcript.json", "a.html", "a.opml")


def transcripts(data: bytes) -> None:
    """A transcript has problems at lines that are there."""
    name, data = choose(data, TRANSCRIPTS)
    path = place(f"transcripts/{name}", data)
    for duration in (None, 60.0):
        told = list(
            problems_of_asset(
                path, Choice(), kind="transcript" if not name.endswith("opml") else "", duration=duration
            )
        )
        tellable(told, file=str(path), lines=max(lines_of(data), text_of(data).count("\n") + 1))


PICTURES = ("a.jpg", "a.png", "a.gif", "a.webp", "a.tiff", "a.bmp")


def pictures(data: bytes) -> None:
    """A picture has problems, and none of them is Pillow's."""
    name, data = choose(data, PICTURES)
    path = place(f"pictures/{name}", data)
    tellable(problems_of_asset(path, Choice(), kind="image"))


# fmt: off
TARGETS = (
    Target(
        name="audio",
        take=audio,
        what="MP3, MP4, AAC, Ogg, FLAC, WAV, AIFF, WMA, what is none; tags, chapters, covers; chapters written into them",
        names=AUDIO,
        packages=(*WHOLE, "mutagen"),
        seeds=("tests/audio",),
        most=9000,
        words=(
            "ID3\x03", "ID3\x04", "TAG", "APETAGEX", "Xing", "Info", "VBRI", "LAME", "TIT2", "APIC", "CHAP", "CTOC", "\xff\xfb\x90",
            "ftyp", "moov", "mvhd", "trak", "tkhd", "mdia", "mdhd", "hdlr", "minf", "stbl", "stsd", "stts", "stsz", "stsc", "stco",
            "co64", "moof", "traf", "tfhd", "tfdt", "trun", "mvex", "trex", "udta", "chpl", "tref", "chap", "meta", "ilst", "covr",
            "mdat", "mp4a", "esds", "alac", "OggS", "OpusHead", "OpusTags", "\x01vorbis", "\x03vorbis", "Speex   ", "\x7fFLAC", "fLaC",
            "RIFF", "WAVE", "fmt ", "data", "id3 ", "FORM", "AIFF", "COMM", "SSND", "ID3 ", "ADIF", "CHAPTER001", "CHAPTER001NAME",
            "METADATA_BLOCK_PICTURE", "\xff\xff\xff\xff", "\x7f\x7f\x7f\x7f",
        ),
    ),
    Target(
        name="chapters",
        take=chapters,
        what="chapters in JSON, Podlove's XML, lists, Audacity's labels, times in notes",
        names=CHAPTERS,
        most=2048,
        words=(
            '{"version":"1.2.0","chapters":[', '"startTime":', '"endTime":', '"title":', '"img":', '"url":', '"toc":false', '"location":',
            "00:12:30.000 ", "12:30 ", "\t", "<http://", "<psc:chapters ", 'xmlns:psc="http://podlove.org/simple-chapters"', "<psc:chapter ",
            'start="', "[", "{", "1e999", "NaN", "Infinity", "-0", "&#x0;", "<!DOCTYPE", "\\ud800", "(1:02:03) ", "- ", "PT1H",
        ),
    ),
    Target(
        name="transcripts",
        take=transcripts,
        what="transcripts in VTT, SRT, JSON and HTML; OPML",
        names=TRANSCRIPTS,
        most=2048,
        words=(
            "WEBVTT", "\n\n", "00:00:01.000 --> 00:00:02.000", "00:00:01,000 --> 00:00:02,000", " --> ", "NOTE", "STYLE", "align:start",
            '{"version":"1.0.0","segments":[', '"startTime":', '"endTime":', '"body":', '"speaker":', "NaN", "1e999", "<p>", "<cite>",
            "<html>", "<opml ", "<outline ", 'xmlUrl="', "\x85", "\u2028", "\r", "X1:", "\ufeff",
        ),
    ),
    Target(
        name="pictures",
        take=pictures,
        what="covers: JPEG, PNG, GIF, WebP, TIFF, BMP",
        names=PICTURES,
        most=6000,
        words=("\xff\xd8\xff\xe0", "JFIF", "Exif\0\0", "\x89PNG\r\n\x1a\n", "IHDR", "IDAT", "IEND", "PLTE", "tRNS", "GIF89a", "RIFF", "WEBPVP8 ", "VP8X", "II*\0", "MM\0*", "BM", "iCCP", "Adobe"),
    ),
)
# fmt: on
