"""A post becomes an episode: every room of the build in turn, each value with its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from podfeed import urls
from podfeed.build import consistency, permalinks, shownotes
from podfeed.build.aliases import ALIASES
from podfeed.build.beside import Beside
from podfeed.build.episode_chapters import Chapters
from podfeed.build.far import FarAudio
from podfeed.build.fields import ROWS, Fields, read_image, read_words
from podfeed.build.files import MediaFiles
from podfeed.build.host import HostFeed
from podfeed.build.identity import guid_of_seed, seed
from podfeed.build.keeping import Kept
from podfeed.build.keys import is_exact, lookup
from podfeed.build.known import Known
from podfeed.build.media import Media
from podfeed.build.parts import parts_of, read_extra, take
from podfeed.build.people import read_people
from podfeed.build.select import Verdict, in_future
from podfeed.build.show import ShowFields
from podfeed.build.sources import Draft, InPost, Report, Source
from podfeed.config import Config
from podfeed.lazily import dataclass
from podfeed.model import Episode, is_allowed
from podfeed.notes import Notes, make_notes
from podfeed.posts import Post
from podfeed.problems import BadValueError
from podfeed.tags.spec import Tag

# The parts of an episode that have front matter keys of their own; the other rooms read the rest.
_ELSEWHERE = frozenset({"links", "duration", "publish_date", "image"}) | {row.name for row in ROWS}
PARTS = {name: tag for name, tag in parts_of("item").items() if name in ALIASES and name not in _ELSEWHERE}
_FIELDS = frozenset(item.name for item in fields(Episode))


@lru_cache(maxsize=1024)
def _parts(offered: frozenset[str]) -> tuple[tuple[str, Tag], ...]:
    """Return the parts of which a post may say something."""
    return tuple((name, tag) for name, tag in PARTS.items() if name in offered)


_OF_SHOW = Source("the show's")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """An episode, its post, the source of each of its fields, and the notes that the post's body makes."""

    post: Post
    episode: Episode
    draft: Draft
    verdict: Verdict
    notes: Notes


