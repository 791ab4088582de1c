"""The plain fields of an episode, read from front matter: title, date, numbers, words, image."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import lru_cache
from html import unescape
from typing import Any

from podfeed.build.identity import bare_name, is_nil
from podfeed.build.keys import is_exact
from podfeed.build.sources import Draft, InPost, Source
from podfeed.config import Config
from podfeed.dates import DateStyle, ReadDate, date_in_name, read_date
from podfeed.kinds import DECIMAL, EPISODE_TYPE, TEXT, TRUE_FALSE
from podfeed.lazily import dataclass, pattern
from podfeed.model import Episode
from podfeed.notes import cut, inert, make_notes, to_text
from podfeed.numbers import read_number
from podfeed.problems import BadValueError, Severity

DESCRIPTION_LIMIT = 4000  # bytes: PSP-1 and Apple

# What shows that a text is HTML or Markdown: an element that descriptions hold (and not the `<T>` of
# somebody's code), a link, an entity.
_MARKED_UP = pattern(
    r"</?(?:a|abbr|b|blockquote|br|code|div|em|h[1-6]|hr|i|img|li|ol|p|pre|small|span|strong|sub|sup|u|ul)"
    r"(?:\s[^>]*)?/?>|\]\(|&(?:\w+|#\d+|#x[0-9a-f]+);",
    re.IGNORECASE,
)
# Not \s, which takes characters for blanks that XML forbids and that are told.
_BLANKS = pattern(r"[ \t\r\n]+")


def _evened(text: str) -> str:
    """Return a text with one blank for several, and for the ends of lines."""
    if text.isprintable() and "  " not in text:  # which is nearly every text
        return text
    return _BLANKS.sub(" ", text)


def read_title(value: Any) -> str | None:
    """Read a title: one line, with HTML entities resolved once and tags left as they are."""
    return _evened(unescape(str(TEXT.read(value)))).strip() or None


def read_plain(value: Any) -> str | None:
    """Read a text that may hold HTML or Markdown as plain text."""
    text = TEXT.read(value)
    if text is None:
        return None
    if ("<" in text or "&" in text or "](" in text) and _MARKED_UP.search(text):
        return inert(to_text(make_notes(text, markup="markdown", base="").html)) or None
    if "\n" not in text:
        return inert(_evened(text))
    return inert("\n\n".join(_BLANKS.sub(" ", part).strip() for part in re.split(r"\n\s*\n", text)))


def read_words(value: Any) -> tuple[str, ...]:
    """Read tags: a list, a text with commas, or Jekyll's words between blanks."""
    if isinstance(value, list):
        return tuple([word for item in value for word in _word(item)])
    if isinstance(value, Mapping):
        return tuple(str(key).strip() for key in value)
    text = str(TEXT.read(value) or "")
    parts = text.split(",") if "," in text else text.split()
    return tuple(part.strip() for part in parts if part.strip())


def _word(item: Any) -> list[str]:
    """Read one tag of a list; `- starman: the truth` is a text that YAML took for a mapping."""
    if not isinstance(item, str):
        if isinstance(item, Mapping):
            return [f"{key}: {value}" for key, value in item.items()]
        item = "" if item is None else str(item)
    text = _evened(item).strip()
    return [unescape(text)] if text else []


def read_guid(value: Any) -> str | None:
    """Read a guid letter by letter; the UUID of all zeros stands for none."""
    text = TEXT.read(value)
    return None if text is None or is_nil(text) else text


def read_image(value: Any) -> str | None:
    """Read an image: a path or URL, a mapping that holds one, or the first of a list."""
    if isinstance(value, list):
        images = (read_image(item) for item in value)
        return next((image for image in images if image), None)
    if isinstance(value, Mapping):
        names = ("path", "src", "url", "href", "feature", "image", "file")
        images = (read_image(value[name]) for name in names if value.get(name))
        return next((image for image in images if image), None)
    text: str | None = TEXT.read(value)
    return text


def read_positive(value: Any) -> int | None:
    """Read the number of an episode or a season: 0 and less are none, as Apple counts."""
    number = read_number(value)
    if number is not None and number < 0:
        raise BadValueError(f"{value!r} is less than 0")
    return number


def read_author(value: Any) -> str | None:
    """Read one author or several, as texts or as mappings with a name."""
    items = value if isinstance(value, list) else [value]
    names = [item.get("name") if isinstance(item, Mapping) else item for item in items]
    return ", ".join(unescape(str(name)).strip() for name in names if name) or None


def exact(name: str, value: Mapping[str, Any]) -> Any:
    """Return what stands in ``exact``, a list as a tuple; what the field cannot hold is no value."""
    inner = value["exact"]
    inner = tuple(inner) if isinstance(inner, list) else inner
    try:
        Episode.of({name: inner})
    except (TypeError, ValueError, AttributeError):
        raise BadValueError(f"exact: {inner!r} is nothing that {name} can hold") from None
    return inner


@dataclass(frozen=True, slots=True)
class Row:
    """How a field is read, and how bad a value is that cannot be."""

    name: str
    read: Callable[[Any], Any]
    rule: str
    severity: Severity = "warning"


