"""Settings from their file to a `Config`, with every error in the file told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from podfeed.config import kinds
from podfeed.config.search import Found, read_settings, search
from podfeed.config.settings import (
    Config,
    ContentSettings,
    DeriveSettings,
    FeedSettings,
    MediaSettings,
    StorageSettings,
    ValidateSettings,
)
from podfeed.config.sites import Site, find_site
from podfeed.config.table import FEED_KEYS, SECTIONS, section
from podfeed.limits import Limits
from podfeed.problems import BadValueError, Place, Problem, ProblemsError
from podfeed.storage import is_stored
from podfeed.zones import parse_timezone


def load_config(
    content: Path | None,
    *,
    config: Path | None = None,
    known_show_fields: Collection[str],
    known_episode_fields: Collection[str],
) -> Config:
    """Return the settings of a content folder, or those in the file `config`.

    A content folder takes the place of ``[content] path``. Without any settings the site's own
    configuration says what it can. Errors are raised together, as one `ProblemsError`.
    """
    start = (content if content is not None else Path()).absolute()
    start = start if start.is_dir() else start.parent
    found = _named(config) if config is not None else search(start)
    reader = _Reader(found, known_show_fields, known_episode_fields)
    if found is None:
        return _from_site(content, start)
    settings = reader.read(content)
    if reader.problems:
        raise ProblemsError(reader.problems)
    return settings


def _named(path: Path) -> Found:
    found = read_settings(path)
    if found is None:
        message = "there is no [tool.podfeed] in it"
        raise ProblemsError(
            [
                Problem(
                    rule="settings-missing",
                    severity="error",
                    message=message,
                    place=Place(file=str(path)),
                    hint="add the table, or name a podfeed.toml",
                )
            ]
        )
    return Found(path.absolute(), found.text, found.tables, found.above)


def _from_site(content: Path | None, start: Path) -> Config:
    site = find_site(start)
    if site is None:
        return Config(file=None, folder=start, content=ContentSettings(path=content or start))
    settings = ContentSettings(
        path=content or start,
        permalink=site.permalink,
        dialect=site.dialect,
        timezone=_zone(site),
    )
    return Config(
        file=site.path,
        folder=_site_folder(site),
        content=settings,
        show=site.show,
        find=lambda keys: site.place(str(keys[1])) if len(keys) > 1 and keys[0] == "show" else None,
    )


def _site_folder(site: Site) -> Path:
    folder = site.path.parent
    return folder.parent.parent if folder.name == "_default" else folder


def _zone(site: Site) -> Any:
    try:
        return parse_timezone(site.timezone or "UTC")
    except BadValueError:
        return parse_timezone("UTC")


class _Reader:
    """Reads one settings file and gathers what is wrong with it."""

    def __init__(
        self, found: Found | None, show_fields: Collection[str], episode_fields: Collection[str]
    ) -> None:
        self.problems: list[Problem] = []
        self._found = found
        self._tables = found.tables if found else {}
        self._show_fields = show_fields
        self._episode_fields = episode_fields

    def read(self, content: Path | None) -> Config:
        assert self._found is not None  # noqa: S101
        folder = self._found.path.absolute().parent
        self._known(self._tables, SECTIONS, ())
        values = {
            name: self._section(name)
            for name in ("content", "media", "derive", "storage", "validate", "limits")
        }
        settings = self._content(values["content"], folder, content)
        limits = Limits(**values["limits"])
        feeds = tuple(self._feeds(folder))
        self._one_output_each(feeds, folder)
        return Config(
            file=self._found.path,
            folder=folder,
            show=self._show(self._tables.get("show", {}), ("show",)),
            content=settings,
            fields=self._fields(),
            media=MediaSettings(**self._resolved("media", values["media"], folder)),
            derive=DeriveSettings(**values["derive"]),
            seasons=self._seasons(),
            feeds=feeds,
            storage=StorageSettings(**values["storage"]),
            validate=ValidateSettings(**values["validate"]),
            limits=limits,
            people=self._people(folder, limits),
            find=self._found.place,
        )

    # -- problems

    def _error(self, rule: str, message: str, keys: tuple[str | int, ...], hint: str = "") -> None:
        assert self._found is not None  # noqa: S101
        place = self._found.place(keys)
        self.problems.append(Problem(rule=rule, severity="error", message=message, place=place, hint=hint))

    def _known(self, table: Mapping[str, Any], known: Iterable[str], keys: tuple[str, ...]) -> None:
        """Report the keys of a table that nothing knows, with the nearest that something does."""
        names = sorted(known)
        for key in table:
            if key not in names:
                where = f"[{'.'.join(keys)}] " if keys else ""
                self._unknown(f"{where}has no key {key!r}", (*keys, key), hint_for(key, names))

    def _unknown(self, message: str, keys: tuple[str | int, ...], hint: str) -> None:
        assert self._found is not None  # noqa: S101
        self.problems.append(
            Problem(
                rule="settings-unknown-key",
                severity="error",
                message=message,
                place=self._found.place_of_key(keys),
                hint=hint,
            )
        )

    def _value(self, read: kinds.Reader, value: Any, keys: tuple[str, ...]) -> Any:
        """Read a value, or report it and return None."""
        try:
            return read(value)
        except BadValueError as error:
            self._error("settings-invalid-value", f"{keys[-1]}: {error.message}", keys, error.hint)
            return None

    def _table(self, name: str) -> Mapping[str, Any]:
        table = self._tables.get(name, {})
        if isinstance(table, Mapping):
            return table
        self._error("settings-invalid-value", f"{name} is no table", (name,), f"write [{name}]")
        return {}

    # -- sections

    def _section(self, name: str) -> dict[str, Any]:
        """Read the settings of a section by its rows; those that are not there keep their default."""
        rows, table = section(name), self._table(name)
        self._known(table, rows, (name,))
        read = {
            key: self._value(rows[key].read, value, (name, key))
            for key, value in table.items()
            if key in rows
        }
        return {key: value for key, value in read.items() if value is not None}

    def _resolved(self, name: str, values: dict[str, Any], folder: Path) -> dict[str, Any]:
        """Make the paths of a section absolute."""
        rows = section(name)
        return {key: (folder / value).resolve() if rows[key].path else value for key, value in values.items()}

    def _content(self, values: dict[str, Any], folder: Path, content: Path | None) -> ContentSettings:
        values = self._resolved("content", values, folder)
        if content is not None:
            values["path"] = content.absolute()
        elif "path" not in values:
            values["path"] = folder
        elif not _exists(values["path"]):
            message = f"there is no content folder {values['path'].name!r}"
            self._error("content-missing", message, ("content", "path"), "mend [content] path")
            return ContentSettings(path=folder)
        site = find_site(values["path"])
        dialect = site.dialect if site else "jekyll"
        return ContentSettings(**values, dialect=dialect)

    def _show(self, table: Any, keys: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(table, Mapping):
            self._error("settings-invalid-value", f"{keys[-1]} is no table", keys)
            return {}
        self._known(table, self._show_fields, keys)
        return {key: value for key, value in table.items() if key in self._show_fields}

    def _fields(self) -> dict[str, tuple[str, ...]]:
        table = self._table("fields")
        self._known(table, self._episode_fields, ("fields",))
        read = {
            key: self._value(kinds.texts, value, ("fields", key))
            for key, value in table.items()
            if key in self._episode_fields
        }
        return {key: value for key, value in read.items() if value is not None}

    def _feeds(self, folder: Path) -> Iterable[FeedSettings]:
        for name, table in self._table("feeds").items():
            keys = ("feeds", name)
            if not isinstance(table, Mapping):
                self._error("settings-invalid-value", f"{name} is no table", keys, f"write [feeds.{name}]")
                continue
            self._known(table, FEED_KEYS, keys)
            readers = {"output": kinds.text, "select": kinds.select, "limit": kinds.count}
            values = {
                key: self._value(read, table[key], (*keys, key))
                for key, read in readers.items()
                if key in table
            }
            values = {key: value for key, value in values.items() if value is not None}
            if "output" in values and not is_stored(values["output"]):
                values["output"] = (folder / values["output"]).absolute()
            show = self._show(table.get("show", {}), (*keys, "show"))
            yield FeedSettings(name=name, show=show, **values)

    def _one_output_each(self, feeds: tuple[FeedSettings, ...], folder: Path) -> None:
        """Report feeds that would overwrite one another."""
        seen: dict[Path | str, str] = {}
        for feed in feeds:
            output = feed.output or folder / "feed.xml"
            first = seen.setdefault(output, feed.name)
            if first != feed.name:
                self._error(
                    "settings-same-output",
                    f"the feeds {first} and {feed.name} both write {Path(output).name}",
                    ("feeds", feed.name),
                    f'give each its own: output = "{feed.name}.xml"',
                )

    def _seasons(self) -> dict[int, str]:
        """Read [seasons]: the name of each by its number."""
        names: dict[int, str] = {}
        for key, value in self._table("seasons").items():
            if not key.isdecimal():
                hint = 'write the number of the season: 1 = "The beginning"'
                self._error("settings-invalid-value", f"{key!r} is no season", ("seasons", key), hint)
            elif name := self._value(kinds.text, value, ("seasons", key)):
                names[int(key)] = name
        return names

    def _people(self, folder: Path, limits: Limits) -> Mapping[str, Any]:
        """Read [people]: ids and who they are, here or in a data file that is named."""
        value = self._tables.get("people", {})
        if isinstance(value, Mapping):
            return value
        if not isinstance(value, str):
            self._error("settings-invalid-value", "people is neither a table nor a file", ("people",))
            return {}
        from podfeed.config.people import read_people  # noqa: PLC0415 - only where a file is named

        try:
            return read_people((folder / kinds.text(value)).resolve(), limits)
        except BadValueError as error:
            self._error("settings-invalid-value", f"people: {error.message}", ("people",))
            return {}
        except ProblemsError as error:
            self.problems.extend(error.problems)
            return {}


def hint_for(key: str, known: Iterable[str]) -> str:
    """Return the key that was meant by one that nothing knows, or all that there are."""
    names = sorted(known)
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    close = get_close_matches(key.lower().replace("-", "_"), names, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}"


def _exists(path: Path) -> bool:
    """Say whether there is something at a path; a name that no system takes is that of nothing."""
    try:
        return path.exists()
    except OSError:
        return False


def missing_show(config: Config, missing: Iterable[str]) -> Problem:
    """Return the one problem that names what a show still lacks and shows the lines to add."""
    names = list(missing)
    lines = "\n".join(f"{name} = {_EXAMPLES[name]}" for name in names)
    where = config.file if config.file and config.file.suffix == ".toml" else None
    target = "the [show] table of the settings" if where else "podfeed.toml (podfeed init writes one)"
    place = config.place("show") if where else None
    return Problem(
        rule="show-incomplete",
        severity="error",
        message=f"the show has {_listed(names)}",
        place=place or Place(file=str(config.file or config.folder)),
        hint=f"add to {target}:\n[show]\n{lines}",
    )


def _listed(names: list[str]) -> str:
    *first, last = (f"no {name}" for name in names)
    return f"{', '.join(first)} and {last}" if first else last


_EXAMPLES = {
    "title": '"…"',
    "description": '"…"',
    "link": '"https://…/"        # the show\'s page',
    "feed_url": '"https://…/feed.xml"',
    "language": '"en"',
    "image": '"…"             # a square cover, 1400 to 3000 pixels, .jpg or .png',
    "categories": '["…"]       # for example "Technology" or "Business > Careers"',
    "explicit": "false",
}
