"""The command in a process of its own that may neither reach the network nor fill the memory, and is watched."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from podfeed.cli import main

MEGABYTES = 700  # beyond what the process had
SECONDS = 120  # what hangs is ended; nothing here takes two seconds on an idle machine
# What runs a program, and what reaches the network.
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn")
NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname")


@dataclass(slots=True)
class Ran:
    """What a command did: its exit code, what it printed, and what it should not have done."""

    code: int | None = None
    output: str = ""
    broken: str = ""
    strayed: list[str] = field(default_factory=list)


def run(folder: Path, *arguments: str, outside: Path | None = None) -> Ran:
    """Run a command in a folder; what it opens below ``outside``, or of the machine's own, is noted."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(folder, arguments, outside, theirs))
    process.start()
    theirs.close()
    try:
        ran: Ran = ours.recv()
    except EOFError:
        ran = Ran(broken="the process ended: it hung, or filled the memory")
    process.join()
    return ran


def _child(folder: Path, arguments: tuple[str, ...], outside: Path | None, answer: Any) -> None:
    os.chdir(folder)
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + (MEGABYTES << 20)
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(SECONDS)
    ran = Ran()
    forbidden = (
        "/etc/passwd",
        "/etc/hostname",
        "/proc/self/environ",
        "/dev/zero",
        *([str(outside)] if outside else []),
    )

    def watch(event: str, values: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(values[0], (str, bytes)):
            path = _opened(os.fsdecode(values[0]), values[2])
            if path.startswith(forbidden):
                ran.strayed.append(path)
        elif event in PROGRAMS:
            ran.strayed.append(event)
        elif event in NETWORK:
            ran.strayed.append(event)
            raise OSError("there is no network")

    sys.addaudithook(watch)
    result = CliRunner().invoke(main, list(arguments))
    ran.code, ran.output = result.exit_code, result.output
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        ran.broken = "".join(traceback.format_exception(result.exception))[-3000:]
    answer.send(ran)
    answer.close()
    os._exit(0)


def _opened(path: str, flags: int) -> str:
    """Return the path of what is opened; a link that is not to be followed is an error of the system."""
    if flags & os.O_NOFOLLOW:
        folder, name = os.path.split(path)
        return f"{os.path.realpath(folder)}/{name}"
    return os.path.realpath(path)
