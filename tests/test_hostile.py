"""Feeds that are made to hurt: each gets its problem within seconds, and none grows."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
OPEN, CLOSE = HEAD + b'<rss version="2.0"><channel>', b"</channel></rss>"
BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 50 + b'"><!ENTITY c "' + b"&b;" * 50 + b'">]>'
# Far beyond what any feed needs, and seconds and megabytes that a test machine has.
SECONDS, MEGABYTES = 60, 1500

HOSTILE = {
    "entities": (HEAD + BOMB + b"<rss><channel><title>&c;</title></channel></rss>", "xml-doctype-present"),
    "external": (HEAD + b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>', "xml-doctype-present"),
    "deep": (OPEN + b"<a>" * 100_000 + b"</a>" * 100_000 + CLOSE, "xml-depth-or-size-bomb"),
    "attribute": (OPEN + b'<title x="' + b"a" * 100_000_000 + b'">x</title>' + CLOSE, "xml-depth-or-size-bomb"),
    "attributes": (OPEN + b"<item " + b" ".join(b'a%d="1"' % number for number in range(200_000)) + b"/>" + CLOSE, "xml-depth-or-size-bomb"),
    "comment": (HEAD + b"<!--" + b"x" * 50_000_000 + b"--><rss/>", "xml-depth-or-size-bomb"),
    "elements": (OPEN + b"<a/>" * 2_000_000 + CLOSE, "xml-depth-or-size-bomb"),
    "items": (OPEN + b"<item/>" * 200_000 + CLOSE, "xml-depth-or-size-bomb"),
    "not utf-8": (OPEN + b"<title>\xff\xfe</title>" + CLOSE, "xml-encoding-invalid-bytes"),
    "a NUL": (OPEN + b"<title>\0</title>" + CLOSE, "xml-illegal-character"),
    "NULs": (b"\0" * 10_000_000, "xml-empty-document"),
    "ampersands": (OPEN + b"<title>" + b"& " * 5_000_000 + b"</title>" + CLOSE, "xml-not-well-formed"),
    "entity names": (OPEN + b"<title>" + b"&nbsp;" * 2_000_000 + b"</title>" + CLOSE, "xml-undefined-entity"),
    "open CDATA": (OPEN + b"<title>" + b"<![CDATA[" * 1_000_000 + b"</title>" + CLOSE, "xml-not-well-formed"),
    "a date": (OPEN + b"<item><pubDate>" + b"Mon, " * 200_000 + b"</pubDate></item>" + CLOSE, "date-invalid"),
    "a URL": (OPEN + b'<item><enclosure url="http://' + b"a." * 30_000 + b'" length="' + b"9" * 60_000 + b'" type="a"/></item>' + CLOSE, "enclosure-length-not-integer"),
    "HTML": (OPEN + b"<item><description>" + b"&lt;a href='" * 300_000 + b"</description></item>" + CLOSE, "item-description-too-long"),
    "addresses": (OPEN + b"<managingEditor>" + b"a@" * 1_000_000 + b"</managingEditor>" + CLOSE, "channel-contact-format"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="no-such"?><rss version="2.0"><channel/></rss>', "xml-encoding-not-utf8"),
    "an encoding of bytes": (b'<?xml version="1.0" encoding="zlib"?><rss version="2.0"><channel/></rss>', "xml-encoding-not-utf8"),
}  # fmt: skip


def limited() -> None:
    size = MEGABYTES << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_AS"), reason="memory cannot be limited here")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(tmp_path: Path, name: str) -> None:
    data, rule = HOSTILE[name]
    path = tmp_path / "feed.xml"
    path.write_bytes(data)
    command = [sys.executable, "-m", "podfeed", "validate", "--only", rule, str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=SECONDS, preexec_fn=limited
    )
    assert f"[{rule}]" in done.stdout
    assert "Traceback" not in done.stderr
    assert len(done.stdout) < 20_000
