"""A feed of so many items, each of some 5.7 kB."""

from __future__ import annotations

import random
from collections.abc import Iterator
from email.utils import format_datetime
from html import escape

from benchmarks.content import MEDIA, SITE, body, published

HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>The Benchmark Hour</title><link>{SITE}/</link><description>An hour of talk.</description>
<language>en</language>
<atom:link href="{SITE}/podcast.xml" rel="self" type="application/rss+xml"/>
<itunes:author>Mara Lind</itunes:author><itunes:image href="{SITE}/cover.jpg"/>
<itunes:explicit>false</itunes:explicit>
<itunes:category text="Technology"/>
"""


def feed(items: int) -> Iterator[str]:
    """Yield the parts of a feed, the newest item first."""
    yield HEAD
    for number in range(items, 0, -1):
        dice = random.Random(number)  # noqa: S311 - the same each time
        notes = "".join(f"<p>{escape(part)}</p>\n" for part in body(dice).split("\n\n"))
        yield f"""<item><title>Episode {number}</title><link>{SITE}/episodes/{number}/</link>
<description>What was said in it.</description><content:encoded><![CDATA[{notes}]]></content:encoded>
<guid isPermaLink="false">guid-{number}</guid><pubDate>{format_datetime(published(number))}</pubDate>
<enclosure url="{MEDIA}/{number:06}.mp3" length="{dice.randrange(20_000_000, 60_000_000)}" type="audio/mpeg"/>
<itunes:duration>{dice.randrange(1_200, 5_400)}</itunes:duration><itunes:episode>{number}</itunes:episode>
<itunes:explicit>false</itunes:explicit></item>
"""
    yield "</channel></rss>\n"
