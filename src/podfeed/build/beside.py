"""Tags that follow from files beside the audio, or beside the post: transcripts, chapters, other encodings.

`ep12.de.vtt` is a transcript of `ep12.mp3`, and of `ep12.md`. What the front matter says of a field goes
before all that lies there, and `[derive]` switches each off.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from podfeed import urls
from podfeed.build.audio_names import stems
from podfeed.build.files import MediaFiles
from podfeed.build.known import Known
from podfeed.build.sources import Draft, Source
from podfeed.config import Config
from podfeed.files import check_size
from podfeed.lazily import dataclass, pattern
from podfeed.mime import TRANSCRIPTS, extension_of
from podfeed.model import AlternateEnclosure, ChaptersFile, Integrity, MediaSource, Transcript
from podfeed.problems import Place, ProblemsError

if TYPE_CHECKING:
    from io import BytesIO

# What follows the episode's name: `.vtt`, `.de.vtt`, `.transcript.json`, `.transcript.pt-BR.html`.
# JSON alone is front matter beside a post.
_TRANSCRIPT = pattern(
    rf"(?P<word>\.transcript)?(?:\.(?P<language>[a-z]{{2}}(?:[-_][a-z0-9]{{2,8}})*))?(?P<again>\.transcript)?"
    rf"\.(?P<type>{'|'.join(TRANSCRIPTS)})",
    re.IGNORECASE,
)
_CHAPTERS = ".chapters.json"
# Other encodings that are published; WAV, AIFF and FLAC are what the others were made from.
_ALTERNATES = frozenset({"mp3", "m4a", "m4b", "aac", "ogg", "oga", "opus", "mp4", "m4v", "webm", "weba"})


def transcript_of(name: str, stem: str) -> tuple[str, str | None] | None:
    """Return type and language of a transcript of an episode by their names, or None."""
    match = _TRANSCRIPT.fullmatch(name, len(stem)) if name.startswith(stem) else None
    if match is None or (match["type"].lower() == "json" and not (match["word"] or match["again"])):
        return None
    language = match["language"]
    return TRANSCRIPTS[match["type"].lower()], language and language.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Beside:
    """Finds what lies beside one episode after another."""

    config: Config
    files: MediaFiles
    known: Known
    language: str | None  # of the show, which is that of a file that names none

    def settle(self, draft: Draft, base: str) -> None:
        """Give the draft the transcripts, the chapters and the alternate enclosures that lie there."""
        wanted, found = self.config.derive, self._found(draft)
        self._tell_outside(draft)
        if not found:
            return
        if wanted.transcripts and not draft.get("transcripts"):
            self._transcripts(draft, found, base)
        if wanted.chapters and not draft.get("chapters_file"):
            for path, stem in found:
                if path.name.lower() == f"{stem}{_CHAPTERS}".lower():
                    chapters = ChaptersFile(url=self.files.url_of(path, base))
                    draft.set("chapters_file", chapters, self._source([path]))
                    break
        if wanted.alternate_enclosures and not draft.get("alternate_enclosures"):
            self._alternates(draft, [path for path, stem in found if path.stem == stem], base)

    def _tell_outside(self, draft: Draft) -> None:
        """Say of links that lead out of the show that they are not followed."""
        if not self.files.outside:
            return
        own = {(folder, name) for folder, names in self._places(draft) for name in names}
        for path in self.files.outside:
            if (path.parent, path.name.partition(".")[0]) in own:
                draft.report.warning(
                    "file-outside",
                    "the symbolic link leads out of the folders of the show, and is not followed",
                    Place(file=str(path)),
                    hint="put the file itself there",
                )

    def _found(self, draft: Draft) -> list[tuple[Path, str]]:
        """Return the files whose names begin with the episode's, and that name."""
        if draft.beside is None:
            draft.beside = list(self._look(draft))
        return draft.beside

    def _look(self, draft: Draft) -> Iterator[tuple[Path, str]]:
        seen, post = {draft.get("audio_path")}, draft.post
        for folder, names in self._places(draft):
            own = post.name.rpartition("/")[2] if folder is post.folder else ""
            for stem in names:
                for name in self.files.starting(folder, f"{stem}.", without=own):
                    path = Path(folder, name)
                    if path not in seen and not self.files.is_post(path):
                        seen.add(path)
                        yield path, stem

    def _places(self, draft: Draft) -> list[tuple[Path, Sequence[str]]]:
        """Return the folders in which something may lie, each with the names that an episode has there."""
        audio, post = draft.get("audio_path"), draft.post
        places: list[tuple[Path, Sequence[str]]] = [(audio.parent, [audio.stem])] if audio else []
        if not post.is_row:
            own = stems(post)
            places.append((post.folder, own))
            if self.config.media.root is not None:
                places.append((self.config.media.root, own))
        return places

    def timed_transcripts(self, draft: Draft) -> list[Path]:
        """Return the transcripts beside an episode that have times."""
        timed = ("text/vtt", "application/x-subrip")
        found = self._found(draft)
        return [path for path, stem in found if (transcript_of(path.name, stem) or ("",))[0] in timed]

    def named(self, draft: Draft, suffixes: Sequence[str]) -> list[Path]:
        """Return the files beside an episode that have its name and one of the suffixes, in their order."""
        found = self._found(draft)
        return [
            path
            for suffix in (suffixes if found else ())
            for path, stem in found
            if path.name.lower() == f"{stem}{suffix}".lower()
        ]

    def _source(self, paths: list[Path]) -> Source:
        return Source(f"{' and '.join(path.name for path in paths)} beside it")

    def _transcripts(self, draft: Draft, found: list[tuple[Path, str]], base: str) -> None:
        made: dict[tuple[str, str | None], tuple[Path, Transcript]] = {}
        for path, stem in found:
            kind = transcript_of(path.name, stem)
            if kind is not None:
                url, language = self.files.url_of(path, base), kind[1] or self.language
                made.setdefault(kind, (path, Transcript(url=url, type=kind[0], language=language)))
        paths = [path for path, _transcript in made.values()]
        draft.set("transcripts", tuple(each for _path, each in made.values()), self._source(paths))

    def _alternates(self, draft: Draft, paths: list[Path], base: str) -> None:
        own = draft.get("enclosure")
        paths = [path for path in paths if extension_of(path.name) in _ALTERNATES]
        found = []
        for path in paths:
            url = urls.prefixed(self.files.url_of(path, base), self.config.media.prefix)
            if own is not None and url != own.url:
                found += self._alternate(draft, path, url)
        draft.set("alternate_enclosures", tuple(found), self._source(paths))

    def _alternate(self, draft: Draft, path: Path, url: str) -> list[AlternateEnclosure]:
        try:
            check_size(path, path.stat().st_size, self.config.limits.of("media"))
            audio, _changed = self.known.probe(path)
            value = self.known.integrity(path, lambda each: integrity(self.known.content_of(each)))
        except ProblemsError as error:
            draft.report.problems.extend(error.problems)
            return []
        draft.report.problems.extend(audio.problems)
        alternate = AlternateEnclosure(
            type=audio.type,
            length=audio.length,
            bitrate=audio.bitrate,
            sources=[MediaSource(uri=url)],
            integrity=Integrity(type="sri", value=value),
        )
        # A copy of the enclosure itself, whose name another file cannot have, is no alternate.
        return [] if audio.type == draft.get("enclosure").type else [alternate]


def integrity(content: AbstractContextManager[BinaryIO]) -> str:
    """Return what https://www.w3.org/TR/SRI/ has of a file: ``sha384-`` and the digest in Base64."""
    with content as file:
        digest = hashlib.file_digest(cast("BytesIO", file), "sha384").digest()
    return f"sha384-{base64.b64encode(digest).decode()}"
