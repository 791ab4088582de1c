"""Rules of the podcast namespace about licences and other texts."""

from __future__ import annotations

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    CHANNEL,
    FEED,
    Finding,
    Fix,
    Found,
    blank,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    host,
    is_license,
)

_I = "podcast:license"
_OFFICIAL = {
    "arr": "ARR",
    "cc-by-4.0": "CC-BY-4.0",
    "cc-by-nc-4.0": "CC-BY-NC-4.0",
    "cc-by-nc-nd-4.0": "CC-BY-NC-ND-4.0",
    "pod-v4v-1.0": "POD-V4V-1.0",
}
blank(
    "license-blank",
    "error",
    "p20",
    tag=_I,
    why="It names the licence.",
    hint="write an SPDX name, such as CC-BY-4.0",
)


@rule(
    "license-custom-without-url",
    "error",
    "p20",
    on=_I,
    hint="add url with its text, or write an SPDX name",
    wrong="<podcast:license>Tide licence</podcast:license>",
    right=SAMPLES[_I],
)
def license_custom_without_url(node: Node, _feed: Feed) -> Found:
    """A licence of one's own has no address of its text."""
    if node.value and not is_license(node.value) and not node.get("url"):
        yield Finding(
            node, f"the licence {shown(node.value)} is not known and has no url", attr="url", value=node.value
        )


@rule(
    "license-case",
    "info",
    "p20",
    on=_I,
    hint="write it as usual",
    wrong="<podcast:license>cc-by-4.0</podcast:license>",
    right="<podcast:license>CC-BY-4.0</podcast:license>",
)
def license_case(node: Node, _feed: Feed) -> Found:
    """The name of a licence is not written as usual."""
    proper = _OFFICIAL.get(node.value.lower())
    if proper and proper != node.value:
        yield Finding(
            node, f"the licence {node.value} is written {proper}", value=node.value, fix=Fix("text", proper)
        )


@rule(
    "license-url-mismatch",
    "info",
    "p20",
    on=_I,
    hint="correct one of the two",
    wrong='<podcast:license url="https://example.org/">CC-BY-4.0</podcast:license>',
    right=SAMPLES[_I],
)
def license_url_mismatch(node: Node, _feed: Feed) -> Found:
    """A Creative Commons licence has an address of another host."""
    if (
        node.value.lower().startswith("cc")
        and node.get("url")
        and not host(node.get("url")).endswith(("creativecommons.org", "spdx.org"))
    ):
        yield Finding(
            node, f"{node.value} is said to be at {host(node.get('url'))}", attr="url", value=node.get("url")
        )


@rule(
    "license-copyright-conflict",
    "info",
    "best-practice",
    on=CHANNEL,
    hint="correct one of the two",
    wrong="<podcast:license>CC-BY-4.0</podcast:license><copyright>Ada Example. All rights reserved.</copyright>",
    right="<podcast:license>CC-BY-4.0</podcast:license>",
)
def license_copyright_conflict(channel: Node, _feed: Feed) -> Found:
    """The licence is a free one, and the copyright reserves all rights."""
    if (
        channel.said(_I).lower().startswith("cc")
        and "all rights reserved" in channel.said("copyright").lower()
    ):
        yield Finding(channel.first(_I) or channel, "the licence is free, and all rights are reserved")


_X = "podcast:txt"
blank("txt-blank", "warning", "p20", tag=_X, why="It says nothing.", hint="take it out")


@rule(
    "txt-too-long",
    "warning",
    "p20 psp1",
    on=_X,
    hint="shorten it",
    wrong=f"<podcast:txt>{'Tide ' * 900}</podcast:txt>",
    right=SAMPLES[_X],
)
def txt_too_long(node: Node, _feed: Feed) -> Found:
    """`podcast:txt` has more than 4,000 characters."""
    if len(node.value) > 4000:
        yield Finding(node, f"<podcast:txt> has {len(node.value)} characters")


@rule(
    "txt-purpose-unknown",
    "info",
    "p20",
    on=_X,
    hint="nothing needs to be done",
    wrong='<podcast:txt purpose="mood">calm</podcast:txt>',
    right=SAMPLES[_X],
)
def txt_purpose_unknown(node: Node, _feed: Feed) -> Found:
    """The purpose of a text is none that is known, which is allowed."""
    if node.get("purpose") and node.get("purpose").lower() not in (
        "verify",
        "applepodcastsverify",
        "ai-content",
        "release",
    ):
        yield Finding(
            node,
            f"the purpose {shown(node.get('purpose'))} is not known",
            attr="purpose",
            value=node.get("purpose"),
        )


@rule(
    "txt-ai-content-invalid",
    "error",
    "p20",
    on=_X,
    hint="write true or false",
    wrong='<podcast:txt purpose="ai-content">yes</podcast:txt>',
    right='<podcast:txt purpose="ai-content">false</podcast:txt>',
)
def txt_ai_content_invalid(node: Node, _feed: Feed) -> Found:
    """`ai-content` says neither true nor false."""
    if node.get("purpose").lower() == "ai-content" and node.value not in ("true", "false"):
        lower = {"yes": "true", "no": "false"}.get(node.value.lower(), node.value.lower())
        yield Finding(
            node,
            f"ai-content is {shown(node.value)}",
            value=node.value,
            fix=Fix("text", lower) if lower in ("true", "false") else None,
        )


@rule(
    "txt-ai-content-inconsistent",
    "info",
    "p20",
    on=FEED,
    hint="say true of the show",
    wrong='<podcast:txt purpose="ai-content">false</podcast:txt><item><podcast:txt purpose="ai-content">true</podcast:txt><description>AI voices.</description></item>',
    right="<item></item>",
)
def txt_ai_content_inconsistent(feed: Feed) -> Found:
    """An episode holds content made by AI, and the show says that it has none."""
    for txt in feed.channel.all(_X):
        if (
            txt.get("purpose").lower() == "ai-content"
            and txt.value == "false"
            and any(item.ai for item in feed.items)
        ):
            yield Finding(
                txt, "the show says that nothing is made by AI, and an episode says that it is", value="false"
            )


@rule(
    "txt-verify-leftover",
    "info",
    "p20",
    on=_X,
    hint="take it out once the show is claimed",
    wrong='<podcast:txt purpose="verify">1234</podcast:txt>',
    right=SAMPLES[_X],
)
def txt_verify_leftover(node: Node, _feed: Feed) -> Found:
    """A code of proof is still in the feed."""
    if node.get("purpose").lower() in ("verify", "applepodcastsverify"):
        yield Finding(node, "a code of proof is still in the feed")
