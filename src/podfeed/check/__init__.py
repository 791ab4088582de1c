"""A feed is held to the rules: as bytes in one pass, or a `Show` as the feed that it becomes."""

from podfeed.check.engine import PROFILES, Outcome, Told, examine
from podfeed.check.shows import check
from podfeed.check.tell import Choice, grouped, tell

__all__ = ["PROFILES", "Choice", "Outcome", "Told", "check", "examine", "grouped", "tell"]
