"""Taking out what only the site's generator understands: Liquid, shortcodes, kramdown's lists, JSX.

Code stays as it is: nobody's example of a template is a template. One pass from opener to closer; a
closer that never comes is remembered, so that a body full of openers costs no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from podfeed.lazily import pattern
from podfeed.notes import jsx
from podfeed.notes.markdown import code_ranges

# Where something ends, or None where it is text; and what of it stays.
_Met = tuple[int | None, str]

# Each branch begins with one letter, so that the engine goes over all others at once.
_OPENER = pattern(
    r"<(?P<code>(?i:pre|code)\b)"
    r"|\{(?:(?P<liquid>%)|(?P<shown>\{[<%]/\*)|(?P<output>\{[<%]?)|(?P<list>:))"
)
_OPENER_MDX = pattern(
    rf"{_OPENER.pattern}|\{{(?P<comment>/\*)|<(?P<component>/?(?=[A-Z>]))"
    r"|i(?P<module>(?<=^i)mport\b)|e(?P<module_>(?<=^e)xport\b)",
    re.MULTILINE,
)
_CLOSER = {"{{": "}}", "{{<": ">}}", "{{%": "%}}"}
# Liquid's tags whose content is not for Liquid.
_BLOCK = pattern(r"\{%-?\s*(raw|verbatim|comment|highlight)\b[^%\n]{0,200}%\}")
# kramdown: `{:.class #id key="value"}`, `{:toc}`, `{::options ... /}` and `{:/}`.
_LIST = pattern(
    r"\{:(?:\s*+(?:[.#][\w-]++|[\w:-]++=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[\w-]++)|[\w-]++))*+\s*+\}"
    r"|\{:[:/][^{}\n]{0,200}\}"
)
_LONGEST = 4000  # of one tag; what is longer is text


def strip_templates(body: str, *, markup: str) -> tuple[str, int]:
    """Return the body without template tags, and how many were taken out."""
    if markup == "rst" or not ("{" in body or (markup == "mdx" and _OPENER_MDX.search(body))):
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
        self._opener = _OPENER_MDX if self._mdx else _OPENER
        self._code = [] if markup == "html" else code_ranges(body, indented=not self._mdx)
        self._code.reverse()
        self._absent: set[str] = set()  # closers that do not come any more
        self._jsx = jsx.Reader(body)

    def kept(self) -> Iterator[str]:
        """Yield the pieces of the body that stay."""
        position = start = 0
        while match := self._opener.search(self._body, position):
            position = self._after_code(match.start())
            if position > match.start():
                continue
            end, piece = self._meet(match)
            if end is None:
                position = match.end()
                continue
            yield self._body[start : match.start()]
            yield piece
            position = start = end
        yield self._body[start:]

    def _after_code(self, position: int) -> int:
        """Return the end of the code that a position is in, or the position."""
        while self._code and self._code[-1][1] <= position:
            self._code.pop()
        inside = self._code and self._code[-1][0] <= position
        return self._code[-1][1] if inside else position

    def _meet(self, match: re.Match[str]) -> _Met:
        """Return what an opener opens."""
        start, mark = match.span()
        match match.lastgroup:
            case "code":
                return self._html_code(match)
            case "liquid":
                return self._liquid(start)
            case "shown":
                return self._shown(match)
            case "output":
                return self._removed(self._close(_CLOSER[match[0]], mark))
            case "list":
                return self._list(start)
            case _:
                return self._module_or_component(match)

    def _removed(self, end: int | None, piece: str = "") -> _Met:
        if end is not None:
            self.removed += 1
        return end, piece

    def _find(self, mark: str, position: int) -> int | None:
        """Return the position after the next `mark`, or None; a search in vain is made once."""
        found = -1 if mark in self._absent else self._body.find(mark, position)
        if found < 0:
            self._absent.add(mark)
            return None
        return found + len(mark)

    def _close(self, mark: str, position: int) -> int | None:
        """Return the end of a tag, unless it is too long for one."""
        end = self._find(mark, position)
        return end if end is not None and end - position <= _LONGEST else None

    def _html_code(self, match: re.Match[str]) -> _Met:
        """Keep an element of code as it is."""
        end = self._find(f"</{match[0][1:]}>", match.end())
        return end, self._body[match.start() : end] if end else ""

    def _liquid(self, start: int) -> _Met:
        """Take out a tag; a comment goes with its content, raw content and highlighted code stay."""
        block = _BLOCK.match(self._body, start)
        if not block:
            return self._removed(self._close("%}", start))
        content_end, end = self._block_end(block[1], block.end())
        content = self._body[block.end() : content_end]
        if block[1] == "highlight" and content:
            content = f"<pre><code>{escape(content.strip(chr(10)), quote=False)}\n</code></pre>"
        return self._removed(end, "" if block[1] == "comment" else content)

    def _block_end(self, name: str, position: int) -> tuple[int, int]:
        """Return where a block's content ends and where its closing tag does; its start twice if never."""
        found = None
        if name not in self._absent:
            found = re.compile(rf"\{{%-?\s*end{name}\s*-?%\}}").search(self._body, position)
        if found is None:
            self._absent.add(name)
            return position, position
        return found.start(), found.end()

    def _shown(self, match: re.Match[str]) -> _Met:
        """Show a shortcode that Hugo shows: `{{</* name */>}}`."""
        closer = f"*/{_CLOSER[match[0][:3]]}"
        end = self._close(closer, match.end())
        if end is None:
            return None, ""
        content = self._body[match.end() : end - len(closer)]
        return end, escape(match[0][:3] + content + closer[2:], quote=False)

    def _list(self, start: int) -> _Met:
        """Take out an attribute list or a kramdown extension, a comment with its content."""
        found = _LIST.match(self._body, start)
        if not found:
            return None, ""
        hidden = self._find("{:/comment}", found.end()) if found[0] == "{::comment}" else None
        return self._removed(hidden or found.end())

    def _module_or_component(self, match: re.Match[str]) -> _Met:
        if match.lastgroup in ("module", "module_"):
            return self._removed(self._jsx.module_end(match.start()))
        if match.lastgroup == "comment":
            return self._removed(self._find("*/}", match.end()))
        end = self._jsx.component_end(match.end())
        return (end, "") if match[0] == "</" else self._removed(end)
