"""A feed is held to the rules: as bytes in one pass, or a `Show` as the feed that it becomes.

`podfeed.check.shows` holds the second, which needs all that a feed is written with.
"""

from podfeed.check.engine import PROFILES, Outcome, Told, demanders, examine
from podfeed.check.tell import Choice, grouped, tell

__all__ = ["PROFILES", "Choice", "Outcome", "Told", "demanders", "examine", "grouped", "tell"]
