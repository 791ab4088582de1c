"""Every tag at once, in random shows made from the tables: written, and read back equal."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

import podfeed
from table_strategies import shows


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(shows())
def test_every_tag_is_read_back_as_it_was_written(show: podfeed.Show) -> None:
    feed = podfeed.render(show)
    back = podfeed.parse(feed)
    assert back == show
    assert podfeed.render(back) == feed