@dataclass(slots=True, kw_only=True)
class EpisodeBuilder:
    """Makes one post after another an episode, by the settings of a show."""

    config: Config
    link: str  # the show's page
    guid: str  # the show's identity
    show: ShowFields  # what it says where episodes say nothing
    files: MediaFiles
    host: HostFeed | None
    far: FarAudio
    known: Known
    now: datetime
    kept: Kept | None = None
    _fields: Fields = field(init=False)
    _media: Media = field(init=False)
    _beside: Beside = field(init=False)
    _chapters: Chapters = field(init=False)

    def __post_init__(self) -> None:
        self._fields = Fields(self.config)
        self._media = Media(self.config, self.files, self.host, self.far, self.known)
        self._beside = Beside(self.config, self.files, self.known, self.show.values.get("language"))
        self._chapters = Chapters(self.config, self._beside)

    def build(self, post: Post, verdict: Verdict, report: Report) -> Built | Verdict:
        """Return the episode of a post, or why there is none after all."""
        draft = Draft(post, report, self.config.fields)
        self._fields.read(draft)
        self._fields.read_date(draft)
        late = in_future(draft.get("publish_date"), self.now, self.config.content)
        if late is not None:
            return late
        self._page(draft)
        page = draft.get("link") or self.link
        notes = make_notes(post.body, markup=post.markup, base=page)
        self._fields.read_title(draft, notes.heading)
        if not self._media.settle(draft, notes.embeds, base=self.link, told=verdict.told):
            return Verdict(included=False, reason="its audio is missing")
        self._image(draft)
        read_people(draft, self.config, page)
        self._parts(draft, page)
        self._beside.settle(draft, self.link)
        shownotes.settle(draft, notes, self.config, page)
        self._chapters.settle(draft, self.link)
        consistency.settle(draft, self._beside)
        self._identify(draft)
        self._follow(draft)
        _drop_names_of_nothing(draft)
        episode = Episode.of({name: value for name, value in draft.values.items() if name in _FIELDS})
        _tell_forbidden(draft, episode)
        return Built(post=post, episode=episode, draft=draft, verdict=verdict, notes=notes)

    def _follow(self, draft: Draft) -> None:
        """Fill in what follows from the show: whether it is explicit, what its season is called."""
        if draft.get("explicit") is None and self.config.derive.explicit:
            draft.set("explicit", self.show.values.get("explicit"), _OF_SHOW)
        if draft.get("season_name") is None and self.config.derive.season_name:
            season = draft.get("season")
            name = self.config.seasons.get(season)
            if name is not None:
                source = Source("[seasons]", lambda: self.config.place("seasons", str(season)))
                draft.set("season_name", name, source)

    def _page(self, draft: Draft) -> None:
        """Find the episode's page: its own permalink, else the pattern of the settings."""
        pattern = self.config.content.permalink
        own = [*draft.offers.of("link")]
        if pattern and not ("/" in pattern or ":" in pattern or pattern in permalinks.STYLES):
            own, pattern = [*lookup(draft.post, (pattern,)), *own], None
        for keys, value in own:
            if is_exact(value):
                draft.set("link", str(value["exact"]), InPost(draft.post, keys))
                return
            if self.config.content.permalink or urls.is_absolute(str(value)):
                self._fill_link(draft, str(value), InPost(draft.post, keys))
                return
        if pattern:
            source = Source("[content] permalink", lambda: self.config.place("content", "permalink"))
            self._fill_link(draft, pattern, source)

    def _fill_link(self, draft: Draft, pattern: str, source: Source) -> None:
        """Set the link to what a pattern makes, or to an address as it is."""
        try:
            if not urls.is_absolute(pattern):
                hugo = self.config.content.dialect == "hugo"
                words = self._words(draft, pattern)
                pattern = permalinks.permalink(pattern, draft.post.name, words, hugo=hugo)
            draft.set("link", urls.resolve(pattern, self.link), source)
        except BadValueError as error:
            draft.report.bad_value("permalink-invalid", error, source.find(), severity="error")

    def _words(self, draft: Draft, pattern: str) -> dict[str, Any]:
        words = {"title": draft.get("title"), "date": draft.get("publish_date")}
        for _keys, value in draft.offers.of("slug"):
            words["slug"] = str(value)
            break
        if permalinks.asks_for(pattern, "categories"):
            for _keys, value in lookup(draft.post, ("categories", "category")):
                words["categories"] = read_words(value)
                break
        return words

    def _parts(self, draft: Draft, page: str) -> None:
        """Read the parts that the tables describe: transcripts, chapters, funding, value …"""
        said = draft.offers.fields
        for name, tag in _parts(said):
            self._part(draft, name, partial(self._take, draft, page, tag))
        if "extra" in said:
            self._part(draft, "extra", read_extra)

    def _take(self, draft: Draft, page: str, tag: Tag, value: Any) -> Any:
        if is_exact(value):
            return take(tag, value["exact"], str, exact=True)
        return take(tag, value, partial(self._address, draft, page))

    def _part(self, draft: Draft, name: str, read: Callable[[Any], Any]) -> None:
        for keys, value in draft.offers.of(name):
            source = InPost(draft.post, keys)
            try:
                draft.set(name, read(value), source)
            except BadValueError as error:
                rule = f"item-{name.replace('_', '-')}-invalid"
                draft.report.bad_value(rule, error, source.find(), severity="warning")
            else:
                return

    def _address(self, draft: Draft, page: str, target: str) -> str:
        """Return what an address in a part means: the site's own file, if there is one, or a link."""
        if urls.is_absolute(target):
            return urls.encoded(target)
        path = self.files.find(draft.post, target)
        return self.files.url_of(path, self.link) if path else urls.resolve(target, page)

    def _image(self, draft: Draft) -> None:
        """Read the image, whose path becomes the address of the file that it names, if there is one."""
        for keys, value in draft.offers.of("image"):
            source = InPost(draft.post, keys)
            try:
                image = str(value["exact"]) if is_exact(value) else self._image_url(draft, value, source)
            except BadValueError as error:
                rule = "itunes-image-url-invalid"
                draft.report.bad_value(rule, error, source.find(), severity="error")
                continue
            if image is not None:
                draft.set("image", image, source)
                return

    def _image_url(self, draft: Draft, value: Any, source: Source) -> str | None:
        target = read_image(value)
        if target is None or urls.is_absolute(target):
            return target and urls.encoded(target)
        path = self.files.find(draft.post, target)
        if path is None and self.config.content.static is not None:
            draft.report.warning(
                "image-missing",
                f"there is no file {target!r}",
                source.find(),
                hint="mend the path, or [content] static, where paths that begin with / lie",
            )
        return self.files.url_of(path, self.link) if path else urls.resolve(target, self.link)

    def _row_name(self, draft: Draft) -> str:
        """Return what stands for the path of a row of a list: its slug or id, at last its title.

        Its number would not do: a row that is put above it would change it.
        """
        file = draft.post.name.rpartition("#")[0]
        for _keys, value in lookup(draft.post, ("slug", "id")):
            return f"{file}#{value}"
        draft.report.warning(
            "guid-from-title",
            "the row has no guid, and its identity follows from its title, which must not change now",
            draft.post.place(),
            hint="give each row a guid, or a slug, that stays",
        )
        return f"{file}#{draft.get('title')}"

    def _identify(self, draft: Draft) -> None:
        kept = self.kept.entry_of(draft) if self.kept is not None else None
        if kept is not None and kept.post != draft.post.name:
            draft.report.warning(
                "lock-post-renamed",
                f"the post was {kept.post} when it was published; the episode keeps its guid",
                draft.post.place(),
                hint="nothing needs to be done; podfeed.lock takes the new name",
            )
        if kept is not None and draft.get("guid") is None:
            draft.set("guid", kept.guid, Source("podfeed.lock"))
        if draft.get("guid") is None:
            name = self._row_name(draft) if draft.post.is_row else draft.post.name
            own = seed(name)
            draft.set("guid", guid_of_seed(self.guid, own), Source(f"the post's path, {own}"))


