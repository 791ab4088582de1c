"""Rules about content folders and settings, whose breaches are found while a feed is built from them."""

from __future__ import annotations

from podfeed.rules.registry import CONTENT, RULES, remote
from podfeed.tags import TAGS

for _id, _severity, _doc, _hint in (
    ("image-location", "warning", "A picture says where it was taken, which everybody can read.", "take its EXIF out: exiftool -gps:all= cover.jpg"),
    ("online-not-asked", "error", "An address was named, and the network not asked for.", "add --online"),
    ("opml-invalid", "error", "A list of shows is no OPML.", "export it again"),
    ("opml-empty", "warning", "A list of shows holds none.", "export it again"),
    ("opml-text-missing", "warning", "A show in a list has no name.", "give it a text"),
    ("opml-url-invalid", "error", "A show in a list has no address of its feed.", "give it an xmlUrl"),
    ("audio-cover-small", "info", "The cover in an audio file is smaller than the 1400 pixels that Apple asks for.", "embed a larger one"),
    ("audio-empty", "error", "An audio file is empty.", "copy it again"),
    ("audio-from-lock", "info", "An audio file is not there, and what is known of it comes from podfeed.lock.", "nothing needs to be done"),
    ("audio-growing", "warning", "An audio file is still being written.", "wait until it is copied, then run again"),
    ("audio-invalid", "error", "What a post says of its audio is neither a path nor a URL.", "write a path, or an address"),
    ("audio-is-html", "error", "An audio file is a web page, as a server sends it in place of a file.", "fetch the file again"),
    ("audio-is-text", "error", "An audio file is a text.", "put the audio in its place"),
    ("audio-missing", "error", "An audio file that a post names is not there.", "mend the path, or set [media] root"),
    ("audio-not-understood", "warning", "An audio file is damaged, or of no format that podfeed knows.", "play it once; encode it anew"),
    ("audio-several", "error", "A post names several audio files.", "keep one, and offer the others as alternate_enclosures"),
    ("audio-tags-mismatch", "warning", "The tags in an audio file name another episode.", "is it the right file?"),
    ("audio-truncated", "warning", "An audio file is shorter than its header says.", "copy it again"),
    ("audio-lfs-pointer", "error", "An audio file is a pointer of Git LFS.", "run git lfs pull"),
    ("audio-annex-pointer", "error", "An audio file is a pointer of git-annex.", "run git annex get"),
    ("chapters-invalid", "error", "Chapters cannot be read.", "write them as 00:12:30 Topic"),
    ("chapters-not-served", "warning", "The folder of chapters is not one that the site serves.", "set [media] chapters_url"),
    ("chapters-not-written", "error", "Chapters cannot be written into a media file.", "write them into an MP3 or M4A"),
    ("audio-chapters-unreadable", "warning", "The chapters in an audio file cannot be read.", "write them anew"),
    ("audio-cover-unreadable", "warning", "The cover in an audio file cannot be read.", "embed it anew"),
    ("content-missing", "error", "The folder of posts is not there.", "name the folder, or set [content] path"),
    ("content-unreadable", "error", "The folder of posts cannot be read.", "allow yourself to read it"),
    ("data-invalid", "error", "A data file is not what its name says.", "mend it"),
    ("date-adjusted", "warning", "A time does not exist, or twice, where clocks change, and was taken for another.", "write the zone: +02:00"),
    ("date-ambiguous", "error", "A date can be read in two ways: 3/4/2024.", "write 2024-04-03, or set [content] day_first"),
    ("docutils-missing", "error", "Posts in reStructuredText need the extra rst.", "pip install 'podfeed-rss[rst]'"),
    ("duration-unknown", "warning", "An audio file does not say how long it is.", "write duration into the front matter"),
    ("enclosure-length-invalid", "error", "What a post says of its audio's size is no number of bytes.", "write bytes, or 12.5 MB"),
    ("enclosure-length-unknown", "warning", "The size of an audio file on a server is not known.", "write length, or set [media] probe_remote"),
    ("enclosure-type-unknown", "error", "The type of an audio file follows from nothing.", "write type, or give the file an extension"),
    ("feed-unknown", "error", "The settings have no feed of that name.", "add it, or name another"),
    ("feed-unnamed", "error", "The settings have several feeds, and none was named.", "name one"),
    ("fetch-failed", "error", "A file on a server cannot be read.", "look at the address"),
    ("file-not-text", "error", "A file is no text.", "leave it out with [content] exclude"),
    ("file-not-utf8", "error", "A text is not in UTF-8.", "save it in UTF-8"),
    ("file-too-large", "error", "A file is larger than any of its kind.", "is it what you meant?"),
    ("file-unreadable", "error", "A file is not there, or cannot be read.", "mend the path"),
    ("front-matter-invalid", "error", "The front matter of a post cannot be read.", "mend the quoted line"),
    ("guid-from-title", "warning", "The guid of an episode follows from its title, and changes with it.", "write guid into the front matter"),
    ("image-missing", "warning", "A picture that a post names is not there.", "mend the path"),
    ("import-exists", "error", "An import would overwrite a file.", "import into an empty folder"),
    ("link-invalid", "warning", "A link in the front matter leads nowhere.", "write the whole address"),
    ("list-invalid", "error", "A list of episodes cannot be read.", "mend it"),
    ("lock-invalid", "error", "`podfeed.lock` cannot be read.", "put it back from the history, or render without it"),
    ("lock-media-changed", "error", "An audio file is not the one that podfeed.lock knows.", "render without --locked, and look at the difference"),
    ("lock-outdated", "error", "`podfeed.lock` would have to change, and --locked forbids it.", "render without --locked, and commit the lock"),
    ("notes-template-removed", "warning", "A template tag in the notes was taken out, since only the site knows it.", "write it in Markdown"),
    ("output-not-written", "error", "A file cannot be written.", "make room, or choose another folder"),
    ("people-invalid", "error", "`[people]` of the settings cannot be read.", "write name, href and img of each"),
    ("permalink-invalid", "error", "`[content]` permalink cannot be followed.", "mend the placeholders"),
    ("post-too-large", "error", "A post is larger than any text.", "leave it out with [content] exclude"),
    ("settings-exist", "error", "There are settings already.", "edit them"),
    ("settings-invalid", "error", "The settings are no TOML.", "mend the quoted line"),
    ("settings-invalid-value", "error", "A setting has a value that it cannot have.", "see docs/reference/configuration.md"),
    ("settings-missing", "error", "There are no settings.", "podfeed init writes them"),
    ("settings-same-output", "error", "Two feeds of the settings are written to one file.", "give each its own output"),
    ("settings-unknown-key", "error", "The settings hold a key that nothing reads.", "look for a typing error"),
    ("show-incomplete", "error", "The settings do not say what every feed needs.", "add it to [show]"),
    ("storage-failed", "error", "An object store does not answer.", "look at the address and the keys"),
    ("value-unwritable", "error", "A value of the show cannot be written into a feed.", "see docs/reference/tags-rss.md and its neighbours"),
):  # fmt: skip
    remote(
        _id,
        _severity,
        "podfeed",
        doc=_doc,
        hint=_hint,
        scope=CONTENT,
        page="https://pypi.org/project/podfeed-rss/",
    )

# A value of the front matter or the settings that a tag cannot hold.
for _tag in TAGS:
    _name = f"{_tag.rule}-invalid"
    if _tag.rule and _name not in RULES:
        _what = _tag.field.replace("_", " ")
        remote(
            _name,
            "error",
            "podfeed",
            doc=f"The {_what} of the content has a value that it cannot have.",
            hint=_tag.doc,
            scope=CONTENT,
            page=_tag.spec,
        )
