"""HTML files without front matter: pages to some sites, to others the transcripts of episodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from podfeed.build.audio_names import AUDIO_TAG, stems_of
from podfeed.posts import MARKUP, Post, read_post
from podfeed.problems import ProblemsError

_HTML = tuple(suffix for suffix, markup in MARKUP.items() if markup == "html")


def no_posts(names: Sequence[str], root: Path) -> frozenset[str]:
    """Return the names of the files that only look like posts.

    HTML without front matter is a post only if it plays audio, and is not named for another post: a
    transcript that lies beside audio must never be announced as an episode.
    """
    html = [name for name in names if name.lower().endswith(_HTML)]
    bare = [post for name in html for post in _bare(root / name, root)]
    if not bare:
        return frozenset()
    without = {post.name for post in bare}
    taken = {((root / name).parent, stem) for name in names if name not in without for stem in stems_of(name)}
    return frozenset(
        post.name for post in bare if not AUDIO_TAG.search(post.body) or _is_named_for(post, taken)
    )


def _bare(path: Path, root: Path) -> Iterator[Post]:
    """Yield the post in a file of HTML, if that has no front matter."""
    try:
        post = read_post(path, root=root)
    except ProblemsError:  # which is told where the posts are read
        return
    if not post.meta:
        yield post


def _is_named_for(post: Post, names: Iterable[tuple[Path, str]]) -> bool:
    """Say whether a name begins with another post's: `ep1.de.html` is about `ep1`."""
    parts = post.path.name.split(".")
    return any((post.folder, ".".join(parts[:count])) in names for count in range(1, len(parts)))
