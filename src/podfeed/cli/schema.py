"""`podfeed schema`: what editors need to complete and check front matter and settings."""

from __future__ import annotations

import json

import click

from podfeed import schema as schemas

_SCHEMAS = {"front-matter": schemas.front_matter, "settings": schemas.settings}


@click.command()
@click.argument("what", type=click.Choice(list(_SCHEMAS)), required=False)
def schema(what: str | None) -> None:
    """Print the JSON Schema of front matter, or of settings (podfeed.toml).

    Without WHAT, both are printed, as one object with a member for each.
    """
    made = _SCHEMAS[what]() if what else {name: make() for name, make in _SCHEMAS.items()}
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))
