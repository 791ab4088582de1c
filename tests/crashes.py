"""The command, stopped or failed at one of its calls to the system.

A server imports podfeed once and forks a child for each run, so that thousands are affordable. Under strace
the calls are those to the kernel, SQLite's included; without it they are the ones that Python tells of.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CALLS = (
    "openat open creat write pwrite64 writev fsync fdatasync rename renameat renameat2 link linkat unlink unlinkat "
    "mkdir mkdirat rmdir chmod fchmod fchmodat chown fchown fchownat ftruncate truncate fallocate flock"
).split()
SERVER = """
import ctypes, importlib, json, os, pkgutil, signal, sys
import podfeed
for module in pkgutil.walk_packages(podfeed.__path__, "podfeed."):
    importlib.import_module(module.name)

def inject(job):
    seen = 0
    def count(*arguments):
        nonlocal seen
        if not any(job["folder"] in str(each) for each in arguments):
            return
        seen += 1
        with open(job["log"], "a") as log:
            log.write("call\\n")
        if seen == job["at"]:
            if not job["errno"]:
                os.kill(os.getpid(), signal.SIGKILL)
            if job["errno"] < 0:
                os.kill(os.getpid(), -job["errno"])
                return
            raise OSError(job["errno"], os.strerror(job["errno"]), job["folder"])
    names = "open os.rename os.remove os.link os.mkdir os.rmdir os.chmod os.chown os.truncate sqlite3.connect".split()
    def hook(event, arguments):
        if event in names and str(arguments[0]) != job["log"]:
            count(*arguments[:2])
    real = os.fsync
    def fsync(number):
        count(os.readlink(f"/proc/self/fd/{number}"))
        real(number)
    os.fsync = fsync
    sys.addaudithook(hook)

def child(job, go, ready):
    for number, name in enumerate(("/dev/null", job["out"], job["err"])):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC), number)
    try:  # let strace in, where only parents may trace
        ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)
    except (OSError, AttributeError):
        pass
    os.write(ready, b"x")  # strace counts from here
    os.read(go, 1)
    os.environ.update(job.get("env", {}))
    os.chdir(job["cwd"])
    if job["user"]:  # who may not be allowed to read what Python loads
        from click.testing import CliRunner
        CliRunner().invoke(importlib.import_module("podfeed.cli").main, [*job["argv"], "-o", "-"])
        os.setgroups([]), os.setgid(job["user"]), os.setuid(job["user"])
    sys.argv = ["podfeed", *job["argv"]]
    if job["at"] is not None:
        inject(job)
    from podfeed.__main__ import run
    code = 1
    try:
        run()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        import traceback
        traceback.print_exc()
    sys.stdout.flush(), sys.stderr.flush()
    os._exit(code)

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # which a job in the background ignores
    signal.signal(number, signal.SIG_DFL)
for line in sys.stdin:
    job = json.loads(line)
    gate, go = os.pipe()
    heard, ready = os.pipe()
    pid = os.fork()
    if not pid:
        child(job, gate, ready)
    os.read(heard, 1)
    print(pid, flush=True)
    sys.stdin.readline()
    os.write(go, b"x")
    for number in (go, gate, heard, ready):
        os.close(number)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Ended:
    """How a run ended; a negative code is the signal that killed it."""

    code: int
    stdout: str
    stderr: str
    log: str = ""


@dataclass(frozen=True)
class Point:
    """A call to the system: which, and the how-manyth of its name."""

    name: str
    number: int
    what: str

    def __str__(self) -> str:
        return f"{self.name} #{self.number}: {self.what}"


