"""Cards as plain data: for the cache, and on their way from one process to another.

Nothing but numbers, texts, bytes and tuples of them is packed, so that reading a cache that somebody else
wrote runs nothing of his.
"""

from __future__ import annotations

import marshal
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from sys import intern
from typing import Any

from podfeed.build.card import Card
from podfeed.check.engine import Told
from podfeed.check.pieces import Piece
from podfeed.lock import Entry
from podfeed.looking import Trace, digest_of
from podfeed.model import Trailer
from podfeed.problems import Place, Problem
from podfeed.rules import RULES
from podfeed.rules.node import Item, Node
from podfeed.rules.registry import Finding

Plain = tuple[Any, ...]


# -- cards


def packed(card: Card) -> Plain:
    """Return a card as plain data, without its item, what the rules say of that, and what it was made of."""
    return (
        card.name,
        card.path,
        tuple(map(packed_problem, card.problems)),
        card.reason,
        card.unreadable,
        _time(card.due),
        card.included,
        card.guid,
        _time(card.date),
        None if card.entry is None else card.entry.line(),
        _trailer(card.trailer),
        card.is_measured,
        tuple(sorted(card.spaces)),
        None if card.file is None else (str(card.file[0]), card.file[1]),
        None if card.unwritable is None else packed_problem(card.unwritable),
        card.size,
        card.own,
        print_of(card),
    )


def piece_data(card: Card) -> Plain | None:
    """Return what the rules say of the item of a card as plain data."""
    if card.piece_data is None and card.piece is not None:
        card.piece_data = packed_piece(card.piece)
        card.print = _print(card.piece_data)
    return card.piece_data


def print_of(card: Card) -> bytes:
    """Return what is the same where the rules about a whole feed see the same in an item.

    They see nothing of the notes, nor where in the item an element stands.
    """
    piece_data(card)
    return card.print


def _print(data: Plain) -> bytes:
    texts, _spans, *values, _end, when, told, html, tags, used, declared = data
    said = [(*each[:2], *each[3:8], *each[9:]) for each in told]
    return digest_of(marshal.dumps((texts, values, when, said, html, tags, used, declared), 2))


# Where in plain data the name of a card stands, and its line of the lock.
NAME, ENTRY = 0, 9


def packed_trace(trace: Trace) -> Plain:
    """Return what something was made of as plain data."""
    return trace.files, trace.asked


def unpacked(data: Plain, row: int | None = None, entry: Entry | None = None) -> Card:
    """Return the card that was packed.

    ``entry`` is what its line of the lock says, where that is at hand. A card is filled as it is: ten
    thousand are, and to call the constructor takes longer than all else.
    """
    card = Card.__new__(Card)
    (
        card.name,
        card.path,
        problems,
        reason,
        card.unreadable,
        due,
        card.included,
        card.guid,
        date,
        line,
        trailer,
        card.is_measured,
        spaces,
        file,
        unwritable,
        card.size,
        card.own,
        card.print,
    ) = data
    card.problems = tuple(map(unpacked_problem, problems)) if problems else ()
    card.reason = intern(reason)
    card.due = due and _from_time(due)
    card.date = date and _from_time(date)
    card.entry = entry or (line and Entry.of_line(line))
    card.trailer = trailer and _unpacked_trailer(trailer)
    card.spaces = _set(spaces)
    card.file = file and (Path(file[0]), file[1])
    card.unwritable = unwritable and unpacked_problem(unwritable)
    card.row, card.taken, card.passing = row, False, False
    card.waits = card.item = card.drawn = card.piece = card.piece_data = card.trace = None
    card.built = card.episode = None
    return card


@lru_cache(maxsize=4096)
def _set(values: tuple[str, ...]) -> frozenset[str]:
    """Return a set, the same one for what is the same: thousands of episodes have few of them."""
    return frozenset(values)


_NO_ATTRIBUTES: dict[str, str] = {}
_NO_CHILDREN: list[Node] = []
_NOTHING_TOLD: list[Told] = []  # as these, of thousands


