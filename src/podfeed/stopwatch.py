"""Where the time of a run goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field

from podfeed.lazily import dataclass


@dataclass(slots=True)
class Stopwatch:
    """The seconds that each part of a run took, by its name, and how many things it had to do with."""

    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Count the time of a block for a part."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - start

    def count(self, name: str, number: int = 1) -> None:
        """Count things."""
        self.counts[name] = self.counts.get(name, 0) + number
