"""What is published keeps its promise: podfeed.lock, `--accept`, `podfeed adopt`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import podfeed
from podfeed.cli import main
from site_folder import NOW, Site

AT = ["--now", NOW.isoformat(), "--no-cache"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    for number, name in enumerate(("one", "two", "three"), 1):
        made.episode(
            f"title: Episode {name}\ndate: 2021-12-0{number}\naudio: https://cdn.example/{name}.mp3",
            name=f"{name}.md",
        )
    assert render(made).exit_code == 0
    return made


def render(site: Site, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["render", str(site.folder), *arguments, *AT])


def guids(site: Site) -> dict[str, str]:
    return {
        episode.title or "": episode.guid or ""
        for episode in podfeed.parse(site.folder / "feed.xml").episodes
    }


def lock(site: Site) -> dict[str, dict[str, str]]:
    data = json.loads((site.folder / "podfeed.lock").read_text("utf-8"))
    return {entry["post"]: entry for entry in data["episodes"] if entry}


def change(site: Site, right: str, wrong: str, name: str = "two.md") -> Path:
    path = site.folder / "content" / name
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), "utf-8")
    return path


def test_the_same_again(site: Site) -> None:
    before = (site.folder / "podfeed.lock").read_bytes()
    assert render(site, "--locked").exit_code == 0
    assert (site.folder / "podfeed.lock").read_bytes() == before


BREAKS = {
    "lock-guid-changed": ("title: Episode two", "title: Episode two\nguid: something-else"),
    "lock-date-moved": ("date: 2021-12-02", "date: 2021-11-02"),
}


@pytest.mark.parametrize("rule", BREAKS)
def test_a_promise_that_would_be_broken(site: Site, rule: str) -> None:
    before = [(site.folder / name).read_bytes() for name in ("feed.xml", "podfeed.lock")]
    path = change(site, *BREAKS[rule])
    result = render(site)
    assert result.exit_code == 1
    assert result.stderr.count(f"[{rule}]") == 1
    assert f"{path}:" in result.stderr
    guid = lock(site)["two.md"]["guid"]
    assert f"--accept {guid}" in result.stderr
    assert [(site.folder / name).read_bytes() for name in ("feed.xml", "podfeed.lock")] == before
    assert render(site, "--accept", "one.md").exit_code == 1
    assert render(site, "--accept", guid).exit_code == 0
    assert render(site, "--locked").exit_code == 0


def test_an_episode_that_vanished(site: Site) -> None:
    (site.folder / "content" / "two.md").unlink()
    result = render(site)
    assert result.exit_code == 1
    assert "[lock-episode-vanished]" in result.stderr
    assert "two.md" in result.stderr
    assert render(site, "--accept", "two.md").exit_code == 0
    assert set(lock(site)) == {"one.md", "three.md"}
    assert render(site).exit_code == 0


def test_drafts_and_future_posts_are_no_loss(site: Site) -> None:
    change(site, "title: Episode two", "title: Episode two\ndraft: true")
    assert render(site).exit_code == 0
    assert set(lock(site)) == {"one.md", "two.md", "three.md"}
    site.episode("title: Later\ndate: 2099-01-01", name="later.md")
    assert render(site, "--locked").exit_code == 0


def test_a_limit_makes_nothing_vanish(site: Site) -> None:
    site.settings('[feeds.main]\noutput = "feed.xml"\nlimit = 1\n')
    assert render(site).exit_code == 0
    assert set(lock(site)) == {"one.md", "two.md", "three.md"}


def test_a_renamed_post_keeps_its_guid(site: Site) -> None:
    before = guids(site)
    (site.folder / "content" / "two.md").rename(site.folder / "content" / "a-better-name.md")
    result = render(site)
    assert result.exit_code == 0
    assert "[lock-post-renamed]" in result.stderr
    assert guids(site) == before
    assert set(lock(site)) == {"one.md", "a-better-name.md", "three.md"}
    assert "[lock-post-renamed]" not in render(site).stderr


def test_media_that_moved_are_one_warning(site: Site) -> None:
    for name in ("one", "two", "three"):
        change(site, "https://cdn.example/", "https://media.example/", f"{name}.md")
    result = render(site)
    assert result.exit_code == 0
    assert result.stderr.count("[lock-enclosure-moved]") == 1
    assert "[lock-enclosure-moved]" not in render(site).stderr


def test_two_branches_that_each_added_an_episode(site: Site) -> None:
    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=site.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    git("init", "-q", "-b", "main")
    git("config", "user.name", "Ada")
    git("config", "user.email", "ada@example.org")
    (site.folder / ".gitignore").write_text("feed.xml\n")
    git("add", "-A")
    git("commit", "-q", "-m", "One")
    for branch, date in (("left", "2021-12-10"), ("right", "2021-12-11")):
        git("checkout", "-q", "-b", branch, "main")
        # Guids are the order of the lines: one far in front, one at the end.
        guid = "00000000-aaaa" if branch == "left" else "ffffffff-ffff"
        site.episode(
            f"title: {branch}\ndate: {date}\nguid: {guid}\naudio: https://cdn.example/{branch}.mp3",
            name=f"{branch}.md",
        )
        assert render(site).exit_code == 0
        git("add", "-A")
        git("commit", "-q", "-m", branch)
    git("merge", "-q", "left")
    assert set(lock(site)) == {"one.md", "two.md", "three.md", "left.md", "right.md"}
    assert render(site, "--locked").exit_code == 0


# -- adopt


def test_a_published_show_comes_in(site: Site) -> None:
    published = site.folder / "published.xml"
    text = (site.folder / "feed.xml").read_text("utf-8")
    for number, guid in enumerate(guids(site).values()):
        text = text.replace(guid, f"host-{number}")
    published.write_text(text, "utf-8")
    (site.folder / "feed.xml").write_text(text, "utf-8")
    (site.folder / "podfeed.lock").unlink()
    result = render(site)
    assert result.exit_code == 1
    assert "[lock-missing]" in result.stderr
    assert "podfeed adopt" in result.stderr
    assert (site.folder / "feed.xml").read_text("utf-8") == text
    dry = CliRunner().invoke(
        main, ["adopt", str(published), str(site.folder), "--dry-run", "--now", NOW.isoformat()]
    )
    assert (dry.exit_code, (site.folder / "podfeed.lock").exists()) == (0, False)
    done = CliRunner().invoke(main, ["adopt", str(published), str(site.folder), "--now", NOW.isoformat()])
    assert done.exit_code == 0
    assert render(site).exit_code == 0
    assert sorted(guids(site).values()) == ["host-0", "host-1", "host-2"]
    same = CliRunner().invoke(main, ["diff", str(published), str(site.folder / "feed.xml")])
    assert same.exit_code == 0


def test_what_matches_nothing_is_listed(site: Site) -> None:
    published = site.folder / "published.xml"
    text = (site.folder / "feed.xml").read_text("utf-8").replace("two", "other").replace("2021", "2019")
    published.write_text(text.replace(guids(site)["Episode two"], "host-2"), "utf-8")
    result = CliRunner().invoke(main, ["adopt", str(published), str(site.folder), "--now", NOW.isoformat()])
    assert result.exit_code == 1
    assert "no post is 'Episode other'; write guid: host-2" in result.stdout
    assert "two.md: not in the feed yet" in result.stdout


# -- a lock that cannot be read


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"version": 1', '"version": 99', "a later podfeed wrote it"),
        ('"version": 1', '"version": 1,,', "this is not JSON"),
        ('"date": "2021-12-02', '"date": "yesterday', "this line is no episode"),
        ('"post": "two.md"', '"post": 7', "this line is no episode"),
        ('{"guid"', '<<<<<<< HEAD\n{"guid"', "a merge left its marks"),
        ("null]}", "[" * 100_000, "this is not JSON"),
    ],
)
def test_a_lock_that_cannot_be_read(site: Site, right: str, wrong: str, said: str) -> None:
    path = site.folder / "podfeed.lock"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    before = (site.folder / "feed.xml").read_bytes()
    result = render(site)
    assert result.exit_code == 1
    assert said in result.stderr
    assert f"{path}:" in result.stderr
    assert (site.folder / "feed.xml").read_bytes() == before


# -- content by a stranger


OUTSIDE = [
    "audio: ../../../etc/passwd",
    "audio: /../../../etc/passwd",
    "audio: linked.mp3",
    "audio: file:///etc/passwd",
    "audio: ../../outside.mp3",
]


@pytest.mark.parametrize("front", OUTSIDE)
def test_nothing_outside_the_folders_is_read(site: Site, front: str) -> None:
    outside = site.folder.parent / "outside.mp3"
    outside.write_bytes((Path(__file__).parent / "audio" / "cbr.mp3").read_bytes())
    (site.folder / "content" / "linked.mp3").symlink_to(outside)
    (site.folder / "content" / "linked.md").symlink_to("/etc/passwd")
    site.post(f"title: X\ndate: 2021-12-09\ndescription: A walk.\n{front}", name="stranger.md")
    result = render(site)
    assert result.exit_code == 1
    assert "stranger.md:5" in result.stderr or "missing" in result.stderr
    assert "linked.md: error: the symbolic link leads out of the content folder" in result.stderr
    assert "root:" not in result.stderr


def test_chapters_behind_a_link_are_not_read(site: Site) -> None:
    secret = site.folder.parent / "secret.json"
    secret.write_text('{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "SECRET"}]}', "utf-8")
    site.audio("content/own.mp3")
    (site.folder / "content" / "own.chapters.json").symlink_to(secret)
    site.post("title: Own\ndate: 2021-12-09\ndescription: A walk.\naudio: own.mp3", name="own.md")
    assert render(site).exit_code == 0
    assert "SECRET" not in (site.folder / "feed.xml").read_text("utf-8")


HEAVY = {
    "aliases.md": "---\ntitle: x\naudio: https://c.example/a.mp3\na: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{two}: &{two} [{','.join([f'*{one}'] * 9)}]\n"
        for one, two in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "---\nHi\n",
    "yaml.md": "---\ntitle: x\nx: " + "[" * 100_000 + "]" * 100_000 + "\n---\nHi\n",
    "toml.md": '+++\ntitle = "x"\nx = ' + "[" * 100_000 + "]" * 100_000 + "\n+++\nHi\n",
    "json.md": '{"title": "x", "x": ' + "[" * 100_000 + "]" * 100_000 + "}\nHi\n",
    "quotes.md": "---\ntitle: x\ndate: 2021-12-09\naudio: https://c.example/q.mp3\nlength: 1000000\n---\n"
    + "> " * 20_000
    + "Hi\n",
}


@pytest.mark.parametrize("name", HEAVY)
def test_content_that_is_made_to_hurt(site: Site, name: str) -> None:
    site.write(f"content/{name}", HEAVY[name])
    result = render(site)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert len(result.stderr) < 10_000


def test_two_renders_at_once_end_with_one_whole_feed(site: Site) -> None:
    command = [sys.executable, "-m", "podfeed", "render", str(site.folder), "--now", NOW.isoformat()]
    running = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(4)
    ]
    assert [each.wait(60) for each in running] == [0, 0, 0, 0]
    assert set(guids(site)) == {"Episode one", "Episode two", "Episode three"}
    assert set(lock(site)) == {"one.md", "two.md", "three.md"}
    assert sorted(path.name for path in site.folder.iterdir()) == [
        "content",
        "feed.xml",
        "podfeed.lock",
        "podfeed.toml",
    ]
