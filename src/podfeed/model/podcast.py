"""The parts that the podcast namespace adds: https://podcasting2.org/docs/podcast-namespace.

Times inside an episode are in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from podfeed.lazily import dataclass
from podfeed.model.base import Many, Model, one

_FLOAT = {"shape": float}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Model):
    """Somebody who is part of a show or an episode; ``role`` and ``group`` are the taxonomy's words."""

    name: str
    role: str | None = None
    group: str | None = None
    href: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked(Model):
    """Whether other hosts may import the show; ``owner`` is the e-mail address that may unlock it."""

    value: bool = True
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript(Model):
    """A transcript: its URL, MIME type, language, and ``captions`` as ``rel`` where it has times."""

    url: str
    type: str
    language: str | None = None
    rel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding(Model):
    """Where listeners can support the show, and the words that ask them to."""

    url: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChaptersFile(Model):
    """A file of chapters: its URL and MIME type."""

    url: str
    type: str = "application/json+chapters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Soundbite(Model):
    """A part of an episode worth a quote: where it starts and how long it is, in seconds."""

    start: float = field(metadata=_FLOAT)
    duration: float = field(metadata=_FLOAT)
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Model):
    """A place that a show or an episode is about or comes from."""

    name: str
    rel: str | None = None
    geo: str | None = None
    osm: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer(Model):
    """A trailer of the show; ``length`` in bytes."""

    title: str
    url: str
    publish_date: datetime
    length: int | None = None
    type: str | None = None
    season: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class License(Model):
    """The licence: its identifier (``cc-by-4.0``), or a name with the URL of its text."""

    identifier: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSource(Model):
    """Where an alternate enclosure is found: an address of any scheme."""

    uri: str
    content_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity(Model):
    """How a file can be verified: ``sri`` or ``pgp-signature``, and the value."""

    type: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternateEnclosure(Model):
    """Another version of an episode's media; ``length`` in bytes, ``bitrate`` in bits a second."""

    type: str
    length: int | None = None
    bitrate: float | None = field(default=None, metadata=_FLOAT)
    height: int | None = None
    lang: str | None = None
    title: str | None = None
    rel: str | None = None
    codecs: str | None = None
    default: bool | None = None
    sources: Sequence[MediaSource] = field(default=(), metadata={"shape": Many(MediaSource, "uri")})
    integrity: Integrity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteItem(Model):
    """A pointer to another feed, or to one of its items."""

    feed_guid: str
    feed_url: str | None = None
    item_guid: str | None = None
    medium: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRecipient(Model):
    """Who gets a share of what listeners send."""

    type: str
    address: str
    split: int
    name: str | None = None
    custom_key: str | None = None
    custom_value: str | None = None
    fee: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueTimeSplit(Model):
    """Other recipients for a part of an episode: named here, or those of a remote item."""

    start: float = field(metadata=_FLOAT)
    duration: float = field(metadata=_FLOAT)
    remote_start: float | None = field(default=None, metadata=_FLOAT)
    remote_percentage: float | None = field(default=None, metadata=_FLOAT)
    recipients: Sequence[ValueRecipient] = ()
    remote_item: RemoteItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value(Model):
    """How listeners can send value, and who gets which share of it."""

    type: str
    method: str | None = None
    suggested: float | None = field(default=None, metadata=_FLOAT)
    recipients: Sequence[ValueRecipient] = ()
    time_splits: Sequence[ValueTimeSplit] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Model):
    """A picture of a show or an episode for a purpose; sizes in pixels."""

    href: str
    alt: str | None = None
    aspect_ratio: str | None = None
    width: int | None = None
    height: int | None = None
    type: str | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentLink(Model):
    """Where else a live item can be heard or seen."""

    href: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialInteract(Model):
    """The root of a thread of comments, or ``disabled`` as protocol for none."""

    protocol: str
    uri: str | None = None
    account_id: str | None = None
    account_url: str | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Model):
    """Whether a service, or each, is to leave the show out; ``id`` is the service's slug."""

    value: bool = True
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Txt(Model):
    """Free text for machines, such as a proof of ownership."""

    text: str
    purpose: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateFrequency(Model):
    """How often there is an episode, in words and as an RFC 5545 rule."""

    text: str | None = None
    complete: bool | None = None
    start: datetime | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat(Model):
    """The room where listeners meet."""

    server: str
    protocol: str
    account_id: str | None = None
    space: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher(Model):
    """Who publishes the show: a pointer to the publisher's own feed."""

    remote_item: RemoteItem = field(metadata={"shape": one(RemoteItem, "feed_guid")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Podroll(Model):
    """Shows that this one recommends."""

    items: Sequence[RemoteItem] = field(default=(), metadata={"shape": Many(RemoteItem, "feed_guid")})
