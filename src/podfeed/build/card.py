"""What a run keeps of a post once it is an episode, or is none: all that the feed as a whole needs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podfeed.lazily import dataclass
from podfeed.lock import Entry
from podfeed.model import Episode, Trailer
from podfeed.problems import Problem

if TYPE_CHECKING:
    from podfeed.build.episode import Built
    from podfeed.check.pieces import Piece
    from podfeed.looking import Trace
    from podfeed.write import Drawn


@dataclass(slots=True, kw_only=True)
class Card:
    """A post in one feed: whether it is an episode, and what of it the whole feed needs.

    It is plain, so that another process can make it and the next run can take it. There may be a hundred
    thousand: what is looked at again only when the feed is judged, written or kept goes into the spool, or
    stays in the cache. ``built`` leads to all else where it was made in this run and is asked for.
    """

    name: str  # the post's, below the content folder
    path: str = ""  # where that is not the post's
    passing: bool = False  # it holds for this run and no other
    problems: tuple[Problem, ...] = ()
    reason: str = ""  # why it is an episode, or none
    unreadable: bool = False
    due: datetime | None = None  # it is left out until then
    included: bool = False
    # Of an episode:
    guid: str = ""
    date: datetime | None = None
    entry: Entry | None = None  # what podfeed.lock would keep of it
    trailer: Trailer | None = None  # where it is one
    is_measured: bool = False
    spaces: frozenset[str] = frozenset()  # prefixes of the namespaces that it needs
    file: tuple[Path, bytes] | None = None  # what goes with it: its chapters
    unwritable: Problem | None = None  # why there is no item
    size: int = 0  # of its XML, in bytes
    taken: bool = False  # from the cache
    row: int | None = None  # where its XML is there
    waits: int | None = None  # where in the spool its XML is
    print: bytes = b""  # what of it the rules about a whole feed can tell apart
    built: Built | None = None
    # Until it is put away:
    item: bytes | None = None  # its XML
    drawn: Drawn | None = None  # its elements, for the rules
    piece: Piece | None = None  # what the rules say of it
    piece_data: tuple[Any, ...] | None = None  # the same, packed
    trace: Trace | None = None  # what it was made of
    own: bytes | None = None  # what podfeed.lock said of the post
    episode: Episode | None = None  # itself, where the run keeps it

    @property
    def has_item(self) -> bool:
        """Whether there is XML of it."""
        return self.included and self.unwritable is None

    def share(self, name: str) -> None:
        """Have one text where there were several that are the same: ``name`` is that of the post."""
        self.name = name
        if self.entry is not None:
            self.entry.post = name if self.entry.post == name else self.entry.post
            self.guid = self.entry.guid if self.entry.guid == self.guid else self.guid

    def left_out(self, reason: str) -> Card:
        """Return the card of a post that is not in the feed after all."""
        return Card(name=self.name, path=self.path, reason=reason)
