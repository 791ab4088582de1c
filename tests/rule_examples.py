"""The examples of the rules, put into a feed that breaks none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from podfeed.rules.registry import BYTES, CHANNEL, FEED, RULES, Rule
from podfeed.rules.shapes import LIVE, PREFIXES, SHAPES

NOW = datetime(2024, 5, 10, 12, tzinfo=UTC)
CHANNEL_PARTS = """\
<title>Tide</title>
<link>https://example.org/</link>
<description>Ebb and flood, every Monday, with the people who live by the sea.</description>
<language>en</language>
<pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate>
<lastBuildDate>Mon, 06 May 2024 08:00:00 +0000</lastBuildDate>
<generator>podfeed</generator>
<image><url>https://example.org/cover.jpg</url><title>Tide</title><link>https://example.org/</link></image>
<atom:link href="https://example.org/feed.xml" rel="self" type="application/rss+xml"/>
<itunes:author>Ada Example</itunes:author>
<itunes:category text="Arts"><itunes:category text="Books"/></itunes:category>
<itunes:explicit>false</itunes:explicit>
<itunes:image href="https://example.org/cover.jpg"/>
<itunes:type>episodic</itunes:type>
<managingEditor>ada@example.org (Ada Example)</managingEditor>
<podcast:guid>bab2ba12-9757-5da6-a770-0e70e6bcf214</podcast:guid>
<podcast:locked owner="ada@example.org">no</podcast:locked>
<podcast:trailer url="https://example.org/trailer.mp3" pubdate="Thu, 01 Apr 2021 08:00:00 +0000" length="12345678" type="audio/mpeg">Season one</podcast:trailer>
<podcast:podping usesPodping="true"/>
"""
ITEM_PARTS = """\
<title>Low water {n}</title>
<link>https://example.org/{n}</link>
<description>&lt;p&gt;The sea goes out.&lt;/p&gt;</description>
<guid isPermaLink="false">2f9c2f0a-6a3e-5f63-8f8c-{n:012d}</guid>
<pubDate>{date}</pubDate>
<enclosure url="https://example.org/ep{n}.mp3" length="24986239" type="audio/mpeg"/>
<itunes:duration>3723</itunes:duration>
"""
_TOP = re.compile(r"<!--.*?-->|<([A-Za-z][\w:.-]*)", re.DOTALL)
# Where a tag stands that is in none of the two.
HOLDERS = {
    "podcast:source": '<podcast:alternateEnclosure type="audio/opus" length="1200000" title="Small">{}</podcast:alternateEnclosure>',
    "podcast:integrity": '<podcast:alternateEnclosure type="audio/opus" length="1200000" title="Small"><podcast:source uri="https://example.org/ep1.opus"/>{}</podcast:alternateEnclosure>',
    "podcast:valueRecipient": '<podcast:value type="lightning" method="lnaddress" suggested="0.00000005000">{}</podcast:value>',
    "podcast:valueTimeSplit": '<podcast:value type="lightning" method="lnaddress" suggested="0.00000005000"><podcast:valueRecipient name="Ada" type="lnaddress" address="ada@wallet.example" split="100"/>{}</podcast:value>',
    "podcast:contentLink": '<podcast:liveItem status="ended" start="2024-05-08T07:30:00+02:00" end="2024-05-08T09:30:00+02:00"><title>Live</title><guid isPermaLink="false">live-4c9a3c7e</guid><enclosure url="https://example.org/live.mp3" length="0" type="audio/mpeg"/>{}</podcast:liveItem>',
}


def elements(text: str) -> list[tuple[str, str]]:
    """Return the elements of a text one by one, each with its name; a comment has none."""
    found = []
    at = 0
    while match := _TOP.search(text, at):
        name = match[1] or ""
        end = match.end() if not name else _end(text, match)
        found.append((name, text[match.start() : end]))
        at = end
    return found


def _end(text: str, match: re.Match[str]) -> int:
    name = re.escape(match[1])
    close = text.index(">", match.end())
    if text[close - 1] == "/":
        return close + 1
    depth, at = 1, close + 1
    for tag in re.finditer(rf"<(/?){name}(?=[\s/>])[^>]*?(/?)>", text[at:]):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth == 0:
            return at + tag.end()
    return len(text)


def completed(parts: str, base: str) -> str:
    """Return what a base holds with the parts of an example in the place of those of the same name."""
    own = elements(parts)
    gone = {name for name, _ in own} | {
        found[4:-3].strip().removeprefix("no ") for name, found in own if not name
    }
    kept = [text for name, text in elements(base) if name not in gone]
    return "\n".join([*kept, *(text for name, text in own if name)])


def item(number: int, parts: str = "") -> str:
    date = format_datetime(datetime(2024, 5, 6, 8, tzinfo=UTC) - timedelta(days=number - 1))
    return f"<item>\n{completed(parts, ITEM_PARTS.format(n=number, date=date))}\n</item>"


def feed(example: str, rule: Rule) -> bytes:
    """Return the feed in which an example stands."""
    if example.startswith(("<?xml", "<rss", "\n<?xml", "<!DOCTYPE")):
        return example.replace("\\xef", "\udcef").encode("utf-8", "surrogateescape")
    if example == "<!-- an empty file -->":
        return b""
    channel, items = placed(example, rule)
    spaces = " ".join(
        f'xmlns:{prefix}="{uri}"'
        for prefix, uri in PREFIXES.items()
        if f"{prefix}:" in example + CHANNEL_PARTS or prefix == "content"
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {spaces}>\n<channel>\n{channel}\n{items}\n</channel>\n</rss>\n'.encode()


def placed(example: str, rule: Rule) -> tuple[str, str]:
    found = elements(example)
    if len(found) == 1 and found[0][0] in HOLDERS and found[0][0] in rule.on:
        example = HOLDERS[found[0][0]].format(example)
        found = elements(example)
    names = [name for name, _ in found if name]
    if "item" in names or "<!-- no item -->" in example:
        inner = [re.sub(r"^<item[^>]*>|</item>$", "", text) for name, text in found if name == "item"]
        rest = "".join(text for name, text in found if name != "item" and text != "<!-- no item -->")
        items = "\n".join(item(number, text) for number, text in enumerate(inner, 1))
        if names[:1] == ["item"] and names[-1:] != ["item"]:  # what follows an item stays there
            return CHANNEL_PARTS, items + rest
        return completed(rest, CHANNEL_PARTS), items
    if in_item(names, rule):
        return CHANNEL_PARTS, item(1, example)
    return completed(example, CHANNEL_PARTS), item(1)


def in_item(names: list[str], rule: Rule) -> bool:
    if rule.on[:1] in ((CHANNEL,), (FEED,)) or LIVE in names:
        return False
    if rule.on[:1] == ("item",):
        return True
    places = [SHAPES[name].parents for name in names if name in SHAPES]
    return bool(places) and all("item" in each for each in places)


def examples() -> list[Rule]:
    return [rule for rule in RULES.values() if rule.wrong]


assert BYTES
