"""The targets by their names; each takes any bytes, and raises where a promise is broken."""

from __future__ import annotations

from . import feeds, files, posts, settings, values
from .common import Target

TARGETS: dict[str, Target] = {
    target.name: target for module in (posts, values, files, feeds, settings) for target in module.TARGETS
}
