"""What is known of media files without reading them again: from the cache, and from podfeed.lock."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from podfeed import looking, storage
from podfeed.cache import Cache
from podfeed.files import opened
from podfeed.lazily import dataclass
from podfeed.lock import Entry, Lock
from podfeed.looking import Folders
from podfeed.problems import Place, Problem

if TYPE_CHECKING:
    from podfeed.audio import Audio
    from podfeed.mirror import Mirror

_PIECE = 1 << 16


@dataclass(slots=True)
class Known:
    """Probes each file once: by path, size and time in the cache, by size and content in the lock.

    ``locked`` makes a file that no longer matches its entry an error.
    """

    cache: Cache | None = None
    lock: Lock | None = None
    locked: bool = False
    mirror: Mirror | None = None  # where the files really are
    hashes: dict[Path, str] = field(default_factory=dict)
    probed: int = 0

    def probe(self, path: Path, post: str | None = None) -> tuple[Audio, tuple[Problem, ...]]:
        """Return what is known of a file, and what is wrong with its entry in the lock."""
        from importlib.metadata import version  # noqa: PLC0415 - as below

        from podfeed.audio import stored  # noqa: PLC0415 - mutagen, only where there is a file

        stat = self._stat(path)
        key = (
            ("probe", version("mutagen"), self._away(path) or os.path.realpath(path), *stat) if stat else None
        )
        kept = self.cache.get(*key) if self.cache is not None and key else None
        entry = self.lock.of_post(post) if self.lock is not None and post else None
        if kept is not None:
            audio = stored.from_plain(kept, str(path))
            return audio, self._changed(path, entry, audio) if entry and self.locked else ()
        # What has no duration has a fault that the lock does not keep, and that is told each time.
        if entry is not None and entry.duration is not None and self._matches(path, entry):
            return self.from_entry(entry), ()
        audio = self._read(path)
        if self.cache is not None and key:
            self.cache.put(stored.to_plain(audio), *key)
        return audio, self._changed(path, entry, audio) if entry else ()

    def fetch(self, paths: Sequence[str], folders: Folders) -> None:
        """See to it that posts can be opened that lie in a store, many at once."""
        if self.mirror is not None:
            self.mirror.fetch_near(paths, folders)

    @property
    def home(self) -> str:
        """Where the copy of a store lies, "" where there is none."""
        return self.mirror.root if self.mirror is not None else ""

    def rest(self) -> None:
        """Let go of the cache until it is asked again: that may be in another thread."""
        for cache in (self.cache, self.mirror.kept if self.mirror is not None else None):
            if cache is not None:
                cache.close()

    def close(self) -> None:
        """Let go of the cache, and of the copy of a store."""
        if self.cache is not None:
            self.cache.close()
        if self.mirror is not None:
            self.mirror.close()

    def _read(self, path: Path) -> Audio:
        from podfeed.audio import probe  # noqa: PLC0415 - as above

        self.probed += 1
        away = self._away(path)
        return probe(away) if away is not None else probe(path)

    def content_of(self, path: Path) -> AbstractContextManager[BinaryIO]:
        """Open a file where it is: here, or in a store."""
        looking.note(path)
        away = self._away(path)
        return storage.opened(away) if away is not None else opened(path)

    def _away(self, path: Path) -> str | None:
        return self.mirror.medium(path.resolve()) if self.mirror is not None else None

    def entry(self, post: str) -> Entry | None:
        """Return what the lock says of a post."""
        return self.lock.of_post(post) if self.lock is not None else None

    def from_entry(self, entry: Entry) -> Audio:
        """Return what the lock keeps of a file."""
        from podfeed.audio import Audio, stored  # noqa: PLC0415 - as above

        return Audio(
            length=entry.length,
            type=entry.type or "audio/mpeg",
            duration=None if entry.duration is None else timedelta(seconds=entry.duration),
            chapters=stored.chapters_from_plain([dict(each) for each in entry.chapters]),
        )

    def hash_of(self, path: Path) -> str:
        """Return what stands for a file's content: SHA-256 of its first and last 64 kB."""
        if path not in self.hashes:
            with self.content_of(path) as file:
                digest = hashlib.sha256(file.read(_PIECE))
                file.seek(max(0, file.seek(0, os.SEEK_END) - _PIECE))
                digest.update(file.read())
            self.hashes[path] = f"sha256:{digest.hexdigest()}"
        return self.hashes[path]

    def integrity(self, path: Path, compute: Any) -> str:
        """Return the hash of a whole file, which is worked out once for each size and time."""
        stat = self._stat(path)
        key = ("integrity", self._away(path) or os.path.realpath(path), *stat) if stat else None
        kept = self.cache.get(*key) if self.cache is not None and key else None
        if isinstance(kept, str):
            return kept
        value = str(compute(path))
        if self.cache is not None and key:
            self.cache.put(value, *key)
        return value

    def _matches(self, path: Path, entry: Entry) -> bool:
        stat = self._stat(path)
        return bool(stat and entry.hash and stat[0] == entry.length and self.hash_of(path) == entry.hash)

    def _changed(self, path: Path, entry: Entry, audio: Audio) -> tuple[Problem, ...]:
        """Say, where the lock must not change, that a file is another than it was."""
        if not self.locked or entry.hash is None or self._matches(path, entry):
            return ()
        return (
            Problem(
                rule="lock-media-changed",
                severity="error",
                message=f"the file, of {audio.length} bytes, is not that of podfeed.lock, of {entry.length}",
                place=Place(file=str(path)),
                hint="render without --locked, and commit podfeed.lock",
            ),
        )

    def _stat(self, path: Path) -> tuple[int | str, ...] | None:
        """Return the size of a file and what changes with its content."""
        looking.note(path)
        stored = self.mirror.stored(path.resolve()) if self.mirror is not None else None
        if stored is not None:
            return stored.size, stored.mark
        return looking.signature(path)
