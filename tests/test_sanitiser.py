"""The sanitiser's answer to the usual attacks is pinned, and looked over by parsers that are not its own.

``PODFEED_UPDATE=1 pytest tests/test_sanitiser.py`` writes tests/html/answers.txt anew: read the difference.
"""

from __future__ import annotations

import json
import os
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

import podfeed
from podfeed.notes import make_notes
from podfeed.notes.sanitise import sanitise
from site_folder import NOW, Site

FOLDER = Path(__file__).parent / "html"
ANSWERS = FOLDER / "answers.txt"
BASE = "https://show.example/notes/"
ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))")
# What may be left, listed here once more: the sanitiser's own table is no witness.
ELEMENTS = frozenset(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code dd del details div dl dt em"
    " figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp"
    " section small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr".split()
)
RUNNING = frozenset(
    "script style iframe object embed applet portal frameset frame svg math template noscript form input button select"
    " textarea base meta link audio video body html head marquee image isindex keygen".split()
)
ATTRIBUTES = frozenset("id dir lang href title src alt width height start colspan rowspan align".split())


def attacks() -> list[str]:
    lines = (FOLDER / "attacks.txt").read_text("utf-8").split("\n")
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    return [ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), line) for line in kept]


def plain(text: str) -> str:
    """Return a text on one line, its odd characters written out."""
    return "".join(sign if sign.isprintable() and sign != "\\" else f"\\u{ord(sign):04x}" for sign in text)


def answer(attack: str) -> str:
    """Return what stands for an attack in the file: the sanitiser's answer, and that of Markdown's way."""
    safe = sanitise(attack, BASE).html
    notes = make_notes(attack, markup="markdown", base=BASE).html
    return f"{plain(attack)}\n  html {plain(safe)}\n  md   {plain(notes)}\n"


class Witness(HTMLParser):
    """Python's own parser: what elements, attributes and addresses it sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def elements_by_python(html: str) -> list[tuple[str, dict[str, str | None]]]:
    witness = Witness()
    witness.feed(html)
    witness.close()
    assert not witness.odd, html
    return witness.seen


def elements_by_lexbor(html: str) -> list[tuple[str, dict[str, str | None]]]:
    body = LexborHTMLParser(f"<body>{html}").body
    assert body is not None
    return [(node.tag, dict(node.attributes)) for node in body.css("*")][1:]


def check(html: str) -> None:
    for seen in (elements_by_python(html), elements_by_lexbor(html)):
        for tag, attributes in seen:
            assert tag in ELEMENTS, html
            assert set(attributes) <= ATTRIBUTES, html
            for name in ("href", "src"):
                address = re.sub(r"[^!-~]", "", unescape(attributes.get(name) or "https:")).lower()
                assert address.startswith(("https:", "http:", "mailto:", "tel:")), html
                assert name == "href" or address.startswith("http"), html
    assert sanitise(html, BASE).html == html, "read again, it would be something else"


def test_the_answers_are_what_they_were() -> None:
    text = "\n".join(answer(attack) for attack in attacks())
    if os.environ.get("PODFEED_UPDATE"):
        ANSWERS.write_text(text, "utf-8")
    assert text == ANSWERS.read_text("utf-8")


def test_nothing_dangerous_is_left() -> None:
    assert len(attacks()) > 200
    for attack in attacks():
        check(sanitise(attack, BASE).html)
        check(make_notes(attack, markup="markdown", base=BASE).html)


def test_nothing_dangerous_is_left_of_two_together() -> None:
    """An attack that leaves something open is put before each of a few others."""
    others = [
        "<img src=x onerror=alert(1)>",
        "</style></title></script>-->]]><svg onload=alert(1)>",
        '"><b>x</b>',
    ]
    for number, attack in enumerate(attacks()):
        check(sanitise(attack + others[number % len(others)], BASE).html)


def test_nothing_dangerous_is_left_in_a_long_document() -> None:
    """Long documents go another way, where tags are taken out before they are parsed."""
    filler = f"<p>{'The sea. ' * 6000}</p>"
    for attack in attacks():
        check(
            sanitise(f"{filler}<div>{attack}</div>", BASE).html.rpartition("The sea.")[2].partition("</p>")[2]
        )


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> ElementTree.Element:
    """A feed each of whose episodes has an attack in all the texts that people read."""
    site = Site(tmp_path_factory.mktemp("attacks"))
    site.write("cover.jpg", b"")
    rows = [
        {
            "title": f"{number} {attack}",
            "date": f"2020-01-01T00:{number // 60:02}:{number % 60:02}Z",
            "description": attack,
            "subtitle": attack,
            "audio": "https://cdn.example/a.mp3",
            "length": "24000000",
            "duration": "3000",
            "hosts": [{"name": attack, "href": "javascript:alert(1)", "img": "data:text/html,x"}],
            "tags": [attack],
            "author": attack,
            "notes": attack,
            "id": f"e{number}",
        }
        for number, attack in enumerate(attacks())
    ]
    site.write("content/episodes.json", json.dumps(rows))
    site.settings('[content]\npath = "content/episodes.json"\n')
    try:
        show = podfeed.load(config=site.folder / "podfeed.toml", now=NOW)
    except podfeed.ProblemsError as error:
        assert error.show is not None
        show = error.show
    return ElementTree.fromstring(podfeed.render(show))


def test_the_feed(feed: ElementTree.Element) -> None:
    """Plain fields hold text that was escaped once, HTML what is safe, and addresses lead to the web."""
    items = feed.findall("channel/item")
    assert len(items) > 200
    notes = "{http://purl.org/rss/1.0/modules/content/}encoded"
    for item in items:
        for element in item.iter():
            if element.tag == notes:
                check(element.text or "")
            for name in ("href", "url", "img", "src"):
                assert (element.get(name) or "https:").startswith(("https:", "http:")), element.attrib
            assert not (element.text or "").lower().startswith("javascript:")
        described = item.findtext("description") or ""
        # A reader that takes the description for HTML finds no element in it that could hurt.
        check_shown_as_html(described)


def check_shown_as_html(text: str) -> None:
    """A name that HTML does not know does nothing: `List<T>`."""
    for tag, attributes in elements_by_lexbor(text):
        assert not attributes, text
        assert tag not in ELEMENTS | RUNNING, text
