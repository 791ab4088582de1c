"""Rules about Apple's categories."""

from __future__ import annotations

import re

from podfeed.problems import BadValueError
from podfeed.rules.node import Feed, Node
from podfeed.rules.pages import CATEGORIES
from podfeed.rules.registry import CHANNEL, Finding, Fix, Found, rule, shown
from podfeed.rules.values import (
    nearest,
)
from podfeed.tags.categories import CATEGORIES as TREE
from podfeed.tags.categories import RETIRED, read_category

OBSOLETE = {
    (old.partition(" > ")[0], old.partition(" > ")[2] or None): tuple(new.split(" > "))
    for old, new in RETIRED.items()
}
# A retired subcategory that stands alone.
_BARE = {old[1]: new for old, new in OBSOLETE.items() if old[1] and old[1] not in TREE}
_CATEGORY = '<itunes:category text="Arts"><itunes:category text="Books"/></itunes:category>'


@rule(
    "itunes-category-missing",
    "error",
    "apple psp1",
    on=CHANNEL,
    hint='add <itunes:category text="…"/> with one of Apple\'s',
    wrong="<!-- no itunes:category -->",
    right=_CATEGORY,
    page=CATEGORIES,
)
def itunes_category_missing(channel: Node, _feed: Feed) -> Found:
    """The show has no category of Apple's."""
    if not channel.first("itunes:category"):
        yield Finding(channel, "the show has no <itunes:category>")


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower().replace("&", "and"))


_TOP = {_squeezed(name): name for name in TREE}
_SUB = {_squeezed(child): (parent, child) for parent, children in TREE.items() for child in children}
_EXACT_SUB = {child: parent for parent, children in TREE.items() for child in children}


def _categories(channel: Node) -> list[Node]:
    return channel.all("itunes:category")


@rule(
    "itunes-category-text-missing",
    "error",
    "apple w3c",
    on="itunes:category",
    hint='write <itunes:category text="Arts"/>',
    wrong="<itunes:category>Arts</itunes:category>",
    right=_CATEGORY,
    page=CATEGORIES,
)
def itunes_category_text_missing(node: Node, _feed: Feed) -> Found:
    """The category stands elsewhere than in the attribute `text`, where nobody looks."""
    if not node.get("text"):
        said = node.value or node.get("name") or node.get("domain")
        fix = Fix("text=", said) if said in TREE else None
        yield Finding(
            node,
            "<itunes:category> has no text" + (f", and says {shown(said)} elsewhere" if said else ""),
            attr="text",
            value=said or None,
            fix=fix,
        )


@rule(
    "itunes-category-unknown",
    "error",
    "apple w3c",
    on=CHANNEL,
    hint="take one from Apple's list",
    wrong='<itunes:category text="Seaside"/>',
    right=_CATEGORY,
    page=CATEGORIES,
)
def itunes_category_unknown(channel: Node, _feed: Feed) -> Found:
    """A category is none of Apple's. Apple refuses the feed."""
    for node in _categories(channel):
        text = node.attrs.get("text", "")
        if text.strip() and _kind(text) == "unknown":
            yield Finding(
                node,
                f"{shown(text)} is none of Apple's categories",
                attr="text",
                value=text,
                hint=_near(text),
            )


def _near(text: str) -> str:
    try:
        read_category(text)
    except BadValueError as error:
        return error.hint
    return ""


def _kind(text: str) -> str:
    """Say what a category at the top is: ``right``, or the way in which it is wrong."""
    if text in TREE:
        return "right"
    if "&amp;" in text:
        return "escaped"
    if _squeezed(text) in _TOP:
        return "case"
    if any(text in pair for pair in OBSOLETE):
        return "obsolete"
    if _squeezed(text) in _SUB:
        return "sub"
    return "unknown"


@rule(
    "itunes-category-case",
    "error",
    "apple",
    on="itunes:category",
    hint="write it exactly as Apple does",
    wrong='<itunes:category text="arts"/>',
    right=_CATEGORY,
    page=CATEGORIES,
)
def itunes_category_case(node: Node, _feed: Feed) -> Found:
    """A category is Apple's but for capitals, spaces, hyphens or `&`."""
    text = node.attrs.get("text", "")
    inner = node.inside == "itunes:category"
    proper = _SUB.get(_squeezed(text), ("", ""))[1] if inner else _TOP.get(_squeezed(text), "")
    known = text in _EXACT_SUB if inner else text in TREE
    if proper and not known and "&amp;" not in text:
        yield Finding(
            node, f"{shown(text)} is written {proper!r}", attr="text", value=text, fix=Fix("text=", proper)
        )


@rule(
    "itunes-category-obsolete",
    "warning",
    "apple w3c",
    on=CHANNEL,
    hint="take one of today's",
    wrong='<itunes:category text="Science &amp; Medicine"/>',
    right='<itunes:category text="Science"/>',
    page=CATEGORIES,
)
def itunes_category_obsolete(channel: Node, _feed: Feed) -> Found:
    """Apple retired the category in 2019."""
    for node in _categories(channel):
        text = node.get("text")
        below = [child for child in node.children if child.name == "itunes:category"]
        pairs: list[tuple[Node, tuple[str, str | None]]]
        pairs = [(child, (text, child.get("text"))) for child in below] or [(node, (text, None))]
        for where, pair in pairs:
            found = OBSOLETE.get(pair) or (
                OBSOLETE.get((text, None)) or _BARE.get(text) if text not in TREE else None
            )
            if found and (text not in TREE or pair in OBSOLETE):
                new = " > ".join(part for part in found if part)
                old = " > ".join(part for part in pair if part)
                yield Finding(where, f"{old} was retired", attr="text", value=old, hint=f"write {new}")


