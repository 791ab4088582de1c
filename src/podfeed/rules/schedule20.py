"""Rules of the podcast namespace about the schedule."""

from __future__ import annotations

import re

from podfeed.lazily import pattern
from podfeed.rules.node import Feed, Node
from podfeed.rules.pages import RRULE
from podfeed.rules.registry import (
    CHANNEL,
    FEED,
    NETWORK,
    Finding,
    Fix,
    Found,
    bad,
    remote,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    is_boolean,
    is_integer,
    is_iso_date_or_time,
    is_positive,
)

_U = "podcast:updateFrequency"
_RIGHT_U = SAMPLES[_U]
_PARTS = frozenset(
    "FREQ UNTIL COUNT INTERVAL BYSECOND BYMINUTE BYHOUR BYDAY BYMONTHDAY BYYEARDAY BYWEEKNO BYMONTH BYSETPOS WKST".split()
)
_FREQ = frozenset("SECONDLY MINUTELY HOURLY DAILY WEEKLY MONTHLY YEARLY".split())
_BYDAY = pattern(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_RANGES = {
    "BYSECOND": 60,
    "BYMINUTE": 59,
    "BYHOUR": 23,
    "BYMONTHDAY": 31,
    "BYYEARDAY": 366,
    "BYWEEKNO": 53,
    "BYMONTH": 12,
    "BYSETPOS": 366,
}


def _parts(node: Node) -> dict[str, str] | None:
    """Return the parts of a rule of RFC 5545, or None where it is none."""
    text = node.get("rrule").removeprefix("RRULE:")
    if not re.fullmatch(r"[A-Za-z]+=[^;=]+(;[A-Za-z]+=[^;=]+){0,20}", text):
        return None
    return {
        name.upper(): value.upper() for name, _, value in (part.partition("=") for part in text.split(";"))
    }


def _fault(parts: dict[str, str]) -> str:
    for name, value in parts.items():
        if name not in _PARTS:
            return f"{name} is no part of a rule"
        if name == "FREQ" and value not in _FREQ:
            return f"FREQ={value} is not known"
        if name in ("COUNT", "INTERVAL") and not is_positive(value):
            return f"{name}={value} is no number"
        if name == "BYDAY" and not all(_BYDAY.fullmatch(day) for day in value.split(",")):
            return f"BYDAY={value} names no days"
        if name in _RANGES and not all(
            is_integer(each) and len(each) < 5 and abs(int(each)) <= _RANGES[name]
            for each in value.split(",")
        ):
            return f"{name}={value} is out of range"
        if name == "WKST" and not _BYDAY.fullmatch(value):
            return f"WKST={value} is no day"
    return ""


def _frequency(rrule: str, more: str = ' dtstart="2024-01-01T00:00:00Z"') -> str:
    return f'<podcast:updateFrequency rrule="{rrule}"{more}>Every Monday</podcast:updateFrequency>'


@rule(
    "update-rrule-invalid",
    "error",
    "p20",
    on=_U,
    hint="write a rule such as FREQ=WEEKLY;BYDAY=MO",
    wrong=_frequency("every monday"),
    right=_RIGHT_U,
    page=RRULE,
)
def update_rrule_invalid(node: Node, _feed: Feed) -> Found:
    """The schedule is no rule of RFC 5545."""
    text = node.get("rrule")
    if text:
        parts = _parts(node)
        fault = "it is no list of NAME=VALUE" if parts is None else _fault(parts)
        if fault:
            yield Finding(node, f"rrule is {shown(text)}: {fault}", attr="rrule", value=text)


@rule(
    "update-rrule-no-freq",
    "error",
    "p20",
    on=_U,
    hint="add FREQ=WEEKLY",
    wrong=_frequency("BYDAY=MO"),
    right=_RIGHT_U,
    page=RRULE,
)
def update_rrule_no_freq(node: Node, _feed: Feed) -> Found:
    """The schedule does not say how often."""
    parts = _parts(node)
    if parts and "FREQ" not in parts and not _fault(parts):
        yield Finding(node, "rrule has no FREQ", attr="rrule", value=node.get("rrule"))


@rule(
    "update-rrule-count-until",
    "error",
    "p20",
    on=_U,
    hint="keep one",
    wrong=_frequency("FREQ=WEEKLY;COUNT=5;UNTIL=20241231T000000Z"),
    right=_RIGHT_U,
    page=RRULE,
)
def update_rrule_count_until(node: Node, _feed: Feed) -> Found:
    """The schedule ends after a number of times and at a date."""
    parts = _parts(node)
    if parts and {"COUNT", "UNTIL"} <= set(parts):
        yield Finding(node, "rrule has both COUNT and UNTIL", attr="rrule", value=node.get("rrule"))


@rule(
    "update-rrule-bymonthday-weekly",
    "warning",
    "p20",
    on=_U,
    hint="write FREQ=MONTHLY",
    wrong=_frequency("FREQ=WEEKLY;BYMONTHDAY=1"),
    right=_RIGHT_U,
    page=RRULE,
)
def update_rrule_bymonthday_weekly(node: Node, _feed: Feed) -> Found:
    """A weekly schedule names days of the month."""
    parts = _parts(node)
    if parts and parts.get("FREQ") == "WEEKLY" and "BYMONTHDAY" in parts:
        yield Finding(node, "a weekly rrule has BYMONTHDAY", attr="rrule", value=node.get("rrule"))


@rule(
    "update-rrule-until-format",
    "warning",
    "p20",
    on=_U,
    hint="write 20241231T000000Z",
    wrong=_frequency("FREQ=WEEKLY;UNTIL=2024-12-31T00:00:00.000Z"),
    right=_RIGHT_U,
    page=RRULE,
)
def update_rrule_until_format(node: Node, _feed: Feed) -> Found:
    """The end of the schedule is not written as RFC 5545 asks."""
    parts = _parts(node)
    until = parts.get("UNTIL", "") if parts else ""
    if until and not re.fullmatch(r"\d{8}(T\d{6}Z?)?", until):
        found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?Z", until)
        mended = f"{found[1]}{found[2]}{found[3]}T{found[4]}{found[5]}{found[6]}Z" if found else ""
        fix = (
            Fix("rrule", re.sub(re.escape(until), mended, node.get("rrule"), flags=re.IGNORECASE))
            if mended
            else None
        )
        yield Finding(node, f"UNTIL is {until}", attr="rrule", value=until, fix=fix)


@rule(
    "update-rrule-too-frequent",
    "info",
    "best-practice",
    on=_U,
    hint="is that meant?",
    wrong=_frequency("FREQ=HOURLY"),
    right=_RIGHT_U,
    page=RRULE,
)
def update_rrule_too_frequent(node: Node, _feed: Feed) -> Found:
    """The schedule says an episode every hour, or more often."""
    parts = _parts(node)
    if parts and parts.get("FREQ") in ("SECONDLY", "MINUTELY", "HOURLY"):
        yield Finding(
            node, f"an episode comes {parts['FREQ'].lower()}", attr="rrule", value=node.get("rrule")
        )


@rule(
    "update-dtstart-missing",
    "error",
    "p20",
    on=_U,
    hint="add dtstart",
    wrong=_frequency("FREQ=WEEKLY;COUNT=5", ""),
    right=_RIGHT_U,
    page=RRULE,
)
def update_dtstart_missing(node: Node, _feed: Feed) -> Found:
    """The schedule counts, and does not say from when."""
    parts = _parts(node)
    if parts and "COUNT" in parts and not node.get("dtstart"):
        yield Finding(node, "rrule has COUNT, and there is no dtstart", attr="dtstart")


bad(
    "update-dtstart-invalid",
    "error",
    "p20",
    tag=_U,
    attr="dtstart",
    test=is_iso_date_or_time,
    what="a date of ISO 8601",
    wrong="Monday",
    hint="write 2024-01-01T00:00:00Z",
)


@rule(
    "update-dtstart-until-kind",
    "warning",
    "p20",
    on=_U,
    hint="write both as days, or both as times",
    wrong=_frequency("FREQ=WEEKLY;UNTIL=20241231"),
    right=_RIGHT_U,
    page=RRULE,
)
def update_dtstart_until_kind(node: Node, _feed: Feed) -> Found:
    """The beginning of the schedule is a time and its end a day, or the other way round."""
    parts, start = _parts(node), node.get("dtstart")
    until = parts.get("UNTIL", "") if parts else ""
    if until and is_iso_date_or_time(start) and ("T" in until) != ("T" in start):
        yield Finding(node, "dtstart and UNTIL are of two kinds", attr="rrule", value=until)


@rule(
    "update-complete-conflict",
    "warning",
    "p20",
    on=CHANNEL,
    hint="correct one of them",
    wrong='<podcast:updateFrequency complete="true" rrule="FREQ=WEEKLY">Every week</podcast:updateFrequency>',
    right=_RIGHT_U,
)
def update_complete_conflict(channel: Node, _feed: Feed) -> Found:
    """The show is said to be complete, and to go on."""
    node = channel.first(_U)
    done = channel.said("itunes:complete").lower() == "yes"
    if node and (
        (node.get("complete") == "true" and node.get("rrule"))
        or (done and node.get("rrule"))
        or (done and node.get("complete") == "false")
    ):
        yield Finding(
            node, "the show is complete, and has a schedule", attr="complete", value=node.get("complete")
        )


@rule(
    "update-late",
    "info",
    "best-practice",
    on=FEED,
    hint="publish, or change the schedule",
    wrong='<podcast:updateFrequency rrule="FREQ=DAILY">Every day</podcast:updateFrequency><item><pubDate>Mon, 06 May 2013 08:00:00 +0000</pubDate></item>',
    right="<item></item>",
)
def update_late(feed: Feed) -> Found:
    """Two intervals of the schedule passed without an episode."""
    node = feed.channel.first(_U)
    parts = _parts(node) if node else None
    days = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}.get((parts or {}).get("FREQ", ""))
    dates = [item.when for item in feed.items if item.when]
    if (
        node
        and parts
        and days
        and dates
        and not _fault(parts)
        and "COUNT" not in parts
        and "UNTIL" not in parts
    ):
        interval = days * int(parts.get("INTERVAL", "1")[:6])
        if (feed.now - max(dates)).days > 2 * interval:
            yield Finding(node, f"the newest episode is {(feed.now - max(dates)).days} days old")


