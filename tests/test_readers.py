"""What readers in JavaScript make of the examples: podcast-partytime (Podcast Index) and feedsmith."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import podfeed
from test_examples import EXAMPLES, SHOWS, seen

READERS = Path(__file__).parent / "readers"

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed"),
    pytest.mark.skipif(
        not (READERS / "node_modules").is_dir(), reason="the readers are not: npm install in tests/readers"
    ),
]


@pytest.mark.parametrize("name", SHOWS)
def test_they_read_the_same(name: str) -> None:
    feed = EXAMPLES / name / "expected.xml"
    done = subprocess.run(
        ["node", str(READERS / "read.mjs"), str(feed)], capture_output=True, check=True, text=True
    )
    ours = {seen(episode) for episode in podfeed.parse(feed).episodes}
    for reader, items in json.loads(done.stdout).items():
        theirs = {
            (item["title"], item["guid"], item["url"], item["length"], int(item["duration"]))
            for item in items
        }
        assert theirs == ours, reader
