"""JSON Schemas of front matter and settings, from the tables, so that editors complete and check both.

They allow whatever podfeed reads: a schema that underlines what works teaches people to look away.
Draft 7 is what the editors' extensions know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from podfeed.build.aliases import ALIASES
from podfeed.build.fields import ROWS
from podfeed.build.parts import is_wrapping, names_of
from podfeed.build.people import ROLES
from podfeed.build.show import EPISODE_FIELDS, NEEDED, SHOW_FIELDS
from podfeed.config import kinds
from podfeed.config.table import FEED_KEYS, SECTIONS, SETTINGS, Setting
from podfeed.kinds import Kind
from podfeed.numbers import FALSE, TRUE
from podfeed.posts import fold
from podfeed.tags import tags_of
from podfeed.tags.categories import CATEGORIES
from podfeed.tags.spec import Tag

Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"


def _any_case(word: str) -> str:
    """Return a pattern of a word in any case; JavaScript's have no switch for that inside."""
    return "".join(f"[{char.upper()}{char.lower()}]" if char.isalpha() else re.escape(char) for char in word)


def _any_spelling(words: Iterable[str]) -> str:
    """Return a pattern of words in any case, with `-` and `_` wherever people put them."""
    folded = sorted({fold(word) for word in words})
    return f"^(?:{'|'.join('[-_]?'.join(map(_any_case, word)) for word in folded)})$"


_TEXT: Schema = {"type": ["string", "number"]}
_SWITCH: Schema = {
    "anyOf": [
        {"type": "boolean"},
        {"enum": [0, 1]},
        {"type": "string", "pattern": f"^(?:{'|'.join(_any_case(word) for word in sorted(TRUE | FALSE))})$"},
    ]
}
_TIME: Schema = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "[0-9]"}]}
_WHOLE: Schema = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^ *-?[0-9]+(\\.0+)? *$"}]}
_SIZE: Schema = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "[0-9]"}]}
_DECIMAL: Schema = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^[-+]?[0-9.:]+"}]}
_DAY: Schema = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "[0-9]"}]}
_KINDS: Mapping[str, Schema] = {
    "true/false": _SWITCH,
    "yes/no": _SWITCH,
    "yes": _SWITCH,
    "flag": _SWITCH,
    "integer": _WHOLE,
    "size": _SIZE,
    "seconds": _TIME,
    "npt": _TIME,
    "decimal": _DECIMAL,
    "date": _DAY,
    "iso date": _DAY,
    "url": {"type": "string"},
    "uri": {"type": "string"},
    "email": {"type": "string"},
    "language": {"type": "string"},
    "mime": {"type": "string"},
    "uuid": {"type": "string"},
}
# What any value can be instead: nothing, or what is to be taken letter by letter.
_ANYWHERE: tuple[Schema, ...] = (
    {"type": "null"},
    {"type": "object", "required": ["exact"], "additionalProperties": False, "properties": {"exact": {}}},
)
_PERSON: Schema = {"type": ["string", "object"]}


def front_matter() -> Schema:
    """Return the schema of a post's front matter; keys that podfeed does not read may be there too."""
    properties: dict[str, Schema] = {}
    for field, aliases in ALIASES.items():
        first = ""
        for alias in aliases:
            if "." not in alias.key and alias.test is None and alias.key not in properties:
                same = {"allOf": [{"$ref": f"#/properties/{first}"}]}
                properties[alias.key] = same if first else _field(field)
                first = first or alias.key
    for field, aliases in ALIASES.items():  # keys that can mean another thing are only named
        for alias in aliases:
            if "." not in alias.key:
                properties.setdefault(alias.key, {"description": _doc(field)})
    return {
        "$schema": _DRAFT,
        "title": "Front matter that podfeed reads",
        "type": "object",
        "properties": dict(sorted(properties.items())),
        "definitions": _definitions(tags_of("item")),
    }


