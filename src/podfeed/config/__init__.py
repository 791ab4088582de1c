"""The settings: `table` lists them, `search` finds their file, `load` reads it, `sites` asks the site."""

from podfeed.config.load import load_config, missing_show
from podfeed.config.search import search
from podfeed.config.settings import (
    Config,
    ContentSettings,
    FeedSettings,
    MediaSettings,
    ValidateSettings,
)

__all__ = [
    "Config",
    "ContentSettings",
    "FeedSettings",
    "MediaSettings",
    "ValidateSettings",
    "load_config",
    "missing_show",
    "search",
]
