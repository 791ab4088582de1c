"""The audio of an episode: where it is found, its URL, and what is known of it."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from podfeed import BadValueError, Enclosure
from podfeed.api import settings_of
from podfeed.build.files import MediaFiles
from podfeed.posts import read_post
from site_folder import FRONT, Site


def settings(site: Site, content: str = "", media: str = "") -> None:
    site.settings(f'[content]\npath = "content"\n{content}\n[media]\n{media}\n')


def test_a_local_file_gives_length_type_and_duration(site: Site) -> None:
    path = site.audio("content/ep 1.mp3")
    site.post(FRONT + "audio: ep 1.mp3\nduration: 99:00\nlength: 1000000")
    episode = site.one()
    assert episode.enclosure == Enclosure(
        url="https://show.example/ep%201.mp3", length=path.stat().st_size, type="audio/mpeg"
    )
    assert episode.duration is not None
    assert episode.duration < timedelta(seconds=10)


@pytest.mark.parametrize(
    ("written", "where", "content", "media", "url"),
    [
        ("/audio/a.mp3", "static/audio/a.mp3", "", "", "https://show.example/audio/a.mp3"),
        ("/audio/a.mp3", "web/audio/a.mp3", 'static = "web"', "", "https://show.example/audio/a.mp3"),
        ("/audio/a.mp3", "audio/a.mp3", "", "", "https://show.example/audio/a.mp3"),
        ("a.mp3", "static/audio/a.mp3", "", 'root = "static/audio"', "https://show.example/audio/a.mp3"),
        ("a.mp3", "files/a.mp3", "", 'root = "files"', "https://show.example/a.mp3"),
        (
            "x/a.mp3",
            "files/x/a.mp3",
            "",
            'root = "files"\nbase_url = "https://cdn.example/p"',
            "https://cdn.example/p/x/a.mp3",
        ),
        ("größe.mp3", "content/größe.mp3", "", "", "https://show.example/gr%C3%B6%C3%9Fe.mp3"),
        ("a%20b.mp3", "content/a b.mp3", "", "", "https://show.example/a%20b.mp3"),
        ("a#1.mp3", "content/a#1.mp3", "", "", "https://show.example/a%231.mp3"),
    ],
)
def test_where_a_path_is_looked_up(
    site: Site, written: str, where: str, content: str, media: str, url: str
) -> None:
    settings(site, content, media)
    site.audio(where)
    site.post(FRONT + f'audio: "{written}"')
    enclosure = site.one().enclosure
    assert enclosure is not None
    assert enclosure.url == url
    assert enclosure.length


@pytest.mark.parametrize(
    ("post", "file"),
    [
        ("first.md", "content/first.mp3"),
        ("2021-12-02-first.md", "content/2021-12-02-first.mp3"),
        ("2021-12-02-first.md", "content/first.mp3"),
        ("first/index.md", "content/first/first.mp3"),
        ("64.5.md", "content/64.5.mp3"),
        ("first.html", "content/first.m4a"),
    ],
)
def test_a_file_of_the_posts_name_is_taken(site: Site, post: str, file: str) -> None:
    site.audio(file, "tone.m4a" if file.endswith("m4a") else "cbr.mp3")
    site.post(FRONT + "category: podcast", name=post)
    enclosure = site.one().enclosure
    assert enclosure is not None
    assert enclosure.url.endswith(file.rpartition("/")[2])


def test_the_only_audio_in_a_posts_own_folder_is_taken(site: Site) -> None:
    site.audio("content/first/recording.mp3")
    site.post(FRONT + "category: podcast", name="first/index.md")
    enclosure = site.one().enclosure
    assert enclosure is not None
    assert enclosure.url == "https://show.example/first/recording.mp3"


def test_a_strangers_audio_in_a_shared_folder_is_not(site: Site) -> None:
    site.audio("content/other.mp3")
    site.post(FRONT + "category: podcast")
    assert "audio-missing" in site.rules()


@pytest.mark.parametrize(
    ("front", "enclosure"),
    [
        ("audio: https://cdn.example/a.mp3\nlength: 37,998,094", ("https://cdn.example/a.mp3", 37998094, "audio/mpeg")),
        ("audio: https://cdn.example/a.mp3\npodcast_file_size: 47.1 MB", ("https://cdn.example/a.mp3", 47100000, "audio/mpeg")),
        ("audio: https://cdn.example/a.mp3\npodcast_file_size: 46.4 MB\npodcast_length: 47102077", ("https://cdn.example/a.mp3", 47102077, "audio/mpeg")),
        ("audio: {url: https://cdn.example/a.m4a, bytes: 5000000, type: audio/mp4}", ("https://cdn.example/a.m4a", 5000000, "audio/x-m4a")),
        ("audioformats: {ogg: https://cdn.example/a.ogg, mp3: https://cdn.example/a.mp3}\nlength: 1000000", ("https://cdn.example/a.mp3", 1000000, "audio/mpeg")),
        ("enclosure: ['https://cdn.example/a.mp3']\nlength: 1000000", ("https://cdn.example/a.mp3", 1000000, "audio/mpeg")),
        ("audio: https://cdn.example/play/1\naudio_type: audio/wav\nlength: 1000000", ("https://cdn.example/play/1", 1000000, "audio/wav")),
        ("audio: //cdn.example/a.mp3\nlength: 1000000", ("https://cdn.example/a.mp3", 1000000, "audio/mpeg")),
        ("link: https://cdn.example/a.mp3\nlength: 1000000", ("https://cdn.example/a.mp3", 1000000, "audio/mpeg")),
        ("url: https://cdn.example/a.mp3?x=1\nlength: 1000000", ("https://cdn.example/a.mp3?x=1", 1000000, "audio/mpeg")),
    ],
)  # fmt: skip
def test_remote_audio(site: Site, front: str, enclosure: tuple[str, int, str]) -> None:
    site.settings("[validate]\nignore = ['enclosure-']\n")
    site.post(FRONT + front)
    url, length, kind = enclosure
    assert site.one().enclosure == Enclosure(url=url, length=length, type=kind)


@pytest.mark.parametrize("length", ["", "length: 0", "length: ''", "length: null"])
def test_an_unknown_length_is_none_and_told(site: Site, length: str) -> None:
    site.post(FRONT + f"audio: https://cdn.example/a.mp3\nduration: 10\n{length}")
    enclosure = site.one().enclosure
    assert enclosure is not None
    assert enclosure.length is None
    assert site.rules() == ["enclosure-length-unknown"]


def test_swapped_length_and_duration_are_told(site: Site) -> None:
    site.post(FRONT + 'audio: https://cdn.example/a.mp3\naudiosize: "54:21"\nduration: "26117005"')
    assert set(site.rules()) == {
        "enclosure-length-invalid",
        "duration-invalid",
        "enclosure-length-unknown",
    }


def test_the_template_names_audio_that_posts_do_not(site: Site) -> None:
    settings(site, media='audio = "https://cdn.example/show-{episode:03}-{slug}-{date:%Y}.mp3"')
    site.post(FRONT + "category: podcast\nepisode: 7\nlength: 1000000", name="2021-12-02-tide.md")
    enclosure = site.one().enclosure
    assert enclosure is not None
    assert enclosure.url == "https://cdn.example/show-007-tide-2021.mp3"


def test_a_template_without_its_field_is_an_error(site: Site) -> None:
    settings(site, media='audio = "https://cdn.example/{episode}.mp3"')
    site.post(FRONT + "category: podcast")
    assert site.rules()[0] == "audio-invalid"


def test_a_template_reaches_no_attribute(site: Site) -> None:
    settings(site, media='audio = "https://cdn.example/{slug.__class__}.mp3"')
    site.post(FRONT + "category: podcast")
    assert site.rules()[0] == "audio-invalid"


def test_a_prefix_stands_before_the_url_and_is_no_part_of_an_identity(site: Site) -> None:
    site.episode()
    plain = site.one()
    settings(site, media='prefix = "https://op3.dev/e/"')
    counted = site.one()
    assert counted.enclosure is not None
    assert counted.enclosure.url == "https://op3.dev/e/cdn.example/a.mp3"
    assert counted.guid == plain.guid


@pytest.mark.parametrize(("choice", "episodes", "severity"), [("skip", 1, "warning"), ("keep", 2, "warning")])
def test_missing_audio_is_skipped_or_kept_and_told(
    site: Site, choice: str, episodes: int, severity: str
) -> None:
    settings(site, f'missing_audio = "{choice}"', 'base_url = "https://cdn.example/p/"')
    site.episode(name="other.md")
    site.post(FRONT + "audio: a b.mp3\nlength: 1000000")
    show = site.load()
    assert len(show.episodes) == episodes
    (problem,) = show.problems
    assert (problem.rule, problem.severity) == ("audio-missing", severity)
    assert problem.place is not None
    assert problem.place.line == 5
    if choice == "keep":
        urls = [episode.enclosure.url for episode in show.episodes if episode.enclosure]
        assert "https://cdn.example/p/a%20b.mp3" in urls


def test_missing_audio_is_an_error_otherwise(site: Site) -> None:
    site.episode(name="other.md")
    site.post(FRONT + "audio: a.mp3")
    assert site.rules() == ["audio-missing"]


@pytest.mark.parametrize(
    "path", ["../../secret.mp3", "/../secret.mp3", "file:///etc/passwd", "javascript:x.mp3"]
)
def test_audio_outside_the_show_is_refused(site: Site, path: str) -> None:
    site.audio("../secret.mp3")
    site.post(FRONT + f"audio: {path}")
    assert site.rules()[0] in ("audio-invalid", "audio-missing")
    assert all(problem.severity == "error" for problem in site.problems()[:1])


def test_a_link_out_of_the_show_is_refused(site: Site) -> None:
    secret = site.audio("../secret.mp3")
    (site.folder / "content" / "first.mp3").symlink_to(secret)
    site.post(FRONT + "audio: first.mp3")
    assert site.rules()[0] == "audio-invalid"


def test_types_of_the_settings_go_before_the_table(site: Site) -> None:
    settings(site, media='types = { m4a = "audio/mp4" }')
    site.post(FRONT + "audio: https://cdn.example/a.m4a\nlength: 1000000")
    enclosure = site.one().enclosure
    assert enclosure is not None
    assert enclosure.type == "audio/mp4"


def test_the_same_file_in_two_posts_is_told(site: Site) -> None:
    site.settings("[validate]\nignore = ['date-']\n")
    site.episode(name="a.md")
    site.episode(name="b.md", front="title: Second")
    assert site.rules() == ["enclosure-url-duplicate"]
    assert site.problems()[0].message.endswith(("a.md", "b.md"))


def test_where_a_path_leads_is_found_folder_by_folder(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site.settings('[content]\npath = "content"\n')
    site.episode(FRONT)
    away = tmp_path_factory.mktemp("away")
    (away / "deep").mkdir()
    (away / "x.mp3").touch()
    content = site.folder / "content"
    (content / "own" / "deep").mkdir(parents=True)
    (content / "out").symlink_to(away)
    (content / "in").symlink_to(content / "own")
    (content / "x.mp3").symlink_to(away / "x.mp3")
    (content / "y.mp3").symlink_to(content / "first.md")
    (content / "loop").symlink_to(content / "loop")
    config = settings_of(None, site.folder / "podfeed.toml")
    files = MediaFiles(config, content)
    (name,) = (path for path in content.iterdir() if path.suffix == ".md")
    post = read_post(name, root=content)
    below = ["", "out", "out/deep", "in", "in/deep", "own/..", "out/..", "../..", "..", "loop", "no/where"]
    inside, outside = os.path.realpath(site.folder), 0
    for folder in below:
        for file in ("x.mp3", "y.mp3", "z.mp3", ".", "..", "../x.mp3"):
            target = os.path.join(folder, file)  # noqa: PTH118 - `..` stays
            leads_out = not Path(os.path.realpath(content / target)).is_relative_to(inside)
            outside += leads_out
            for _again in range(2):
                if leads_out:
                    with pytest.raises(BadValueError, match="leads out of the folders"):
                        files.find(post, target)
                else:
                    files.find(post, target)
    assert 10 < outside < 40
