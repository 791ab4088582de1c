"""Posts become cards: the part of a run that looks at one post at a time, in this process or in another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path

from podfeed.build.card import Card
from podfeed.build.episode import Built, EpisodeBuilder
from podfeed.build.far import FarAudio, Progress
from podfeed.build.files import MediaFiles, PostPaths
from podfeed.build.host import HostFeed
from podfeed.build.identity import show_guid
from podfeed.build.keeping import Kept
from podfeed.build.known import Known
from podfeed.build.media import MEASURED
from podfeed.build.packing import print_of_entry
from podfeed.build.published import entry_of
from podfeed.build.select import Around, Verdict, judge
from podfeed.build.show import ShowFields, made_show, read_show
from podfeed.build.sources import Report
from podfeed.check import Choice, Outcome, Told, tell
from podfeed.check.pieces import Piece, examine_apart
from podfeed.check.shows import GUESSES, forget_lines, place_of, refined, unwritable
from podfeed.config import Config, FeedSettings
from podfeed.lazily import dataclass
from podfeed.looking import Folders, Looked, looking
from podfeed.model import Episode, Trailer
from podfeed.posts import Post, is_list, read_post
from podfeed.problems import Place, ProblemsError
from podfeed.rules.markup import known_markup
from podfeed.write import NAMESPACE_PREFIXES, by_feedgen, draw, envelope, render_item, used_by

# Stands for a link that is missing, which is one error, and not one for each relative address.
_NO_LINK = "https://link-missing.invalid/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is the same for all posts of a run; other processes get a copy."""

    config: Config
    feeds: tuple[FeedSettings | None, ...]
    now: datetime
    choice: Choice
    names: frozenset[str]  # of all posts
    no_posts: frozenset[str] = frozenset()  # files that only look like posts
    host: HostFeed | None = None
    token: str = ""  # of this run, for processes that work for several
    keep: bool = False  # all that leads to a value, for those who ask where it came from


@dataclass(slots=True)
class _Line:
    """What makes the cards of one feed."""

    settings: FeedSettings | None
    builder: EpisodeBuilder
    around: Around
    head: bytes | None
    tail: bytes


@dataclass(slots=True)
class _Read:
    """A post, or why there is none, and what was looked at for it."""

    path: Path
    name: str
    post: Post | None
    looked: Looked
    failed: ProblemsError | None = None
    listed: bool = False  # in one file with others


