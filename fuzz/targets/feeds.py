"""Feeds from anywhere: read and written again, held to the rules, mended, compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from podfeed import parse, validate
from podfeed.check import Choice, examine, tell
from podfeed.check.diff import changes
from podfeed.check.fix import fixed
from podfeed.rules import RULES
from podfeed.rules.shapes import PREFIXES

from .common import Target, lines_of, refused, sound, tellable

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n', '<rss version="2.0">', "<channel>", "</channel>", "</rss>", "<item>", "</item>",
    "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [", "<!ENTITY a \"b\">", "&amp;", "&nbsp;", "&#0;", "&#x10FFFF;", "&#xD800;",
    "xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"", "xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"",
    "xmlns=\"", "xmlns:atom=\"http://www.w3.org/2005/Atom\"", "<itunes:duration>", "</itunes:duration>", "<pubDate>", "</pubDate>",
    "Thu, 02 Dec 2021 06:00:00 +0000", "<guid isPermaLink=\"false\">", "</guid>", "<enclosure url=\"https://cdn.example/a.mp3\" length=\"1\" type=\"audio/mpeg\"/>",
    "<title>", "</title>", "<link>", "</link>", "<description>", "</description>", "<podcast:person role=\"host\">", "</podcast:person>",
    "<podcast:value type=\"lightning\" method=\"keysend\">", "<podcast:valueRecipient ", "</podcast:value>", "<podcast:liveItem status=\"live\" start=\"2021-12-02T06:00:00Z\">",
    "</podcast:liveItem>", "<itunes:category text=\"", "<psc:chapters>", "<psc:chapter start=\"0:00\" title=\"", "<media:content ", "<content:encoded>",
    "<podcast:soundbite startTime=\"1\" duration=\"", "<podcast:episode display=\"", "<itunes:image href=\"", "<atom:link rel=\"self\" href=\"",
    "encoding=\"UTF-16\"", "encoding=\"windows-1252\"", "\ufeff", "http://", "<rdf:RDF>", "<?xml-stylesheet ", "\r", "<dc:date>",
)  # fmt: skip


def feeds(data: bytes) -> None:
    """A feed that is read is written again, well-formed, and read back equal; so is what can be read of a broken one."""
    for recover in (False, True):
        with refused():
            show = parse(data, recover=recover, name="feed.xml")
            tellable(show.problems)
            sound(show)


def rules(data: bytes) -> None:
    """What is found has its line; a mended feed needs no more mending, and is no worse XML than before."""
    tellable(validate(data, now=NOW), file="feed.xml", lines=lines_of(data))
    before = examine(data, now=NOW)
    https = len(data) % 2 == 1
    mended, done = fixed(data, Choice(), https=https)
    again, more = fixed(mended, Choice(), https=https)
    assert again == mended, ("mended twice it is another", done, more)
    assert bool(done) or mended == data, "nothing was mended, and it is another"
    after = examine(mended, now=NOW)
    assert after.whole or not before.whole, ("mending broke it", done)
    tell(after, Choice(every=True))
    if after.whole and before.whole:
        changes(before.feed, after.feed)
        assert not changes(after.feed, after.feed), "a feed differs from itself"
    if _is_xml(data):
        assert _is_xml(mended), ("mending broke the XML", done)


def _is_xml(data: bytes) -> bool:
    try:
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


ITEM = '<guid isPermaLink="false">g</guid><pubDate>Thu, 02 Dec 2021 06:00:00 +0000</pubDate><enclosure url="https://cdn.example/a.mp3" length="24000000" type="audio/mpeg"/>'


def examples() -> Iterator[bytes]:
    """Yield a small feed with the wrong example of each rule in it."""
    for rule in RULES.values():
        wrong = rule.wrong
        if wrong.startswith(("<?xml", "<rss", "<!DOCTYPE")):
            yield wrong.encode("utf-8", "surrogatepass")
        elif wrong.startswith("<"):
            inner = wrong if "<item" in wrong or rule.on[:1] != ("item",) else f"<item>{ITEM}{wrong}</item>"
            spaces = "".join(
                f' xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items() if f"{prefix}:" in wrong
            )
            feed = f'<rss version="2.0"{spaces}><channel><title>Tide</title>{inner}</channel></rss>'
            yield feed.encode("utf-8", "surrogatepass")


# fmt: off
TARGETS = (
    Target(
        name="feeds",
        take=feeds,
        what="feeds: parse, render, parse again; broken ones with recover",
        words=WORDS,
        seeds=("tests/wild",),
        made=examples,
        most=6000,
    ),
    Target(
        name="rules",
        take=rules,
        what="feeds: validate with all rules, --fix with and without --https, compare",
        words=WORDS,
        seeds=("tests/wild",),
        made=examples,
        most=6000,
    ),
)
# fmt: on
