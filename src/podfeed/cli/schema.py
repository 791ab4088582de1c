"""`podfeed schema`: what editors need to complete and check front matter and settings."""

from __future__ import annotations

import json

import click

from podfeed import schema as schemas
from podfeed.cli.output import echo

_SCHEMAS = {"front-matter": schemas.front_matter, "settings": schemas.settings}


@click.command()
@click.argument("what", type=click.Choice(list(_SCHEMAS)), required=False)
def schema(what: str | None) -> None:
    """Print JSON Schemas of front matter and settings, for editors.

    Name one to have it alone; without, both are printed, as one object with a member for each.
    """
    made = _SCHEMAS[what]() if what else {name: make() for name, make in _SCHEMAS.items()}
    echo(json.dumps(made, indent=2, ensure_ascii=False))