def settings() -> Schema:
    """Return the schema of ``podfeed.toml``: every key that there is, and no other."""
    made = {name: _section(name) for name in SECTIONS}
    made["show"] = _show()
    made["fields"] = _table({name: _one_or_many({"type": "string"}) for name in sorted(EPISODE_FIELDS)})
    made["feeds"] = {"type": "object", "additionalProperties": _feed(made["show"])}
    made["seasons"] = {
        "type": "object",
        "patternProperties": {"^[0-9]+$": {"type": "string"}},
        "additionalProperties": False,
    }
    made["people"] = {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": _PERSON}]}
    return {
        "$schema": _DRAFT,
        "title": "Settings of podfeed",
        **_table(made),
        "definitions": _definitions(tags_of("channel")),
    }


# -- fields of episodes and shows


def _rows(parent: str) -> dict[str, Tag]:
    return {tag.field: tag for tag in reversed(tags_of(parent))}


_ITEM, _CHANNEL = _rows("item"), _rows("channel")
# Fields that no row has by that name: what podfeed makes tags of.
_OWN_DOCS = {
    "audio": "The audio of the episode: a path or a URL, or a mapping with url, length, type, duration.",
    "type": "The MIME type of the audio.",
    "length": "The length of the audio in bytes.",
    "hosts": "Who talks in every episode: names, ids of [people], or mappings with name, href and image.",
    "guests": "Who talks in this one, in the same forms.",
    "links": "Links that go with the episode.",
    "slug": "What stands for the title in the address of the page.",
    "notes": "The notes of the episode.",
    "guid_is_permalink": "Whether the guid is the address of the page.",
    "extra": "Elements of other namespaces: XML in which they are declared.",
    "season_name": "What the season is called.",
    "episode_display": "How apps show the number of the episode.",
    "podcast_episode": "podcast:episode, where it is another number than itunes:episode.",
    "live_items": "Live streams that are announced.",
}
_FREE: Mapping[str, Schema] = {  # what is read in more forms than a schema can tell
    "audio": {"type": ["string", "object", "array"]},
    "length": _SIZE,
    "type": {"type": "string"},
    "links": {"type": ["string", "array", "object"]},
    "image": {"type": ["string", "object", "array"]},
    "tags": {"type": ["string", "array"]},
    "author": {"type": ["string", "array", "object"]},
    "slug": _TEXT,
    "guid_is_permalink": _SWITCH,
    "extra": {"type": ["string", "array"]},
    "hosts": {"type": ["string", "array", "object"]},
    "guests": {"type": ["string", "array", "object"]},
    "people": {"type": ["string", "array", "object"]},
    "explicit": _SWITCH,
    "duration": _TIME,
}


def _doc(field: str) -> str:
    row = _ITEM.get(field) or _CHANNEL.get(field)
    return _OWN_DOCS.get(field) or (row.doc if row else "")


def _field(field: str) -> Schema:
    """Return what a key of the front matter can hold."""
    row = _ITEM.get(field)
    known = {each.name for each in ROWS} | set(ROLES)
    if field in _FREE:
        schema = _FREE[field]
    elif row is None or (field in known and row.model is not None):
        schema = _TEXT
    else:
        schema = _value(row)
    return {"description": _doc(field), "anyOf": [schema, *_ANYWHERE]}


def _value(tag: Tag) -> Schema:
    """Return what a row's value can be: one, or several where there can be."""
    if tag.inside is not None:
        return _one_or_many(_one(tag.inside))
    return _one_or_many(_one(tag)) if tag.many else _one(tag)


def _one(tag: Tag) -> Schema:
    if tag.model is None:
        return _scalar(tag.kind)
    return {"$ref": f"#/definitions/{_name(tag)}"}


def _name(tag: Tag) -> str:
    return f"{tag.prefixed}.{tag.field}"  # two rows can be of one tag


def _definitions(tags: Iterable[Tag]) -> dict[str, Schema]:
    """Return what each part can be, by the names that the values refer to."""
    found: dict[str, Schema] = {}
    for tag in tags:
        found |= _definitions([*tag.children, *([tag.inside] if tag.inside else [])])
        if tag.model is not None:
            found.setdefault(_name(tag), _part(tag))
    return found


def _part(tag: Tag) -> Schema:
    properties = {attr.field: _scalar(attr.kind) for attr in tag.attrs}
    properties |= {child.field: _value(child) for child in tag.children}
    if tag.text:
        properties[tag.text] = _scalar(tag.kind)
    names = {"pattern": _any_spelling(names_of(tag))}
    mapping = {"type": "object", "properties": properties, "propertyNames": names}
    alone = [_value(child) for child in tag.children[:1] if is_wrapping(tag)]
    return {"description": tag.doc, "anyOf": [_TEXT, {"type": "boolean"}, mapping, *alone]}


def _scalar(kind: Kind) -> Schema:
    if kind.words:
        return {"enum": list(kind.words)}
    return _KINDS.get(kind.name, _TEXT)


def _one_or_many(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "array", "items": schema}]}


