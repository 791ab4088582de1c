"""Hosts and guests, in the many forms in which people write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import Any

from podfeed import urls
from podfeed.build.keys import is_nothing, leaves
from podfeed.build.sources import Draft, InPost
from podfeed.config import Config
from podfeed.lazily import pattern
from podfeed.model import Person
from podfeed.posts import fold
from podfeed.problems import BadValueError

# The roles of https://podcasting2.org/docs/podcast-namespace/tags/person that front matter implies.
ROLES = {"hosts": "host", "guests": "guest"}

_SEVERAL = pattern(r"\s*(?:,|;|\s&\s|\sand\s|\sund\s|\se\s|\set\s)\s*")
_HREF = ("href", "url", "link", "website", "web", "homepage", "uri")
_IMAGE = ("img", "image", "photo", "picture", "avatar")
_PROFILES = {
    "twitter": "https://twitter.com/",
    "github": "https://github.com/",
    "mastodon": "",
    "linkedin": "",
}


def read_people(draft: Draft, config: Config, base: str) -> None:
    """Give the draft its people: hosts, then guests, each once."""
    people: dict[tuple[str, str | None], Person] = {}
    for field, role in ROLES.items():
        for keys, value in draft.offers.of(field):
            source = InPost(draft.post, keys)
            for text in leaves(value):
                if ":" in text and urls.is_script(text):
                    message = f"{text[:80]!r} is no address that an app may open; it is left out"
                    draft.report.warning(
                        "person-href-invalid", message, source.find(), hint="begin it with https://"
                    )
            for person in people_of(value, role, config, base):
                people.setdefault((person.name, person.role), person)
            draft.set("people", tuple(people.values()), source)
            break


def people_of(value: Any, role: str, config: Config, base: str) -> Iterator[Person]:
    """Yield the people that a value names, in whatever form; `role` is theirs unless they say."""
    if isinstance(value, list):
        for item in value:  # each a person: only a text alone can name several
            if isinstance(item, str) and not is_nothing(item):
                yield _person(item, {}, role, config, base)
            elif not isinstance(item, str):
                yield from people_of(item, role, config, base)
    elif isinstance(value, Mapping):
        yield from _from_mapping(value, role, config, base)
    elif not is_nothing(value):
        text = str(value).strip()
        known = _known(text, config)
        names = [text] if known else _SEVERAL.split(text)
        yield from (_person(name, {}, role, config, base) for name in names if name)


def _from_mapping(value: Mapping[str, Any], role: str, config: Config, base: str) -> Iterator[Person]:
    """Read one person with a name, or a mapping of names to what is known of each."""
    folded = {fold(str(key)): item for key, item in value.items()}
    if "name" in folded:
        if not is_nothing(folded["name"]):
            yield _person(str(folded["name"]), folded, role, config, base)
        return
    for name, item in value.items():
        if isinstance(item, bool) or str(item).lower() in {"true", "false"}:
            if str(item).lower() == "true":
                yield _person(str(name), {}, role, config, base)
        elif isinstance(item, Mapping):
            details = {fold(str(key)): detail for key, detail in item.items()}
            yield _person(str(name), details, role, config, base)
        else:
            link = {"href": item} if isinstance(item, str) and urls.is_absolute(item) else {}
            yield _person(str(name), link, role, config, base)


def _known(name: str, config: Config) -> Mapping[str, Any] | None:
    """Return what the settings' [people] know of an id."""
    entry = (config.people or {}).get(name)
    return entry if isinstance(entry, Mapping) else None


@lru_cache(maxsize=1024)
def _named(name: str, role: str) -> Person:
    """Return somebody of whom no more than the name is known, as most hosts are, episode after episode."""
    return Person(name=unescape(name).strip(), role=role)


def _person(name: str, details: Mapping[str, Any], role: str, config: Config, base: str) -> Person:
    told = _known(name.strip(), config)
    if not told and not details:
        return _named(name, role)
    known = {fold(str(key)): item for key, item in (told or {}).items()}
    all_details = {**known, **details}
    return Person(
        name=unescape(str(known.get("name") or name)).strip(),
        role=_role(all_details, role),
        group=all_details.get("group") or None,
        href=_first_url(all_details, _HREF, base) or _profile(all_details),
        image=_first_url(all_details, _IMAGE, base),
    )


def _role(details: Mapping[str, Any], usual: str) -> str | None:
    """Return the role that a person is given; an empty text is none, and nothing said the usual one."""
    if details.get("role") == "":
        return None
    return usual if is_nothing(details.get("role")) else str(details["role"])


def _first_url(details: Mapping[str, Any], names: tuple[str, ...], base: str) -> str | None:
    for name in names:
        value = details.get(name)
        if isinstance(value, str) and not is_nothing(value):
            try:
                return urls.resolve(value.strip(), base)
            except BadValueError:
                continue
    return None


def _profile(details: Mapping[str, Any]) -> str | None:
    """Return the address of a person's account, where that is all that is known."""
    for name, host in _PROFILES.items():
        value = details.get(name)
        if isinstance(value, str) and not is_nothing(value):
            if value.startswith("https://"):
                return urls.encoded(value)
            if host:
                return urls.encoded(host + value.strip().lstrip("@"))
    return None
