"""Chapters: every form in, every form out, one model."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import podfeed
from podfeed import BadValueError, Chapter, ProblemsError
from podfeed.audio import embed
from podfeed.chapters import in_notes, read_text_of, to_json, to_psc, to_text
from podfeed.cli import main
from site_folder import AUDIO, FRONT, Site

CHAPTERS = (
    Chapter(start=0, title="Ebb"),
    Chapter(
        start=1.25, title="Größe & Maß", href="https://x.example/?a=1&b=2", image="https://x.example/i.jpg"
    ),
    Chapter(start=2, title="Flood"),
)
JSON = json.dumps(
    {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": "Ebb"},
            {
                "startTime": 1.25,
                "title": "Größe & Maß",
                "url": "https://x.example/?a=1&b=2",
                "img": "https://x.example/i.jpg",
            },
            {"startTime": 2, "title": "Flood"},
        ],
    }
)


def titles(chapters: tuple[Chapter, ...]) -> list[tuple[float, str | None]]:
    return [(each.start, each.title) for each in chapters]


# -- forms


def test_json() -> None:
    assert read_text_of(JSON) == CHAPTERS
    assert read_text_of(to_json(CHAPTERS)) == CHAPTERS
    hidden = '{"chapters": [{"startTime": "0:01", "endTime": 2.5, "toc": false}]}'
    (chapter,) = read_text_of(hidden)
    assert (chapter.start, chapter.end, chapter.toc) == (1, 2.5, False)
    assert json.loads(to_json([chapter]))["chapters"] == [{"startTime": 1, "endTime": 2.5, "toc": False}]


def test_podlove() -> None:
    assert read_text_of(to_psc(CHAPTERS)) == CHAPTERS
    assert 'start="00:00:01.250"' in to_psc(CHAPTERS)


def test_lines() -> None:
    assert titles(read_text_of("00:00:00.000 Ebb\n00:00:01.250 Größe & Maß\n0:02 Flood\n")) == titles(
        CHAPTERS
    )
    assert to_text(CHAPTERS) == "00:00:00.000 Ebb\n00:00:01.250 Größe & Maß\n00:00:02.000 Flood\n"
    (chapter,) = read_text_of("1:02:03 Topic <https://x.example/>")
    assert (chapter.start, chapter.title, chapter.href) == (3723, "Topic", "https://x.example/")


def test_labels_of_audacity() -> None:
    text = "0.000000\t1.250000\tEbb\n1,250000\t1,250000\tGröße & Maß\n\\\t100.0\t200.0\n2.0\t3.0\tFlood\n"
    found = read_text_of(text)
    assert titles(found) == titles(CHAPTERS)
    assert [each.end for each in found] == [1.25, None, 3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[1]", "no list of chapters"),
        ('{"chapters": [{"title": "x"}]}', "chapter 1 has no startTime"),
        ('{"chapters": [{"startTime": "soon"}]}', "not a duration"),
        ("<a/>", "holds no chapters"),
        ("<a", "not XML"),
        ('<a b="\ud800"/>', "not XML"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "no declaration"),
        ("0:00 Ebb\nnonsense\n", "line 2: 'nonsense'"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_file_of_chapters(text: str, said: str) -> None:
    with pytest.raises(BadValueError, match=said):
        read_text_of(text)


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("12:30 – Topic\n1:02:03 Another\n", [(750, "Topic"), (3723, "Another")]),
        ("Intro\n\n- 0:00 Start\n- 05:10: The end\n", [(0, "Start"), (310, "The end")]),
        ("(00:01) One\n[00:02] Two", [(1, "One"), (2, "Two")]),
        ("We start at 12:30 sharp.\n13:00 Lunch", []),  # one time alone is no list
        ("10:00 Two\n5:00 One", []),  # times that go back are none
        ("10:75 no\n11:80 time", []),
    ],
)
def test_times_in_notes(notes: str, expected: list[tuple[float, str]]) -> None:
    assert titles(in_notes(notes)) == expected


SECONDS = st.integers(0, 10**8).map(lambda milliseconds: milliseconds / 1000)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(st.lists(st.builds(Chapter, start=SECONDS, title=WORDS), min_size=1, max_size=5))
def test_what_is_written_is_read_back(chapters: list[Chapter]) -> None:
    ordered = tuple(sorted(chapters, key=lambda each: each.start))
    assert read_text_of(to_json(ordered)) == ordered
    assert read_text_of(to_psc(ordered)) == ordered


# -- media files


@pytest.mark.parametrize("name", ["cbr.mp3", "vbr.mp3", "tagged.mp3", "tone.m4a", "tone.mp4"])
def test_chapters_are_embedded(name: str, tmp_path: Path) -> None:
    path = Path(shutil.copy(AUDIO / name, tmp_path))
    path.chmod(0o640)
    before = podfeed.probe(path)
    embed(path, CHAPTERS)
    after = podfeed.probe(path)
    assert titles(after.chapters) == titles(CHAPTERS)
    assert (after.duration, after.tags, after.cover) == (before.duration, before.tags, before.cover)
    assert path.stat().st_mode & 0o777 == 0o640
    embed(path, CHAPTERS[:1])  # in place of those that are there
    assert titles(podfeed.probe(path).chapters) == titles(CHAPTERS[:1])
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("front", [True, False])
def test_the_sound_is_what_it_was(front: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    options = ["-movflags", "+faststart"] if front else []
    make = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=3", "-c:a", "aac", *options, str(path)]
    subprocess.run(make, check=True)

    def sound() -> bytes:
        command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a", "-f", "md5", "-"]
        return subprocess.run(command, check=True, capture_output=True).stdout

    before = sound()
    embed(path, CHAPTERS)
    assert sound() == before
    assert titles(podfeed.probe(path).chapters) == titles(CHAPTERS)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("name", ["a.m4a", "a.mp3", "a.opus"])
def test_chapters_that_ffmpeg_wrote(name: str, tmp_path: Path) -> None:
    meta = ";FFMETADATA1\n" + "".join(
        f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={start + 1000}\ntitle={title}\n"
        for start, title in ((0, "Ebb"), (1000, "Größe"))
    )
    (tmp_path / "meta.txt").write_text(meta, "utf-8")
    path = tmp_path / name
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=2", "-i", str(tmp_path / "meta.txt")]
    subprocess.run([*command, "-map_chapters", "1", str(path)], check=True)
    assert titles(podfeed.probe(path).chapters) == [(0, "Ebb"), (1, "Größe")]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_a_fragmented_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    make = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=3", "-c:a", "aac"]
    subprocess.run([*make, "-movflags", "+frag_keyframe+empty_moov", str(path)], check=True)
    before = path.read_bytes()
    with pytest.raises(ProblemsError, match="fragmented"):
        embed(path, CHAPTERS)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.m4a"]


def test_other_formats_are_refused(tmp_path: Path) -> None:
    path = Path(shutil.copy(AUDIO / "tone.flac", tmp_path))
    with pytest.raises(ProblemsError, match="MP3 and M4A"):
        embed(path, CHAPTERS)


def test_nested_and_hidden_chapters_of_id3(tmp_path: Path) -> None:
    from mutagen import id3  # noqa: PLC0415

    path = Path(shutil.copy(AUDIO / "cbr.mp3", tmp_path))
    tags = id3.ID3()
    for number, start in (("a", 0), ("b", 500), ("c", 1000), ("d", 1500)):
        frames = [id3.TIT2(encoding=3, text=[number])]
        if number == "b":
            frames += [id3.WXXX(encoding=3, desc="", url="https://x.example/"), _picture()]
        tags.add(id3.CHAP(element_id=number, start_time=start, end_time=start + 500, sub_frames=frames))
    top, inner = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED, id3.CTOCFlags.ORDERED
    tags.add(id3.CTOC(element_id="top", flags=top, child_element_ids=["a", "inner"], sub_frames=[]))
    tags.add(id3.CTOC(element_id="inner", flags=inner, child_element_ids=["b", "c"], sub_frames=[]))
    tags.save(path)
    found = podfeed.probe(path).chapters
    assert titles(found) == [(0, "a"), (0.5, "b"), (1, "c"), (1.5, "d")]
    assert [each.toc for each in found] == [None, None, None, False]
    assert found[1].href == "https://x.example/"
    assert found[1].picture == b"\xff\xd8\xffpicture"
    assert found[0].end == 0.5


def _picture() -> object:
    from mutagen.id3 import APIC  # noqa: PLC0415

    return APIC(encoding=3, mime="image/jpeg", type=0, desc="", data=b"\xff\xd8\xffpicture")


# -- in a feed


def test_the_order_of_the_sources(site: Site) -> None:
    site.settings("[derive]\nchapters_from_notes = true\n")
    audio = site.audio("content/ep.mp3")
    body = "0:00 In the notes\n\n0:01 Too\n"
    site.post(FRONT, body, name="ep.md")
    assert titles(site.one().chapters) == [(0, "In the notes"), (1, "Too")]
    embed(audio, [Chapter(start=0, title="In the audio")])
    assert titles(site.one().chapters) == [(0, "In the audio")]
    for name, text, title in (
        ("ep.labels.txt", "0\t1\tIn labels", "In labels"),
        ("ep.chapters.txt", "0:00 In lines", "In lines"),
        ("ep.chapters.json", '{"chapters": [{"startTime": 0, "title": "In JSON"}]}', "In JSON"),
    ):
        site.write(f"content/{name}", text)
        assert titles(site.one().chapters) == [(0, title)]
    site.post(FRONT + "chapters: ['00:00:00 In the front matter']", body, name="ep.md")
    assert titles(site.one().chapters) == [(0, "In the front matter")]


def test_front_matter_mappings(site: Site) -> None:
    site.episode(
        "chapters:\n- {start: '0:10', title: One, url: 'https://x.example/', image: /i.jpg}\n"
        "- {start: 20, title: Hidden, toc: false}\n- 0:30 Three"
    )
    assert site.one().chapters == (
        Chapter(start=10, title="One", href="https://x.example/", image="https://show.example/i.jpg"),
        Chapter(start=30, title="Three"),
    )


def test_files_of_chapters_are_written_and_linked(site: Site) -> None:
    site.settings('[media]\nchapters = "static/chapters"\n')
    site.episode("chapters: [0:00 Ebb, {start: 5, title: Hidden, toc: false}]", name="2021-12-02-ep.md")
    site.episode("guid: other", name="other.md")
    result = CliRunner().invoke(
        main, ["render", str(site.folder / "content"), "-o", str(site.folder / "f.xml")]
    )
    assert result.exit_code == 0, result.output
    written = site.folder / "static" / "chapters" / "ep.json"
    assert json.loads(written.read_text("utf-8"))["chapters"] == [
        {"startTime": 0, "title": "Ebb"},
        {"startTime": 5, "title": "Hidden", "toc": False},
    ]
    assert [each.name for each in written.parent.iterdir()] == ["ep.json"]
    feed = podfeed.parse(site.folder / "f.xml")
    links = [each.chapters_file.url for each in feed.episodes if each.chapters_file]
    assert links == ["https://show.example/chapters/ep.json"]


def test_their_address_can_be_another(site: Site) -> None:
    site.settings('[media]\nchapters = "out"\nchapters_url = "https://cdn.example/ch/"\n')
    site.episode("chapters: [0:00 Ebb]")
    chapters = site.one().chapters_file
    assert chapters is not None
    assert chapters.url == "https://cdn.example/ch/first.json"


def test_a_list_of_chapters_in_the_notes(site: Site) -> None:
    site.settings('[content]\npath = "content"\nchapters = true\n')
    site.episode("chapters: [0:00 Ebb, {start: 65, title: A & B, url: 'https://x.example/'}]")
    notes = site.one().notes or ""
    assert "<li>00:00:00 Ebb</li>" in notes
    assert '<li>00:01:05 <a href="https://x.example/">A &amp; B</a></li>' in notes


@pytest.mark.parametrize(
    ("front", "rule"),
    [
        ("chapters: [0:10 One, 0:05 Two]", "chapters-order"),
        ("chapters: [0:00 One, 2:00:00 Two]", "chapters-beyond-duration"),
        ("soundbites: [{start: 2990, duration: 60, title: x}]", "soundbite-beyond-end"),
    ],
)
def test_what_no_app_can_play(site: Site, front: str, rule: str) -> None:
    site.episode(front)
    (problem,) = site.problems()
    assert (problem.rule, problem.place and problem.place.line) == (rule, 2)


def test_a_broken_file_beside_is_an_error_with_its_name(site: Site) -> None:
    site.episode(name="ep.md")
    site.write("content/ep.chapters.json", "{")
    (problem,) = site.problems()
    assert (problem.rule, problem.severity) == ("chapters-invalid", "error")
    assert problem.place is not None
    assert problem.place.file.endswith("ep.chapters.json")


# -- the command


@pytest.mark.parametrize(
    ("form", "start"), [("json", "{"), ("psc", "<psc:chapters"), ("text", "00:00:00.000 Ebb")]
)
def test_the_command_converts(tmp_path: Path, form: str, start: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(JSON, "utf-8")
    result = CliRunner().invoke(main, ["chapters", str(path), "--to", form])
    assert result.exit_code == 0
    assert result.stdout.startswith(start)
    assert titles(read_text_of(result.stdout)) == titles(CHAPTERS)


def test_the_command_writes(tmp_path: Path) -> None:
    path, media = tmp_path / "c.json", Path(shutil.copy(AUDIO / "cbr.mp3", tmp_path))
    path.write_text(JSON, "utf-8")
    assert CliRunner().invoke(main, ["chapters", str(path), "--write", str(media)]).exit_code == 0
    result = CliRunner().invoke(main, ["chapters", str(media), "--to", "json"])
    assert titles(read_text_of(result.stdout)) == titles(CHAPTERS)


def test_the_command_writes_what_lies_beside(tmp_path: Path) -> None:
    media = Path(shutil.copy(AUDIO / "cbr.mp3", tmp_path))
    assert CliRunner().invoke(main, ["chapters", str(media), "--write"]).exit_code == 2
    (tmp_path / "cbr.chapters.txt").write_text("0:00 Ebb\n0:01 Flood\n")
    assert CliRunner().invoke(main, ["chapters", str(media), "--write"]).exit_code == 0
    assert titles(podfeed.probe(media).chapters) == [(0, "Ebb"), (1, "Flood")]


def test_a_file_without_chapters(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["chapters", str(AUDIO / "cbr.mp3")])
    assert result.exit_code == 1
    assert "holds no chapters" in result.stderr
