"""What the tables know, held against every element: place, count, attributes, values, lengths, old names."""

from __future__ import annotations

from collections.abc import Callable

from podfeed.kinds import URI, URL
from podfeed.masking import masked
from podfeed.rules.decoding import C1, ESCAPED, may_hold_c1, mojibake, without_c1
from podfeed.rules.namespaces import NONFORMAL
from podfeed.rules.node import LIVE, Feed, Node
from podfeed.rules.registry import Finding, Fix, shown
from podfeed.rules.shapes import CORE, SHAPES, Shape
from podfeed.rules.slots import Slot, slots_of
from podfeed.rules.values import is_boolean, is_count
from podfeed.tags import TAGS
from podfeed.urls import is_script

Report = Callable[[str, Finding], None]
# An element that is not known yet, with the value to be remembered if nothing is found.
Fresh = tuple[Node, Slot, object]

_HTML = frozenset({"description", "content:encoded", "itunes:summary"})
_DECODED = frozenset({"title", "description", "itunes:author", "itunes:title"})
_CONTAINERS = frozenset({"channel", "item", LIVE, "image", "textInput", "skipHours", "skipDays"})
# Faults that have a rule of their own.
_OWN_ATTRIBUTE = {
    "podcast:source": {"url"},
    "podcast:contentLink": {"url"},
    "podcast:image": {"url", "src"},
    "podcast:trailer": {"pubDate"},
    "podcast:socialInteract": {"platform", "podcastAccountId", "podcastAccountUrl", "pubDate"},
    "guid": {"isPermalink", "ispermalink", "isPermaLINK"},
    "itunes:image": {"url", "src", "text"},
    "itunes:category": {"name", "domain"},
    "itunes:type": {"text"},
}
_OWN_TEXT = frozenset({"podcast:podping", "spotify:limit", "itunes:image", "itunes:category"})
# An empty element of these is as good as none, which has a rule.
_OWN_EMPTY = frozenset(
    "title link description language guid pubDate enclosure itunes:author itunes:explicit itunes:owner itunes:email "
    "itunes:new-feed-url itunes:duration category source podcast:guid podcast:person podcast:location "
    "podcast:license podcast:txt podcast:funding podcast:trailer podcast:contentLink podcast:updateFrequency "
    "podcast:soundbite podcast:socialInteract url name textInput itunes:type spotify:countryOfOrigin "
    "itunes:isClosedCaptioned fh:complete fh:archive hour day media:content podcast:locked".split()
)
_CHARACTERS = dict.fromkeys("funding soundbite person location trailer license updateFrequency".split(), 128)
_ATTRIBUTE_CHARACTERS = {
    ("podcast:season", "name"): 128,
    ("podcast:txt", "purpose"): 128,
    ("podcast:episode", "display"): 32,
    ("podcast:alternateEnclosure", "title"): 32,
    ("podcast:alternateEnclosure", "rel"): 32,
}
_BOOLEANS = {"podcast:alternateEnclosure": ("default",), "podcast:updateFrequency": ("complete",)}
_NUMBERS = {
    "podcast:alternateEnclosure": ("length", "bitrate", "height"),
    "podcast:trailer": ("length",),
}
_LINKS = frozenset(tag.prefixed for tag in TAGS if tag.kind in (URL, URI) and not tag.attr)
_ADDRESSES = ("url", "href", "img", "feedUrl", "accountUrl", "uri")


# Elements whose lack of an attribute has a rule of its own.
_OWN_NEEDED = frozenset(
    "podcast:transcript podcast:chapters podcast:soundbite podcast:funding podcast:trailer podcast:chat "
    "podcast:alternateEnclosure podcast:source podcast:integrity podcast:value podcast:remoteItem podcast:image "
    "podcast:images podcast:contentLink podcast:socialInteract podcast:podping podcast:liveItem enclosure source "
    "atom:link itunes:image itunes:category spotify:limit cloud".split()
)
_NEEDED = {
    name: shape.needed - ({"address", "split"} if name == "podcast:valueRecipient" else set())
    for name, shape in SHAPES.items()
    if shape.needed and name not in _OWN_NEEDED
}


