"""Rules about bytes, XML and the shape of the document, found while it is read."""

from __future__ import annotations

from podfeed.rules.pages import NAMES, RSS, W3C, XML
from podfeed.rules.registry import told

_DOC = '<?xml version="1.0" encoding="UTF-8"?>\n'
_RSS = '<rss version="2.0"><channel><title>Tide</title></channel></rss>'
_SHORT = '<rss version="2.0">…</rss>'

told(
    "xml-empty-document",
    "error",
    "w3c",
    doc="The file is empty, or holds nothing but white space.",
    hint="look at the build step that writes it",
    wrong="<!-- an empty file -->",
    right="<title>Tide</title>",
    page=XML,
    always=True,
)
told(
    "xml-not-well-formed",
    "error",
    "rss2 w3c apple",
    doc="The file is no XML: a tag is not closed, or & and < are not escaped. Every app refuses the feed from there on.",
    hint="mend the quoted spot; write &amp; for & and &lt; for <",
    wrong="<title>Salt & Tide</title>",
    right="<title>Salt &amp; Tide</title>",
    page=XML,
    always=True,
)
told(
    "xml-leading-content",
    "error",
    "w3c apple",
    doc="Something stands before `<?xml`, often the blank line of a template. Parsers stop at it.",
    hint="take it out: the declaration must be the first thing in the file",
    wrong="\n" + _DOC + _RSS,
    right=_DOC + _RSS,
    page=XML,
    always=True,
)
told(
    "xml-missing-declaration",
    "info",
    "w3c apple:W",
    doc='The file does not begin with `<?xml version="1.0" encoding="UTF-8"?>`.',
    hint='begin it with <?xml version="1.0" encoding="UTF-8"?>',
    wrong=_RSS,
    right=_DOC + _RSS,
    page=XML,
    always=True,
)
told(
    "xml-version-not-1-0",
    "warning",
    "best-practice",
    doc="The file is said to be of another version of XML than 1.0, which most apps cannot read.",
    hint='write version="1.0"',
    wrong='<?xml version="1.1" encoding="UTF-8"?>\n' + _RSS,
    right=_DOC + _RSS,
    page=XML,
    always=True,
)
told(
    "xml-encoding-not-utf8",
    "error",
    "apple psp1 w3c:W",
    doc="The file is in another encoding than UTF-8. Apple takes UTF-8 alone.",
    hint="save it in UTF-8, and say so in its first line",
    wrong='<?xml version="1.0" encoding="ISO-8859-1"?>\n' + _RSS,
    right=_DOC + _RSS,
    page=XML,
    always=True,
)
told(
    "xml-encoding-invalid-bytes",
    "error",
    "w3c",
    doc="Bytes of the file do not belong to the encoding that it declares: often text of an older file was pasted in.",
    hint="save the source text in UTF-8, and render again",
    wrong=_DOC + '<rss version="2.0"><channel><title>T\\xefde</title></channel></rss>',
    right=_DOC + _RSS,
    page=XML,
    always=True,
)
told(
    "xml-illegal-character",
    "error",
    "rss2 w3c",
    doc="A character, or a reference to one, may not stand in XML at all: most often a control character pasted with the notes.",
    hint="take it out",
    wrong="<title>Tide&#11;</title>",
    right="<title>Tide</title>",
    page=XML,
    always=True,
)
told(
    "xml-undefined-entity",
    "error",
    "w3c",
    doc="A named entity of HTML, such as `&nbsp;`, does not exist in XML, and stops every parser.",
    hint="write the character itself, or its number: &#160;",
    wrong="<title>Salt&nbsp;Tide</title>",
    right="<title>Salt&#160;Tide</title>",
    page=XML,
    always=True,
)
told(
    "xml-doctype-present",
    "error",
    "best-practice",
    doc="The file has a DOCTYPE. Apps refuse it, since it can declare things that hurt them.",
    hint="take the DOCTYPE out",
    wrong=_DOC + "<!DOCTYPE rss>\n" + _RSS,
    right=_DOC + _RSS,
    page=XML,
    always=True,
)
told(
    "xml-depth-or-size-bomb",
    "error",
    "best-practice",
    doc="Elements are nested more than 50 deep, an attribute is longer than 64 kB, or a tag longer than a megabyte. No feed needs that, and parsers protect themselves.",
    hint="render the feed anew; if it comes from somebody else, do not publish it",
    wrong="<title>" + "<b>" * 60 + "</b>" * 60 + "</title>",
    right="<title>Tide</title>",
    page=XML,
    always=True,
)
told(
    "feed-html-response",
    "error",
    "w3c",
    doc="The file is a web page: a login, an error, or the show's page in place of its feed.",
    hint="give the address of the feed; look at it in a browser",
    wrong="<!DOCTYPE html>\n<html><body>404</body></html>",
    right=_DOC + _RSS,
    page=RSS,
    always=True,
)
told(
    "feed-root-not-rss",
    "error",
    "rss2 apple",
    doc="The document is no RSS: Atom, RDF or something else. Apple has taken RSS 2.0 alone since 2023.",
    hint="publish RSS 2.0; podfeed render writes it",
    wrong=_DOC + '<feed xmlns="http://www.w3.org/2005/Atom"><title>Tide</title></feed>',
    right=_DOC + _RSS,
    page=RSS,
    always=True,
)
told(
    "rss-version-missing",
    "error",
    "rss2 w3c",
    doc="`<rss>` does not say its version.",
    hint='write <rss version="2.0">',
    wrong=_DOC + "<rss><channel><title>Tide</title></channel></rss>",
    right=_DOC + _RSS,
    page=RSS,
    always=True,
)
told(
    "rss-version-unsupported",
    "warning",
    "rss2",
    doc="`<rss>` says another version than 2.0.",
    hint='write version="2.0"',
    wrong=_DOC + '<rss version="0.92"><channel><title>Tide</title></channel></rss>',
    right=_DOC + _RSS,
    page=RSS,
    always=True,
)
told(
    "rss-default-namespace",
    "error",
    "w3c",
    doc="`xmlns=` on `<rss>` puts its elements into another namespace, where apps do not find them.",
    hint="give the namespace a prefix, or take it out",
    wrong=_DOC
    + '<rss version="2.0" xmlns="http://example.org/ns"><channel><title>Tide</title></channel></rss>',
    right=_DOC + _RSS,
    page=NAMES,
    always=True,
)
told(
    "rss-channel-missing",
    "error",
    "rss2",
    doc="`<rss>` holds no `<channel>`.",
    hint="put the show into <channel>…</channel>",
    wrong=_DOC + '<rss version="2.0"></rss>',
    right=_DOC + _RSS,
    page=RSS,
    always=True,
)
told(
    "rss-channel-multiple",
    "error",
    "rss2 spotify",
    doc="`<rss>` holds a second `<channel>`; apps read the first show alone.",
    hint="publish a feed for each show",
    wrong=_DOC
    + '<rss version="2.0"><channel><title>Ebb</title></channel><channel><title>Flood</title></channel></rss>',
    right=_DOC + _RSS,
    page=RSS,
    always=True,
)
told(
    "rss-element-case",
    "error",
    "w3c",
    doc="An element's name is right but for capitals. Names are case-sensitive, so that apps do not see it.",
    hint="write the name as it is defined",
    on="item",
    wrong="<!-- no pubDate --><pubdate>Mon, 06 May 2024 08:00:00 +0000</pubdate>",
    right="<pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate>",
    page=RSS,
    always=True,
)
told(
    "rss-unknown-core-element",
    "warning",
    "w3c",
    doc="RSS has no element of this name in this place.",
    hint="take it out, or use an element of a namespace",
    on="item",
    wrong="<duration>1:02:03</duration>",
    right="<itunes:duration>3723</itunes:duration>",
    page=RSS,
    always=True,
)
told(
    "rss-duplicate-element",
    "warning",
    "rss2 w3c",
    doc="An element that may stand once stands again. Apps take the first or the last as it happens.",
    hint="keep one",
    on="item",
    wrong="<link>https://example.org/1</link><link>https://example.org/one</link>",
    right="<link>https://example.org/1</link>",
    page=RSS,
    always=True,
)
told(
    "rss-unexpected-text",
    "warning",
    "w3c",
    doc="Text stands in an element that holds none. Apps ignore it.",
    hint="move it into the attribute it belongs to, or take it out",
    on="item",
    wrong='<enclosure url="https://example.org/ep1.mp3" length="24986239" type="audio/mpeg">Episode 1</enclosure>',
    right='<enclosure url="https://example.org/ep1.mp3" length="24986239" type="audio/mpeg"/>',
    page=RSS,
    always=True,
)
told(
    "rss-unexpected-attribute",
    "info",
    "w3c",
    doc="An attribute is not defined for its element.",
    hint="look for a typing error, or take it out",
    on="item",
    wrong='<enclosure url="https://example.org/ep1.mp3" length="24986239" type="audio/mpeg" title="x"/>',
    right='<enclosure url="https://example.org/ep1.mp3" length="24986239" type="audio/mpeg"/>',
    page=RSS,
    always=True,
)
told(
    "rss-missing-required-attribute",
    "error",
    "rss2 w3c p20",
    doc="An element lacks an attribute without which it says nothing.",
    hint="add it",
    on="item",
    wrong="<media:thumbnail/>",
    right='<media:thumbnail url="https://example.org/small.jpg"/>',
    page=RSS,
    always=True,
)
told(
    "rss-item-misplaced",
    "warning",
    "w3c best-practice",
    doc="An element of the channel stands behind an item. Apps that read from the front may never come to it.",
    hint="move the items to the end of <channel>",
    on="channel",
    wrong="<item></item><copyright>Ada Example</copyright>",
    right="<copyright>Ada Example</copyright><item></item>",
    page=W3C,
    always=True,
)
told(
    "rss-empty-element",
    "warning",
    "w3c",
    doc="An element that may be left out is there and empty.",
    hint="take it out, or fill it",
    on="item",
    wrong="<comments></comments>",
    right="<comments>https://example.org/1#comments</comments>",
    page=RSS,
    always=True,
)
told(
    "xml-base-used",
    "info",
    "best-practice",
    doc="`xml:base` makes addresses relative, and few podcast apps follow it.",
    hint="write whole addresses",
    on="item",
    wrong='<description xml:base="https://example.org/">Notes.</description>',
    right="<description>Notes.</description>",
    page=W3C,
    always=True,
)
told(
    "xml-surrounding-whitespace",
    "warning",
    "apple psp1",
    doc="The text of an element begins or ends with white space, which some apps keep.",
    hint="take the white space out",
    on="item",
    wrong="<title> Low tide\n</title>",
    right="<title>Low tide</title>",
    page=RSS,
    always=True,
)
told(
    "xml-double-escaped",
    "warning",
    "w3c best-practice",
    doc="A plain text was escaped twice, so that listeners see `&amp;amp;` or `&amp;quot;`.",
    hint="escape it once",
    on="item",
    wrong="<title>Salt &amp;amp; tide</title>",
    right="<title>Salt &amp; tide</title>",
    page=W3C,
    always=True,
)
told(
    "xml-cdata-literal",
    "warning",
    "best-practice",
    doc="The marks of CDATA themselves became text, which listeners see.",
    hint="wrap the text in CDATA once, and do not escape the marks",
    on="item",
    wrong="<title>&lt;![CDATA[Low tide]]&gt;</title>",
    right="<title><![CDATA[Low tide]]></title>",
    page=W3C,
    always=True,
)
told(
    "xml-c1-control",
    "warning",
    "w3c",
    doc="A control character of the range U+0080 to U+009F stands in the text: Windows-1252 was read as Latin-1.",
    hint="write the character that was meant, such as ’ or …",
    on="item",
    wrong="<title>Ada\u0092s tide</title>",
    right="<title>Ada’s tide</title>",
    page=W3C,
    always=True,
)
told(
    "xml-mojibake",
    "warning",
    "best-practice",
    doc="A text was decoded twice: `Ã¶` where `ö` was meant.",
    hint="mend the source text; read it as UTF-8",
    on="item",
    wrong="<title>GrÃ¶ÃŸe und MaÃŸ</title>",
    right="<title>Größe und Maß</title>",
    page=W3C,
    always=True,
)
