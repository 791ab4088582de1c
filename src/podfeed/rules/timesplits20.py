"""Rules of the podcast namespace about money that goes elsewhere for a time."""

from __future__ import annotations

import itertools

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    ITEM,
    Finding,
    Found,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.value20 import paid_to, value_of
from podfeed.rules.values import (
    number,
    seconds,
)

_T = "podcast:valueTimeSplit"


def _split(**attrs: str) -> str:
    known = {"startTime": "60", "duration": "30", "remotePercentage": "90"} | attrs
    text = " ".join(f'{name}="{value}"' for name, value in known.items() if value)
    return value_of(
        paid_to(), f"<podcast:valueTimeSplit {text}>{SAMPLES['podcast:remoteItem']}</podcast:valueTimeSplit>"
    )


_SPLIT = _split()


@rule(
    "vts-start-invalid",
    "error",
    "p20",
    on=_T,
    hint="write seconds",
    wrong=_split(startTime="1:00"),
    right=_SPLIT,
)
def vts_start_invalid(node: Node, _feed: Feed) -> Found:
    """A time split does not begin at a number of seconds."""
    text = node.get("startTime")
    if (number(text) if text else None) is None or (number(text) or 0) < 0:
        yield Finding(
            node,
            f"startTime is {shown(text)}" if text else "the split has no startTime",
            attr="startTime",
            value=text or None,
        )


@rule(
    "vts-duration-invalid",
    "error",
    "p20",
    on=_T,
    hint="write seconds",
    wrong=_split(duration="0"),
    right=_SPLIT,
)
def vts_duration_invalid(node: Node, _feed: Feed) -> Found:
    """A time split has no duration above 0."""
    text = node.get("duration")
    if not (number(text) or 0) > 0:
        yield Finding(
            node,
            f"duration is {shown(text)}" if text else "the split has no duration",
            attr="duration",
            value=text or None,
        )


@rule(
    "vts-content-invalid",
    "error",
    "p20",
    on=_T,
    hint="write one remoteItem, or recipients",
    wrong=value_of(
        paid_to(), '<podcast:valueTimeSplit startTime="60" duration="30"></podcast:valueTimeSplit>'
    ),
    right=_SPLIT,
)
def vts_content_invalid(node: Node, _feed: Feed) -> Found:
    """A time split holds neither a remote item nor recipients, or both."""
    remotes, own = len(node.all("podcast:remoteItem")), len(node.all("podcast:valueRecipient"))
    if remotes > 1 or bool(remotes) == bool(own):
        yield Finding(node, f"the split holds {remotes} remote items and {own} recipients")


@rule(
    "vts-overlap",
    "warning",
    "p20",
    on="podcast:value",
    hint="shorten one",
    wrong=value_of(paid_to(), _split().split("\n")[2], _split().split("\n")[2].replace('"60"', '"70"')),
    right=_SPLIT,
)
def vts_overlap(node: Node, _feed: Feed) -> Found:
    """Two time splits overlap."""
    found = [(number(each.get("startTime")), number(each.get("duration")), each) for each in node.all(_T)]
    windows = sorted(
        (start, start + long, index)
        for index, (start, long, _) in enumerate(found)
        if start is not None and long
    )
    for one, two in itertools.pairwise(windows):
        if two[0] < one[1] - 0.001:
            yield Finding(
                found[two[2]][2],
                f"the split at {two[0]:g} s begins before that at {one[0]:g} s ends",
                attr="startTime",
                value=f"{two[0]:g}",
            )


@rule(
    "vts-beyond-duration",
    "warning",
    "p20",
    on=ITEM,
    needs="podcast:value",
    hint="shorten it",
    wrong="<itunes:duration>70</itunes:duration>" + _SPLIT,
    right="<itunes:duration>3723</itunes:duration>" + _SPLIT,
)
def vts_beyond_duration(item: Node, _feed: Feed) -> Found:
    """A time split ends behind the episode."""
    whole = seconds(item.said("itunes:duration"))
    for value in item.all("podcast:value") if whole else ():
        for node in value.all(_T):
            start, long = number(node.get("startTime")), number(node.get("duration"))
            if whole and start is not None and long and start + long > whole + 1:
                yield Finding(node, f"the split ends at {start + long:g} s, and the episode at {whole:g} s")


@rule(
    "vts-percentage-range",
    "warning",
    "p20",
    on=_T,
    hint="write 0 to 100",
    wrong=_split(remotePercentage="900"),
    right=_SPLIT,
)
def vts_percentage_range(node: Node, _feed: Feed) -> Found:
    """The share of a time split is not within 0 and 100."""
    text = node.get("remotePercentage")
    if text and not 0 <= (number(text) if number(text) is not None else -1) <= 100:  # type: ignore[operator]
        yield Finding(node, f"remotePercentage is {shown(text)}", attr="remotePercentage", value=text)


@rule(
    "vts-remote-attrs-without-remote",
    "warning",
    "p20",
    on=_T,
    hint="take them out",
    wrong=value_of(
        paid_to(),
        '<podcast:valueTimeSplit startTime="60" duration="30" remotePercentage="90">'
        + paid_to()
        + "</podcast:valueTimeSplit>",
    ),
    right=_SPLIT,
)
def vts_remote_attrs_without_remote(node: Node, _feed: Feed) -> Found:
    """A time split says a share of a remote item and has none."""
    for name in ("remotePercentage", "remoteStartTime"):
        if node.get(name) and not node.first("podcast:remoteItem"):
            yield Finding(node, f"{name} stands without a remoteItem", attr=name, value=node.get(name))
            return


@rule(
    "vts-remote-start-invalid",
    "error",
    "p20",
    on=_T,
    hint="write seconds",
    wrong=_split(remoteStartTime="-5"),
    right=_SPLIT,
)
def vts_remote_start_invalid(node: Node, _feed: Feed) -> Found:
    """The time in the remote item is no number of seconds."""
    text = node.get("remoteStartTime")
    if text and ((number(text) if number(text) is not None else -1) < 0):  # type: ignore[operator]
        yield Finding(node, f"remoteStartTime is {shown(text)}", attr="remoteStartTime", value=text)
