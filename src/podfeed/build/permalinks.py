"""Permalinks: the address of an episode's page, from a pattern of Jekyll or Hugo.

Jekyll's placeholders: https://jekyllrb.com/docs/permalinks/. Hugo's:
https://gohugo.io/configuration/permalinks/.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from podfeed.build.identity import bare_name
from podfeed.lazily import pattern
from podfeed.problems import BadValueError

_PLACEHOLDER = pattern(r":\[?([a-z_]+)\]?")
_SLASHES = pattern(r"/{2,}")


def permalink(pattern: str, name: str, values: Mapping[str, Any], *, hugo: bool) -> str:
    """Fill in a permalink pattern of Jekyll, or of Hugo, for the post `name`.

    `values` holds ``title``, ``slug``, ``date`` and ``categories``, each where there is one. A
    placeholder that is not known, or has no value, is a `BadValueError`.
    """
    words = _HUGO if hugo else _JEKYLL
    date = values.get("date")
    pieces = list(_pieces(pattern))
    for index, word in enumerate(pieces[1::2]):
        if word not in words and word not in _DATES:
            raise BadValueError(
                f"the permalink has no placeholder :{word}",
                hint=f"known are {', '.join(f':{known}' for known in sorted({*words, *_DATES}))}",
            )
        value = words[word](name, values) if word in words else date and _DATES[word](date)
        if value is None:
            raise BadValueError(f"the permalink asks for :{word}, and the post has none")
        pieces[index * 2 + 1] = str(value)
    path = "".join(pieces)
    return _SLASHES.sub("/", path) if "//" in path else path


def asks_for(pattern: str, word: str) -> bool:
    """Say whether a pattern has a placeholder."""
    return word in _pieces(pattern)[1::2]


@lru_cache(maxsize=256)
def _pieces(pattern: str) -> tuple[str, ...]:
    """Return the texts of a pattern, and between each two the name of a placeholder."""
    return tuple(_PLACEHOLDER.split(STYLES.get(pattern, pattern)))


# English whatever the locale, as Hugo writes them.
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}


def _form(form: str) -> Callable[[datetime], str]:
    return lambda date: date.strftime(form)


_DATES: dict[str, Callable[[datetime], str]] = {
    "year": _form("%Y"),
    "month": _form("%m"),
    "day": _form("%d"),
    "hour": _form("%H"),
    "minute": _form("%M"),
    "second": _form("%S"),
    "y_day": _form("%j"),
    "week": _form("%V"),
    "w_year": _form("%G"),
    "short_year": _form("%y"),
    "i_month": lambda date: str(date.month),
    "i_day": lambda date: str(date.day),
}


# What stands for a placeholder, from the post's name and the values that it has.
_Word = Callable[[str, Mapping[str, Any]], str | None]


def _slug_or(word: _Word) -> _Word:
    return lambda name, values: values.get("slug") or word(name, values)


def _stem(name: str, _values: Mapping[str, Any]) -> str:
    return _file_stem(name)


def _categories(_name: str, values: Mapping[str, Any]) -> str:
    return "/".join(slugify(str(word)) for word in values.get("categories") or ())


def _collection(name: str, _values: Mapping[str, Any]) -> str:
    folder, slash, _ = name.partition("/")
    return folder.lstrip("_") if slash else "posts"


_JEKYLL: dict[str, _Word] = {
    "title": _slug_or(_stem),
    "slug": _slug_or(lambda name, _: slugify(_file_stem(name))),
    "name": _stem,
    "path": lambda name, _: "/".join([*name.split("/")[:-1], _file_stem(name)]),
    "basename": _stem,
    "categories": _categories,
    "collection": _collection,
    "output_ext": lambda _name, _values: ".html",
}


def _title(name: str, values: Mapping[str, Any]) -> str:
    return slugify(values.get("title") or _file_stem(name))


def _month_name(_name: str, values: Mapping[str, Any]) -> str | None:
    date = values.get("date")
    return _MONTHS[date.month - 1] if date else None


def _day_of_year(_name: str, values: Mapping[str, Any]) -> str | None:
    date = values.get("date")
    return str(date.timetuple().tm_yday) if date else None


def _sections(name: str) -> list[str]:
    *folders, file = name.split("/")
    return folders[:-1] if _INDEX.fullmatch(file) else folders


_HUGO: dict[str, _Word] = {
    "monthname": _month_name,
    "title": _title,
    "slug": _slug_or(_title),
    "slugorfilename": _slug_or(_stem),
    "slugorcontentbasename": _slug_or(_stem),
    "filename": _stem,
    "contentbasename": _stem,
    "section": lambda name, _: next(iter(_sections(name)), ""),
    "sections": lambda name, _: "/".join(_sections(name)),
    "yearday": _day_of_year,
}


def _file_stem(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return bare_name(folder.rpartition("/")[2] if folder and _INDEX.fullmatch(file) else file)


_INDEX = pattern(r"index(?:\.[^.]+)?")
_BETWEEN_WORDS = pattern(r"[^\w]+")


def slugify(text: str) -> str:
    """Return a text as Jekyll and Hugo write it in an address: letters and digits, joined by `-`."""
    text = unicodedata.normalize("NFC", text).lower()
    return _BETWEEN_WORDS.sub("-", text).strip("-")
