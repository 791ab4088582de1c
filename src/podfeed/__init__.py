"""podfeed turns posts into a podcast feed, and a feed into what it says.

`load` makes a `Show` of a folder of posts, `render` makes a feed of a `Show`, `parse` makes a `Show` of a
feed, `validate` holds either to the rules, and `probe` reads an audio file.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from podfeed._version import __version__

if TYPE_CHECKING:
    from podfeed.api import load as load
    from podfeed.api import validate as validate
    from podfeed.audio import Audio as Audio
    from podfeed.audio import probe as probe
    from podfeed.model import Enclosure as Enclosure
    from podfeed.model import Episode as Episode
    from podfeed.model import Link as Link
    from podfeed.model import Locked as Locked
    from podfeed.model import Owner as Owner
    from podfeed.model import Person as Person
    from podfeed.model import Show as Show
    from podfeed.problems import BadValueError as BadValueError
    from podfeed.problems import Place as Place
    from podfeed.problems import PodfeedError as PodfeedError
    from podfeed.problems import Problem as Problem
    from podfeed.problems import ProblemsError as ProblemsError
    from podfeed.read import parse as parse
    from podfeed.write import render as render

# A name is imported when it is first used, so that `import podfeed` costs next to nothing.
_HOMES = {
    "Audio": "audio",
    "BadValueError": "problems",
    "Enclosure": "model",
    "Episode": "model",
    "Link": "model",
    "Locked": "model",
    "Owner": "model",
    "Person": "model",
    "Place": "problems",
    "PodfeedError": "problems",
    "Problem": "problems",
    "ProblemsError": "problems",
    "Show": "model",
    "load": "api",
    "parse": "read",
    "probe": "audio",
    "render": "write",
    "validate": "api",
}

__all__ = [
    "Audio",
    "BadValueError",
    "Enclosure",
    "Episode",
    "Link",
    "Locked",
    "Owner",
    "Person",
    "Place",
    "PodfeedError",
    "Problem",
    "ProblemsError",
    "Show",
    "__version__",
    "load",
    "parse",
    "probe",
    "render",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'podfeed' has no attribute {name!r}")
    value = getattr(import_module(f"podfeed.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
