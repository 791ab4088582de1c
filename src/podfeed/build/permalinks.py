"""Permalinks: the address of an episode's page, from a pattern of Jekyll or Hugo.

Jekyll's placeholders: https://jekyllrb.com/docs/permalinks/. Hugo's:
https://gohugo.io/configuration/permalinks/.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from podfeed.build.identity import bare_name
from podfeed.problems import BadValueError

_PLACEHOLDER = re.compile(r":\[?([a-z_]+)\]?")


def permalink(pattern: str, name: str, values: Mapping[str, Any], *, hugo: bool) -> str:
    """Fill in a permalink pattern of Jekyll, or of Hugo, for the post `name`.

    `values` holds ``title``, ``slug``, ``date`` and ``categories``, each where there is one. A
    placeholder that is not known, or has no value, is a `BadValueError`.
    """
    words = _hugo_words(name, values) if hugo else _jekyll_words(name, values)

    def fill(match: re.Match[str]) -> str:
        word = match[1]
        if word not in words:
            raise BadValueError(
                f"the permalink has no placeholder :{word}",
                hint=f"known are {', '.join(f':{known}' for known in sorted(words))}",
            )
        if words[word] is None:
            raise BadValueError(f"the permalink asks for :{word}, and the post has none")
        return str(words[word])

    pattern = STYLES.get(pattern, pattern)
    return re.sub(r"/{2,}", "/", _PLACEHOLDER.sub(fill, pattern))


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


def _dates(date: datetime | None) -> dict[str, str | None]:
    forms = {
        "year": "%Y",
        "month": "%m",
        "day": "%d",
        "hour": "%H",
        "minute": "%M",
        "second": "%S",
        "y_day": "%j",
        "week": "%V",
        "w_year": "%G",
        "short_year": "%y",
    }
    return {name: date.strftime(form) if date else None for name, form in forms.items()} | {
        "i_month": str(date.month) if date else None,
        "i_day": str(date.day) if date else None,
    }


def _jekyll_words(name: str, values: Mapping[str, Any]) -> dict[str, str | None]:
    path = PurePosixPath(name)
    stem = _file_stem(path)
    categories = "/".join(slugify(str(word)) for word in values.get("categories") or ())
    return _dates(values.get("date")) | {
        "title": values.get("slug") or stem,
        "slug": values.get("slug") or slugify(stem),
        "name": stem,
        "path": str(path.parent / stem),
        "basename": stem,
        "categories": categories,
        "collection": path.parts[0].lstrip("_") if len(path.parts) > 1 else "posts",
        "output_ext": ".html",
    }


def _hugo_words(name: str, values: Mapping[str, Any]) -> dict[str, str | None]:
    path = PurePosixPath(name)
    stem = _file_stem(path)
    folders = path.parent.parts[:-1] if path.stem == "index" else path.parent.parts
    title = slugify(values.get("title") or stem)
    date = values.get("date")
    return _dates(date) | {
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


def _file_stem(path: PurePosixPath) -> str:
    return bare_name(path.parent.name if path.stem == "index" and path.parent.name else path.name)


def slugify(text: str) -> str:
    """Return a text as Jekyll and Hugo write it in an address: letters and digits, joined by `-`."""
    text = unicodedata.normalize("NFC", text).lower()
    return re.sub(r"[^\w]+", "-", text, flags=re.UNICODE).strip("-")
