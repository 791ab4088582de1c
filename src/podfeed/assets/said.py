"""What is wrong with a file, before it is known who asks."""

from __future__ import annotations

from collections.abc import Iterator

from podfeed.lazily import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A breach of a rule in a file: in words, in which line, and which value is at fault."""

    rule: str
    message: str
    line: int | None = None
    value: str | None = None
    severity: str | None = None


Saying = Iterator[Said]
