"""Make a podcast feed as hosts write it: `python benchmarks/feeds.py 10000 -o feed.xml` gives 57 MB.

The same arguments give the same bytes on any machine. Every item has all of Apple's tags and notes of a few
kilobytes; transcripts, chapters, people, value and soundbites stand in parts of them, as in the field.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from random import Random
from uuid import NAMESPACE_URL, uuid5

SITE = "https://example.org"
FIRST = datetime(2005, 1, 3, 5, 30, tzinfo=UTC)
WORDS = (
    "the of and to a in is that it was for on are with as be at this have from or had by but some what "
    "there we can out other were all your when up use how said each she which their time will way about "
    "many then them would write like so these her long make thing see him two has look more day could go "
    "come did my sound no most number who over know water than call first people may down side been now "
    "find café naïve Zürich “quoted” host’s episode — archive story guest music radio listen season "
    "interview history science question answer garden river mountain engine letter window"
).split()
TITLES = ("The", "A Story of", "Inside", "Back to", "How We Made", "Looking for", "Letters from", "Notes on")
NAMES = (
    "Ada Fox",
    "Björn Lindqvist",
    "Chidi Okafor",
    "Dana Reyes",
    "Émile Roux",
    "Fumiko Sato",
    "Grace Hall",
)
ROLES = ("host", "guest", "producer", "editor")
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0"
  xmlns:psc="http://podlove.org/simple-chapters">
<channel>
  <title>The Long Archive</title>
  <link>{SITE}/</link>
  <description>A show that has been on the air for a long time &amp; keeps every episode.</description>
  <language>en</language>
  <copyright>© The Long Archive</copyright>
  <lastBuildDate>Mon, 03 Jan 2005 05:30:00 +0000</lastBuildDate>
  <atom:link href="{SITE}/feed.xml" rel="self" type="application/rss+xml"/>
  <itunes:author>The Long Archive</itunes:author>
  <itunes:owner><itunes:name>Ada Fox</itunes:name><itunes:email>ada@example.org</itunes:email></itunes:owner>
  <itunes:image href="{SITE}/cover.jpg"/>
  <itunes:category text="Society &amp; Culture"><itunes:category text="Documentary"/></itunes:category>
  <itunes:explicit>false</itunes:explicit>
  <itunes:type>episodic</itunes:type>
  <podcast:guid>{uuid5(NAMESPACE_URL, SITE)}</podcast:guid>
  <podcast:locked owner="ada@example.org">yes</podcast:locked>
  <podcast:medium>podcast</podcast:medium>
"""
TAIL = "</channel>\n</rss>\n"


def feed(items: int, notes: int = 4100) -> Iterator[str]:
    """Yield a feed in parts: of so many items, the newest first, with notes of so many bytes."""
    yield HEAD
    for number in range(items, 0, -1):
        yield item(number, notes)
    yield TAIL


def item(number: int, notes: int = 4100) -> str:
    """Return the item of an episode, which depends on its number alone."""
    random = Random(number)  # noqa: S311 - nothing is kept secret
    url = f"{SITE}/episodes/{number}"
    date = FIRST + timedelta(hours=17 * number, minutes=random.randrange(60))
    title = f"{random.choice(TITLES)} {_words(random, 3).title()}"
    seconds = random.randrange(600, 7200)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    summary = escape(_sentence(random, 30), quote=False)
    lines = [
        "  <item>",
        f"    <title>{title}</title>",
        f"    <link>{url}</link>",
        f'    <guid isPermaLink="false">{uuid5(NAMESPACE_URL, url)}</guid>',
        f"    <pubDate>{format_datetime(date)}</pubDate>",
        f"    <description>{summary}</description>",
        f"    <content:encoded><![CDATA[{_html(random, url, notes)}]]></content:encoded>",
        f'    <enclosure url="{url}.mp3" length="{seconds * 16000}" type="audio/mpeg"/>',
        f"    <itunes:title>{title}</itunes:title>",
        f"    <itunes:author>{random.choice(NAMES)}</itunes:author>",
        f"    <itunes:summary>{summary}</itunes:summary>",
        f"    <itunes:subtitle>{escape(_sentence(random, 8), quote=False)}</itunes:subtitle>",
        f'    <itunes:image href="{url}.jpg"/>',
        f"    <itunes:duration>{clock}</itunes:duration>",
        f"    <itunes:season>{number // 50 + 1}</itunes:season>",
        f"    <itunes:episode>{number % 50 + 1}</itunes:episode>",
        "    <itunes:episodeType>full</itunes:episodeType>",
        "    <itunes:explicit>false</itunes:explicit>",
        *_podcasting20(random, number, url, seconds),
        "  </item>\n",
    ]
    return "\n".join(lines)


