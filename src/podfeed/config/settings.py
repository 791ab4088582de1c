"""The settings, read and checked: plain data for the build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC, time, tzinfo
from pathlib import Path
from typing import Any, Literal

from podfeed.config.table import PROFILES
from podfeed.lazily import dataclass
from podfeed.limits import Limits
from podfeed.problems import Place, Problem

Select = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSettings:
    """[content]: where the posts are and how they are meant."""

    path: Path
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    static: Path | None = None
    select: Select = field(default_factory=dict)
    timezone: tzinfo = UTC
    day_first: bool | None = None
    default_time: time = time(0, 0)
    permalink: str | None = None
    links: bool = True
    chapters: bool = False
    drafts: bool = False
    future: bool = False
    missing_audio: Literal["error", "skip", "keep"] = "error"
    dialect: Literal["jekyll", "hugo"] = "jekyll"

    @property
    def root(self) -> Path:
        """The folder of the posts; of a list of episodes, the one in which it lies."""
        return self.path.parent if self.path.is_file() else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSettings:
    """[media]: where the audio is and what its URLs look like."""

    root: Path | None = None
    base_url: str | None = None
    audio: str | None = None
    feed: str | None = None
    chapters: Path | None = None
    chapters_url: str | None = None
    probe_remote: bool = False
    probe_private: bool = False
    prefix: str | None = None
    types: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeriveSettings:
    """[derive]: which tags follow by themselves, each unless it is switched off."""

    guid: bool = True
    locked: bool = True
    publish_date: bool = True
    explicit: bool = True
    description: bool = True
    season_name: bool = True
    transcripts: bool = True
    chapters: bool = True
    chapters_from_notes: bool = False
    alternate_enclosures: bool = True
    trailers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    """[storage]: how feeds stand in object stores."""

    cache_control: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """[feeds.NAME]: one of several feeds."""

    name: str
    output: Path | str | None = None  # a text is an address in an object store
    select: Select = field(default_factory=dict)
    limit: int | None = None
    show: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateSettings:
    """[validate]: which rules a feed is held to."""

    profiles: tuple[str, ...] = PROFILES
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    min_severity: Literal["error", "warning", "info"] = "info"
    strict: bool = False

    def ignores(self, rule: str) -> bool:
        """Say whether a rule is left out."""
        return bool(self.ignore) and rule.startswith(self.ignore)


def _nowhere(_keys: tuple[str | int, ...]) -> Place | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings. ``file`` is where they stand, ``folder`` what their paths are relative to."""

    file: Path | None
    folder: Path
    content: ContentSettings
    show: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    media: MediaSettings = field(default_factory=MediaSettings)
    derive: DeriveSettings = field(default_factory=DeriveSettings)
    seasons: Mapping[int, str] = field(default_factory=dict)
    feeds: tuple[FeedSettings, ...] = ()
    storage: StorageSettings = field(default_factory=StorageSettings)
    validate: ValidateSettings = field(default_factory=ValidateSettings)
    limits: Limits = field(default_factory=Limits)
    people: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    find: Callable[[tuple[str | int, ...]], Place | None] = field(default=_nowhere, repr=False)

    def place(self, *keys: str | int) -> Place | None:
        """Return where a setting stands."""
        return self.find(keys)
