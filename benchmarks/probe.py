"""Local MP3 files: their size and duration, by podfeed and by ffprobe."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from benchmarks.content import MEDIA, local_audio, mp3_seconds
from benchmarks.measure import Command, Stopped, at_least, call, measure, output, run
from benchmarks.programs import podfeed, program
from benchmarks.report import Report, ratio
from benchmarks.same import items

COLD, WARM, FFPROBE = "podfeed render, cold", "podfeed render, warm", "ffprobe, file by file"
ASKED = ("-v", "error", "-show_entries", "format=filename,duration,size", "-of", "json")
# How far two durations of one file may lie apart, in seconds: a frame.
NEAR = 0.03
GOALS = (ratio("probed cold and rendered, in ffprobe's time", COLD, FFPROBE, 1 / 50),)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    parser.add_argument(
        "--files", type=at_least(1), default=10_000, help="how many MP3 files (default: 10000)"
    )
    parser.add_argument("--seconds", type=at_least(1), default=5, help="how long each is (default: 5)")
    parser.add_argument(
        "--sample",
        type=at_least(1),
        default=500,
        help="how many ffprobe reads (default: 500); its time is multiplied",
    )
    parser.add_argument("--all", action="store_true", help="ffprobe reads them all")


def benchmark(options: argparse.Namespace) -> Report:
    """Measure it."""
    site = options.work / f"probe-{options.files}-{options.seconds}" / "site"
    local_audio(site, options.files, options.seconds)
    paths = sorted((site / "static" / "audio").glob("*.mp3"))
    sample = paths if options.all else paths[:: max(1, len(paths) // options.sample)]
    cold, warm = (rendering(site, name, empty=empty) for name, empty in ((COLD, True), (WARM, False)))
    missing = program("ffprobe", "ffmpeg")
    commands = [
        cold,
        warm,
        probing(paths),
        one_by_one(sample, len(paths) / len(sample), site.parent, missing),
    ]
    facts = [] if missing else [same_audio(sample)]
    rows = measure(commands, options.rounds)
    facts += [right_feed(site / "feed.xml", options.seconds)]
    counts = {"known from the run before, MP3 files opened": opened(warm)}
    command = f"python -m benchmarks probe --files {options.files} --seconds {options.seconds}"
    return Report(f"Probing {len(paths):,} MP3 files", command, rows, COLD, GOALS, facts, counts)


def rendering(site: Path, name: str, *, empty: bool) -> Command:
    """Return the rendering of posts that name the files, with an empty cache or one that knows them."""
    cache = site.parent / "cache"
    argv = podfeed("render", "--config", site / "podfeed.toml", "--cache-dir", cache)

    def forget() -> None:
        for file in ("feed.xml", "podfeed.lock"):
            (site / file).unlink(missing_ok=True)
        shutil.rmtree(cache, ignore_errors=True)

    def know() -> None:
        run(Command("podfeed, before", argv, site))

    return Command(name, argv, site, before=forget if empty else know)


def probing(paths: list[Path]) -> Command:
    """Return `podfeed probe` of all files in one call, which keeps nothing between runs."""
    return Command(
        "podfeed probe", podfeed("probe", "--json", *(path.name for path in paths)), paths[0].parent
    )


def one_by_one(sample: list[Path], times: float, work: Path, missing: str) -> Command:
    """Return the call of ffprobe for each file of a sample."""
    names = work / "sample.txt"
    names.write_text("".join(f"{path.name}\n" for path in sample), "utf-8")
    argv = ["xargs", "-a", names, "-n", "1", "ffprobe", *ASKED]
    return Command(FFPROBE, argv, sample[0].parent, missing=missing, times=times)


def same_audio(sample: list[Path]) -> str:
    """Stop where ffprobe and `podfeed probe` differ over a file."""
    found = json.loads(output(podfeed("probe", "--json", *(path.name for path in sample)), sample[0].parent))
    for path, audio in zip(sample, found, strict=True):
        told = json.loads(output(["ffprobe", *ASKED, path.name], path.parent))["format"]
        ours, theirs = (audio["length"], audio["duration"]), (int(told["size"]), float(told["duration"]))
        if ours[0] != theirs[0] or abs(ours[1] - theirs[1]) > NEAR:
            raise Stopped(f"{path}: {ours} (bytes, seconds) of podfeed, {theirs} of ffprobe")
    return f"podfeed and ffprobe: the same size and duration of {len(sample)} files"


def right_feed(feed: Path, seconds: int) -> str:
    """Stop where the feed tells another size or duration of a file than it has."""
    found = items(feed)
    for item in found.values():
        name = str(item["enclosure"]).removeprefix(f"{MEDIA}/").rpartition("/")[2]
        file = feed.parent / "static" / "audio" / name
        long = mp3_seconds(int(file.stem), seconds)
        if item["length"] != str(file.stat().st_size) or abs(int(item["duration"]) - long) > 1:
            raise Stopped(
                f"{file}: {item['length']} bytes and {item['duration']} s in the feed; it has {long:.2f} s"
            )
    return f"the feed has the size and the duration of all {len(found)} files"


def opened(warm: Command) -> int | str:
    """Return how many MP3 files a run opens that knows them all, as strace sees it."""
    if missing := program("strace", "strace"):
        return f"strace is {missing}"
    warm.before()
    trace = Path(str(warm.folder)).parent / "trace.txt"
    argv = ["strace", "-f", "-e", "trace=open,openat,openat2", "-o", trace, *warm.argv]
    if call(argv, warm.folder).returncode:
        return "strace may not look here"
    calls = trace.read_text("utf-8", "replace").splitlines()
    trace.unlink()
    if not any("podfeed.toml" in call for call in calls):
        return "strace saw nothing"
    return sum('.mp3"' in call for call in calls)
