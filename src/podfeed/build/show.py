"""The show's own fields: from the settings, each read by its kind, with what follows by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from podfeed import looking, urls
from podfeed._version import __version__
from podfeed.build.identity import show_guid
from podfeed.build.keys import is_exact
from podfeed.build.parts import parts_of, read_extra, resolver, take
from podfeed.build.people import people_of
from podfeed.build.sources import Report, Source
from podfeed.config import Config, missing_show
from podfeed.dates import DateStyle, read_date
from podfeed.kinds import (
    EMAIL,
    INTEGER,
    LANGUAGE,
    SHOW_TYPE,
    TEXT,
    TRUE_FALSE,
    URL,
    UUID_TEXT,
)
from podfeed.lazily import dataclass
from podfeed.model import Episode, Locked, Owner, Show, is_allowed
from podfeed.problems import BadValueError, Place
from podfeed.tags import tags_of
from podfeed.tags.categories import read_category

GENERATOR = f"podfeed {__version__}"
# What no feed can do without, in the order in which the error names it.
NEEDED = ("title", "description", "link", "feed_url", "language", "image", "categories", "explicit")


# The rule that a missing field breaks; one that the settings ignore may be missing.
_MISSING = {tag.field: f"{tag.rule}-missing" for tag in tags_of("channel") if tag.field in NEEDED}


def _named(model: type) -> frozenset[str]:
    return frozenset(item.name for item in fields(model))


SHOW_FIELDS = _named(Show) - {"episodes", "problems", "generator", "last_build_date"}
EPISODE_FIELDS = (_named(Episode) - {"enclosure", "notes", "guid_is_permalink", "people"}) | {
    "audio",
    "hosts",
    "guests",
    "type",
    "length",
    "slug",
}


def _categories(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(read_category(item) for item in values)


def _owner(value: Any) -> Owner:
    if isinstance(value, Mapping):
        unknown = set(value) - {"name", "email"}
        if unknown:
            raise BadValueError(f"an owner has no {sorted(unknown)[0]!r}", hint="it has a name and an email")
        email = EMAIL.read(value["email"]) if value.get("email") else None
        return Owner(name=value.get("name"), email=email)
    return Owner(email=EMAIL.read(value))


def _locked(value: Any) -> Locked:
    if isinstance(value, Mapping):
        owner = EMAIL.read(value["owner"]) if value.get("owner") else None
        return Locked(value=TRUE_FALSE.read(value.get("value", True)), owner=owner)
    return Locked(value=TRUE_FALSE.read(value))


def _words(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(str(item) for item in values)


_READERS: dict[str, Callable[[Any], Any]] = {
    "link": URL.read,
    "feed_url": URL.read,
    "new_feed_url": URL.read,
    "docs": URL.read,
    "language": LANGUAGE.read,
    "explicit": TRUE_FALSE.read,
    "block": TRUE_FALSE.read,
    "complete": TRUE_FALSE.read,
    "guid": UUID_TEXT.read,
    "type": SHOW_TYPE.read,
    "ttl": INTEGER.read,
    "categories": _categories,
    "owner": _owner,
    "locked": _locked,
    "tags": _words,
    "publish_date": lambda value: read_date(value, DateStyle()).value,
}


@dataclass(frozen=True, slots=True)
class ShowFields:
    """The values of a show without its episodes, and where each came from."""

    values: dict[str, Any]
    sources: dict[str, Source]

    @property
    def link(self) -> str:
        """The show's page, against which relative links resolve."""
        return str(self.values.get("link") or "")


def read_show(
    config: Config,
    report: Report,
    *,
    overrides: Mapping[str, Any] | None = None,
    keys: tuple[str, ...] = ("show",),
) -> ShowFields:
    """Read [show], and the overrides of one feed over it."""
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    broken: set[str] = set()
    for table, path in ((config.show, ("show",)), (overrides or {}, keys)):
        for name, value in table.items():
            source = _source(config, (*path, name))
            try:
                values[name] = read_setting(name, value, str(config.show.get("link") or ""))
            except BadValueError as error:
                if config.validate.ignores(_rule(name)):
                    values[name] = tuple(value) if isinstance(value, list) else value
                    continue
                report.bad_value(_rule(name), error, source.find(), severity="error")
                broken.add(name)
            sources[name] = source
    fields_ = ShowFields(values, sources)
    missing = [
        name
        for name in NEEDED
        if values.get(name) in (None, ())
        and name not in broken
        and not config.validate.ignores(_MISSING[name])
    ]
    if missing:
        report.problems.append(missing_show(config, missing))
    _follow(fields_, config, report)
    return fields_


