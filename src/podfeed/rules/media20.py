"""Rules of the podcast namespace about other versions of a media file."""

from __future__ import annotations

import re

from podfeed.rules.formats import kind_of
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    ITEM,
    Finding,
    Fix,
    Found,
    bad,
    lacks,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    extension,
    is_base64,
    is_language,
    is_sri,
    is_uri,
    number,
)

_A, _SOURCE, _I = "podcast:alternateEnclosure", "podcast:source", "podcast:integrity"


@rule(
    "alternate-without-enclosure",
    "error",
    "p20",
    on=ITEM,
    needs="podcast:alternateEnclosure",
    hint="add an <enclosure> for the apps that know no other",
    wrong="<!-- no enclosure -->" + SAMPLES[_A],
    right=SAMPLES[_A],
)
def alternate_without_enclosure(item: Node, _feed: Feed) -> Found:
    """There are other versions of a media file, and the file itself is not there."""
    found = item.first(_A)
    if found and item.name == "item" and not item.first("enclosure"):
        yield Finding(found, "there is an alternateEnclosure and no enclosure")


@rule(
    "alternate-no-source",
    "error",
    "p20",
    on=_A,
    hint='add <podcast:source uri="…"/>',
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1200000"/>',
    right=SAMPLES[_A],
)
def alternate_no_source(node: Node, _feed: Feed) -> Found:
    """Another version of the media file does not say where it is."""
    if not node.first(_SOURCE):
        yield Finding(node, "the alternateEnclosure has no <podcast:source>")


lacks(
    "alternate-type-missing",
    "error",
    "p20",
    tag=_A,
    attr="type",
    why="Apps choose by it which version they can play.",
)
bad(
    "alternate-lang-invalid",
    "error",
    "p20",
    tag=_A,
    attr="lang",
    test=is_language,
    what="a language code",
    wrong="english!",
    hint="write a code such as en or pt-BR",
)


def _is_stream(node: Node) -> bool:
    return "mpegurl" in kind_of(node) or node.inside == "podcast:liveItem"


