"""Bodies become notes: Markdown, players, templates, safety, plain text."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from podfeed.notes import Embed, cut, first_text, make_notes, safe_html, to_text
from podfeed.notes.markdown import converted, to_html
from podfeed.notes.sanitise import sanitise
from podfeed.notes.written import holds_html, written
from podfeed.rules.markup import PORTABLE, known_markup, read_tags

BASE = "https://show.example/ep/"


def made(body: str, markup: str = "markdown") -> str:
    return make_notes(body, markup=markup, base=BASE).html  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("A *b* **c** ~~d~~", "<p>A <em>b</em> <strong>c</strong> <del>d</del></p>"),
        ("<b>raw</b> HTML", "<p><b>raw</b> HTML</p>"),
        ("[x](/a b)", "<p>[x](/a b)</p>"),
        ("[x](</a b>)", '<p><a href="https://show.example/a%20b">x</a></p>'),
        ("[x](y.html?a=1&b=2)", '<p><a href="https://show.example/ep/y.html?a=1&amp;b=2">x</a></p>'),
        ("<https://x.example/>", '<p><a href="https://x.example/">https://x.example/</a></p>'),
        (
            "See https://x.example/a, ok",
            '<p>See <a href="https://x.example/a">https://x.example/a</a>, ok</p>',
        ),
        ("`https://x.example`", "<p><code>https://x.example</code></p>"),
        ("[m](mailto:a@b.example)", '<p><a href="mailto:a@b.example">m</a></p>'),
        ("a ]]> b & c", "<p>a ]]&gt; b &amp; c</p>"),
        ("`<iframe>`", "<p><code>&lt;iframe&gt;</code></p>"),
        ("<!-- secret -->text", "text"),
        ("", ""),
    ],
)
def test_markdown(body: str, result: str) -> None:
    assert made(body).strip() == result


def test_tables_and_footnotes() -> None:
    notes = made("| a |\n|---|\n| 1 |\n\nText[^n].\n\n[^n]: Note.\n")
    assert "<td>1</td>" in notes
    target = re.search(r'href="https://show\.example/ep/#([^"]+)"', notes)
    assert target
    assert f'id="{target[1]}"' in notes


def test_markdown_in_marked_html_blocks() -> None:
    assert '<a href="https://x.example/">x</a>' in made(
        '<section class="notes" markdown="1">\n* [x](https://x.example/)\n</section>'
    )


@pytest.mark.parametrize(
    ("body", "kept", "removed"),
    [
        ("a {% include x.html id='y' %} b", "a  b", 1),
        ("a {{ site.title }} b", "a  b", 1),
        ("![i]({{ site.baseurl }}/x.png)", '<img src="https://show.example/x.png" alt="i">', 1),
        ("a {{< podcast x >}} b", "a  b", 1),
        ("a {{% figure src='x' %}} b", "a  b", 1),
        ("{{< q >}}kept{{< /q >}}", "kept", 2),
        ("{% raw %}{{ kept }}{% endraw %}", "{{ kept }}", 1),
        ("a\n{: .big}", "a", 1),
        ("`{{ kept }}` and `{% kept %}`", "<code>{{ kept }}</code> and <code>{% kept %}</code>", 0),
        ("```\n{{< kept >}}\n```", "{{&lt; kept &gt;}}", 0),
        ("~~~\n{% kept %}\n~~~", "{% kept %}", 0),
        ("``a ` {{ kept }}``", "{{ kept }}", 0),
        ("{{ never closed", "{{ never closed", 0),
    ],
)
def test_templates_are_taken_out_and_counted(body: str, kept: str, removed: int) -> None:
    notes = make_notes(body, markup="markdown", base=BASE)
    assert kept.strip() in notes.html.replace("<p>", "").replace("</p>", "")
    assert notes.removed == removed


def test_mdx() -> None:
    body = (
        "import Player from '../Player.astro'\nexport const x = 1\n\n# Title\n\n{/* note */}\n"
        "<Player src={() => 'a>b'} title=\"x\" />\n\n<Card>\n\nkept\n\n</Card>\n\n`<Kept />`\n"
    )
    notes = make_notes(body, markup="mdx", base=BASE)
    assert to_text(notes.html).split() == ["Title", "kept", "<Kept", "/>"]
    assert notes.removed == 5
    assert notes.heading == "Title"


@pytest.mark.parametrize(
    ("body", "link", "embed"),
    [
        (
            '<iframe src="https://p.example/e?a=1&b=2" title="Hear"></iframe>',
            '<p><a href="https://p.example/e?a=1&amp;b=2">Hear</a></p>',
            Embed(url="https://p.example/e?a=1&b=2", kind="iframe", title="Hear"),
        ),
        (
            '<audio controls src="/a.mp3"></audio>',
            '<a href="https://show.example/a.mp3">show.example/a.mp3</a>',
            Embed(url="https://show.example/a.mp3", kind="audio"),
        ),
        (
            '<audio><source src="https://c.example/a.ogg" type="audio/ogg"></audio>',
            '<a href="https://c.example/a.ogg">',
            Embed(url="https://c.example/a.ogg", kind="audio", type="audio/ogg"),
        ),
        (
            '<video src="https://c.example/v.mp4"></video>',
            '<a href="https://c.example/v.mp4">',
            Embed(url="https://c.example/v.mp4", kind="video"),
        ),
        (
            "[get](https://c.example/a.mp3)",
            '<a href="https://c.example/a.mp3">get</a>',
            Embed(url="https://c.example/a.mp3", kind="link"),
        ),
    ],
)
def test_players_become_links(body: str, link: str, embed: Embed) -> None:
    notes = make_notes(body, markup="markdown", base=BASE)
    assert link in notes.html
    assert notes.embeds == (embed,)
    assert embed.url in notes.links
    for tag in ("iframe", "audio", "video", "source"):
        assert f"<{tag}" not in notes.html


ATTACKS = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//x.example/x.js></SCRIPT>", "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<math><mi xlink:href='javascript:alert(1)'>",
    "<a href=javascript:alert(1)>x</a>", "<a href='JaVaScRiPt:alert(1)'>x</a>", "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>", "<a href=' javascript:alert(1)'>x</a>", "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a>", "<a href='data:text/html,<script>alert(1)</script>'>x</a>", "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)", "![x](javascript:alert(1))", "<javascript:alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>", "<embed src=javascript:alert(1)>", "<form action=javascript:alert(1)><input type=submit>",
    "<button formaction=javascript:alert(1)>x</button>", "<input onfocus=alert(1) autofocus>", "<body onload=alert(1)>",
    "<style>body{background:url(javascript:alert(1))}</style>", "<p style='background:url(javascript:alert(1))'>x</p>",
    "<link rel=stylesheet href=javascript:alert(1)>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=javascript:alert(1)//>", "<table background=javascript:alert(1)>", "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>", "<details ontoggle=alert(1) open>", "<marquee onstart=alert(1)>",
    "<isindex action=javascript:alert(1)>", "<frameset onload=alert(1)>", "<x onclick=alert(1)>x</x>",
    "<a href=https://x.example onmouseover=alert(1)>x</a>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<title><img src=x onerror=alert(1)></title>", "<textarea><script>alert(1)</script></textarea>",
    "<template><script>alert(1)</script></template>", "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>",
    "<<script>alert(1)//<</script>", "<img src='x' srcset='javascript:alert(1)'>", "<a ping=https://x.example href=#>x</a>",
    "<div style='behavior:url(x)'>x</div>", "<p id=x onclick\n=alert(1)>x", "<xmp><script>alert(1)</script></xmp>",
]  # fmt: skip


@pytest.mark.parametrize("markup", ["markdown", "html"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_dangerous_survives(attack: str, markup: str) -> None:
    safe = made(attack, markup)
    tree = etree.fromstring(f"<x>{safe}</x>", etree.HTMLParser())
    for element in tree.iter(etree.Element):
        assert element.tag not in (
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "meta",
            "link",
            "svg",
        )
        for name, value in element.attrib.items():
            assert not str(name).startswith("on")
            assert name not in ("style", "srcdoc", "srcset", "ping", "background")
            if name in ("href", "src"):
                assert re.match(r"(https?|mailto|tel):", html.unescape(str(value))), value


def test_relative_links_without_a_base_lose_their_address() -> None:
    assert safe_html('<a href="/x">x</a>', base="") == "<a>x</a>"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>a</p><p>b <b>c</b></p>", "a\n\nb c"),
        ("a<br>b", "a\nb"),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
        ("<p>a &amp; b &lt;c&gt;</p>", "a & b <c>"),
        ("<p>a<script>x</script></p>", "a"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("plain   text\nhere", "plain text here"),
    ],
)
def test_plain_text(source: str, text: str) -> None:
    assert to_text(source) == text


@given(st.text(max_size=300), st.integers(4, 400))
def test_a_cut_text_is_short_enough_and_a_beginning(text: str, limit: int) -> None:
    text = text.encode("utf-8", "ignore").decode()
    short = cut(text, limit=limit)
    assert len(short.encode()) <= limit
    assert short == text or text.startswith(short.removesuffix("…"))


def test_a_cut_is_at_a_word() -> None:
    assert cut("one two three", limit=12) == "one two…"
    assert first_text("<p>one</p><p>two three</p>", limit=9) == "one…"


@settings(deadline=None, max_examples=200)
@given(
    st.text(alphabet="<>&\"'/ab={}%`*_[]()#!-\n ", max_size=120), st.sampled_from(["markdown", "html", "mdx"])
)
def test_any_body_makes_html_that_is_stable(body: str, markup: str) -> None:
    first = made(body, markup)
    assert safe_html(first, base=BASE) == first


@pytest.mark.parametrize(
    "piece", ["{{", "<", "[", "*", "`", "` ", "![[", "{% raw %}", "http://", "<a ", "{: ", "<!--"]
)
def test_no_body_takes_long(piece: str) -> None:
    make_notes(piece * (200_000 // len(piece)), markup="mdx", base=BASE)


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ('<p title="https://x.example/t">https://x.example/a</p>', ["a"]),
        ('<a href="https://x.example/a">https://x.example/b</a> https://x.example/c', ["a", "c"]),
        ("![p](https://x.example/p.png) [a](https://x.example/a) (https://x.example/b)", ["a", "b"]),
        ("`https://x.example/a` https://x.example/b", ["b"]),
        ("<pre>https://x.example/a</PRE> https://x.example/b", []),
        ("<code>https://x.example/a", []),
        ("<!-- https://x.example/a --> https://x.example/b", ["b"]),
        ("<b title='>'>https://x.example/a</b>", ["a"]),
        ("xhttps://x.example/a http https://", []),
    ],
)
def test_addresses_become_links_in_text_alone(body: str, links: list[str]) -> None:
    found = make_notes(f"x {body}", markup="markdown", base=BASE).links
    assert found == tuple(f"https://x.example/{link}" for link in links)


def test_pages_that_are_read_side_by_side_keep_their_links() -> None:
    def links(number: int) -> tuple[str, ...]:
        base = f"https://{number}.example/"
        return make_notes("[b](b) " * 50, markup="markdown", base=base).links

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(links, range(100)))
    assert found == [(f"https://{number}.example/b",) for number in range(100)]


# What Markdown makes of text without HTML, piece by piece.
_PIECES = st.sampled_from(
    '# |## a {#b}|- |1. |3) |> |* | |    |\n|\n\n|  \n|\\\n|`|``` c+"\n|~~~\n|*|**|_|~~|[|]|(|)|![|](/a?b=1&c)|](x.mp3 "t")|'
    "](javascript:x)|](mailto:a@b.example)|](//c.example/)|](<a b>)|](https://x.example/%41'\"&amp;)|[^1]|[^1]: |: |---|| a | b |\n|:-|-:|\n|"
    "https://x.example/ü?a=b&c|http://|https://|:|-|9|.|@|www.x.example|xn--|&lt;|&amp;|&nbsp;|&#0;|\"|'|<|>|<3|a|é|\xa0|\u2028|\ufeff|\r|\x0b|\x0c|\x00|\ufffe|x".split(
        "|"
    )
)


@settings(max_examples=500)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_markdown_without_html_is_made_safe_as_a_parser_does_it(body: str) -> None:
    if not holds_html(body):
        html, only_links = converted(body)
        safe = written(html, BASE, only_links=only_links)
        if safe is not None:
            assert replace(safe, rare=None) == sanitise(html, BASE)
            holds_only(safe.html, safe.rare)


def holds_only(html: str, rare: frozenset[str] | None) -> None:
    """Check what is known of safe HTML by what is read in it."""
    if rare is None:
        return
    markup = read_tags(html)
    assert markup.names == rare - PORTABLE
    assert all(target.startswith("https://") for target in markup.targets)
    assert (markup.scripts, markup.unclosed, markup.loose) == (set(), "", False)
    known = known_markup(html, rare)
    assert (known.any, known.names) == (markup.any, markup.names)


@pytest.mark.parametrize(
    "body",
    [
        "# A\n\n- [b](/c?d=1&e=2) *f* `g < 3`\n- ![h](i.png)\n\n---\n\nj\\\nk",
        "| a |\n|-:|\n| https://x.example/ü |\n\n3. l\n\n```py\nm & n\n```\n\no\n: p",
    ],
)
def test_markdown_without_html_needs_no_parser(body: str) -> None:
    safe = written(to_html(body), BASE)
    assert safe is not None
    assert replace(safe, rare=None) == sanitise(to_html(body), BASE)


@pytest.mark.parametrize(
    ("body", "rare"),
    [
        ("# A\n\n- [b](https://x.example/) *f*\n\n1. ~~g~~", {"del"}),
        ("| a |\n|-:|\n| b |", {"table", "thead", "tbody", "tr", "th", "td"}),
        ("a\n: b", {"dl", "dt", "dd"}),
        ("a http c", None),
        ("a https://x.example/ c", None),
        ("[a](http://x.example/)", None),
        ("[a](/x)", None),
        ("![a](https://x.example/a.png)", None),
        ("<b>a</b>", None),
    ],
)
def test_what_is_known_of_the_tags(body: str, rare: set[str] | None) -> None:
    notes = make_notes(body, markup="markdown", base=BASE)
    assert notes.rare == rare
    holds_only(notes.html, notes.rare)


@pytest.mark.parametrize(
    "body", ["[a](javascript:b)", '[a](b "c")', "a[^1]\n\n[^1]: b", "[a](https://b.example/'c)", "a&#13;b"]
)
def test_what_is_not_known_by_heart_is_left_to_the_parser(body: str) -> None:
    assert written(to_html(body), BASE) is None
