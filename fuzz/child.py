"""One target under atheris: `python fuzz/child.py TARGET STATS PACKAGES FOUND [libFuzzer's options]`.

Findings are kept and counted, and the search goes on; only what ends the process ends it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import atheris

sys.path.insert(0, str(Path(__file__).parent.parent))
RUN = Path(__file__).with_name("run.py")


class Watch:
    """Gives inputs to a target, and writes down each second what happened."""

    def __init__(self, target: Any, stats: Path, found: Path) -> None:
        from fuzz import holding  # noqa: PLC0415 - after the target, whose modules are instrumented

        self.holding = holding
        self.target, self.stats, self.found = target, stats, found
        self.runs, self.slowest, self.slowest_at = 0, 0.0, b""
        self.findings: dict[str, str] = {}
        self.harmless: set[str] = set()
        self.base = holding.peak()
        self.written = 0.0

    def __call__(self, data: bytes) -> None:
        self.runs += 1
        cost, finding = self.holding.hold(self.target, data)
        if cost.seconds > self.slowest:
            self.slowest, self.slowest_at = cost.seconds, data
        if finding is not None and finding.where not in self.findings:
            self.findings[finding.where] = ""
            self._keep(finding, self.holding.shrunk(self.target, data, finding))
        elif finding is None and (costly := self.holding.judge(cost)) is not None:
            self._confirm(costly, data)
        if time.monotonic() - self.written > 1:
            self.write()

    def _confirm(self, finding: Any, data: bytes) -> None:
        """Keep what is slow or large without instrumentation, in a process of its own, too."""
        path = self.holding.keep(self.target, data, self.found)
        done = subprocess.run(
            [sys.executable, RUN, "--replay", self.target.name, path],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 1:
            where = f"{finding.kind} {path.name}"
            self._keep(self.holding.Finding(finding.kind, where, done.stdout), data)
        else:
            path.unlink()

    def _keep(self, finding: Any, data: bytes) -> None:
        path = self.holding.keep(self.target, data, self.found)
        self.findings[finding.where] = f"{path}\n{finding.text}"
        self.write()

    def write(self) -> None:
        """Write down how far it came."""
        self.written = time.monotonic()
        said = {
            "runs": self.runs,
            "processor": time.process_time(),
            "slowest": self.slowest,
            "slowest_at": self.slowest_at.hex(),
            "growth": self.holding.peak() - self.base,
            "peak": self.holding.peak(),
            "findings": self.findings,
        }
        part = self.stats.with_suffix(".part")
        part.write_text(json.dumps(said), "utf-8")
        part.replace(self.stats)


def main(arguments: list[str]) -> None:
    """Instrument, warm up, and search."""
    name, stats, packages, found, *options = arguments
    with atheris.instrument_imports(include=packages.split(",")):
        from fuzz.targets import TARGETS  # noqa: PLC0415 - instrumented

        target = TARGETS[name]
        corpus = Path(options[0])
        for path in sorted(corpus.iterdir())[:200]:
            try:
                target.run(path.read_bytes())  # what it imports late is instrumented too
            except BaseException:  # noqa: S112 - it will be met again
                continue
    watch = Watch(target, Path(stats), Path(found))
    watch.write()
    atheris.Setup([sys.argv[0], *options], watch)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