class Runs:
    """Runs of the command, in children of one server."""

    def __init__(self, *, strace: bool) -> None:
        self.strace = strace
        self.count = 0
        self._scratch = tempfile.TemporaryDirectory()
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONSAFEPATH": "1"}
        self._server = subprocess.Popen(
            [sys.executable, "-c", SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def close(self) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()
        self._scratch.cleanup()

    def run(
        self, argv: list[str], cwd: Path, *, at: int | None = None, number: int = 0, user: int = 0
    ) -> Ended:
        """Run the command undisturbed, or, as Python tells of its calls, with one that kills or fails.

        ``number`` is that of the error, or, negative, of a signal; ``user`` whom root becomes for it.
        """
        return self._run(argv, cwd, [], at=at, number=number, user=user)

    def points(self, argv: list[str], cwd: Path) -> list[Point]:
        """Run the command whole, and return its calls that concern a folder."""
        if not self.strace:
            count = len(self.run(argv, cwd, at=0).log.splitlines())
            return [Point("call", number, "") for number in range(1, count + 1)]
        done = self._run(argv, cwd, ["-y", "-e", f"trace={','.join(f'?{name}' for name in CALLS)}"])
        seen: dict[str, int] = {}
        found = []
        for line in done.log.splitlines():
            match = re.match(r"(?:\d+ +)?(\w+)\((.*)", line)
            if match is None:
                continue
            seen[match[1]] = seen.get(match[1], 0) + 1
            said = re.sub(r"AT_FDCWD(<[^>]*>)?, ", "", match[2])
            if str(cwd) in said or re.match(r'"[^/"]', said):
                found.append(Point(match[1], seen[match[1]], said.replace(str(cwd), ".")[:120]))
        return found

    def killed(self, argv: list[str], cwd: Path, point: Point) -> Ended:
        """Run the command, and kill it when it comes to a call."""
        if not self.strace:
            return self.run(argv, cwd, at=point.number)
        return self._run(argv, cwd, _injection(point, "signal=SIGKILL"))

    def failed(self, argv: list[str], cwd: Path, point: Point, error: str) -> Ended:
        """Run the command with one call that fails."""
        if not self.strace:
            return self.run(argv, cwd, at=point.number, number=getattr(errno, error))
        return self._run(argv, cwd, _injection(point, f"error={error}"))

    def stopped(self, argv: list[str], cwd: Path, point: Point, number: signal.Signals) -> Ended:
        """Run the command, and send it a signal when it comes to a call."""
        if not self.strace:
            return self.run(argv, cwd, at=point.number, number=-number)
        return self._run(argv, cwd, _injection(point, f"signal={number.name}"))

    def _run(
        self,
        argv: list[str],
        cwd: Path,
        traced: list[str],
        *,
        at: int | None = None,
        number: int = 0,
        user: int = 0,
    ) -> Ended:
        self.count += 1
        paths = {name: Path(self._scratch.name, name) for name in ("out", "err", "log")}
        paths["log"].write_text("")
        job: dict[str, Any] = {"argv": argv, "cwd": str(cwd), "folder": str(cwd), "at": at}
        job |= {"errno": number, "user": user}
        pid = int(self._ask(json.dumps(job | {name: str(path) for name, path in paths.items()})))
        strace = _attached(pid, traced, paths["log"]) if traced else None
        code = int(self._ask("go"))
        if strace is not None:
            strace.communicate()
        texts = {name: path.read_text("utf-8", "replace") for name, path in paths.items()}
        return Ended(code, texts["out"], texts["err"], texts["log"])

    def _ask(self, line: str) -> str:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(f"{line}\n")
        self._server.stdin.flush()
        return self._server.stdout.readline()


def _injection(point: Point, what: str) -> list[str]:
    return ["-e", f"trace={point.name}", "-e", f"inject={point.name}:{what}:when={point.number}"]


def _attached(pid: int, options: list[str], log: Path) -> subprocess.Popen[str]:
    command = ["strace", "-f", "-p", str(pid), "-o", str(log), *options]
    strace = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert strace.stderr is not None
    line = strace.stderr.readline()
    assert "attached" in line, line
    return strace


def why_no_strace() -> str:
    """Return why calls cannot be counted under strace here, or nothing."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    sleeper = subprocess.Popen(["sleep", "60"])
    try:
        tried = subprocess.Popen(["strace", "-p", str(sleeper.pid)], stderr=subprocess.PIPE, text=True)
        assert tried.stderr is not None
        attached = "attached" in tried.stderr.readline()
    finally:
        sleeper.kill()
        sleeper.wait()
    tried.send_signal(signal.SIGTERM)
    tried.communicate()
    return "" if attached else "processes may not be traced here"
