"""What people write: front matter, notes, whole posts and lists of episodes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from podfeed import Episode, ProblemsError, Show, load, validate
from podfeed.limits import DEFAULT
from podfeed.notes import cut, first_text, make_notes, safe_html, to_text
from podfeed.posts import read_list, read_post
from podfeed.posts.front_matter import _by_library, _plain, read_front_matter

from .common import SHOW, Target, choose, folder, lines_of, place, refused, sound, tellable, text_of

NAMES = ("post.md", "post.rst", "list.yml", "list.json", "list.toml", "list.csv", "post.html", "post.mdx")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def front_matter(data: bytes) -> None:
    """Every value that is read has a place in its file, and as JSON it is read as itself again."""
    name, data = choose(data, NAMES)
    path = place(f"front/{name}", data)
    lines = lines_of(data)
    with refused():
        try:
            posts = (
                read_list(path, root=path.parent)
                if name.startswith("list")
                else [read_post(path, root=path.parent)]
            )
        except ProblemsError as error:
            tellable(error.problems, file=str(path), lines=lines)
            return
        for post in posts[:20]:
            tellable(post.problems, file=str(path), lines=lines)
            assert isinstance(post.body, str)
            assert 1 <= post.body_line <= lines + 2, (post.body_line, lines)
            for keys in list(paths_of(post.meta))[:100]:
                where = post.place(*keys)
                assert 1 <= (where.line or 1) <= lines, (keys, where, lines)
            if name == "post.md":
                same_as_json(post.meta)
                same_by_the_library(data.decode("utf-8-sig"))


def paths_of(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the keys that lead to each value, of not too deep ones."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        assert isinstance(key, (str, int))
        yield (*above, key)
        if len(above) < 5:
            yield from paths_of(item, (*above, key))


def same_as_json(meta: Any) -> None:
    """Hold that front matter in JSON says what the same in another syntax said."""
    try:
        text = json.dumps(meta)
    except TypeError:  # a date of TOML
        return
    again = read_front_matter(f"---json\n{text}\n---\nbody", "post.md").meta
    assert json.dumps(again) == text


def same_by_the_library(text: str) -> None:
    """Hold that plain front matter is read as the library reads it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _plain(text, DEFAULT)
    assert plain is None or plain == _by_library(text, "post.md", DEFAULT)


MARKUPS = ("markdown", "html", "mdx", "rst")
NOTES = ("a.md", "a.html", "a.mdx", "a.rst")
BASE = "https://show.example/blog/one/"
SAFE_TAGS = frozenset(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code dd del details div dl dt em "
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s "
    "samp section small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr".split()
)
SAFE_ATTRIBUTES = frozenset("id dir lang href title src alt width height start colspan rowspan align".split())
VOID = frozenset("br hr img wbr".split())
NESTED = 8  # https://html.spec.whatwg.org/multipage/parsing.html#adoption-agency-algorithm
SAFE_ADDRESS = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


class Inspector(HTMLParser):
    """Reads HTML as a parser that is not the sanitiser's own, and refuses what no app should show."""

    depth = 0
    deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SAFE_TAGS, tag
        if tag not in VOID:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
        for name, value in attrs:
            assert name in SAFE_ATTRIBUTES, (tag, name)
            if name in ("href", "src"):
                assert SAFE_ADDRESS.match(value or ""), (tag, name, value)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment stayed: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration stayed: {decl}")


def notes(data: bytes) -> None:
    """Notes are safe, stay so when they are made safe again, fit the limit, and make a feed that parses."""
    markup, data = choose(data, MARKUPS)
    body = text_of(data)
    made = make_notes(body, markup=markup, base=BASE)  # type: ignore[arg-type]
    inspector = Inspector(convert_charrefs=True)
    inspector.feed(made.html)
    inspector.close()
    again = safe_html(made.html, base=BASE)
    inspector = Inspector(convert_charrefs=True)
    inspector.feed(again)
    third = safe_html(again, base=BASE)
    inspector.feed(third)
    # Links in links, around more than eight blocks, are never settled by the rules of HTML.
    if inspector.deepest <= NESTED:
        assert third == again, "made safe a third time it is another"
    for link in made.links:
        assert SAFE_ADDRESS.match(link), link
    plain = to_text(made.html)
    for limit in (0, 1, 10, 255, 4000):
        assert len(first_text(made.html, limit=limit).encode()) <= limit
        assert len(cut(plain, limit=limit).encode()) <= limit
    sound(Show(title=made.heading, episodes=[Episode(title=plain[:200], description=plain, notes=made.html)]))


