"""JSON without halves of surrogate pairs, which it can name (``\\ud800``) and no text file can hold."""

from __future__ import annotations

import json
from typing import Any

from podfeed.notes.limits import encodable


def decoded(text: str, start: int = 0) -> tuple[Any, int]:
    """Return the value that begins at a place, and where it ends; U+FFFD stands for what is no character."""
    value, end = json.JSONDecoder().raw_decode(text, start)
    return (_whole(value) if "\\ud" in text.lower() else value), end


def load_json(text: str) -> Any:
    """Return the value of a text that holds nothing else."""
    value = json.loads(text)
    return _whole(value) if "\\ud" in text.lower() else value


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {encodable(key): _whole(item) for key, item in value.items()}
    return value