def _podcasting20(random: Random, number: int, url: str, seconds: int) -> Iterator[str]:
    """Yield what the podcast namespace and Podlove's chapters add to parts of the episodes."""
    yield from _files(random, number, url, seconds)
    if number % 10 == 0:
        yield from _value(random)
    if number % 4 == 0:
        yield '    <psc:chapters version="1.2">'
        for start in range(0, seconds, seconds // 6):
            clock = f"{start // 3600:02}:{start // 60 % 60:02}:{start % 60:02}.000"
            yield f'      <psc:chapter start="{clock}" title="{_words(random, 3).title()}"/>'
        yield "    </psc:chapters>"


def _files(random: Random, number: int, url: str, seconds: int) -> Iterator[str]:
    if number % 2 == 0:
        yield f'    <podcast:transcript url="{url}.vtt" type="text/vtt" language="en"/>'
        yield f'    <podcast:chapters url="{url}.json" type="application/json+chapters"/>'
    if number % 3 == 0:
        for name in random.sample(NAMES, 3):
            role = random.choice(ROLES)
            yield f'    <podcast:person role="{role}" href="{SITE}/people">{name}</podcast:person>'
    if number % 5 == 0:
        start = f"{seconds // 3}.5"
        yield f'    <podcast:soundbite startTime="{start}" duration="60.0">A good part</podcast:soundbite>'


def _value(random: Random) -> Iterator[str]:
    yield '    <podcast:value type="lightning" method="keysend" suggested="0.00000005000">'
    for split, name in zip((60, 30, 10), random.sample(NAMES, 3), strict=True):
        key = f"03{random.getrandbits(256):064x}"
        yield f'      <podcast:valueRecipient name="{name}" type="node" address="{key}" split="{split}"/>'
    yield "    </podcast:value>"


def _html(random: Random, url: str, size: int) -> str:
    """Return notes of about so many bytes: paragraphs, links, a list of times."""
    parts: list[str] = []
    length = 0
    while length < size - 400:
        link = f'<a href="{SITE}/links/{random.randrange(10**6)}">{_words(random, 2)}</a>'
        text = f"{_sentence(random, 40)} {link}, <em>{_words(random, 3)}</em>. {_sentence(random, 25)}"
        part = f"<p>{text.replace('&', '&amp;')}</p>"
        parts.append(part)
        length += len(part.encode())
    rows = "".join(f"<li>{minute:02}:00 {_words(random, 4)}</li>" for minute in range(0, 50, 10))
    return "\n".join(
        [*parts, f"<ul>{rows}</ul>", f'<p>More at <a href="{url}">our site</a> &amp; in apps.</p>']
    )


def _words(random: Random, count: int) -> str:
    return " ".join(random.choices(WORDS, k=count))


def _sentence(random: Random, count: int) -> str:
    return f"{_words(random, count).capitalize()}."


def main() -> None:
    """Write a feed to a file, or to the standard output."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("items", type=int, help="how many items")
    parser.add_argument(
        "--notes", type=int, default=4100, metavar="BYTES", help="of content:encoded in each item"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="left out: the standard output")
    args = parser.parse_args()
    with args.output.open("wb") if args.output else sys.stdout.buffer as out:
        out.writelines(part.encode() for part in feed(args.items, args.notes))


if __name__ == "__main__":
    main()
