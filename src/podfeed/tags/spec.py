"""The vocabulary of a table: what a row can say of a tag."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from podfeed.kinds import TEXT, Kind
from podfeed.lazily import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """An XML namespace: its usual prefix, its address, and the addresses met in the field for it."""

    prefix: str
    uri: str
    also: tuple[str, ...] = ()
    always: bool = False  # declared in every feed, used or not


@dataclass(frozen=True, slots=True, kw_only=True)
class Attr:
    """An attribute of a tag, and the field of the tag's model that it holds."""

    name: str
    field: str
    kind: Kind = TEXT
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag: where it stands, what it holds, and which field of the model that is.

    The plainest row is a name, its parents and a field: the text of the element is the field's
    value. ``attr`` puts that value into an attribute instead. ``model`` says that the value is an
    object, whose fields fill the attributes, the text (``text``) and the ``children``; without it
    ``attrs`` are further fields of the parent. ``many`` makes an element of each value.
    ``path`` splits a value at " > " into an element and its child of the same name. ``fixed``
    attributes are written as they are and tell rows of one name apart. ``envelope`` marks what
    feedgen writes, ``hidden`` a value that writes no element (``itunes:block`` of False).
    ``flag`` says that the element alone means True, ``when`` names an attribute without which it is
    another row's. ``inside`` describes the elements of the values where they stand together in one.
    ``own`` is a further field, of ``own_kind``, for a value that differs from the one in ``field``.
    ``rule`` begins the ids of the rules that follow from the row (``-missing``, ``-invalid``,
    ``-too-long``). ``required`` names the profiles that refuse a feed without the tag in the first
    of its parents, ``recommended`` those that ask for it in each. ``characters`` and ``octets`` are
    the most that apps take.
    """

    name: str
    parents: tuple[str, ...]
    field: str
    doc: str
    spec: str
    namespace: Namespace | None = None
    kind: Kind = TEXT
    attr: str | None = None
    many: bool = False
    path: bool = False
    model: type | None = None
    text: str | None = None
    text_needed: bool = False
    attrs: tuple[Attr, ...] = ()
    children: tuple[Tag, ...] = ()
    fixed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    envelope: bool = False
    hidden: tuple[object, ...] = ()
    cdata: bool = False
    flag: bool = False
    when: str | None = None
    inside: Tag | None = None
    own: str | None = None
    own_kind: Kind = TEXT
    rule: str = ""
    required: tuple[str, ...] = ()
    recommended: tuple[str, ...] = ()
    characters: int | None = None
    octets: int | None = None

    @property
    def qname(self) -> str:
        """The name as ElementTree and lxml write it: ``{namespace}name``."""
        return f"{{{self.namespace.uri}}}{self.name}" if self.namespace else self.name

    @property
    def prefixed(self) -> str:
        """The name as people write it: ``itunes:author``."""
        return f"{self.namespace.prefix}:{self.name}" if self.namespace else self.name
