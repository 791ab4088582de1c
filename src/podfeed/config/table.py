"""Every setting, a row each: where it stands, what it takes, its default, a sentence on it.

From the rows follow reading, the error for an unknown key, what `podfeed init` writes and the
reference page.
"""

from __future__ import annotations

from typing import Any

from podfeed.config import kinds
from podfeed.config.kinds import Reader
from podfeed.lazily import dataclass
from podfeed.limits import DEFAULT

PROFILES = ("rss", "apple", "spotify", "youtube", "psp1", "p20")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. ``path`` says that the value is a path, relative to the settings file."""

    section: str
    key: str
    read: Reader
    default: Any
    doc: str
    example: str
    path: bool = False


SETTINGS = (
    Setting("content", "path", kinds.text, None, "The folder of the posts, or a list of episodes; globs are relative to it.", '"content"', path=True),
    Setting("content", "include", kinds.globs, (), "Which files are posts.", '["**/*.md"]'),
    Setting("content", "exclude", kinds.globs, (), "Which of them are not.", '["drafts/**"]'),
    Setting("content", "static", kinds.text, None, "The site's root folder, where a path that begins with / is looked up.", '"static"', path=True),
    Setting("content", "select", kinds.select, {}, "Which posts are episodes: front matter keys and what they must be or hold.", '{ category = "podcast" }'),
    Setting("content", "timezone", kinds.zone, None, "The zone of dates that name none; UTC without it.", '"Europe/Berlin"'),
    Setting("content", "day_first", kinds.switch, None, "Whether 3/4/2021 is in April.", "true"),
    Setting("content", "default_time", kinds.clock, None, "The time of dates that have none; midnight without it.", '"06:00"'),
    Setting("content", "permalink", kinds.text, None, "An episode's page: Jekyll's or Hugo's placeholders, or a front matter key.", '"/:title/"'),
    Setting("content", "links", kinds.switch, True, "List the links that the notes do not hold at their end.", "true"),
    Setting("content", "chapters", kinds.switch, False, "List the chapters at the end of the notes.", "false"),
    Setting("content", "drafts", kinds.switch, False, "Publish drafts too.", "false"),
    Setting("content", "future", kinds.switch, False, "Publish posts before their date.", "false"),
    Setting("content", "missing_audio", kinds.OneOf(("error", "skip", "keep")), "error", "What to do with an episode whose audio is not there.", '"error"'),
    Setting("media", "root", kinds.text, None, "Where audio that posts name is found.", '"static/audio"', path=True),
    Setting("media", "base_url", kinds.address, None, "What a local file's URL begins with; the show's link without it.", '"https://cdn.example.org/"'),
    Setting("media", "audio", kinds.text, None, "The audio of posts that name none, from their fields.", '"https://cdn.example.org/show-{episode:03}.mp3"'),
    Setting("media", "chapters", kinds.text, None, "The folder into which a file of chapters is written for each episode that has some.", '"static/chapters"', path=True),
    Setting("media", "chapters_url", kinds.address, None, "What their URLs begin with; without it they follow from the folder.", '"https://cdn.example.org/chapters/"'),
    Setting("media", "feed", kinds.text, None, "The feed of a host that keeps the audio: a path or a URL. Posts without audio take it from there.", '"https://host.example/feed.xml"'),
    Setting("media", "probe_remote", kinds.switch, False, "Read the size and the duration of audio on servers, of which only parts are moved.", "true"),
    Setting("media", "probe_private", kinds.switch, False, "Do so at addresses of private networks too.", "false"),
    Setting("media", "prefix", kinds.address, None, "An analytics prefix, put before each URL less its https://.", '"https://op3.dev/e/"'),
    Setting("media", "types", kinds.table_of_texts, {}, "MIME types by extension, before podfeed's own.", '{ m4a = "audio/mp4" }'),
    Setting("derive", "guid", kinds.switch, True, "podcast:guid of the show, from feed_url.", "true"),
    Setting("derive", "locked", kinds.switch, True, "podcast:locked, no, for a show that does not say.", "true"),
    Setting("derive", "publish_date", kinds.switch, True, "pubDate of the show, from its newest episode.", "true"),
    Setting("derive", "explicit", kinds.switch, True, "itunes:explicit of an episode, from the show's.", "true"),
    Setting("derive", "description", kinds.switch, True, "An episode's description, from the first paragraphs of its notes.", "true"),
    Setting("derive", "season_name", kinds.switch, True, "The name of an episode's season, from [seasons].", "true"),
    Setting("derive", "transcripts", kinds.switch, True, "podcast:transcript, from ep1.vtt, .srt, .de.vtt, .transcript.json, .html and .txt beside the audio or the post.", "true"),
    Setting("derive", "chapters", kinds.switch, True, "Chapters, from ep1.chapters.json and its like beside the audio or the post, or from the audio.", "true"),
    Setting("derive", "chapters_from_notes", kinds.switch, False, "Chapters, from the times at the beginning of lines of the notes.", "false"),
    Setting("derive", "alternate_enclosures", kinds.switch, True, "podcast:alternateEnclosure, from other media of the same name.", "true"),
    Setting("derive", "trailers", kinds.switch, True, "podcast:trailer of the show, from the episodes of type trailer.", "true"),
    Setting("storage", "cache_control", kinds.text, None, "The Cache-Control of a feed that is written to an object store; max-age=300 without it.", '"public, max-age=900"'),
    Setting("validate", "profiles", kinds.SomeOf(PROFILES), PROFILES, "Whose rules the feed is held to.", '["apple", "spotify"]'),
    Setting("validate", "only", kinds.texts, (), "Rules, or beginnings of their names, beside which none is told.", '["itunes-", "guid-"]'),
    Setting("validate", "ignore", kinds.texts, (), "Rules, or beginnings of their names, to leave out.", '["enclosure-not-https"]'),
    Setting("validate", "paths", kinds.lists_by_glob, {}, "Further rules to leave out, by globs of files.", '{ "content/old/*" = ["item-description-"] }'),
    Setting("validate", "min_severity", kinds.OneOf(("error", "warning", "info")), "info", "The least severity that is told.", '"warning"'),
    Setting("validate", "strict", kinds.switch, False, "Warnings stop a feed as errors do.", "true"),
    Setting("limits", "post", kinds.count, DEFAULT.post, "Bytes of a post, or of the file beside it that holds its metadata.", "5_000_000"),
    Setting("limits", "front_matter", kinds.count, DEFAULT.front_matter, "Bytes of a post's front matter.", "1_000_000"),
    Setting("limits", "nesting", kinds.nesting, DEFAULT.nesting, "Levels of front matter and of data files: a list in a table in a list has three. At most 300.", "200"),
    Setting("limits", "values", kinds.count, DEFAULT.values, "Values in front matter, each alias of YAML counted as all that it stands for.", "200_000"),
    Setting("limits", "data", kinds.count, DEFAULT.data, "Bytes of a list of episodes, or of people.", "50_000_000"),
    Setting("limits", "chapters", kinds.count, DEFAULT.chapters, "Bytes of a file of chapters.", "10_000_000"),
    Setting("limits", "transcript", kinds.count, DEFAULT.transcript, "Bytes of a transcript.", "100_000_000"),
    Setting("limits", "image", kinds.count, DEFAULT.image, "Bytes of a picture.", "100_000_000"),
    Setting("limits", "pixels", kinds.count, DEFAULT.pixels, "Pixels of a picture, its width times its height.", "100_000_000"),
    Setting("limits", "media", kinds.count, DEFAULT.media, "Bytes of a media file.", "10_000_000_000"),
    Setting("limits", "feed", kinds.count, DEFAULT.feed, "Bytes of a feed that is read.", "500_000_000"),
)  # fmt: skip

# The settings of a network, which stand in a file of their own.
NETWORK = (
    Setting("network", "shows", kinds.texts, (), "Globs of the shows: folders that hold a podfeed.toml, or settings files; paths from the network file, or addresses in a store.", '["shows/*", "s3://bucket/shows/*"]'),
    Setting("network", "exclude", kinds.texts, (), "Globs of those that are not rendered, or of folders above them.", '["shows/old-*"]'),
    Setting("network", "output", kinds.text, None, "Where feeds go, in place of what their settings say: {name} is the show's folder or settings file, {feed} the name of a feed.", '"public/{name}.xml"'),
    Setting("network", "jobs", kinds.count, None, "How many processes render; the processor's cores without it.", "4"),
    Setting("network", "cache_control", kinds.text, None, "The Cache-Control of feeds in object stores whose shows set none.", '"public, max-age=900"'),
    Setting("network", "fail", kinds.OneOf(("error", "warning", "never")), "error", "What makes the exit code 1: an error of a show, a warning too, or never.", '"error"'),
)  # fmt: skip

FEED_KEYS = ("output", "select", "limit", "show")
SECTIONS = (
    "show",
    "content",
    "fields",
    "media",
    "feeds",
    "derive",
    "seasons",
    "storage",
    "validate",
    "limits",
    "people",
)


def section(name: str) -> dict[str, Setting]:
    """Return the settings of a section by their keys."""
    return {row.key: row for row in SETTINGS if row.section == name}
