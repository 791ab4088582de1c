"""Rules about the type of a media file."""

from __future__ import annotations

from podfeed.rules.formats import APPLE_TYPES, CANONICAL, NO_MEDIA, ROWS, kind_of
from podfeed.rules.node import LIVE, Feed, Node
from podfeed.rules.pages import APPLE, AUDIO
from podfeed.rules.registry import (
    ASSET,
    HISTORY,
    NETWORK,
    Finding,
    Fix,
    Found,
    remote,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES, enclosure
from podfeed.rules.usual import is_usual_enclosure
from podfeed.rules.values import extension, is_mime


@rule(
    "enclosure-type-missing",
    "error",
    "rss2 apple psp1",
    on="enclosure",
    unless=is_usual_enclosure,
    hint='write type="audio/mpeg" for an MP3',
    wrong='<enclosure url="https://example.org/ep1.mp3" length="24986239"/>',
    right=SAMPLES["enclosure"],
)
def enclosure_type_missing(node: Node, _feed: Feed) -> Found:
    """The enclosure does not say its type."""
    if not node.get("type"):
        kind = ROWS.get(extension(node.get("url")), ("",))[0]
        yield Finding(
            node, "the enclosure has no type", attr="type", fix=Fix("type=", kind) if kind else None
        )


@rule(
    "enclosure-type-malformed",
    "error",
    "w3c",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="write a type such as audio/mpeg",
    wrong=enclosure(kind="mp3"),
    right=SAMPLES["enclosure"],
)
def enclosure_type_malformed(node: Node, _feed: Feed) -> Found:
    """The type is no MIME type."""
    if node.get("type") and not is_mime(node.get("type")):
        kind = ROWS.get(extension(node.get("url")), ("",))[0]
        yield Finding(
            node,
            f"the type {shown(node.get('type'))} is no MIME type",
            attr="type",
            value=node.get("type"),
            fix=Fix("type", kind) if kind else None,
        )


@rule(
    "enclosure-type-noncanonical",
    "warning",
    "apple psp1",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="write the usual name",
    wrong=enclosure(kind="audio/mp3"),
    right=SAMPLES["enclosure"],
)
def enclosure_type_noncanonical(node: Node, _feed: Feed) -> Found:
    """The type has another name than the usual one."""
    kind = kind_of(node)
    better = CANONICAL.get(kind)
    if better:
        yield Finding(
            node,
            f"the type {kind} is usually written {better}",
            attr="type",
            value=kind,
            fix=Fix("type", better),
        )


_KINDS = {end: frozenset(each.lower() for each in row) for end, row in ROWS.items()}
_KNOWN = frozenset().union(*_KINDS.values())
_GENERIC = (
    "application/octet-stream",
    "binary/octet-stream",
    "application/force-download",
    "application/x-download",
)


@rule(
    "enclosure-type-unsupported",
    "error",
    "apple psp1",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="offer MP3 or M4A, and this as podcast:alternateEnclosure; or leave apple and psp1 out of the profiles",
    wrong=enclosure("https://example.org/ep1.ogg", kind="audio/ogg"),
    right=SAMPLES["enclosure"],
)
def enclosure_type_unsupported(node: Node, feed: Feed) -> Found:
    """Apple does not play files of this type."""
    kind = kind_of(node)
    if is_mime(kind) and kind not in APPLE_TYPES and kind not in CANONICAL and kind not in _GENERIC:
        text = node.inside == LIVE or (feed.medium in NO_MEDIA and kind.startswith(("text/", "image/")))
        if not text:
            yield Finding(node, f"Apple does not play {kind}", attr="type", value=kind)


@rule(
    "enclosure-type-generic",
    "error",
    "apple",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="write the type of the file, such as audio/mpeg",
    wrong=enclosure(kind="application/octet-stream"),
    right=SAMPLES["enclosure"],
)
def enclosure_type_generic(node: Node, _feed: Feed) -> Found:
    """The type says nothing more than that it is a file."""
    if kind_of(node) in _GENERIC:
        kind = ROWS.get(extension(node.get("url")), ("",))[0]
        yield Finding(
            node,
            f"the type {kind_of(node)} does not say what the file is",
            attr="type",
            value=kind_of(node),
            fix=Fix("type", kind) if kind else None,
        )


@rule(
    "enclosure-type-extension-mismatch",
    "error",
    "apple",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="correct one of the two",
    wrong=enclosure("https://example.org/ep1.m4a"),
    right=SAMPLES["enclosure"],
)
def enclosure_type_extension_mismatch(node: Node, _feed: Feed) -> Found:
    """The extension says one format and the type another."""
    kind, end = kind_of(node), extension(node.get("url"))
    if end in _KINDS and kind in _KNOWN and kind not in _KINDS[end]:
        yield Finding(node, f"the file is .{end}, and its type {kind}", attr="type", value=kind)


for _id, _severity, _by, _doc, _hint, _scope in (
    (
        "enclosure-length-mismatch",
        "warning",
        "apple best-practice",
        "The file on the server has another size than the feed says.",
        "write the size of the file, in bytes",
        NETWORK,
    ),
    (
        "enclosure-unreachable",
        "error",
        "apple spotify",
        "The media file does not answer.",
        "put the file back, or correct its address",
        NETWORK,
    ),
    (
        "enclosure-head-unsupported",
        "error",
        "apple",
        "The server does not answer HEAD, with which Apple looks at media files.",
        "allow HEAD on the server",
        NETWORK,
    ),
    (
        "enclosure-no-byte-range",
        "error",
        "apple",
        "The server does not send parts of the file, so that apps cannot seek. Apple refuses it.",
        "allow byte ranges on the server, or move the file to one that does",
        NETWORK,
    ),
    (
        "enclosure-content-type-mismatch",
        "warning",
        "apple",
        "The server says another type than the feed.",
        "correct the server's table of types",
        NETWORK,
    ),
    (
        "enclosure-redirect-chain",
        "warning",
        "best-practice",
        "More than five redirects stand before the file.",
        "shorten the chain of prefixes",
        NETWORK,
    ),
    (
        "enclosure-redirect-downgrade",
        "warning",
        "best-practice",
        "A redirect leads from https to http.",
        "correct the prefix that does",
        NETWORK,
    ),
    (
        "enclosure-replaced-silently",
        "warning",
        "spotify youtube",
        "The file behind the address changed. Spotify and YouTube keep the old one.",
        "publish the new file at a new address, with the same guid",
        HISTORY,
    ),
    (
        "media-sniff-mismatch",
        "error",
        "apple",
        "The file is of another format than its type and name say.",
        "give it the name and type of its format, or encode it anew",
        ASSET,
    ),
    (
        "media-duration-mismatch",
        "warning",
        "best-practice",
        "The file's duration is not the one that the feed says.",
        "write the file's; podfeed probe tells it",
        ASSET,
    ),
    (
        "media-bitrate-low",
        "info",
        "apple",
        "The bit rate or the sample rate is below what Apple recommends.",
        "encode mono at 96 kbit/s or more, stereo at 128",
        ASSET,
    ),
    (
        "media-mp4-moov-at-end",
        "info",
        "best-practice",
        "The index of an MP4 stands behind its sound, so that playing starts late.",
        "move it to the front: ffmpeg -i in.m4a -c copy -movflags +faststart out.m4a",
        ASSET,
    ),
    (
        "media-vbr-no-header",
        "info",
        "best-practice",
        "An MP3 of variable bit rate has no Xing or VBRI header, so that apps seek by guessing.",
        "encode it anew, or add the header",
        ASSET,
    ),
):
    remote(
        _id,
        _severity,
        _by,
        doc=_doc,
        hint=_hint,
        scope=_scope,
        page=AUDIO if _id.startswith("media") else APPLE,
    )
