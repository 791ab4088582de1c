"""Holding one input to the promises: no exception, no second of work, no growth."""

from __future__ import annotations

import hashlib
import resource
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from fuzz.targets import Target

ROOT = Path(__file__).parent.parent
FOUND = ROOT / "tests" / "fuzz_found"
SECONDS = 1.0  # of the processor, for one input
GROWTH = 200 << 20  # bytes, for one input and for a whole run


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken promise: what ``kind`` of one, where (which makes two findings the same), and in words."""

    kind: str
    where: str
    text: str


@dataclass(slots=True)
class Cost:
    """What an input took: seconds of the processor, and bytes by which the memory's peak rose."""

    seconds: float = 0.0
    growth: int = 0


def peak() -> int:
    """Return the most bytes of memory that this process has had."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10


def hold(target: Target, data: bytes) -> tuple[Cost, Finding | None]:
    """Give a target an input; return what it cost, and the exception, if there was one."""
    finding = None
    before, started = peak(), time.process_time()
    try:
        target.run(data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a panic of compiled code is no Exception
        finding = Finding("exception", _where(error), "".join(traceback.format_exception(error)))
    return Cost(time.process_time() - started, peak() - before), finding


def _where(error: BaseException) -> str:
    """Return the kind of an exception and the line of podfeed, or of the target, that it came through last."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame for frame in frames if "podfeed" in Path(frame.filename).parts or "targets" in frame.filename
    ]
    last = (own or list(frames))[-1]
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"


def judge(cost: Cost) -> Finding | None:
    """Return what is wrong with what an input cost, or None."""
    if cost.seconds > SECONDS:
        return Finding("slow", "slow", f"it took {cost.seconds:.1f} seconds of the processor")
    if cost.growth > GROWTH:
        return Finding("memory", "memory", f"the memory grew by {cost.growth >> 20} MB")
    return None


def measured(target: Target, data: bytes) -> tuple[Cost, Finding | None]:
    """Hold an input to all promises in a process that is warm; of two times the better one counts."""
    target.run(b"a")
    first, finding = hold(target, data)
    second, _ = hold(target, data) if first.seconds > SECONDS / 2 else (first, None)
    cost = Cost(min(first.seconds, second.seconds), first.growth)
    return cost, finding or judge(cost)


def shrunk(target: Target, data: bytes, finding: Finding, *, seconds: float = 10) -> bytes:
    """Return a smaller input that breaks the same promise at the same place."""
    end = time.monotonic() + seconds
    size = max(1, len(data) // 2)
    while size and time.monotonic() < end:
        at = 0
        while at < len(data) and time.monotonic() < end:
            less = data[:at] + data[at + size :]
            found = hold(target, less)[1]
            if found is not None and found.where == finding.where:
                data = less
            else:
                at += size
        size //= 2
    return data


def keep(target: Target, data: bytes, folder: Path = FOUND) -> Path:
    """Write an input that broke a promise where the tests replay it."""
    path = folder / target.name / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
