"""What a post offers for a field is worked out by the keys that it has, and is what each key in turn would say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from podfeed.build.aliases import ALIASES
from podfeed.build.candidates import Offers, Own
from podfeed.build.keys import Keys, is_exact, lookup
from podfeed.posts import Post

_KEYS = sorted({alias.key for aliases in ALIASES.values() for alias in aliases} | {"podcast_chapters"})
_SPELLINGS = [*_KEYS, *(key.replace("_", "-").title() for key in _KEYS), "something"]
_LEAVES = st.sampled_from(
    [
        "",
        " ",
        "None",
        "~",
        "12",
        "123456",
        "1:02:03",
        "true",
        "full",
        "a.mp3",
        "a/b",
        "https://x.example/a.mp3",
    ]
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["exact", "url", "chapters", "a"]), inner, max_size=2)
    ),
    max_leaves=6,
)
_OWN = st.dictionaries(
    st.sampled_from(sorted(ALIASES)),
    st.lists(st.sampled_from([*_KEYS, "podcast.audio", "chapters.0.url", "something"]), max_size=2).map(
        tuple
    ),
    max_size=3,
)


def in_turn(post: Post, field: str, own: Own) -> Iterator[tuple[Keys, Any]]:
    """Ask for every key, of the settings and of the table."""
    if field in own and not own[field]:
        return
    yield from lookup(post, own.get(field, ()))
    for alias in ALIASES.get(field, ()):
        for keys, value in lookup(post, (alias.key,)):
            if alias.test is None or is_exact(value) or alias.test(value, post.meta):
                yield keys, f"{value}{alias.unit}" if alias.unit else value


@given(meta=st.dictionaries(st.sampled_from(_SPELLINGS), _VALUES, max_size=8), own=_OWN)
def test_each_field_is_offered_what_each_key_in_turn_says(meta: dict[str, Any], own: Own) -> None:
    post = Post(path=Path("a.md"), name="a.md", meta=meta, body="", body_line=1, markup="markdown")
    for field in (*ALIASES, "no field"):
        said = list(in_turn(post, field, own))
        assert list(Offers(post, own).of(field)) == said
        if said:
            assert field in Offers(post, own).fields


def test_most_fields_are_not_offered() -> None:
    post = Post(path=Path("a.md"), name="a.md", meta={"Title": "x"}, body="", body_line=1, markup="markdown")
    assert Offers(post, {}).fields == {"title"}
    assert Offers(post, {"season": ("x",)}).fields == {"title", "season"}


def test_a_key_below_another_is_offered() -> None:
    meta = {"Podcast-Chapters": {"chapters": [{"time": "1", "title": "x"}]}}
    post = Post(path=Path("a.md"), name="a.md", meta=meta, body="", body_line=1, markup="markdown")
    found = list(Offers(post, {}).of("chapters"))
    assert found == [(("Podcast-Chapters", "chapters"), [{"time": "1", "title": "x"}])]