@rule(
    "update-text-missing",
    "info",
    "p20",
    on=_U,
    hint="say it in words",
    wrong='<podcast:updateFrequency rrule="FREQ=WEEKLY"></podcast:updateFrequency>',
    right=_RIGHT_U,
)
def update_text_missing(node: Node, _feed: Feed) -> Found:
    """The schedule is not said in words, which apps show."""
    if not node.value:
        yield Finding(node, "<podcast:updateFrequency> has no text")


@rule(
    "podping-attribute",
    "error",
    "p20",
    on="podcast:podping",
    hint='write usesPodping="true"',
    wrong="<podcast:podping>true</podcast:podping>",
    right=SAMPLES["podcast:podping"],
)
def podping_attribute(node: Node, _feed: Feed) -> Found:
    """`usesPodping` is missing, or neither true nor false."""
    text = node.get("usesPodping")
    if not is_boolean(text):
        mended = {"yes": "true", "no": "false"}.get(text.lower(), text.lower())
        yield Finding(
            node,
            f"usesPodping is {shown(text)}" if text else "<podcast:podping> has no usesPodping",
            attr="usesPodping",
            value=text or None,
            fix=Fix("usesPodping", mended) if is_boolean(mended) else None,
        )


for _id, _severity, _by, _doc, _hint in (
    (
        "remote-feedurl-guid-mismatch",
        "warning",
        "p20",
        "The feed that a pointer leads to has another guid.",
        "correct one of the two",
    ),
    (
        "remote-item-not-found",
        "warning",
        "p20",
        "The feed that a pointer leads to has no such episode.",
        "correct itemGuid",
    ),
    (
        "remote-medium-mismatch",
        "warning",
        "p20",
        "The feed that a pointer leads to is of another medium.",
        "correct the medium",
    ),
    (
        "publisher-not-reciprocal",
        "warning",
        "p20",
        "The publisher's feed does not point back to this show.",
        "add a remoteItem there",
    ),
):
    remote(_id, _severity, _by, doc=_doc, hint=_hint, scope=NETWORK)
