"""What may be wrong with YAML: most posts need no YAML library, and none to say so."""

from __future__ import annotations

from podfeed.lazily import dataclass


class YamlError(Exception):
    """Text that is no YAML: what is wrong, and the line and column in it, counted from 0."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


@dataclass(frozen=True, slots=True)
class Repeated:
    """A key that stands twice in a mapping, and where it stands again, counted from 0."""

    key: str
    line: int
    column: int
