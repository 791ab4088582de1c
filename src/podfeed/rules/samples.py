"""An example of each tag that rules of a row are about: right, and made wrong where a rule needs it."""

from __future__ import annotations

SAMPLES = {
    "podcast:transcript": '<podcast:transcript url="https://example.org/ep1.vtt" type="text/vtt" language="en"/>',
    "podcast:chapters": '<podcast:chapters url="https://example.org/ep1.json" type="application/json+chapters"/>',
    "podcast:soundbite": '<podcast:soundbite startTime="73.5" duration="60">The tide turns</podcast:soundbite>',
    "podcast:locked": '<podcast:locked owner="ada@example.org">yes</podcast:locked>',
    "podcast:funding": '<podcast:funding url="https://example.org/support">Support the show</podcast:funding>',
    "podcast:person": '<podcast:person role="host" href="https://example.org/ada" img="https://example.org/ada.jpg">Ada Example</podcast:person>',
    "podcast:location": '<podcast:location rel="subject" geo="geo:54.32,10.14" osm="R62422" country="DE">Kiel</podcast:location>',
    "podcast:license": '<podcast:license url="https://creativecommons.org/licenses/by/4.0/">CC-BY-4.0</podcast:license>',
    "podcast:txt": '<podcast:txt purpose="release">2024-05-01</podcast:txt>',
    "podcast:block": '<podcast:block id="youtube">yes</podcast:block>',
    "podcast:medium": "<podcast:medium>podcast</podcast:medium>",
    "podcast:image": '<podcast:image href="https://example.org/wide.jpg" alt="A pier at low tide" aspect-ratio="16/9" width="1920" height="1080" purpose="artwork"/>',
    "podcast:images": '<podcast:images srcset="https://example.org/wide.jpg 1500w"/>',
    "podcast:alternateEnclosure": '<podcast:alternateEnclosure type="audio/opus" length="1200000" bitrate="32000" lang="en" title="Small">\n  <podcast:source uri="https://example.org/ep1.opus"/>\n</podcast:alternateEnclosure>',
    "podcast:source": '<podcast:source uri="https://example.org/ep1.opus"/>',
    "podcast:integrity": '<podcast:integrity type="sri" value="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="/>',
    "podcast:trailer": '<podcast:trailer url="https://example.org/trailer.mp3" pubdate="Thu, 01 Apr 2021 08:00:00 +0000" length="12345678" type="audio/mpeg">Season one</podcast:trailer>',
    "podcast:season": '<podcast:season name="Storms">2</podcast:season>',
    "podcast:episode": '<podcast:episode display="Ch. 3">3</podcast:episode>',
    "podcast:liveItem": '<podcast:liveItem status="ended" start="2024-05-08T07:30:00+02:00" end="2024-05-08T09:30:00+02:00">\n  <title>Live from the pier</title>\n  <guid isPermaLink="false">4c9a3c7e-live</guid>\n  <enclosure url="https://example.org/live.mp3" length="0" type="audio/mpeg"/>\n  <podcast:alternateEnclosure type="audio/opus" length="0"><podcast:source uri="https://example.org/live.opus"/></podcast:alternateEnclosure>\n  <podcast:contentLink href="https://example.org/live">Listen here</podcast:contentLink>\n</podcast:liveItem>',
    "podcast:contentLink": '<podcast:contentLink href="https://example.org/live">Listen here</podcast:contentLink>',
    "podcast:socialInteract": '<podcast:socialInteract protocol="activitypub" uri="https://social.example/@ada/1" accountId="@ada"/>',
    "podcast:chat": '<podcast:chat server="irc.example.org" protocol="irc" accountId="@ada" space="#tide"/>',
    "podcast:value": '<podcast:value type="lightning" method="lnaddress" suggested="0.00000005000">\n  <podcast:valueRecipient name="Ada" type="lnaddress" address="ada@wallet.example" split="100"/>\n</podcast:value>',
    "podcast:valueRecipient": '<podcast:valueRecipient name="Ada" type="lnaddress" address="ada@wallet.example" split="100"/>',
    "podcast:valueTimeSplit": '<podcast:valueTimeSplit startTime="60" duration="30" remotePercentage="90">\n  <podcast:remoteItem feedGuid="d0b3c9a1-5ac7-5f4e-9f0a-6b6f4c6d5a10" feedUrl="https://example.com/feed.xml"/>\n</podcast:valueTimeSplit>',
    "podcast:remoteItem": '<podcast:remoteItem feedGuid="d0b3c9a1-5ac7-5f4e-9f0a-6b6f4c6d5a10" feedUrl="https://example.com/feed.xml" medium="podcast"/>',
    "podcast:podroll": '<podcast:podroll>\n  <podcast:remoteItem feedGuid="d0b3c9a1-5ac7-5f4e-9f0a-6b6f4c6d5a10" feedUrl="https://example.com/feed.xml"/>\n</podcast:podroll>',
    "podcast:publisher": '<podcast:publisher>\n  <podcast:remoteItem medium="publisher" feedGuid="d0b3c9a1-5ac7-5f4e-9f0a-6b6f4c6d5a10" feedUrl="https://example.com/publisher.xml"/>\n</podcast:publisher>',
    "podcast:updateFrequency": '<podcast:updateFrequency rrule="FREQ=WEEKLY;BYDAY=MO" dtstart="2024-01-01T00:00:00Z">Every Monday</podcast:updateFrequency>',
    "podcast:podping": '<podcast:podping usesPodping="true"/>',
    "psc:chapters": '<psc:chapters version="1.2">\n  <psc:chapter start="00:00:00.000" title="Ebb"/>\n  <psc:chapter start="00:01:15.000" title="Flood"/>\n</psc:chapters>',
    "media:restriction": '<media:restriction type="country" relationship="allow">DE US</media:restriction>',
    "spotify:limit": '<spotify:limit recentCount="10"/>',
    "spotify:countryOfOrigin": "<spotify:countryOfOrigin>de at</spotify:countryOfOrigin>",
    "atom:link": '<atom:link href="https://example.org/feed.xml" rel="self" type="application/rss+xml"/>',
    "itunes:image": '<itunes:image href="https://example.org/cover.jpg"/>',
    "enclosure": '<enclosure url="https://example.org/ep1.mp3" length="24986239" type="audio/mpeg"/>',
    "guid": '<guid isPermaLink="false">2f9c2f0a-6a3e-5f63-8f8c-0a1b2c3d4e5f</guid>',
}


def enclosure(
    url: str = "https://example.org/ep1.mp3", length: str = "24986239", kind: str = "audio/mpeg"
) -> str:
    """Return the example of an enclosure with another URL, length or type."""
    return f'<enclosure url="{url}" length="{length}" type="{kind}"/>'
