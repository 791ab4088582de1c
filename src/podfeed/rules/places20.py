"""Rules of the podcast namespace about places."""

from __future__ import annotations

from podfeed.rules.codes import COUNTRIES
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    Finding,
    Fix,
    Found,
    bad,
    blank,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    is_geo,
    is_osm,
)

_L = "podcast:location"
blank(
    "location-name-blank",
    "error",
    "p20",
    tag=_L,
    why="Apps show the name.",
    hint="write the place's name as the element's text",
)
bad(
    "location-rel-invalid",
    "error",
    "p20",
    tag=_L,
    attr="rel",
    test=lambda text: text in ("subject", "creator"),
    what="subject or creator",
    wrong="about",
    hint="write subject for what it is about, creator for where it is made",
)
bad(
    "location-geo-invalid",
    "error",
    "p20",
    tag=_L,
    attr="geo",
    test=is_geo,
    what="a geo address",
    wrong="54.32,10.14",
    hint="write geo:latitude,longitude",
    fix=lambda text: "geo:" + text if is_geo("geo:" + text) else None,
)
bad(
    "location-osm-invalid",
    "error",
    "p20",
    tag=_L,
    attr="osm",
    test=is_osm,
    what="N, W or R with a number",
    wrong="62422",
    hint="write the object's kind and number: R62422",
)


@rule(
    "location-rel-missing",
    "info",
    "p20",
    on=_L,
    hint='add rel="subject" or rel="creator"',
    wrong='<podcast:location geo="geo:54.32,10.14">Kiel</podcast:location>',
    right=SAMPLES[_L],
)
def location_rel_missing(node: Node, _feed: Feed) -> Found:
    """A place does not say whether the show is about it or made there."""
    if "rel" not in node.attrs:
        yield Finding(node, "<podcast:location> has no rel", attr="rel")


@rule(
    "location-geo-range",
    "error",
    "p20",
    on=_L,
    hint="is the latitude first?",
    wrong='<podcast:location rel="subject" geo="geo:110.14,54.32">Kiel</podcast:location>',
    right=SAMPLES[_L],
)
def location_geo_range(node: Node, _feed: Feed) -> Found:
    """The latitude of a place is beyond 90 degrees or its longitude beyond 180."""
    geo = node.get("geo")
    if is_geo(geo):
        latitude, longitude = (float(part) for part in geo[4:].partition(";")[0].split(",")[:2])
        if abs(latitude) > 90 or abs(longitude) > 180:
            yield Finding(node, f"{geo} lies nowhere", attr="geo", value=geo)


# Rough boxes of countries (south, north, west, east), of those whose sign is often wrong.
_BOXES = {
    "US": (18, 72, -180, -66),
    "CA": (41, 84, -142, -52),
    "GB": (49, 61, -9, 2),
    "DE": (47, 56, 5, 16),
    "FR": (41, 52, -6, 10),
    "AU": (-44, -9, 112, 154),
    "NZ": (-48, -34, 166, 179),
    "BR": (-34, 6, -74, -34),
    "AR": (-56, -21, -74, -53),
    "ZA": (-35, -22, 16, 33),
    "IN": (6, 36, 68, 98),
    "JP": (24, 46, 122, 146),
    "SE": (55, 70, 10, 25),
    "ES": (27, 44, -19, 5),
    "IT": (35, 48, 6, 19),
}


@rule(
    "location-geo-country-mismatch",
    "info",
    "best-practice",
    on=_L,
    hint="is a minus sign missing?",
    wrong='<podcast:location rel="subject" geo="geo:30.27,97.74" country="US">Austin</podcast:location>',
    right=SAMPLES[_L],
)
def location_geo_country_mismatch(node: Node, _feed: Feed) -> Found:
    """The coordinates of a place are not in its country."""
    geo, box = node.get("geo"), _BOXES.get(node.get("country"))
    if box and is_geo(geo):
        latitude, longitude = (float(part) for part in geo[4:].partition(";")[0].split(",")[:2])
        if (
            abs(latitude) <= 90
            and abs(longitude) <= 180
            and not (box[0] <= latitude <= box[1] and box[2] <= longitude <= box[3])
        ):
            yield Finding(node, f"{geo} is not in {node.get('country')}", attr="geo", value=geo)


@rule(
    "location-country-invalid",
    "error",
    "p20",
    on=_L,
    hint="write a code of ISO 3166, such as GB",
    wrong='<podcast:location rel="subject" country="UK">Hull</podcast:location>',
    right=SAMPLES[_L],
)
def location_country_invalid(node: Node, _feed: Feed) -> Found:
    """The country of a place is no code that exists."""
    country = node.get("country")
    if country and country.upper() not in COUNTRIES:
        hint = "write GB" if country.upper() in ("UK", "EN") else ""
        yield Finding(node, f"{shown(country)} is no country code", attr="country", value=country, hint=hint)


@rule(
    "location-country-case",
    "warning",
    "p20",
    on=_L,
    hint="write it in capitals",
    wrong='<podcast:location rel="subject" geo="geo:54.32,10.14" osm="R62422" country="de">Kiel</podcast:location>',
    right=SAMPLES[_L],
)
def location_country_case(node: Node, _feed: Feed) -> Found:
    """The country's code is not in capitals."""
    country = node.get("country")
    if country.upper() in COUNTRIES and country != country.upper():
        yield Finding(
            node,
            f"the country is {shown(country)}",
            attr="country",
            value=country,
            fix=Fix("country", country.upper()),
        )


@rule(
    "location-incomplete",
    "info",
    "p20",
    on=_L,
    hint="add geo, osm and country",
    wrong='<podcast:location rel="subject" country="DE">Kiel</podcast:location>',
    right=SAMPLES[_L],
)
def location_incomplete(node: Node, _feed: Feed) -> Found:
    """A place has some of geo, osm and country and not the others."""
    there = [name for name in ("geo", "osm", "country") if node.get(name)]
    lacking = [name for name in ("geo", "osm", "country") if not node.get(name)]
    if there and lacking:
        yield Finding(node, f"<podcast:location> has no {', '.join(lacking)}", attr=lacking[0])


@rule(
    "location-rel-duplicate",
    "warning",
    "p20",
    on="channel item",
    needs="podcast:location",
    hint="keep one",
    wrong=SAMPLES[_L] + SAMPLES[_L].replace("Kiel", "Kiel harbour"),
    right=SAMPLES[_L],
)
def location_rel_duplicate(node: Node, _feed: Feed) -> Found:
    """One place is named twice."""
    seen: dict[tuple[str, str], Node] = {}
    for place in node.all(_L):
        key = (place.get("rel"), place.get("osm") or place.get("geo"))
        first = seen.setdefault(key, place)
        if key[1] and first is not place and (first.attrs, first.value) != (place.attrs, place.value):
            yield Finding(place, f"{key[1]} is named twice", value=key[1])
