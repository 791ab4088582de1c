"""The model: what its constructors take, and what they refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

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
)


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
