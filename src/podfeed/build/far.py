"""Audio on servers, probed where the settings ask for it: several at a time, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from typing import TYPE_CHECKING

from podfeed.build.audio_names import in_front_matter
from podfeed.config import Config
from podfeed.lazily import dataclass
from podfeed.posts import Post
from podfeed.problems import ProblemsError

if TYPE_CHECKING:
    from podfeed.audio import Audio

Progress = Callable[[int, int], None]  # files that are done, and files in all
_AT_ONCE = 8  # polite to one server, and fast enough for thousands


@dataclass(slots=True)
class FarAudio:
    """What is known of the files at addresses."""

    config: Config
    progress: Progress | None = None
    _known: dict[str, Audio | ProblemsError] = field(default_factory=dict)

    def get(self, url: str) -> Audio | ProblemsError | None:
        """Return what the file at an address says, or why it cannot be told; None where nobody asked."""
        if not self.config.media.probe_remote:
            return None
        if url not in self._known:
            self._known[url] = self._probed(url)
        return self._known[url]

    def fetch(self, posts: Iterable[Post]) -> None:
        """Probe what the front matter of posts names, several files at a time."""
        if not self.config.media.probe_remote:
            return
        from concurrent.futures import ThreadPoolExecutor, as_completed  # noqa: PLC0415 - as below

        named = (in_front_matter(post, self.config.fields)[:1] for post in posts)
        targets = {each.target for found in named for each in found}
        urls = sorted(url for url in targets if url.startswith(("http://", "https://")))
        pool = ThreadPoolExecutor(_AT_ONCE)
        try:
            waiting = {pool.submit(self._probed, url): url for url in urls if url not in self._known}
            for done, future in enumerate(as_completed(waiting), 1):
                self._known[waiting[future]] = future.result()
                if self.progress is not None:
                    self.progress(done, len(waiting))
        finally:  # who stops the run does not wait for servers
            pool.shutdown(wait=False, cancel_futures=True)

    def _probed(self, url: str) -> Audio | ProblemsError:
        from podfeed.audio import probe  # noqa: PLC0415 - mutagen, only where it is asked for

        try:
            return probe(url, private=self.config.media.probe_private)
        except ProblemsError as error:
            return error
