"""The podcast namespace, also called Podcasting 2.0."""

from __future__ import annotations

from podfeed.kinds import EMAIL, INTEGER, URL, UUID_TEXT, YES_NO
from podfeed.model import Locked, Person
from podfeed.tags.spec import Attr, Namespace, Tag

NAMESPACE = Namespace(
    prefix="podcast",
    uri="https://podcastindex.org/namespace/1.0",
    also=(
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        "http://podcastindex.org/namespace/1.0",
        "https://podcastindex.org/namespace/1.0/",
    ),
    always=True,
)
SPEC = "https://podcasting2.org/docs/podcast-namespace/tags/"

TAGS = (
    Tag(
        name="guid",
        parents=("channel",),
        rule="podcast-guid",
        field="guid",
        namespace=NAMESPACE,
        kind=UUID_TEXT,
        doc="The identity of the show, the same wherever its feed moves.",
        spec=f"{SPEC}guid",
        recommended=("psp1",),
    ),
    Tag(
        name="locked",
        parents=("channel",),
        rule="podcast-locked",
        field="locked",
        namespace=NAMESPACE,
        model=Locked,
        kind=YES_NO,
        text="value",
        attrs=(Attr(name="owner", field="owner", kind=EMAIL),),
        doc="Whether other hosts may import the show.",
        spec=f"{SPEC}locked",
        recommended=("psp1",),
    ),
    Tag(
        name="person",
        parents=("channel", "item"),
        rule="podcast-person",
        field="people",
        namespace=NAMESPACE,
        many=True,
        model=Person,
        text="name",
        attrs=(
            Attr(name="role", field="role"),
            Attr(name="group", field="group"),
            Attr(name="img", field="image", kind=URL),
            Attr(name="href", field="href", kind=URL),
        ),
        doc="Somebody who is part of the show or the episode.",
        spec=f"{SPEC}person",
    ),
    Tag(
        name="season",
        parents=("item",),
        field="season",
        namespace=NAMESPACE,
        kind=INTEGER,
        attrs=(Attr(name="name", field="season_name"),),
        doc="The number of the season, with its name.",
        spec=f"{SPEC}season",
    ),
    Tag(
        name="episode",
        parents=("item",),
        field="episode",
        namespace=NAMESPACE,
        kind=INTEGER,
        doc="The number of the episode.",
        spec=f"{SPEC}episode",
    ),
)
