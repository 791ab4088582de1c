"""Where the JavaScript in an MDX body ends: components, imports, exports."""

from __future__ import annotations

from podfeed.lazily import pattern

_STRINGS = r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`"
# In a tag: a quoted attribute, a brace, the end, or another tag, which may not stand there.
_IN_TAG = pattern(r"\"[^\"]{0,2000}+\"|'[^']{0,2000}+'|[{<>]")
_IN_BRACES = pattern(rf"(?s:{_STRINGS})|[{{}}]")
_IN_MODULE = pattern(rf"(?s:{_STRINGS})|//[^\n]*|[\[({{\])}}\n]")
_NEXT = pattern(r"</?[A-Za-z]|\n[ \t]*\n")

_MODULE = pattern(
    r"import\s*(?:[\"'{*]|type\s+[\w${]|[\w$]+\s*(?:,\s*[{*]|from\s*[\"']))"
    r"|export\s*(?:[{*]|(?:default|const|let|var|function|class|enum)\b|async\s+function\b)"
    r"|export\s+(?:type|interface)\s+\w"
)
# How a line ends that is a whole statement, and how one begins that goes on with the last.
_WHOLE = pattern(r"[\w;\"'`)\]}]\s*$")
_UNFINISHED = pattern(r"\b(?:from|import|export|default|extends)\s*$")
_GOES_ON = pattern(r"\n[ \t]*(?:[.?:+|&=,)]|from\b)")
_BLANK_LINE = pattern(r"\n[ \t]*(?:\n|\Z)|\Z")


class Reader:
    """Finds ends in one body.

    A search that fails is paid from a budget, so that a body full of broken components costs no more.
    """

    def __init__(self, body: str) -> None:
        self._body = body
        self._budget = 400_000  # characters

    def component_end(self, position: int) -> int | None:
        """Return the end of the tag that `position` is in, past its braces and quotes, or None."""
        start = position
        limit = min(len(self._body), start + self._budget)
        while match := _IN_TAG.search(self._body, position, limit):
            if match[0] == ">":
                return match.end()
            end = self._braces_end(match.end(), limit) if match[0] == "{" else match.end()
            if match[0] == "<" or end is None:
                self._failed((end or limit) - start)
                return None
            position = end
        self._failed(limit - start)
        return None

    def module_end(self, start: int) -> int | None:
        """Return the end of an import or export that begins at `start`; None where it is none."""
        if not _MODULE.match(self._body, start):
            return None
        position, depth = start, 0
        limit = min(len(self._body), start + self._budget)
        while match := _IN_MODULE.search(self._body, position, limit):
            position = match.end()
            depth += (match[0] in "([{") - (match[0] in ")]}")
            if match[0] == "\n" and depth <= 0 and self._is_whole(start, match.start()):
                return match.start()
        if depth > 0:
            self._failed(limit - start)
        end = _BLANK_LINE.search(self._body, start)
        return end.start() if end and depth > 0 else len(self._body)

    def _is_whole(self, start: int, end: int) -> bool:
        """Say whether a statement is over at the end of a line."""
        line = self._body[max(start, end - 200) : end]
        if _BLANK_LINE.match(self._body, end):
            return True
        goes_on = _GOES_ON.match(self._body, end) or _UNFINISHED.search(line)
        return not goes_on and _WHOLE.search(line) is not None

    def _braces_end(self, position: int, limit: int) -> int | None:
        depth = 1
        while match := _IN_BRACES.search(self._body, position, limit):
            position = match.end()
            depth += (match[0] == "{") - (match[0] == "}")
            if depth == 0:
                return position
        return None

    def _failed(self, length: int) -> None:
        self._budget = max(self._budget - length, 0)
