"""An item that is put into a form is what feedgen writes, and drawn elements are those that are read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podfeed.check.drawn import layout_of
from podfeed.check.pieces import Piece, examine_apart
from podfeed.check.scan import Scanner
from podfeed.model import Enclosure, Episode, Extra, Person, Show
from podfeed.rules.node import Feed, Node
from podfeed.write import NAMESPACE_PREFIXES, draw, envelope, render_item
from podfeed.write.form import MARK
from podfeed.write.item import by_feedgen, item_of
from table_strategies import episodes
from whole_show import SHOW

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEAD, TAIL = envelope(Show(title="S", link="https://s.example/", description="d"), NAMESPACE_PREFIXES)
# All that stands for something else in XML, in one form of writing or another.
AWKWARD = st.text(alphabet="&<>\"' \t\nxé\u2028\U0001f399]" + MARK, max_size=12).map(
    lambda text: f"a{text}]]>&amp;b"
)
PLAIN = st.builds(
    Episode,
    title=AWKWARD,
    description=st.none() | AWKWARD,
    notes=st.none() | AWKWARD,
    guid=AWKWARD,
    guid_is_permalink=st.booleans(),
    tags=st.lists(AWKWARD, max_size=2),
    people=st.lists(st.builds(Person, name=AWKWARD, href=AWKWARD), max_size=2),
    enclosure=st.none() | st.builds(Enclosure, url=AWKWARD, length=st.integers(0, 9), type=AWKWARD),
)


def told(pieces: Sequence[Piece]) -> Any:
    """Return all of what the rules say, to be compared."""
    return [
        (
            {name: getattr(piece.item, name) for name in piece.item.__slots__},
            [(each.rule.id, each.severity, seen(each.finding), each.item) for each in piece.told],
            piece.html_notes,
            piece.podcast_tags,
            piece.used,
            piece.declared,
        )
        for piece in pieces
    ]


def seen(finding: Any) -> Any:
    values = {
        name: getattr(finding, name) for name in ("message", "attr", "value", "hint", "severity", "offset")
    }
    return values | {"fix": None if finding.fix is None else asdict(finding.fix)}


def elements(node: Node) -> list[tuple[Any, ...]]:
    """Return all of an element and of those below it."""
    return [
        (each.name, each.raw, each.attrs, each.inside, each.start, each.end, each.text, len(each.children))
        for each in (node, *node.walk())
    ]


def read(xml: bytes) -> Node:
    """Return the element of an item as it is read."""
    found: list[Node] = []
    Scanner(
        Feed(data=HEAD + xml + TAIL), lambda _rule, finding: pytest.fail(finding.message), found.append
    ).read()
    return found[-1]


def same(episode: Episode) -> bool:
    """Check an episode, and say whether it was drawn."""
    plain = by_feedgen(episode)
    assert render_item(episode) == plain
    drawn = draw(episode)
    if drawn is None:
        return False
    assert drawn.xml == plain
    layout = layout_of(drawn, HEAD, TAIL)
    if layout is None:
        return False
    assert elements(layout.place(drawn, len(HEAD))) == elements(read(plain))
    again = draw(episode)
    assert again is not None
    assert told(examine_apart(HEAD, [again], TAIL, now=NOW)) == told(
        examine_apart(HEAD, [plain], TAIL, now=NOW)
    )
    return True


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(episodes())
def test_every_tag(episode: Episode) -> None:
    assert same(episode.replace(extra=()))


@settings(max_examples=100)
@given(PLAIN)
def test_awkward_values(episode: Episode) -> None:
    assert same(episode)


@pytest.mark.parametrize("episode", SHOW.episodes, ids=lambda episode: episode.title)
def test_the_show_of_all_tags(episode: Episode) -> None:
    same(episode)
    assert same(episode.replace(extra=()))


def test_several_items_some_of_which_are_drawn() -> None:
    made = [
        Episode(title="One", guid="1", notes="<p>x</p>", explicit=False),
        Episode(title="Two", guid="2", extra=[Extra(xml="<rights>all</rights>")]),
        Episode(title="http", guid="3", enclosure=Enclosure(url="http://x.example/1.mp3", type="audio/mpeg")),
        Episode(title="Four ", guid="", description="&amp;amp; <b"),
    ]
    items = [draw(episode) or by_feedgen(episode) for episode in made]
    assert [isinstance(item, bytes) for item in items] == [False, True, False, False]
    pieces = examine_apart(HEAD, items, TAIL, now=NOW)
    alone = [examine_apart(HEAD, [by_feedgen(episode)], TAIL, now=NOW)[0] for episode in made]
    for piece, other in zip(pieces, alone, strict=True):
        assert piece.item.texts == other.item.texts
        assert piece.item.spans == other.item.spans
        assert [each.rule.id for each in piece.told] == [each.rule.id for each in other.told]
    assert sum(len(piece.told) for piece in pieces) > 4


def test_what_is_odd_is_read() -> None:
    url = "https://x.example/" + "a" * 70_000
    long = draw(Episode(title="x", guid="1", enclosure=Enclosure(url=url, type="audio/mpeg")))
    assert long is not None
    assert layout_of(long, HEAD, TAIL) is None
    [piece] = examine_apart(HEAD, [long], TAIL, now=NOW)
    assert "xml-depth-or-size-bomb" in [each.rule.id for each in piece.told]


def test_a_shape_is_asked_of_feedgen_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Episode] = []
    monkeypatch.setattr("podfeed.write.form._forms", {})
    monkeypatch.setattr(
        "podfeed.write.form.item_of", lambda episode: asked.append(episode) or item_of(episode)
    )
    for number in range(5):
        assert draw(Episode(title=f"T{number}", guid=str(number), tags=["x"] * (number % 2))) is not None
    assert len(asked) == 2


def test_where_feedgen_writes_something_else_it_has_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(episode: Episode) -> Any:
        item = item_of(episode)
        item.find("title").text = "Else"
        return item

    monkeypatch.setattr("podfeed.write.form._forms", {})
    monkeypatch.setattr("podfeed.write.form.item_of", other)
    assert draw(Episode(title="T", guid="1")) is None
