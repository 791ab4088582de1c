"""Front matter that sites build with although it is no YAML: the line is mended, and told.

`twitter: @handle`, `title: Episode 3: The return`, tabs after a value: older parsers let them pass.
"""

from __future__ import annotations

import json
from typing import Any

from podfeed.lazily import dataclass, pattern
from podfeed.limits import DEFAULT, Limits
from podfeed.posts.yaml_error import Repeated, YamlError

_MOST = 50  # mended lines in one post
_PAIR = pattern(r"^(\s*(?:-\s+)*(?:[\w][\w .()/-]*:\s+|-\s+))(\S.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Mended:
    """A YAML value, the text that it was read from at last, and the lines that were mended."""

    value: Any
    text: str
    lines: tuple[int, ...]
    repeated: list[Repeated]


def load_mended(text: str, limits: Limits = DEFAULT) -> Mended:
    """Return the value of a YAML text, quoting what only needs quotes; else a `YamlError`."""
    from podfeed.posts.yaml_text import load_yaml  # noqa: PLC0415 - most front matter needs no library

    first: YamlError | None = None
    mended: list[int] = []
    while True:
        try:
            value, repeated = load_yaml(text, limits)
        except YamlError as error:
            first = first or error
            better = _mend(text, error, mended) if len(mended) < _MOST else None
            if better is None:
                raise first from None
            text = better
        else:
            return Mended(value, text, tuple(dict.fromkeys(mended)), repeated)


def _mend(text: str, error: YamlError, mended: list[int]) -> str | None:
    """Return the text with the line of an error mended, or None where that is no help."""
    lines = text.split("\n")
    if error.line >= len(lines) or mended.count(error.line) > 1:
        return None
    line = lines[error.line]
    better = line.rstrip("\t ").replace("\t", " ") if "\t" in line else _quoted(line)
    if better is None or better == line:
        return None
    lines[error.line] = better
    mended.append(error.line)
    return "\n".join(lines)


def _quoted(line: str) -> str | None:
    match = _PAIR.match(line)
    if match is None or match[2][0] in "\"'|>[{&*!#":
        return None
    return match[1] + json.dumps(match[2], ensure_ascii=False)
