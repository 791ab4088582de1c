"""The audio of an episode: which file it is, its URL, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from podfeed import urls
from podfeed.build import audio_names
from podfeed.build.audio_names import Named
from podfeed.build.far import FarAudio
from podfeed.build.files import MediaFiles
from podfeed.build.host import HostFeed
from podfeed.build.keys import Keys, is_exact
from podfeed.build.known import Known
from podfeed.build.sources import Draft, Found, InPost, Source
from podfeed.build.templates import fill
from podfeed.config import Config
from podfeed.durations import read_duration
from podfeed.files import check_size
from podfeed.lazily import dataclass
from podfeed.mime import normalise, type_of
from podfeed.model import Enclosure
from podfeed.notes import Embed
from podfeed.numbers import read_size
from podfeed.problems import BadValueError, ProblemsError, Severity

_MISSING_HINT = (
    "name it in the front matter (audio: ep1.mp3), put a file of the post's name beside it, or set "
    "[content] missing_audio"
)

# How a source says that a value was read from the file itself.
MEASURED = ", measured"
_WRITTEN_TYPE = Source("the front matter or the extension")


@dataclass(frozen=True, slots=True)
class Media:
    """Finds the audio of one episode after another, by the settings of a show."""

    config: Config
    files: MediaFiles
    host: HostFeed | None = None
    far: FarAudio | None = None
    known: Known = field(default_factory=Known)

    def settle(self, draft: Draft, embeds: Sequence[Embed], *, base: str, told: bool) -> bool:
        """Give the draft its enclosure and duration; say whether the episode stays in the feed."""
        try:
            named = self._named(draft, embeds, told=told)
            if named is None:
                return self._from_host(draft, embeds) or self._from_lock(draft, None) or self._without(draft)
            return self._enclose(draft, named, base)
        except BadValueError as error:
            place = draft.post.place(*self._audio_keys(draft))
            draft.report.bad_value("audio-invalid", error, place, severity="error")
            return False

    def _without(self, draft: Draft) -> bool:
        """Report an episode that has no audio at all."""
        if self.host is not None and self.host.broken:
            return False
        self._written_duration(draft, None)
        where = f", and no item of {self.host.name} is about it" if self.host else ""
        return self._missing(draft, None, f"the post names no audio and none lies beside it{where}")

    def _from_lock(self, draft: Draft, named: Named | None) -> bool:
        """Take what podfeed.lock keeps of a file that is not on this machine; say whether it does."""
        entry = self.known.entry(draft.post.name)
        if entry is None or entry.hash is None or entry.url is None:
            return False
        audio, source = self.known.from_entry(entry), Source("podfeed.lock: the file is not here")
        draft.values |= {"bare_url": entry.url, "from_lock": entry}
        if audio.chapters:
            draft.values["measured_chapters"] = audio.chapters
        for part in ("url", "length", "type"):
            draft.set(part, getattr(entry, part), source)
        draft.set("duration", audio.duration, source)
        draft.set("enclosure", Enclosure(url=entry.url, length=entry.length, type=audio.type), source)
        place = draft.post.place(*named.keys) if named else draft.post.place()
        draft.report.add("info", "audio-from-lock", "the audio is not here; podfeed.lock knows it", place)
        return True

    def _from_host(self, draft: Draft, embeds: Sequence[Embed]) -> bool:
        """Take the audio of the item that a post is about from the host's feed; say whether there is one."""
        match = self.host.match(draft, embeds) if self.host else None
        if self.host is None or match is None:
            return False
        if len(match.items) > 1:
            items = ", ".join(repr(item.title or item.guid) for item in match.items[:3])
            raise BadValueError(
                f"{len(match.items)} items of {self.host.name} are about it ({match.how}): {items}",
                hint="write the guid of the right one in the front matter",
            )
        item, source = match.items[0], Source(f"{self.host.name}, where {match.how}")
        enclosure: Any = item.enclosure
        url = urls.prefixed(enclosure.url, self.config.media.prefix)
        draft.values["bare_url"] = enclosure.url
        draft.set("enclosure", enclosure.replace(url=url), source)
        for part, value in (("url", url), ("length", enclosure.length), ("type", enclosure.type)):
            draft.set(part, value, source)
        draft.set("duration", item.duration, source)
        if item.duration is None:
            self._written_duration(draft, None)
        if draft.get("guid") is None:
            draft.set("guid", item.guid, source)
            draft.set("guid_is_permalink", item.guid_is_permalink, source)
        return True

    def _audio_keys(self, draft: Draft) -> Keys:
        named = audio_names.in_front_matter(draft.post, self.config.fields)
        return named[0].keys if named else ()

    def _named(self, draft: Draft, embeds: Sequence[Embed], *, told: bool) -> Named | None:
        """Return the audio that a post names or has, the first that there is in this order."""
        named = audio_names.in_front_matter(draft.post, self.config.fields)
        if named:
            return named[0]
        path = self.files.beside(draft.post)
        if path is None:
            in_body = audio_names.in_embeds(embeds, linked=told)
            if in_body:
                self._count(draft, in_body)
                return in_body[0]
            path = self.files.alone(draft.post)
        if path is not None:
            return Named(target=path.name, source=Source("the file beside the post"), file=path)
        if self.config.media.audio:
            source = Source("[media] audio", lambda: self.config.place("media", "audio"))
            return Named(target=fill(self.config.media.audio, draft), source=source)
        return None

    def _count(self, draft: Draft, named: Sequence[Named]) -> None:
        """Warn where a body plays or links to several files: only one can be the episode."""
        others = {item.target.rpartition(".")[0] for item in named}
        if len(others) > 1:
            draft.report.warning(
                "audio-several",
                f"the body names {len(others)} audio files; {named[0].target} is taken",
                draft.post.place(),
                hint="say which one is the episode: audio: URL",
            )

    def _enclose(self, draft: Draft, named: Named, base: str) -> bool:
        if named.exact:
            self._remote(draft, named, named.target)
            return True
        if urls.is_absolute(named.target):
            return self._enclose_url(draft, named, base)
        path = named.file or self.files.find(draft.post, named.target)
        if path is not None:
            return self._from_file(draft, named, path, base)
        if self._from_lock(draft, named):
            return True
        if not self._missing(draft, named, f"there is no file {named.target!r}"):
            return False
        self._remote(draft, named, self._kept_url(named.target, base), told=True)
        return True

    def _enclose_url(self, draft: Draft, named: Named, base: str) -> bool:
        """Take the file at an address, which may be one of the site's own."""
        url = urls.encoded(named.target)
        own = self.files.served(url, base) if not named.keys else None
        if own is not None:
            return self._from_file(draft, named, own, base)
        if not url.lower().startswith(("http://", "https://")):
            raise BadValueError(
                f"{named.target!r} is no address that an app can play",
                hint="write a path, or a URL that begins with https://",
            )
        self._remote(draft, named, url)
        return True

    def _missing(self, draft: Draft, named: Named | None, problem: str) -> bool:
        """Report missing audio as the settings say; say whether the episode stays."""
        choice = self.config.content.missing_audio
        place = draft.post.place(*named.keys) if named else draft.post.place()
        outcome = {"error": "", "skip": "; the episode is left out", "keep": "; it is kept"}[choice]
        severity: Severity = "error" if choice == "error" else "warning"
        hint = _MISSING_HINT
        if named is not None:
            hint = (
                "mend the path; [content] static and [media] root say where paths are looked up; "
                'where the files lie on a server only, set [content] missing_audio = "keep"'
            )
        draft.report.add(severity, "audio-missing", problem + outcome, place, hint=hint)
        return choice == "keep"

    def _kept_url(self, target: str, base: str) -> str:
        if self.config.media.base_url and not target.startswith("/"):
            return urls.encoded(self.config.media.base_url.rstrip("/") + "/" + urls.from_written(target))
        return urls.resolve(target, base)

    # -- what is known of the file

    def _from_file(self, draft: Draft, named: Named, path: Path, base: str) -> bool:
        try:
            check_size(path, path.stat().st_size, self.config.limits.of("media"))
            audio, changed = self.known.probe(path, draft.post.name)
        except ProblemsError as error:
            draft.report.problems.extend(error.problems)
            return False
        draft.report.problems.extend((*changed, *audio.problems))
        draft.values |= {"audio_path": path, "measured": audio}
        url = self.files.url_of(path, base)
        self._set(draft, named, url, Found(audio.length, Source(f"the size of {path.name}")))
        # The settings' table goes by the name; else the content decides, which `probe` has looked at.
        own = type_of(path.name, overrides=self.config.media.types) if self.config.media.types else None
        kind = own if own in self.config.media.types.values() else audio.type
        draft.set("type", kind, Source(f"the content of {path.name}"))
        if audio.duration is not None:
            draft.set("duration", audio.duration, Source(f"{path.name}{MEASURED}"))
        else:
            self._written_duration(draft, None)
        self._finish(draft, named)
        return True

    def _remote(self, draft: Draft, named: Named, url: str, *, told: bool = False) -> None:
        """Take what the server, or the post, says of a file elsewhere; `told` that this was reported."""
        if self._measured(draft, named, url):
            return
        self._set(draft, named, url, self._written_size(draft, named))
        kind = self._written_type(draft, named)
        if not kind and not named.exact:
            kind = self._type(url, None)
        if kind is None:
            kind = "audio/mpeg"
            draft.report.warning(
                "enclosure-type-unknown",
                f"nothing says what type of file {url} is; audio/mpeg is taken",
                draft.post.place(*named.keys),
                hint="write the type in the front matter (audio_type: audio/mpeg)",
            )
        draft.set("type", kind, _WRITTEN_TYPE)
        self._written_duration(draft, named)
        self._finish(draft, named, told=told)

    def _measured(self, draft: Draft, named: Named, url: str) -> bool:
        """Take what the server says of a file, where the settings ask it; say whether that was enough."""
        audio = self.far.get(url) if self.far is not None and not named.exact else None
        if isinstance(audio, ProblemsError):
            draft.report.problems.extend(replace(each, severity="warning") for each in audio.problems)
        if audio is None or isinstance(audio, ProblemsError):
            return False
        draft.report.problems.extend(audio.problems)
        source = Source(f"{urls.shown(url)}, measured")
        draft.values["measured"] = audio
        size = Found(audio.length, source) if audio.length is not None else self._written_size(draft, named)
        self._set(draft, named, url, size)
        kind = self._written_type(draft, named) or self._type(url, None)
        draft.set(
            "type",
            kind or audio.type,
            source if kind is None else _WRITTEN_TYPE,
        )
        draft.set("duration", audio.duration, source)
        if audio.duration is None:
            self._written_duration(draft, named)
        self._finish(draft, named)
        return True

    def _set(self, draft: Draft, named: Named, url: str, size: Found | None) -> None:
        draft.set("url", urls.prefixed(url, self.config.media.prefix), named.source)
        draft.set("bare_url", url, named.source)
        if size is not None:
            draft.set("length", size.value, size.source)

    def _finish(self, draft: Draft, named: Named, *, told: bool = False) -> None:
        enclosure = Enclosure(url=draft.get("url"), length=draft.get("length"), type=draft.get("type") or "")
        draft.set("enclosure", enclosure, named.source)
        if enclosure.length is None and not told:
            draft.report.warning(
                "enclosure-length-unknown",
                f"the length of {urls.shown(enclosure.url)} is unknown and written as 0",
                draft.post.place(*named.keys),
                hint="write the bytes in the front matter (length: 24000000), or keep the file "
                "where [media] root finds it",
            )

    def _type(self, name: str, default: str | None) -> str | None:
        return type_of(name, overrides=self.config.media.types) or default

    def _written_type(self, draft: Draft, named: Named) -> str | None:
        if named.exact:
            return named.type
        if named.type:
            return self._overridden(normalise(named.type))
        for _keys, value in draft.offers.of("type"):
            if isinstance(value, str) and "/" in value:
                return self._overridden(normalise(value))
        return None

    def _overridden(self, mime: str) -> str:
        """Apply the settings' table to a type that was written: it goes by extension."""
        table: Mapping[str, str] = self.config.media.types
        for extension, replacement in table.items():
            if type_of(f"x.{extension.lstrip('.')}") == mime:
                return replacement
        return mime

    def _written_size(self, draft: Draft, named: Named) -> Found | None:
        """Return the first exact size, or else the first approximate one ("47.1 MB")."""
        approximate: Found | None = None
        for value, source in self._offers(draft, "length", named.length, named):
            try:
                size = read_size(value)
            except BadValueError as error:
                draft.report.bad_value("enclosure-length-invalid", error, source.find(), severity="warning")
                continue
            if size is not None and not size.approximate:
                return Found(size.bytes, source)
            if size is not None and approximate is None:
                approximate = Found(size.bytes, source)
        return approximate

    def _written_duration(self, draft: Draft, named: Named | None) -> None:
        own = named.duration if named else None
        for value, source in self._offers(draft, "duration", own, named):
            try:
                draft.set("duration", _duration(value), source)
            except BadValueError as error:
                draft.report.bad_value("duration-invalid", error, source.find(), severity="warning")
            else:
                return

    def _offers(self, draft: Draft, field: str, own: Any, named: Named | None) -> list[tuple[Any, Source]]:
        """Return what the post says of a detail: beside the audio's name first."""
        offers: list[tuple[Any, Source]] = [
            (value, InPost(draft.post, keys)) for keys, value in draft.offers.of(field)
        ]
        return [(own, named.source), *offers] if named is not None and own is not None else offers


def _duration(value: Any) -> timedelta:
    """Read a duration; a number in JSON or TOML too large for seconds counts milliseconds.

    ``{ exact: 90000000 }`` is taken as the seconds that it says, however many.
    """
    if is_exact(value):
        return read_duration(value["exact"], longest=timedelta.max)
    if isinstance(value, int) and not isinstance(value, bool) and 604_800 < value <= 86_400_000:
        return timedelta(milliseconds=value)
    return read_duration(value)
