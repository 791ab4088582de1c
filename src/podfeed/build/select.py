"""Which posts are episodes, and why the others are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from podfeed.build.audio_names import AUDIO_TAG, in_embeds, in_front_matter
from podfeed.build.files import MediaFiles
from podfeed.build.host import HostFeed
from podfeed.build.keys import is_nothing, lookup
from podfeed.build.known import Known
from podfeed.config import Config, ContentSettings
from podfeed.lazily import dataclass
from podfeed.notes import make_notes
from podfeed.posts import Post, Shape

# Keys that sites use for one another; a select on one looks at both.
_SAME = {
    "category": ("category", "categories"),
    "categories": ("categories", "category"),
    "tag": ("tag", "tags"),
    "tags": ("tags", "tag"),
}
_SAYS_SO = ("category", "tag", "type", "layout")  # the first two stand for their plurals, too
_EPISODE_WORDS = ("podcast", "episode")
_DRAFT_FOLDERS = frozenset({"_drafts", "__draft", "__drafts", "_draft", "drafts"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a post is an episode, and what decided it.

    ``told`` says that the settings or the post itself name it as one, and not only its audio: then
    a mere link to an audio file in its body is its audio.
    """

    included: bool
    reason: str
    told: bool = False
    due: datetime | None = None  # it will be one then


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around the posts: files, the feed of a host, what the lock knows."""

    files: MediaFiles
    host: HostFeed | None = None
    known: Known | None = None


def judge(
    post: Post, config: Config, around: Around, narrower: Mapping[str, Sequence[str]] | None = None
) -> Verdict:
    """Decide on a post by all but its date."""
    if not around.files.is_post(post.path):
        return Verdict(included=False, reason="no episode (HTML without front matter, as transcripts are)")
    verdict = _chosen(post, config, around)
    if not verdict.included and not config.content.select and _in_lock(post, around.known):
        verdict = Verdict(included=True, reason="podfeed.lock knows its audio")
    if not verdict.included:
        return verdict
    missing = _unmatched(post, narrower or {})
    if missing:
        return Verdict(included=False, reason=f"not in this feed ({missing})")
    why = "" if config.content.drafts else _draft(post)
    return Verdict(included=False, reason=f"a draft ({why})") if why else verdict


def in_future(date: datetime | None, now: datetime, settings: ContentSettings) -> Verdict | None:
    """Return the verdict on an episode whose time has not come, else None."""
    if date is None or settings.future or date <= now:
        return None
    return Verdict(included=False, reason=f"dated in the future ({date.isoformat(' ')})", due=date)


def _chosen(post: Post, config: Config, around: Around) -> Verdict:
    select = config.content.select
    if select:
        missing = _unmatched(post, select)
        if missing:
            return Verdict(included=False, reason=f"no episode ({missing})")
        return Verdict(included=True, reason=f"it matches select ({', '.join(select)})", told=True)
    for key in _asked(post.shape)[0]:
        if _holds(post, key, _EPISODE_WORDS):
            return Verdict(included=True, reason=f"its {key} says so", told=True)
    evidence = _evidence(post, config, around.files) or _at_host(post, around.host)
    if evidence:
        return Verdict(included=True, reason=evidence)
    return Verdict(included=False, reason="no episode (no audio, and it does not say that it is one)")


def _evidence(post: Post, config: Config, files: MediaFiles) -> str:
    """Name the audio that makes a post an episode without being told, or return ""."""
    named = in_front_matter(post, config.fields)
    if named:
        return f"its front matter names audio ({'.'.join(map(str, named[0].keys))})"
    if AUDIO_TAG.search(post.body):
        embeds = make_notes(post.body, markup=post.markup, base="").embeds
        if in_embeds(embeds, linked=False):
            return "an <audio> stands in its body"
    beside = files.beside(post)
    return f"{beside.name} lies beside it" if beside and beside.parent == post.folder else ""


def _in_lock(post: Post, known: Known | None) -> bool:
    """Say whether audio lay beside a post where the lock was written, which is not on this machine."""
    entry = known.entry(post.name) if known is not None else None
    return entry is not None and entry.hash is not None


def _at_host(post: Post, host: HostFeed | None) -> str:
    """Say that a post points to an item of the host's feed, or return ""."""
    if host is None:
        return ""
    embeds = make_notes(post.body, markup=post.markup, base="").embeds
    return "it points to an item of the host's feed" if host.claimed(post.meta, embeds) else ""


def _unmatched(post: Post, select: Mapping[str, Sequence[str]]) -> str:
    """Return the first key of a select that the post does not match, in words, or ""."""
    for key, wanted in select.items():
        if not _holds(post, key, wanted):
            return f"{key} is not {' or '.join(wanted)}"
    return ""


@lru_cache(maxsize=256)
def _asked(shape: Shape) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return the keys by which posts with the same keys may say that they are episodes, or drafts."""
    keys = shape.folded.keys()
    says = tuple(key for key in _SAYS_SO if not keys.isdisjoint(_SAME.get(key, (key,))))
    return says, tuple((key, words) for key, words in _DRAFT_KEYS if key in keys)


def _holds(post: Post, key: str, wanted: Sequence[str]) -> bool:
    words = _alike(tuple(wanted))
    return any(not words.isdisjoint(_words(value)) for _keys, value in lookup(post, _SAME.get(key, (key,))))


# YAML's scalars are text here: a switch may stand in any of these.
_ALIKE = {"true": ("true", "yes", "on"), "false": ("false", "no", "off")}


@lru_cache(maxsize=64)
def _alike(wanted: tuple[str, ...]) -> frozenset[str]:
    return frozenset(alike for word in wanted for alike in _ALIKE.get(word, (word.casefold(),)))


def _words(value: Any) -> frozenset[str]:
    """Return what a value can be equal to: itself, its items, its words."""
    if isinstance(value, list):
        return frozenset().union(*map(_words, value))
    text = str(value)
    return _known_words(text) if len(text) < 100 else _words_in(text)


@lru_cache(maxsize=1024)
def _known_words(text: str) -> frozenset[str]:
    return _words_in(text)


def _words_in(text: str) -> frozenset[str]:
    text = text.strip().casefold()
    parts = text.split(",") if "," in text else text.split()
    return frozenset((text, *(part.strip() for part in parts)))


# What makes a post a draft: key, and the values that say so.
_DRAFT_KEYS = (
    ("draft", ("true", "yes", "1")),
    ("published", ("false", "no", "0")),
    ("status", ("draft", "private", "hidden", "pending", "future")),
    ("upcoming", ("true", "yes", "1")),
)


def _draft(post: Post) -> str:
    """Name what makes a post a draft, or return ""."""
    for key, words in _asked(post.shape)[1]:
        for _keys, value in lookup(post, (key,)):
            if _is(value, *words):
                return f"{key}: {str(value).lower()}"
    return _draft_folder(post.name.rpartition("/")[0])


@lru_cache(maxsize=1024)
def _draft_folder(folder: str) -> str:
    folders = _DRAFT_FOLDERS.intersection(folder.split("/"))
    return f"in {sorted(folders)[0]}/" if folders else ""


def _is(value: Any, *words: str) -> bool:
    return not is_nothing(value) and str(value).strip().lower() in words
