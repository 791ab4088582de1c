"""Each tag's case file: what is written gives the XML beside it, and that is read back the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

import podfeed
from podfeed.tags import NAMESPACES, TAGS

CASES = Path(__file__).parent / "cases"
BLOCK = re.compile(r"```(?:toml|yaml) (channel|item)\n(.*?)```\n.*?```xml \1\n(.*?)```", re.DOTALL)
GUID = "6e0cd2a9-0fa0-50ad-b1d6-5f7e4b6a3f30"

SHOW = {
    "title": '"Sea Talk"',
    "description": '"What the sea says."',
    "link": '"https://show.example/"',
    "feed_url": '"https://show.example/feed.xml"',
    "language": '"en"',
    "author": '"Ann Other"',
    "owner": '{ name = "Ann Other", email = "ann@show.example" }',
    "image": '"/art/cover.jpg"',
    "categories": '["Science"]',
    "explicit": "false",
}
POST = {
    "title": "First",
    "date": "2021-12-02T06:00:00Z",
    "audio": "https://cdn.example/first.mp3",
    "length": '"24000000"',
    "duration": "3000",
    "episode": "1",
    "description": "A walk.",
}


@dataclass(frozen=True)
class Case:
    tag: str
    parent: str
    source: str
    xml: str
    number: int

    def __str__(self) -> str:
        return f"{self.tag}-{self.number}"


def read_cases() -> list[Case]:
    return [
        Case(str(path.relative_to(CASES).with_suffix("")), *found, number)
        for path in sorted(CASES.rglob("*.md"))
        for number, found in enumerate(BLOCK.findall(path.read_text("utf-8")), start=1)
    ]


ALL = read_cases()


def lay_out(folder: Path, case: Case) -> Path:
    """Write a show of one post that says what the case says, and return its settings."""
    show, post, body = dict(SHOW), dict(POST), "The sea."
    if case.parent == "channel":
        for line in case.source.splitlines()[1:]:
            key, _, value = line.partition(" = ")
            show[key] = value
    settings = "[show]\n" + "\n".join(f"{key} = {value}" for key, value in show.items())
    source = case.source if case.parent == "item" else ""
    if source.startswith("body:"):
        body, source = source.removeprefix('body: "').rstrip().removesuffix('"'), ""
    for key in re.findall(r"^(\w+):", source, re.MULTILINE):
        post.pop(key, None)
    if "publish_date" in source or "audio" in source:
        post.pop("date" if "publish_date" in source else "audio", None)
    front = source + "\n".join(f"{key}: {value}" for key, value in post.items())
    (folder / "content").mkdir()
    (folder / "content" / "first.md").write_text(f"---\n{front}\n---\n{body}\n", "utf-8")
    path = folder / "podfeed.toml"
    path.write_text(settings + '\n[content]\npath = "content"\npermalink = "/:title/"\n', "utf-8")
    return path


def expected(case: Case, show: podfeed.Show) -> list[bytes]:
    spaces = " ".join(f'xmlns:{space.prefix}="{space.uri}"' for space in NAMESPACES)
    text = case.xml.replace("{version}", podfeed.__version__)
    text = text.replace("{guid}", show.guid or "")
    return [canonical(child) for child in etree.fromstring(f"<x {spaces}>{text}</x>")]


def canonical(element: etree._Element) -> bytes:
    element = etree.fromstring(etree.tostring(element, with_tail=False))
    for inner in element.iter():
        if len(inner) and inner.text is not None and not inner.text.strip():
            inner.text = None
        inner.tail = None
    return bytes(etree.tostring(element, method="c14n2"))


@pytest.mark.parametrize("case", ALL, ids=str)
def test_case(case: Case, tmp_path: Path) -> None:
    show = podfeed.load(config=lay_out(tmp_path, case))
    feed = podfeed.render(show)
    channel = etree.fromstring(feed).find("channel")
    assert channel is not None
    parent = channel if case.parent == "channel" else channel.find("item")
    assert parent is not None
    wanted = expected(case, show)
    written = [canonical(child) for child in parent]
    assert [one for one in written if one in wanted] == wanted

    assert [problem for problem in show.problems if not problem.demanded_by] == []  # rules of feeds apart
    assert podfeed.parse(feed) == show
    assert [problem for problem in podfeed.validate(feed) if problem.severity == "error"] == []
    assert podfeed.render(podfeed.load(config=tmp_path / "podfeed.toml")) == feed


@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: f"{tag.prefixed}-in-{tag.parents[0]}")
def test_every_row_has_a_case(tag: podfeed.tags.spec.Tag) -> None:
    name = f"{tag.namespace.prefix if tag.namespace else 'rss'}/{tag.name}"
    parents = {case.parent for case in ALL if case.tag == name}
    assert set(tag.parents) <= parents
