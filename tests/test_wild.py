"""Feeds as hosts and their programs write them: nothing that apps take is an error."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import podfeed

NOW = datetime(2024, 3, 29, tzinfo=UTC)
WORDPRESS = (Path(__file__).parent / "wild" / "wordpress.xml").read_text("utf-8")
SELF = '<atom:link href="https://garden.example/feed/podcast/" rel="self" type="application/rss+xml" />'
GUID = '<guid isPermaLink="false">https://garden.example/?p=412</guid>'
NODE = '<podcast:valueRecipient name="R" type="node" address="03' + "ae" * 32 + '" split="100"/>'

# What a habit puts in the place of what stands in the feed of a WordPress site.
HABITS = {
    "WordPress": [],
    "a namespace on each link": [(SELF, SELF.replace("/>", 'xmlns="http://www.w3.org/2005/Atom"/>'))],
    "CDATA in titles": [("<title>Mulch</title>", "<title><![CDATA[Mulch & more]]></title>"), ("29:17", "00:29:17"), ("+0000</pubDate>", "GMT</pubDate>")],
    "M4A": [("mulch.mp3", "mulch.m4a"), ('type="audio/mpeg"', 'type="audio/x-m4a"')],
    "a guid without isPermaLink": [(GUID, "<guid>abc-123-def-456</guid>")],
    "explicit of old": [("<itunes:explicit>false", "<itunes:explicit>clean")],
    "left over from a move": [("<itunes:type>", "<itunes:new-feed-url>https://garden.example/feed/podcast/</itunes:new-feed-url><itunes:type>")],
    "money": [("<itunes:type>", f'<podcast:value type="lightning" method="keysend">{NODE}</podcast:value><itunes:type>')],
    "chapters as plain JSON": [("<itunes:subtitle>", '<podcast:chapters url="https://garden.example/c.json" type="application/json"/><podcast:transcript url="https://garden.example/1.srt" type="application/srt"/><itunes:subtitle>')],
    "vendors' tags": [("<itunes:subtitle>", '<bitlove:guid xmlns:bitlove="http://bitlove.org">x</bitlove:guid><acast:id xmlns:acast="https://schema.acast.com/1.0/">x</acast:id><itunes:keywords/><itunes:subtitle>')],
    "an episode 0": [("<itunes:subtitle>", "<itunes:season>1</itunes:season><itunes:episode>0</itunes:episode><itunes:subtitle>")],
    "a second link to itself": [("<sy:updatePeriod>", '<atom10:link xmlns:atom10="http://www.w3.org/2005/Atom" rel="self" type="application/rss+xml" href="https://feeds.example/g"/><sy:updatePeriod>')],
}  # fmt: skip


@pytest.mark.parametrize("habit", HABITS)
def test_what_apps_take_is_no_error(habit: str) -> None:
    text = WORDPRESS
    for right, wrong in HABITS[habit]:
        assert right in text
        text = text.replace(right, wrong)
    problems = podfeed.validate(text.encode(), now=NOW)
    assert [problem.rule for problem in problems if problem.severity == "error"] == []
