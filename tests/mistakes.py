"""Mistakes that podcasters make, put into the example show one at a time: what, where, and what is told of it.

Each is a text that stands once in a file of the example, what a mistake makes of it, the rule that it breaks, and a
text in the line at which the problem is told, where that is another one.
"""

from __future__ import annotations

from dataclasses import dataclass

EDGE = "content/2024-03-21-edge-devices.md"
WATCH = "content/2024-03-07-monitoring.md"
LABEL = "content/2024-02-08-labelling.md"
STORE = "content/2024-01-25-feature-stores.md"
HELLO = "content/2024-01-11-welcome.md"
SHOW = "podfeed.toml"
FEED = "feed.xml"


@dataclass(frozen=True)
class Mistake:
    file: str
    right: str
    wrong: str
    rule: str
    at: str = ""  # what the line holds, where it is not the first line of the mistake

    def __str__(self) -> str:
        return f"{self.rule}-{self.file.rpartition('/')[2]}"


IN_CONTENT = (
    Mistake(EDGE, "publish_date: March 21, 2024", "publish_date: 21 Marhc 2024", "date-invalid"),
    Mistake(EDGE, "audio: edge devices.m4a", "audio: edge-devices.m4a", "audio-missing"),
    Mistake(EDGE, "episode: 4", "episode: four", "episode-number-invalid"),
    Mistake(EDGE, "season: 1", "season: one", "season-number-invalid"),
    Mistake(EDGE, 'title: "Vision on edge devices with Priya Nair"', 'title: ""', "item-title-missing"),
    Mistake(EDGE, 'title: "Vision on', 'title: "Vision on: "edge"', "front-matter-invalid"),
    Mistake(EDGE, "episode: 4", "episode: 3", "episode-number-duplicate"),
    Mistake(EDGE, "episode: 4", "episode: 4\nguid: 12", "guid-weak", "guid: 12"),
    Mistake(WATCH, "season: 1\n", "", "season-partial", "---"),
    Mistake(WATCH, "episode: 3", "episode: 3\nepisode_type: extra", "episode-type-invalid", "episode_type"),
    Mistake(WATCH, "episode: 3", "episode: 3\nexplicit: maybe", "itunes-explicit-invalid", "explicit"),
    Mistake(WATCH, "episode: 3", "episode: 3\nexplicit: true", "itunes-explicit-contradiction", "explicit"),
    Mistake(WATCH, "episode: 3", "episode: 3\nduration: 90 minits", "duration-invalid", "duration"),
    Mistake(WATCH, "episode: 3", "episode: 3\nduration: 62:03", "media-duration-mismatch", "duration"),
    Mistake(
        WATCH,
        "episode: 3",
        'episode: 3\nchapters: ["0:01 One", "9:00 Two"]',
        "chapters-beyond-duration",
        "chapters",
    ),
    Mistake(
        LABEL,
        "hosts: [mara]",
        "hosts: [mara]\nlocation: {name: Kiel, country: UK, rel: subject}",
        "location-country-invalid",
        "location",
    ),
    Mistake(
        LABEL,
        "hosts: [mara]",
        "hosts: [mara]\nlicense: Pipeline licence",
        "license-custom-without-url",
        "license",
    ),
    Mistake(
        LABEL,
        "hosts: [mara]",
        "hosts: [mara]\nsoundbites: [{start: 2, duration: 60, title: x}]",
        "soundbite-beyond-end",
        "soundbites",
    ),
    Mistake(
        LABEL,
        'title: "Labelling at scale with Jun Sato"',
        'title: "Labelling at <b>scale</b>"',
        "item-title-html",
    ),
    Mistake(LABEL, "hosts: [mara]", "hosts: [{name: Mara Lind, role: moderator}]", "person-role-unknown"),
    Mistake(STORE, "audio: feature-stores.mp3", "audio: welcome.mp3", "enclosure-url-duplicate"),
    Mistake(STORE, "publish_date: January 25, 2024", "publish_date: 1/2/2024", "date-ambiguous"),
    Mistake(
        HELLO,
        "episodeType: trailer",
        "episodeType: trailer\nguid: https://example.org/a b",
        "guid-whitespace",
        "guid",
    ),
    Mistake(SHOW, 'language = "en"', 'language = "english"', "channel-language-invalid"),
    Mistake(SHOW, 'language = "en"', 'language = "en-UK"', "channel-language-region-invalid"),
    Mistake(SHOW, '"Technology", "Business > Careers"', '"Tecnology"', "itunes-category-unknown"),
    Mistake(SHOW, 'image = "/assets/cover.png"\ncat', 'image = "/assets/missing.png"\ncat', "image-missing"),
    Mistake(SHOW, 'author = "Example GmbH"', 'athor = "Example GmbH"', "settings-unknown-key"),
    Mistake(SHOW, 'author = "Example GmbH"\n', "", "itunes-author-missing", "[show]"),
    Mistake(SHOW, 'timezone = "Europe/Berlin"', 'timezone = "Europe/Berlinn"', "settings-invalid-value"),
    Mistake(SHOW, 'default_time = "06:00"', "default_time = 06:00 Uhr", "settings-invalid"),
    Mistake(
        SHOW,
        'email = "podcast@example.org"',
        'email = "podcast at example.org"',
        "itunes-owner-email-invalid",
    ),
    Mistake(SHOW, 'path = "content"', 'path = "contents"', "content-missing"),
    Mistake(
        SHOW,
        'base_url = "https://cdn.example.org/"',
        'base_url = "http://cdn.example.org/"',
        "enclosure-not-https",
        "base_url",
    ),
    Mistake(SHOW, "locked = true", 'locked = true\nguid = "my-show"', "podcast-guid-not-uuid", "guid"),
    Mistake(SHOW, "locked = true", 'locked = true\ntype = "Serail"', "itunes-type-invalid", "type"),
    Mistake(SHOW, "locked = true", 'locked = true\nmedium = "radio"', "medium-unknown", "medium"),
    Mistake(
        SHOW,
        "locked = true",
        'locked = true\nfunding = { url = "https://example.org/give", text = "" }',
        "funding-text-missing",
        "funding",
    ),
    Mistake(
        SHOW,
        "locked = true",
        'locked = false\nnew_feed_url = "https://elsewhere.example/feed.xml"',
        "itunes-new-feed-url-elsewhere",
        "new_feed_url",
    ),
)

