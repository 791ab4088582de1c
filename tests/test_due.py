"""Rules that are not asked would have found nothing: screens, needs, and values that are remembered."""

from __future__ import annotations

import ast
import random
import re
import sys
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import podfeed.rules
from podfeed.check import engine, examine
from podfeed.rules import RULES, Rule, slots
from podfeed.rules.due import Due, by_element
from podfeed.rules.markup import Markup, read_markup, read_tags
from podfeed.rules.notes import _ANCHOR, _SCHEME, _URL
from podfeed.rules.registry import BYTES, FEED
from rule_examples import NOW, examples, feed, item

FEEDS = Path(__file__).parents[2] / "shared" / "corpus" / "feeds"
SCREENED = [rule for rule in RULES.values() if rule.unless or rule.lacking or rule.needs or rule.where]


def told(data: bytes) -> list[tuple[object, ...]]:
    return [
        (each.rule.id, each.severity, each.item, each.finding.offset, each.finding.message, each.finding.fix)
        for each in examine(data, now=NOW).told
    ]


def _everything(name: str, _inside: tuple[str, ...], _blank: tuple[str, ...] | None = None) -> Due:
    return Due(tuple((rule.id, rule.check, 0) for rule in by_element().get(name, ()) if rule.check), ())


def asked_all(data: bytes) -> list[tuple[object, ...]]:
    """Return what is told where each element is asked all, and nothing is remembered."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "due", _everything)
        patch.setattr(
            engine.Engine, "_checks", lambda self, node, _: self._ask(node, _everything(node.name, ()))
        )
        patch.setattr(slots.Slot, "value_of", lambda *_: None)
        return told(data)


@pytest.mark.parametrize("rule", examples(), ids=lambda rule: rule.id)
def test_the_examples_tell_the_same_where_all_is_asked(rule: Rule) -> None:
    for example in (rule.wrong, rule.right):
        data = feed(example, rule)
        first = told(data)
        assert told(data) == first  # with what the first has remembered
        assert asked_all(data) == first


# What may stand in a text or an attribute, or in the place of it.
ODD = (
    " ", "\n", "", "0", "-1", "7", "1e5", ".", "…", "é", "#3 ", "Ep. 3 ", "S2E4", "LOUD AND CLEAR TO ALL", "true", "yes", "False",
    "http://", "https://", "ftp://x", "?Expires=1&amp;Signature=x", "#t=1", "user:pass@", "localhost", "192.168.0.1",
    "youtube.com", ".mp3", ".ogg", ".m4a?x=1", "audio/mp3", "video/mp4", "12:75:00", "90000", "5", "1.5", "Mon", "May 1999",
    "3024", "&lt;p&gt;", "&lt;b&gt;x&lt;/b&gt;", "&lt;a href=&quot;/x&quot;&gt;x&lt;/a&gt;", "&lt;table&gt;", "&#133;", "&amp;amp;",
    "&lt;a href=&quot;https://example.org/&quot;&gt;x&lt;/a&gt;", "trailer", "podtrac.com", "x" * 260,
)  # fmt: skip
VALUE = re.compile(r"(?<=>)[^<>]*(?=</)|(?<==\")[^<>\"]*(?=\")")
LINES = re.compile(r"(?m)^<(?!rss|channel|item|/|\?).*\n")


def changed(text: str, rng: random.Random) -> str:
    """Return a feed with a value changed, or with a line twice, gone or elsewhere."""
    if rng.random() < 0.75:
        found = rng.choice(list(VALUE.finditer(text)))
        at = rng.randrange(found.start(), found.end() + 1)
        kept = rng.random() < 0.7
        before, after = (text[:at], text[at:]) if kept else (text[: found.start()], text[found.end() :])
        return before + rng.choice(ODD) + after
    lines = list(LINES.finditer(text))
    one, two = rng.choice(lines), rng.choice(lines)
    without = text.replace(one[0], "", 1) if rng.random() < 0.6 else text
    return without.replace(two[0], rng.choice((two[0] + one[0], two[0])), 1)


@pytest.mark.parametrize("seed", range(12))
def test_changed_examples_tell_the_same_where_all_is_asked(seed: int) -> None:
    rng = random.Random(seed)
    rules = [rule for rule in examples() if rule.on and rule.on[0] not in (BYTES, FEED)]
    for _ in range(60):
        text = feed(rng.choice(rules).right, RULES["item-title-html"]).decode()
        for _ in range(rng.choice((1, 1, 2, 4))):
            text = changed(text, rng)
        assert told(text.encode()) == asked_all(text.encode()), text


SIZES = (
    "0",
    "00",
    "9",
    "3600",
    "10239",
    "10240",
    "62500",
    "249862",
    "24986239",
    "5368709120",
    "5368709121",
    "12 MB",
    "-1",
    "9" * 19,
    "١٢٣٤٥٦",
)
LASTS = (
    "",
    "0",
    "5",
    "9",
    "10",
    "29",
    "31",
    "00:30",
    "600",
    "601",
    "3723",
    "1:02:03",
    "1:75:00",
    "86400",
    "86401",
    "60.5",
    "١٢",
)
TYPES = (
    "",
    "audio/mpeg",
    "audio/mp3",
    "Audio/MPEG",
    "audio/x-m4a",
    "video/mp4",
    "audio/ogg",
    "application/octet-stream",
    "text/html",
    "x",
)
URLS = (
    "", "https://example.org/1.mp3", "https://example.org/1.m4a", "https://example.org/1.MP3", "https://example.org/1.ogg?a=1.mp3",
    "https://example.org/1", "https://example.org/1.mp3/", "https://example.org/1.mp3#t=1", "https://a:b@example.org/1.mp3",
    "https://example.org/a:b@c/1.mp3", "http://example.org/1.mp3", "https://example.org/é.mp3", "https://example.org/1 2.mp3",
    "https://localhost/1.mp3", "https://nas.local/1.mp3", "https://10.0.0.1/1.mp3", "https://8.8.8.8/1.mp3", "https://www.youtube.com/1.mp3",
    "https://dropbox.com/1.mp3", "https://example.org/1.mp3?Expires=1&Signature=x", "https://example.org/1.mp3?a=b.wav", "example.org/1.mp3",
    "https://example.org/1.mp3'", "https://example.org/1.mp3\\", "https://[::1]/1.mp3", "https://example.org:8080/1.mp3", " https://example.org/1.mp3",
    "https://op3.dev/e/pdst.fm/e/chrt.fm/track/1/mgln.ai/e/2/example.org/1.mp3", "https://podkite.x/podkite/podkite/podkite/1.mp3",
)  # fmt: skip
GUIDS = ("a", "12", "0012", "12345678", "123456789", "1.5", "1e5", "1.5e5", "12e", "-", " x", "x y", "x" * 255, "x" * 256, "é", "tag:a,1:1", "urn:uuid:1",
    "http://example.org/1", "https://example.org/" + "x" * 236, "HTTPS://EXAMPLE.ORG", "https://", "https://a b", "https://podtrac.com/1",
)  # fmt: skip
PERMALINKS = (
    "",
    ' isPermaLink="false"',
    ' isPermaLink="true"',
    ' isPermaLink="False"',
    ' isPermalink="false"',
    ' isPermaLink="no"',
    ' x="y"',
)
TITLES = ("", " ", "x", "x" * 150, "x" * 151, "x" * 256, "#3", " #3", "#x", "Ep 3", "episode: one", "Epic", "Folge 12", "S2E4", "S2 x", "ABC", "ABCDEFGHIJKL 1",
    "É" * 11, "1 &lt; 2", "&lt;b&gt;x&lt;/b&gt;", "a &amp;amp; b",
)  # fmt: skip
DATES = ("", "x", "Mon, 06 May 2024 08:00:00 +0000", " 06 May 2024 08:00:00 GMT ", "Tue, 06 May 2024 08:00:00 +0000", "Mon, 06 May 24 08:00:00 GMT",
    "6 May 2024 08:00 UT", "06 May 2024 08:00:00", "06 May 2024 08:00:00 EST", "06 May 2024 08:00:00 CET", "2024-05-06", "2024-05-06T08:00:00Z",
    "31 Feb 2024 08:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 1999 23:59:59 GMT", "Sat, 01 Jan 2000 00:00:00 GMT",
    "06 May 2024 08:00:00 +2500", "06 Mai 2024 08:00:00 GMT", "Mon, 06 May 2999 08:00:00 GMT", "01 Jan 1960 00:00:00 GMT",
)  # fmt: skip


PICTURES = (
    *URLS, "https://example.org/a.jpg", "https://example.org/a.JPG", "https://example.org/a.jpeg?x=1.webp", "https://example.org/a.webp?x=1.jpg",
    "https://example.jpg", "https://example.org/a.jpg#x", "https://example.org/a b.jpg", "https://example.org/a.png/", "HTTPS://example.org/a.png",
)  # fmt: skip
QUOTE = {'"': "&quot;"}


def _enclosure(
    url: str = "https://example.org/1.mp3", size: str = "24986239", kind: str = "audio/mpeg"
) -> str:
    return f'<enclosure url="{escape(url, QUOTE)}" length="{size}" type="{kind}"/>'


VALUES = {
    "sizes": [
        f"{_enclosure(size=size)}<itunes:duration>{last}</itunes:duration>"
        for size in SIZES
        for last in LASTS
    ],
    "trailers": [
        f"<itunes:episodeType>{kind}</itunes:episodeType><itunes:duration>{last}</itunes:duration>"
        for kind in ("trailer", "Trailer", "bonus", "full", "x")
        for last in LASTS
    ],
    "addresses": [_enclosure(url, kind=kind) for url in URLS for kind in TYPES],
    "pictures": [f'<itunes:image href="{escape(url, QUOTE)}"/>' for url in PICTURES],
    "lasts": [
        f"<itunes:duration>{last}</itunes:duration>"
        for last in (*LASTS, " 60", "060", "6" * 9, "6" * 10, "²")
    ],
    "guids": [f"<guid{said}>{guid}</guid>" for guid in GUIDS for said in PERMALINKS],
    "titles": [f"<title>{title}</title>" for title in TITLES],
    "dates": [f"<pubDate>{date}</pubDate>" for date in DATES],
}


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES.keys())
def test_all_values_tell_the_same_where_all_is_asked(values: list[str]) -> None:
    items = "".join(item(number, value) for number, value in enumerate(values, 1))
    data = feed("<!-- no item -->", RULES["feed-no-items"]).replace(
        b"</channel>", f"{items}</channel>".encode()
    )
    assert told(data) == asked_all(data)


@pytest.mark.skipif(not FEEDS.exists(), reason="the corpus is not here")
@pytest.mark.parametrize("path", sorted(FEEDS.glob("*.xml")), ids=lambda path: path.stem)
def test_real_feeds_tell_the_same_where_all_is_asked(path: Path) -> None:
    data = path.read_bytes()
    assert told(data) == asked_all(data)


@pytest.mark.parametrize("rule", SCREENED, ids=lambda rule: rule.id)
def test_what_is_not_asked_is_no_rule_about_the_whole(rule: Rule) -> None:
    assert rule.on
    assert not {FEED, BYTES} & set(rule.on)
    if rule.needs:
        assert any(f"<{name}" in rule.wrong for name in rule.needs.replace("*", "p").split())


def test_screens_hold_of_most() -> None:
    numbers = "<itunes:season>2</itunes:season><podcast:season>2</podcast:season><podcast:episode>3</podcast:episode>"
    good = feed(
        f"<title>Low tide</title><itunes:episode>3</itunes:episode>{numbers}", RULES["item-title-html"]
    )
    passed: set[str] = set()
    seen: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        plain = Due.of

        def of(due: Due, node: podfeed.rules.node.Node, of_feed: podfeed.rules.node.Feed) -> object:
            asked = plain(due, node, of_feed)
            seen.update(rule for rule, _, bit in due.checks if bit)
            passed.update({rule for rule, _, bit in due.checks if bit} - {rule for rule, _ in asked})
            return asked

        patch.setattr(Due, "of", of)
        patch.setattr(slots.Slot, "value_of", lambda *_: None)
        told(good)
    assert seen == passed == {rule.id for rule in RULES.values() if rule.unless}


# -- what follows from an element alone


def test_what_is_called_nothing_is_not_looked_at() -> None:
    """A function that calls the feed `_feed` is asked once for each value: it must not look at it."""
    for path in Path(podfeed.rules.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            used = isinstance(node, ast.Name) and node.id == "_feed" and isinstance(node.ctx, ast.Load)
            assert not used, path


def test_values_are_remembered_only_where_nothing_is_found() -> None:
    text = feed("<itunes:explicit>maybe</itunes:explicit>", RULES["item-title-html"])
    assert [each[0] for each in told(text)] == [each[0] for each in told(text)] == ["itunes-explicit-invalid"]


# -- notes


def _verdict(markup: Markup, text: str) -> object:
    """Return what the rules make of the markup of a text."""
    relative = [url for url in markup.targets if url and not _SCHEME.match(url)]
    plain = [url for url in markup.targets if url.startswith("http:")]
    loose = bool(markup.loose and _URL.search(_ANCHOR.sub(" ", text)))
    return markup.any, markup.names, markup.scripts, markup.unclosed, relative[:1], plain[:1], loose


ATTRIBUTES = (
    ' href="https://a.example/b"', ' href="http://a.example"', ' href="/x"', ' href=""', ' href="mailto:a@b.example"',
    ' href="https://x.example/?a=1&amp;b=2"', ' href="https://x.example/?src=javascript:x"', ' class="x"', ' title="href=\'x\'"',
    ' onclick="x()"', ' title="it\'s"', ' title="a > b"', ' title="x', ' data-src="/y"', ' src="x.png"', ' alt="p"',
    ' src="https://i.example/x.png"', ' HREF="https://a.example"', ' href = "https://q.example"', " download", ' xsrc="data:text/html,x"',
    " href='https://s.example'", ' title="http://in.example"', ' href="https://' + "x" * 2100 + '"', ' title="' + "y" * 4100 + '"',
    ' title=" onxxx"', ' alt="<"', ' <b', '\nid="a"', ' href="https://x.example/?u=https://y.example"', "/", ' rel="noopener noreferrer"',
)  # fmt: skip
NAMES = (
    "p a li ul ol em strong b i code pre h2 div span table td script P A x-y font img br hr u svg h7".split()
)
WORDS = (
    "text ", "http", "https://e.example/long ", 'a = "b" ', 'href="https://foo.example" ', "< ", "> ", "&lt;", "\n", "東京", "it's ",
    '"', "<!-- c -->", "<3", "</", 'src="http://q.example/x"', '<a href="http', "<br>", "<br />", "<hr/>",
)  # fmt: skip
ATTRS = st.lists(st.sampled_from(ATTRIBUTES), max_size=3).map("".join)
ELEMENTS = st.recursive(
    st.lists(st.sampled_from(WORDS), max_size=3).map("".join),
    lambda inner: st.builds(
        lambda name, attrs, text, end: f"<{name}{attrs}>{text}{end and f'</{name}>'}",
        st.sampled_from(NAMES),
        st.one_of(st.just(""), ATTRS),
        st.lists(inner, max_size=4).map("".join),
        st.sampled_from(("x", "x", "x", "x", "")),
    ),
)


@settings(deadline=None)
@given(ELEMENTS)
def test_notes_that_are_seen_to_be_sound_are(text: str) -> None:
    assert _verdict(read_markup(text), text) == _verdict(read_tags(text), text)


@pytest.mark.skipif(
    sys.version_info < (3, 11, 5), reason="possessive groups are not right (gh-106052): the long way is taken"
)
def test_sound_notes_are_seen_to_be() -> None:
    text = '<p>Ebb <a href="https://example.org/?a=b" title="x">and</a> <em>flood</em>.<br/></p>\n<ul><li>One</li></ul>'
    assert read_markup(text).is_sound
    assert not read_markup(text + "<p>https://example.org/</p>").is_sound
    assert not read_markup(f"{text}<table></table>").is_sound
