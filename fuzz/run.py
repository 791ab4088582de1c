#!/usr/bin/env python3
"""Run the targets with atheris: `python fuzz/run.py --seconds 600`, or those that are named.

It wants the extra: pip install 'podfeed-rss[fuzz]', or in a clone pip install -e '.[fuzz]'. What breaks a promise is
kept below tests/fuzz_found, where the tests replay it; `python fuzz/run.py --replay TARGET FILE` does by hand.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from fuzz import holding  # noqa: E402 - from here on this folder is a package
from fuzz.targets import TARGETS, Target  # noqa: E402
from fuzz.targets.common import AGAIN  # noqa: E402

SEEDS = ROOT / "fuzz" / "seeds"
CORPUS = ROOT / ".fuzz-corpus"
HANGS = 60  # seconds by the clock, after which an input is cut off
LARGEST = 3000  # MB, at which a process is cut off
RESTARTS = 20  # times that a target may end before its time


@dataclass(slots=True)
class Outcome:
    """What became of a target."""

    name: str
    seconds: float = 0.0
    processor: float = 0.0
    runs: int = 0
    features: int = 0
    slowest: float = 0.0
    growth: int = 0
    peak: int = 0
    findings: dict[str, str] = field(default_factory=dict)


def inputs_of(target: Target) -> list[bytes]:
    """Return the seeds of a target, and what was found before."""
    folders = [SEEDS / target.name, *(ROOT / name for name in target.seeds)]
    seeds = [
        path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()) if path.is_file()
    ]
    found = holding.FOUND / target.name
    before = [path.read_bytes() for path in sorted(found.iterdir())] if found.is_dir() else []
    return [data for path in seeds for data in target.inputs(path)] + [*target.made(), *before]


def fuzz(target: Target, seconds: int, corpus: Path, seed: int) -> Outcome:
    """Run a target for some seconds; where its process ends early, that is a finding, and it goes on."""
    outcome = Outcome(target.name)
    own = corpus / target.name
    own.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(inputs_of(target)):
        (own / f"seed-{number:03}").write_bytes(data[: target.most])
    end = time.monotonic() + seconds
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"podfeed-fuzz-{target.name}-", dir=_memory()) as name:
        for _ in range(RESTARTS):
            left = int(end - time.monotonic())
            if left > 0 and "nothing ran" not in outcome.findings:
                _one_run(target, [f"-max_total_time={left}", f"-seed={seed}"], own, Path(name), outcome)
    outcome.seconds = time.monotonic() - started
    return outcome


def _memory() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108


def _one_run(target: Target, how: list[str], corpus: Path, work: Path, outcome: Outcome) -> None:
    stats, log, words = work / "stats.json", work / "log", work / "words"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in (*target.words, AGAIN.decode())), "ascii")
    command = [
        sys.executable,
        ROOT / "fuzz" / "child.py",
        target.name,
        stats,
        ",".join(target.packages),
        holding.FOUND,
    ]
    command += [
        corpus,
        f"-dict={words}",
        *how,
        f"-max_len={target.most}",
        f"-timeout={HANGS}",
    ]
    command += [
        f"-rss_limit_mb={LARGEST}",
        f"-artifact_prefix={work}/ended-",
        "-print_final_stats=1",
        "-report_slow_units=1000000",
    ]
    environment = os.environ | {
        "TMPDIR": str(work),
        "PYTHONHASHSEED": "0",
        "PODFEED_CACHE_DIR": str(work / "cache"),
    }
    stats.unlink(missing_ok=True)
    with log.open("wb") as output:
        code = subprocess.run(command, stdout=output, stderr=output, env=environment, check=False).returncode
    said = json.loads(stats.read_text("utf-8")) if stats.exists() else {}
    text = log.read_text("utf-8", "replace")
    done = re.findall(r"stat::number_of_executed_units:\s+(\d+)", text)
    outcome.runs += int(done[-1]) if done else said.get("runs", 0)
    outcome.features = max([outcome.features, *(int(number) for number in re.findall(r" ft: (\d+)", text))])
    outcome.processor += said.get("processor", 0.0)
    outcome.slowest = max(outcome.slowest, said.get("slowest", 0.0))
    outcome.growth = max(outcome.growth, said.get("growth", 0))
    outcome.peak = max(outcome.peak, said.get("peak", 0))
    outcome.findings |= said.get("findings", {})
    if said.get("growth", 0) > holding.GROWTH:
        outcome.findings["growth"] = f"the run grew by {said['growth'] >> 20} MB"
    ended = [*work.glob("ended-*")]
    for path in ended:
        kind = path.name.removeprefix("ended-").partition("-")[0]
        kept = holding.keep(target, path.read_bytes())
        path.unlink()
        if kind == "timeout" and not _hangs(target, kept):
            kept.unlink()
            continue
        outcome.findings[f"{kind} {kept.name}"] = f"{kept}\n{text[-3000:]}"
    if code and not ended:
        outcome.findings[f"exit {code}" if said else "nothing ran"] = text[-3000:]


def _hangs(target: Target, path: Path) -> bool:
    """Say whether an input takes long in a process of its own, too: by the clock, other work slows all down."""
    command = [sys.executable, ROOT / "fuzz" / "run.py", "--replay", target.name, path]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=HANGS).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode("latin-1" if _is_bytes(word) else "utf-8"))


def _is_bytes(word: str) -> bool:
    """Say whether a word of the table stands for bytes, and not for text."""
    return all(ord(sign) < 256 for sign in word) and any(ord(sign) < 9 or ord(sign) > 127 for sign in word)


def table(outcomes: list[Outcome]) -> str:
    """Return what happened, as Markdown."""
    rows = [
        "| target | seconds | of the processor | executions | features | peak MB | growth MB | slowest ms | findings |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    rows += [
        f"| `{each.name}` | {each.seconds:.0f} | {each.processor:.0f} | {each.runs:,} | {each.features:,} | {each.peak >> 20} | "
        f"{each.growth >> 20} | {each.slowest * 1000:.0f} | {len(each.findings)} |"
        for each in outcomes
    ]
    return "\n".join(rows)


def replay(name: str, paths: list[Path]) -> int:
    """Hold files to the promises, time and memory too; return 1 where one is broken."""
    broken = 0
    for path in paths:
        cost, finding = holding.measured(TARGETS[name], path.read_bytes())
        print(f"{path}: {cost.seconds * 1000:.0f} ms, {cost.growth >> 20} MB more", flush=True)
        if finding is not None:
            broken = 1
            print(f"{finding.kind}: {finding.text}", flush=True)
    return broken


def main(arguments: list[str]) -> int:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGETS)} (all)")
    parser.add_argument("--seconds", type=int, default=20, help="of each target (20)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="targets at a time (as many as processors)"
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        help="where chance begins: the same inputs each time (0: others each time)",
    )
    parser.add_argument(
        "--corpus",
        type=Path,
        default=CORPUS,
        help="where what was learned is kept for the next run (.fuzz-corpus)",
    )
    parser.add_argument(
        "--replay", nargs="+", metavar=("TARGET", "FILE"), help="hold files to the promises, without atheris"
    )
    parser.add_argument("--list", action="store_true", help="say what is fuzzed")
    said = parser.parse_args(arguments)
    if said.list:
        print("\n".join(f"{target.name}: {target.what}" for target in TARGETS.values()))
        return 0
    names = said.replay[:1] if said.replay else said.targets
    if unknown := [name for name in names if name not in TARGETS]:
        parser.error(f"there is no target {unknown[0]}; there are {', '.join(TARGETS)}")
    if said.replay:
        return replay(names[0], [Path(name) for name in said.replay[1:]])
    if find_spec("atheris") is None:
        parser.error(
            "atheris is not installed: pip install 'podfeed-rss[fuzz]' (Linux and macOS); the tests do without"
        )
    return _all([TARGETS[name] for name in names or TARGETS], said)


def _all(targets: list[Target], said: argparse.Namespace) -> int:
    with ThreadPoolExecutor(said.jobs) as pool:
        outcomes = list(pool.map(lambda target: fuzz(target, said.seconds, said.corpus, said.seed), targets))
    for outcome in outcomes:
        for where, text in outcome.findings.items():
            print(f"\n-- {outcome.name}: {where}\n{text}")
            print(f"replay it: python fuzz/run.py --replay {outcome.name} FILE")
    print(table(outcomes))
    return 1 if any(outcome.findings for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
