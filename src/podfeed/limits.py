"""How much is read of what a stranger may have written: each bound is a setting of ``[limits]``.

What goes beyond one is a problem that names it, and never a run that hangs or fills the memory.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from podfeed.lazily import dataclass


class Bound(NamedTuple):
    """The most bytes of a file, and the setting that says so ("": it is fixed)."""

    name: str
    most: int


# Files whose size no setting says: settings, locks, configurations of sites.
FIXED = Bound("", 64_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of what is read; sizes are in bytes.

    ``nesting`` counts the levels of front matter, ``values`` what stands in it, each alias of YAML as what it
    stands for, and ``pixels`` those of a picture.
    """

    post: int = 2_000_000
    front_matter: int = 500_000
    nesting: int = 100
    values: int = 100_000
    data: int = 20_000_000
    chapters: int = 5_000_000
    transcript: int = 50_000_000
    image: int = 50_000_000
    pixels: int = 20_000_000  # four bytes each in memory, and twice that where a picture moves
    media: int = 4_000_000_000
    feed: int = 200_000_000

    def of(self, name: str) -> Bound:
        """Return the bound of a kind of file."""
        return Bound(name, getattr(self, name))

    def for_data(self) -> Limits:
        """Return the bounds of a data file, which may hold a whole show where a post holds one episode."""
        return replace(self, front_matter=self.data, values=max(self.values, self.data // 10))


DEFAULT = Limits()


def sized(number: int) -> str:
    """Return a number of bytes as people say it: ``2 MB``."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= size:
            return f"{number / size:.4g} {unit}"
    return f"{number} bytes"


def way_out(name: str) -> str:
    """Return the hint of a bound that was reached."""
    return f"where it is meant, raise [limits] {name} in podfeed.toml" if name else "is it what you meant?"
