"""The files that go with a feed, held to the rules: transcripts, chapters, pictures, lists of shows."""

from podfeed.assets.beside import (
    Linked,
    assets_of,
    beside_feed,
    is_asset,
    linked_from,
    problems_of_asset,
    replaced,
)

__all__ = ["Linked", "assets_of", "beside_feed", "is_asset", "linked_from", "problems_of_asset", "replaced"]
