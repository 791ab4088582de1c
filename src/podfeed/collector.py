"""Python's garbage collector, which stands still while many objects are made that all stay."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Pause the search for cycles: each further one walks over all that was made, and finds nothing."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


_LEFT: list[object] | None = None


def ending() -> None:
    """Note that the process does one thing and ends: what it made need not be taken apart before."""
    global _LEFT  # noqa: PLW0603
    _LEFT = []


def leave(thing: object) -> None:
    """Let something stay until the process ends, if it ends soon."""
    if _LEFT is not None:
        _LEFT.append(thing)


def seldom() -> None:
    """Search for cycles seldom from now on: a run makes many objects that stay, and ends soon."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 1_000)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)  # at the end, too: what is there then goes with the process
