"""Episodes keep their guids: a post that podfeed.lock knows, under its name or another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from pathlib import Path

from podfeed.build.known import Known
from podfeed.build.sources import Draft
from podfeed.lazily import dataclass
from podfeed.lock import Entry
from podfeed.problems import ProblemsError


@dataclass(slots=True)
class Kept:
    """What the lock says of who the posts are; ``names`` are those of all posts, episodes or not."""

    known: Known
    names: frozenset[str] = frozenset()
    _orphans: list[Entry] | None = field(default=None, init=False)

    def entry_of(self, draft: Draft) -> Entry | None:
        """Return the entry of a post: that of its name, else that of a post that is gone and was the same."""
        own = self.known.entry(draft.post.name)
        if own is not None or self.known.lock is None:
            return own
        for same in (self._has_guid, self._has_audio, self._has_address, self._has_date):
            found = [entry for entry in self._gone() if same(draft, entry)]
            if len(found) == 1:
                self._gone().remove(found[0])
                return found[0]
        return None

    def _gone(self) -> list[Entry]:
        """Return the entries whose posts are no longer there."""
        if self._orphans is None:
            lock = self.known.lock
            entries: Iterable[Entry] = lock.entries.values() if lock is not None else ()
            self._orphans = [entry for entry in entries if entry.post not in self.names]
        return self._orphans

    def _has_guid(self, draft: Draft, entry: Entry) -> bool:
        return bool(draft.get("guid") == entry.guid)

    def _has_audio(self, draft: Draft, entry: Entry) -> bool:
        path = draft.get("audio_path")
        if entry.hash is None or not isinstance(path, Path):
            return False
        try:
            return bool(self.known.hash_of(path) == entry.hash)
        except ProblemsError:
            return False

    def _has_address(self, draft: Draft, entry: Entry) -> bool:
        enclosure = draft.get("enclosure")
        return entry.url is not None and getattr(enclosure, "url", None) == entry.url

    def _has_date(self, draft: Draft, entry: Entry) -> bool:
        date = draft.get("publish_date")
        return entry.date is not None and date is not None and date.isoformat() == entry.date
