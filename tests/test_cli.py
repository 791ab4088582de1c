"""The command, as people and CI run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import podfeed
from podfeed.cli import COMMANDS, main
from site_folder import FRONT, SHOW, Site

NOW = ["--now", "2026-01-01"]


def run(site: Site, *arguments: str) -> Result:
    before = Path.cwd()
    os.chdir(site.folder)
    try:
        return CliRunner().invoke(main, list(arguments))
    finally:
        os.chdir(before)


def test_render_writes_beside_the_settings(site: Site) -> None:
    site.episode()
    result = run(site, "render", *NOW)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert result.stderr.endswith("1 post read; 1 episode written to feed.xml\n")
    assert podfeed.parse(site.folder / "feed.xml").episodes[0].title == "First"
    again = run(site, "render", *NOW)
    assert "which is up to date" in again.stderr


def test_render_takes_a_folder_and_an_output(site: Site) -> None:
    site.episode()
    result = run(site, "render", "content/", "-o", "out.xml", *NOW)
    assert result.exit_code == 0, result.stderr
    assert (site.folder / "out.xml").exists()
    assert not (site.folder / "feed.xml").exists()


def test_render_to_standard_output(site: Site) -> None:
    site.episode()
    result = run(site, "render", "-o", "-", *NOW)
    assert result.stdout.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<rss ')
    assert podfeed.parse(result.stdout_bytes).title == "Sea Talk"


def test_an_error_leaves_the_feed_as_it_is_and_shows_every_problem(site: Site) -> None:
    site.episode()
    run(site, "render", *NOW)
    before = (site.folder / "feed.xml").read_bytes()
    site.post("title: [", name="broken.md")
    site.episode("explicit: maybe", name="other.md")
    site.episode("date: 2022-13-45", name="third.md")
    result = run(site, "render", *NOW)
    assert result.exit_code == 1
    assert (site.folder / "feed.xml").read_bytes() == before
    lines = result.stderr.splitlines()
    assert "content/broken.md:3:1: error: the front matter is not YAML" in result.stderr
    assert any(line.startswith("content/other.md:2:11: error:") for line in lines)
    assert any(line.startswith("content/third.md:2:7: warning: date:") for line in lines)
    assert "[itunes-explicit-invalid]" in result.stderr
    assert lines[-1].startswith("3 posts read; 3 episodes found, and nothing is written")


def test_what_is_missing_of_the_show_is_one_error_with_the_lines_to_add(site: Site) -> None:
    site.settings("", show='[show]\ntitle = "Sea Talk"\nlink = "https://show.example/"\n')
    site.episode("image: x.jpg")
    result = run(site, "render", *NOW)
    assert result.exit_code == 1
    assert result.stderr.count("error:") == 1
    assert (
        "no description, no feed_url, no language, no image, no categories and no explicit" in result.stderr
    )
    assert "feed_url = " in result.stderr
    assert "podfeed.toml:1:" in result.stderr


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("[contnt]\n", ":12:1:", "did you mean content?"),
        ('[content]\ntimezon = "UTC"\n', ":13:1:", "did you mean timezone?"),
        ('[content]\ntimezone = "Europe/Berln"\n', ":13:12:", "did you mean Europe/Berlin?"),
        ("[content]\ndrafts = 1\n", ":13:10:", "neither true nor false"),
        ('[content]\nmissing_audio = "no"\n', ":13:17:", "error, skip, keep"),
        ('[content]\npath = "nowhere"\n', ":13:8:", "no content folder 'nowhere'"),
        ("[content\n", ":12:9:", "not TOML"),
        ('[fields]\ntitel = "x"\n', ":15:1:", "did you mean title?"),
        ("[feeds.a]\nlimit = 0\n", ":15:9:", "above 0"),
        ("[feeds.a]\n[feeds.b]\n", ":15:1:", "both write feed.xml"),
        ("[validate]\nprofiles = ['aple']\n", ":15:12:", "'aple' is not one of"),
    ],
)
def test_settings_that_are_wrong_are_named_with_their_place(
    site: Site, text: str, place: str, words: str
) -> None:
    if "[content" in text or "[contnt" in text:
        site.write("podfeed.toml", SHOW + text)
    else:
        site.settings(text)
    site.episode()
    result = run(site, "render", *NOW)
    assert result.exit_code == 1
    assert f"podfeed.toml{place}" in result.stderr
    assert words in result.stderr


def test_all_errors_of_the_settings_are_told_at_once(site: Site) -> None:
    site.settings('[media]\nroute = "x"\n[content]\npth = "y"\ndrafts = 3\n')
    assert run(site, "render").stderr.count(": error: ") == 3


def test_a_wrong_category_names_the_nearest(site: Site) -> None:
    site.settings("", show=SHOW.replace('["Science"]', '["Science", "Busines > Careers"]'))
    site.episode()
    result = run(site, "render", *NOW)
    assert result.exit_code == 1
    assert "podfeed.toml:10:" in result.stderr
    assert "'Business > Careers'" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["render", "--nonsense"],
        ["render", "--now", "soon"],
        ["nonsense"],
    ],
)
def test_wrong_usage_is_exit_code_2(site: Site, arguments: list[str]) -> None:
    assert run(site, *arguments).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["render", "--config", "nowhere.toml"],
            "nowhere.toml: error: the file cannot be read",
        ),
        (["explain", "nowhere.md"], "nowhere.md"),
        (["render", "nowhere/"], "there is no content folder"),
        (["render", "-o", "no/where.xml"], "make the folder first"),
    ],
)
def test_a_missing_file_is_a_problem_and_exit_code_1(site: Site, arguments: list[str], sentence: str) -> None:
    site.episode()
    result = run(site, *arguments)
    assert result.exit_code == 1
    assert sentence in result.stderr + result.stdout


def test_an_output_for_several_feeds_is_wrong_usage(site: Site) -> None:
    site.settings('[feeds.a]\noutput = "a.xml"\n[feeds.b]\noutput = "b.xml"\n')
    site.episode()
    result = run(site, "render", "-o", "x.xml")
    assert result.exit_code == 2
    assert "a, b" in result.stderr
    assert run(site, "render", "-o", "x.xml", "--feed", "a", *NOW).exit_code == 0
    assert run(site, "render", *NOW).exit_code == 0
    assert (site.folder / "a.xml").read_bytes() == (site.folder / "b.xml").read_bytes()
    unknown = run(site, "render", "--feed", "c")
    assert unknown.exit_code == 1
    assert "it has a, b" in unknown.stderr


def test_verbose_names_what_is_left_out(site: Site) -> None:
    site.episode()
    site.post("title: Blog\ndate: 2021-01-01", name="blog.md")
    site.episode("draft: true", name="draft.md")
    result = run(site, "render", "-v", *NOW)
    assert "content/blog.md: left out: no episode" in result.stderr
    assert "content/draft.md: left out: a draft (draft: true)" in result.stderr
    assert "2 left out (1 a draft, 1 no episode)" in result.stderr


def test_an_empty_feed_never_replaces_a_full_one(site: Site) -> None:
    site.episode()
    run(site, "render", *NOW)
    site.episode("draft: true")
    result = run(site, "render", *NOW)
    assert result.exit_code == 1
    assert "there is no episode" in result.stderr
    assert len(podfeed.parse(site.folder / "feed.xml").episodes) == 1


def test_explain_says_where_each_value_came_from(site: Site) -> None:
    site.settings('[content]\npath = "content"\npermalink = "/:title/"\n')
    site.audio("content/first.mp3")
    site.post(FRONT + "thumbnail: /a.jpg")
    result = run(site, "explain", "content/first.md", *NOW)
    assert result.exit_code == 0
    assert "content/first.md is in the feed: first.mp3 lies beside it" in result.stdout
    for line in (
        "from content/first.md:2:8 (title)",
        "from content/first.md:5:12 (thumbnail)",
        "from podfeed.toml:14:13 ([content] permalink)",
        "from first.mp3, measured",
        "from the body",
        "from the post's path, first",
    ):
        assert line in result.stdout


def test_explain_says_why_a_post_is_not_in_the_feed(site: Site) -> None:
    site.episode()
    site.post("title: Blog", name="blog.md")
    result = run(site, "explain", "content/blog.md", *NOW)
    assert "content/blog.md is not in the feed: no episode" in result.stdout


def test_init_writes_what_it_finds_and_overwrites_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (tmp_path / "podfeed.toml").unlink()
    site.write("_config.yml", 'title: "The \\"Blog\\""\nurl: https://blog.example\nbaseurl: /b\nlang: de\n')
    site.episode("category: podcast", name="../_posts/a.md")
    site.post("title: x", name="../_posts/b.md")
    assert run(site, "init").exit_code == 0
    text = (tmp_path / "podfeed.toml").read_text()
    kept = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert kept == [
        "[show]",
        'title = "The \\"Blog\\""',
        'link = "https://blog.example/b/"',
        'language = "de"',
        "[content]",
        'path = "_posts"',
        'select = { category = "podcast" }',
    ]
    again = run(site, "init")
    assert again.exit_code == 1
    assert (tmp_path / "podfeed.toml").read_text() == text
    rendered = run(site, "render", *NOW)
    assert "settings" not in rendered.stderr.replace("the settings", "")


def test_the_sites_own_configuration_is_enough_for_what_it_says(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (tmp_path / "podfeed.toml").unlink()
    site.write("hugo.toml", 'baseURL = "https://blog.example/"\ntitle = "Blog"\nlanguageCode = "en"\n')
    site.episode()
    result = run(site, "render", "content")
    assert (
        "the show has no description, no feed_url, no image, no categories and no explicit" in result.stderr
    )


def test_version_help_and_completion() -> None:
    runner = CliRunner()
    assert podfeed.__version__ in runner.invoke(main, ["--version"]).stdout
    for name, sentence in COMMANDS.items():
        result = runner.invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert sentence.rstrip(".").split(",")[0].lower()[:12] in result.stdout.lower() or name == "explain"
    environment = {
        **os.environ,
        "_PODFEED_COMPLETE": "bash_complete",
        "COMP_WORDS": "podfeed re",
        "COMP_CWORD": "1",
    }
    command = [str(Path(sys.executable).with_name("podfeed"))]
    completed = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "render" in completed.stdout


@pytest.mark.parametrize("more", ["", "threading.Thread(target=lambda: time.sleep(0.2) or tell()).start()"])
def test_a_process_ends_as_any_of_python_does(site: Site, more: str) -> None:
    """What is to be done at its end is done, all that was printed gets out, and threads are waited for."""
    site.episode()
    code = (
        "import atexit, sys, threading, time; from podfeed.__main__ import run\n"
        "tell = lambda: print('told', flush=True)\n"
        "atexit.register(print, 'at the end')\n"
        f"sys.argv = ['podfeed', 'render', '-o', '-', *{NOW!r}]; {more}\n"
        "print('x' * 3, end='')\n"
        "run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=site.folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    assert "</rss>\n" in done.stdout
    assert done.stdout.endswith("at the end\n")
    assert ("told\n" in done.stdout) == bool(more)
    site.post("title: [", name="broken.md")
    broken = subprocess.run([sys.executable, "-c", code], cwd=site.folder, capture_output=True, check=False)
    assert broken.returncode == 1


def test_start_up_imports_nothing_that_the_command_does_not_use() -> None:
    code = (
        "import sys, json; from podfeed.cli import main\n"
        "try: main(['--version'])\nexcept SystemExit: pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = set(json.loads(result.stderr))
    heavy = {"lxml", "feedgen", "mutagen", "yaml", "frontmatter", "dateutil", "nh3", "pyromark"}
    assert not heavy & {name.partition(".")[0] for name in modules}
    assert not {"podfeed.model", "podfeed.build", "podfeed.config"} & modules
