"""The parts of a show or an episode that RSS, Apple's tags and common modules hold."""

from __future__ import annotations

from dataclasses import field

from podfeed.lazily import dataclass
from podfeed.model.base import Model

_TO_THE_MILLISECOND = {"shape": lambda value: round(float(value), 3)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure(Model):
    """The media file of an episode: its URL, length in bytes (None: unknown) and MIME type."""

    url: str
    length: int | None = None
    type: str

    def __post_init__(self) -> None:
        """Take a length of 0 for an unknown one, as feeds write it."""
        Model.__post_init__(self)
        if self.length == 0:
            object.__setattr__(self, "length", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Model):
    """A link that belongs to an episode: an absolute URL, and a title for people."""

    href: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomLink(Model):
    """A link with a relation of its own: ``hub``, or ``next`` and the others of RFC 5005."""

    href: str
    rel: str | None = None
    type: str | None = None
    hreflang: str | None = None
    title: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner(Model):
    """Whom a directory writes to about the show."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainCategory(Model):
    """A category out of a taxonomy, which ``domain`` names."""

    text: str
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RssImage(Model):
    """RSS 2.0's own logo of a channel; directories read the cover instead. Sizes in pixels."""

    url: str | None = None
    title: str | None = None
    link: str | None = None
    width: int | None = None
    height: int | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud(Model):
    """Where apps can ask to be told of changes, by rssCloud."""

    domain: str | None = None
    port: int | None = None
    path: str | None = None
    register_procedure: str | None = None
    protocol: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInput(Model):
    """A field for text beside a channel, which no app shows."""

    title: str | None = None
    description: str | None = None
    name: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Model):
    """The feed that an item was taken from."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter(Model):
    """A chapter; ``start`` and ``end`` in seconds, kept to the millisecond.

    A feed holds the start, title, link and image. Files of chapters also hold the end, whether the table of
    contents shows it (``toc``), and the bytes of a ``picture``; these are not compared.
    """

    start: float = field(metadata={"shape": lambda value: round(float(value), 3)})
    title: str | None = None
    href: str | None = None
    image: str | None = None
    end: float | None = field(
        default=None, compare=False, metadata={"shape": lambda value: round(float(value), 3)}
    )
    toc: bool | None = field(default=None, compare=False)
    picture: bytes | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaContent(Model):
    """A media file as Media RSS describes it; sizes in bytes and pixels, ``duration`` in seconds."""

    url: str | None = None
    file_size: int | None = None
    type: str | None = None
    medium: str | None = None
    is_default: bool | None = None
    expression: str | None = None
    bitrate: float | None = field(default=None, metadata={"shape": float})
    duration: int | None = None
    height: int | None = None
    width: int | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaThumbnail(Model):
    """A picture as Media RSS describes it; sizes in pixels."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPlayer(Model):
    """A page that plays the media; sizes in pixels."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extra(Model):
    """An element that podfeed has no field for, as XML with the namespaces that it needs.

    Two are equal where XML has them so: whatever their prefixes, the order of their attributes, and
    whether an empty element is written as one tag or two.
    """

    xml: str

    def __eq__(self, other: object) -> bool:
        """Compare what is said, and not how it is written."""
        if not isinstance(other, Extra):
            return NotImplemented
        return self.xml == other.xml or self._canonical() == other._canonical()

    def __hash__(self) -> int:
        """Hash what is compared."""
        return hash(self._canonical())

    def _canonical(self) -> str:
        from xml.etree import ElementTree  # noqa: PLC0415 - few feeds hold such elements

        try:
            return ElementTree.canonicalize(self.xml, with_comments=True, rewrite_prefixes=True)
        except ElementTree.ParseError:  # a render says so
            return self.xml
