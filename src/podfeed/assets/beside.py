"""Which files go with a feed, where they lie, and what the rules say of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from podfeed.assets.audio import check_audio, check_digest, check_form
from podfeed.assets.chapters import check_chapters, check_twin
from podfeed.assets.opml import check_opml
from podfeed.assets.pictures import check_picture
from podfeed.assets.said import Said, Saying
from podfeed.assets.transcripts import CHECKS
from podfeed.audio import probe
from podfeed.check import Choice, Outcome, demanders
from podfeed.files import check_size, digest_of, is_below, read_bytes
from podfeed.lazily import dataclass, pattern
from podfeed.limits import Limits
from podfeed.looking import is_there
from podfeed.problems import Place, Problem, ProblemsError
from podfeed.rules import RULES
from podfeed.rules.node import Node
from podfeed.rules.registry import level

_IMAGES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "tif", "tiff", "bmp"})


def is_asset(name: str) -> bool:
    """Say whether a path is that of a file that goes with a feed, by its name."""
    end = _end(name)
    return end in ("vtt", "srt", "opml") or end in _IMAGES or bool(_JSON.search(name))


_JSON = pattern(r"(chapters?|transcript)[^/\\]*\.json$", re.IGNORECASE)


def _end(name: str) -> str:
    return Path(urlsplit(name).path if "://" in name else name).suffix.lstrip(".").lower()


def problems_of_asset(
    path: Path,
    choice: Choice,
    *,
    kind: str = "",
    duration: float | None = None,
    chapters: tuple[float | None, ...] = (),
) -> Iterator[Problem]:
    """Yield what is wrong with one file; ``kind`` says what it is where the name does not."""
    asked = demanders(choice.profiles)
    try:
        said = list(_said(path, kind, duration, choice.limits))
        if chapters and kind == "chapters":
            said += check_twin(_text(path, choice.limits), chapters)
    except ProblemsError as error:
        yield from error.problems
        return
    for each in said:
        rule = RULES[each.rule]
        severity = rule.severity_for(asked)
        if severity is not None:
            yield Problem(
                rule=rule.id,
                severity=level(each.severity) if each.severity else severity,
                message=each.message,
                place=Place(file=str(path), line=each.line),
                hint=rule.hint,
                value=each.value,
                demanded_by=rule.demanded_by,
                url=rule.page,
            )


def _said(path: Path, kind: str, duration: float | None, limits: Limits) -> Saying:
    end = _end(path.name)
    if kind.startswith(("audio ", "digest ")) or kind == "form":
        check_size(path, path.stat().st_size, limits.of("media"))
        yield from _media(path, kind, duration)
    elif kind == "image" or end in _IMAGES:
        yield from check_picture(read_bytes(path, limits.of("image")), end, limits.pixels)
    elif end == "opml":
        yield from check_opml(read_bytes(path, limits.of("feed")))
    elif kind == "chapters" or (not kind and end == "json" and "chapter" in path.name.lower()):
        yield from check_chapters(_text(path, limits), duration)
    elif end in CHECKS:
        yield from _transcript(path, end, duration, limits)


def _media(path: Path, kind: str, duration: float | None) -> Saying:
    what, _, said = kind.partition(" ")
    if what == "digest":
        yield from check_digest(path, said)
    elif what == "audio":
        yield from check_audio(path, said, duration)
    else:
        yield from check_form(path, probe(path))


def _transcript(path: Path, end: str, duration: float | None, limits: Limits) -> Saying:
    try:
        text = read_bytes(path, limits.of("transcript")).decode("utf-8")
    except UnicodeDecodeError:
        form = end if end in ("vtt", "srt", "json") else "vtt"
        yield Said(f"transcript-{form}-invalid", "the file is not in UTF-8", 1)
        return
    yield from CHECKS[end](text, duration)


def _text(path: Path, limits: Limits) -> str:
    return read_bytes(path, limits.of("chapters")).decode("utf-8", "replace")


# -- the files of a feed


@dataclass(frozen=True, slots=True)
class Linked:
    """An address in a feed behind which a file lies; ``kind`` is image, chapters, transcript, ``audio``
    with the type that the feed says, ``form`` for audio that was compared with the feed already, or ``digest``
    with the one that the feed carries.
    """

    url: str
    kind: str
    duration: float | None = None  # of the episode, in seconds
    chapters: tuple[float | None, ...] = ()  # those in the feed itself


def linked_from(outcome: Outcome) -> Iterator[Linked]:
    """Yield the addresses of the files that go with a feed."""
    feed = outcome.feed
    cover = feed.channel.first("itunes:image")
    if cover is not None:
        yield Linked(cover.get("href"), "image")
    for item in feed.items:
        if item.has("enclosure") and not item.live:
            kind = f"audio {item.get('enclosure', 'type')}"
            yield Linked(item.get("enclosure", "url"), kind, item.seconds)
        if item.has("itunes:image"):
            yield Linked(item.get("itunes:image", "href"), "image")
        for node in item.files:
            if node.name == "podcast:alternateEnclosure":
                yield from _digests(node)
                continue
            kind = "chapters" if node.name == "podcast:chapters" else "transcript"
            yield Linked(node.get("url"), kind, item.seconds, item.chapters)


def _digests(node: Node) -> Iterator[Linked]:
    """Yield the files whose digest the feed carries."""
    digest = node.first("podcast:integrity")
    if digest is not None and digest.get("type") == "sri":
        for source in node.all("podcast:source"):
            yield Linked(source.get("uri"), f"digest {digest.get('value')}")


def beside_feed(outcome: Outcome, folder: Path) -> list[tuple[str, Path]]:
    """Return where the files lie that go with a feed file: below its folder, as the site serves it."""
    bases = (outcome.feed.self_url, outcome.feed.channel.said("link"))
    return list(dict.fromkeys((base.rpartition("/")[0] + "/", folder) for base in bases if "://" in base))


def assets_of(
    links: Iterable[Linked], roots: Sequence[tuple[str, Path]], choice: Choice
) -> Iterator[Problem]:
    """Yield what is wrong with the files behind addresses: each root is a base URL and its folder."""
    seen: set[Path] = set()
    folders: dict[tuple[Path, str], bool] = {}
    for link in links:
        path = _found(link.url, roots, folders)
        if path is not None and path not in seen:
            seen.add(path)
            yield from problems_of_asset(
                path, choice, kind=link.kind, duration=link.duration, chapters=link.chapters
            )


def _found(url: str, roots: Sequence[tuple[str, Path]], folders: dict[tuple[Path, str], bool]) -> Path | None:
    """Return the file behind an address; ``folders`` keeps which folders are there: most often none is."""
    plain = url.partition("?")[0].partition("#")[0]
    for base, folder in roots:
        name = unquote(plain.removeprefix(base)) if plain.startswith(base) else ""
        if not name or (name[-1] not in "/." and not _is_folder(name.rpartition("/")[0], folder, folders)):
            continue
        path = folder / name
        if ".." in Path(name).parts or not is_there(path):
            continue
        if any(is_below(path, root) for _base, root in roots):  # not `//etc/passwd`, nor links that lead out
            return path
    return None


def _is_folder(name: str, folder: Path, folders: dict[tuple[Path, str], bool]) -> bool:
    known = folders.get((folder, name))
    if known is None:
        try:
            known = (folder / name).is_dir()
        except (OSError, ValueError):
            known = False
        folders[folder, name] = known
    return known


def replaced(new: Outcome, folder: Path, old: Outcome, old_folder: Path, choice: Choice) -> Iterator[Problem]:
    """Yield the pictures that are others than before behind the same address, where both lie beside their feeds."""
    roots, old_roots = beside_feed(new, folder), beside_feed(old, old_folder)
    rule = RULES["image-url-reused"]
    severity = rule.severity_for(demanders(choice.profiles))
    before = {link.url for link in linked_from(old) if link.kind == "image"}
    folders: dict[tuple[Path, str], bool] = {}
    for url in dict.fromkeys(
        link.url for link in linked_from(new) if link.kind == "image" and link.url in before
    ):
        path, other = _found(url, roots, folders), _found(url, old_roots, folders)
        if severity is None or path is None or other is None or path.samefile(other):
            continue
        if digest_of(path, "sha256") != digest_of(other, "sha256"):
            yield Problem(
                rule=rule.id,
                severity=severity,
                message=f"the picture changed, and its address {url} did not",
                place=Place(file=str(path)),
                hint=rule.hint,
                value=url,
                demanded_by=rule.demanded_by,
                url=rule.page,
            )
