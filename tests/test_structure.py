"""What the design promises of the tree: imports point down, each outside package has one room."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import podfeed

SOURCE = Path(podfeed.__file__).parent

# The rooms from the bottom up; a room imports from itself and from those below.
LEVELS = (
    ("lazily",),
    ("_version", "masking", "limits", "pruning"),
    ("problems", "looking", "stopwatch", "collector"),
    ("stamps",),
    ("whole",),
    ("model", "months", "zones", "mime", "files", "urls", "cache"),
    ("record", "stores", "dates", "durations", "numbers", "web", "lock", "storage"),
    ("put", "mirror"),
    ("plain",),
    ("kinds", "chapters"),
    ("tags",),
    ("codec", "notes", "rules"),
    ("places", "posts", "audio"),
    ("config",),
    ("write", "read"),
    ("check",),
    ("assets", "online"),
    ("build",),
    ("api", "starter", "imports", "schema", "report"),
    ("folders", "adopt"),
    ("targets",),
    ("publish",),
    ("network",),
    ("cli", "__init__"),
    ("__main__",),
)
# The one room of each outside package; lxml has two.
OWNERS = {
    "PIL": {"assets"},
    "click": {"cli"},
    "dateutil": {"dates"},
    "docutils": {"posts"},
    "feedgen": {"write"},
    "frontmatter": {"posts"},
    "imagesize": {"audio"},
    "lxml": {"write", "read"},
    "mutagen": {"audio"},
    "nh3": {"notes"},
    "pathspec": {"posts"},
    "platformdirs": {"cache"},
    "pyromark": {"notes"},
    "selectolax": {"notes"},
    "urllib3": {"web"},
    "yaml": {"posts"},
}
LEVEL = {room: number for number, rooms in enumerate(LEVELS) for room in rooms}
FILES = sorted(SOURCE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, at its top or inside, but not for types alone."""
    tree = ast.parse(path.read_text("utf-8"))
    hidden = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if node in hidden:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            if node.module == "podfeed":
                names |= {f"podfeed.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_down(path: Path) -> None:
    own = room_of(path)
    for name in imported(path):
        if name.startswith("podfeed."):
            other = name.split(".")[1]
            assert own == other or LEVEL[other] < LEVEL[own] or {own, other} <= {"places", "posts"}, name


def test_every_room_has_its_level() -> None:
    assert {room_of(path) for path in FILES} == set(LEVEL)


def test_each_outside_package_is_imported_by_its_room() -> None:
    used: dict[str, set[str]] = {}
    for path in FILES:
        for name in imported(path):
            package = name.partition(".")[0]
            if package in OWNERS:
                used.setdefault(package, set()).add(room_of(path))
    assert used == OWNERS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_are_opened_in_their_rooms(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    opens = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    } & {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
    if (
        room_of(path) in ("files", "looking", "whole", "stamps", "audio", "storage")
        or path.name == "pictures.py"
    ):  # Pillow opens bytes
        return
    names = {name for name in opens if name not in ("read_text", "read_bytes")}
    assert not names
    methods = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("read_text", "read_bytes")
    ]
    assert not methods


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_are_small_except_tables(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")
    assert lines <= 400 or path.parent.name == "tags"


def test_the_public_names_are_sorted_and_there() -> None:
    names = [name for name in podfeed.__all__ if name != "__version__"]
    assert sorted(podfeed.__all__) == podfeed.__all__
    assert set(names) == set(podfeed._HOMES)
    assert dir(podfeed) == podfeed.__all__
    for name in podfeed.__all__:
        assert getattr(podfeed, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        _ = podfeed.nonsense
