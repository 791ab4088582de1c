"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_folder import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site whose settings are complete and which has no post yet."""
    return Site(tmp_path)


@pytest.fixture(autouse=True)
def _no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODFEED_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
