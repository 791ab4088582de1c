"""HTML files without front matter: pages to some sites, to others the transcripts of episodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from podfeed.build.audio_names import AUDIO_TAG, stems
from podfeed.posts import Post


def own_posts(posts: Sequence[Post]) -> frozenset[Path]:
    """Return the files that can be posts of their own.

    HTML without front matter is one only if it plays audio, and is not named for another post: a
    transcript that lies beside audio must never be announced as an episode.
    """
    bare = [post for post in posts if post.markup == "html" and not post.meta]
    names = {
        (post.folder, stem) for post in posts if post.markup != "html" or post.meta for stem in stems(post)
    }
    others = {post.path for post in bare if not AUDIO_TAG.search(post.body) or _is_named_for(post, names)}
    return frozenset(post.path for post in posts) - others


def _is_named_for(post: Post, names: Iterable[tuple[Path, str]]) -> bool:
    """Say whether a name begins with another post's: `ep1.de.html` is about `ep1`."""
    parts = post.path.name.split(".")
    return any((post.folder, ".".join(parts[:count])) in names for count in range(1, len(parts)))
