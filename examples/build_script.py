"""Make a feed out of anything: here, out of a list of dictionaries.

python examples/build_script.py feed.xml
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import podfeed

TALKS = [
    {
        "id": "tides-1",
        "name": "How tides work",
        "held": datetime(2024, 5, 2, 18, 0, tzinfo=UTC),
        "file": "https://cdn.example.org/tides-1.mp3",
        "bytes": 21_504_000,
        "seconds": 1792,
        "speaker": "Dr Ebba Flod",
        "about": "<p>The moon, the sun and a <strong>very</strong> long rope.</p>",
    },
    {
        "id": "tides-2",
        "name": "Why harbours silt up",
        "held": datetime(2024, 5, 16, 18, 0, tzinfo=UTC),
        "file": "https://cdn.example.org/tides-2.mp3",
        "bytes": 19_660_800,
        "seconds": 1638,
        "speaker": "Dr Ebba Flod",
        "about": "<p>Sand goes where water slows down.</p>",
    },
]


def main(output: Path) -> int:
    """Write the feed, or say what is wrong with it."""
    show = podfeed.Show(
        title="Talks at the tide gauge",
        description="What is said at the gauge, every other Thursday.",
        link="https://talks.example.org/",
        feed_url="https://talks.example.org/feed.xml",
        language="en",
        author="The Tide Gauge",
        image="https://talks.example.org/cover.jpg",
        categories=["Science > Earth Sciences"],
        explicit=False,
        episodes=[
            podfeed.Episode(
                title=talk["name"],
                guid=talk["id"],
                publish_date=talk["held"],
                description=f"{talk['speaker']} at the tide gauge.",
                notes=talk["about"],
                enclosure=podfeed.Enclosure(url=talk["file"], length=talk["bytes"], type="audio/mpeg"),
                duration=timedelta(seconds=talk["seconds"]),
                people=[podfeed.Person(name=talk["speaker"], role="guest")],
            )
            for talk in sorted(TALKS, key=lambda talk: talk["held"], reverse=True)
        ],
    )
    problems = podfeed.validate(show)
    for problem in problems:
        print(problem, file=sys.stderr)
    if any(problem.severity == "error" for problem in problems):
        return 1
    output.write_bytes(podfeed.render(show))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "feed.xml")))
