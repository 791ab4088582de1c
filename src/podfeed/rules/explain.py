"""A rule explained: on the command line, on its page, for programs. One text for all."""

from __future__ import annotations

import re
from typing import Any

from podfeed.rules.registry import Rule

_SCOPES = {
    "static": "",
    "asset": "It is asked of files that lie beside the feed.",
    "network": "It needs the network, and is asked with --online.",
    "history": "It needs the feed as it was before, and is asked with --against.",
    "content": "It is asked while a feed is built from its content.",
}
_SEVERITY = {
    "error": "error: a directory or an app refuses, drops or misreads what breaks it",
    "warning": "warning: it works in some apps and is worse, or broken, in others",
    "info": "info: advice",
}


def first_sentence(text: str) -> str:
    """Return the first sentence of a text."""
    return re.split(r"(?<=[.:])\s", text, maxsplit=1)[0]


def asked_by(rule: Rule) -> str:
    """Return who asks for a rule, in words."""
    names = {"rss2": "RSS 2.0", "w3c": "the W3C's validator", "apple": "Apple", "spotify": "Spotify", "youtube": "YouTube", "psp1": "PSP-1", "p20": "the podcast namespace", "podcastindex": "the Podcast Index", "best-practice": "good practice", "podfeed": "podfeed"}  # fmt: skip
    levels = {"E": "as an error", "W": "as a warning", "I": "as advice"}
    parts = []
    for word in rule.by.split():
        who, _, level = word.partition(":")
        parts.append(names.get(who, who) + (f" ({levels[level]})" if level else ""))
    return ", ".join(parts)


def as_dict(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain data."""
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "demanded_by": list(rule.demanded_by),
        "scope": rule.scope,
        "what": rule.doc,
        "hint": rule.hint,
        "wrong": rule.wrong or None,
        "right": rule.right or None,
        "url": rule.page,
    }


def as_text(rule: Rule) -> str:
    """Return a rule as a terminal shows it."""
    parts = [rule.id, "", rule.doc, "", _SEVERITY[rule.severity], f"asked for by {asked_by(rule)}"]
    if _SCOPES[rule.scope]:
        parts.append(_SCOPES[rule.scope])
    if rule.hint:
        parts += ["", f"Way out: {rule.hint}"]
    for name, example in (("Wrong", rule.wrong), ("Right", rule.right)):
        if example:
            parts += ["", f"{name}:", *(f"    {line}" for line in shortened(example).splitlines())]
    return "\n".join([*parts, "", rule.page])


def as_markdown(rule: Rule) -> str:
    """Return a rule as its page has it."""
    parts = [f"# {rule.id}", "", rule.doc, ""]
    parts += [f"- {_SEVERITY[rule.severity]}", f"- asked for by {asked_by(rule)}"]
    if _SCOPES[rule.scope]:
        parts.append(f"- {_SCOPES[rule.scope]}")
    parts += [f"- way out: {rule.hint}"] if rule.hint else []
    parts.append(f"- [specification]({rule.page})")
    for name, example in (("Wrong", rule.wrong), ("Right", rule.right)):
        if example:
            parts += ["", f"{name}:", "", "```xml", shortened(example), "```"]
    return "\n".join([*parts, ""])


def shortened(example: str) -> str:
    """Return an example without what repeats itself for the sake of length."""
    if len(example) <= 1200:
        return example
    return f"{example[:400]} … {example[-80:]}"