# -- settings


def _table(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _show() -> Schema:
    properties = {}
    for name in sorted(SHOW_FIELDS):
        free = _FREE.get(name) if name != "type" else None
        schema = free or (_value(_CHANNEL[name]) if name in _CHANNEL else {})
        if name == "categories":
            apples = [f"{top} > {sub}" for top, subs in CATEGORIES.items() for sub in subs]
            words: Schema = {"anyOf": [{"enum": sorted([*CATEGORIES, *apples])}, {"type": "string"}]}
            schema = _one_or_many(words)
        properties[name] = {"description": _doc(name), "anyOf": [schema, *_ANYWHERE[1:]]}
    return {**_table(properties), "description": f"The show. A feed needs {', '.join(NEEDED)}."}


def _feed(show: Schema) -> Schema:
    select = _read(kinds.select)
    values = (
        ("output", {"type": "string"}),
        ("select", select),
        ("limit", {"type": "integer", "minimum": 1}),
    )
    return _table({key: dict((*values, ("show", show)))[key] for key in FEED_KEYS})


def _section(name: str) -> Schema:
    return _table({row.key: _setting(row) for row in SETTINGS if row.section == name})


def _setting(row: Setting) -> Schema:
    default = {} if row.default in (None, (), {}) else {"default": _plain(row.default)}
    return {"description": row.doc, **_read(row.read), **default}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _read(read: kinds.Reader) -> Schema:
    """Return what a reader of settings takes."""
    if isinstance(read, kinds.OneOf):
        return {"enum": list(read.words)}
    if isinstance(read, kinds.SomeOf):
        return _one_or_many({"enum": list(read.words)})
    return _READERS[read]


_SCALARS: Iterable[str] = ("string", "number", "boolean")
_READERS: Mapping[kinds.Reader, Schema] = {
    kinds.text: {"type": "string", "minLength": 1},
    kinds.switch: {"type": "boolean"},
    kinds.texts: _one_or_many({"type": "string", "minLength": 1}),
    kinds.globs: _one_or_many({"type": "string", "minLength": 1}),
    kinds.clock: {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$"},
    kinds.zone: {"type": "string"},
    kinds.count: {"type": "integer", "minimum": 1},
    kinds.nesting: {"type": "integer", "minimum": 1, "maximum": 300},
    kinds.address: {"type": "string", "pattern": "^https?://"},
    kinds.select: {"type": "object", "additionalProperties": _one_or_many({"type": list(_SCALARS)})},
    kinds.table: {"type": "object"},
    kinds.lists_by_glob: {
        "type": "object",
        "additionalProperties": _one_or_many({"type": "string", "minLength": 1}),
    },
    kinds.table_of_texts: {"type": "object", "additionalProperties": {"type": "string"}},
}