ROWS = (
    Row("title", read_title, "item-title-invalid"),
    Row("subtitle", read_plain, "item-subtitle-invalid"),
    Row("description", read_plain, "item-description-invalid"),
    Row("guid", read_guid, "guid-invalid", "error"),
    Row("guid_is_permalink", TRUE_FALSE.read, "guid-ispermalink-invalid"),
    Row("podcast_episode", DECIMAL.read, "podcast-episode-invalid"),
    Row("season", read_positive, "season-number-invalid", "info"),
    Row("season_name", TEXT.read, "season-name-invalid"),
    Row("episode_display", TEXT.read, "episode-display-invalid"),
    Row("episode", read_positive, "episode-number-invalid", "info"),
    Row("episode_type", EPISODE_TYPE.read, "episode-type-invalid"),
    Row("explicit", TRUE_FALSE.read, "itunes-explicit-invalid", "error"),
    Row("block", TRUE_FALSE.read, "itunes-block-value", "error"),
    Row("tags", read_words, "item-tags-invalid"),
    Row("author", read_author, "itunes-author-invalid"),
)
DATE_FIELD = "publish_date"


@lru_cache(maxsize=1024)
def _rows(offered: frozenset[str]) -> tuple[Row, ...]:
    """Return the rows of which a post may say something."""
    return tuple(row for row in ROWS if row.name in offered)


@dataclass(slots=True)
class Fields:
    """Reads the plain fields of one post after another, by the settings."""

    config: Config
    _style: DateStyle = field(init=False)

    def __post_init__(self) -> None:
        content = self.config.content
        language = self.config.show.get("language")
        self._style = DateStyle(
            timezone=content.timezone,
            day_first=content.day_first,
            default_time=content.default_time,
            language=language if isinstance(language, str) else None,
        )

    def read(self, draft: Draft) -> None:
        """Read every row of the table, the first candidate of each that yields a value."""
        post = draft.post
        for row in _rows(draft.offers.fields):
            for keys, value in draft.offers.of(row.name):
                try:
                    read = exact(row.name, value) if is_exact(value) else row.read(value)
                except BadValueError as error:
                    draft.report.bad_value(row.rule, error, post.place(*keys), severity=row.severity)
                    continue
                if read not in (None, (), ""):
                    draft.values[row.name] = read
                    draft.sources[row.name] = InPost(post, keys)
                    break
        if not self.config.validate.ignores("item-description-too-long"):
            _shorten(draft)

    def read_title(self, draft: Draft, heading: str) -> None:
        """Take the body's first heading, or the file's name, where no title was written."""
        if draft.get("title") is None:
            draft.set("title", heading, Source("the first heading of the body"))
        if draft.get("title") is None:
            words = bare_name(draft.post.path.name).replace("-", " ").replace("_", " ").strip()
            draft.set("title", words, Source("the file's name"))
            draft.report.warning(
                "item-title-missing",
                f"the post has no title; its file's name is taken: {words!r}",
                draft.post.place(*(["title"] if "title" in draft.post.meta else [])),
                hint="write title: in the front matter",
            )

    def read_date(self, draft: Draft) -> None:
        """Read the date: the first candidate that is one, the file's name last.

        Each candidate that is no date is reported, also where an earlier one was taken, because a
        date that is broken is never what somebody meant.
        """
        for keys, value in draft.offers.of(DATE_FIELD):
            source = InPost(draft.post, keys)
            try:
                read = read_date(value, self._style)
            except BadValueError as error:
                self._no_date(draft, source, error)
                continue
            if draft.get(DATE_FIELD) is None:
                self._take(draft, read, source)
        if draft.get(DATE_FIELD) is None:
            named = date_in_name(draft.post.name, self._style)
            if named is not None:
                self._take(draft, named, Source("the file's name"))
        if draft.get(DATE_FIELD) is None and not self.config.validate.ignores("pubdate-missing"):
            draft.report.error(
                "pubdate-missing",
                "the post has no date",
                draft.post.place(),
                hint="write date: 2021-12-02 in the front matter",
            )

    def _no_date(self, draft: Draft, source: Source, error: BadValueError) -> None:
        draft.report.bad_value(
            "date-invalid",
            BadValueError(f"{source.what}: {error.message}", hint=error.hint),
            source.find(),
            severity="warning",
        )

    def _take(self, draft: Draft, read: ReadDate, source: Source) -> None:
        draft.set(DATE_FIELD, read.value, source)
        if read.ambiguous:
            draft.report.warning(
                "date-ambiguous",
                f"the date could be day first or month first; {read.value:%d %B %Y} is taken",
                source.find(),
                hint="set [content] day_first, or write it as 2021-12-02",
            )
        if read.note:
            draft.report.warning("date-adjusted", read.note, source.find())


def _shorten(draft: Draft) -> None:
    """Cut a description that is longer than apps take."""
    text = draft.get("description")
    if text is None or len(text) * 4 <= DESCRIPTION_LIMIT:  # no character has more bytes
        return
    if len(text.encode()) > DESCRIPTION_LIMIT:
        draft.report.warning(
            "item-description-too-long",
            f"the description has {len(text.encode())} bytes and is cut to {DESCRIPTION_LIMIT}",
            draft.place("description"),
            hint="shorten it; the notes stay whole",
        )
        draft.values["description"] = cut(text, limit=DESCRIPTION_LIMIT)
