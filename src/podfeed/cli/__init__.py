"""The command: a module for each of its commands, imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from podfeed._version import __version__
from podfeed.problems import PodfeedError, ProblemsError

# The first sentence of each command's help stands here, so that `podfeed --help` imports none.
COMMANDS = {
    "adopt": "Take over the guids of a feed that is published, so that no episode is announced twice.",
    "cache": "Show, verify or clear what is kept between runs.",
    "chapters": "Convert the chapters of a media file, or of a file of chapters.",
    "diff": "Compare two feeds the way subscribers' apps do.",
    "explain": "Say why a post is in the feed or not, and where each value came from.",
    "import": "Write a post for each episode of a feed, and prove that they give the same feed.",
    "init": "Write a podfeed.toml, filled in from what is found in a folder.",
    "network": "Render all shows of a network.",
    "probe": "Say what is known of media files: duration, size, type, tags, chapters, cover.",
    "render": "Make a podcast feed from a folder of posts.",
    "rules": "List the rules, or explain one: what it asks for, who does, why, and an example of each kind.",
    "schema": "Print JSON Schemas of front matter and settings, for editors.",
    "validate": "Hold feeds, or the posts that they are made of, to the rules of apps and specifications.",
}


def _echo(text: str) -> None:
    from podfeed.masking import masked  # noqa: PLC0415 - only when it is needed

    click.echo(masked(text), err=True)


class _Commands(click.Group):
    """Finds a command by its name and imports its module only then."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = "import_" if cmd_name == "import" else cmd_name  # a word that Python keeps for itself
        command = getattr(import_module(f"podfeed.cli.{name}"), name)
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ProblemsError as error:
            from podfeed.cli.output import Output  # noqa: PLC0415 - only when it is needed

            Output().problems(error.problems)
        except PodfeedError as error:
            _echo(f"error: {error}")
        except BrokenPipeError:  # whoever reads the output has seen enough; click ends quietly
            raise
        except OSError as error:
            from podfeed.cli.output import give_up_stdout  # noqa: PLC0415 - as above

            give_up_stdout()
            where = f"{error.filename}: " if error.filename else ""
            _echo(f"{where}error: {error.strerror or error}")
        return ctx.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="podfeed")
def main() -> None:
    """Turn posts into a podcast feed that every app accepts."""
