"""The network file: its one table says which shows there are, and where their feeds go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from podfeed import put, storage
from podfeed.config.load import hint_for
from podfeed.config.search import Found, read_settings
from podfeed.config.table import NETWORK
from podfeed.files import write_whole
from podfeed.lazily import dataclass, pattern
from podfeed.problems import BadValueError, Place, Problem, ProblemsError

PLACEHOLDERS = ("name", "feed")
_PLACEHOLDER = pattern(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """[network]: globs of shows, and what holds for all of them.

    ``file`` is a path or an address in a store, ``base`` the folder that globs and ``output`` are relative
    to. ``output`` is whole: a path from the root, or an address.
    """

    file: str
    base: str
    shows: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    output: str | None = None
    jobs: int | None = None
    cache_control: str | None = None
    fail: Literal["error", "warning", "never"] = "error"
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)

    def problem(self, rule: str, message: str, key: str, hint: str) -> Problem:
        """Return an error that stands at a key of the file."""
        place = self.places.get(key) or Place(file=self.file)
        return Problem(rule=rule, severity="error", message=message, place=place, hint=hint)


def read_network(file: str | Path) -> Network:
    """Read a network file; all that is wrong with it is one `ProblemsError`."""
    name = str(file)
    with _at_hand(name) as path:
        try:
            found = read_settings(path)
            return _network(name, found)
        except ProblemsError as error:
            raise ProblemsError(_renamed(each, name) for each in error.problems) from error


@contextmanager
def _at_hand(name: str) -> Iterator[Path]:
    """Give a file of a store a path for a while."""
    if not storage.is_stored(name):
        yield Path(name)
        return
    data = put.there(name)
    if data is None:
        raise storage.failed(name, "there is no such file", "mend the address")
    with TemporaryDirectory(prefix="podfeed-") as folder:
        copy = Path(folder, name.rpartition("/")[2])
        write_whole(copy, data)
        yield copy


def _renamed(problem: Problem, name: str) -> Problem:
    place = problem.place
    return problem.at(replace(place, file=name) if place is not None else Place(file=name))


def _network(name: str, found: Found | None) -> Network:
    tables = found.tables if found is not None else {}
    table = tables.get("network")
    if found is None or not isinstance(table, Mapping):
        hint = 'begin it with:\n[network]\nshows = ["shows/*"]'
        raise ProblemsError([_error("settings-missing", "there is no [network] in it", None, hint)])
    problems = [
        _error("settings-unknown-key", f"has no key {key!r}", found.place_of_key((key,)), "known is network")
        for key in tables
        if key != "network" and not found.above
    ]
    values = _values(table, found, problems)
    if not problems and not values.get("shows"):
        hint = 'say which they are: shows = ["shows/*"]'
        problems.append(
            _error("settings-invalid-value", "there are no shows", found.place(("network",)), hint)
        )
    if problems:
        raise ProblemsError(problems)
    base = _base(name)
    output = values.pop("output", None)
    places = {key: replace(found.place(("network", key)), file=name) for key in table}
    return Network(
        file=name, base=base, output=joined(base, output) if output else None, places=places, **values
    )


def _values(table: Mapping[str, Any], found: Found, problems: list[Problem]) -> dict[str, Any]:
    rows = {row.key: row for row in NETWORK}
    values = {}
    for key, value in table.items():
        if key not in rows:
            place = found.place_of_key(("network", key))
            hint = hint_for(key, rows)
            problems.append(_error("settings-unknown-key", f"[network] has no key {key!r}", place, hint))
            continue
        try:
            values[key] = rows[key].read(value)
            if key == "output":
                _check_output(values[key])
        except BadValueError as error:
            place = found.place(("network", key))
            problems.append(_error("settings-invalid-value", f"{key}: {error.message}", place, error.hint))
    return values


def _check_output(pattern: str) -> None:
    for placeholder in _PLACEHOLDER.findall(pattern):
        if placeholder not in PLACEHOLDERS:
            raise BadValueError(
                f"{{{placeholder}}} stands for nothing", hint="there are {name}, of the show, and {feed}"
            )
    if pattern == "-":
        raise BadValueError("'-' is one file for all shows", hint='name files: "{name}.xml"')


def _error(rule: str, message: str, place: Place | None, hint: str) -> Problem:
    return Problem(rule=rule, severity="error", message=message, place=place, hint=hint)


def _base(name: str) -> str:
    return name.rpartition("/")[0] if storage.is_stored(name) else str(Path(name).absolute().parent)


def joined(base: str, path: str) -> str:
    """Return a path, or an address in a store, from the folder or the address that it is relative to."""
    if storage.is_stored(path):
        return path
    if not storage.is_stored(base):
        return str(Path(base, path))
    scheme, _, rest = base.partition("://")
    bucket, *parts = rest.split("/")
    parts = [] if path.startswith("/") else parts
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return f"{scheme}://{'/'.join([bucket, *parts])}"


def filled(pattern: str, name: str, feed: str | None) -> str:
    """Return where a feed of a show goes."""
    values = {"name": name, "feed": feed or "feed"}
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), pattern)
