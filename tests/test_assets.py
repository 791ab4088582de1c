"""Transcripts, chapters, pictures, audio and lists of shows beside a feed."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

import podfeed
from podfeed.audio.quirks import has_index_at_end
from podfeed.problems import Problem
from podfeed.rules import RULES
from rule_examples import NOW, feed
from site_folder import AUDIO, Site

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nThe sea goes out.\n\n00:00:02.000 --> 00:00:04.000 align:left\n<v Ada>It comes back.\n"
SRT = "1\n00:00:00,000 --> 00:00:02,000\nThe sea goes out.\n\n2\n00:00:02,000 --> 00:00:04,000\nIt comes back.\n"
SEGMENTS = {
    "version": "1.0.0",
    "segments": [
        {"startTime": 0, "endTime": 2, "body": "The sea goes out."},
        {"startTime": 2, "body": "It comes back."},
    ],
}
CHAPTERS = {
    "version": "1.2.0",
    "chapters": [
        {"startTime": 0, "title": "Ebb"},
        {"startTime": 1.5, "title": "Slack"},
        {"startTime": 3, "title": "Flood"},
    ],
}


def said(folder: Path, name: str, data: str | bytes) -> list[tuple[str, int | None]]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    found = podfeed.validate(path)
    assert all(problem.place and problem.place.file == str(path) for problem in found)
    return [(problem.rule, problem.place.line if problem.place else None) for problem in found]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.vtt", VTT),
        ("a.srt", SRT),
        ("a.transcript.json", json.dumps(SEGMENTS)),
        ("a.chapters.json", json.dumps(CHAPTERS)),
    ],
)
def test_what_is_right(tmp_path: Path, name: str, text: str) -> None:
    assert said(tmp_path, name, text) == []
    assert said(tmp_path, name, "\ufeff" + text) == []


@pytest.mark.parametrize(
    ("name", "text", "rule", "line"),
    [
        ("a.vtt", VTT.replace("WEBVTT", "WEB"), "transcript-vtt-invalid", 1),
        ("a.vtt", VTT.replace("00:02.000\n", "00:02,000\n", 1), "transcript-vtt-invalid", 3),
        ("a.vtt", VTT.replace("00:00:02.000 -->", "00:00:00.500 -->").replace("00:00.000 -->", "00:01.000 -->"), "transcript-times-unordered", 6),
        ("a.vtt", VTT.replace("The sea goes out.", "The sea goes out, " * 6), "transcript-line-length", 4),
        ("a.vtt", "WEBVTT\n\nnothing\n", "transcript-empty", 1),
        ("a.vtt", VTT.encode().replace(b"sea", b"s\xe9a"), "transcript-vtt-invalid", 1),
        ("a.srt", SRT.replace(",000", ".000", 1), "transcript-srt-invalid", 2),
        ("a.srt", SRT.replace("2\n00", "00"), "transcript-srt-invalid", 5),
        ("a.srt", SRT.replace("The sea goes out.", "The sea goes out, far and farther out."), "transcript-line-length", 3),
        ("a.transcript.json", "{", "transcript-json-invalid", 1),
        ("a.transcript.json", json.dumps({**SEGMENTS, "segments": []}), "transcript-empty", 1),
        ("a.transcript.json", json.dumps(SEGMENTS).replace('"startTime": 2', '"startTime": "2"'), "transcript-json-invalid", None),
        ("a.chapters.json", "{", "chapters-json-invalid", 1),
        ("a.chapters.json", "[]", "chapters-json-invalid", 1),
        ("a.chapters.json", json.dumps({"chapters": CHAPTERS["chapters"]}), "chapters-version-missing", 1),
        ("a.chapters.json", json.dumps({**CHAPTERS, "version": "2.0"}), "chapters-version-unknown", 1),
        ("a.chapters.json", json.dumps({**CHAPTERS, "chapters": []}), "chapters-empty", 1),
        ("a.chapters.json", json.dumps(CHAPTERS, indent=1).replace("1.5", '"0:01"'), "chapters-starttime-invalid", 9),
        ("a.chapters.json", json.dumps(CHAPTERS).replace("1.5", "3.5"), "chapters-order", 1),
        ("a.chapters.json", json.dumps(CHAPTERS).replace("1.5", "0"), "chapters-duplicate-start", 1),
        ("a.chapters.json", json.dumps(CHAPTERS).replace('"Slack"', '"Slack", "endTime": 1'), "chapters-endtime-invalid", 1),
        ("a.chapters.json", json.dumps(CHAPTERS).replace('"Slack"', '"Slack", "endTime": 4'), "chapters-overlap", 1),
        ("a.chapters.json", json.dumps(CHAPTERS).replace('"Slack"', '""'), "chapters-title-missing", 1),
        ("a.chapters.json", json.dumps(CHAPTERS).replace("Slack", "Slack water " * 5), "chapters-title-long", 1),
        ("a.chapters.json", json.dumps(CHAPTERS).replace('"Slack"', '"Slack", "toc": "no"'), "chapters-toc-invalid", 1),
        ("a.chapters.json", json.dumps(CHAPTERS).replace('"Slack"', '"Slack", "img": "a.jpg"'), "chapters-img-url-invalid", 1),
        ("a.chapters.json", json.dumps(CHAPTERS).replace('"Slack"', '"Slack", "location": {"name": "Kiel"}'), "chapters-location-invalid", 1),
        ("a.chapters.json", json.dumps(CHAPTERS).replace('"Slack"', '"Slack", "value": {}'), "chapters-unknown-key", 1),
        ("a.chapters.json", json.dumps(CHAPTERS).replace('"startTime": 0,', '"startTime": 1,'), "chapters-first-not-zero", 1),
        ("a.chapters.json", json.dumps({**CHAPTERS, "chapters": CHAPTERS["chapters"][:2]}), "chapters-few", 1),
        ("a.opml", '<opml version="2.0"><body><outline type="rss" text="Tide"/></body></opml>', "opml-url-invalid", 1),
        ("a.opml", '<opml version="2.0"><body><outline xmlUrl="https://example.org/feed.xml"/></body></opml>', "opml-text-missing", 1),
        ("a.opml", '<opml version="2.0"><body></body></opml>', "opml-empty", 1),
        ("a.opml", "<opml", "opml-invalid", 1),
    ],
)  # fmt: skip
def test_what_is_wrong(tmp_path: Path, name: str, text: str | bytes, rule: str, line: int | None) -> None:
    assert said(tmp_path, name, text) == [(rule, line)]


def test_html(tmp_path: Path) -> None:
    transcript = '<podcast:transcript url="https://example.org/ep1.html" type="text/html"/>'
    for text, rule in (
        ("<p>Ebb</p>", None),
        ("Ebb", "transcript-html-structure"),
        ("<html><p>Ebb</p></html>", "transcript-html-structure"),
        ("<p></p>", "transcript-empty"),
    ):
        (tmp_path / "ep1.html").write_text(text, "utf-8")
        assert beside(tmp_path, transcript, "transcript-") == (
            [rule] if rule else ["transcript-no-vtt-or-srt"][:0]
        )


def beside(folder: Path, parts: str, *begin: str) -> list[str]:
    path = folder / "feed.xml"
    path.write_bytes(feed(parts, RULES["item-title-missing"]))
    found = podfeed.validate(path, now=NOW, only=begin, ignore=["transcript-no-vtt"])
    return [problem.rule for problem in found]


def test_files_beside_a_feed_know_its_duration(tmp_path: Path) -> None:
    (tmp_path / "ep1.vtt").write_text(
        VTT.replace("00:00:04", "09:00:04").replace("00:00:02", "09:00:02"), "utf-8"
    )
    (tmp_path / "ep1.json").write_text(
        json.dumps(CHAPTERS).replace('"startTime": 3', '"startTime": 9000'), "utf-8"
    )
    parts = '<podcast:transcript url="https://example.org/ep1.vtt" type="text/vtt"/><podcast:chapters url="https://example.org/ep1.json" type="application/json+chapters"/>'
    assert beside(tmp_path, parts, "transcript-", "chapters-") == [
        "transcript-times-beyond-end",
        "chapters-beyond-duration",
    ]


# -- pictures


def picture(
    side: tuple[int, int] = (1400, 1400), mode: str = "RGB", form: str = "JPEG", **how: object
) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, side, 0 if mode in ("L", "P") else (1,) * len(mode)).save(buffer, form, **how)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "rules"),
    [
        ("c.jpg", picture((3000, 3000)), []),
        ("c.jpg", picture(), ["image-below-preferred"]),
        ("c.jpg", picture((1400, 1500)), ["image-not-square"]),
        ("c.jpg", picture((800, 800)), ["image-too-small"]),
        ("c.jpg", picture((3100, 3100)), ["image-too-large"]),
        ("c.png", picture(), ["image-extension-mismatch", "image-below-preferred"]),
        ("c.webp", picture(form="WEBP"), ["image-format-unsupported", "image-below-preferred"]),
        ("c.jpg", picture(mode="CMYK"), ["image-not-rgb", "image-below-preferred"]),
        ("c.png", picture(mode="RGBA", form="PNG"), ["image-alpha", "image-below-preferred"]),
        ("c.jpg", picture(dpi=(300, 300)), ["image-dpi", "image-below-preferred"]),
        ("c.jpg", picture()[:2000], ["image-below-preferred", "image-corrupt"]),
        ("c.jpg", b"no picture", ["image-corrupt"]),
        ("c.jpg", b"", ["image-corrupt"]),
    ],
)
def test_pictures(tmp_path: Path, name: str, data: bytes, rules: list[str]) -> None:
    assert [rule for rule, _ in said(tmp_path, name, data)] == rules


def test_a_picture_of_too_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    header = picture((10, 10), form="PNG")
    huge = header[:16] + (100_000).to_bytes(4, "big") * 2 + header[24:]
    assert {rule for rule, _ in said(tmp_path, "c.png", huge)} <= {"image-corrupt", "image-too-large"}


def test_a_picture_that_says_where_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x8825] = {1: "N", 2: (54.0, 19.0, 0.0)}
    assert "image-location" in {rule for rule, _ in said(tmp_path, "c.jpg", picture(exif=exif.tobytes()))}


# -- audio, and content folders


def test_audio_beside_a_feed(tmp_path: Path) -> None:
    shutil.copy(AUDIO / "cbr.mp3", tmp_path / "ep1.mp3")
    rules = beside(tmp_path, "<title>Low water</title>", "media-")
    assert "media-duration-mismatch" in rules
    shutil.copy(AUDIO / "tone.ogg", tmp_path / "ep1.mp3")
    assert beside(tmp_path, "<title>Low water</title>", "media-sniff") == ["media-sniff-mismatch"]


def test_files_of_a_content_folder(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.settings('[content]\npath = "content"\nstatic = "static"\n')
    site.write("static/cover.jpg", picture((800, 800)))
    site.audio("content/first.mp3")
    site.write("content/first.vtt", VTT.replace("WEBVTT", "WEB"))
    site.post("title: First\ndate: 2021-12-02\ndescription: A walk.\naudio: first.mp3")
    found: list[Problem] = podfeed.validate(site.folder, only=["image-too", "transcript-vtt"])
    assert [(problem.rule, Path(problem.place.file).name if problem.place else "") for problem in found] == [
        ("transcript-vtt-invalid", "first.vtt"),
        ("image-too-small", "cover.jpg"),
    ] or [problem.rule for problem in found] == ["image-too-small", "transcript-vtt-invalid"]


def test_a_file_that_is_not_the_one_of_its_digest(tmp_path: Path) -> None:
    shutil.copy(AUDIO / "tone.opus", tmp_path / "ep1.opus")
    digest = base64.b64encode(hashlib.sha256((AUDIO / "tone.opus").read_bytes()).digest()).decode()
    part = '<podcast:alternateEnclosure type="audio/opus" length="1200000" title="Small"><podcast:source uri="https://example.org/ep1.opus"/><podcast:integrity type="sri" value="sha256-{}"/></podcast:alternateEnclosure>'
    assert beside(tmp_path, part.format(digest), "integrity-") == []
    assert beside(tmp_path, part.format("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), "integrity-") == [
        "integrity-mismatch"
    ]


def test_two_lists_of_chapters(tmp_path: Path) -> None:
    (tmp_path / "ep1.json").write_text(json.dumps(CHAPTERS), "utf-8")
    part = '<podcast:chapters url="https://example.org/ep1.json" type="application/json+chapters"/><psc:chapters version="1.2"><psc:chapter start="00:00:00.000" title="Ebb"/><psc:chapter start="00:00:01.500" title="Slack"/>{}</psc:chapters>'
    third = '<psc:chapter start="00:00:{}.000" title="Flood"/>'
    assert beside(tmp_path, part.format(third.format("03")), "psc-json") == []
    assert beside(tmp_path, part.format(third.format("09")), "psc-json") == ["psc-json-mismatch"]
    assert beside(tmp_path, part.format(""), "psc-json") == ["psc-json-mismatch"]


def test_a_picture_that_changed_behind_its_address(tmp_path: Path) -> None:
    for name, side in (("old", 1400), ("new", 1500)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cover.jpg").write_bytes(picture((side, side)))
        (tmp_path / name / "feed.xml").write_bytes(
            feed("<title>Low water</title>", RULES["item-title-missing"])
        )
    found = podfeed.validate(
        tmp_path / "new" / "feed.xml", against=tmp_path / "old" / "feed.xml", only=["image-url"]
    )
    assert [problem.rule for problem in found] == ["image-url-reused"]


def test_form(tmp_path: Path) -> None:
    data = (AUDIO / "vbr.mp3").read_bytes().replace(b"Xing", b"\0\0\0\0").replace(b"Info", b"\0\0\0\0")
    (tmp_path / "ep1.mp3").write_bytes(data)
    assert "media-bitrate-low" in beside(tmp_path, "<title>Low water</title>", "media-")
    boxes = (AUDIO / "tone.m4a").read_bytes()
    first = boxes.index(b"moov") < boxes.index(b"mdat")
    assert has_index_at_end(AUDIO / "tone.m4a") is not first


def test_pictures_that_are_heavy_or_move(tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", (1500, 1500), os.urandom(1500 * 1500 * 3))
    buffer = io.BytesIO()
    noise.save(buffer, "PNG")
    assert [
        problem.severity for problem in podfeed.validate(saved(tmp_path, buffer), only=["image-file-heavy"])
    ] == ["warning"]
    frames = [Image.new("RGB", (1400, 1400), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "PNG", save_all=True, append_images=frames[1:])
    assert [
        problem.rule for problem in podfeed.validate(saved(tmp_path, buffer), only=["image-animated"])
    ] == ["image-animated"]


def saved(folder: Path, buffer: io.BytesIO) -> Path:
    path = folder / "c.png"
    path.write_bytes(buffer.getvalue())
    return path


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg makes the files")
def test_the_form_of_media_files(tmp_path: Path) -> None:
    ffmpeg(tmp_path / "ep1.m4a", "-c:a", "aac")
    parts = '<enclosure url="https://example.org/ep1.m4a" length="24986239" type="audio/x-m4a"/>'
    assert "media-mp4-moov-at-end" in beside(tmp_path, parts, "media-mp4")
    ffmpeg(tmp_path / "ep1.m4a", "-c:a", "aac", "-movflags", "+faststart")
    assert beside(tmp_path, parts, "media-mp4") == []
    ffmpeg(tmp_path / "ep1.mp3", "-c:a", "libmp3lame", "-q:a", "5", "-write_xing", "0")
    assert beside(tmp_path, "<title>Low water</title>", "media-vbr") == ["media-vbr-no-header"]
    ffmpeg(tmp_path / "ep1.mp3", "-c:a", "libmp3lame", "-b:a", "128k", "-write_xing", "0")
    assert beside(tmp_path, "<title>Low water</title>", "media-vbr") == []


def ffmpeg(path: Path, *how: str) -> None:
    source = "anoisesrc=duration=4,volume='if(lt(t,2),0,1)':eval=frame"
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "lavfi", "-i", source, *how, str(path)]
    subprocess.run(command, check=True, capture_output=True)