@dataclass(slots=True)
class Maker:
    """Makes the cards of one post after another, by the settings of a show and of its feeds."""

    job: Job
    known: Known
    progress: Progress | None = None
    folders: Folders = field(default_factory=Folders)
    far: FarAudio = field(init=False)
    _root: Path = field(init=False)
    _lines: tuple[_Line, ...] = field(init=False)

    def __post_init__(self) -> None:
        forget_lines()
        job = self.job
        content = job.config.content
        self._root = content.root
        self.far = FarAudio(job.config, self.progress)
        posts: Collection[str] = PostPaths(str(self._root / "x")[:-1], job.names, job.no_posts)
        if is_list(content.path):
            posts = frozenset({str(content.path)})
        with looking(Looked(self.folders)):
            self._lines = tuple(self._line(settings, posts) for settings in job.feeds)

    def _line(self, settings: FeedSettings | None, posts: Collection[str]) -> _Line:
        job, config = self.job, self.job.config
        fields = show_fields(config, settings, Report())
        files = MediaFiles(config, config.content.root, posts)
        # Identities and addresses are those of the show itself, so that all its feeds share them.
        show = read_show(config, Report())
        builder = EpisodeBuilder(
            config=config,
            link=show.link or _NO_LINK,
            guid=_seed_guid(show),
            show=fields,
            files=files,
            host=job.host,
            far=self.far,
            known=self.known,
            now=job.now,
            kept=Kept(self.known, job.names),
        )
        head, tail = _frame(config, fields)
        return _Line(settings, builder, Around(files, job.host, self.known), head, tail)

    def read(self, name: str) -> _Read:
        """Read the post of a name."""
        looked = Looked(self.folders)
        root = self._root
        path = root / name
        with looking(looked):
            try:
                return _Read(path, name, read_post(path, root=root, limits=self.job.config.limits), looked)
            except ProblemsError as error:
                return _Read(path, name, None, looked, error)

    def cards(self, names: Sequence[str]) -> list[tuple[Card, ...]]:
        """Return the cards of the posts of some names: of each post one for each feed."""
        self.known.fetch([str(self._root / name) for name in names], self.folders)
        return self._cards([self.read(name) for name in names])

    def cards_of(self, posts: Sequence[Post]) -> list[tuple[Card, ...]]:
        """Return the cards of posts that were read already."""
        return self._cards(
            [_Read(post.path, post.name, post, Looked(self.folders), listed=True) for post in posts]
        )

    def _cards(self, reads: Sequence[_Read]) -> list[tuple[Card, ...]]:
        cards = list(zip(*(self._of_feed(line, reads) for line in self._lines), strict=True))
        for read, each in zip(reads, cards, strict=True):
            trace = read.looked.trace()
            for card in each:
                card.trace = trace
        return cards

    def _of_feed(self, line: _Line, reads: Sequence[_Read]) -> list[Card]:
        verdicts: dict[str, Verdict] = {}
        for read in reads:
            if read.post is not None:
                with looking(read.looked):
                    narrower = line.settings.select if line.settings else None
                    verdicts[read.name] = judge(read.post, line.builder.config, line.around, narrower)
        self.far.fetch(read.post for read in reads if read.post and verdicts[read.name].included)
        cards = []
        for read in reads:
            with looking(read.looked):
                cards.append(self._card(line, read, verdicts.get(read.name)))
        self._examine(line, [card for card in cards if card.item is not None])
        if not self.job.keep:
            for card in cards:
                card.built = None
        return cards

    def _card(self, line: _Line, read: _Read, verdict: Verdict | None) -> Card:
        card = Card(name=read.name, path=str(read.path) if read.listed else "")
        entry = self.known.entry(read.name)
        card.own = None if entry is None else print_of_entry(entry)
        if read.post is None or verdict is None:
            card.unreadable = True
            card.problems = read.failed.problems if read.failed else ()
            return card
        card.reason = verdict.reason
        if not verdict.included:
            return card
        report = Report(list(read.post.problems))
        outcome = line.builder.build(read.post, verdict, report)
        card.problems = tuple(report.problems)
        if isinstance(outcome, Verdict):
            card.reason, card.due = outcome.reason, outcome.due
            return card
        return self._episode(card, outcome)

    def _episode(self, card: Card, built: Built) -> Card:
        episode = built.episode
        card.included = True
        card.built = built
        card.episode = episode if self.job.keep else None
        card.guid, card.date = episode.guid or "", episode.publish_date
        card.entry = entry_of(built, self.known)
        if card.date is not None and card.date > self.job.now:
            card.due = card.date  # until then the rules call it early
        card.is_measured = _is_measured(built)
        card.spaces = used_by(episode, "item")
        card.file = built.draft.values.get("writes")
        if episode.episode_type == "trailer" and episode.enclosure and episode.publish_date:
            card.trailer = Trailer(
                title=episode.title or "",
                url=episode.enclosure.url,
                publish_date=episode.publish_date,
                length=episode.enclosure.length,
                type=episode.enclosure.type,
                season=episode.season,
            )
        card.unwritable = unwritable(lambda: _write(card, episode), "", built.draft.place())
        card.size = len(card.item or b"")
        return card

    def _examine(self, line: _Line, cards: Sequence[Card]) -> None:
        """Hold the items to the rules that concern them alone."""
        if line.head is None or not cards:
            return
        items = [card.drawn or card.item or b"" for card in cards]
        profiles, now = self.job.choice.profiles, self.job.now
        notes = [card.built.notes for card in cards if card.built is not None]
        known = {each.html: known_markup(each.html, each.rare) for each in notes if each.rare is not None}
        pieces = examine_apart(line.head, items, line.tail, profiles=profiles, now=now, known=known)
        for card, piece in zip(cards, pieces, strict=True):
            piece.keep(self.job.choice)
            if piece.told and card.built is not None:
                self._place(card.built, card, piece)
            card.piece, card.drawn = piece, None

    def _place(self, built: Built, card: Card, piece: Piece) -> None:
        """Find where what was told of an item came from, while its post is at hand."""
        if card.is_measured:
            piece.told = [told for told in piece.told if told.rule.id not in GUESSES]
        for told in piece.told:
            told.place = _found_at(built, told, piece)

    def heads(self) -> bytes:
        """Return what stands around the items, which the rules about them look at."""
        return b"\0".join((line.head or b"") + line.tail for line in self._lines)

    def item(self, card: Card, feed: int) -> bytes:
        """Return the item of an episode, made again."""
        read = self.read(card.name)
        if read.post is None:
            raise read.failed or ProblemsError([])
        builder = self._lines[feed].builder
        with looking(read.looked):
            outcome = builder.build(read.post, Verdict(included=True, reason="", told=True), Report())
        return render_item(outcome.episode) if isinstance(outcome, Built) else b""

    def place(self, card: Card, name: str) -> Place:
        """Return where the value of a field came from; its post is read again, unless it is at hand."""
        built = card.built
        if built is None and name:
            built = card.built = self._rebuilt(card)
        return built.draft.place(name) if built is not None else Place(file=self.path(card), line=1)

    def path(self, card: Card) -> str:
        """Return where the post of a card is."""
        return card.path or str(self._root / card.name)

    def _rebuilt(self, card: Card) -> Built | None:
        for line in self._lines:
            read = self.read(card.name)
            if read.post is None:
                return None
            builder = replace(line.builder, kept=None)
            with looking(read.looked):
                outcome = builder.build(read.post, Verdict(included=True, reason="", told=True), Report())
            if isinstance(outcome, Built):
                return outcome
        return None


