"""A small site in a folder, for tests: posts, settings, audio."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import podfeed

AUDIO = Path(__file__).parent / "audio"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SHOW = """
[show]
title = "Sea Talk"
description = "What the sea says."
link = "https://show.example/"
feed_url = "https://show.example/feed.xml"
language = "en"
author = "Ann Other"
image = "/cover.jpg"
categories = ["Science"]
explicit = false
"""
# What the same day, the same file and a server on this machine break in every small site.
RULES = """
[validate]
ignore = [
    "date-all-identical",
    "enclosure-url-duplicate",
    "enclosure-url-private-host",
    "enclosure-url-no-extension",
    "enclosure-not-https",
    "duration-implausible",
    "enclosure-length-implausible",
    "enclosure-length-bitrate-implausible",
]
"""
FRONT = "title: First\ndate: 2021-12-02\ndescription: A walk.\n"
REMOTE = "audio: https://cdn.example/a.mp3\nlength: 24000000\nduration: 3000\n"


class Site:
    """Lays out files and loads what they make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings("")

    def settings(self, text: str, *, show: str = SHOW) -> None:
        """Write podfeed.toml: the show, and further settings."""
        if "[validate]" not in text:
            text = f"{text}\n{RULES}"
        if "[content]" not in text:
            text = '[content]\npath = "content"\n' + text
        self.write("podfeed.toml", show + text)
        (self.folder / "content").mkdir(exist_ok=True)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def post(self, front: str = "", body: str = "The sea.", *, name: str = "first.md") -> Path:
        """Write a post with YAML front matter."""
        return self.write(f"content/{name}", f"---\n{front}\n---\n{body}\n")

    def episode(self, front: str = "", body: str = "The sea.", *, name: str = "first.md") -> Path:
        """Write a post that is an episode, with remote audio."""
        keys = {line.partition(":")[0] for line in front.splitlines()}
        rest = [line for line in (FRONT + REMOTE).splitlines() if line.partition(":")[0] not in keys]
        return self.post("\n".join([front, *rest]).strip(), body, name=name)

    def audio(self, name: str, kind: str = "cbr.mp3") -> Path:
        """Put a real audio file somewhere."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(AUDIO / kind, path)
        return path

    def load(self, **options: Any) -> podfeed.Show:
        return podfeed.load(config=self.folder / "podfeed.toml", **({"now": NOW} | options))

    def one(self, **options: Any) -> podfeed.Episode:
        """Load a show of one episode and return it."""
        (episode,) = self.load(**options).episodes
        return episode

    def problems(self, **options: Any) -> tuple[podfeed.Problem, ...]:
        """Load the show, and return its problems, errors included."""
        try:
            return tuple(self.load(**options).problems)
        except podfeed.ProblemsError as error:
            return error.problems

    def rules(self, **options: Any) -> list[str]:
        return [problem.rule for problem in self.problems(**options)]
