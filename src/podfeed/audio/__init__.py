"""The one place that reads media files: duration, size and type, exactly; tags, chapters, cover.

`reading` leads a file through mutagen; `mpeg`, `adts`, `fragments` and `chained` count where that only
estimates; `tags` and `quicktime` read what people wrote into it; `refuse` says what is no media; `embed`
writes chapters.
"""

from __future__ import annotations

from podfeed.audio.embed import embed
from podfeed.audio.reading import Audio, probe
from podfeed.audio.tags import Cover, Tags

__all__ = ["Audio", "Cover", "Tags", "embed", "probe"]
