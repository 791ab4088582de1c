"""Servers on the loopback interface, for tests: an object store that speaks S3, and a Dask cluster."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "tests",
    "AWS_SECRET_ACCESS_KEY": "tests",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
_PATIENCE = 60  # seconds


@contextmanager
def running(*command: str, log: Path, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the end of the block, what it prints going into a file."""
    with log.open("ab") as file:
        process = subprocess.Popen([sys.executable, *command], stdout=file, stderr=file, env=env)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def until(ready: object, log: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until a call says yes."""
    assert callable(ready)
    end = time.monotonic() + _PATIENCE
    while not ready():
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < end, log.read_text("utf-8")
        time.sleep(0.05)


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """Yield the address of an S3 server that forgets all at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, log = f"http://127.0.0.1:{port}", folder / "s3.log"

    def answers() -> bool:
        with socket.socket() as attempt:
            return attempt.connect_ex(("127.0.0.1", port)) == 0

    with running("-m", "moto.server", "-H", "127.0.0.1", "-p", str(port), log=log) as process:
        until(answers, log, process)
        yield url


@dataclass
class Cluster:
    """A scheduler and its workers, each a process."""

    folder: Path
    env: dict[str, str]
    address: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    scheduler: subprocess.Popen[bytes] = field(init=False)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Cluster:
        file, log = self.folder / "scheduler.json", self.folder / "scheduler.log"
        command = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
        command += ["--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(file)]
        self.scheduler = self._stack.enter_context(running(*command, log=log, env=self.env))
        until(file.is_file, log, self.scheduler)
        self.address = json.loads(file.read_text("utf-8"))["address"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start(self, number: int) -> None:
        """Start more workers, each with one thread."""
        for _ in range(number):
            command = ["-m", "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny"]
            command += ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
            command += ["--local-directory", str(self.folder), "--memory-limit", "0"]
            log = self.folder / f"worker{len(self.workers)}.log"
            self.workers.append(self._stack.enter_context(running(*command, log=log, env=self.env)))
