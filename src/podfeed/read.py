"""A feed becomes a `Show`: the way back of `podfeed.write`, through the same tables.

What a feed says is kept as it says it. An element that no row of the tables knows, or whose value cannot be
understood, is kept whole as `Extra`, so that nothing is lost on the way back.
"""

from __future__ import annotations

import os
import re
from copy import deepcopy
from functools import cache, lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from podfeed import codec
from podfeed.collector import paused
from podfeed.files import check_size, opened, read_bytes
from podfeed.lazily import pattern
from podfeed.limits import DEFAULT, Bound, Limits, sized, way_out
from podfeed.model import Episode, Extra, Show, is_allowed
from podfeed.problems import BadValueError, Place, Problem, ProblemsError
from podfeed.tags import NAMESPACES, TAGS, tags_of
from podfeed.tags.spec import Tag

# A namespace that is miswritten in the field is read as the one that was meant; RSS itself has none.
_ALIASES = {alias.lower(): space.uri for space in NAMESPACES for alias in (space.uri, *space.also)}
_PREFIXES = {space.prefix: space.uri for space in NAMESPACES}
_RSS = frozenset(
    {
        "http://backend.userland.com/rss2",
        "http://backend.userland.com/rss091",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
    }
)
# What a parser may not do, and need not: a feed may come from anybody.
_SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
}


def parse(
    feed: bytes | str | Path, *, recover: bool = False, name: str = "", limits: Limits = DEFAULT
) -> Show:
    """Return the show that a feed describes.

    Bytes are XML; a text or a path names a file; ``name`` stands for it in problems;
    ``limits.feed`` is the most bytes. What could not be
    understood stands in ``Show.problems``, with file and line. What is no RSS, or is not well-formed, is
    a `ProblemsError`; with ``recover`` what is not well-formed is read as far as it goes, and told.
    """
    reader = _Reader(name or ("feed" if isinstance(feed, bytes) else str(feed)))
    with paused():
        root = None
        if not isinstance(feed, bytes) and not recover:
            root = reader.root_of_file(Path(feed), limits.of("feed"))
        if root is None:
            data = feed if isinstance(feed, bytes) else read_bytes(Path(feed), limits.of("feed"))
            root = reader.root(data, recover=recover, most=limits.feed)
        try:
            return reader.show(root)
        except (SyntaxError, etree.LxmlError) as error:
            raise reader.hopeless(error) from error
        except ValueError as error:
            if not recover:
                raise
            raise reader.hopeless(error) from error  # what is lenient makes trees that no XML can hold


@cache
def _index(parent: str) -> codec.Index:
    return codec.by_name(tags_of(parent))


@cache
def _spellings() -> tuple[dict[str, str], dict[str, str]]:
    """Return the right spelling of each tag and each attribute, by that in lower case."""
    tags: dict[str, str] = {}
    attributes: dict[str, str] = {}

    def note(tag: Tag) -> None:
        tags[tag.qname.lower()] = tag.qname
        attributes.update({attr.name.lower(): attr.name for attr in tag.attrs})
        if tag.attr:
            attributes[tag.attr.lower()] = tag.attr
        for child in (*tag.children, *((tag.inside,) if tag.inside else ())):
            if child.qname.lower() not in tags:
                note(child)

    for tag in TAGS:
        note(tag)
    return {**tags, "item": "item", "channel": "channel"}, attributes


