"""What a run publishes, as entries of podfeed.lock."""

from __future__ import annotations

from collections.abc import Iterable

from podfeed.build.card import Card
from podfeed.build.episode import Built
from podfeed.build.guards import Guarded
from podfeed.build.known import Known
from podfeed.lock import Entry, Lock, merged


def new_lock(
    old: Lock | None, guid: str | None, cards: Iterable[Card], guarded: Guarded | None = None
) -> Lock:
    """Return the lock after a run: what it publishes, and what was published before and not given up."""
    given_up = guarded.gone if guarded else set()
    redated = guarded.redated if guarded else set()
    entries = {name: entry for name, entry in (old.entries if old else {}).items() if name not in given_up}
    for card in cards:
        entry = card.entry
        assert entry is not None  # noqa: S101
        before = entries.get(entry.guid)
        if entry is before:
            continue
        date = before.date if before is not None and entry.guid not in redated else None
        # What an entry says beside its names is read from its line only where it is asked for.
        entries[entry.guid] = entry if date is None or date == entry.date else entry.but(date=date)
    return merged(guid or (old.guid if old else None), entries.values())


def entry_of(built: Built, known: Known) -> Entry:
    """Return what the lock keeps of an episode that it has not known before."""
    episode, draft = built.episode, built.draft
    kept, enclosure = draft.get("from_lock"), episode.enclosure
    return Entry(
        guid=episode.guid or "",
        post=built.post.name,
        date=episode.publish_date.isoformat() if episode.publish_date else None,
        url=enclosure.url if enclosure else None,
        length=enclosure.length if enclosure else None,
        duration=kept.duration if kept else _seconds(built),
        type=enclosure.type if enclosure else None,
        hash=kept.hash if kept else _hash(known, draft.get("audio_path")),
        chapters=kept.chapters if kept else _chapters(draft.get("measured")),
    )


def _seconds(built: Built) -> float | None:
    measured = built.draft.get("measured")
    duration = measured.duration if measured is not None else built.episode.duration
    return None if duration is None else round(duration.total_seconds(), 6)


def _hash(known: Known, path: object) -> str | None:
    return known.hash_of(path) if path is not None else None  # type: ignore[arg-type]


def _chapters(measured: object) -> tuple[dict[str, object], ...]:
    chapters = getattr(measured, "chapters", ())
    if not chapters:
        return ()
    from podfeed.audio.stored import chapters_to_plain  # noqa: PLC0415 - mutagen is loaded by now

    return tuple(chapters_to_plain(chapters))
