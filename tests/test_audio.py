"""What `probe` tells of whole and of broken files; audio/README.md says how each was made."""

from __future__ import annotations

import io
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podfeed.audio import Audio, probe
from podfeed.problems import ProblemsError

AUDIO = Path(__file__).parent / "audio"
FIXTURES = sorted(path for path in AUDIO.iterdir() if path.suffix != ".md")

WHOLE = {
    "cbr.mp3": ("audio/mpeg", 2.5),
    "vbr.mp3": ("audio/mpeg", 2.5),
    "tagged.mp3": ("audio/mpeg", 2.5),
    "tone.m4a": ("audio/x-m4a", 2.5),
    "tone.aac": ("audio/aac", 2.5),
    "tone.ogg": ("audio/ogg", 2.5),
    "tone.opus": ("audio/opus", 2.5),
    "tone.flac": ("audio/flac", 0.5),
    "tone.wav": ("audio/wav", 0.5),
    "tone.aiff": ("audio/aiff", 0.5),
    "tone.mp4": ("video/mp4", 2.5),
}
WARNED = {
    "tone.webm": ("video/webm", "duration-unknown", "the duration of video/webm cannot be read"),
    "truncated.mp3": ("audio/mpeg", "audio-truncated", "the file is shorter than its header says"),
    "streamed.wav": ("audio/wav", "audio-truncated", "the file is shorter than its header says"),
    "truncated.m4a": ("audio/x-m4a", "audio-not-understood", "the content is not audio/x-m4a, or"),
    "junk.mp3": ("audio/mpeg", "audio-not-understood", "the content is not audio/mpeg, or it is damaged"),
}
REFUSED = {
    "empty.mp3": ("audio-empty", "the file is empty"),
    "text.mp3": ("audio-is-text", "this is a text file, not audio"),
    "html.mp3": ("audio-is-html", "this is an HTML page, not audio"),
    "denied.mp3": ("audio-is-text", "this is XML, not audio"),
    "lfs.mp3": ("audio-lfs-pointer", "this is a Git LFS pointer, not audio"),
    "annex.mp3": ("audio-annex-pointer", "this is a git-annex pointer, not audio"),
}
TAGS = ("Größe & Maß", "Ada Example", "Test Show", 7, "2024")


def tags(audio: Audio) -> tuple[str | int | None, ...]:
    return audio.tags.title, audio.tags.artist, audio.tags.album, audio.tags.track, audio.tags.date


def refusal(path: Path) -> tuple[str, str]:
    """Probe what must be refused, and return the rule and the message."""
    with pytest.raises(ProblemsError) as caught:
        probe(path)
    (problem,) = caught.value.problems
    assert problem.severity == "error"
    assert problem.hint
    assert problem.place is not None
    assert problem.place.file == str(path)
    return problem.rule, problem.message


def copied(name: str, target: Path) -> Path:
    return Path(shutil.copy(AUDIO / name, target))


def test_every_fixture_is_tested_and_small() -> None:
    assert {path.name for path in FIXTURES} == {*WHOLE, *WARNED, *REFUSED, "opus-inside.mp3"}
    assert all(path.stat().st_size < 10_000 for path in FIXTURES)


@pytest.mark.parametrize("name", WHOLE)
def test_whole_files(name: str) -> None:
    mime, seconds = WHOLE[name]
    audio = probe(AUDIO / name)
    assert audio.problems == ()
    assert audio.type == mime
    assert audio.length == (AUDIO / name).stat().st_size
    assert audio.duration is not None
    assert audio.duration.total_seconds() == pytest.approx(seconds, abs=0.1)


@pytest.mark.parametrize("name", ["tagged.mp3", "tone.m4a", "tone.ogg"])
def test_tags(name: str) -> None:
    assert tags(probe(AUDIO / name)) == TAGS


@pytest.mark.parametrize("name", ["cbr.mp3", "tone.opus", "tone.aac", "tone.wav"])
def test_no_tags(name: str) -> None:
    assert tags(probe(AUDIO / name)) == (None,) * 5


def test_a_duration_keeps_its_precision() -> None:
    assert probe(AUDIO / "cbr.mp3").duration == timedelta(seconds=2.592)


def test_a_path_may_be_text() -> None:
    assert probe(str(AUDIO / "cbr.mp3")) == probe(AUDIO / "cbr.mp3")


@pytest.mark.parametrize("name", WARNED)
def test_media_that_says_too_little(name: str) -> None:
    mime, rule, message = WARNED[name]
    audio = probe(AUDIO / name)
    assert (audio.type, audio.duration, audio.length) == (mime, None, (AUDIO / name).stat().st_size)
    (problem,) = audio.problems
    assert (problem.rule, problem.severity) == (rule, "warning")
    assert problem.message.startswith(message)
    assert problem.hint


def test_a_large_cover_does_not_hide_that_the_sound_is_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "ep.mp3"
    tag = b"ID3\x04\0\0" + bytes([0, 0, 40, 0]) + bytes(40 * 128)
    path.write_bytes(tag + (AUDIO / "vbr.mp3").read_bytes())
    assert probe(path).problems == ()
    path.write_bytes(tag + (AUDIO / "vbr.mp3").read_bytes()[:1600])
    assert [problem.rule for problem in probe(path).problems] == ["audio-truncated"]


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (2**36 - 1, "the file claims to last for more than a week"),
        (0, "the file does not say how long it is"),
    ],
)
def test_a_duration_that_cannot_be(tmp_path: Path, samples: int, message: str) -> None:
    data = bytearray((AUDIO / "tone.flac").read_bytes())
    # STREAMINFO: 36 bits from the lower half of byte 21 count the samples.
    data[21:26] = (data[21] >> 4 << 36 | samples).to_bytes(5, "big")
    path = tmp_path / "ep.flac"
    path.write_bytes(data)
    audio = probe(path)
    assert audio.duration is None
    assert [problem.message for problem in audio.problems] == [message]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_media(name: str) -> None:
    assert refusal(AUDIO / name) == REFUSED[name]


