"""reStructuredText as Pelican writes it: a title, a list of fields, a body. By docutils."""

from __future__ import annotations

import re
from typing import Any

from podfeed.posts.front_matter import FrontMatter
from podfeed.problems import Place, Problem, ProblemsError

_TITLE = re.compile(
    r"\A\s*(?:([=\-`:'\"~^_*+#<>])\1{2,}[ \t]*\n)?(\S[^\n]*)\n([=\-`:'\"~^_*+#<>])\3{2,}[ \t]*\n"
)
_FIELD = re.compile(r"^:([\w -]+):[ \t]*(.*)$")
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


def read_rst(text: str, file: str) -> FrontMatter:
    """Return the fields and the body, as HTML, of a post in reStructuredText.

    What docutils cannot read is a `ProblemsError`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    meta: dict[str, Any] = {}
    title = _TITLE.match(text)
    position = title.end() if title else 0
    if title:
        meta["title"] = title[2].strip()
    head, body = text[:position], text[position:]
    lines = body.split("\n")
    count = _fields(lines, meta)
    rest = "\n".join(lines[count:])
    line = head.count("\n") + count + 1
    try:
        html = _html(rest)
    except Exception as error:  # odd texts, and deep ones, break it in many ways
        place = Place(file=file, line=min(line, text.count("\n") + 1))
        message = "docutils cannot read this body: it is nested too deeply, or broken"
        problem = Problem(rule="rst-invalid", severity="error", message=message, place=place)
        raise ProblemsError([problem]) from error
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


def _html(text: str) -> str:
    from docutils.core import publish_parts  # noqa: PLC0415 - an extra, and slow to import

    parts = publish_parts(text, writer="html5", settings_overrides=_SETTINGS)
    return str(parts["body"])


def field_line(text: str, name: str) -> int | None:
    """Return the line of a field, counted from 1; the title stands on its own."""
    for number, line in enumerate(text.split("\n"), start=1):
        match = _FIELD.match(line)
        if match and match[1].strip() == name:
            return number
    title = _TITLE.match(text)
    return text[: title.start(2)].count("\n") + 1 if title and name == "title" else None
