"""Permalinks: the address of an episode's page, from a pattern of Jekyll or Hugo.

Jekyll's placeholders: https://jekyllrb.com/docs/permalinks/. Hugo's:
https://gohugo.io/configuration/permalinks/.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
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
    words = _hugo_words(name, values) if hugo else _jekyll_words(name, values)
    date = values.get("date")

    def fill(match: re.Match[str]) -> str:
        word = match[1]
        if word not in words and word not in _DATES:
            raise BadValueError(
                f"the permalink has no placeholder :{word}",
                hint=f"known are {', '.join(f':{known}' for known in sorted({*words, *_DATES}))}",
            )
        value = words[word] if word in words else date and _DATES[word](date)
        if value is None:
            raise BadValueError(f"the permalink asks for :{word}, and the post has none")
        return str(value)

    pattern = STYLES.get(pattern, pattern)
    return _SLASHES.sub("/", _PLACEHOLDER.sub(fill, pattern))


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


def _jekyll_words(name: str, values: Mapping[str, Any]) -> dict[str, str | None]:
    folders = name.split("/")[:-1]
    stem = _file_stem(name)
    categories = "/".join(slugify(str(word)) for word in values.get("categories") or ())
    return {
        "title": values.get("slug") or stem,
        "slug": values.get("slug") or slugify(stem),
        "name": stem,
        "path": "/".join([*folders, stem]),
        "basename": stem,
        "categories": categories,
        "collection": folders[0].lstrip("_") if folders else "posts",
        "output_ext": ".html",
    }


def _hugo_words(name: str, values: Mapping[str, Any]) -> dict[str, str | None]:
    *folders, file = name.split("/")
    stem = _file_stem(name)
    if _INDEX.fullmatch(file):
        folders = folders[:-1]
    title = slugify(values.get("title") or stem)
    date = values.get("date")
    return {
        "monthname": _MONTHS[date.month - 1] if date else None,
        "title": title,
        "slug": values.get("slug") or title,
        "slugorfilename": values.get("slug") or stem,
        "slugorcontentbasename": values.get("slug") or stem,
        "filename": stem,
        "contentbasename": stem,
        "section": folders[0] if folders else "",
        "sections": "/".join(folders),
        "yearday": str(date.timetuple().tm_yday) if date else None,
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