_MONDAY = "Thu, 21 Mar 2024 06:00:00 +0100</pubDate>\n      <atom"
_LANGUAGE = "<language>en</language>"
_GUID = "b4257180-f57f-5fb1-81a9-cfc5240d0ecb"
_FILE = '<enclosure url="https://cdn.example.org/edge%20devices.m4a" length="30191" type="audio/x-m4a"/>'

IN_FEED = (
    Mistake(
        FEED,
        "<title>Pipeline Conversations</title>",
        "<title>Pipeline & Conversations</title>",
        "xml-not-well-formed",
    ),
    Mistake(FEED, "<title>Vision on edge", "<title>Vision&nbsp;on edge", "xml-undefined-entity"),
    Mistake(FEED, "<title>Vision on edge", "<title>Vision\x0bon edge", "xml-illegal-character"),
    Mistake(
        FEED,
        '<?xml version="1.0" encoding="UTF-8"?>',
        '\n<?xml version="1.0" encoding="UTF-8"?>',
        "xml-leading-content",
    ),
    Mistake(FEED, ' version="2.0">', ">", "rss-version-missing"),
    Mistake(FEED, 'xmlns:itunes="http://www', 'xmlns:itunes="https://www', "ns-itunes-variant"),
    Mistake(
        FEED,
        ' xmlns:podcast="https://podcastindex.org/namespace/1.0"',
        "",
        "ns-undeclared-prefix",
        "<podcast:guid>",
    ),
    Mistake(FEED, f"    {_LANGUAGE}\n", "", "channel-language-missing", "<channel>"),
    Mistake(FEED, _LANGUAGE, "<language>en_GB</language>", "channel-language-underscore"),
    Mistake(FEED, f"{_LANGUAGE}\n", f"{_LANGUAGE}\n    <ttl>1 day</ttl>\n", "channel-ttl-invalid", "<ttl>"),
    Mistake(
        FEED,
        "<link>https://podcast.example.org/</link>",
        "<link>podcast.example.org</link>",
        "channel-link-invalid",
    ),
    Mistake(
        FEED,
        'href="https://podcast.example.org/feed.xml" rel="self"',
        'href="/feed.xml" rel="self"',
        "atom-self-relative",
    ),
    Mistake(
        FEED,
        '<itunes:category text="Technology"/>',
        '<itunes:category text="technology"/>',
        "itunes-category-case",
    ),
    Mistake(
        FEED,
        '<itunes:category text="Careers"/>',
        '<itunes:category text="Hockey"/>',
        "itunes-subcategory-wrong-parent",
    ),
    Mistake(
        FEED,
        "<itunes:explicit>false</itunes:explicit>\n    <itunes:owner>",
        "<itunes:explicit>no</itunes:explicit>\n    <itunes:owner>",
        "itunes-explicit-legacy",
    ),
    Mistake(
        FEED,
        '<itunes:image href="https://podcast.example.org/assets/cover.png"/>\n    <itunes:cat',
        "<itunes:image>https://podcast.example.org/assets/cover.png</itunes:image>\n    <itunes:cat",
        "itunes-image-no-href",
    ),
    Mistake(
        FEED, f'<guid isPermaLink="false">{_GUID}</guid>', f"<guid>{_GUID}</guid>", "guid-permalink-not-url"
    ),
    Mistake(FEED, f'      <guid isPermaLink="false">{_GUID}</guid>\n', "", "guid-missing", "<item>"),
    Mistake(FEED, f"      {_FILE}\n", "", "enclosure-missing", "<item>"),
    Mistake(FEED, 'length="30191"', 'length="30 kB"', "enclosure-length-not-integer"),
    Mistake(FEED, 'length="30191" ', "", "enclosure-length-missing"),
    Mistake(
        FEED,
        'length="30191" type="audio/x-m4a"',
        'length="30191" type="audio/mpeg"',
        "enclosure-type-extension-mismatch",
    ),
    Mistake(
        FEED,
        'length="30191" type="audio/x-m4a"',
        'length="30191" type="application/octet-stream"',
        "enclosure-type-generic",
    ),
    Mistake(FEED, "edge%20devices.m4a", "edge devices.m4a", "enclosure-url-illegal-characters"),
    Mistake(FEED, _FILE, _FILE + _FILE.replace("edge", "hedge"), "enclosure-multiple"),
    Mistake(FEED, _MONDAY, _MONDAY.replace("Thu,", "Mon,"), "date-weekday-mismatch"),
    Mistake(
        FEED,
        _MONDAY,
        _MONDAY.replace("Thu, 21 Mar 2024 06:00:00 +0100", "2024-03-21T06:00:00+01:00"),
        "date-iso8601",
    ),
    Mistake(FEED, _MONDAY, _MONDAY.replace("+0100", "CET"), "date-unknown-zone"),
    Mistake(FEED, _MONDAY, _MONDAY.replace(" +0100", ""), "date-no-zone"),
    Mistake(
        FEED,
        "<itunes:episode>4</itunes:episode>",
        "<itunes:episodes>4</itunes:episodes>",
        "itunes-tag-unknown",
    ),
    Mistake(
        FEED, "<itunes:episode>4</itunes:episode>", "<itunes:Episode>4</itunes:Episode>", "rss-element-case"
    ),
    Mistake(
        FEED,
        '<podcast:person role="guest" href="https://priya.example/">Priya Nair',
        '<podcast:person role="guest" href="https://priya.example/">',
        "person-name-blank",
    ),
    Mistake(
        FEED,
        "<podcast:episode>4</podcast:episode>",
        "<podcast:episode>5</podcast:episode>",
        "itunes-podcast-episode-mismatch",
    ),
    Mistake(
        FEED,
        "<podcast:episode>4</podcast:episode>",
        '<podcast:episode>4</podcast:episode>\n      <podcast:transcript url="https://cdn.example.org/4.vtt"/>',
        "transcript-type-missing",
        "podcast:transcript",
    ),
    Mistake(
        FEED,
        "<podcast:episode>4</podcast:episode>",
        '<podcast:episode>4</podcast:episode>\n      <podcast:chapters url="https://cdn.example.org/4.json" type="application/chapters+json"/>',
        "chapters-type-unexpected",
        "podcast:chapters",
    ),
    Mistake(
        FEED,
        "    <item>\n      <title>Vision",
        "    <item>\n      <link>https://podcast.example.org/x/</link>\n      <title>Vision",
        "rss-duplicate-element",
        "/edge-devices/</link>",
    ),
    Mistake(FEED, ">yes</podcast:locked>", ">true</podcast:locked>", "locked-value-invalid"),
    Mistake(
        FEED,
        "<p>Priya's team puts",
        "<script>x()</script><p>Priya's team puts",
        "item-description-unsafe-html",
        "<content:encoded>",
    ),
)
