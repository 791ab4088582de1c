"""What was measured, as tables for a terminal or in Markdown, and what was to be reached."""

from __future__ import annotations

import math
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.measure import Row
from benchmarks.programs import versions

MEGABYTE = 1_000_000
Table = list[tuple[str, ...]]


@dataclass(frozen=True)
class Goal:
    """One line of what is to be reached: a figure of the rows that is to be at most so much."""

    text: str
    needs: tuple[str, ...]  # the rows that it is a figure of
    figures: Callable[..., list[float]]
    most: float
    aim: float | None = None
    unit: str = ""

    def line(self, rows: dict[str, Row]) -> tuple[str, ...]:
        """Return its cells: what, at most, measured, and whether that is enough."""
        limit = bound(self.most, self.unit) + (f", aim {bound(self.aim)}" if self.aim is not None else "")
        missing = [name for name in self.needs if name not in rows or not rows[name].runs]
        if missing:
            return self.text, limit, f"not measured: no {', no '.join(missing)}", ""
        figures = self.figures(*(rows[name] for name in self.needs))
        return self.text, limit, spread(figures, self.unit), self.verdict(statistics.median(figures))

    def verdict(self, figure: float) -> str:
        """Return whether a figure is enough, in a word or two."""
        if self.aim is not None and figure <= self.aim:
            return "reached, the aim too"
        return "reached" if figure <= self.most else "missed"


def ratio(text: str, row: str, other: str, most: float, aim: float | None = None) -> Goal:
    """Return the goal that a row takes at most this part of another's time, compared round for round."""
    return Goal(text, (row, other), lambda a, b: a.ratios(b), most, aim)


def memory(text: str, row: str, most: float) -> Goal:
    """Return the goal that no process of a row holds more than so many megabytes."""
    return Goal(text, (row,), lambda a: [run.largest / MEGABYTE for run in a.runs], most, unit=" MB")


@dataclass
class Report:
    """A benchmark's figures. `base` is the row whose time the others' are given in."""

    title: str
    command: str
    rows: dict[str, Row]
    base: str
    goals: Sequence[Goal] = ()
    facts: list[str] = field(default_factory=list)
    # Goals that are no figure of a row: what is counted, and how often it was; never is to be reached.
    counts: dict[str, int | str] = field(default_factory=dict)

    def goals_table(self) -> Table:
        """Return the goals and what was measured."""
        head = ("to reach", "at most", "measured: median (range)", "")
        counted = [(what, "0", str(often), verdict(often)) for what, often in self.counts.items()]
        return [head, *(goal.line(self.rows) for goal in self.goals), *counted]

    def rows_table(self) -> Table:
        """Return what each program took."""
        base = self.rows[self.base]
        head = ("program", "seconds: median (range)", "CPU seconds", "largest process", "all processes",
                f"times {self.base}: median (range)")  # fmt: skip
        return [head, *(self.cells(row, base) for row in self.rows.values())]

    def cells(self, row: Row, base: Row) -> tuple[str, ...]:
        """Return the line of a program."""
        if not row.runs:
            return row.name, row.command.missing, "", "", "", ""
        times = spread(row.ratios(base)) if base.runs else ""
        part = f" (1/{row.command.times:.0f} of the work was done)" if row.command.times != 1 else ""
        return (
            row.name + part,
            spread([run.wall for run in row.runs]),
            "" if math.isnan(row.median("cpu")) else number(row.median("cpu")),
            f"{row.largest / MEGABYTE:.0f} MB",
            f"{row.together / MEGABYTE:.0f} MB" if row.together else "",
            times,
        )

    def text(self) -> str:
        """Return it for a terminal."""
        parts = [self.title, aligned(self.rows_table())]
        parts += [aligned(self.goals_table())] if self.goals or self.counts else []
        return "\n\n".join([*parts, "\n".join(self.facts)]).strip() + "\n"

    def markdown(self) -> str:
        """Return it as a section of a page, without the goals, which stand together elsewhere."""
        facts = "\n".join(f"- {fact}" for fact in self.facts)
        return (
            f"### {self.title}\n\n    {self.command}\n\n{piped(self.rows_table())}\n\n{facts}".strip() + "\n"
        )


def verdict(often: int | str) -> str:
    """Return whether what is never to happen did not; a text says why nobody counted."""
    return "" if isinstance(often, str) else "missed" if often else "reached"


def page(reports: Sequence[Report]) -> str:
    """Return reports in Markdown: all goals in one table, then each report's rows."""
    goals = [
        (f"{report.title}: {what}", *cells) for report in reports for what, *cells in report.goals_table()[1:]
    ]
    table = f"{piped([reports[0].goals_table()[0], *goals])}\n\n" if goals else ""
    return f"{machine()}\n\n{table}" + "\n".join(report.markdown() for report in reports)


def machine() -> str:
    """Return in general words where it was measured, and what."""
    where = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"{where}; {', '.join(versions())}."


def bound(figure: float, unit: str = "") -> str:
    """Return a bound: a part as 0.083 (1/12), another figure with its unit."""
    part = f" (1/{1 / figure:.0f})" if figure < 1 and not unit else ""
    return f"{number(figure)}{unit}{part}"


def spread(figures: Sequence[float], unit: str = "") -> str:
    """Return the median of figures and the range they lie in."""
    middle = f"{number(statistics.median(figures))}{unit}"
    low, high = number(min(figures)), number(max(figures))
    return middle if low == high else f"{middle} ({low} to {high})"


def number(figure: float) -> str:
    """Return a figure with what can be trusted of its digits."""
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.2g}" if figure < 1 else f"{figure:.3g}"


def piped(table: Table) -> str:
    """Return a table in Markdown."""
    head, *lines = (f"| {' | '.join(line)} |" for line in table)
    return "\n".join([head, "|---" * len(table[0]) + "|", *lines])


def aligned(table: Table) -> str:
    """Return a table in columns."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    )
