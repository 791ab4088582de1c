"""Rules about a show as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from podfeed.model import Episode, Show
from podfeed.problems import BadValueError
from podfeed.rules.registry import Finding, rule
from podfeed.tags.categories import read_category

APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
ARTWORK = "https://podcasters.apple.com/support/896-artwork-requirements"
CATEGORIES = "https://podcasters.apple.com/support/1691-apple-podcasts-categories"


@rule("items-missing", "error", by=("apple", "spotify"), source=APPLE)
def items_missing(show: Show) -> Iterator[Finding]:
    """The show has no episode. Directories refuse it, and apps empty their lists."""
    if not show.episodes:
        yield Finding(
            message="there is no episode in the feed",
            field="episodes",
            hint="podfeed render --verbose says why each post was left out",
        )


@rule("itunes-category-unknown", "error", by=("apple",), source=CATEGORIES)
def itunes_category_unknown(show: Show) -> Iterator[Finding]:
    """A category is none of Apple's."""
    for category in show.categories:
        try:
            read_category(category)
        except BadValueError as error:
            yield Finding(message=error.message, field="categories", hint=error.hint)


@rule("itunes-image-extension", "warning", by=("apple", "psp1"), source=ARTWORK)
def itunes_image_extension(show: Show) -> Iterator[Finding]:
    """A cover is neither .jpg, .jpeg nor .png."""
    owners: tuple[Show | Episode, ...] = (show, *show.episodes)
    for owner in owners:
        if owner.image and not urlsplit(owner.image).path.lower().endswith(_ENDINGS):
            yield Finding(
                message=f"the cover {owner.image} is neither .jpg nor .png",
                field="image",
                episode=owner if isinstance(owner, Episode) else None,
                hint="apps take JPEG and PNG only",
            )


_ENDINGS = (".jpg", ".jpeg", ".png")


@rule("serial-episode-number-missing", "error", by=("apple", "psp1"), source=APPLE)
def serial_episode_number_missing(show: Show) -> Iterator[Finding]:
    """The show is serial, and a full episode has no number."""
    if show.type != "serial":
        return
    for episode in show.episodes:
        if episode.episode is None and (episode.episode_type or "full") == "full":
            yield Finding(
                message="the show is serial, and the episode has no number",
                field="episode",
                episode=episode,
                hint="write episode: 3 in the front matter",
            )
