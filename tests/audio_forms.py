"""Every form of audio, made by ffmpeg, sox and lame, and how long ffmpeg's decode of it is.

`python tests/audio_forms.py` measures all and prints docs/reference/audio.md.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from mutagen.apev2 import APEv2
from mutagen.id3 import APIC, ID3, TIT2

import podfeed

SECONDS = 65.3
TOOLS = ("ffmpeg", "sox", "lame")
# Loud and quiet by turns, so that what has no constant bit rate has none.
SOURCE = (
    f"anoisesrc=d={SECONDS}:c=pink:r=44100:a=0.3:seed=7,aformat=channel_layouts=stereo,"
    "volume='if(lt(mod(t,10),5),1,0.02)':eval=frame"
)
PICTURES = ["-f", "lavfi", "-i", f"testsrc=s=160x90:r=10:d={SECONDS}"]
FRAGMENTS = ["-movflags", "+frag_keyframe+empty_moov", "-frag_duration", "2000000"]


def _lame(*options: str) -> list[str]:
    return ["lame", "--quiet", *options, "{source}", "{target}"]


def _ffmpeg(*options: str, before: list[str] | None = None) -> list[str]:
    return ["ffmpeg", "-v", "error", "-y", *(before or []), "-i", "{source}", *options, "{target}"]


# File name to what it is and the command that makes it; lame's -t leaves out the header that counts frames.
FORMS: dict[str, tuple[str, list[str]]] = {
    "cbr.mp3": ("MP3, constant bit rate", _lame("-b", "128", "--cbr")),
    "cbr-headerless.mp3": ("MP3, constant bit rate, no header", _lame("-t", "-b", "128", "--cbr")),
    "vbr.mp3": ("MP3, variable bit rate", _lame("-V", "2")),
    "vbr-headerless.mp3": ("MP3, variable bit rate, no header", _lame("-t", "-V", "2")),
    "abr.mp3": ("MP3, average bit rate", _lame("--abr", "96")),
    "ffmpeg.mp3": ("MP3 by ffmpeg", _ffmpeg("-c:a", "libmp3lame", "-q:a", "4")),
    "mpeg2.mp3": ("MP3, MPEG-2 (22.05 kHz)", _lame("-V", "4", "--resample", "22.05")),
    "mpeg2-headerless.mp3": ("MP3, MPEG-2, no header", _lame("-t", "-V", "4", "--resample", "22.05")),
    "mpeg25.mp3": ("MP3, MPEG-2.5 (8 kHz)", _lame("-V", "6", "--resample", "8", "-m", "m")),
    "mpeg25-headerless.mp3": (
        "MP3, MPEG-2.5 (11.025 kHz), no header",
        _lame("-t", "-V", "6", "--resample", "11.025", "-m", "m"),
    ),
    "tagged.mp3": ("MP3 with ID3v2, ID3v1, APEv2 and a cover of 5 MB", _lame("-V", "2")),
    "tagged-headerless.mp3": ("the same without a header", _lame("-t", "-V", "2")),
    "joined.mp3": ("two MP3 files joined, whose header counts the first", _lame("-V", "2")),
    "mp2.mp2": ("MPEG layer 2", _ffmpeg("-c:a", "mp2")),
    "aac.m4a": ("AAC in M4A", _ffmpeg("-c:a", "aac", "-b:a", "96k")),
    "aac-front.m4a": ("AAC in M4A, header in front", _ffmpeg("-c:a", "aac", "-movflags", "+faststart")),
    "book.m4b": ("AAC in M4B", _ffmpeg("-c:a", "aac", "-f", "ipod")),
    "fragmented.m4a": ("AAC in fragmented M4A", _ffmpeg("-c:a", "aac", *FRAGMENTS)),
    "dash.m4a": (
        "AAC in M4A for DASH",
        _ffmpeg("-c:a", "aac", "-movflags", "+dash", "-frag_duration", "3000000"),
    ),
    "alac.m4a": ("ALAC in M4A", _ffmpeg("-c:a", "alac")),
    "adts.aac": ("raw AAC (ADTS)", _ffmpeg("-c:a", "aac", "-b:a", "96k")),
    "opus.opus": ("Opus", _ffmpeg("-c:a", "libopus", "-b:a", "64k")),
    "vorbis.ogg": ("Vorbis", _ffmpeg("-c:a", "libvorbis")),
    "chained.ogg": ("two Vorbis streams behind one another", _ffmpeg("-c:a", "libvorbis")),
    "flac.oga": ("FLAC in Ogg", _ffmpeg("-c:a", "flac", "-f", "ogg")),
    "flac.flac": ("FLAC", ["sox", "{source}", "{target}"]),
    "wave.wav": ("WAV", ["sox", "{source}", "-b", "16", "{target}"]),
    "aiff.aiff": ("AIFF", ["sox", "{source}", "{target}"]),
    "video.mp4": ("MP4 video", _ffmpeg("-c:v", "mpeg4", "-c:a", "aac", "-shortest", before=PICTURES)),
    "video.m4v": ("M4V video", _ffmpeg("-c:v", "mpeg4", "-c:a", "aac", "-shortest", before=PICTURES)),
    "fragmented.mp4": (
        "fragmented MP4 video",
        _ffmpeg("-c:v", "mpeg4", "-c:a", "aac", "-shortest", *FRAGMENTS, before=PICTURES),
    ),
}


def missing_tools() -> list[str]:
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def make_source(folder: Path) -> Path:
    """Write the sound that all forms are made of."""
    path = folder / "source.wav"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", SOURCE, str(path)], check=True)
    return path


def make(name: str, source: Path, folder: Path) -> Path:
    """Write one form."""
    target = folder / name
    command = [part.format(source=source, target=target) for part in FORMS[name][1]]
    subprocess.run(command, check=True, capture_output=True)
    if name.startswith("tagged"):
        _tag(target)
    if name.startswith(("joined", "chained")):
        target.write_bytes(target.read_bytes() * 2) if "joined" in name else _chain(target, source)
    return target


def _tag(path: Path) -> None:
    tags = ID3()
    tags.add(TIT2(encoding=3, text="Covered"))
    tags.add(APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=os.urandom(5_000_000)))
    tags.save(path, v1=2)
    more = APEv2()
    more["Title"] = "Covered"
    more.save(path)


def _chain(path: Path, source: Path) -> None:
    """Put another stream, with a serial number of its own, behind the first."""
    second = path.with_name("second.ogg")
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(source), "-c:a", "libvorbis", "-serial_offset", "77"]
    subprocess.run([*command, str(second)], check=True)
    path.write_bytes(path.read_bytes() + second.read_bytes())


def decoded(path: Path) -> float:
    """Return how many seconds ffmpeg hears in a file."""
    rate = 8000
    command = [
        "ffmpeg",
        "-v",
        "quiet",
        "-i",
        str(path),
        "-vn",
        "-f",
        "s16le",
        "-ac",
        "1",
        "-ar",
        str(rate),
        "-",
    ]
    return len(subprocess.run(command, check=True, capture_output=True).stdout) / 2 / rate


def difference(path: Path) -> float:
    """Return how far podfeed's duration is from ffmpeg's decode, in seconds."""
    duration = podfeed.probe(path).duration
    assert duration is not None, path.name
    return abs(duration.total_seconds() - decoded(path))


def _page() -> str:
    lines = [
        "# Durations",
        "",
        "<!-- Made by `python tests/audio_forms.py`. -->",
        "",
        "How far `podfeed.probe` is from a full decode by ffmpeg, for every form of audio that it reads: "
        f"{SECONDS} seconds of",
        "noise, loud and quiet by turns. `tests/test_audio_forms.py` makes them all anew and holds them to this.",
        "",
        "| form | seconds apart |",
        "|---|---|",
    ]
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = make_source(folder)
        for form, (what, _command) in FORMS.items():
            apart = difference(make(form, source, folder))
            worst = max(worst, apart)
            lines.append(f"| {what} | {apart:.3f} |")
    lines += [
        "",
        f"The worst is {worst:.3f} seconds apart. HE-AAC has its length in the same header as AAC.",
        "",
        "WebM and Matroska are not read: the duration in the front matter stands, with a warning.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(_page())
