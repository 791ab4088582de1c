"""The HTML in notes, looked at once: which tags, where its links lead, what is not closed."""

from __future__ import annotations

import re
from dataclasses import field
from html import unescape

from podfeed.lazily import dataclass, pattern

# An HTML tag in a text: whether it closes, its name, and what stands behind the name.
TAG = pattern(
    r"<(/?)([A-Za-z][A-Za-z0-9-]{0,30})([^<>\"']*+(?:(?:\"[^\"]{0,4000}\"|'[^']{0,4000}')[^<>\"']*+)*+)>"
)
# What formats a text; a title may speak of the others.
FORMATTING = pattern(
    r"</?(?:a|abbr|b|big|br|code|del|div|em|font|h[1-6]|i|img|li|p|s|small|span|strong|sub|sup|u|ul)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_VOID = frozenset("br hr img input meta link area base col embed source track wbr".split())
# Whose end may be left out.
_OPEN = frozenset({"p", "li"})
_HANDLER = pattern(r"\son[a-z]{3,20}\s*=", re.IGNORECASE)
_SCRIPT_URL = pattern(r"(href|src)\s*=\s*[\"']?\s*(javascript|vbscript|data:text/html)", re.IGNORECASE)
# So long a tag may be, for the rule about addresses that stand in the text.
_LONG = 2000
_LINK = pattern(r"\b(?:href|src)\s*=\s*(?:\"([^\"]{0,2000})\"|'([^']{0,2000})')", re.IGNORECASE)


# What the notes of the apps show; anything else is left out by one or the other.
PORTABLE = frozenset(
    "p br ol ul li a b i strong em h1 h2 h3 h4 h5 h6 blockquote code pre hr u s span div img".split()
)


def _nested(depth: int) -> str:
    """Return the form of a text whose elements stand in each other at most so deep.

    A tag is of one kind only, whatever follows: tried as both, each would double the time at each depth.
    """
    form = "[^<]*+"
    for level in range(depth, 0, -1):
        form = (
            rf"[^<]*+(?:<(?:(?!(?:br|hr|img|wbr)[\s>])([A-Za-z][A-Za-z0-9]{{0,30}}+)(?:>|\s[^>]*+(?<!/)>){form}</\{level}>"
            r"|(?:br|hr|img|wbr)(?:\s[^>]*+|/)?+>)[^<]*+)*+"
        )
    return form


# A text of nothing but tags that are closed in order. That most notes are one is seen at once.
_NESTED = pattern(_nested(5))
# An address that is whole and safe, and other attributes that say nothing; in all shorter than 4,000 characters.
_SAFE = (
    r"\s(?:href|src)=\"(?:https|mailto|tel):[!#-&(-;?-~]{0,400}+(?:=(?![jvdJVD])[!#-&(-;?-~]{0,100}+){0,8}\""
)
_MUTE = r"(?:\s(?!on|[a-z-]{0,30}(?:href|src))[a-z-]{1,30}+=\"[^\"<>=]{0,200}+\"){0,5}"
_PLAIN = rf"{_MUTE}(?:{_SAFE}{_MUTE})?\s?/?>"
_SHOWN = "(?:p|li|a|em|strong|code|ul|ol|b|i|h[1-6]|br|blockquote|pre|hr|u|s|span|div|img)"
# The first tag in which anything is to be found; what is to be found in its name, and in its attributes.
_ODD = pattern(rf"<(?!/?+{_SHOWN}(?:>|{_PLAIN}))")
_ODD_NAME = pattern(rf"<(?!/?+{_SHOWN}[\s/>])/?+([A-Za-z][A-Za-z0-9-]*+)")
_ODD_REST = pattern(rf"<[A-Za-z][A-Za-z0-9-]*+(?=\s)(?!{_PLAIN})([^>]*+)>")
# An address that is not that of a link or a picture as most are written.
_LOOSE = pattern(r"http(?<!<a href=\"http)(?<!<img src=\"http)")


@dataclass(slots=True)
class Markup:
    """What the HTML in a text holds."""

    any: bool = False
    names: set[str] = field(default_factory=set)  # of its tags, but for those that every app shows
    targets: list[str] = field(default_factory=list)  # where links and pictures lead, unless all is well
    scripts: set[str] = field(default_factory=set)  # attributes that run something
    unclosed: str = ""  # the first tag that is not closed where it should be
    loose: bool = False  # an address may stand outside of the tags

    @property
    def is_sound(self) -> bool:
        """Say whether there is nothing to be told of its tags, links and addresses."""
        return not (self.names or self.targets or self.scripts or self.unclosed or self.loose)


def known_markup(text: str, rare: frozenset[str]) -> Markup:
    """Return what the HTML in a text holds whose maker knows its tags: those that every app shows, and ``rare`` ones."""
    return Markup(any="<" in text, names=set(rare) - PORTABLE)


def read_markup(text: str) -> Markup:
    """Return what the HTML in a text holds, if there is any."""
    if _NESTED.fullmatch(text):
        odd = _ODD.search(text)
        if odd is None:
            return Markup(any="<" in text, loose=_LOOSE.search(text) is not None)
        rests = _ODD_REST.findall(text, odd.start())
        if all(map(_is_even, rests)):
            found = _found(_ODD_NAME.findall(text, odd.start()), rests)
            found.loose = _LOOSE.search(text) is not None
            return found
    return read_tags(text)


def _is_even(rest: str) -> bool:
    """Say whether the attributes of a tag end where it seems."""
    return "<" not in rest and "'" not in rest and rest.count('"') % 2 == 0 and len(rest) < _LONG


def read_tags(text: str) -> Markup:
    """Return what the HTML in a text holds, tag by tag."""
    tags = TAG.findall(text)
    rests = [rest for _, _, rest in tags if "=" in rest]
    found = _found([name for _, name, _ in tags], rests)
    inside = sum([rest.count("http") for rest in rests if ">" not in rest and len(rest) < _LONG])
    found.loose = text.count("http") > inside
    found.unclosed = _unclosed(tags)
    return found


def _found(names: list[str], rests: list[str]) -> Markup:
    found = Markup(any=bool(names or rests))
    found.names = {name.lower() for name in set(names)} - PORTABLE
    for rest in rests:
        if "=" in rest:
            _attributes(rest, found)
    return found


def _unclosed(tags: list[tuple[str, str, str]]) -> str:
    """Return the first tag that is not closed where it should be, or nothing."""
    stack: list[str] = []
    for close, written, rest in tags:
        name = written.lower()
        if name in _VOID or rest[-1:] == "/":
            continue
        if not close:
            stack.append(name)
        elif stack and stack[-1] == name:
            stack.pop()
        else:
            while stack and stack[-1] != name and stack[-1] in _OPEN:
                stack.pop()
            if not stack or stack[-1] != name:
                return stack[-1] if stack else name
            stack.pop()
    return next((name for name in stack if name not in _OPEN), "")


def _attributes(rest: str, found: Markup) -> None:
    for one, two in _LINK.findall(rest):
        found.targets.append(unescape(one or two).strip())
    plain = rest.lower()
    if "on" in plain and _HANDLER.search(rest):
        found.scripts.add("on…=")
    if ("script" in plain or "data:" in plain) and _SCRIPT_URL.search(rest):
        found.scripts.add("javascript:")
