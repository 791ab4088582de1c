"""Reading feeds as they are: miswritten, in other encodings, broken, hostile."""

from __future__ import annotations

import pytest

import podfeed

ITEM = "<item><title>a</title><guid>g</guid></item>"


def feed(channel: str, head: str = "", root: str = 'rss version="2.0"') -> bytes:
    return (
        f"{head}<{root}><channel><title>t</title>{channel}</channel></{root.split(maxsplit=1)[0]}>".encode()
    )


@pytest.mark.parametrize(
    "space",
    [
        "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "https://www.itunes.com/dtds/podcast-1.0.dtd",
        "http://www.itunes.com/DTDs/Podcast-1.0.dtd",
        "http://www.itunes.com/DTDs/PodCast-1.0.dtd",
    ],
)
def test_miswritten_namespaces_and_any_prefix(space: str) -> None:
    show = podfeed.parse(
        feed("<x:author>Ann</x:author><x:Explicit>clean</x:Explicit>", root=f'rss xmlns:x="{space}"')
    )
    assert (show.author, show.explicit) == ("Ann", False)


def test_the_old_address_of_the_podcast_namespace() -> None:
    old = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    show = podfeed.parse(feed("<p:medium>music</p:medium>", root=f'rss xmlns:p="{old}"'))
    assert show.medium == "music"
    assert b'xmlns:podcast="https://podcastindex.org/namespace/1.0"' in podfeed.render(show)


def test_any_case_of_names() -> None:
    show = podfeed.parse(
        b'<RSS><Channel><TITLE>t</TITLE><Item><Title>a</Title><GUID ispermalink="false">g</GUID>'
        b'<Enclosure URL="https://c.example/a.mp3" Length="5" TYPE="audio/mpeg"/></Item></Channel></RSS>'
    )
    (episode,) = show.episodes
    assert (show.title, episode.guid, episode.guid_is_permalink) == ("t", "g", False)
    assert episode.enclosure == podfeed.Enclosure(url="https://c.example/a.mp3", length=5, type="audio/mpeg")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "koi8-r"])
def test_other_encodings(encoding: str) -> None:
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    text = "привет" if encoding == "koi8-r" else "größe"
    xml = f'<?xml version="1.0" encoding="{name}"?><rss><channel><title>{text}</title>{ITEM}</channel></rss>'
    assert podfeed.parse(xml.encode(encoding)).title == text


@pytest.mark.parametrize(
    "root",
    [
        'rss version="0.91"',
        'rss version="0.92"',
        'rss version="2.0" xmlns="http://backend.userland.com/rss2"',
        'rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"',
    ],
)
def test_older_rss(root: str) -> None:
    assert [episode.title for episode in podfeed.parse(feed(ITEM, root=root)).episodes] == ["a"]


def test_rss_1_has_its_items_beside_the_channel() -> None:
    xml = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f"<channel><title>t</title></channel>{ITEM}</rdf:RDF>"
    )
    assert len(podfeed.parse(xml.encode()).episodes) == 1


def test_what_is_not_understood_is_told_with_its_line_and_kept() -> None:
    item = "<item>\n<title>a</title>\n<pubDate>yesterday</pubDate>\n<strange>x</strange></item>"
    show = podfeed.parse(feed(item))
    (problem,) = show.problems
    assert problem.place is not None
    assert problem.place.line == 3
    assert [each.xml for each in show.episodes[0].extra] == [
        "<strange>x</strange>",
        "<pubDate>yesterday</pubDate>",
    ]
    assert b"<pubDate>yesterday</pubDate>" in podfeed.render(show)
    assert podfeed.parse(podfeed.render(show)) == show


def test_values_that_differ_are_both_kept() -> None:
    spaces = 'rss xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:p="https://podcastindex.org/namespace/1.0"'
    item = (
        "<item><description>d</description><i:summary>s</i:summary><description>e</description>"
        "<p:episode>12.5</p:episode><i:episode>12</i:episode><i:season>1</i:season><p:season>2</p:season></item>"
    )
    show = podfeed.parse(feed(item, root=spaces))
    (episode,) = show.episodes
    assert (episode.description, episode.summary, episode.episode, episode.podcast_episode, episode.season) == (
        "d", "s", 12, 12.5, 1,
    )  # fmt: skip
    assert sorted(each.xml.partition(">")[2] for each in episode.extra) == [
        "2</podcast:season>",
        "e</description>",
    ]
    assert podfeed.parse(podfeed.render(show)) == show