_PARTS = parts_of("channel")
_ROWS = {tag.field: tag for tag in reversed(tags_of("channel"))}


def read_setting(name: str, value: Any, link: str) -> Any:
    """Read a field of the show by its kind, or by its row where it is a part."""
    if is_exact(value) and name in _ROWS:
        return take(_ROWS[name], value["exact"], str, exact=True)
    if name == "extra":
        return read_extra(value)
    if name in _READERS:
        return _READERS[name](value)
    if name in _PARTS and name not in ("people", "image"):
        return take(_PARTS[name], value, resolver(link))
    return value if name == "people" else TEXT.read(value)


def _rule(name: str) -> str:
    return {
        "categories": "itunes-category-unknown",
        "explicit": "itunes-explicit-invalid",
        "language": "channel-language-invalid",
        "owner": "itunes-owner-email-invalid",
        "guid": "podcast-guid-not-uuid",
        "locked": "locked-value-invalid",
        "block": "itunes-block-value",
        "complete": "itunes-complete-value",
        "medium": "medium-unknown",
        "ttl": "channel-ttl-invalid",
        "link": "channel-link-invalid",
        "feed_url": "atom-self-relative",
    }.get(name) or f"{(name in _ROWS and _ROWS[name].rule) or 'show-' + name.replace('_', '-')}-invalid"


def _source(config: Config, keys: tuple[str, ...]) -> Source:
    return Source(f"[{keys[0]}] {'.'.join(keys[1:])}", lambda: config.place(*keys))


def _follow(show: ShowFields, config: Config, report: Report) -> None:
    """Fill in what follows from the rest: the guid, whole addresses, people, whom to ask."""
    values = show.values
    if config.derive.guid and values.get("guid") is None and values.get("feed_url"):
        values["guid"] = show_guid(values["feed_url"])
        show.sources["guid"] = Source("feed_url")
    exact = {name for name, value in config.show.items() if is_exact(value)}
    if values.get("image") and "image" not in exact:
        _find_cover(values["image"], config, show, report)
        values["image"] = _address(values["image"], show, "image", report)
    if values.get("people") and "people" not in exact:
        values["people"] = tuple(people_of(values["people"], "host", config, show.link))
    if config.derive.locked and not isinstance(config.show.get("locked"), Mapping):
        _lock(show)
    _strip_forbidden(show, report)


def _find_cover(target: str, config: Config, show: ShowFields, report: Report) -> None:
    """Warn of a cover that is a path below the static folder, and is not there."""
    static = config.content.static
    if static is None or urls.is_absolute(target) or not target.startswith("/"):
        return
    if not looking.is_file(static / unquote(target.partition("?")[0]).lstrip("/")):
        report.warning(
            "image-missing",
            f"there is no file {target!r}",
            show.sources["image"].find(),
            hint="mend the path, or [content] static, where paths that begin with / lie",
        )


def _lock(show: ShowFields) -> None:
    """Say whether the show is locked, which PSP-1 recommends, and who may unlock it."""
    if "locked" not in show.values:
        show.values["locked"] = Locked(value=False)
        show.sources["locked"] = Source("default")
    locked, owner = show.values["locked"], show.values.get("owner")
    if locked.owner is None and owner is not None:
        show.values["locked"] = locked.replace(owner=owner.email)


def _strip_forbidden(show: ShowFields, report: Report) -> None:
    """Warn of characters that XML forbids; the model takes them out."""
    for name, value in show.values.items():
        if isinstance(value, str) and not is_allowed(value):
            report.warning(
                "xml-illegal-character",
                f"{name} holds a character that XML forbids; it is taken out",
                show.sources[name].find(),
                hint="delete it: it is invisible and often comes with pasted text",
            )


def _address(target: str, show: ShowFields, name: str, report: Report) -> str | None:
    try:
        return urls.resolve(target, show.link)
    except BadValueError as error:
        place: Place | None = show.sources[name].find()
        report.bad_value("itunes-image-url-invalid", error, place, severity="error")
        return None


def made_show(
    config: Config, fields: ShowFields, latest: datetime | None, episodes: Iterable[Episode] = ()
) -> Show:
    """Return the show of some fields; ``latest`` is the newest date of its episodes."""
    values = dict(fields.values)
    if config.derive.publish_date:
        values.setdefault("publish_date", latest)
    return Show(
        **values,
        generator=GENERATOR,
        last_build_date=_epoch() or latest,
        episodes=tuple(episodes),
    )


def _epoch() -> datetime | None:
    """Return the time of https://reproducible-builds.org/specs/source-date-epoch/, if it is set."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() else None
