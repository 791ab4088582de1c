"""A show that uses every tag at every place where it is allowed, each attribute at least once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zlib import crc32

from podfeed import (
    AlternateEnclosure,
    AtomLink,
    Block,
    Chapter,
    ChaptersFile,
    Chat,
    Cloud,
    ContentLink,
    DomainCategory,
    Enclosure,
    Episode,
    Extra,
    Funding,
    Image,
    Integrity,
    License,
    Link,
    LiveItem,
    Location,
    Locked,
    MediaContent,
    MediaPlayer,
    MediaSource,
    MediaThumbnail,
    Owner,
    Person,
    Podroll,
    Publisher,
    RemoteItem,
    RssImage,
    Show,
    SocialInteract,
    Soundbite,
    Source,
    TextInput,
    Trailer,
    Transcript,
    Txt,
    UpdateFrequency,
    Value,
    ValueRecipient,
    ValueTimeSplit,
)

URL = "https://sea.example"
GUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
WHEN = datetime(2024, 5, 1, 6, 30, tzinfo=timezone(timedelta(hours=2)))


def recipient(name: str, split: int) -> ValueRecipient:
    return ValueRecipient(
        type="node",
        address=f"03ae9f91a0cb8ff43840e3c322c4c61f019d8c1c3cea15a25cfc425ac605e61a4a{name}",
        split=split,
        name=name,
        custom_key=f"6969{split}",
        custom_value=f"eChoVKtO1KujpAA5HCoB{split}",
        fee=split < 5,
    )


def remote(name: str) -> RemoteItem:
    return RemoteItem(
        feed_guid=f"{GUID[:-8]}{crc32(name.encode()) % 10**8:08}",
        feed_url=f"{URL}/{name}.xml",
        item_guid=f"{name}-1",
        medium="music",
        title=f"Another {name}",
    )


def value(name: str) -> Value:
    return Value(
        type="lightning",
        method="keysend",
        suggested=0.00000005,
        recipients=[recipient(f"{name} Ann", 91), recipient(f"{name} App", 2)],
        time_splits=[
            ValueTimeSplit(
                start=61,
                duration=237.5,
                remote_start=174,
                remote_percentage=95,
                remote_item=remote(f"{name}-split"),
            ),
            ValueTimeSplit(start=330, duration=53, recipients=[recipient(f"{name} Bo", 100)]),
        ],
    )


def both(name: str) -> dict[str, Any]:
    """Return the fields that a channel has, and an item too."""
    return {
        "people": [
            Person(
                name=f"{name} Ann",
                role="host",
                group="cast",
                href=f"{URL}/{name}/ann",
                image=f"{URL}/{name}/ann.jpg",
            ),
            Person(name=f"{name} Cy", role="guest"),
        ],
        "locations": [
            Location(
                name=f"{name} Lisbon", rel="subject", geo="geo:38.72,-9.14", osm="R2897141", country="PT"
            )
        ],
        "funding": [Funding(url=f"{URL}/{name}/support", text=f"Support the {name} sea")],
        "license": License(identifier=f"{name}-licence-v1", url=f"{URL}/{name}/licence"),
        "values": [value(name)],
        "images_srcset": f"{URL}/{name}/a.jpg 1500w, {URL}/{name}/b.jpg 600w",
        "txts": [Txt(text=f"{name}@sea.example", purpose=f"{name}-verify")],
        "domain_categories": [DomainCategory(text=f"{name} waves", domain=f"{URL}/{name}/taxonomy")],
        "thumbnails": [MediaThumbnail(url=f"{URL}/{name}/thumb.jpg", width=320, height=180)],
        "images": [
            Image(
                href=f"{URL}/{name}/wide.jpg",
                alt=f"A {name} wave",
                aspect_ratio="16/9",
                width=1920,
                height=1080,
                type="image/webp",
                purpose="banner",
            )
        ],
        "social": [
            SocialInteract(
                protocol="activitypub",
                uri=f"{URL}/@{name}/1",
                account_id=f"@{name}",
                account_url=f"{URL}/@{name}",
                priority=8,
            )
        ],
        "chat": Chat(
            server=f"{name}.irc.example", protocol="irc", account_id=f"@{name}-chat", space=f"#{name}-waves"
        ),
    }


def episode_fields(name: str) -> dict[str, Any]:
    """Return every field that an item and a live item have."""
    return {
        **both(name),
        "title": f"{name} & more",
        "guid": f"{name}-guid",
        "guid_is_permalink": False,
        "publish_date": WHEN,
        "enclosure": Enclosure(url=f"{URL}/{name}.mp3", length=24986239, type="audio/mpeg"),
        "duration": timedelta(seconds=1801),
        "description": "What <the> waves say.",
        "notes": "<p>What the <b>waves</b> say.</p>",
        "link": f"{URL}/{name}",
        "image": f"{URL}/{name}.jpg",
        "links": [Link(href=f"{URL}/map", title="A map")],
        "subtitle": "Salt",
        "season": 2,
        "season_name": "High tide",
        "episode": 7,
        "episode_type": "bonus",
        "explicit": True,
        "author": "Ann Other",
        "tags": [f"{name} surf", "foam"],
        "block": True,
        "itunes_title": f"{name}, again",
        "summary": "Waves, summed up.",
        "keywords": "waves, wind",
        "order": 3,
        "closed_captioned": True,
        "podcast_episode": 7.5,
        "episode_display": "Ch. 7",
        "transcripts": [
            Transcript(url=f"{URL}/{name}.vtt", type="text/vtt", language="en", rel="captions"),
            Transcript(url=f"{URL}/{name}.html", type="text/html"),
        ],
        "chapters_file": ChaptersFile(url=f"{URL}/{name}.json", type="application/json+chapters"),
        "chapters": [
            Chapter(start=0, title="Ebb"),
            Chapter(start=62.5, title="Flood", href=f"{URL}/flood", image=f"{URL}/flood.jpg"),
        ],
        "soundbites": [Soundbite(start=73, duration=60.5, title="Gulls"), Soundbite(start=5, duration=15)],
        "alternate_enclosures": [
            AlternateEnclosure(
                type="audio/opus",
                length=32400000,
                bitrate=96000,
                height=720,
                lang="en",
                title="Smaller",
                rel="low",
                codecs="opus",
                default=False,
                sources=[
                    MediaSource(uri=f"{URL}/{name}.opus", content_type="audio/opus"),
                    MediaSource(uri="ipfs://QmdwGqd3d2gFPGeJNLLCshdiPert45fMu84552Y4XHTy4y"),
                ],
                integrity=Integrity(
                    type="sri", value="sha384-ExVqijgYHm15PqQqdXfW95x+Rs6C+d6E/ICxyQOeFevnxNLR"
                ),
            )
        ],
        "content_links": [ContentLink(href="https://video.example/sea", text="See the sea")],
        "comments": f"{URL}/{name}#comments",
        "source": Source(url=f"{URL}/first.xml", title="First printed in"),
        "author_email": "ann@sea.example",
        "creators": ["Ann Other", "Bo Both"],
        "atom_links": [
            AtomLink(
                href=f"{URL}/{name}/de.xml",
                rel="alternate",
                type="text/html",
                hreflang="de",
                title="Deutsch",
                length=5123,
            )
        ],
        "media": [
            MediaContent(
                url=f"{URL}/{name}.mp4",
                file_size=99000000,
                type="video/mp4",
                medium="video",
                is_default=True,
                expression="full",
                bitrate=1200,
                duration=1801,
                height=720,
                width=1280,
                lang="en",
            )
        ],
        "player": MediaPlayer(url=f"{URL}/{name}/play", width=640, height=120),
        "extra": [Extra(xml='<x:tide xmlns:x="https://x.example/">in</x:tide>')],
    }


SHOW = Show(
    **both("show"),
    title="Sea Talk & Co",
    description="What the <sea> says.",
    link=f"{URL}/",
    feed_url=f"{URL}/feed.xml",
    language="en-GB",
    author="Ann Other",
    owner=Owner(name="Ann Other", email="ann@sea.example"),
    image=f"{URL}/cover.jpg",
    categories=["Science > Earth Sciences", "Society & Culture"],
    explicit=False,
    guid=GUID,
    locked=Locked(value=True, owner="ann@sea.example"),
    type="serial",
    subtitle="Salt water",
    copyright="2024 Ann Other",
    tags=["ocean"],
    block=True,
    complete=True,
    new_feed_url=f"{URL}/new.xml",
    publish_date=WHEN,
    last_build_date=WHEN + timedelta(hours=1),
    generator="podfeed 1",
    docs="https://www.rssboard.org/rss-specification",
    ttl=60,
    managing_editor="ann@sea.example (Ann Other)",
    web_master="bo@sea.example (Bo Both)",
    itunes_title="Sea Talk",
    summary="The sea, summed up.",
    keywords="sea, salt",
    verify="0123456789abcdef",
    medium="podcast",
    trailers=[
        Trailer(
            title="Coming soon",
            url=f"{URL}/trailer.mp3",
            publish_date=WHEN,
            length=12345678,
            type="audio/mpeg",
            season=2,
        )
    ],
    blocks=[Block(value=True, id="google"), Block(value=False)],
    remote_items=[remote("sister")],
    podroll=Podroll(items=[remote("friend")]),
    update_frequency=UpdateFrequency(
        text="Every other week",
        complete=True,
        start=datetime(2024, 1, 1, tzinfo=UTC),
        rule="FREQ=WEEKLY;INTERVAL=2",
    ),
    podping=True,
    publisher=Publisher(remote_item=remote("house").replace(medium="publisher")),
    live_items=[
        LiveItem(**episode_fields("live"), status="live", start=WHEN, end=WHEN + timedelta(hours=1)),
    ],
    rss_image=RssImage(
        url=f"{URL}/logo.png",
        title="Sea Talk & Co",
        link=f"{URL}/",
        width=88,
        height=31,
        description="A logo",
    ),
    cloud=Cloud(
        domain="rpc.sea.example", port=80, path="/RPC2", register_procedure="notify", protocol="http-post"
    ),
    text_input=TextInput(title="Say", description="Say it", name="q", link=f"{URL}/say"),
    skip_hours=[0, 23],
    skip_days=["Monday", "Sunday"],
    rating='(PICS-1.1 "https://www.rsac.example/" l gen true r (n 0 s 0 v 0 l 0))',
    creators=["Ann Other"],
    atom_links=[
        AtomLink(href="https://hub.example/", rel="hub"),
        AtomLink(
            href=f"{URL}/2.xml",
            rel="next",
            type="application/atom+xml",
            hreflang="nl",
            title="Next",
            length=6123,
        ),
    ],
    archive=True,
    complete_feed=True,
    country_of_origin="pt us",
    recent_count=10,
    extra=[Extra(xml='<x:moon xmlns:x="https://x.example/" phase="full"/>')],
    episodes=[Episode(**episode_fields("one"))],
)
