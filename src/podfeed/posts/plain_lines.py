"""YAML whose every line is a key with a simple value, as most front matter is, read by one pattern.

It gives what `yaml_text` gives, in a third of the time. What may be any other part of YAML (an escape, a tag,
a block of text, a mapping in a mapping, a key that stands twice, a character that is not printed) is not read
here.
"""

from __future__ import annotations

from typing import Any

from podfeed.lazily import pattern
from podfeed.limits import Limits

Value = str | list[str | None] | None

_KEY = r"[A-Za-z_][A-Za-z0-9_.-]{0,99}+"
_START = r"[A-Za-z0-9_/(.+$~\u00a1-\U0010ffff]"  # means nothing in YAML, whatever follows
_QUOTED = r"\"[^\"\\\n]*+\"|'[^'\n]*+'"
_WORDS = rf"{_START}(?:[^\n:#]++|:(?![ \n])|(?<! )#)*+"
_ITEM = rf"(?:{_QUOTED}|{_START}[^\n,:#?\[\]{{}}]*+)"
_BETWEEN = rf"\[ *+(?:{_ITEM} *+(?:, *+{_ITEM} *+)*+)?\]"  # [one, two]
_BELOW = rf"\n( *+)- ++(?:{_QUOTED}|{_WORDS}) *+(?:\n\4- ++(?:{_QUOTED}|{_WORDS}) *+)*+"  # a line for each
_PASSED_OVER = r"(?:\n *+(?:#[^\n]*+)?(?=\n))*+"
# A key with its value; each begins with the end of the line before, which is quick to find.
_PAIR = pattern(rf"\n({_KEY}):(?: ++({_QUOTED}|{_BETWEEN}|{_WORDS}) *+| *+({_BELOW})?)(?=\n){_PASSED_OVER}")
_GROUPS = 5  # what `split` returns for each pair: what stands before it, and its four groups
_ITEMS = pattern(rf"{_QUOTED}|{_START}[^\n,\]]*+")
_LINES = pattern(r"- ++([^\n]*+)")
_NULL = frozenset({"~", "null", "Null", "NULL"})


def read_plain(lines: str, limits: Limits) -> dict[str, Value] | None:
    """Return the keys and values of some lines, or None where they are to be read as YAML.

    The text begins with the end of the line before, and ends with the end of the last.
    """
    if limits.nesting < 2 or len(lines) > limits.values or not lines.replace("\n", "").isprintable():
        return None
    parts: list[Any] = _PAIR.split(lines)
    if parts.pop() != "\n" or any(parts[::_GROUPS]):
        return None
    keys: list[str] = parts[1::_GROUPS]
    found: dict[str, Value] = {}
    for key, value, below in zip(keys, parts[2::_GROUPS], parts[3::_GROUPS], strict=True):
        if value is None:
            found[key] = [_scalar(item) for item in _LINES.findall(below)] if below else None
        elif value[0] == "[":
            found[key] = [_scalar(item) for item in _ITEMS.findall(value, 1)]
        else:
            found[key] = _scalar(value)
    return found if len(found) == len(keys) and _NULL.isdisjoint(found) else None


def _scalar(written: str) -> str | None:
    """Return what a scalar says: without its quotes, and plain ones without the blanks behind them."""
    written = written.rstrip(" ")
    if written[0] in "\"'":
        return written[1:-1]
    return None if written in _NULL else written
