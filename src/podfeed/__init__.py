"""podfeed turns posts into a podcast feed, and a feed into what it says.

`load` makes a `Show` of a folder of posts, `render` makes a feed of a `Show`, `parse` makes a `Show` of a
feed, `validate` holds either to the rules, and `probe` reads an audio file.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from podfeed._version import __version__

if TYPE_CHECKING:
    from podfeed.api import load as load
    from podfeed.audio import Audio as Audio
    from podfeed.audio import Cover as Cover
    from podfeed.audio import Tags as Tags
    from podfeed.audio import probe as probe
    from podfeed.limits import Limits as Limits
    from podfeed.model import AlternateEnclosure as AlternateEnclosure
    from podfeed.model import AtomLink as AtomLink
    from podfeed.model import Block as Block
    from podfeed.model import Chapter as Chapter
    from podfeed.model import ChaptersFile as ChaptersFile
    from podfeed.model import Chat as Chat
    from podfeed.model import Cloud as Cloud
    from podfeed.model import ContentLink as ContentLink
    from podfeed.model import DomainCategory as DomainCategory
    from podfeed.model import Enclosure as Enclosure
    from podfeed.model import Episode as Episode
    from podfeed.model import Extra as Extra
    from podfeed.model import Funding as Funding
    from podfeed.model import Image as Image
    from podfeed.model import Integrity as Integrity
    from podfeed.model import License as License
    from podfeed.model import Link as Link
    from podfeed.model import LiveItem as LiveItem
    from podfeed.model import Location as Location
    from podfeed.model import Locked as Locked
    from podfeed.model import MediaContent as MediaContent
    from podfeed.model import MediaPlayer as MediaPlayer
    from podfeed.model import MediaSource as MediaSource
    from podfeed.model import MediaThumbnail as MediaThumbnail
    from podfeed.model import Owner as Owner
    from podfeed.model import Person as Person
    from podfeed.model import Podroll as Podroll
    from podfeed.model import Publisher as Publisher
    from podfeed.model import RemoteItem as RemoteItem
    from podfeed.model import RssImage as RssImage
    from podfeed.model import Show as Show
    from podfeed.model import SocialInteract as SocialInteract
    from podfeed.model import Soundbite as Soundbite
    from podfeed.model import Source as Source
    from podfeed.model import TextInput as TextInput
    from podfeed.model import Trailer as Trailer
    from podfeed.model import Transcript as Transcript
    from podfeed.model import Txt as Txt
    from podfeed.model import UpdateFrequency as UpdateFrequency
    from podfeed.model import Value as Value
    from podfeed.model import ValueRecipient as ValueRecipient
    from podfeed.model import ValueTimeSplit as ValueTimeSplit
    from podfeed.network import FeedReport as FeedReport
    from podfeed.network import NetworkReport as NetworkReport
    from podfeed.network import ShowReport as ShowReport
    from podfeed.network import render_network as render_network
    from podfeed.problems import BadValueError as BadValueError
    from podfeed.problems import Place as Place
    from podfeed.problems import PodfeedError as PodfeedError
    from podfeed.problems import Problem as Problem
    from podfeed.problems import ProblemsError as ProblemsError
    from podfeed.read import parse as parse
    from podfeed.targets import validate as validate
    from podfeed.write import render as render

# A name is imported when it is first used, so that `import podfeed` costs next to nothing.
_HOMES = {
    "AlternateEnclosure": "model",
    "AtomLink": "model",
    "Audio": "audio",
    "Cover": "audio",
    "Tags": "audio",
    "BadValueError": "problems",
    "Block": "model",
    "Chapter": "model",
    "ChaptersFile": "model",
    "Chat": "model",
    "Cloud": "model",
    "ContentLink": "model",
    "DomainCategory": "model",
    "Enclosure": "model",
    "Episode": "model",
    "Extra": "model",
    "FeedReport": "network",
    "Funding": "model",
    "Image": "model",
    "Integrity": "model",
    "License": "model",
    "Link": "model",
    "Limits": "limits",
    "LiveItem": "model",
    "Location": "model",
    "Locked": "model",
    "MediaContent": "model",
    "MediaPlayer": "model",
    "MediaSource": "model",
    "MediaThumbnail": "model",
    "NetworkReport": "network",
    "Owner": "model",
    "Person": "model",
    "Place": "problems",
    "PodfeedError": "problems",
    "Podroll": "model",
    "Problem": "problems",
    "ProblemsError": "problems",
    "Publisher": "model",
    "RemoteItem": "model",
    "RssImage": "model",
    "Show": "model",
    "ShowReport": "network",
    "SocialInteract": "model",
    "Soundbite": "model",
    "Source": "model",
    "TextInput": "model",
    "Trailer": "model",
    "Transcript": "model",
    "Txt": "model",
    "UpdateFrequency": "model",
    "Value": "model",
    "ValueRecipient": "model",
    "ValueTimeSplit": "model",
    "load": "api",
    "parse": "read",
    "probe": "audio",
    "render": "write",
    "render_network": "network",
    "validate": "targets",
}

__all__ = [
    "AlternateEnclosure",
    "AtomLink",
    "Audio",
    "BadValueError",
    "Block",
    "Chapter",
    "ChaptersFile",
    "Chat",
    "Cloud",
    "ContentLink",
    "Cover",
    "DomainCategory",
    "Enclosure",
    "Episode",
    "Extra",
    "FeedReport",
    "Funding",
    "Image",
    "Integrity",
    "License",
    "Limits",
    "Link",
    "LiveItem",
    "Location",
    "Locked",
    "MediaContent",
    "MediaPlayer",
    "MediaSource",
    "MediaThumbnail",
    "NetworkReport",
    "Owner",
    "Person",
    "Place",
    "PodfeedError",
    "Podroll",
    "Problem",
    "ProblemsError",
    "Publisher",
    "RemoteItem",
    "RssImage",
    "Show",
    "ShowReport",
    "SocialInteract",
    "Soundbite",
    "Source",
    "Tags",
    "TextInput",
    "Trailer",
    "Transcript",
    "Txt",
    "UpdateFrequency",
    "Value",
    "ValueRecipient",
    "ValueTimeSplit",
    "__version__",
    "load",
    "parse",
    "probe",
    "render",
    "render_network",
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
