"""Every form of audio against ffmpeg's decode: within a tenth of a second, and as the page in docs/ says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audio_forms import FORMS, difference, make, make_source, missing_tools

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "audio.md"

pytestmark = pytest.mark.skipif(bool(missing_tools()), reason=f"not installed: {', '.join(missing_tools())}")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_source(tmp_path_factory.mktemp("source"))


@pytest.mark.parametrize("name", FORMS)
def test_the_duration_is_that_of_a_decode(name: str, source: Path, tmp_path: Path) -> None:
    apart = difference(make(name, source, tmp_path))
    assert apart < 0.1
    row = re.search(
        rf"^\| {re.escape(FORMS[name][0])} \| ([\d.]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert row is not None, "python tests/audio_forms.py > docs/reference/audio.md"
    assert apart <= float(row[1]) + 0.02  # encoders of another version pad otherwise
