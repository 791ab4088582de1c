"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click


class _Time(click.ParamType[datetime]):
    """A time as people write one; without a zone it is in UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from podfeed.dates import DateStyle, read_date  # noqa: PLC0415 - needed for --now alone
        from podfeed.problems import BadValueError  # noqa: PLC0415

        if isinstance(value, datetime):
            return value
        try:
            return read_date(value, DateStyle(timezone=UTC)).value
        except BadValueError as error:
            self.fail(error.message, param, ctx)


content_argument = click.argument("content", required=False)
config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The settings, in place of the podfeed.toml that is found.",
)
now_option = click.option(
    "--now", type=_Time(), help="The time up to which posts are published; default: the clock."
)
verbose_option = click.option(
    "-v", "--verbose", is_flag=True, help="Name each post that is left out, and print infos."
)


_folder_option = click.option(
    "--cache-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to keep what was read; default: your folder for caches.",
)
_none_option = click.option("--no-cache", is_flag=True, help="Read everything again, and keep nothing.")


def cache_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for where things are kept between runs."""
    return _none_option(_folder_option(command))


_no_lock_option = click.option("--no-lock", is_flag=True, help="Neither read nor write podfeed.lock.")
_accept_option = click.option(
    "--accept",
    multiple=True,
    metavar="EPISODE",
    help="Accept what changes of a published episode (its guid or post).",
)


def lock_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for what podfeed.lock forbids."""
    return _no_lock_option(_accept_option(command))
