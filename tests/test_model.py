"""The model: what its constructors take, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from podfeed import (
    BadValueError,
    Enclosure,
    Episode,
    Link,
    Locked,
    Owner,
    Person,
    PodfeedError,
    Problem,
    Show,
    Transcript,
)
from podfeed.model import Chapter, clean_text, is_allowed
from podfeed.model.base import _slots


def test_plain_values_stand_for_objects() -> None:
    episode = Episode(people=["Ann"], links=["https://a.example/"], tags="sea")  # type: ignore[list-item]
    assert list(episode.people) == [Person(name="Ann")]
    assert list(episode.links) == [Link(href="https://a.example/")]
    assert list(episode.tags) == ["sea"]
    show = Show(locked=True, owner="a@b.example")  # type: ignore[arg-type]
    assert show.locked == Locked(value=True)
    assert show.owner == Owner(email="a@b.example")


@pytest.mark.parametrize(
    ("written", "kept"),
    [(" a ", "a"), ("", None), ("\x0b", None), ("a\r\nb\rc", "a\nb\nc"), ("\ud800x", "x")],
)
def test_texts_are_kept_as_xml_can_carry_them(written: str, kept: str | None) -> None:
    assert Episode(title=written).title == kept


def test_durations_are_whole_seconds_half_up() -> None:
    assert Episode(duration=timedelta(seconds=2.5)).duration == timedelta(seconds=3)
    assert Episode(duration=timedelta(seconds=0.2)).duration == timedelta(seconds=1)
    assert Episode(duration=timedelta(0)).duration == timedelta(0)


def test_dates_have_a_zone_and_no_parts_of_a_second() -> None:
    date = datetime(2021, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    assert Episode(publish_date=date).publish_date == date.replace(microsecond=0)
    with pytest.raises(BadValueError, match="no time zone") as caught:
        Episode(publish_date=date.replace(tzinfo=None))
    assert "tzinfo" in caught.value.hint
    assert isinstance(caught.value, (PodfeedError, ValueError))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": 5}, "Episode.title takes str, not int: 5"),
        ({"duration": 5}, "Episode.duration takes timedelta"),
        ({"enclosure": "a.mp3"}, "Episode.enclosure takes Enclosure"),
        ({"episode": "12"}, "Episode.episode takes int"),
    ],
)
def test_a_wrong_type_is_named(values: dict[str, Any], words: str) -> None:
    with pytest.raises(BadValueError, match=words):
        Episode(**values)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match="titel"):
        Episode(titel="x")  # type: ignore[call-arg]


def test_a_length_of_0_is_unknown() -> None:
    assert Enclosure(url="https://a.example/a.mp3", length=0, type="audio/mpeg").length is None


@pytest.mark.parametrize(
    ("guid", "link", "given", "is_permalink"),
    [
        ("https://a.example/", "https://a.example/", None, True),
        ("abc", "https://a.example/", None, False),
        (None, "https://a.example/", True, None),
        ("https://a.example/", None, True, True),
    ],
)
def test_a_guid_is_a_permalink_where_it_is_the_page(
    guid: str | None, link: str | None, given: bool | None, is_permalink: bool | None
) -> None:
    assert Episode(guid=guid, link=link, guid_is_permalink=given).guid_is_permalink is is_permalink


def test_problems_are_not_compared() -> None:
    problem = Problem(rule="x", severity="warning", message="m")
    assert Show(title="t", problems=[problem]) == Show(title="t")


def test_replace_changes_a_copy() -> None:
    show = Show(title="t")
    assert show.replace(title="u").title == "u"
    assert show.title == "t"


def test_a_list_of_nothing_is_empty() -> None:
    assert Episode(tags=" ", people="", links=None, transcripts=None) == Episode()  # type: ignore[arg-type]
    assert Show(categories="\x0b", trailers=[None]) == Show()  # type: ignore[list-item]


def test_each_character_is_allowed_that_xml_allows() -> None:
    allowed = [*range(0x20, 0xD800), *range(0xE000, 0xFFFE), *range(0x10000, 0x110000), 9, 10, 13]
    found = [code for code in range(0x110000) if is_allowed(chr(code))]
    assert found == sorted(allowed)
    assert [code for code in range(0x110000) if clean_text(f"a{chr(code)}b") != "ab"] == found


_TEXTS = st.sampled_from(["", " ", "a", " a", "a\n", "a\nb", "a\r", "\x0b", "\ufffe", "\u00a0", "ü"])
_PARTS = st.one_of(
    st.builds(Person, name=_TEXTS),
    st.builds(Link, href=_TEXTS),
    st.builds(Enclosure, url=_TEXTS, type=_TEXTS),
    st.builds(Chapter, start=st.floats(0, 9)),
    st.builds(Transcript, url=_TEXTS, type=_TEXTS),
    st.builds(Owner, name=_TEXTS),
)
_TIMES = st.datetimes() | st.datetimes(timezones=st.just(UTC))
_PLAIN = st.one_of(
    _TEXTS, _PARTS, _TIMES, st.timedeltas(), st.integers(0, 3), st.booleans(), st.floats(), st.none()
)


@given(value=_PLAIN | st.lists(_PLAIN, max_size=3).map(tuple))
@example(value=(Person(name=""),))
def test_what_fits_a_field_needs_no_settling(value: Any) -> None:
    for model in (Episode, Show, Person, Enclosure, Link, Chapter):
        owner = object.__new__(model)  # a model without a value
        for slot in _slots(model):
            fits = slot.fits.get(type(value))
            try:
                if fits is None or not fits(value):
                    continue
            except BadValueError:  # which settling says as well
                continue
            slot.settle(owner, value)
            assert repr(getattr(owner, slot.name, value)) == repr(value)


_NAMES = [slot.name for slot in _slots(Episode)]


@example({"podcast_episode": "a", "title": Person(name="a")})
@given(st.dictionaries(st.sampled_from(_NAMES), _PLAIN | st.lists(_PLAIN, max_size=2).map(tuple), max_size=4))
def test_an_episode_made_of_some_fields_is_what_the_constructor_makes(given: dict[str, Any]) -> None:
    def made(make: Callable[[], Episode]) -> str:
        try:
            return repr(make())
        except (ValueError, TypeError, AttributeError) as error:  # of them a BadValueError
            return repr(error)

    assert made(lambda: Episode.of(given)) == made(lambda: Episode(**given))
