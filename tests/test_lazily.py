"""What is made when it is first used is what would have been made at once."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import pickle
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError, field
from pathlib import Path
from typing import Any

import pytest

import podfeed
from podfeed.lazily import dataclass, pattern

SOURCE = Path(podfeed.__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A class with a field of each kind."""

    first: str
    second: int = 2
    names: list[str] = field(default_factory=list, compare=False)
    hidden: str = field(default="h", repr=False)
    inner: int = field(default=7, init=False)
    made: dict[str, int] = field(default_factory=dict, init=False, compare=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AtOnce:
    """The same as the standard library makes it."""

    first: str
    second: int = 2
    names: list[str] = field(default_factory=list, compare=False)
    hidden: str = field(default="h", repr=False)
    inner: int = field(default=7, init=False)
    made: dict[str, int] = field(default_factory=dict, init=False, compare=False)


@dataclass(slots=True)
class Open:
    """One that can be changed, whose fields are told by their places."""

    one: int
    two: int = 2
    three: int = field(default=3, kw_only=True)
    unset: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        self.one *= 10


@dataclass(frozen=True, slots=True)
class Own:
    """One with an equality of its own."""

    text: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own) and other.text.lower() == self.text.lower()

    def __hash__(self) -> int:
        return hash(self.text.lower())


@dataclass(frozen=True, slots=True)
class Base:
    one: int


@dataclass(frozen=True, slots=True)
class Derived(Base):
    two: int = 2


@dataclass(frozen=True, slots=True, eq=False)
class Alone:
    one: int = 1


def test_it_is_said_and_compared_as_by_the_standard_library() -> None:
    late, at_once = Late(first="a", names=["x"]), AtOnce(first="a", names=["x"])
    assert repr(late).removeprefix("Late") == repr(at_once).removeprefix("AtOnce")
    assert late == Late(first="a", names=["other"])
    assert late != Late(first="a", hidden="other")
    assert late != at_once
    assert hash(late) == hash(Late(first="a", names=["other"])) != hash(Late(first="b"))
    assert Late(first="a").names is not Late(first="a").names
    assert dataclasses.asdict(late) == dataclasses.asdict(at_once)
    assert dataclasses.replace(late, second=3) == Late(first="a", second=3)
    assert pickle.loads(pickle.dumps(late)) == late  # noqa: S301 - our own


def test_what_is_wrong_is_said_as_by_the_standard_library() -> None:
    for wrong in ({}, {"first": "a", "third": 3}, {"first": "a", "inner": 3}):
        with pytest.raises(TypeError) as late:
            Late(**wrong)
        with pytest.raises(TypeError) as at_once:
            AtOnce(**wrong)
        assert str(late.value).removeprefix("Late") == str(at_once.value).removeprefix("AtOnce")
    frozen: Any = Late(first="a")
    with pytest.raises(FrozenInstanceError):
        frozen.first = "b"
    with pytest.raises(FrozenInstanceError):
        del frozen.first
    with pytest.raises(FrozenInstanceError):
        frozen.other = "b"


def test_what_can_be_changed_has_no_hash() -> None:
    made = Open(1, three=4)
    assert (made.one, made.two, made.three) == (10, 2, 4)
    made.two = 5
    assert made == Open(1, 5, three=4)
    assert made != Open(1, three=4)
    with pytest.raises(TypeError, match="unhashable"):
        hash(made)
    with pytest.raises(AttributeError):
        _ = made.unset


def test_methods_of_its_own_and_of_its_parents_stay() -> None:
    assert Own("A") == Own("a")
    assert len({Own("A"), Own("a")}) == 1
    assert Derived(1) == Derived(1, 2) != Base(1)
    assert (repr(Base(1)), repr(Derived(1, 3))) == ("Base(one=1)", "Derived(one=1, two=3)")
    assert Alone() != Alone()
    assert len({Alone(), Alone()}) == 2


def test_help_and_editors_see_the_fields() -> None:
    said = str(inspect.signature(Late))
    assert said == "(*, first: 'str', second: 'int' = 2, names: 'list[str]' = <factory>, hidden: 'str' = 'h')"
    assert said == str(inspect.signature(AtOnce)).removesuffix(" -> None")
    assert str(inspect.signature(podfeed.Locked)) == "(*, value: 'bool' = True, owner: 'str | None' = None)"


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    late = pattern(r"(\d+)-x", re.IGNORECASE)
    assert late.fullmatch("12-X")
    assert late.sub("y", "1-x 2-x") == "y y"
    assert (late.pattern, late.groups) == (r"(\d+)-x", 1)
    with pytest.raises(AttributeError):
        _ = late.nonsense
    with pytest.raises(re.error):
        pattern("(").search("")


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_pattern_is_compiled_at_the_start_and_each_can_be(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    inner = {
        below
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.Lambda)
        for below in ast.walk(node)
    }
    calls = [
        ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and node not in inner
    ]
    assert "re.compile" not in calls
    if path.name not in ("__main__.py",):
        name = ".".join(("podfeed", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(
            ".__init__"
        )
        __import__(name)
        for value in vars(sys.modules[name]).values():
            if type(value).__name__ == "_Pattern":
                assert value.groups >= 0


def test_a_render_of_plain_posts_imports_nothing_that_it_does_not_need() -> None:
    script = "import sys, podfeed.cli.rendering; print(*sorted(sys.modules))"
    there = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {
        "PIL",
        "concurrent.futures",
        "docutils",
        "fsspec",
        "imagesize",
        "importlib.metadata",
        "multiprocessing",
        "mutagen",
        "pathspec",
        "urllib3",
        "watchfiles",
        "xml.etree.ElementTree",
        "zoneinfo",
    }
    assert heavy & set(there.stdout.split()) == set()
