"""Tags that follow by themselves: from files beside the audio or the post, from the show, from its episodes."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta

import pytest
from click.testing import CliRunner

import podfeed
from podfeed import ChaptersFile, Trailer, Transcript
from podfeed.cli import main
from site_folder import FRONT, SHOW, Site

URL = "https://show.example"
CHAPTERS = '{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Ebb"}]}'


@pytest.mark.parametrize(
    ("name", "kind", "language"),
    [
        ("ep12.vtt", "text/vtt", "en"),
        ("ep12.srt", "application/x-subrip", "en"),
        ("ep12.de.vtt", "text/vtt", "de"),
        ("ep12.pt-BR.srt", "application/x-subrip", "pt-BR"),
        ("ep12.zh_Hans.vtt", "text/vtt", "zh-Hans"),
        ("ep12.transcript.json", "application/json", "en"),
        ("ep12.transcript.de.json", "application/json", "de"),
        ("ep12.de.transcript.json", "application/json", "de"),
        ("ep12.html", "text/html", "en"),
        ("ep12.de.html", "text/html", "de"),
        ("ep12.txt", "text/plain", "en"),
        ("ep12.VTT", "text/vtt", "en"),
    ],
)
@pytest.mark.parametrize("beside", ["audio", "post"])
def test_a_transcript_beside_it(site: Site, name: str, kind: str, language: str, beside: str) -> None:
    if beside == "audio":
        site.audio("content/files/ep12.mp3")
        site.write(f"content/files/{name}", "<p>Said.</p>")
        site.post(FRONT + "audio: files/ep12.mp3", name="2021-12-02-other.md")
        url = f"{URL}/files/{name}"
    else:
        site.episode(name="2021-12-02-ep12.md")
        site.write(f"content/{name}", "<p>Said.</p>")
        url = f"{URL}/{name}"
    assert site.one().transcripts == (Transcript(url=url, type=kind, language=language),)


@pytest.mark.parametrize(
    "name",
    ["ep12.json", "ep12.chapters.txt", "ep12.bak.txt", "ep12.txt.bak", "ep123.vtt", "ep1.vtt", "xep12.vtt"],
)
def test_what_is_no_transcript(site: Site, name: str) -> None:
    site.episode(name="ep12.md")
    site.write(f"content/{name}", CHAPTERS)
    assert site.one().transcripts == ()


def test_the_transcript_in_html_is_no_episode(site: Site) -> None:
    """Though audio of its name lies beside it, and even if it plays it."""
    site.audio("content/ep12.mp3")
    site.post(FRONT, name="ep12.md")
    site.write("content/ep12.html", "<audio src='ep12.mp3'></audio><p>Said.</p>")
    site.audio("content/files/ep13.mp3")
    site.post(FRONT + "audio: files/ep13.mp3", name="ep13.md")
    site.write("content/files/ep13.html", "<p>Said.</p>")
    show = site.load()
    assert [len(each.transcripts) for each in show.episodes] == [1, 1]


def test_a_post_in_html_is_no_transcript(site: Site) -> None:
    site.audio("content/ep12.mp3")
    site.post(FRONT, name="ep12.html")
    assert site.one().transcripts == ()


def test_several_transcripts_and_chapters(site: Site) -> None:
    site.audio("content/ep12.mp3")
    site.post(FRONT, name="ep12.md")
    for name in ("ep12.vtt", "ep12.de.vtt", "ep12.txt", "ep12.chapters.json"):
        site.write(f"content/{name}", CHAPTERS)
    episode = site.one()
    assert [(each.type, each.language) for each in episode.transcripts] == [
        ("text/vtt", "de"),
        ("text/plain", "en"),
        ("text/vtt", "en"),
    ]
    assert episode.chapters_file == ChaptersFile(url=f"{URL}/ep12.chapters.json")


def test_the_front_matter_goes_before_what_lies_there(site: Site) -> None:
    site.audio("content/ep12.mp3")
    site.audio("content/ep12.opus", "tone.opus")
    for name in ("ep12.vtt", "ep12.chapters.json"):
        site.write(f"content/{name}", CHAPTERS)
    site.post(
        FRONT + "transcript: https://x.example/t.srt\nchapters_url: https://x.example/c.json\n"
        "alternate_enclosures: [{type: audio/flac, sources: [https://x.example/a.flac]}]",
        name="ep12.md",
    )
    episode = site.one()
    assert [each.url for each in episode.transcripts] == ["https://x.example/t.srt"]
    assert episode.chapters_file is not None
    assert episode.chapters_file.url == "https://x.example/c.json"
    assert [each.type for each in episode.alternate_enclosures] == ["audio/flac"]


def test_other_encodings_become_alternates(site: Site) -> None:
    site.audio("content/ep12.mp3")
    site.audio("content/ep12.wav", "tone.wav")
    path = site.audio("content/ep12.opus", "tone.opus")
    site.audio("content/ep12.m4a", "tone.m4a")
    site.post(FRONT, name="ep12.md")
    episode = site.one()
    assert episode.enclosure is not None
    assert episode.enclosure.url == f"{URL}/ep12.mp3"
    m4a, opus = episode.alternate_enclosures
    assert (m4a.type, m4a.sources[0].uri) == ("audio/x-m4a", f"{URL}/ep12.m4a")
    assert (opus.type, opus.sources[0].uri) == ("audio/opus", f"{URL}/ep12.opus")
    assert opus.length == path.stat().st_size
    assert opus.bitrate is not None
    assert 5_000 < opus.bitrate < 512_000
    assert opus.integrity is not None
    digest = base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
    assert (opus.integrity.type, opus.integrity.value) == ("sri", f"sha384-{digest}")


def test_a_broken_alternate_is_told(site: Site) -> None:
    site.audio("content/ep12.mp3")
    site.write("content/ep12.opus", b"")
    site.post(FRONT, name="ep12.md")
    (problem,) = site.problems()
    assert problem.place is not None
    assert problem.place.file.endswith("ep12.opus")


def test_each_can_be_switched_off(site: Site) -> None:
    names = (
        "guid locked publish_date explicit description season_name transcripts chapters "
        "alternate_enclosures trailers"
    ).split()
    off = "\n".join(f"{name} = false" for name in names)
    site.settings(f'[seasons]\n1 = "One"\n[derive]\n{off}\n')
    site.audio("content/ep12.mp3")
    site.audio("content/ep12.opus", "tone.opus")
    for name in ("ep12.vtt", "ep12.chapters.json"):
        site.write(f"content/{name}", CHAPTERS)
    site.post("title: A\ndate: 2021-12-02\nseason: 1\nepisodeType: trailer", "Text.", name="ep12.md")
    show = site.load()
    assert (show.guid, show.locked, show.publish_date, show.trailers) == (None, None, None, ())
    (episode,) = show.episodes
    assert (episode.explicit, episode.description, episode.season_name) == (None, None, None)
    assert (episode.transcripts, episode.chapters_file, episode.alternate_enclosures) == ((), None, ())


def test_a_guid_left_out_of_the_feed_changes_no_episode(site: Site) -> None:
    site.episode()
    before = site.one().guid
    site.settings("[derive]\nguid = false\n")
    assert site.one().guid == before


def test_seasons_have_names(site: Site) -> None:
    site.settings('[seasons]\n1 = "Low tide"\n2 = "High tide"\n')
    site.episode("season: 2", name="a.md")
    site.episode("season: 2\nseason_name: Its own", name="b.md")
    site.episode("season: 3", name="c.md")
    assert {each.season_name for each in site.load().episodes} == {"High tide", "Its own", None}


def test_a_season_that_is_no_number(site: Site) -> None:
    site.settings('[seasons]\nfirst = "Low tide"\n')
    (problem,) = site.problems()
    assert (problem.rule, problem.place and problem.place.line) == ("settings-invalid-value", 15)


def test_an_episode_of_type_trailer_is_the_shows_trailer(site: Site) -> None:
    site.episode("title: Coming soon\nepisodeType: trailer\nseason: 2")
    show = site.load()
    assert show.trailers == (
        Trailer(
            title="Coming soon",
            url="https://cdn.example/a.mp3",
            publish_date=show.episodes[0].publish_date,
            length=24000000,
            type="audio/mpeg",
            season=2,
        ),
    )
    assert len(podfeed.parse(podfeed.render(show)).trailers) == 1


def test_trailers_of_the_settings_go_before(site: Site) -> None:
    site.settings(
        "",
        show=_show(
            'trailers = [{ title = "T", url = "https://t.example/t.mp3", publish_date = "2021-01-01" }]'
        ),
    )
    site.episode("episodeType: trailer")
    assert [each.title for each in site.load().trailers] == ["T"]


def _show(line: str) -> str:
    return SHOW + line + "\n"


def test_explain_says_where_each_came_from(site: Site) -> None:
    site.settings('[seasons]\n1 = "Low tide"\n')
    site.audio("content/ep12.mp3")
    site.audio("content/ep12.opus", "tone.opus")
    for name in ("ep12.vtt", "ep12.chapters.json"):
        site.write(f"content/{name}", CHAPTERS)
    path = site.post(FRONT + "season: 1\nepisodeType: trailer", name="ep12.md")
    result = CliRunner().invoke(main, ["explain", str(path)])
    assert result.exit_code == 0, result.output
    assert "from ep12.vtt beside it" in result.output
    assert "from ep12.chapters.json beside it" in result.output
    assert "from ep12.opus beside it" in result.output
    assert "[seasons]" in result.output


def test_explain_of_the_settings_tells_of_the_show(site: Site) -> None:
    site.episode("episodeType: trailer")
    result = CliRunner().invoke(main, ["explain", str(site.folder / "podfeed.toml")])
    assert result.exit_code == 0, result.output
    assert "title: Sea Talk" in result.output
    assert "from feed_url" in result.output
    assert "from its episodes of type trailer" in result.output


def test_the_alternates_duration_is_not_the_episodes(site: Site) -> None:
    site.audio("content/ep12.mp3")
    site.post(FRONT, name="ep12.md")
    alone = site.one()
    site.audio("content/ep12.opus", "tone.opus")
    both = site.one()
    assert isinstance(both.duration, timedelta)
    assert both.replace(alternate_enclosures=()) == alone
