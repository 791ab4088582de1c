"""`podfeed validate`: feeds, folders of posts, settings and posts are held to the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from podfeed.check import PROFILES, Choice
from podfeed.cli.options import config_option, now_option
from podfeed.cli.output import counted, describe, echo
from podfeed.problems import Problem
from podfeed.targets import Told, problems_of

FORMATS = ("text", "json", "github", "sarif", "junit")


def _rules(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Read names of rules, or beginnings of them; what fits none is a mistake."""
    from podfeed.rules import RULES  # noqa: PLC0415 - only where some are named
    from podfeed.rules.values import nearest  # noqa: PLC0415

    names = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
    for name in names:
        if not any(rule.startswith(name) for rule in RULES):
            near = nearest(name, tuple(RULES))
            hint = f"did you mean {near}?" if near else "podfeed rules lists them"
            raise click.BadParameter(f"no rule begins with {name!r}: {hint}", ctx=ctx, param=param)
    return names


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How problems are told.")
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Choice(PROFILES),
    help="Whose rules are asked; again for more. Default: all.",
)
@click.option(
    "--only", multiple=True, callback=_rules, metavar="RULE", help="Tell this rule, or those that begin so."
)
@click.option(
    "--ignore",
    multiple=True,
    callback=_rules,
    metavar="RULE",
    help="Leave out this rule, or those that begin so.",
)
@click.option("--strict", is_flag=True, help="Warnings count as errors do.")
@click.option(
    "--min-severity",
    type=click.Choice(("error", "warning", "info")),
    help="Tell what is as bad as this, or worse.",
)
@click.option("--all", "every", is_flag=True, help="Tell each place of a mistake that was made often.")
@click.option("--fix", is_flag=True, help="Repair, in feed files, what has one right answer.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--https", is_flag=True, help="With --fix or --diff: make https of http, too.")
@click.option("--online", is_flag=True, help="Look at what the feed links to, on its servers.")
@click.option("--allow-private", is_flag=True, help="With --online: addresses of private networks too.")
@click.option("--against", metavar="OLD", help="The feed as it was published, to compare with.")
@config_option
@now_option
@click.pass_context
def validate(
    ctx: click.Context,
    paths: tuple[str, ...],
    form: str,
    profiles: tuple[str, ...],
    only: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    now: datetime | None,
    *,
    strict: bool,
    min_severity: str | None,
    every: bool,
    fix: bool,
    diff: bool,
    https: bool,
    online: bool,
    allow_private: bool,
    against: str | None,
) -> None:
    """Hold feeds, or the posts that they are made of, to the rules of apps and specifications.

    PATHS are feeds (XML files, - for standard input, URLs with --online), content folders, settings, and
    posts, each of which stands for its whole folder. With an error the exit code is 1; with --strict, with a
    warning too.
    """
    told = Told(
        profiles=profiles or None,
        only=only,
        ignore=ignore,
        min_severity=min_severity,
        strict=strict,
        every=every,
        online=online,
        private=allow_private,
        against=against,
    )
    if https and not (fix or diff):
        raise click.UsageError("--https goes with --fix or --diff")
    if fix or diff:
        from podfeed.cli.fixing import fix_feeds  # noqa: PLC0415 - only where it is asked for

        fix_feeds(paths, told, config=config, https=https, write=fix and not diff)
        if diff:
            return
    seen: list[Choice] = []
    problems = list(problems_of(paths, told, config=config, now=now, seen=seen))
    _print(problems, form, paths)
    strict = strict or any(choice.strict for choice in seen)
    bad = ("error", "warning") if strict else ("error",)
    ctx.exit(1 if any(problem.severity in bad for problem in problems) else 0)


def _print(problems: Sequence[Problem], form: str, paths: Iterable[str]) -> None:
    if form == "text":
        _text(problems)
        return
    from podfeed import report  # noqa: PLC0415 - the other formats alone

    forms: dict[str, Any] = {
        "json": report.as_json,
        "github": report.as_github,
        "sarif": report.as_sarif,
        "junit": lambda found: report.as_junit(found, list(paths)),
    }
    echo(forms[form](problems), nl=False)


def _text(problems: Sequence[Problem]) -> None:
    for problem in problems:
        for line in describe(problem):
            echo(line)
    counts: Counter[str] = Counter()
    for problem in problems:
        counts[problem.severity] += problem.count
    found = [counted(counts[name], name) for name in ("error", "warning", "info") if counts[name]]
    echo(", ".join(found) if found else "no problems", err=True)