@rule(
    "alternate-length-missing",
    "warning",
    "podcastindex p20",
    on=_A,
    hint="write the size in bytes",
    wrong='<podcast:alternateEnclosure type="audio/opus"><podcast:source uri="https://example.org/ep1.opus"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def alternate_length_missing(node: Node, _feed: Feed) -> Found:
    """Another version does not say its size; the Podcast Index leaves it out."""
    if not node.get("length") and not _is_stream(node):
        yield Finding(node, "the alternateEnclosure has no length", attr="length")


@rule(
    "alternate-length-zero",
    "info",
    "p20",
    on=_A,
    hint="write the size in bytes",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="0"><podcast:source uri="https://example.org/ep1.opus"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def alternate_length_zero(node: Node, _feed: Feed) -> Found:
    """The size of another version is 0."""
    if number(node.get("length")) == 0 and not _is_stream(node):
        yield Finding(node, "the length of the alternateEnclosure is 0", attr="length", value="0")


@rule(
    "alternate-bitrate-unit",
    "warning",
    "p20",
    on=_A,
    hint="write bits per second: 128000",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1200000" bitrate="128"><podcast:source uri="https://example.org/ep1.opus"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def alternate_bitrate_unit(node: Node, _feed: Feed) -> Found:
    """The bit rate is in bits a second, and this one looks like kilobits."""
    rate = number(node.get("bitrate"))
    if rate and 0 < rate < 5000:
        yield Finding(
            node,
            f"the bitrate is {node.get('bitrate')} bits a second",
            attr="bitrate",
            value=node.get("bitrate"),
        )


@rule(
    "alternate-height-on-audio",
    "info",
    "p20",
    on=_A,
    hint="take it out",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1200000" height="720"><podcast:source uri="https://example.org/ep1.opus"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def alternate_height_on_audio(node: Node, _feed: Feed) -> Found:
    """Sound has a height."""
    if node.get("height") and kind_of(node).startswith("audio/"):
        yield Finding(node, f"{kind_of(node)} has a height", attr="height", value=node.get("height"))


@rule(
    "alternate-title-missing",
    "info",
    "best-practice",
    on=ITEM,
    needs="podcast:alternateEnclosure",
    hint="give each a title",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1"><podcast:source uri="https://example.org/1.opus"/></podcast:alternateEnclosure><podcast:alternateEnclosure type="audio/flac" length="1"><podcast:source uri="https://example.org/1.flac"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def alternate_title_missing(item: Node, _feed: Feed) -> Found:
    """There are several other versions, and one has no title to choose it by."""
    found = item.all(_A)
    without = [node for node in found if not node.get("title")]
    if len(found) > 1 and without:
        yield Finding(
            without[0], f"{len(without)} of {len(found)} alternateEnclosures have no title", attr="title"
        )


@rule(
    "alternate-default-multiple",
    "error",
    "p20",
    on=ITEM,
    needs="podcast:alternateEnclosure",
    hint="keep one",
    wrong='<podcast:alternateEnclosure type="audio/mpeg" length="1" default="true" title="a"><podcast:source uri="https://example.org/ep1.mp3"/></podcast:alternateEnclosure><podcast:alternateEnclosure type="audio/flac" length="1" default="true" title="b"><podcast:source uri="https://example.org/1.flac"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def alternate_default_multiple(item: Node, _feed: Feed) -> Found:
    """Two versions are said to be the default."""
    found = [node for node in item.all(_A) if node.get("default") == "true"]
    if len(found) > 1:
        yield Finding(
            found[1], f"{len(found)} alternateEnclosures are the default", attr="default", value="true"
        )


@rule(
    "alternate-default-differs",
    "warning",
    "p20",
    on=ITEM,
    needs="podcast:alternateEnclosure",
    hint="let the default be the file of the enclosure",
    wrong='<podcast:alternateEnclosure type="audio/flac" length="1" default="true" title="b"><podcast:source uri="https://example.org/1.flac"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def alternate_default_differs(item: Node, _feed: Feed) -> Found:
    """The version that is said to be the default is not the file of the enclosure."""
    media = item.first("enclosure")
    found = [node for node in item.all(_A) if node.get("default") == "true"]
    if media and len(found) == 1:
        uris = {source.get("uri") for source in found[0].all(_SOURCE)}
        if media.get("url") not in uris and kind_of(found[0]) != kind_of(media):
            yield Finding(
                found[0],
                "the default alternateEnclosure is not the enclosure's file",
                attr="default",
                value="true",
            )


@rule(
    "alternate-codecs-invalid",
    "info",
    "p20",
    on=_A,
    hint="write them as RFC 6381 does, such as mp4a.40.2",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1200000" codecs="opus codec!"><podcast:source uri="https://example.org/ep1.opus"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def alternate_codecs_invalid(node: Node, _feed: Feed) -> Found:
    """The codecs are not written as RFC 6381 does."""
    codecs = node.get("codecs")
    if codecs and not re.fullmatch(r"[A-Za-z0-9.+-]{1,60}(\s*,\s*[A-Za-z0-9.+-]{1,60}){0,20}", codecs):
        yield Finding(node, f"codecs is {shown(codecs)}", attr="codecs", value=codecs)


@rule(
    "alternate-duplicate",
    "warning",
    "p20",
    on=ITEM,
    needs="podcast:alternateEnclosure",
    hint="put the sources into one",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1" title="a"><podcast:source uri="https://example.org/1.opus"/></podcast:alternateEnclosure><podcast:alternateEnclosure type="audio/opus" length="1" title="a"><podcast:source uri="https://example.net/1.opus"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def alternate_duplicate(item: Node, _feed: Feed) -> Found:
    """Two versions say the same of themselves."""
    seen = set()
    for node in item.all(_A):
        key = tuple(node.get(name) for name in ("type", "bitrate", "height", "lang", "rel", "title"))
        if key in seen:
            yield Finding(node, "there is another alternateEnclosure that says the same")
        seen.add(key)


@rule(
    "source-uri-missing",
    "error",
    "p20",
    on=_SOURCE,
    hint="write uri",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1200000"><podcast:source url="https://example.org/ep1.opus"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def source_uri_missing(node: Node, _feed: Feed) -> Found:
    """The address of a source stands in `uri`."""
    if not node.get("uri"):
        url = node.get("url")
        yield Finding(
            node,
            "the source has no uri" + (", but a url" if url else ""),
            attr="uri",
            fix=Fix("rename:url", "uri") if url else None,
        )


bad(
    "source-uri-invalid",
    "error",
    "p20",
    tag=_SOURCE,
    attr="uri",
    test=is_uri,
    what="an address with a scheme",
    wrong="ep1.opus",
    hint="write the whole address",
)


@rule(
    "source-contenttype-redundant",
    "info",
    "p20",
    on=_A,
    hint="take it out",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1200000"><podcast:source uri="https://example.org/ep1.opus" contentType="audio/opus"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def source_contenttype_redundant(node: Node, _feed: Feed) -> Found:
    """A source repeats the type of its version."""
    for source in node.all(_SOURCE):
        if source.get("contentType") and source.get("contentType").lower() == kind_of(node):
            yield Finding(
                source, "the source repeats the type", attr="contentType", value=source.get("contentType")
            )


@rule(
    "source-contenttype-missing",
    "warning",
    "p20",
    on=_A,
    hint="add contentType with the type of what is transported",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1200000"><podcast:source uri="https://example.org/ep1.torrent"/></podcast:alternateEnclosure>',
    right=SAMPLES[_A],
)
def source_contenttype_missing(node: Node, _feed: Feed) -> Found:
    """A source is a torrent or a playlist, and does not say so."""
    for source in node.all(_SOURCE):
        end = extension(source.get("uri"))
        wraps = end == "torrent" or (end == "m3u8" and "mpegurl" not in kind_of(node))
        if wraps and not source.get("contentType"):
            yield Finding(source, f"the source is a .{end} file and has no contentType", attr="contentType")


bad(
    "integrity-type-invalid",
    "error",
    "p20",
    tag=_I,
    attr="type",
    test=lambda text: text in ("sri", "pgp-signature"),
    what="sri or pgp-signature",
    wrong="md5",
    hint="write sri",
)


@rule(
    "integrity-value-invalid",
    "error",
    "p20",
    on=_I,
    hint="podfeed render computes it: integrity = true",
    wrong='<podcast:alternateEnclosure type="audio/opus" length="1200000"><podcast:source uri="https://example.org/ep1.opus"/><podcast:integrity type="sri" value="sha256-abc"/></podcast:alternateEnclosure>',
    right=SAMPLES[_I],
)
def integrity_value_invalid(node: Node, _feed: Feed) -> Found:
    """The digest of a file is none, or has the wrong length."""
    kind, value = node.get("type"), node.get("value")
    right = is_sri(value) if kind == "sri" else is_base64(value) or value.startswith("-----BEGIN PGP")
    if kind in ("sri", "pgp-signature") and not right:
        yield Finding(node, f"the digest {shown(value)} is none of {kind}", attr="value", value=value)