SETTINGS = (
    b"\n"
    + SHOW
    + b"""[content]
path = "content"
permalink = "/:year/:title/"
chapters = true
[media]
base_url = "https://cdn.example/"
[derive]
chapters_from_notes = true
"""
)


def posts(data: bytes) -> None:
    """A post, and what lies beside it, becomes an episode in a feed that is read back equal, or a problem at its line."""
    name, data = choose(data, NAMES)
    front, _, beside = data.partition(b"\n%%%\n")
    shutil.rmtree(folder() / "site", ignore_errors=True)
    config = place("site/podfeed.toml", SETTINGS)
    path = place(f"site/content/{name}", front)
    place("site/content/ep.mp3", b"ID3\x03\0\0\0\0\0\0" + b"\xff\xfb\x90\0" + bytes(413))
    if beside:
        place("site/content/post.yml", beside)
        place("site/content/ep.vtt", beside)
        place("site/content/ep.chapters.txt", beside)
    content = {"content": path} if name.startswith("list") else {}
    try:
        show: Show | None = load(**content, config=config, now=NOW)  # type: ignore[arg-type]
    except ProblemsError as error:
        tellable(error.problems, file=str(path), lines=lines_of(front))
        show = error.show
    if show is not None:
        tellable(show.problems, file=str(path), lines=lines_of(front))
        tellable(validate(sound(show), now=NOW))


# fmt: off
TARGETS = (
    Target(
        name="front-matter",
        take=front_matter,
        what="front matter in YAML, TOML, JSON and reStructuredText; lists of episodes, CSV too",
        names=NAMES,
        most=2048,
        words=(
            "---\n", "+++\n", "---json\n", "---toml\n", ";;;\n", "...\n", "title: ", "date: ", "<<: *a", "&a ", "*a", "!!map ",
            "!!binary ", "? ", "- ", "|\n", ">-\n", "\t", "[[episodes]]\n", '{"episodes": [', "{", "}", "[", "]", '"""', "'''",
            "\\ud800", "%YAML 1.1\n", "# ", "\r\n", ":title: ", ".. include:: ", "=====\n", "title,date\n", '"', "\\N", "\x85",
            "\ufeff", "1979-05-27T07:32:00Z", "0x1F", "inf", "null", "~",
        ),
    ),
    Target(
        name="notes",
        take=notes,
        what="Markdown, HTML, MDX: the sanitiser, templates, embeds, plain text",
        names=NOTES,
        most=2048,
        words=(
            "<script>", "</script>", "<iframe src=", "<svg ", "<math>", "<style>", "onerror=", "javascript:", "data:text/html,",
            "&colon;", "&#x6a;", "<!--", "-->", "<![CDATA[", "]]>", "```\n", "    ", "[a](", "![", "](http://", "<http://", "{{< ",
            " >}}", "{% raw %}", "{% endraw %}", "{% comment %}", "{:.a #b}", "{/*", "*/}", "import x from 'y'\n", "export default {",
            "<A b={", "<>", "| a |\n|---|\n", "[^1]", "~~", "markdown=1", "<noscript>", "<template>", "<xmp>", "<plaintext>", "&amp;",
            "<table>", "<select>", "<title>", "\x00", "<p ", "</p>", "# ", "{#id}", "href=", "src=//", "<audio>", "<source src=",
            "1. ", "> ", "- ", ": ", "\\", "`", "***", "http://a.example/x_(y).", "tel:", "<a href=", "<img src=", "=\"", "'>",
        ),
    ),
    Target(
        name="posts",
        take=posts,
        what="a whole post, or a list of episodes, with files beside it, to a feed",
        names=NAMES,
        most=3072,
        words=(
            "---\n", "\n%%%\n", "title: ", "date: 2021-12-02\n", "description: ", "audio: ep.mp3\n", "audio: https://cdn.example/a.mp3\n",
            "length: ", "duration: ", "guid: ", "image: ", "season: ", "episode: ", "explicit: ", "chapters:\n- ", "people:\n- name: ",
            "transcript: ", "links:\n- ", "tags: [", "funding: ", "location: ", "value: ", "soundbites:\n- ", "enclosure:\n  url: ",
            "{exact: ", "permalink: ", "draft: true\n", "slug: ", "hosts: [", "guests: ", "alternate_enclosures:\n- ", "extra: <a/>\n",
            "00:00 Intro\n12:30 Topic\n", "WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n", "social_interact: ", "license: ", "podcast_txt: ",
            "content_links: ", "block: ", "keywords: ", "subtitle: ", "author: ", "link: ", "categories: ", "type: trailer\n", "\\ud800",
            "\x85", "<b>", "]]>", "../", "file:///", "%00", "{", "[",
        ),
    ),
)
# fmt: on
