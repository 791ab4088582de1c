"""`podfeed diff`: two feeds compared the way subscribers' apps do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from podfeed.check.diff import KINDS, Change
from podfeed.cli.options import config_option, now_option
from podfeed.cli.output import counted, describe, echo
from podfeed.problems import Problem, has_errors
from podfeed.report import as_json as as_objects
from podfeed.targets import compared, move_of

_LONGEST = 120


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print the changes for programs.")
@click.option("--moving", is_flag=True, help="NEW is where OLD moves to: say what would lose subscribers.")
@click.option("--markdown", is_flag=True, help="Print them for a pull request.")
@config_option
@now_option
@click.pass_context
def diff(
    ctx: click.Context,
    old: str,
    new: str,
    config: Path | None,
    now: datetime | None,
    *,
    as_json: bool,
    markdown: bool,
    moving: bool,
) -> None:
    """Compare two feeds the way subscribers' apps do.

    OLD and NEW are feed files, addresses, or content folders, which are taken as they would render. The exit
    code is 1 where something would hurt subscribers: an episode is gone, announced again, or dated anew.
    With --moving it is 1, too, where the old feed does not lead to the new one.
    """
    if as_json and markdown:
        raise click.UsageError("choose one of --json and --markdown")
    if moving:
        found, problems = move_of(old, new, config=config, now=now)
    else:
        found, problems = compared(old, new, config=config, now=now), []
    if as_json:
        changes = [asdict(change) for change in found]
        made = {"changes": changes, "problems": json.loads(as_objects(problems))} if moving else changes
        echo(json.dumps(made, ensure_ascii=False, indent=2))
    else:
        echo("\n".join(_markdown(found) if markdown else _text(found)))
        _tell(problems, markdown=markdown, moving=moving)
    ctx.exit(1 if any(change.hurts for change in found) or has_errors(problems) else 0)


def _tell(problems: Sequence[Problem], *, markdown: bool, moving: bool) -> None:
    """Print what stands in the way of a move."""
    if moving and not problems:
        echo("the move is well prepared: the old feed leads to the new one, which is the same show")
    for problem in problems:
        text = f"{problem.severity}: {problem.message}"
        lines = [f"- {_escaped(text)} ({problem.rule})"] if markdown else describe(problem)
        for line in lines:
            echo(line)


def _text(found: Sequence[Change]) -> list[str]:
    if not found:
        return ["nothing changed"]
    lines = []
    for change in found:
        mark = click.style("!", fg="red", bold=True) if change.hurts else " "
        lines.append(f"{mark} {change.kind}: {_named(change)}{_values(change)}")
    return lines


def _named(change: Change) -> str:
    name = _short(change.title or change.guid) if change.guid or change.title else ""
    return f"{name} ({change.what})" if name and change.what else name or change.what


def _values(change: Change) -> str:
    if change.what == "notes" or (change.before is None and change.after is None):
        return ""
    return f": {_short(change.before or 'none')} -> {_short(change.after or 'none')}"


def _short(text: str) -> str:
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _markdown(found: Sequence[Change]) -> list[str]:
    if not found:
        return ["The feed does not change for subscribers."]
    hurts = sum(change.hurts for change in found)
    lines = [
        f"**{hurts} of {len(found)} changes would hurt subscribers.**"
        if hurts
        else f"{counted(len(found), 'change')}, none of which hurts subscribers."
    ]
    for kind in KINDS:
        own = [change for change in found if change.kind == kind]
        if own:
            lines += ["", f"### {kind.capitalize()} ({len(own)})", ""]
            lines += [
                f"- {'⚠️ ' if change.hurts else ''}{_escaped(_named(change) + _values(change))}"
                for change in own
            ]
    return lines


def _escaped(text: str) -> str:
    for sign in "\\`*_[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return text
