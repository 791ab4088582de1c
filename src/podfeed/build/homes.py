"""Plain data of a show in a store, wherever its copy lies: what is kept or sent does not say where.

The folder of the copy is another in each run and each process. In its place stands a mark that no text, no
name and no path can hold.
"""

from __future__ import annotations

import io
import pickle
from pathlib import Path, PurePath
from typing import Any

MARK = "\0home"


def moved(value: Any, old: str, new: str) -> Any:
    """Return plain data with a folder in place of another, or of the mark; "" is no folder."""
    if not old or not new:
        return value
    if isinstance(value, str):
        return value.replace(old, new) if old in value else value
    if isinstance(value, tuple):
        return tuple([moved(each, old, new) for each in value])
    return value


def sent(value: Any, home: str) -> bytes:
    """Return any objects as bytes in which nothing says where ``home`` is; "" is no folder."""
    file = io.BytesIO()
    _Sender(file, home).dump(value)
    return file.getvalue()


def received(data: bytes, home: str) -> Any:
    """Return the objects that were sent, with a folder of one's own in place of the sender's."""
    return _Receiver(io.BytesIO(data), home).load()


class _Sender(pickle.Pickler):
    def __init__(self, file: io.BytesIO, home: str) -> None:
        super().__init__(file, 5)
        self._home = home

    def persistent_id(self, value: Any) -> tuple[bool, str] | None:
        if not self._home or not isinstance(value, (str, PurePath)):
            return None
        text = str(value)
        return (isinstance(value, PurePath), text.replace(self._home, MARK)) if self._home in text else None


class _Receiver(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, home: str) -> None:
        super().__init__(file)
        self._home = home

    def persistent_load(self, found: tuple[bool, str]) -> str | Path:
        is_path, text = found
        here = text.replace(MARK, self._home)
        return Path(here) if is_path else here
