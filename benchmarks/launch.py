"""Run one command and write down what it took: a process of its own, so that it is small in the figures.

    launch.py RESULT LOG WATCH COMMAND…

RESULT is a JSON file: `wall` and `cpu` in seconds, `largest` (the most memory that one process of the command
held) and `together` (the most that all held at one time, shared pages counted once; looked at only if WATCH
is 1), both in bytes, and `code`. What the command says goes into LOG. A process inherits the peak of who
started it, which is why the benchmark itself, grown by the feeds that it compares, starts none of them.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
STEP = 0.01


def main(result: str, log: str, watch: str, *command: str) -> None:
    """Run the command, wait for all that it started, write the result."""
    # Workers that outlive the command are counted too: they become children of this process.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    outputs = [(os.POSIX_SPAWN_OPEN, 1, log, flags, 0o644), (os.POSIX_SPAWN_DUP2, 1, 2)]
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], list(command), os.environ, file_actions=outputs)
    seen = [0]
    if watch == "1":
        threading.Thread(target=keep_watch, args=(child, seen), daemon=True).start()
    _, status = os.waitpid(child, 0)
    wall = time.perf_counter() - start
    reap_all()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "largest": used.ru_maxrss * 1024,
        "together": seen[0],
        "code": os.waitstatus_to_exitcode(status),
    }
    with open(result, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib would be in the figures
        json.dump(figures, file)


def reap_all(seconds: float = 5) -> None:
    """Wait for processes that the command left behind, so that their time is counted."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            child, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if child == 0:
            time.sleep(STEP)


def keep_watch(root: int, seen: list[int]) -> None:
    """Keep the most memory that a process and its descendants held together."""
    while True:
        seen[0] = max(seen[0], sum(map(memory, family(root))))
        time.sleep(STEP)


def family(process: int) -> list[int]:
    """Return a process and its descendants."""
    found = [process]
    for parent in found:
        try:
            for thread in os.listdir(f"/proc/{parent}/task"):  # noqa: PTH208 - as below
                found += map(int, read(f"/proc/{parent}/task/{thread}/children").split())
        except OSError:
            continue
    return found


def memory(process: int) -> int:
    """Return what a process holds in bytes, where a page that two share counts half."""
    try:
        for line in read(f"/proc/{process}/smaps_rollup").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def read(path: str) -> str:
    """Return a file's text."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - as above
        return file.read()


if __name__ == "__main__":
    if len(sys.argv) < 5:
        print(__doc__)
        sys.exit(0 if sys.argv[1:] == ["--help"] else 2)
    main(*sys.argv[1:])
