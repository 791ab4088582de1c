"""Problems for programs: JSON, workflow annotations of GitHub, SARIF, JUnit."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from podfeed._version import __version__
from podfeed.lazily import pattern
from podfeed.masking import masked
from podfeed.problems import Place, Problem
from podfeed.urls import from_path

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB = {"error": "error", "warning": "warning", "info": "notice"}
_HOME = "https://pypi.org/project/podfeed-rss/"


def as_dict(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain data, with every key."""
    place = problem.place
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "message": problem.message,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "tag": problem.tag or None,
        "value": problem.value,
        "demanded_by": list(problem.demanded_by),
        "hint": problem.hint or None,
        "url": problem.url or None,
        "count": problem.count,
        "places": [{"file": each.file, "line": each.line, "column": each.column} for each in problem.places],
    }


def as_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON list of objects."""
    return _written([as_dict(problem) for problem in problems])


def _written(value: Any) -> str:
    """Return JSON that can be encoded: half a surrogate pair, of a file's name, becomes U+FFFD."""
    return _HALF.sub("\ufffd", json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


_HALF = pattern("[\ud800-\udfff]")


def as_github(problems: Iterable[Problem]) -> str:
    """Return the problems as annotations of GitHub workflows."""
    return "".join(f"{_annotation(problem)}\n" for problem in problems)


def _annotation(problem: Problem) -> str:
    """https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands"""
    place = problem.place
    parts = {"file": _relative(place), "line": place.line, "col": place.column} if place else {}
    parts["title"] = problem.rule
    said = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in parts.items() if value)
    text = _escaped(f"{problem.message}{_times(problem)}" + (f"\n{problem.hint}" if problem.hint else ""))
    return _HALF.sub("\ufffd", f"::{_GITHUB[problem.severity]} {said}::{text}")


def _escaped(text: str, more: str = "") -> str:
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _times(problem: Problem) -> str:
    return f" ({problem.count} times)" if problem.count > 1 else ""


def _relative(place: Place) -> str:
    """Return a file as seen from where the command runs, with slashes, as these formats ask."""
    path = Path(place.file)
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def as_sarif(problems: Sequence[Problem]) -> str:
    """Return the problems as SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/"""
    names = sorted({problem.rule for problem in problems})
    run = {
        "tool": {
            "driver": {
                "name": "podfeed",
                "version": __version__,
                "informationUri": _HOME,
                "rules": [_rule(name, problems) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, names.index(problem.rule)) for problem in problems],
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return _written(document)


def _rule(name: str, problems: Sequence[Problem]) -> dict[str, Any]:
    first = next(problem for problem in problems if problem.rule == name)
    found: dict[str, Any] = {"id": name, "defaultConfiguration": {"level": _LEVELS[first.severity]}}
    text = _doc(name)
    if text:
        found["shortDescription"] = {"text": text}
    if first.url:
        found["helpUri"] = first.url
    if first.hint:
        found["help"] = {"text": first.hint}
    return found


def _doc(name: str) -> str:
    from podfeed.rules import RULES  # noqa: PLC0415 - for this format alone

    return RULES[name].doc if name in RULES else ""


def _result(problem: Problem, index: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.message + _times(problem)},
    }
    places = [place for place in (problem.place, *problem.places) if place is not None and place.file]
    if places:
        found["locations"] = [_location(places[0])]
    if len(places) > 1:
        found["relatedLocations"] = [_location(place) for place in places[1:]]
    if problem.count > 1:
        found["occurrenceCount"] = problem.count
    if problem.demanded_by:
        found["properties"] = {"demandedBy": list(problem.demanded_by)}
    return found


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": from_path(_relative(place))}}
    if place.line:
        physical["region"] = {"startLine": place.line} | (
            {"startColumn": place.column} if place.column else {}
        )
    return {"physicalLocation": physical}


def as_junit(problems: Sequence[Problem], sources: Sequence[str]) -> str:
    """Return the problems as JUnit XML: a case for each file that was looked at, and for each problem."""
    suites = ElementTree.Element("testsuites", name="podfeed")
    groups: dict[str, list[Problem]] = {masked(os.fspath(source)): [] for source in sources}
    for problem in problems:
        groups.setdefault(problem.place.file if problem.place else "podfeed", []).append(problem)
    for name, own in groups.items():
        failed = sum(problem.severity != "info" for problem in own)
        suite = ElementTree.SubElement(
            suites,
            "testsuite",
            name=_plain(name),
            tests=str(max(1, len(own))),
            failures=str(failed),
            errors="0",
        )
        for problem in own:
            _case(suite, problem, _plain(name))
        if not own:
            ElementTree.SubElement(suite, "testcase", classname=_plain(name), name="podfeed validate")
    ElementTree.indent(suites)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"
    )


def _case(suite: Any, problem: Problem, name: str) -> None:
    where = f":{problem.place.line}" if problem.place and problem.place.line else ""
    case = ElementTree.SubElement(suite, "testcase", classname=name, name=f"{problem.rule}{where}")
    text = f"{problem}{_times(problem)}" + (f"\n{problem.hint}" if problem.hint else "")
    if problem.severity == "info":
        ElementTree.SubElement(case, "system-out").text = _plain(text)
        return
    failure = ElementTree.SubElement(case, "failure", type=problem.severity, message=_plain(problem.message))
    failure.text = _plain(text)


def _plain(text: str) -> str:
    """Return a text without what XML cannot carry."""
    return "".join(sign if sign in "\t\n\r" or sign.isprintable() else "\ufffd" for sign in text)