def test_broken_xml_is_one_error_or_read_as_far_as_it_goes() -> None:
    broken = b"<rss><channel><title>t</title>\n<item><title>a &nbsp; b</title></item></channel></rss>"
    with pytest.raises(podfeed.ProblemsError) as caught:
        podfeed.parse(broken)
    (problem,) = caught.value.problems
    assert (problem.rule, problem.place and problem.place.line) == ("xml-not-well-formed", 2)
    show = podfeed.parse(broken, recover=True)
    assert len(show.episodes) == 1
    assert [each.rule for each in show.problems] == ["xml-not-well-formed"]


def test_blanks_before_the_declaration_are_told() -> None:
    show = podfeed.parse(b'\n\n<?xml version="1.0"?><rss><channel><title>t</title></channel></rss>')
    assert [each.rule for each in show.problems] == ["xml-leading-content"]


def test_atom_is_named() -> None:
    with pytest.raises(podfeed.ProblemsError) as caught:
        podfeed.parse(b"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title></feed>")
    assert "Atom" in caught.value.problems[0].hint


BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)


@pytest.mark.parametrize(
    "hostile",
    [
        feed("<description>&j;</description>", BOMB),
        feed("<description>&x;</description>", '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        feed("<description>&x;</description>", '<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>'),
        feed("x", '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'),
        feed("<a>" * 100_000 + "</a>" * 100_000),
        feed("<description>\x00</description>"),
        feed("<description>").replace(b"<description>", b"<description>\xff\xfe"),
        feed(f"<description a='{'x' * 20_000_000}'/>"),
        b"\x00" * 1000,
        b"<" * 1_000_000,
    ],
    ids=range(10),
)
def test_hostile_feeds_do_no_harm(hostile: bytes) -> None:
    try:
        show = podfeed.parse(hostile)
    except podfeed.ProblemsError as error:
        assert error.problems[0].message
        return
    text = str(show)
    assert "root:" not in text
    assert len(text) < 1_000_000


@pytest.mark.parametrize("where", ["{}", "<item><title>a</title>{}</item>"])
def test_an_entity_that_nobody_resolves_is_a_text(where: str) -> None:
    odd = "<odd>a&own;b&nbsp;c</odd>"
    head = '<!DOCTYPE rss [<!ENTITY own "x"><!ENTITY nbsp "y">]>'
    show = podfeed.parse(feed(where.format(odd), head=head))
    (kept,) = show.extra or show.episodes[0].extra
    assert kept.xml == "<odd>a&amp;own;b\xa0c</odd>"


def test_an_entity_in_what_is_recovered() -> None:
    xml = feed("<item><title>a&nbsp;b</title><odd>c&nbsp;d</odd></item>")
    (episode,) = podfeed.parse(xml, recover=True).episodes
    assert (episode.title, episode.extra[0].xml) == ("a\xa0b", "<odd>c\xa0d</odd>")


def test_a_namespace_whose_address_is_none_is_kept() -> None:
    show = podfeed.parse(feed('<item><odd xmlns:z="a/b" z:c="d"/></item>'))
    assert 'xmlns:z="a/b"' in show.episodes[0].extra[0].xml
    assert podfeed.parse(podfeed.render(show)).episodes == show.episodes


def test_only_the_items_of_the_channel_are_episodes_in_their_order() -> None:
    inner = "<odd><item><title>inner</title></item></odd>"
    items = "".join(f"<{name}><title>{name}</title></{name}>" for name in ("item", "ITEM", "Item", "item"))
    show = podfeed.parse(feed(inner + items))
    assert [episode.title for episode in show.episodes] == ["item", "ITEM", "Item", "item"]
    assert show.extra[0].xml == inner


def test_what_the_channel_says_wrong_is_told_before_the_items() -> None:
    item = "<item><title>a</title><pubDate>never</pubDate></item>"
    show = podfeed.parse(feed(f"{item}<lastBuildDate>soon</lastBuildDate>{item}"))
    assert [problem.message.partition(":")[0] for problem in show.problems] == [
        "<lastBuildDate>",
        "<pubDate>",
        "<pubDate>",
    ]
