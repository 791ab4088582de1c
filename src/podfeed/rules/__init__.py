"""The rules that span fields, a function each."""

from podfeed.rules import enclosures, identity, shows
from podfeed.rules.registry import RULES, Finding, Rule

__all__ = ["RULES", "Finding", "Rule", "enclosures", "identity", "shows"]
