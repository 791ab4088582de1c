"""`podfeed.lock`: what is published, a line for each episode, so that two branches can be merged.

People commit it. A machine without the audio renders the same feed from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Self

from podfeed import looking
from podfeed.cache import Cache
from podfeed.files import read_text
from podfeed.lazily import dataclass
from podfeed.problems import Place, Problem, ProblemsError
from podfeed.stamps import Stamp, stamp_of

NAME = "podfeed.lock"
_VERSION = 1
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_text = json.encoder.encode_basestring
_MOST = 1 << 50  # bytes, or seconds
_AT_ONCE = 1000  # lines that are written together
_TEXTS = frozenset({"title", "href", "image"})  # of a chapter
_MARKS = ("<<<<<<< ", ">>>>>>> ")


class _Rest(NamedTuple):
    """What is seldom asked of an entry."""

    date: str | None = None
    url: str | None = None
    length: int | None = None
    duration: float | None = None
    type: str | None = None
    hash: str | None = None
    chapters: tuple[Mapping[str, Any], ...] = ()


class Entry:
    """What is known of an episode that is published; where it was read as a line, that says it if asked.

    ``length`` is in bytes, ``duration`` in seconds; ``hash`` is that of the first and last 64 kB.
    """

    __slots__ = ("_line", "_rest", "guid", "post")

    def __init__(self, *, guid: str, post: str, **rest: Any) -> None:
        """Take what is known: the keywords are those of the file."""
        self.guid = guid
        self.post = post
        self._rest: _Rest | None = _Rest(**rest)
        self._line: str | None = None

    @classmethod
    def of_line(cls, line: str) -> Self:
        """Return the entry of a line that `line` has made."""
        entry = cls.__new__(cls)
        if "\\" in line:
            data = json.loads(line)
            entry.guid, entry.post = data["guid"], data["post"]
        else:
            _, _, _, entry.guid, _, _, _, entry.post, _ = line.split('"', 8)
        entry._line, entry._rest = line, None
        return entry

    @property
    def rest(self) -> _Rest:
        """All but guid and post."""
        if self._rest is None:
            assert self._line is not None  # noqa: S101
            data = json.loads(self._line)
            known = {name: value for name, value in data.items() if name not in ("guid", "post")}
            self._rest = _Rest(**{**known, "chapters": tuple(data.get("chapters", ()))})
        return self._rest

    date = property(lambda self: self.rest.date)
    url = property(lambda self: self.rest.url)
    length = property(lambda self: self.rest.length)
    duration = property(lambda self: self.rest.duration)
    type = property(lambda self: self.rest.type)
    hash = property(lambda self: self.rest.hash)
    chapters = property(lambda self: self.rest.chapters)

    def but(self, *, guid: str | None = None, date: str | None) -> Entry:
        """Return the entry with another date, and perhaps another guid."""
        return Entry(guid=guid or self.guid, post=self.post, **self.rest._replace(date=date)._asdict())

    def line(self) -> str:
        """Return the entry as a line of JSON, its keys in one order."""
        if self._line is None:
            said = [f'{{"guid": {_text(self.guid)}, "post": {_text(self.post)}']
            said += [
                f'"{name}": {_written(value)}'
                for name, value in zip(_Rest._fields, self.rest, strict=True)
                if value is not None and value != ()
            ]
            self._line = ", ".join(said) + "}"
        return self._line

    def __eq__(self, other: object) -> bool:
        """Say whether another entry says the same."""
        return self is other or (isinstance(other, Entry) and self.line() == other.line())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Return what the entry says."""
        return f"Entry({self.line()})"


def _written(value: Any) -> str:
    return _text(value) if isinstance(value, str) else _ENCODE(value)


