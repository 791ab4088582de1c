"""The chapters of an episode: from the front matter, a file beside it, its audio, or the times in its notes.

The first that there are, in this order, become Podlove Simple Chapters in the feed, and, where the settings
name a folder for it, a file of chapters that the feed links to.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from podfeed.build.beside import Beside
from podfeed.build.identity import seed
from podfeed.build.sources import Draft, Source
from podfeed.chapters import SUFFIXES, in_notes, read_chapters, to_json
from podfeed.chapters.lines import clock
from podfeed.config import Config
from podfeed.lazily import dataclass
from podfeed.model import Chapter, ChaptersFile
from podfeed.notes import to_text
from podfeed.problems import BadValueError, ProblemsError
from podfeed.urls import below


@dataclass(frozen=True, slots=True)
class Chapters:
    """Finds the chapters of one episode after another."""

    config: Config
    beside: Beside

    def settle(self, draft: Draft, base: str) -> None:
        """Give the draft its chapters, and say which file of them is to be written."""
        linked = draft.get("chapters_file")
        self._find(draft)
        every: tuple[Chapter, ...] = draft.get("chapters") or ()
        if not every:
            return
        self._judge(draft, every)
        shown = tuple(chapter for chapter in every if chapter.toc is not False)
        draft.values["chapters"] = shown
        folder = self.config.media.chapters
        if folder is not None and linked is None:
            self._write(draft, every, folder, base)
        if shown and self.config.content.chapters:
            draft.values["notes"] = f"{draft.get('notes') or ''}{_listed(shown)}".strip()

    def _find(self, draft: Draft) -> None:
        if draft.get("chapters") or not self.config.derive.chapters:
            return
        for path in self.beside.named(draft, SUFFIXES):
            try:
                draft.set(
                    "chapters", read_chapters(path, self.config.limits), Source(f"{path.name} beside it")
                )
            except ProblemsError as error:
                draft.report.problems.extend(error.problems)
            return
        audio = draft.get("measured")
        in_audio = audio.chapters if audio is not None else draft.get("measured_chapters")
        if in_audio:
            draft.set("chapters", in_audio, Source("the chapters in the audio"))
        elif self.config.derive.chapters_from_notes:
            draft.set(
                "chapters", in_notes(to_text(draft.get("notes") or "")), Source("the times in the notes")
            )

    def _judge(self, draft: Draft, chapters: tuple[Chapter, ...]) -> None:
        """Warn of chapters that no app can jump to, or that stand in another order than they come."""
        starts = [chapter.start for chapter in chapters]
        if starts != sorted(starts):
            draft.report.warning(
                "chapters-order",
                "the chapters are not in the order of their times",
                draft.place("chapters"),
                hint="mend the time that goes back",
            )
        duration = draft.get("duration")
        late = [chapter for chapter in chapters if duration and chapter.start > duration.total_seconds()]
        if late:
            draft.report.warning(
                "chapters-beyond-duration",
                f"{len(late)} of {len(chapters)} chapters begin past the end of the episode, "
                f"the first at {clock(late[0].start)}",
                draft.place("chapters"),
                hint="mend the times: they are hours:minutes:seconds",
            )

    def _write(self, draft: Draft, chapters: tuple[Chapter, ...], folder: Path, base: str) -> None:
        """Link to a file of chapters, which a render writes."""
        name = f"{seed(draft.post.name)}.json"
        path, source = folder / name, draft.sources["chapters"]
        try:
            own = self.config.media.chapters_url
            url = below(own, name) if own else self.beside.files.url_of(path, base)
        except BadValueError as error:
            place = self.config.place("media", "chapters")
            hint = "write [media] chapters_url, or name a folder that the site serves"
            draft.report.error("chapters-not-served", error.message, place, hint=hint)
            return
        draft.set("chapters_file", ChaptersFile(url=url), source)
        draft.values["writes"] = (path, to_json(chapters, title=draft.get("title")).encode())


def _listed(chapters: tuple[Chapter, ...]) -> str:
    """Return the chapters as a list in HTML."""
    rows = (f"<li>{clock(chapter.start).partition('.')[0]} {_title(chapter)}</li>" for chapter in chapters)
    return "\n<ul>\n" + "\n".join(rows) + "\n</ul>"


def _title(chapter: Chapter) -> str:
    title = escape(chapter.title or "", quote=False)
    return f'<a href="{escape(chapter.href)}">{title}</a>' if chapter.href else title
