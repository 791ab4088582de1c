"""`podfeed rules`: the rules, or one of them explained."""

from __future__ import annotations

import json

import click

from podfeed.cli.output import echo


@click.command()
@click.argument("rule", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print them for programs.")
def rules(rule: str | None, *, as_json: bool) -> None:
    """List the rules, or explain one: what it asks for, who does, why, and an example of each kind."""
    from podfeed.rules import RULES, explain  # noqa: PLC0415 - `podfeed --help` needs none of them
    from podfeed.rules.values import nearest  # noqa: PLC0415

    if rule is not None and rule not in RULES:
        begun = sorted(name for name in RULES if name.startswith(rule))
        if not begun:
            near = nearest(rule, tuple(RULES))
            hint = f"did you mean {near}?" if near else "podfeed rules lists them"
            raise click.UsageError(f"there is no rule {rule!r}: {hint}")
        chosen = begun
    else:
        chosen = [rule] if rule is not None else sorted(RULES)
    if as_json:
        echo(json.dumps([explain.as_dict(RULES[name]) for name in chosen], ensure_ascii=False, indent=2))
    elif rule in RULES:
        echo(explain.as_text(RULES[rule]))
    else:
        width = max(len(name) for name in chosen)
        for name in chosen:
            found = RULES[name]
            echo(f"{name:<{width}}  {found.severity:<7}  {explain.first_sentence(found.doc)}")