_TEXT = (str, type(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The guid of a show, and its entries by their guids."""

    guid: str | None = None
    entries: Mapping[str, Entry] = field(default_factory=dict)
    _by_post: dict[str, Entry] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of_post(self, post: str) -> Entry | None:
        """Return the entry of a post, or None."""
        if not self._by_post:  # a lock that is only written is not asked
            self._by_post.update((entry.post, entry) for entry in self.entries.values())
        return self._by_post.get(post)

    def pieces(self) -> Iterator[bytes]:
        """Yield the file: one line for each episode, by guid, and no time of writing.

        The list ends with a null, so that each line ends with a comma, and a line that is added changes no
        other: two branches that add one can be merged.
        """
        yield f'{{"version": {_VERSION}, "guid": {json.dumps(self.guid)}, "episodes": [\n'.encode()
        guids = sorted(self.entries)
        for start in range(0, len(guids), _AT_ONCE):
            lines = [f"{self.entries[guid].line()},\n" for guid in guids[start : start + _AT_ONCE]]
            yield "".join(lines).encode()
        yield b"null]}\n"

    def text(self) -> str:
        """Return the file as a text."""
        return b"".join(self.pieces()).decode()

    def digest(self) -> bytes:
        """Return what tells the file apart from those of other locks."""
        return looking.digest_of_pieces(self.pieces())


def merged(guid: str | None, entries: Iterable[Entry]) -> Lock:
    """Return a lock of some entries."""
    return Lock(guid=guid, entries={entry.guid: entry for entry in entries})


def read_lock(path: Path, cache: Cache | None = None, name: str = "") -> Lock | None:
    """Return the lock in a file, or None where there is none; a broken one is a `ProblemsError`.

    The ``cache`` knows the last one that podfeed wrote, line for line, by a ``name`` if that is not the path.
    """
    if not looking.is_file(path):
        return None
    text = read_text(path)
    if cache is not None and cache.get(*_key(name or str(path))) == _digest(text):
        return _own(text)
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_MARKS):
            raise _broken(path, number, "a merge left its marks in the file", "keep the lines of both sides")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        at = int(getattr(error, "lineno", 1))
        raise _broken(path, at, f"this is not JSON: {error}", "take the file of the last commit") from error
    # Half a character can only be written so.
    return _lock(data, path, odd="\\ud" in text.lower())


def keep_lock(name: str, lock: Lock, cache: Cache) -> None:
    """Let the next run know that a lock is as podfeed writes them."""
    digest = lock.digest().hex()
    if cache.get(*_key(name)) != digest:
        cache.put(digest, *_key(name))


def _key(name: str) -> tuple[str, str]:
    return ("lock", name)


def _digest(text: str) -> str:
    return looking.digest_of(text.encode("utf-8", "surrogatepass")).hex()


def _own(text: str) -> Lock:
    head, *lines, _, _ = text.split("\n")
    entries = [Entry.of_line(line[:-1]) for line in lines]
    return merged(json.loads(f"{head}]}}")["guid"], entries)


def check_still(path: Path, seen: Stamp | None, lock: Lock) -> None:
    """Raise a `ProblemsError` where another run wrote the lock since its stamp was ``seen``.

    One that wrote the same as this run would is no harm.
    """
    if stamp_of(path) == seen or (path.is_file() and looking.digest_of_file(path) == lock.digest()):
        return
    problem = Problem(
        rule="output-not-written",
        severity="error",
        message="another run wrote podfeed.lock meanwhile; this one has written nothing",
        place=Place(file=str(path)),
        hint="run again",
    )
    raise ProblemsError([problem])


def _lock(data: Any, path: Path, *, odd: bool) -> Lock:
    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(version, int) and version > _VERSION:
        raise _broken(path, 1, f"a later podfeed wrote it (version {version})", "install that podfeed")
    rows = data.get("episodes") if isinstance(data, dict) else None
    if version != _VERSION or not isinstance(rows, list):
        raise _broken(path, 1, "this is no podfeed.lock", "take the file of the last commit")
    entries = {}
    for number, row in enumerate(rows, 2):
        if row is None:  # the end
            continue
        try:
            entry = Entry(**{**row, "chapters": tuple(row.get("chapters", ()))})
            _check(entry)
            if odd and not _encodable(entry.line()):
                raise ValueError("a text cannot be written")
        except (TypeError, AttributeError, ValueError) as error:
            raise _broken(path, number, "this line is no episode", "take that of the last commit") from error
        entries[entry.guid] = entry
    guid = data.get("guid")
    if guid is not None and not (isinstance(guid, str) and _encodable(guid)):
        raise _broken(path, 1, "the guid of the show is no text", "take the file of the last commit")
    return Lock(guid=guid, entries=entries)


def _check(entry: Entry) -> None:
    """Raise a TypeError or ValueError where a value of an entry cannot be."""
    names: tuple[Any, ...] = (entry.guid, entry.post)
    texts: tuple[Any, ...] = (entry.date, entry.url, entry.type, entry.hash)
    if any(type(name) is not str for name in names) or any(not isinstance(text, _TEXT) for text in texts):
        raise TypeError("a text is none")
    if entry.date and datetime.fromisoformat(entry.date).tzinfo is None:
        raise ValueError("a date has no zone")
    numbers: tuple[Any, ...] = (entry.length, entry.duration)
    for number in numbers:
        if number is not None and not _is_number(number):
            raise TypeError("a number is none")
    chapters: list[Any] = list(entry.chapters)
    for chapter in chapters:
        if not isinstance(chapter, Mapping) or not all(_is_of_chapter(*each) for each in chapter.items()):
            raise TypeError("a chapter is none")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < _MOST


def _is_of_chapter(name: str, value: Any) -> bool:
    """Say whether a chapter can have this value, and a name of this kind."""
    if name in ("start", "end"):
        return _is_number(value)
    return isinstance(value, bool) if name == "toc" else name in _TEXTS and isinstance(value, str)


def _encodable(text: str) -> bool:
    try:
        return bool(text.encode())
    except UnicodeEncodeError:
        return False


def _broken(path: Path, line: int, message: str, hint: str) -> ProblemsError:
    place = Place(file=str(path), line=line)
    return ProblemsError(
        [Problem(rule="lock-invalid", severity="error", message=message, place=place, hint=hint)]
    )