def _time(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()


def _from_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def print_of_entry(entry: Entry) -> bytes:
    """Return what is the same where the lock says the same of a post."""
    return digest_of(entry.line().encode("utf-8", "surrogatepass"))


def _trailer(trailer: Trailer | None) -> Plain | None:
    if trailer is None:
        return None
    when = _time(trailer.publish_date)
    return (trailer.title, trailer.url, when, trailer.length, trailer.type, trailer.season)


def _unpacked_trailer(data: Plain) -> Trailer:
    title, url, when, length, kind, season = data
    return Trailer(
        title=title,
        url=url,
        publish_date=datetime.fromisoformat(when),
        length=length,
        type=kind and intern(kind),
        season=season,
    )


def packed_problem(problem: Problem) -> Plain:
    """Return a problem as plain data."""
    return (
        problem.rule,
        problem.severity,
        problem.message,
        _place(problem.place),
        problem.hint,
        problem.tag,
        problem.value,
        problem.demanded_by,
        problem.url,
        problem.count,
        tuple(map(_place, problem.places)),
    )


def unpacked_problem(data: Plain) -> Problem:
    """Return the problem that was packed."""
    rule, severity, message, place, hint, tag, value, demanded_by, url, count, places = data
    return Problem(
        rule=rule,
        severity=severity,
        message=message,
        place=_unpacked_place(place),
        hint=hint,
        tag=tag,
        value=value,
        demanded_by=demanded_by,
        url=url,
        count=count,
        places=tuple(found for found in map(_unpacked_place, places) if found is not None),
    )


def _place(place: Place | None) -> Plain | None:
    return None if place is None else (place.file, place.line, place.column)


def _unpacked_place(data: Plain | None) -> Place | None:
    return None if data is None else Place(file=data[0], line=data[1], column=data[2])


# -- what the rules say of an item

# What is kept of an item, without its place and the digest of its notes.
_OF_ITEM = attrgetter(*"texts spans live type number season_number seconds ai chapters".split())


def packed_piece(piece: Piece) -> Plain:
    """Return what the rules say of an item; offsets are counted from the item's own."""
    item = piece.item
    base = item.start
    return (
        *_OF_ITEM(item),
        item.end - base,
        _time(item.when),
        tuple(_told(told, base) for told in piece.told),
        piece.html_notes,
        tuple(sorted(piece.podcast_tags)),
        tuple(sorted(piece.used)),
        piece.declared,
    )


def unpacked_piece(data: Plain) -> Piece:
    """Return what the rules say of an item."""
    item = Item()
    (item.texts, item.spans, item.live, kind, item.number, item.season_number, *more) = data
    item.seconds, item.ai, item.chapters, item.end, when, told, html, tags, used, declared = more
    item.start, item.notes, item.type, item.when = 0, "", intern(kind), _from_time(when)
    return Piece(
        item=item,
        told=[_unpacked_told(each) for each in told] if told else _NOTHING_TOLD,
        html_notes=html,
        podcast_tags=_set(tags),
        used=_set(used),
        declared=declared,
    )


def _node(node: Node | None, base: int) -> Plain | None:
    if node is None:
        return None
    attrs = tuple(node.attrs.items())
    children = tuple(_node(child, base) for child in node.children)
    return (node.name, node.raw, attrs, node.inside, node.start - base, node.end - base, node.text, children)


def _unpacked_node(data: Plain | None) -> Node | None:
    if data is None:
        return None
    name, raw, attrs, inside, start, end, text, children = data
    node = Node(
        intern(name),
        intern(raw),
        {intern(key): value for key, value in attrs} if attrs else _NO_ATTRIBUTES,
        intern(inside),
        start,
    )
    node.end, node.text = end, text
    kept = [found for found in map(_unpacked_node, children) if found is not None] if children else None
    node.children = kept or _NO_CHILDREN  # nobody changes what is kept: thousands share nothing
    return node


def _told(told: Told, base: int) -> Plain:
    finding = told.finding
    node = finding.node - base if isinstance(finding.node, int) else _node(finding.node, base)
    return (
        told.rule.id,
        told.severity,
        node,
        finding.message,
        finding.attr,
        finding.value,
        finding.hint,
        finding.severity,
        _node(finding.other, base),
        finding.tag,
        _place(told.place),
    )


def _unpacked_told(data: Plain) -> Told:
    rule, severity, node, message, attr, value, hint, own, other, tag, place = data
    finding = Finding(
        node if isinstance(node, int) else _unpacked_node(node) or 0,
        message,
        attr=attr,
        value=value,
        hint=hint,
        severity=own,
        other=_unpacked_node(other),
        tag=tag,
    )
    return Told(RULES[rule], severity, finding, place=_unpacked_place(place))
