"""A show and its episodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from podfeed.lazily import dataclass
from podfeed.model.base import Many, Model, as_tuple, one, whole_seconds
from podfeed.model.parts import (
    AtomLink,
    Chapter,
    Cloud,
    DomainCategory,
    Enclosure,
    Extra,
    Link,
    MediaContent,
    MediaPlayer,
    MediaThumbnail,
    Owner,
    RssImage,
    Source,
    TextInput,
)
from podfeed.model.podcast import (
    AlternateEnclosure,
    Block,
    ChaptersFile,
    Chat,
    ContentLink,
    Funding,
    Image,
    License,
    Location,
    Locked,
    Person,
    Podroll,
    Publisher,
    RemoteItem,
    SocialInteract,
    Soundbite,
    Trailer,
    Transcript,
    Txt,
    UpdateFrequency,
    Value,
)
from podfeed.problems import Problem


def _list(model: type, short: str) -> Any:
    """Declare a field of several `model`, for each of which a plain value may stand."""
    return field(default=(), metadata={"shape": Many(model, short)})


def _part(model: type, short: str) -> Any:
    """Declare a field of one `model`, for which a plain value may stand."""
    return field(default=None, metadata={"shape": one(model, short)})


def _texts() -> Any:
    return field(default=(), metadata={"shape": as_tuple})


def _number() -> Any:
    return field(default=None, metadata={"shape": float})


def _flag() -> Any:
    """Declare a switch whose off position writes nothing: off is no value."""
    return field(default=None, metadata={"shape": lambda value: value or None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode(Model):
    """One episode of a show.

    ``publish_date`` has a zone; ``duration`` is kept in whole seconds; ``notes`` is HTML and
    ``description`` plain text. ``guid`` is the identity that apps know the episode by: once published
    it must never change. ``guid_is_permalink`` says that the guid is the address of the episode's page;
    left out, it is true where the guid equals ``link``.
    """

    title: str | None = None
    guid: str | None = None
    guid_is_permalink: bool | None = None
    publish_date: datetime | None = None
    enclosure: Enclosure | None = None
    duration: timedelta | None = field(default=None, metadata={"shape": whole_seconds})
    description: str | None = None
    notes: str | None = None
    link: str | None = None
    image: str | None = None
    links: Sequence[Link] = _list(Link, "href")
    subtitle: str | None = None
    season: int | None = None
    season_name: str | None = None
    episode: int | None = None
    episode_type: str | None = None
    explicit: bool | None = None
    author: str | None = None
    people: Sequence[Person] = _list(Person, "name")
    tags: Sequence[str] = _texts()
    block: bool | None = _flag()
    itunes_title: str | None = None
    summary: str | None = None
    keywords: str | None = None
    order: int | None = None
    closed_captioned: bool | None = _flag()
    podcast_episode: float | None = _number()
    episode_display: str | None = None
    transcripts: Sequence[Transcript] = ()
    chapters_file: ChaptersFile | None = _part(ChaptersFile, "url")
    chapters: Sequence[Chapter] = ()
    soundbites: Sequence[Soundbite] = ()
    alternate_enclosures: Sequence[AlternateEnclosure] = ()
    funding: Sequence[Funding] = _list(Funding, "url")
    locations: Sequence[Location] = _list(Location, "name")
    license: License | None = _part(License, "identifier")
    values: Sequence[Value] = ()
    images: Sequence[Image] = _list(Image, "href")
    images_srcset: str | None = None
    content_links: Sequence[ContentLink] = _list(ContentLink, "href")
    social: Sequence[SocialInteract] = ()
    txts: Sequence[Txt] = _list(Txt, "text")
    chat: Chat | None = None
    domain_categories: Sequence[DomainCategory] = ()
    comments: str | None = None
    source: Source | None = _part(Source, "url")
    author_email: str | None = None
    creators: Sequence[str] = _texts()
    atom_links: Sequence[AtomLink] = ()
    media: Sequence[MediaContent] = ()
    thumbnails: Sequence[MediaThumbnail] = _list(MediaThumbnail, "url")
    player: MediaPlayer | None = _part(MediaPlayer, "url")
    extra: Sequence[Extra] = _list(Extra, "xml")

    def __post_init__(self) -> None:
        """Settle whether the guid is the episode's page."""
        Model.__post_init__(self)
        self._finish()

    def _finish(self) -> None:
        """Settle whether the guid is the episode's page, and which number it has."""
        if self.guid is None:
            object.__setattr__(self, "guid_is_permalink", None)
        elif self.guid_is_permalink is None:
            object.__setattr__(self, "guid_is_permalink", self.guid == self.link)
        number = self.podcast_episode  # kept only where it says another than ``episode``
        if number is not None and self.episode is None and number.is_integer():
            object.__setattr__(self, "episode", int(number))
        if number == self.episode:
            object.__setattr__(self, "podcast_episode", None)

    def says_nothing(self) -> bool:
        """An episode is one, whatever it says."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveItem(Episode):
    """A live stream: an episode with a ``status`` (``pending``, ``live``, ``ended``) and its times."""

    status: str = "pending"
    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        """Settle what every episode settles."""
        Episode.__post_init__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Show(Model):
    """A show and its episodes, in the order in which they stand in the feed.

    ``categories`` are Apple's, a subcategory as ``"Business > Careers"``. ``guid`` is the show's
    identity in the podcast namespace. ``problems`` are the warnings that were met on the way; they are
    neither compared nor written.
    """

    title: str | None = None
    description: str | None = None
    link: str | None = None
    feed_url: str | None = None
    language: str | None = None
    author: str | None = None
    owner: Owner | None = _part(Owner, "email")
    image: str | None = None
    categories: Sequence[str] = _texts()
    explicit: bool | None = None
    guid: str | None = None
    locked: Locked | None = _part(Locked, "value")
    type: str | None = None
    subtitle: str | None = None
    copyright: str | None = None
    people: Sequence[Person] = _list(Person, "name")
    tags: Sequence[str] = _texts()
    block: bool | None = _flag()
    complete: bool | None = _flag()
    new_feed_url: str | None = None
    publish_date: datetime | None = None
    last_build_date: datetime | None = None
    generator: str | None = None
    docs: str | None = None
    ttl: int | None = None
    managing_editor: str | None = None
    web_master: str | None = None
    itunes_title: str | None = None
    summary: str | None = None
    keywords: str | None = None
    verify: str | None = None
    medium: str | None = None
    funding: Sequence[Funding] = _list(Funding, "url")
    trailers: Sequence[Trailer] = ()
    locations: Sequence[Location] = _list(Location, "name")
    license: License | None = _part(License, "identifier")
    values: Sequence[Value] = ()
    images: Sequence[Image] = _list(Image, "href")
    images_srcset: str | None = None
    social: Sequence[SocialInteract] = ()
    blocks: Sequence[Block] = _list(Block, "value")
    txts: Sequence[Txt] = _list(Txt, "text")
    remote_items: Sequence[RemoteItem] = _list(RemoteItem, "feed_guid")
    podroll: Podroll | None = _part(Podroll, "items")
    update_frequency: UpdateFrequency | None = _part(UpdateFrequency, "text")
    podping: bool | None = None
    chat: Chat | None = None
    publisher: Publisher | None = _part(Publisher, "remote_item")
    live_items: Sequence[LiveItem] = ()
    rss_image: RssImage | None = _part(RssImage, "url")
    domain_categories: Sequence[DomainCategory] = ()
    cloud: Cloud | None = None
    text_input: TextInput | None = None
    skip_hours: Sequence[int] = _texts()
    skip_days: Sequence[str] = _texts()
    rating: str | None = None
    creators: Sequence[str] = _texts()
    atom_links: Sequence[AtomLink] = ()
    archive: bool | None = _flag()
    complete_feed: bool | None = _flag()
    thumbnails: Sequence[MediaThumbnail] = _list(MediaThumbnail, "url")
    country_of_origin: str | None = None
    recent_count: int | None = None
    extra: Sequence[Extra] = _list(Extra, "xml")
    episodes: Sequence[Episode] = field(default=(), metadata={"shape": as_tuple})
    problems: Sequence[Problem] = field(default=(), compare=False, repr=False, metadata={"shape": as_tuple})