@rule(
    "itunes-category-is-subcategory",
    "error",
    "apple",
    on=CHANNEL,
    hint="put it inside the category that it belongs to",
    wrong='<itunes:category text="Books"/>',
    right=_CATEGORY,
    page=CATEGORIES,
)
def itunes_category_is_subcategory(channel: Node, _feed: Feed) -> Found:
    """A subcategory stands where a category should."""
    for node in _categories(channel):
        text = node.attrs.get("text", "")
        if _kind(text) == "sub":
            parent, child = _SUB[_squeezed(text)]
            yield Finding(
                node,
                f"{child} is a subcategory of {parent}",
                attr="text",
                value=text,
                hint=f'write <itunes:category text="{parent}"> around it',
                fix=Fix("nest", parent),
            )


@rule(
    "itunes-subcategory-wrong-parent",
    "error",
    "apple w3c",
    on="itunes:category",
    hint="move it, or choose another",
    wrong='<itunes:category text="Arts"><itunes:category text="Hockey"/></itunes:category>',
    right=_CATEGORY,
    page=CATEGORIES,
)
def itunes_subcategory_wrong_parent(node: Node, _feed: Feed) -> Found:
    """A subcategory is none of the category around it."""
    if node.inside != "itunes:category" and node.get("text") in TREE:
        parent = node.get("text")
        for child in node.all("itunes:category"):
            text = child.get("text")
            if not text or text in TREE[parent] or (parent, text) in OBSOLETE or "&amp;" in text:
                continue
            if _SUB.get(_squeezed(text), ("",))[0] == parent:  # told as a matter of case
                continue
            yield Finding(
                child, f"{text} is no subcategory of {parent}", attr="text", value=text, hint=_where(text)
            )


def _where(text: str) -> str:
    if text in _EXACT_SUB:
        return f"it belongs to {_EXACT_SUB[text]}"
    near = nearest(text, tuple(_EXACT_SUB))
    return f"did you mean {near}?" if near else "take one from Apple's list"


@rule(
    "itunes-category-too-deep",
    "error",
    "apple",
    on="itunes:category",
    hint="there are two levels: take the third out",
    wrong='<itunes:category text="Arts"><itunes:category text="Books"><itunes:category text="Poetry"/></itunes:category></itunes:category>',
    right=_CATEGORY,
    page=CATEGORIES,
)
def itunes_category_too_deep(node: Node, _feed: Feed) -> Found:
    """Categories are nested three deep."""
    if node.inside == "itunes:category" and node.all("itunes:category"):
        yield Finding(node.all("itunes:category")[0], "a category stands inside a subcategory")


@rule(
    "itunes-category-double-escaped",
    "error",
    "apple",
    on="itunes:category",
    hint="escape it once: &amp;",
    wrong='<itunes:category text="Health &amp;amp; Fitness"/>',
    right='<itunes:category text="Health &amp; Fitness"/>',
    page=CATEGORIES,
)
def itunes_category_double_escaped(node: Node, _feed: Feed) -> Found:
    """The `&` of a category was escaped twice."""
    text = node.attrs.get("text", "")
    if "&amp;" in text:
        yield Finding(
            node,
            f"{shown(text)} is escaped twice",
            attr="text",
            value=text,
            fix=Fix("text=", text.replace("&amp;", "&")),
        )


@rule(
    "itunes-category-duplicate",
    "warning",
    "best-practice",
    on=CHANNEL,
    hint="take one out",
    wrong=_CATEGORY * 2,
    right=_CATEGORY,
    page=CATEGORIES,
)
def itunes_category_duplicate(channel: Node, _feed: Feed) -> Found:
    """The same category is there twice."""
    seen = set()
    for node in _categories(channel):
        pairs = [(node.get("text"), child.get("text")) for child in node.all("itunes:category")] or [
            (node.get("text"), "")
        ]
        for pair in pairs:
            if pair in seen:
                name = " > ".join(part for part in pair if part)
                yield Finding(node, f"{name} is there twice", attr="text", value=name)
            seen.add(pair)


@rule(
    "itunes-category-many",
    "info",
    "apple",
    on=CHANNEL,
    hint="put the best first",
    wrong='<itunes:category text="Arts"/><itunes:category text="Music"/><itunes:category text="News"/><itunes:category text="Science"/>',
    right=_CATEGORY,
    page=CATEGORIES,
)
def itunes_category_many(channel: Node, _feed: Feed) -> Found:
    """There are more than three categories, of which Apple reads the first."""
    found = _categories(channel)
    if len({node.get("text") for node in found}) > 3:
        yield Finding(found[3], f"there are {len(found)} categories, and Apple reads the first")


@rule(
    "itunes-category-missing-sub",
    "info",
    "best-practice",
    on=CHANNEL,
    hint="add a subcategory",
    wrong='<itunes:category text="Arts"/>',
    right=_CATEGORY,
    page=CATEGORIES,
)
def itunes_category_missing_sub(channel: Node, _feed: Feed) -> Found:
    """The first category has subcategories, and none is chosen."""
    found = _categories(channel)
    if found and TREE.get(found[0].get("text")) and not found[0].all("itunes:category"):
        first = found[0].get("text")
        if not any(node.get("text") == first and node.all("itunes:category") for node in found):
            yield Finding(
                found[0], f"{first} has subcategories, and none is chosen", attr="text", value=first
            )
