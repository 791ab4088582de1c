"""What an episode says in two places must agree."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from mutagen import id3

import podfeed
from site_folder import AUDIO, FRONT, Site


def warnings(site: Site) -> list[str]:
    return [each.rule for each in site.problems() if each.severity == "warning"]


def tagged(site: Site, *frames: object) -> None:
    path = site.audio("content/ep.mp3")
    tags = id3.ID3()
    for frame in frames:
        tags.add(frame)
    tags.save(path)


@pytest.mark.parametrize(
    ("front", "rules"),
    [
        ("duration: 0:02", []),
        ("duration: 0:09", ["media-duration-mismatch"]),
        ("duration: 1 min", []),  # rounded to a minute
        ("duration: 62 min", ["media-duration-mismatch"]),
        ("length: 500000", ["enclosure-length-mismatch"]),
    ],
)
def test_what_the_front_matter_declares(site: Site, front: str, rules: list[str]) -> None:
    site.audio("content/ep.mp3")
    site.post(f"{FRONT}audio: ep.mp3\n{front}")
    assert warnings(site) == rules


def test_the_same_length_is_no_problem(site: Site) -> None:
    path = site.audio("content/ep.mp3")
    site.post(f"{FRONT}audio: ep.mp3\npodcast_bytes: {path.stat().st_size}")
    assert warnings(site) == []


@pytest.mark.parametrize(
    ("end", "rules"), [("00:00:02.000", []), ("01:02.500", ["transcript-times-beyond-end"])]
)
@pytest.mark.parametrize("name", ["ep.vtt", "ep.de.srt"])
def test_a_transcript_of_something_longer(site: Site, name: str, end: str, rules: list[str]) -> None:
    site.audio("content/ep.mp3")
    site.post(f"{FRONT}audio: ep.mp3")
    site.write(f"content/{name}", f"WEBVTT\n\n00:00:00.000 --> {end}\nWords.\n")
    assert warnings(site) == rules


@pytest.mark.parametrize(
    ("title", "rules"),
    [
        ("Sea Talk, Episode 12: Salt", ["audio-tags-mismatch"]),
        ("#13 Salt", []),
        ("Salt", []),
    ],
)
def test_a_file_that_names_another_episode(site: Site, title: str, rules: list[str]) -> None:
    tagged(site, id3.TIT2(encoding=3, text=[title]))
    site.post(f"{FRONT}audio: ep.mp3\nepisode: 13")
    assert warnings(site) == rules


def test_a_small_cover(site: Site) -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (300).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    tagged(site, id3.APIC(encoding=3, mime="image/png", type=3, desc="", data=png))
    site.post(f"{FRONT}audio: ep.mp3")
    assert "audio-cover-small" in site.rules()
    cover = podfeed.probe(site.folder / "content/ep.mp3").cover
    assert cover == podfeed.Cover(type="image/png", width=300, height=300, length=len(png))


def test_a_file_that_is_still_growing(tmp_path: Path) -> None:
    path = Path(shutil.copy(AUDIO / "truncated.mp3", tmp_path))
    path.touch()
    stop = threading.Event()

    def append() -> None:
        with path.open("ab") as file:
            while not stop.wait(0.02):
                file.write(b"\0")
                file.flush()

    thread = threading.Thread(target=append)
    thread.start()
    try:
        audio = podfeed.probe(path)
    finally:
        stop.set()
        thread.join()
    assert [each.rule for each in audio.problems] == ["audio-growing"]
    assert [each.rule for each in podfeed.probe(AUDIO / "truncated.mp3").problems] == ["audio-truncated"]
