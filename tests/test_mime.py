"""Types by name and by what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed.mime import (
    TYPES,
    extension_of,
    is_audio,
    is_media_name,
    is_video,
    looks_like_media,
    normalise,
    same_type,
    type_of,
)

BY_NAME = [
    ("ep1.mp3", "audio/mpeg"),
    ("EP1.MP3", "audio/mpeg"),
    ("ep1.m4a", "audio/x-m4a"),
    ("book.m4b", "audio/x-m4a"),
    ("ep1.mp4", "video/mp4"),
    ("ep1.m4v", "video/x-m4v"),
    ("ep1.mov", "video/quicktime"),
    ("ep1.ogg", "audio/ogg"),
    ("ep1.oga", "audio/ogg"),
    ("ep1.opus", "audio/opus"),
    ("ep1.flac", "audio/flac"),
    ("ep1.wav", "audio/wav"),
    ("ep1.aac", "audio/aac"),
    ("ep1.aif", "audio/aiff"),
    ("ep1.webm", "video/webm"),
    ("slides.pdf", "application/pdf"),
    ("book.epub", "document/x-epub"),
    ("https://cdn.example.org/ep1.mp3?", "audio/mpeg"),
    ("https://cdn.example.org/ep1.mp3?v=1.2&x=/a/b.ogg", "audio/mpeg"),
    ("https://cdn.example.org/ep1.mp3#t=10.5", "audio/mpeg"),
    ("https://cdn.example.org/ep%31%2Emp3", "audio/mpeg"),
    ("  https://cdn.example.org/ep1.mp3\n", "audio/mpeg"),
    ("/audio/ep1.mp3?dl=1", "audio/mpeg"),
    # Tracking prefixes hold a whole URL, as it is or encoded.
    ("https://pfx.example.com/redirect.mp3/cdn.example.org/ep1.m4a", "audio/x-m4a"),
    ("https://pfx.example.com/https://cdn.example.org/ep1.mp3?source=feed", "audio/mpeg"),
    ("https://pfx.example.com/e/https%3A%2F%2Fcdn.example.org%2Fep1.mp3", "audio/mpeg"),
    ("https://pfx.example.com/e/https%3A%2F%2Fcdn.example.org%2Fep1.mp3%3Fv%3D1.5", "audio/mpeg"),
    ("https://pfx.example.com/e/https%3A%2F%2Fcdn.example.org%2Fep1.mp3%3Fu%3D%2Fa%2Fb", "audio/mpeg"),
    # Names of files, in which ? and # are letters.
    ("Episode #12.mp3", "audio/mpeg"),
    ("Why? Because.m4a", "audio/x-m4a"),
    ("audio/v1.0 #2.mp3", "audio/mpeg"),
    ("https://cdn.example.org/Why%3F.mp3", "audio/mpeg"),
    ("https://cdn.example.org/Episode%20%2312.mp3", "audio/mpeg"),
    # None: no name of a file, or of none that is known.
    ("https://show.mov", None),
    ("//show.mov?x=1", None),
    ("https://player.example.org/ep1", None),
    ("https://cdn.example.org/get.php?file=ep1.mp3", None),
    ("notes.txt", None),
    (".mp3", None),
    ("mp3", None),
    ("", None),
]


@pytest.mark.parametrize(("name", "mime"), BY_NAME)
def test_type_by_name(name: str, mime: str | None) -> None:
    assert type_of(name) == mime


@pytest.mark.parametrize("key", ["m4a", ".m4a", "M4A"])
def test_overrides_go_before_the_table(key: str) -> None:
    overrides = {key: "audio/mp4"}
    assert type_of("https://cdn.example.org/ep1.M4A?x=1", overrides=overrides) == "audio/mp4"
    assert type_of("ep1.mp3", overrides=overrides) == "audio/mpeg"


def test_overrides_add_extensions() -> None:
    assert type_of("ep1.spx", overrides={"spx": "audio/speex"}) == "audio/speex"


def test_the_extension_of_an_unknown_type_is_told() -> None:
    assert extension_of("https://cdn.example.org/a.b/ep1.XYZ?v=2.mp3") == "xyz"


@pytest.mark.parametrize(
    ("written", "mime"),
    [
        ("audio/mp3", "audio/mpeg"),
        ("audio/x-mp3", "audio/mpeg"),
        ("audio/mpeg3", "audio/mpeg"),
        ("  Audio/MPEG ; charset=binary", "audio/mpeg"),
        ("audio/mp4", "audio/x-m4a"),
        ("audio/m4a", "audio/x-m4a"),
        ("audio/mp4a-latm", "audio/x-m4a"),
        ('audio/mp4; codecs="mp4a.40.2"', "audio/x-m4a"),
        ("audio/ogg; codecs=opus", "audio/opus"),
        ("audio/ogg; codecs=vorbis", "audio/ogg"),
        ("application/ogg", "audio/ogg"),
        ("audio/x-wav", "audio/wav"),
        ("application/vnd.apple.mpegurl", "application/x-mpegURL"),
        ("application/octet-stream", "application/octet-stream"),
        ("", ""),
    ],
)
def test_normalise(written: str, mime: str) -> None:
    assert normalise(written) == mime


@pytest.mark.parametrize("mime", sorted(set(TYPES.values()) | {"application/pdf", "document/x-epub"}))
def test_the_table_is_normal(mime: str) -> None:
    assert normalise(mime) == mime
    assert normalise(mime.upper()) == mime


@given(st.text() | st.sampled_from(["audio/MP4; a=b", "audio/ogg;codecs=opus"]))
def test_normalise_settles_at_once(written: str) -> None:
    assert normalise(normalise(written)) == normalise(written)


@given(st.text())
def test_any_text_has_an_extension_or_none(text: str) -> None:
    assert extension_of(text) == extension_of(text).lower()
    assert looks_like_media(text) == (extension_of(text) in TYPES)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("audio/mp4", "audio/x-m4a", True),
        ("audio/m4a", "audio/mp4", True),
        ("audio/aac", "audio/x-m4a", True),
        ("audio/ogg", "audio/opus", True),
        ("audio/ogg; codecs=opus", "audio/opus", True),
        ("audio/mp3", "AUDIO/MPEG", True),
        ("audio/mpeg", "audio/x-m4a", False),
        ("video/mp4", "audio/x-m4a", False),
        ("audio/mpeg", "text/html", False),
    ],
)
def test_same_type(first: str, second: str, *, same: bool) -> None:
    assert same_type(first, second) is same
    assert same_type(second, first) is same


@pytest.mark.parametrize(
    ("mime", "audio", "video"),
    [
        ("audio/mp3", True, False),
        ("application/ogg", True, False),
        ("Video/MP4", False, True),
        ("application/pdf", False, False),
    ],
)
def test_audio_and_video(mime: str, *, audio: bool, video: bool) -> None:
    assert (is_audio(mime), is_video(mime)) == (audio, video)


@pytest.mark.parametrize(
    ("value", "media"),
    [
        ("https://cdn.example.org/ep1.mp3?x=1", True),
        ("audio/Episode #1.ogg", True),
        ("https://example.org/", False),
        ("cover.png", False),
        ("slides.pdf", False),
    ],
)
def test_looks_like_media(value: str, *, media: bool) -> None:
    assert looks_like_media(value) is media


@pytest.mark.parametrize(
    ("name", "media"),
    [("ep1.mp3", True), ("Episode #1?.mp3", True), ("._ep1.mp3", False), ("ep1.mp3.part", False)],
)
def test_is_media_name(name: str, *, media: bool) -> None:
    assert is_media_name(name) is media
