"""A feed's bytes are read once, from the front, into elements with their places.

Expat does the reading: it says at which byte a tag begins, expands nothing that a document declares, and
keeps no more than one item at a time.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from xml.parsers import expat

from podfeed.lazily import pattern
from podfeed.rules.node import LIVE, Feed, Node
from podfeed.rules.registry import Finding, Fix
from podfeed.rules.shapes import BY_CASE, SHAPES, prefix_of

_CHUNK = 1 << 16
_DEPTH = 50
_ATTRIBUTE = 1 << 16
_TOKEN = 1 << 20  # bytes of one tag or comment
_CHILDREN = 200_000
_MOST_ITEMS = 100_000
_ITEMS = ("item", LIVE)
_HTML = pattern(rb"\s*(<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)

# What is around the root.
_NOTHING = Node("", "", {}, "", 0)

Report = Callable[[str, Finding], None]


class _StopReadingError(Exception):
    """The document is hostile; what follows is not looked at."""


class Scanner:
    """Reads one feed: calls `item` with each item as it ends, and leaves the channel in ``feed``."""

    def __init__(self, feed: Feed, report: Report, item: Callable[[Node], None]) -> None:
        self.feed = feed
        self.report = report
        self.item = item
        self.root: Node | None = None
        self.channels = 0
        self.whole = False
        self._stack: list[Node] = []
        self._parts: list[str] = []
        self._scopes: list[tuple[int, dict[str, str]]] = [
            (0, {})
        ]  # prefixes, by the depth of who declares them
        self._names: dict[str, tuple[str, bool]] = {}  # as they are resolved in this scope
        self._outside: list[dict[str, tuple[str, bool]]] = []  # the same of the scopes around
        self._undeclared: set[str] = set()
        self._after_item = False

    # -- the bytes

    def read(self) -> None:
        """Read the feed; ``whole`` says afterwards whether it could be read to its end."""
        data = self._decoded()
        if data is None:
            return
        self.feed.data = data
        if self._is_no_feed(data):
            return
        try:
            self._parse(data)
            self.whole = True
        except _StopReadingError:
            return
        except expat.ExpatError as error:
            from podfeed.check.broken import breaks  # noqa: PLC0415 - most are whole

            inner = self._stack[-1] if self._stack else None
            for rule, finding in breaks(data, error, self._parser.ErrorByteIndex, inner):
                self.report(rule, finding)
        finally:
            # It and this hold each other, and with them the document, until cycles are looked for.
            del self._parser

    def _decoded(self) -> bytes | None:
        """Return the bytes as UTF-8, in which expat and all offsets are."""
        data = self.feed.data
        if not data.strip(b" \t\r\n\0"):
            self.report("xml-empty-document", Finding(0, "the file is empty"))
            return None
        encoding = _encoding(data)
        plain = encoding.replace("_", "-").lower() in ("utf-8", "utf8", "us-ascii", "ascii")
        if not plain:
            self.report(
                "xml-encoding-not-utf8",
                Finding(0, f"the file is in {encoding}", value=encoding, fix=Fix("encoding")),
            )
        if not plain and not _is_text_encoding(encoding):
            return data
        return _as_utf8(data, "utf-8" if plain else encoding, self.report)

    def _is_no_feed(self, data: bytes) -> bool:
        head = data[:2048].removeprefix(codecs.BOM_UTF8)
        if _HTML.match(head):
            self.report("feed-html-response", Finding(0, "this is a web page, not a feed"))
            return True
        if head.lstrip()[:1] in (b"{", b"["):
            self.report("feed-root-not-rss", Finding(0, "this is JSON, not RSS"))
            return True
        start = data.find(b"<?xml", 0, 4096)
        before = data[:start].removeprefix(codecs.BOM_UTF8) if start > 0 else b""
        if before and not before.strip():
            message = f"{len(before)} characters stand before the XML declaration"
            self.report("xml-leading-content", Finding(0, message, fix=Fix("span", "", 0, start)))
        elif before and b"<" not in before:
            self.report(
                "xml-leading-content",
                Finding(0, "text stands before the XML declaration", fix=Fix("span", "", 0, start)),
            )
        if start < 0:
            self.report(
                "xml-missing-declaration",
                Finding(
                    0,
                    "the file does not begin with <?xml …?>",
                    fix=Fix("span", '<?xml version="1.0" encoding="UTF-8"?>\n', 0, 0),
                ),
            )
        self._skip = start if before and b"<" not in before else 0
        return False

    def _parse(self, data: bytes) -> None:
        parser = self._parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        parser.ordered_attributes = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._parts.append
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._declaration
        skip = self._skip
        view = memoryview(data)
        if len(data) - skip <= _TOKEN:  # at once, which spares expat to count lines
            parser.Parse(view[skip:], True)  # noqa: FBT003 - expat takes it so
            return
        for start in range(skip, len(data), _CHUNK):
            parser.Parse(view[start : start + _CHUNK], False)  # noqa: FBT003 - expat takes it so
            if start - skip - parser.CurrentByteIndex > _TOKEN:
                self._hostile(parser.CurrentByteIndex + skip, "one tag or comment is longer than a megabyte")
        parser.Parse(b"", True)  # noqa: FBT003 - expat takes it so

    def _declaration(self, version: str, _encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            self.report(
                "xml-version-not-1-0",
                Finding(self._skip, f"the file is said to be XML {version}", value=version),
            )

    def _doctype(self, _name: str, _system: str | None, _public: str | None, internal: int) -> None:
        self.report("xml-doctype-present", Finding(self._here(), "the file has a DOCTYPE"))
        if internal:
            raise _StopReadingError

    def _hostile(self, offset: int, message: str) -> None:
        self.report("xml-depth-or-size-bomb", Finding(offset, message))
        raise _StopReadingError

    def _here(self) -> int:
        return self._parser.CurrentByteIndex + self._skip

    # -- the elements

    def _start(self, raw: str, pairs: list[str]) -> None:
        stack, parts = self._stack, self._parts
        parent = stack[-1] if stack else _NOTHING
        if parts:
            if parent.name not in _ITEMS:  # the text of an item says nothing
                parent.text += "".join(parts)
            parts.clear()
        start = self._parser.CurrentByteIndex + self._skip
        attrs = self._attributes(pairs, start) if pairs else {}
        known = self._names.get(raw)
        if known is None:
            known = self._names[raw] = self._resolve(raw, self._scopes[-1][1], start)
        node = Node(known[0], raw, attrs, parent.name, start)
        if known[1]:
            proper = _as_written(raw, node.name)
            message = f"<{raw}> is written <{proper}>"
            self.report("rss-element-case", Finding(node, message, fix=Fix("name", proper)))
        stack.append(node)
        depth = len(stack)
        if depth > 3:
            parent.children.append(node)
            if depth > _DEPTH:
                self._hostile(start, f"elements are nested more than {_DEPTH} deep")
        else:
            self._outer(node, parent, depth)

    def _attributes(self, pairs: list[str], start: int) -> dict[str, str]:
        attrs: dict[str, str] = {}
        for index in range(0, len(pairs), 2):
            key, value = pairs[index], pairs[index + 1]
            if key[:5] == "xmlns":
                self._declare(key, value, start)
                continue
            if len(value) > _ATTRIBUTE:
                self._hostile(start, f"the attribute {key} is longer than 64 kB")
            if ":" in key:
                self._prefix_used(key.partition(":")[0], start)
            attrs[key] = value
        return attrs

    def _declare(self, key: str, value: str, start: int) -> None:
        prefix = key[6:]
        depth = len(self._stack)
        if self._scopes[-1][0] != depth + 1:
            self._scopes.append((depth + 1, dict(self._scopes[-1][1])))
            self._outside.append(self._names)
            self._names = {}
        self._scopes[-1][1][prefix] = value
        self.feed.declared.setdefault(prefix, (value, start))

    def _resolve(self, raw: str, prefixes: dict[str, str], start: int) -> tuple[str, bool]:
        """Return an element's name with the customary prefix, and whether its case is wrong."""
        prefix, colon, local = raw.rpartition(":")
        if colon:
            self._prefix_used(prefix, start)
            uri = prefixes.get(prefix)
            name = f"{(prefix_of(uri) if uri is not None else prefix) or prefix}:{local}"
        else:
            uri = prefixes.get("", "")
            usual = prefix_of(uri) if uri else ""
            outer = local.lower() in ("rss", "channel", "item") and len(self._stack) < 3
            if outer and uri and local.lower() == "rss":
                self.report(
                    "rss-default-namespace",
                    Finding(
                        start,
                        f"xmlns={uri!r} on <rss> takes its elements out of RSS",
                        value=uri,
                        fix=Fix("xmlns"),
                    ),
                )
                self.feed.used.add("")
            inherited = self.root is not None and uri == self._root_space()
            core = not uri or outer or inherited
            name = raw if core else f"{usual}:{local}" if usual else f"{{{uri}}}{local}"
        if name in SHAPES or name in ("rss", "channel"):
            return name, False
        proper = BY_CASE.get(name.lower())
        return (proper, True) if proper else (name, False)

    def _root_space(self) -> str:
        return self._scopes[1][1].get("", "") if len(self._scopes) > 1 else ""

    def _prefix_used(self, prefix: str, start: int) -> None:
        self.feed.used.add(prefix)
        if prefix not in self._scopes[-1][1] and prefix != "xml" and prefix not in self._undeclared:
            self._undeclared.add(prefix)
            self.report(
                "ns-undeclared-prefix",
                Finding(
                    start, f"the prefix {prefix} is not declared", value=prefix, fix=Fix("declare", prefix)
                ),
            )

    def _outer(self, node: Node, parent: Node, depth: int) -> None:
        """Take an element of the three outer levels: the root, the channel, what stands in it."""
        if depth == 1:
            self.root = node
        elif depth == 2 and node.name == "channel":
            self._channel(node)
        elif depth == 2 or node.name not in _ITEMS or parent.name != "channel":
            parent.children.append(node)
            if len(parent.children) > _CHILDREN:
                self._hostile(node.start, f"the channel has more than {_CHILDREN} elements beside items")
            self._placed(node)
        elif node.name == "item":
            self._after_item = True

    def _channel(self, node: Node) -> None:
        self.channels += 1
        if self.channels == 1:
            self.feed.channel = node
        else:
            message = "a second <channel> follows; apps read the first alone"
            self.report("rss-channel-multiple", Finding(node, message))

    def _placed(self, node: Node) -> None:
        if self._after_item and self.channels == 1 and node.name in SHAPES:
            message = f"<{node.raw}> follows an item; apps that read from the front may miss it"
            self.report("rss-item-misplaced", Finding(node, message))

    def _end(self, _raw: str) -> None:
        stack, parts = self._stack, self._parts
        node = stack.pop()
        if parts:
            node.text += "".join(parts)
            parts.clear()
        node.end = self._parser.CurrentByteIndex + self._skip
        depth = len(stack)
        if self._scopes[-1][0] > depth:
            self._scopes.pop()
            self._names = self._outside.pop()
        if depth > 2:
            if len(node.children) > _CHILDREN:
                self._hostile(node.start, f"<{node.raw}> has more than {_CHILDREN} elements")
        elif depth == 2 and node.name in _ITEMS and stack[-1] is self.feed.channel:
            if len(self.feed.items) >= _MOST_ITEMS:
                self._hostile(node.start, f"the feed has more than {_MOST_ITEMS} items")
            self.item(node)


