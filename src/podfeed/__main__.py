"""The command as a process, also `python -m podfeed`: it ends with one line when it is stopped."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from contextlib import suppress
from types import FrameType

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_PATIENCE = 3  # times that somebody asks until the process ends at once


class Stopped(BaseException):
    """Somebody wants the process to end: with Ctrl-C, `kill`, or by closing the terminal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def run() -> None:
    """Run the command. Stopped by a signal it clears what is half-written and exits with 128 + its number."""
    _read_names_as_utf8()
    owner, asked = os.getpid(), 0

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked += 1
        if os.getpid() != owner or asked > _PATIENCE:  # a child, or one whose cleaning up hangs
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        elif asked == 1:
            raise Stopped(number)

    for name in _SIGNALS:
        number = getattr(signal, name, None)  # Windows lacks one
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        _run()
    except Stopped as stopped:
        _say_and_end(stopped.number)
    finally:
        gc.freeze()  # Python would look once more at all that is there, which takes as long as a small show


def _run() -> None:
    from podfeed.collector import ending, seldom  # noqa: PLC0415 - when signals are told

    ending()
    seldom()
    from podfeed.cli import main  # noqa: PLC0415 - as above

    try:
        main(prog_name="podfeed")
    except SystemExit as end:
        _end(end.code)
        raise


def _read_names_as_utf8() -> None:
    """Begin again in UTF-8 mode where names of files would be read otherwise: guids follow from them."""
    if sys.getfilesystemencoding() == "utf-8" or os.environ.get("PYTHONUTF8") == "1" or os.name != "posix":
        return
    told = sys.stderr.encoding if sys.stderr is not None else "ascii"
    kept = {"PYTHONIOENCODING": f"{told}:backslashreplace", **os.environ}
    os.execve(sys.executable, sys.orig_argv, {**kept, "PYTHONUTF8": "1"})  # noqa: S606 - the same command


def _end(code: object) -> None:
    """End as Python does, but for taking apart what goes with the process anyway; or leave it to Python."""
    threads = sys.modules.get("threading")
    if not isinstance(code, int) or (threads is not None and threads.active_count() > 1):
        return
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):  # which is Python's to tell
        return
    atexit._run_exitfuncs()
    os._exit(code)


def _say_and_end(number: int) -> None:
    """End without waiting for what else is going on: an answer from a server."""
    with suppress(OSError, ValueError, AttributeError):  # the last where a command began without one
        sys.stdout.flush()
    with suppress(OSError, ValueError, AttributeError):
        name = signal.Signals(number).name
        sys.stderr.write(f"stopped by {name}: each file is whole, as it was or as it should be\n")
        sys.stderr.flush()
    os._exit(128 + number)


if __name__ == "__main__":
    run()