class Generic:
    """Holds the elements of one feed to their tables."""

    def __init__(self, feed: Feed, report: Report) -> None:
        self.feed = feed
        self._report = report
        self._reports = 0
        self._c1: bool | None = None  # whether the document may hold such, once somebody asks

    def report(self, identity: str, finding: Finding) -> None:
        """Hand on what was found, and count it."""
        self._reports += 1
        self._report(identity, finding)

    def children(self, parent: Node) -> tuple[list[Fresh], tuple[str, ...]]:
        """Look at the elements in another, and at how many there are.

        What has to be looked at more closely is returned, and the names of what holds no text and is asked for it.
        """
        children = parent.children
        slots = slots_of(parent.name, parent.holds.names)
        for places in slots.several:
            self._repeated([children[place] for place in places], slots.of[places[0]])
        fresh: list[Fresh] = []
        for child, slot in zip(children, slots.of, strict=True):
            value = slot.value_of(child) if slot.remembers else None
            if slot.tag:
                self.feed.podcast_tags.add(slot.tag)
            if value is None or value not in slot.memory:
                reports = self._reports
                self._child(child, parent, slot)
                fresh.append((child, slot, value if self._reports == reports else None))
        for places in slots.several:
            self._twins([children[place] for place in places], slots.of[places[0]])
        blank = [children[place] for place in slots.lacked if not children[place].text.strip()]
        return fresh, tuple([child.name for child in blank]) if blank else ()

    def _child(self, node: Node, parent: Node, slot: Slot) -> None:
        if slot.shape is not None:
            self._element(node, slot.shape)
            if slot.tag:
                self._podcast(node)
        elif node.name in SHAPES:
            self._misplaced(node, parent)
        else:
            self._unknown(node, parent)

    def _repeated(self, nodes: list[Node], slot: Slot) -> None:
        if slot.once:
            for node in nodes[1:]:
                message = f"<{node.raw}> is there again; apps take one as it happens"
                self.report("rss-duplicate-element", Finding(node, message))

    def _unknown(self, node: Node, parent: Node) -> None:
        prefix, colon, local = node.name.rpartition(":")
        if node.name[:1] == "{" or (parent.name not in SHAPES and parent.name != "channel"):
            return
        if prefix == "podcast":
            rule = "podcast-tag-nonformal" if local in NONFORMAL else "podcast-tag-unknown"
            self.report(rule, Finding(node, f"the podcast namespace has no <{node.raw}>", value=node.raw))
        elif prefix == "itunes":
            self.report(
                "itunes-tag-unknown", Finding(node, f"Apple's namespace has no <{node.raw}>", value=node.raw)
            )
        elif prefix == "googleplay":
            self.report(
                "googleplay-legacy", Finding(node, f"nobody reads <{node.raw}> any more", value=node.raw)
            )
        elif not colon and parent.name in _CONTAINERS:
            self.report(
                "rss-unknown-core-element",
                Finding(node, f"RSS has no <{node.raw}> in <{parent.raw}>", value=node.raw),
            )

    def _misplaced(self, node: Node, parent: Node) -> None:
        if parent.name in _HTML:
            return
        where = f"<{node.raw}> does not belong in <{parent.raw}>"
        if node.name[:8] == "podcast:":
            places = " or ".join(sorted(place for place in SHAPES[node.name].parents if place != LIVE))
            self.report(
                "podcast-wrong-parent", Finding(node, where, value=node.raw, hint=f"move it to {places}")
            )
        elif node.name[:7] == "itunes:":
            self.report("itunes-tag-unknown", Finding(node, where, value=node.raw))
        elif ":" not in node.name and parent.name in _CONTAINERS:
            self.report("rss-unknown-core-element", Finding(node, where, value=node.raw))

    def _element(self, node: Node, shape: Shape) -> None:
        name = node.name
        if node.attrs or shape.needed:
            self._attributes(node, shape)
        text = node.text
        if shape.text:
            if text:
                self._text(node, text)
            elif not node.children and not node.attrs and name not in _OWN_EMPTY:
                self._empty(node)
        elif text and not text.isspace() and name not in _OWN_TEXT:
            self.report(
                "rss-unexpected-text",
                Finding(node, f"<{node.raw}> holds text, which apps ignore", value=text.strip()),
            )

    def _address(self, node: Node, value: str, attr: str = "") -> None:
        """Look at an address: an app may run it, or it holds a secret that the feed makes public."""
        if is_script(value):
            message = f"{_what(node, attr)} is {shown(value)}, which an app must not open"
            self.report("url-script", Finding(node, message, attr=attr, value=value))
        elif "://" in value and masked(value) != value:
            message = f"{_what(node, attr)} holds a password or a token"
            self.report("url-secret", Finding(node, message, attr=attr, value=value))

    def _text(self, node: Node, text: str) -> None:
        name = node.name
        if name in _LINKS:
            self._address(node, node.value)
        if text[0].isspace() or text[-1].isspace():
            if text.isspace():
                if not node.attrs and not node.children and name not in _OWN_EMPTY:
                    self._empty(node)
                return
            if name not in _HTML and name != "guid":
                message = f"white space stands around the text of <{node.raw}>"
                fix = Fix("text", text.strip())
                self.report("xml-surrounding-whitespace", Finding(node, message, value=text, fix=fix))
        if ("&" in text and name not in _HTML) or ("[" in text and "<![CDATA[" in text) or _ends_cdata(text):
            self._escaped(node, text)
        if not text.isascii():
            self._decoded(node, text)

    def _empty(self, node: Node) -> None:
        self.report("rss-empty-element", Finding(node, f"<{node.raw}> is empty", fix=Fix("remove")))

    def _escaped(self, node: Node, text: str) -> None:
        value = text.strip()
        if node.name not in _HTML and ESCAPED.search(text) and not _is_address(text):
            message = f"<{node.raw}> {shown(text)} is escaped twice"
            self.report("xml-double-escaped", Finding(node, message, value=value, fix=Fix("unescape")))
        if _ends_cdata(text) or "<![CDATA[" in text:
            message = f"<{node.raw}> shows the marks of CDATA"
            self.report("xml-cdata-literal", Finding(node, message, value=value[:80]))

    def _decoded(self, node: Node, text: str) -> None:
        name = node.name
        if self._c1 is None:
            self._c1 = may_hold_c1(self.feed.data)
        if self._c1 and C1.search(text):
            mended = without_c1(text) if name not in _HTML else None
            message = f"<{node.raw}> holds a control character of Latin-1"
            self.report("xml-c1-control", Finding(node, message, fix=Fix("text", mended) if mended else None))
        elif name in _DECODED and len(text) < 2000:
            again = mojibake(text)
            if again:
                message = f"<{node.raw}> {shown(text)} was decoded twice"
                hint = f"it was {shown(again)}"
                self.report("xml-mojibake", Finding(node, message, value=text.strip(), hint=hint))

    def _attributes(self, node: Node, shape: Shape) -> None:
        name = node.name
        for attr, value in node.attrs.items():
            if ":" in value:
                self._address(node, value, attr)
            if attr not in shape.attrs and attr not in _OWN_ATTRIBUTE.get(name, ()):
                self._unknown_attribute(node, attr)
        for attr in _NEEDED.get(name, ()):
            if not node.get(attr):
                finding = Finding(node, f"<{node.raw}> has no {attr}", attr=attr)
                self.report("rss-missing-required-attribute", finding)

    def _unknown_attribute(self, node: Node, attr: str) -> None:
        name, value = node.name, node.attrs[attr]
        if ":" in attr:
            if attr == "xml:base":
                finding = Finding(node, f"<{node.raw}> has xml:base", attr=attr, value=value)
                self.report("xml-base-used", finding)
            return
        finding = Finding(node, f"<{node.raw}> has no attribute {attr}", attr=attr, value=value)
        if name[:8] == "podcast:":
            self.report("podcast-unknown-attribute", finding)
        elif name in CORE or name[:7] == "itunes:":
            self.report("rss-unexpected-attribute", finding)

    # -- the podcast namespace

    def _podcast(self, node: Node) -> None:
        name = node.name
        if name == "podcast:images":
            self.report(
                "podcast-tag-deprecated", Finding(node, "<podcast:images> was replaced by <podcast:image>")
            )
        most = _CHARACTERS.get(name[8:])
        if most and len(node.text) > most and len(node.value) > most:
            self.report(
                "podcast-text-too-long",
                Finding(
                    node,
                    f"<{node.raw}> has {len(node.value)} characters; {most} are allowed",
                    value=node.value,
                ),
            )
        for attr in _ADDRESSES:
            value = node.attrs.get(attr, "")
            if value[:5] == "http:":
                self.report(
                    "podcast-url-not-https",
                    Finding(
                        node,
                        f"{attr} of <{node.raw}> begins with http",
                        attr=attr,
                        value=value,
                        fix=Fix("https"),
                    ),
                )
        for attr, value in node.attrs.items():
            limit = _ATTRIBUTE_CHARACTERS.get((name, attr))
            if limit and len(value) > limit:
                self.report(
                    "podcast-attribute-too-long",
                    Finding(
                        node,
                        f"{attr} of <{node.raw}> has {len(value)} characters; {limit} are allowed",
                        attr=attr,
                        value=value,
                    ),
                )
        self._values(node)
        if node.children:
            self.children(node)

    def _values(self, node: Node) -> None:
        for attr in _BOOLEANS.get(node.name, ()):
            value = node.get(attr)
            if value and not is_boolean(value):
                mended = {"yes": "true", "no": "false", "1": "true", "0": "false"}.get(
                    value.lower(), value.lower()
                )
                self.report(
                    "podcast-boolean-invalid",
                    Finding(
                        node,
                        f"{attr} of <{node.raw}> is {shown(value)}",
                        attr=attr,
                        value=value,
                        fix=Fix(attr, mended) if is_boolean(mended) else None,
                    ),
                )
        for attr in _NUMBERS.get(node.name, ()):
            value = node.get(attr)
            if value and not is_count(value.partition(".")[0] if attr == "bitrate" else value):
                self.report(
                    "podcast-number-invalid",
                    Finding(node, f"{attr} of <{node.raw}> is {shown(value)}", attr=attr, value=value),
                )

    def _twins(self, nodes: list[Node], slot: Slot) -> None:
        seen = set()
        for node in nodes if slot.twins else ():
            signature = _signature(node)
            if signature in seen and (node.attrs or node.text):
                message = f"the same <{node.raw}> is there already"
                self.report("podcast-duplicate-entry", Finding(node, message, fix=Fix("remove")))
            seen.add(signature)


def _what(node: Node, attr: str) -> str:
    return f"{attr} of <{node.raw}>" if attr else f"<{node.raw}>"


def _ends_cdata(text: str) -> bool:
    return "]" in text and "]]>" in text  # a letter is found faster


def _is_address(text: str) -> bool:
    """Say whether a text is an address: there `&amp;` may be meant."""
    return text.lstrip()[:4].lower() == "http"


def _signature(node: Node) -> object:
    return (
        node.name,
        tuple(sorted(node.attrs.items())),
        node.value,
        tuple(_signature(child) for child in node.children),
    )
