"""Write the reference pages from the code: tags, front matter, settings, commands, rules.

`python docs/build.py` writes them, `python docs/build.py --check` fails where one is not current.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from inspect import getdoc, signature
from pathlib import Path

import click

import podfeed
from podfeed.build.aliases import ALIASES
from podfeed.cli import COMMANDS, main
from podfeed.config.table import NETWORK, SECTIONS, SETTINGS
from podfeed.rules import RULES, explain
from podfeed.tags import TAGS
from podfeed.tags.categories import CATEGORIES
from podfeed.tags.spec import Tag

HERE = Path(__file__).parent
CASES = HERE.parent / "tests" / "cases"
NOTE = "<!-- Made by docs/build.py; change the code instead. -->"
SCOPES = {
    "static": "Of a feed",
    "content": "Of content and settings",
    "asset": "Of files beside the feed",
    "network": "Of what the feed links to (`--online`)",
    "history": "Of a feed against the one before (`--against`)",
}
TITLES = {
    "rss": "RSS 2.0",
    "content": "Content",
    "atom": "Atom",
    "itunes": "iTunes",
    "podcast": "Podcasting 2.0",
    "psc": "Podlove Simple Chapters",
    "media": "Media RSS",
    "dc": "Dublin Core",
    "fh": "Feed history (RFC 5005)",
    "spotify": "Spotify",
}


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each page."""
    for prefix, title in TITLES.items():
        rows = [tag for tag in TAGS if (tag.namespace.prefix if tag.namespace else "rss") == prefix]
        yield f"tags-{prefix}", f"# {title} tags\n\n{NOTE}\n\n" + "\n".join(map(tag_section, rows))
    yield "front-matter", front_matter()
    yield "configuration", configuration()
    yield "commands", commands()
    yield "rules", rules()
    for rule in RULES.values():
        heading, _, rest = explain.as_markdown(rule).partition("\n")
        yield f"rules/{rule.id}", f"{heading}\n\n{NOTE}\n{rest}"
    yield "categories", categories()
    yield "api", api()


def tag_section(tag: Tag) -> str:
    """Return what a row says of its tag, and its case file."""
    prefix = tag.namespace.prefix if tag.namespace else "rss"
    lines = [f"## `{tag.prefixed}` in {' and '.join(tag.parents)}", "", tag.doc, ""]
    if tag.name == "liveItem":
        tag = replace(tag, children=())
        lines += ["It holds whatever an item holds.", ""]
    facts = [f"Field: `{tag.field}`", f"Value: {tag.kind.form}" if tag.model is None else ""]
    facts += [f"Attributes: {', '.join(f'`{attr.name}`' for attr in tag.attrs)}" if tag.attrs else ""]
    facts += ["As often as there are values" if tag.many else "Once"]
    facts += [f"Required by {', '.join(tag.required)} in {tag.parents[0]}" if tag.required else ""]
    facts += [f"Recommended by {', '.join(tag.recommended)}" if tag.recommended else ""]
    facts += [f"At most {tag.characters} characters" if tag.characters else ""]
    facts += [f"At most {tag.octets} bytes" if tag.octets else ""]
    facts += [f"[Specification]({tag.spec})"]
    lines += [f"- {fact}" for fact in facts if fact]
    for child in (*tag.children, *((tag.inside,) if tag.inside else ())):
        attributes = ", ".join(f"`{attr.name}`" for attr in child.attrs)
        lines.append(f"- Inside: `{child.prefixed}`{f' ({attributes})' if attributes else ''}: {child.doc}")
    case = (CASES / prefix / f"{tag.name}.md").read_text("utf-8").partition("\n")[2].strip()
    return "\n".join([*lines, "", case, ""])


def front_matter() -> str:
    """Return the page of the keys that are read for each field."""
    lines = [
        "# Front matter",
        "",
        NOTE,
        "",
        "The keys that are read for each field, in the order to try them. Keys are compared without case,",
        "`-` and `_`. Keys marked ° are taken only when their value has the right form. `[fields]` of the",
        "settings goes before this table; an empty list there means that no key is read for the field.",
        "",
        "| field | keys |",
        "|---|---|",
    ]
    for field, aliases in ALIASES.items():
        keys = ", ".join(f"`{alias.key}`{'°' if alias.test else ''}" for alias in aliases)
        lines.append(f"| `{field}` | {keys} |")
    return "\n".join(lines) + "\n"


