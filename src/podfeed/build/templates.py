"""The template of [media] audio: `https://cdn.example.org/show-{episode:03}.mp3`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any

from podfeed.build.identity import bare_name
from podfeed.build.keys import is_nothing, lookup
from podfeed.build.sources import Draft
from podfeed.lazily import pattern
from podfeed.posts import fold
from podfeed.problems import BadValueError

_WIDE = pattern(r"\d{4}")  # a width that would fill the memory


class _Fields(Formatter):
    """Fills in fields by name only: no attribute, no index, no conversion reaches further."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        if field_name not in kwargs:
            raise BadValueError(
                f"the template of [media] audio asks for {{{field_name}}}, and the post has none"
            )
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        try:
            if _WIDE.search(format_spec):
                raise ValueError("no name is that long")
            if isinstance(value, str) and value.isdecimal() and format_spec:
                value = int(value)
            return str(format(value, format_spec))
        except (ValueError, TypeError, OverflowError):
            raise BadValueError(
                f"the template of [media] audio cannot write {value!r} as {format_spec!r}"
            ) from None


class _Names(Mapping[str, Any]):
    """The fields of an episode and the keys of its post, without case, `-` and `_`."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        stem = bare_name(draft.post.path.name)
        stem = draft.post.path.parent.name if stem == "index" else stem
        self._own = {
            "slug": stem,
            "name": stem,
            "date": draft.get("publish_date"),
            **{fold(name): value for name, value in draft.values.items()},
        }

    def __getitem__(self, name: str) -> Any:
        for _keys, value in lookup(self._draft.post, (name,)):
            if isinstance(value, (str, int, float)) and fold(name) != "date":
                return value
        value = self._own.get(fold(name))
        if is_nothing(value):
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        try:
            self[str(name)]
        except KeyError:
            return False
        return True

    def __iter__(self) -> Any:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


def fill(template: str, draft: Draft) -> str:
    """Return the template with the episode's values; one that is missing is a `BadValueError`."""
    try:
        return _Fields().vformat(template, (), _Names(draft))
    except BadValueError:
        raise
    except (ValueError, IndexError):
        raise BadValueError(
            f"the template {template!r} of [media] audio is not well formed",
            hint="write fields as {episode} or {episode:03}",
        ) from None
