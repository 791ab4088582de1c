"""The programs that are compared: how each is called, and how it is installed."""

from __future__ import annotations

import json
import re
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from benchmarks.content import post_path
from benchmarks.measure import Command, output

HERE = Path(__file__).parent
ROOT = HERE.parent
RIVALS = HERE / "rivals"
ELEVENTY = RIVALS / "eleventy"


def podfeed(*arguments: str | Path) -> list[object]:
    """Return a call of podfeed as it is installed beside this Python."""
    script = Path(sys.executable).with_name("podfeed")
    start: list[object] = [script] if script.is_file() else [sys.executable, "-m", "podfeed"]
    return [*start, *arguments]


def program(name: str, package: str) -> str:
    """Return that a program is not installed and how it is, or nothing where it is."""
    return "" if shutil.which(name) else f"not installed: apt install {package}"


def library(name: str, package: str) -> str:
    """Return the same of a Python library."""
    return "" if find_spec(name) else f"not installed: pip install {package}"


def versions() -> list[str]:
    """Return the names and versions of the programs and libraries that are installed."""
    libraries = (
        "podfeed-rss",
        "feedgen",
        "markdown-it-py",
        "pyromark",
        "feedparser",
        "podcastparser",
        "lxml",
    )
    found = [f"{name} {version(name)}" for name in libraries if is_there(name)]
    for call_of, name in (
        (["hugo", "version"], "Hugo"),
        (["ffprobe", "-version"], "ffprobe"),
        (["node", "-v"], "Node"),
    ):
        if shutil.which(call_of[0]) and (number := re.search(r"\d+\.[\d.]*\d", output(call_of).decode())):
            found.append(f"{name} {number[0]}")
    manifest = ELEVENTY / "node_modules" / "@11ty" / "eleventy" / "package.json"
    if manifest.is_file():
        found.append(f"Eleventy {json.loads(manifest.read_text('utf-8'))['version']}")
    return found


def is_there(distribution: str) -> bool:
    """Return whether a Python distribution is installed."""
    try:
        return bool(version(distribution))
    except PackageNotFoundError:
        return False


def hugo(site: Path, work: Path) -> tuple[Command, Path]:
    """Return Hugo on a site's posts, and the feed that it writes."""
    home, public = work / "hugo", work / "hugo-public"
    shutil.copytree(RIVALS / "hugo", home, dirs_exist_ok=True)
    argv = ["hugo", "--quiet", "--source", home, "--contentDir", site / "content", "--destination", public]
    return Command("Hugo", argv, missing=program("hugo", "hugo")), public / "podcast.xml"


def eleventy(site: Path, work: Path) -> tuple[Command, Path]:
    """Return Eleventy on a site's posts, and the feed that it writes."""
    home, public = work / "eleventy", work / "eleventy-public"
    shutil.copytree(ELEVENTY, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    link(home / "node_modules", ELEVENTY / "node_modules")
    link(home / "content", site / "content")
    main = ELEVENTY / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    missing = program("node", "nodejs npm")
    if not missing and not main.is_file():
        missing = f"not installed: npm install in {ELEVENTY.relative_to(ROOT)}"
    argv = ["node", main, "--quiet", f"--output={public}"]
    return Command("Eleventy", argv, folder=home, missing=missing), public / "podcast.xml"


def script(markdown: str, module: str, site: Path, work: Path) -> tuple[Command, Path]:
    """Return the script with feedgen and a Markdown library on a site's posts, and its feed."""
    feed = work / f"feedgen-{markdown}.xml"
    argv = [sys.executable, RIVALS / "feedgen_script.py", markdown, site / "content", feed]
    return Command(f"feedgen and {markdown}", argv, missing=library(module, markdown)), feed


def link(place: Path, target: Path) -> None:
    """Make a symbolic link, in place of one that is there."""
    place.unlink(missing_ok=True)
    place.symlink_to(target.resolve())


def edit(site: Path, number: int, text: str) -> None:
    """Write a post anew."""
    post_path(site, number).write_text(text, "utf-8")
