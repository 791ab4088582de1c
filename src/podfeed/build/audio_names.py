"""How a post names its audio: in the front matter in many forms, or in the body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from podfeed.build.candidates import Offers, Own
from podfeed.build.identity import bare_name, without_markup
from podfeed.build.keys import Keys, is_nothing
from podfeed.build.sources import InPost, Source
from podfeed.lazily import dataclass, pattern
from podfeed.mime import looks_like_media, type_of
from podfeed.notes import Embed
from podfeed.posts import Post, fold

_TARGET = ("url", "src", "href", "file", "path", "filename", "audio", "name")
_DETAIL = {
    "length": ("length", "size", "bytes", "filesize"),
    "type": ("type", "mime", "mimetype"),
    "duration": ("duration",),
}
_SWITCHES = frozenset({"true", "false", "yes", "no"})
AUDIO_TAG = pattern(r"<audio\b", re.IGNORECASE)
# Which of several files goes into the feed: the one that every app plays.
_PREFERRED = ("audio/mpeg", "audio/x-m4a", "video/mp4", "video/x-m4v")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An audio file as a post names it: a URL or a path, and what it says of the file."""

    target: str
    source: Source
    file: Path | None = None  # where podfeed found it by itself
    keys: Keys = ()
    type: str | None = None
    length: Any = None
    duration: Any = None
    exact: bool = False  # the URL and the type are taken letter by letter


def in_front_matter(post: Post, own: Own) -> list[Named]:
    """Return the files of the first key that names any, the most playable first."""
    for keys, value in Offers(post, own).of("audio"):
        if isinstance(value, str):
            if _names_a_file(value):
                return [_lines(value, post, keys)]
            continue
        named = list(_forms(value, post, keys))
        if named:
            return sorted(named, key=_rank) if len(named) > 1 else named
    return []


def in_embeds(embeds: Sequence[Embed], *, linked: bool) -> list[Named]:
    """Return the files that the body plays; with `linked`, also those that it merely links to."""
    played = [embed for embed in embeds if embed.kind == "audio"]
    links = [embed for embed in embeds if embed.kind == "link"] if linked else []
    return [_embedded(embed) for embed in sorted(played, key=_embed_rank) or links]


def _embedded(embed: Embed) -> Named:
    what = "the body's <audio>" if embed.kind == "audio" else "a link in the body"
    return Named(target=embed.url, source=Source(what), type=embed.type or None)


def _embed_rank(embed: Embed) -> int:
    return _preference(embed.type or type_of(embed.url))


def _rank(named: Named) -> int:
    return _preference(named.type or type_of(named.target))


def _preference(mime: str | None) -> int:
    return _PREFERRED.index(mime) if mime in _PREFERRED else len(_PREFERRED)


def _forms(value: Any, post: Post, keys: Keys) -> Iterator[Named]:
    """Yield the files that a value names, whatever its form."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _forms(item, post, (*keys, index))
    elif isinstance(value, Mapping):
        yield from _mapping(value, post, keys)
    elif isinstance(value, str) and _names_a_file(value):
        yield _lines(value, post, keys)


def _names_a_file(text: str) -> bool:
    """Tell a name from a switch (`true`) and from the number that some hosts give an episode."""
    word = text.strip().lower()
    return not (word in _SWITCHES or is_nothing(word) or word.isdecimal())


def _lines(text: str, post: Post, keys: Keys) -> Named:
    """Read a name alone, or PowerPress's lines: URL, bytes, type."""
    text = text.strip()
    if text.isprintable():  # of one line, as nearly all are
        return Named(target=text, source=InPost(post, keys), keys=keys)
    lines = [line.strip() for line in text.splitlines()]
    return Named(
        target=lines[0],
        source=InPost(post, keys),
        keys=keys,
        length=lines[1] if len(lines) > 1 and lines[1].isdecimal() else None,
        type=lines[2] if len(lines) > 2 and "/" in lines[2] else None,
    )


def _mapping(value: Mapping[str, Any], post: Post, keys: Keys) -> Iterator[Named]:
    """Read a mapping with a URL and details, or one of format to file."""
    folded = {fold(str(key)): key for key in value}
    if "url" in folded and str(value.get(folded.get("exact", ""), "")).lower() == "true":
        exact, keys = str(value[folded["url"]]), (*keys, folded["url"])
        details = {**_details(value, folded), "type": str(value.get(folded.get("type", ""), ""))}
        yield Named(target=exact, source=InPost(post, keys), keys=keys, exact=True, **details)
        return
    for name in _TARGET:
        key = folded.get(name)
        if key is not None and isinstance(value[key], str) and _names_a_file(value[key]):
            yield Named(
                target=value[key].strip(),
                source=InPost(post, (*keys, key)),
                keys=(*keys, key),
                **_details(value, folded),
            )
            return
    for key, item in value.items():
        if isinstance(item, str) and (looks_like_media(item) or type_of(f"x.{key}")):
            if _names_a_file(item):
                yield Named(
                    target=item.strip(),
                    source=InPost(post, (*keys, key)),
                    keys=(*keys, key),
                    type=type_of(f"x.{key}"),
                )
        elif isinstance(item, Mapping) and type_of(f"x.{key}"):
            yield from _mapping(item, post, (*keys, key))


def _details(value: Mapping[str, Any], folded: Mapping[str, str]) -> dict[str, Any]:
    return {
        detail: value[folded[name]]
        for detail, names in _DETAIL.items()
        for name in reversed(names)
        if name in folded and not is_nothing(value[folded[name]])
    }


def stems(post: Post) -> list[str]:
    """Return the names under which a post's own audio may lie: its own, without date, its folder's."""
    return stems_of(post.name)


def stems_of(post: str) -> list[str]:
    """Return the names under which the audio of the post of a name may lie."""
    folder, _, file = post.rpartition("/")
    name = without_markup(file)
    own = [name, bare_name(name)]
    if name == "index":
        parent = folder.rpartition("/")[2]
        own = [parent, bare_name(parent), name]
    return [stem for stem in dict.fromkeys(own) if stem]