class _Reader:
    """Reads one document and gathers its problems."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._problems: list[Problem] = []
        self._broken = False  # it is not well-formed
        self._home: Any = None  # the channel, once an item in it has ended
        self._read: dict[Any, tuple[Episode, list[Problem]]] = {}

    # -- the document

    def root_of_file(self, path: Path, bound: Bound) -> Any:
        """Return the root element of a document in a file, which is never held whole.

        None where there is anything to tell of it as a whole: `root` looks closer.
        """
        with opened(path) as file:
            check_size(path, size := os.fstat(file.fileno()).st_size, bound)
            if not size or file.read(1) != b"<":
                return None
            file.seek(0)
            root = self._streamed(file)
        return root if root is not None and len(root) and _channel(root) is not None else None

    def root(self, data: bytes, *, recover: bool, most: int) -> Any:
        """Return the root element of a document."""
        if len(data) > most:
            message = f"the feed has {sized(len(data))}, and no more than {sized(most)} are read"
            raise ProblemsError([self._problem("file-too-large", "error", message, hint=way_out("feed"))])
        if not data or data.isspace():
            raise ProblemsError([self._problem("xml-empty-document", "error", "the file is empty")])
        data = self._without_leading_blanks(_without_impossible(data) if recover else data)
        root = self._parsed(data, recover=recover)
        if root is None or not len(root) or _channel(root) is None:
            raise ProblemsError([self._no_rss(root)])
        return root

    def _without_leading_blanks(self, data: bytes) -> bytes:
        """Drop what stands before the XML declaration, which no parser takes."""
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        rest = data.removeprefix(mark).lstrip()
        if len(rest) != len(data) - len(mark):
            message = "blank characters stand before the XML"
            self._problems.append(self._problem("xml-leading-content", "warning", message))
        return rest

    def _parsed(self, data: bytes, *, recover: bool) -> Any:
        root = None if recover or self._broken else self._streamed(BytesIO(data))
        return root if root is not None else self._whole(data, recover=recover)

    def _streamed(self, file: BinaryIO) -> Any:
        """Return the root of a document whose items were read and emptied as they ended.

        None where it is not well-formed: `_whole` finds out what is wrong, or reads on.
        """
        events = etree.iterparse(file, events=("end",), tag="{*}item", **_SAFE)
        told = self._problems
        try:
            for _, item in events:
                if self._is_ours(item):
                    self._problems = []
                    self._read[item] = self._episode(item), self._problems
                    item.clear(keep_tail=True)
        except (SyntaxError, ValueError):
            self._read.clear()
            self._broken = True
            return None
        finally:
            self._problems = told
        return events.root

    def _is_ours(self, item: Any) -> bool:
        """Say whether an element is an item of the channel, and not of something that stands in it."""
        channel = item.getparent()
        if self._home is None and channel is not None and codec.local_name(channel).lower() == "channel":
            root = channel.getparent()
            if root is not None and root.getparent() is None:
                self._home = _channel(root)
        return channel is not None and channel is self._home and _right_name(item.tag) == "item"

    def _whole(self, data: bytes, *, recover: bool) -> Any:
        parser = etree.XMLParser(recover=recover, **_SAFE)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ProblemsError([self._not_well_formed(error)]) from error
        if recover and len(parser.error_log):
            first = parser.error_log[0]
            message = f"this is not well-formed XML, and is read as far as it goes: {first.message}"
            self._problems.append(
                self._problem("xml-not-well-formed", "warning", message, first.line, first.column)
            )
        return root

    def _not_well_formed(self, error: Exception) -> Problem:
        line, column = getattr(error, "position", (None, None))
        message = f"this is not well-formed XML: {getattr(error, 'msg', None) or error}"
        hint = "mend the place that is named; write & as &amp; and < as &lt; in text"
        return self._problem("xml-not-well-formed", "error", message, line, column, hint=hint)

    def hopeless(self, error: Exception) -> ProblemsError:
        """Return the error of a document of which nothing can be kept."""
        return ProblemsError([self._not_well_formed(error)])

    def _no_rss(self, root: Any) -> Problem:
        name = codec.local_name(root) if root is not None else "nothing"
        message = f"this is no RSS feed: its root is <{name}>"
        hint = "podfeed reads RSS, whose root is <rss> with a <channel> in it"
        if name == "feed":
            hint = "this is Atom; podfeed reads RSS. Ask the host for the feed's RSS address"
        line = root.sourceline if root is not None else None
        rule = {"rss": "rss-channel-missing", "html": "feed-html-response"}.get(name, "feed-root-not-rss")
        return self._problem(rule, "error", message, line, hint=hint)

    def _problem(
        self,
        rule: str,
        severity: Any,
        message: str,
        line: int | None = None,
        column: int | None = None,
        *,
        hint: str = "",
    ) -> Problem:
        place = Place(file=self._name, line=line or None, column=column or None)
        return Problem(rule=rule, severity=severity, message=message, place=place, hint=hint)

    # -- the show

    def show(self, root: Any) -> Show:
        """Return the show that a document describes."""
        _settle(root)
        channel = _channel(root)
        items = channel.findall("item") or root.findall("item")  # beside the channel in RSS 1.0
        elements = [child for child in channel if child.tag != "item"]
        values = self._fields(elements, "channel")
        episodes = []
        for item in items:
            if item in self._read:
                episode, problems = self._read.pop(item)
                self._problems += problems
            else:
                episode = self._episode(item)
            episodes.append(episode)
        return Show(**values, episodes=episodes, problems=tuple(self._problems))

    def _episode(self, item: Any) -> Episode:
        held = _settle(item)  # lxml makes an element anew for each who asks, unless somebody holds it
        assert held[0] is item  # noqa: S101
        return Episode(**self._fields(list(item), "item"))

    def _fields(self, elements: list[Any], parent: str) -> dict[str, Any]:
        read = codec.read(elements, _index(parent), self)
        return {**read.values, "extra": [self.keep(element) for element in read.left]}

    def keep(self, element: Any) -> Extra:
        """Return an element as XML with the namespaces that it needs and no others."""
        wrapper = etree.Element("extra", nsmap=_PREFIXES)
        wrapper.append(deepcopy(element))
        etree.cleanup_namespaces(wrapper, top_nsmap=_PREFIXES)  # the usual prefix for a known one
        return Extra(xml=_canonical(wrapper[0]))

    def complain(self, tag: str, error: BadValueError, element: Any) -> None:
        """Keep what is wrong with an element."""
        self._problems.append(
            self._problem(
                "value-not-understood", "warning", f"<{tag}>: {error}", element.sourceline, hint=error.hint
            )
        )


def _channel(root: Any) -> Any:
    """Return the channel of a document, whatever its namespace and case."""
    if codec.local_name(root).lower() not in ("rss", "rdf"):
        return None
    return next((child for child in root if codec.local_name(child).lower() == "channel"), None)


def _canonical(element: Any) -> str:
    try:
        xml: bytes = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
    except etree.C14NError:  # a namespace that is a relative address
        if element.tag.count("}") > 1:
            raise SyntaxError("the address of a namespace holds a }") from None
        from xml.etree import ElementTree  # noqa: PLC0415 - few feeds hold such elements

        return ElementTree.canonicalize(etree.tostring(element, encoding="unicode", with_tail=False))
    return xml.decode()


_REFERENCE = pattern(rb"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")


def _without_impossible(data: bytes) -> bytes:
    """Drop the numbers that are no character, which the lenient parser would take."""

    def kept(match: re.Match[bytes]) -> bytes:
        code = int(match[1], 16) if match[1] else int(match[2])
        return match[0] if code < 0x110000 and is_allowed(chr(code)) else b""

    return _REFERENCE.sub(kept, data)


_NAME = pattern(r"[^\W\d][\w.-]*")
_SPACE = pattern(r"\{([^}]*)\}")


def _settle(tree: Any) -> list[Any]:
    """Give the elements of a tree their canonical names, and their attributes theirs; return them.

    An entity that nobody resolves is a text: lxml cannot copy one that no document declares.
    """
    entities = list(tree.iter(etree.Entity))
    for entity in entities:
        entity.tail = unescape(entity.text) + (entity.tail or "")
    if entities:
        etree.strip_elements(tree, etree.Entity, with_tail=False)
    elements = list(tree.iter(etree.Element))
    for element in elements:
        name = element.tag
        right = _right_name(name)
        if right != name:
            element.tag = right
        for attribute in element.keys():  # noqa: SIM118 - an element holds its children
            if ":" in attribute and not attribute.startswith(
                "{"
            ):  # likewise of a prefix that is not declared
                element.attrib.pop(attribute)
            elif _right_attribute(attribute) != attribute:
                _settle_attribute(element, attribute)
    return elements


def _settle_attribute(element: Any, attribute: str) -> None:
    right = _right_attribute(attribute)
    if right not in element.attrib and element.tag in _spellings()[0].values():
        element.set(right, element.attrib.pop(attribute))


@lru_cache(maxsize=4096)
def _right_name(name: str) -> str:
    """Return the canonical name of an element."""
    match = _SPACE.match(name)
    if match:
        space = match[1].strip()
        right = "" if space.lower() in _RSS else _ALIASES.get(space.lower(), space)
        name = f"{{{right}}}{name[match.end() :]}" if right else name[match.end() :]
    elif ":" in name:  # a prefix that is not declared, which only the lenient parser takes
        prefix, _, local = name.rpartition(":")
        local = local if _NAME.fullmatch(local) else "unknown"
        name = f"{{{_PREFIXES[prefix]}}}{local}" if prefix in _PREFIXES else local
    return _spellings()[0].get(name.lower(), name)


@lru_cache(maxsize=4096)
def _right_attribute(name: str) -> str:
    return _spellings()[1].get(name.lower(), name)