# What a feed says of a number, and of nothing else.
_OF_NUMBERS = {"season_name": ("season",), "episode_display": ("episode", "podcast_episode")}


def _drop_names_of_nothing(draft: Draft) -> None:
    """Tell of the name of a season or an episode that has no number, and leave it out: no tag can say it."""
    for name, numbers in _OF_NUMBERS.items():
        if draft.get(name) is not None and all(draft.get(each) is None for each in numbers):
            hint = f"write the {numbers[0]}, too: {numbers[0]}: 1"
            error = BadValueError(f"{name} stands without the number of the {numbers[0]}", hint=hint)
            draft.report.bad_value(
                f"{name.replace('_', '-')}-invalid", error, draft.place(name), severity="warning"
            )
            del draft.values[name]


def _tell_forbidden(draft: Draft, episode: Episode) -> None:
    """Warn of characters that XML forbids, which the model has taken out."""
    doubtful = [
        (name, value)
        for name, value in draft.values.items()
        if (isinstance(value, str) and not value.isprintable()) or isinstance(value, tuple)
    ]
    for name, value in doubtful:
        if value == getattr(episode, name, None):
            continue
        texts = (value,) if isinstance(value, str) else value
        if not all(is_allowed(text) for text in texts if isinstance(text, str)):
            draft.report.warning(
                "xml-illegal-character",
                f"{name} holds a character that XML forbids; it is taken out",
                draft.place(name),
                hint="delete it: it is invisible and often comes with pasted text",
            )