@pytest.mark.parametrize("name", ["Episode #12.mp3", "Why?.mp3", "Über 100%.MP3", "ep.v1.0.mp3"])
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    audio = probe(copied("tagged.mp3", tmp_path / name))
    assert (audio.type, audio.problems) == ("audio/mpeg", ())


@pytest.mark.parametrize(
    ("name", "called", "mime", "warned"),
    [
        ("opus-inside.mp3", "ep.mp3", "audio/opus", True),
        ("tone.m4a", "ep.mp3", "audio/x-m4a", True),
        ("cbr.mp3", "ep.m4a", "audio/mpeg", True),
        ("tone.wav", "ep.ogg", "audio/wav", True),
        # The same container, or no extension that could be wrong.
        ("tone.opus", "ep.ogg", "audio/ogg", False),
        ("tone.m4a", "ep.mp4", "video/mp4", False),
        ("tone.mp4", "ep.m4a", "audio/x-m4a", False),
        ("tone.mp4", "ep.mov", "video/quicktime", False),
        ("cbr.mp3", "ep", "audio/mpeg", False),
        ("tone.opus", "ep.bin", "audio/opus", False),
    ],
)
def test_content_and_name(tmp_path: Path, name: str, called: str, mime: str, *, warned: bool) -> None:
    audio = probe(copied(name, tmp_path / called))
    assert audio.type == mime
    assert audio.duration is not None
    assert [problem.rule for problem in audio.problems] == ["media-sniff-mismatch"] * warned


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"\xef\xbb\xbf\r\n<HTML lang=en>", ("audio-is-html", "this is an HTML page, not audio")),
        (b"\r\n <?xml version='1.0'?><Error/>", ("audio-is-text", "this is XML, not audio")),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ("audio-is-image", "this is a picture, not audio")),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", ("audio-is-image", "this is a picture, not audio")),
        (b"Gr\xfc\xdfe in Latin-1", ("audio-is-text", "this is a text file, not audio")),
        (b"\n", ("audio-is-text", "this is a text file, not audio")),
    ],
)
def test_content_that_is_no_media(tmp_path: Path, start: bytes, expected: tuple[str, str]) -> None:
    path = tmp_path / "ep.mp3"
    path.write_bytes(start)
    assert refusal(path) == expected


def test_a_file_of_no_known_kind(tmp_path: Path) -> None:
    path = tmp_path / "ep.xyz"
    path.write_bytes(bytes(range(256)))
    assert refusal(path) == ("audio-not-understood", "this is no audio file that podfeed knows")


@pytest.mark.parametrize(
    ("name", "mime"), [("a.pdf", "application/pdf"), ("a.m3u8", "application/x-mpegURL")]
)
def test_an_enclosure_without_sound(tmp_path: Path, name: str, mime: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"%PDF-1.4 or #EXTM3U: text to the eye")
    assert probe(path) == Audio(length=36, type=mime)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "annexed.mp3").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe.mp3")
    rows = {
        "missing.mp3": "there is no such file",
        "annexed.mp3": "the symbolic link leads to nothing",
        "": "this is a folder, not a file",
        "missing\0.mp3": "there is no such file",
    }
    for name, message in rows.items():
        assert refusal(tmp_path / name) == ("file-unreadable", f"the file cannot be read: {message}")
    with pytest.raises(ProblemsError, match="a pipe, a socket or a device"):
        probe(tmp_path / "pipe.mp3")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    fixture=st.sampled_from([path for path in FIXTURES if path.name in WHOLE]),
    cut=st.floats(0.05, 1),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=20),
)
def test_a_damaged_file_is_read_or_reported(
    tmp_path: Path, fixture: Path, cut: float, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(fixture.read_bytes())
    data = data[: int(len(data) * cut)]
    for where, byte in changes:
        data[int(len(data) * where)] = byte
    path = tmp_path / fixture.name
    path.write_bytes(data)
    try:
        audio = probe(path)
    except ProblemsError:
        return
    assert audio.length == len(data)
    assert audio.duration is not None or audio.problems


@pytest.mark.parametrize("name", ["cbr.mp3", "tone.aac", "vbr.mp3"])
def test_a_buffer_is_read_like_a_file(name: str) -> None:
    data = (AUDIO / name).read_bytes().replace(b"Xing", b"????").replace(b"Info", b"????")
    audio = probe(io.BytesIO(data), name=name)
    assert audio.duration is not None
    whole = probe(AUDIO / name).duration
    assert whole is not None
    assert audio.duration.total_seconds() == pytest.approx(whole.total_seconds(), abs=0.1)


def test_a_rate_that_cannot_be_is_no_rate() -> None:
    data = bytearray((AUDIO / "tone.aiff").read_bytes())
    rate = data.index(b"COMM") + 16
    data[rate : rate + 10] = b"\x7f\xfe" + b"\xff" * 8
    assert probe(io.BytesIO(bytes(data)), name="tone.aiff").bitrate is None
