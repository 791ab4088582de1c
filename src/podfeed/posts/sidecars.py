"""Metadata in a file beside the post: `index.yml` next to `index.md`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from podfeed import looking
from podfeed.files import read_text
from podfeed.limits import DEFAULT, Limits
from podfeed.posts.data import SYNTAX, read_data
from podfeed.posts.post import Block


def read_sidecars(path: Path, root: Path, limits: Limits = DEFAULT) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Yield the metadata beside a post, the strongest first: the post's own goes before all."""
    stem = path.stem
    folder, name = os.path.split(path)
    names = looking.names_starting(folder or os.curdir, f"{stem}.")
    if names == (name,) and not looking.ANY_CASE:  # the post itself
        return
    for suffix, syntax in SYNTAX.items():
        if f"{stem}{suffix}" not in names and not looking.ANY_CASE:
            continue
        beside = path.with_suffix(suffix)
        if not looking.is_file(beside):
            continue
        value, text = read_data(beside, read_text(beside, limits.of("post"), root=root), limits)
        if isinstance(value, dict):
            meta = {str(key): item for key, item in value.items()}
            block = Block(file=beside, text=text, syntax=syntax, keys=frozenset(meta))
            yield block, meta