def configuration() -> str:
    """Return the page of the settings."""
    lines = [
        "# Configuration",
        "",
        NOTE,
        "",
        "`podfeed.toml`, or `[tool.podfeed]` in a `pyproject.toml`, in the content folder or the nearest",
        "folder above it. Paths are relative to the file.",
        "",
        "`[show]` takes any field of [`Show`](api.md), `[fields]` any field of the",
        "[front matter](front-matter.md), `[feeds.NAME]` takes `output`, `select`, `limit` and `show`,",
        "`[people]` ids with `name`, `href`, `image` and `role` each, or `people` names a data file.",
        "",
    ]
    for section in SECTIONS:
        rows = [row for row in SETTINGS if row.section == section]
        if rows:
            lines += [f"## [{section}]", "", "| key | what | example |", "|---|---|---|"]
            lines += [f"| `{row.key}` | {row.doc} | `{row.example}` |" for row in rows]
            lines.append("")
    lines += [
        "## [network]",
        "",
        "In a file of its own, that of [`podfeed network`](../guides/network.md); paths are relative to it.",
        "",
        "| key | what | example |",
        "|---|---|---|",
        *(f"| `{row.key}` | {row.doc} | `{row.example}` |" for row in NETWORK),
        "",
    ]
    return "\n".join(lines)


def commands() -> str:
    """Return the page of the commands: their own help."""
    lines = ["# Commands", "", NOTE, ""]
    for name in sorted(COMMANDS):
        module = "import_" if name == "import" else name
        command = getattr(import_module(f"podfeed.cli.{module}"), module)
        context = click.Context(command, info_name=f"podfeed {name}", terminal_width=90)
        lines += [f"## podfeed {name}", "", "```text", command.get_help(context), "```", ""]
        for inner, part in getattr(command, "commands", {}).items():
            below = click.Context(part, info_name=inner, parent=context, terminal_width=90)
            lines += ["```text", part.get_help(below), "```", ""]
    lines += [
        "Exit codes: 0 all went well, 1 there were problems of error level, 2 wrong usage.",
        "",
        'Completion: `eval "$(_PODFEED_COMPLETE=bash_source podfeed)"` for bash, `zsh_source` and',
        "`fish_source` for the others.",
    ]
    assert isinstance(main, click.Group)  # noqa: S101
    return "\n".join(lines) + "\n"


def rules() -> str:
    """Return the page that lists the rules."""
    lines = [
        "# Rules",
        "",
        NOTE,
        "",
        "What a feed is held to. `podfeed rules RULE` prints the same page.",
        "",
    ]
    for scope, heading in SCOPES.items():
        lines += [f"## {heading}", "", "| rule | severity | asked for by | |", "|---|---|---|---|"]
        for rule in sorted(RULES.values(), key=lambda each: each.id):
            if rule.scope == scope:
                what = explain.first_sentence(rule.doc).replace("|", "&#124;")
                asked = explain.asked_by(rule)
                lines.append(f"| [{rule.id}](rules/{rule.id}.md) | {rule.severity} | {asked} | {what} |")
        lines.append("")
    return "\n".join(lines)


def categories() -> str:
    """Return the page of Apple's categories."""
    lines = ["# Categories", "", NOTE, "", "As `[show] categories` takes them.", ""]
    for parent, children in CATEGORIES.items():
        lines.append(f"- `{parent}`")
        lines += [f"  - `{parent} > {child}`" for child in children]
    return "\n".join(lines) + "\n"


def api() -> str:
    """Return the page of the library: what its docstrings say."""
    lines = ["# API", "", NOTE, "", getdoc(podfeed) or "", ""]
    for name in podfeed.__all__:
        item = getattr(podfeed, name)
        if name == "__version__":
            continue
        if isinstance(item, type) and issubclass(item, Exception):
            shape = f"({item.__base__.__name__})" if item.__base__ else ""
        else:
            shape = re.sub(r"podfeed\.\w+\.", "", str(signature(item))).replace("'", "")
        lines += [f"## {name}", "", "```python", f"{name}{shape}", "```", "", getdoc(item) or "", ""]
    return "\n".join(lines)


def run(arguments: list[str]) -> int:
    """Write the pages, or say which are not current."""
    check = "--check" in arguments
    reference = HERE / "reference"
    wanted = {reference / f"{name}.md": text.rstrip() + "\n" for name, text in pages()}
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    gone = [path for path in (reference / "rules").glob("*.md") if path not in wanted]
    if not check:
        for path in stale:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], "utf-8")
        for path in gone:
            path.unlink()
    elif stale or gone:
        names = ", ".join(path.relative_to(reference).as_posix() for path in [*stale, *gone])
        print(f"not current: {names}; run python docs/build.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
