"""Rules of the podcast namespace about people."""

from __future__ import annotations

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    FEED,
    Finding,
    Found,
    bad,
    blank,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    is_web,
    nearest,
)

_P = "podcast:person"
GROUPS = {
    "creative direction": "director|assistant director|executive producer|senior producer|producer|associate producer|development producer|creative director",
    "cast": "host|co-host|guest host|guest|voice actor|narrator|announcer|reporter",
    "writing": "author|editorial director|co-writer|writer|songwriter|guest writer|story editor|managing editor|script editor|script coordinator|researcher|editor|fact checker|translator|transcriber|logger",
    "audio production": "studio coordinator|technical director|technical manager|audio engineer|remote recording engineer|post production engineer",
    "audio post-production": "audio editor|sound designer|foley artist|composer|theme music|music production|music contributor",
    "administration": "production coordinator|booking coordinator|production assistant|content manager|marketing manager|sales representative|sales manager",
    "visuals": "graphic designer|cover art designer",
    "community": "social media manager",
    "misc.": "consultant|intern",
    "video production": "camera operator|lighting designer|camera grip|assistant camera",
    "video post-production": "editor|assistant editor",
}
_IN = {group: frozenset(roles.split("|")) for group, roles in GROUPS.items()}
_ROLES = frozenset(role for roles in _IN.values() for role in roles)

blank(
    "person-name-blank",
    "warning",
    "p20",
    tag=_P,
    why="Apps show the name.",
    hint="write the name as the element's text",
)
bad(
    "person-img-invalid",
    "warning",
    "p20",
    tag=_P,
    attr="img",
    test=is_web,
    what="a web address",
    wrong="ada.jpg",
    hint="write the whole address",
)
bad(
    "person-href-invalid",
    "warning",
    "p20",
    tag=_P,
    attr="href",
    test=is_web,
    what="a web address",
    wrong="@ada",
    hint="write the whole address",
)


@rule(
    "person-role-unknown",
    "warning",
    "p20",
    on=_P,
    hint="take one from the taxonomy; apps show host instead",
    wrong='<podcast:person role="moderator">Ada Example</podcast:person>',
    right=SAMPLES[_P],
)
def person_role_unknown(node: Node, _feed: Feed) -> Found:
    """The role of a person is none of the taxonomy."""
    role = node.get("role").lower()
    if role and role not in _ROLES:
        near = nearest(role, _ROLES)
        yield Finding(
            node,
            f"the role {shown(node.get('role'))} is not in the taxonomy",
            attr="role",
            value=node.get("role"),
            hint=f"did you mean {near}?" if near else "",
        )


@rule(
    "person-group-unknown",
    "warning",
    "p20",
    on=_P,
    hint="take one from the taxonomy",
    wrong='<podcast:person group="crew">Ada Example</podcast:person>',
    right=SAMPLES[_P],
)
def person_group_unknown(node: Node, _feed: Feed) -> Found:
    """The group of a person is none of the taxonomy."""
    group = node.get("group").lower()
    if group and group not in _IN and group != "misc":
        near = nearest(group, tuple(_IN))
        yield Finding(
            node,
            f"the group {shown(node.get('group'))} is not in the taxonomy",
            attr="group",
            value=node.get("group"),
            hint=f"did you mean {near}?" if near else "",
        )


@rule(
    "person-role-group-mismatch",
    "info",
    "p20",
    on=_P,
    hint="name the group of the role",
    wrong='<podcast:person role="host" group="visuals">Ada Example</podcast:person>',
    right=SAMPLES[_P],
)
def person_role_group_mismatch(node: Node, _feed: Feed) -> Found:
    """The role of a person belongs to another group."""
    role, group = node.get("role").lower(), node.get("group").lower()
    if role in _ROLES and group in _IN and role not in _IN[group]:
        home = next(name for name, roles in _IN.items() if role in roles)
        yield Finding(
            node, f"{role} belongs to {home}, not to {group}", attr="group", value=node.get("group")
        )


@rule(
    "person-group-missing-for-role",
    "info",
    "p20",
    on=_P,
    hint="add the group; without it it is cast",
    wrong='<podcast:person role="composer">Ada Example</podcast:person>',
    right=SAMPLES[_P],
)
def person_group_missing_for_role(node: Node, _feed: Feed) -> Found:
    """The role of a person is outside the cast, and no group is named."""
    role = node.get("role").lower()
    if role in _ROLES and role not in _IN["cast"] and not node.get("group"):
        home = next(name for name, roles in _IN.items() if role in roles)
        yield Finding(
            node, f"{role} belongs to {home}, and no group is named", attr="group", hint=f'add group="{home}"'
        )


@rule(
    "person-duplicate",
    "info",
    "p20",
    on="channel item",
    where=lambda names: names.count(_P) > 1,
    hint="take one out",
    wrong='<podcast:person role="host">Ada Example</podcast:person><podcast:person role="host" href="https://example.org/ada">Ada Example</podcast:person>',
    right=SAMPLES[_P],
)
def person_duplicate(node: Node, _feed: Feed) -> Found:
    """One person is named twice with one role."""
    people = node.all(_P)
    seen: set[tuple[str, str, str]] = set()
    exact: list[dict[str, str]] = []
    for person in people:
        key = (
            person.value.casefold(),
            (person.get("role") or "host").lower(),
            (person.get("group") or "cast").lower(),
        )
        if key in seen and person.value and person.attrs not in exact:
            yield Finding(person, f"{person.value} is named twice", value=person.value)
        seen.add(key)
        exact.append(person.attrs)


@rule(
    "person-item-drops-hosts",
    "warning",
    "p20",
    on=FEED,
    hint="name the hosts in the episode too: its list takes the place of the show's",
    wrong='<podcast:person role="host">Ada Example</podcast:person><item><podcast:person role="guest">Bo Example</podcast:person></item>',
    right='<podcast:person role="host">Ada Example</podcast:person><item></item>',
)
def person_item_drops_hosts(feed: Feed) -> Found:
    """An episode names people and none of the show's hosts, who are then not shown."""
    hosts = {node.value for node in feed.channel.all(_P) if (node.get("role") or "host").lower() == "host"}
    for item in feed.items:
        if hosts and item.people and not hosts & item.people:
            yield Finding(item.node, "the episode names people and none of the hosts")
