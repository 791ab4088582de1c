"""What a run publishes, as entries of podfeed.lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from podfeed.build.episode import Built
from podfeed.build.guards import Guarded
from podfeed.build.known import Known
from podfeed.lock import Entry, Lock, merged


def new_lock(
    old: Lock | None, guid: str | None, built: Iterable[Built], known: Known, guarded: Guarded | None = None
) -> Lock:
    """Return the lock after a run: what it publishes, and what was published before and not given up."""
    given_up = guarded.gone if guarded else set()
    redated = guarded.redated if guarded else set()
    before = {name: entry for name, entry in (old.entries if old else {}).items() if name not in given_up}
    entries = dict(before)
    for each in built:
        kept = {name: entry for name, entry in before.items() if name not in redated} if redated else before
        entry = _entry(each, known, kept)
        entries[entry.guid] = entry
    return merged(guid or (old.guid if old else None), entries.values())


def _entry(built: Built, known: Known, entries: Mapping[str, Entry]) -> Entry:
    episode, draft = built.episode, built.draft
    guid = episode.guid or ""
    before = entries.get(guid)
    kept = draft.get("from_lock")
    measured = draft.get("measured")
    path = draft.get("audio_path")
    date = before.date if before and before.date else None
    return Entry(
        guid=guid,
        post=built.post.name,
        date=date or (episode.publish_date.isoformat() if episode.publish_date else None),
        url=episode.enclosure.url if episode.enclosure else None,
        length=episode.enclosure.length if episode.enclosure else None,
        duration=kept.duration if kept else _seconds(built),
        type=episode.enclosure.type if episode.enclosure else None,
        hash=kept.hash if kept else _hash(known, path),
        chapters=kept.chapters if kept else _chapters(measured),
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
