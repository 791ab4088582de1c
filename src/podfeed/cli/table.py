"""A table for people: as wide as its cells ask for, or as the terminal is."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence

from podfeed.lazily import dataclass

_GAP = "  "
_LEAST = 16  # letters of a cell that is cut


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. Where they are too wide, columns are left out in turn, and what is left of one is cut.

    ``right`` names the columns of numbers, ``spare`` those that can be left out, and ``cut`` those of which
    the first that is left is cut: at its start where it is the last, else at its end.
    """

    rows: Sequence[Sequence[str]]
    right: frozenset[int] = frozenset()
    spare: Sequence[int] = ()
    cut: Sequence[int] = ()

    def lines(self, width: int | None = None) -> Iterator[list[str]]:
        """Yield the cells of each row, of one width in each column, that fit into a line together."""
        widths = [max(map(len, column)) for column in zip(*self.rows, strict=True)]
        columns = list(range(len(widths)))
        if width is not None and self.rows:
            columns, widths = self._fitted(columns, widths, width)
        for row in self.rows:
            yield [self._cell(row[column], column, widths[column]) for column in columns]

    def _fitted(self, columns: list[int], widths: list[int], width: int) -> tuple[list[int], list[int]]:
        for gone in range(len(self.spare) + 1):
            left = [column for column in columns if column not in self.spare[:gone]]
            soft = next(column for column in self.cut if column in left)
            room = width - sum(len(_GAP) + widths[column] for column in left if column != soft)
            if room >= min(widths[soft], _LEAST):
                break
        fitted = [*widths]
        fitted[soft] = max(min(widths[soft], room), 1)
        return left, fitted

    def _cell(self, text: str, column: int, width: int) -> str:
        if len(text) > width:
            last = column == len(self.rows[0]) - 1
            text = f"…{text[len(text) - width + 1 :]}" if last else f"{text[: width - 1]}…"
        return text.rjust(width) if column in self.right else text.ljust(width)


def joined(cells: Sequence[str]) -> str:
    """Return a row as a line."""
    return _GAP.join(cells).rstrip()


def terminal() -> int | None:
    """Return how wide the terminal is that will show the table, or None where there is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