def _as_written(raw: str, name: str) -> str:
    """Return the proper name with the prefix that the file uses."""
    prefix, colon, _ = raw.rpartition(":")
    return f"{prefix}{colon}{name.rpartition(':')[2]}"


def _encoding(data: bytes) -> str:
    """Return the encoding of a document: by its first bytes, else by its declaration."""
    for mark, name in (
        (codecs.BOM_UTF8, "UTF-8"),
        (codecs.BOM_UTF16_LE, "UTF-16"),
        (codecs.BOM_UTF16_BE, "UTF-16"),
    ):
        if data.startswith(mark):
            return name
    if data[:4] in (b"<\0?\0", b"<\0r\0"):
        return "UTF-16-LE"
    if data[:4] in (b"\0<\0?", b"\0<\0r"):
        return "UTF-16-BE"
    found = re.search(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']", data[:1024])
    return found.group(1).decode("ascii") if found else "UTF-8"


def _is_text_encoding(name: str) -> bool:
    """Say whether Python knows an encoding of texts by a name."""
    try:
        b"<?".decode(name)  # of nothing at all no name is looked up
    except LookupError:
        return False
    except (UnicodeError, ValueError):
        return True
    return True


def _as_utf8(data: bytes, encoding: str, report: Report) -> bytes | None:
    """Return a document in UTF-8; bytes that are none of its encoding are a finding."""
    if encoding == "utf-8":
        return data if _is_utf8(data, report) else None
    try:
        return data.decode(encoding).encode("utf-8", "surrogatepass")
    except (UnicodeError, ValueError, LookupError) as error:
        offset = getattr(error, "start", 0)
        report("xml-encoding-invalid-bytes", Finding(0, f"byte {offset} is no {encoding}", value=encoding))
        return None


def _is_utf8(data: bytes, report: Report) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), 1 << 20):
        held = len(decoder.getstate()[0])
        chunk = data[start : start + (1 << 20)]
        try:
            decoder.decode(chunk, start + (1 << 20) >= len(data))
        except UnicodeDecodeError as error:
            offset = start - held + error.start
            message = f"the byte 0x{data[offset]:02x} is not UTF-8"
            report("xml-encoding-invalid-bytes", Finding(offset, message, value=f"0x{data[offset]:02x}"))
            return False
    return True
