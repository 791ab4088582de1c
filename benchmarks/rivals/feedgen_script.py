"""The script that a podcaster writes: python-frontmatter, a Markdown library, feedgen.

    feedgen_script.py (markdown-it-py|pyromark) CONTENT FEED

What podfeed is compared with. It leaves out what would slow it down and the feed does not need: nothing is
checked, and nothing is sanitised.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import frontmatter
from feedgen.feed import FeedGenerator

SITE = "https://podcast.example.org/"


def markdown(library: str) -> Callable[[str], str]:
    """Return what turns Markdown with tables into HTML."""
    if library == "pyromark":
        from pyromark import Markdown, Options  # noqa: PLC0415 - one of the two is measured

        return Markdown(options=Options.ENABLE_TABLES).html
    from markdown_it import MarkdownIt  # noqa: PLC0415

    render: Callable[[str], str] = MarkdownIt("commonmark").enable("table").render
    return render


def main(library: str, content: str, feed: str) -> None:
    """Write the feed of all posts that are out."""
    to_html = markdown(library)
    generator = channel()
    posts: list[Any] = [frontmatter.load(str(path)) for path in Path(content).rglob("*.md")]
    now = datetime.now(UTC)
    posts = [post for post in posts if not post.get("draft") and post["date"] <= now]
    for post in sorted(posts, key=lambda post: post["date"], reverse=True):
        add(generator, post, to_html(post.content))
    generator.rss_file(feed, pretty=True)


def channel() -> Any:
    """Return the feed without episodes."""
    generator = FeedGenerator()
    generator.load_extension("podcast")
    generator.title("The Benchmark Hour")
    generator.link(href=f"{SITE}podcast.xml", rel="self")
    generator.link(href=SITE)
    generator.description("An hour of talk about measuring, every hour.")
    generator.language("en")
    generator.podcast.itunes_author("Mara Lind")
    generator.podcast.itunes_owner(name="Mara Lind", email="mara@podcast.example.org")
    generator.podcast.itunes_image(f"{SITE}cover.jpg")
    generator.podcast.itunes_category("Technology")
    generator.podcast.itunes_explicit("no")
    generator.podcast.itunes_type("episodic")
    return generator


def add(generator: Any, post: Any, notes: str) -> None:
    """Add one episode at the feed's end."""
    entry = generator.add_entry(order="append")
    address = f"{SITE}episodes/{post['slug']}/"
    entry.title(post["title"])
    entry.link(href=address)
    entry.guid(address, permalink=True)
    entry.description(post["description"])
    entry.content(notes, type="CDATA")
    entry.category([{"term": tag} for tag in post["tags"]])
    entry.enclosure(post["audio"], str(post["audio_bytes"]), "audio/mpeg")
    entry.published(post["date"])
    entry.podcast.itunes_author(", ".join(post["hosts"]))
    entry.podcast.itunes_duration(post["duration"])
    entry.podcast.itunes_season(post["season"])
    entry.podcast.itunes_episode(post["episode"])
    entry.podcast.itunes_explicit("no")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        print(__doc__)
        sys.exit(0 if sys.argv[1:] == ["--help"] else 2)
    main(*sys.argv[1:])
