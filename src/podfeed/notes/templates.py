"""Taking out what only the site's generator understands: Liquid, shortcodes, JSX.

Code stays as it is: nobody's example of a template is a template. One pass from opener to closer; an
opener whose closer never comes is remembered, so that a body full of them costs no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENER = re.compile(
    r"(?P<fence>^[ ]{0,3}(?:>\s?)*(?:`{3,}|~{3,}))|(?P<ticks>`+)|(?P<open>\{%|\{\{[<%]?|\{:)"
    r"|(?P<comment>\{/\*)|(?P<jsx></?[A-Z])|(?P<module>^(?:import|export)\s)",
    re.MULTILINE,
)
_CLOSER = {"{%": "%}", "{{": "}}", "{{<": ">}}", "{{%": "%}}", "{:": "}", "{/*": "*/}"}
_RAW = re.compile(r"\{%-?\s*(raw|verbatim)\s*-?%\}")
_END_RAW = re.compile(r"\{%-?\s*end(raw|verbatim)\s*-?%\}")
_LONGEST = 4000  # of one tag; what is longer is text


def strip_templates(body: str, *, markup: str) -> tuple[str, int]:
    """Return the body without template tags, and how many were taken out."""
    if markup == "rst" or not _OPENER.search(body):
        return body, 0
    scanner = _Scanner(body, markup)
    kept = "".join(scanner.kept())
    return kept, scanner.removed


class _Scanner:
    """Goes through a body once."""

    def __init__(self, body: str, markup: str) -> None:
        self.removed = 0
        self._body = body
        self._mdx = markup == "mdx"
        self._code = markup != "html"
        self._absent: dict[str, int] = {}  # closer: position from which it is known not to come
        self._runs = self._tick_runs() if self._code else {}

    def kept(self) -> Iterator[str]:
        """Yield the pieces of the body that stay."""
        position = start = 0
        while match := _OPENER.search(self._body, position):
            end, piece = self._meet(match)
            if end is None:
                position = match.end()
                continue
            yield self._body[start : match.start()]
            yield piece
            position = start = max(end, match.start() + 1)
        yield self._body[start:]

    def _meet(self, match: re.Match[str]) -> tuple[int | None, str]:
        """Return where an opener's matter ends and what of it stays; None leaves it as text."""
        kind = match.lastgroup
        if kind in ("fence", "ticks"):
            end = self._code_end(match) if self._code else None
            return end, "" if end is None else self._body[match.start() : end]
        if kind == "open":
            return self._tag(match)
        if not self._mdx:
            return None, ""
        if kind == "comment":
            return self._remove(self._find("*/}", match.end()))
        if kind == "jsx":
            return self._remove(self._jsx_end(match.end()))
        return self._remove(self._module_end(match.start()))

    def _remove(self, end: int | None) -> tuple[int | None, str]:
        if end is not None:
            self.removed += 1
        return end, ""

    # -- code

    def _tick_runs(self) -> dict[int, list[int]]:
        """Return, for each length of a run of backticks, where such runs begin, last first."""
        runs: dict[int, list[int]] = {}
        for match in re.finditer(r"`+", self._body):
            runs.setdefault(len(match[0]), []).append(match.start())
        for starts in runs.values():
            starts.reverse()
        return runs

    def _code_end(self, match: re.Match[str]) -> int | None:
        mark = match[0].lstrip(" >\t")
        if match.lastgroup == "fence":
            line = self._find("\n", match.end())
            return self._fence_end(mark, line) if line is not None else len(self._body)
        starts = self._runs.get(len(mark), [])
        while starts and starts[-1] < match.end():
            starts.pop()
        return starts[-1] + len(mark) if starts else None

    def _fence_end(self, mark: str, position: int) -> int:
        """Return the end of a fenced block: the line of its closing fence, or the end of the body."""
        closing = re.compile(rf"^[ ]{{0,3}}(?:>\s?)*{re.escape(mark)}", re.MULTILINE)
        match = closing.search(self._body, position)
        if match is None:
            return len(self._body)
        return self._find("\n", match.end()) or len(self._body)

    # -- tags

    def _tag(self, match: re.Match[str]) -> tuple[int | None, str]:
        opener = match["open"]
        if opener == "{%":
            raw = _RAW.match(self._body, match.start())
            if raw:
                return self._raw(raw)
        end = self._find(_CLOSER[opener], match.end())
        if end is None or end - match.start() > _LONGEST:
            return None, ""
        if opener == "{:" and "\n" in self._body[match.start() : end]:
            return None, ""
        return self._remove(end)

    def _raw(self, opening: re.Match[str]) -> tuple[int | None, str]:
        """Keep what stands between raw and endraw as it is."""
        if self._absent.get("endraw", len(self._body) + 1) <= opening.end():
            return self._remove(opening.end())
        closing = _END_RAW.search(self._body, opening.end())
        if closing is None:
            self._absent["endraw"] = opening.end()
            return self._remove(opening.end())
        self.removed += 1
        return closing.end(), self._body[opening.end() : closing.start()]

    def _find(self, mark: str, position: int) -> int | None:
        """Return the position after the next `mark`, or None; a search in vain is made once."""
        if self._absent.get(mark, len(self._body) + 1) <= position:
            return None
        found = self._body.find(mark, position)
        if found < 0:
            self._absent[mark] = position
            return None
        return found + len(mark)

    # -- MDX

    def _jsx_end(self, position: int) -> int | None:
        """Return the end of a component's tag; braces and quotes may hold a `>`."""
        depth = 0
        for index in range(position, min(position + _LONGEST, len(self._body))):
            char = self._body[index]
            if char == "{":
                depth += 1
            elif char == "}":
                depth -= 1
            elif char == ">" and depth <= 0:
                return index + 1
        return None

    def _module_end(self, position: int) -> int:
        """Return the end of an import or export: the next blank line."""
        return self._find("\n\n", position) or len(self._body)
