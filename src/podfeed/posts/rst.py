"""reStructuredText as Pelican writes it: a title, a list of fields, a body. By docutils."""

from __future__ import annotations

import re
from typing import Any

from podfeed.lazily import pattern
from podfeed.limits import DEFAULT, Limits
from podfeed.posts.front_matter import FrontMatter
from podfeed.problems import BadValueError, Place, Problem, ProblemsError

_TITLE = pattern(
    r"\A\s*(?:([=\-`:'\"~^_*+#<>])\1{2,}[ \t]*\n)?(\S[^\n]*)\n([=\-`:'\"~^_*+#<>])\3{2,}[ \t]*\n"
)
_FIELD = pattern(r"^:([\w -]+):[ \t]*(.*)$")
_SETTINGS: dict[str, Any] = {
    "file_insertion_enabled": False,  # content may be a stranger's
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "doctitle_xform": False,
    "initial_header_level": 2,
    "syntax_highlight": "none",
    "embed_stylesheet": False,
    "_disable_config": True,
    "math_output": "LaTeX",
}


def read_rst(text: str, file: str, limits: Limits = DEFAULT) -> FrontMatter:
    """Return the fields and the body, as HTML, of a post in reStructuredText.

    What docutils cannot read, or is beyond a bound, is a `ProblemsError`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    meta: dict[str, Any] = {}
    title = _TITLE.match(text)
    position = title.end() if title else 0
    if title:
        meta["title"] = title[2].strip()
    head, body = text[:position], text[position:]
    try:
        _check(text, limits)
    except BadValueError as error:
        raise _failed(file, error) from error
    lines = body.split("\n")
    count = _fields(lines, meta)
    rest = "\n".join(lines[count:])
    line = head.count("\n") + count + 1
    html = _html(rest, file, min(line, text.count("\n") + 1))
    return FrontMatter(meta=meta, body=html, syntax="none", body_line=line)


def _fields(lines: list[str], meta: dict[str, Any]) -> int:
    """Read the field list at the top into `meta`; return the number of lines it took."""
    name = ""
    for number, line in enumerate(lines):
        match = _FIELD.match(line)
        if match:
            name = match[1].strip()
            meta[name] = match[2].strip()
        elif name and line[:1] in (" ", "\t") and line.strip():
            meta[name] = f"{meta[name]} {line.strip()}".strip()
        elif line.strip():
            return number
    return len(lines)


def _html(text: str, file: str, line: int) -> str:
    from docutils.core import publish_parts  # noqa: PLC0415 - an extra, and slow to import

    try:
        parts = publish_parts(text, writer="html5", settings_overrides=_SETTINGS)
    except RecursionError as error:
        raise _failed(file, BadValueError("this is nested too deeply")) from error
    except Exception as error:  # odd texts break it in many ways
        place = Place(file=file, line=line)
        message = "docutils cannot read this body"
        problem = Problem(rule="rst-invalid", severity="error", message=message, place=place)
        raise ProblemsError([problem]) from error
    return str(parts["body"])


_BARS = 20_000  # of tables: docutils takes a tenth of a millisecond for each cell
_EXPANDED = 10_000
_DEFINITION = pattern(r"^[ ]*\.\.[ ]+\|(?P<name>[^|\n]+)\|[^\n]*(?:\n(?:[ ]+[^\n]*)?)*", re.MULTILINE)
_REFERENCE = pattern(r"\|([^|\s][^|\n]*)\|")


def _check(text: str, limits: Limits) -> None:
    """Raise a `BadValueError` for what docutils would take hours or gigabytes for."""
    bars = text.count("|") + text.count("+")
    if bars > _BARS:
        raise BadValueError(f"tables of more than {_BARS} cells")
    if bars and (name := _multiplying(text)):
        raise BadValueError(f"the substitution |{name}| stands for more than {_EXPANDED} others")
    indents = [-1]
    for line in text.split("\n"):
        blank = len(line) - len(line.lstrip(" "))
        if line.strip():
            while indents[-1] >= blank:
                indents.pop()
            indents.append(blank)
        if len(indents) > limits.nesting:
            raise BadValueError(f"more than {limits.nesting} levels ([limits] nesting)")


def _multiplying(text: str) -> str:
    """Return the name of a substitution that stands for too many others, or for itself."""
    inner: dict[str, list[str]] = {}
    for match in _DEFINITION.finditer(text):
        found = _REFERENCE.findall(match[0])
        inner.setdefault(match["name"].lower(), []).extend(each.lower() for each in found[1:])
    sizes = dict.fromkeys((name for name in inner if not inner[name]), 1)
    waiting = {name: set(each) & set(inner) for name, each in inner.items() if each}
    while ready := [name for name, needs in waiting.items() if needs <= sizes.keys()]:
        for name in ready:
            del waiting[name]
            sizes[name] = 1 + sum(sizes.get(each, 1) for each in inner[name])
            if sizes[name] > _EXPANDED:
                return name
    return next(iter(waiting), "")


def _failed(file: str, error: BadValueError) -> ProblemsError:
    return ProblemsError(
        [
            Problem(
                rule="post-too-complex",
                severity="error",
                message=f"the post cannot be read: {error.message}",
                place=Place(file=file, line=1),
                hint="make it simpler, or write it as Markdown",
            )
        ]
    )


def field_line(text: str, name: str) -> int | None:
    """Return the line of a field, counted from 1; the title stands on its own."""
    for number, line in enumerate(text.split("\n"), start=1):
        match = _FIELD.match(line)
        if match and match[1].strip() == name:
            return number
    title = _TITLE.match(text)
    return text[: title.start(2)].count("\n") + 1 if title and name == "title" else None