def _write(card: Card, episode: Episode) -> None:
    card.drawn = draw(episode)
    card.item = by_feedgen(episode) if card.drawn is None else card.drawn.xml


def _found_at(built: Built, told: Told, piece: Piece) -> Place | None:
    """Return where what was told of an item came from."""
    from podfeed.rules.node import Feed as Document  # noqa: PLC0415

    def locate(_number: int | None, tag: str, attr: str) -> Place | None:
        return place_of(built.draft.place, tag, attr, of_show=False)

    outcome = Outcome(Document(items=[piece.item]), [told])
    found = tell(outcome, Choice(every=True), locate=locate, refine=refined)
    return found[0].place if found else None


def _is_measured(built: Built) -> bool:
    source = built.draft.sources.get("duration")
    return source is not None and source.what.endswith(MEASURED)


def _frame(config: Config, fields: ShowFields) -> tuple[bytes | None, bytes]:
    """Return what stands around an item; nothing where the show cannot be written, which is told."""
    try:
        show = made_show(config, fields, None).replace(last_build_date=None)
        return envelope(show, NAMESPACE_PREFIXES)
    except (ValueError, TypeError, AttributeError):  # of them a BadValueError
        return None, b""


def show_fields(config: Config, settings: FeedSettings | None, report: Report) -> ShowFields:
    """Return the fields of the show of a feed."""
    if settings is None or not settings.show:
        return read_show(config, report)
    return read_show(config, report, overrides=settings.show, keys=("feeds", settings.name, "show"))


def _seed_guid(show: ShowFields) -> str:
    """Return the show's guid; without one an error is known already, and any will do."""
    guid = show.values.get("guid")
    if guid is None and show.values.get("feed_url"):  # [derive] may leave it out of the feed
        guid = show_guid(show.values["feed_url"])
    return str(guid or "00000000-0000-0000-0000-000000000000")
