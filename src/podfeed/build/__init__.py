"""Posts, audio and settings become a `Show`: the one home of policy.

A room for each matter: `select` decides which posts are episodes, `candidates` and `aliases` find the
front matter of a field, `fields` reads it, `media` finds the audio, `shownotes` makes the notes,
`people` the people, `permalinks` and `urls` the addresses, `identity` the guids, `order` the order, and
`show` the show's own fields. `episode` leads a post through them; here, a folder becomes feeds.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from podfeed._version import __version__
from podfeed.build.companions import own_posts
from podfeed.build.episode import Built, EpisodeBuilder
from podfeed.build.far import FarAudio, Progress
from podfeed.build.files import MediaFiles
from podfeed.build.host import HostFeed, read_host
from podfeed.build.identity import show_guid
from podfeed.build.keeping import Kept
from podfeed.build.known import Known
from podfeed.build.media import MEASURED
from podfeed.build.order import newest_first
from podfeed.build.select import Around, Verdict, judge
from podfeed.build.show import ShowFields, newest, read_show
from podfeed.build.sources import Report, Source
from podfeed.config import Config, FeedSettings
from podfeed.model import Episode, Show, Trailer
from podfeed.posts import Post, read_content
from podfeed.problems import Place, Problem, ProblemsError

# Stands for a link that is missing, which is one error, and not one for each relative address.
_NO_LINK = "https://link-missing.invalid/"
GENERATOR = f"podfeed {__version__}"


@dataclass(slots=True, kw_only=True)
class Feed:
    """One feed of the settings, built: its show, its problems, and what became of each post."""

    config: Config
    settings: FeedSettings | None
    show: Show
    fields: ShowFields
    built: tuple[Built, ...]
    all_built: tuple[Built, ...]  # those beyond the limit, too
    left_out: tuple[tuple[Post, Verdict], ...]
    problems: tuple[Problem, ...]
    posts: int

    def locate(self, episode: Episode | None, name: str) -> Place | None:
        """Return where the value of a field came from: of an episode, or of the show."""
        if episode is None:
            source = self.fields.sources.get(name)
            return (source.find() if source else None) or self.config.place("show")
        for item in self.built:
            if item.episode is episode:
                return item.draft.place(name)
        return None

    def is_measured(self, episode: Episode) -> bool:
        """Say whether the duration of an episode is that of its file, not what somebody wrote."""
        for item in self.built:
            if item.episode is episode:
                source = item.draft.sources.get("duration")
                return source is not None and source.what.endswith(MEASURED)
        return False

    def files(self) -> dict[Path, bytes]:
        """Return the files that go with the feed, which links to them: those of chapters."""
        return dict(item.draft.values["writes"] for item in self.built if "writes" in item.draft.values)

    def reasons(self) -> Counter[str]:
        """Count the posts that were left out by reason, in few words."""
        return Counter(verdict.reason.partition(" (")[0] for _post, verdict in self.left_out)


@dataclass(slots=True)
class Content:
    """What was read of a content folder, once for all feeds."""

    posts: list[Post] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    host: HostFeed | None = None
    far: FarAudio | None = None
    known: Known = field(default_factory=Known)


def read(config: Config) -> Content:
    """Read every post; those that cannot be read are problems, and the others go on."""
    content = Content()
    settings = config.content
    for item in read_content(settings.path, include=settings.include, exclude=settings.exclude):
        if isinstance(item, Post):
            content.posts.append(item)
        else:
            content.problems.extend(item)
    try:
        content.host = read_host(config)
    except ProblemsError as error:
        content.problems.extend(error.problems)
        content.host = HostFeed(str(config.media.feed), Show(title=""), broken=True)
    return content


def build(
    config: Config,
    *,
    now: datetime | None = None,
    only: Sequence[str] | None = None,
    progress: Progress | None = None,
    known: Known | None = None,
) -> Iterator[Feed]:
    """Build the feeds of the settings, or `only` those named; without any there is one.

    ``progress`` is told how many of the files on servers are probed, and of how many; ``known`` holds what
    is known of files from other runs.
    """
    content = read(config)
    content.far = FarAudio(config, progress)
    content.known = known or Known()
    clock = now or datetime.now(UTC)
    for settings in config.feeds or (None,):
        if only is None or (settings is not None and settings.name in only):
            yield _feed(config, content, settings, clock)


def _feed(config: Config, content: Content, settings: FeedSettings | None, now: datetime) -> Feed:
    report = Report([*config.problems, *content.problems])
    fields = _show_fields(config, settings, report)
    files = MediaFiles(config, config.content.root, own_posts(content.posts))
    # Identities and addresses are those of the show itself, so that all its feeds share them.
    show = read_show(config, Report())
    builder = EpisodeBuilder(
        config=config,
        link=show.link or _NO_LINK,
        guid=_seed_guid(show),
        show=fields,
        files=files,
        host=content.host,
        far=content.far or FarAudio(config),
        known=content.known,
        now=now,
        kept=Kept(content.known, frozenset(post.name for post in content.posts)),
    )
    built, left_out = _episodes(builder, content, settings, report)
    kept = newest_first(built)
    limit = settings.limit if settings else None
    shown = tuple(kept[:limit])
    if config.derive.trailers and not fields.values.get("trailers"):
        _trailers(fields, shown)
    made = _show(config, fields, [item.episode for item in shown])
    return Feed(
        config=config,
        settings=settings,
        show=made,
        fields=fields,
        built=shown,
        all_built=tuple(kept),
        left_out=tuple(left_out)
        + tuple(
            (item.post, Verdict(included=False, reason="beyond the limit of the feed"))
            for item in kept[len(shown) :]
        ),
        problems=tuple(report.problems),
        posts=len(content.posts),
    )


def _trailers(fields: ShowFields, built: Sequence[Built]) -> None:
    """Give the show the trailers that its episodes of that type are."""
    found = [
        Trailer(
            title=each.title or "",
            url=each.enclosure.url,
            publish_date=each.publish_date,
            length=each.enclosure.length,
            type=each.enclosure.type,
            season=each.season,
        )
        for each in (item.episode for item in built)
        if each.episode_type == "trailer" and each.enclosure and each.publish_date
    ]
    if found:
        fields.values["trailers"] = tuple(found)
        fields.sources["trailers"] = Source("its episodes of type trailer")


def _show_fields(config: Config, settings: FeedSettings | None, report: Report) -> ShowFields:
    if settings is None or not settings.show:
        return read_show(config, report)
    return read_show(config, report, overrides=settings.show, keys=("feeds", settings.name, "show"))


def _episodes(
    builder: EpisodeBuilder, content: Content, settings: FeedSettings | None, report: Report
) -> tuple[list[Built], list[tuple[Post, Verdict]]]:
    """Build each post that is an episode; return them, and the posts that are left out."""
    built: list[Built] = []
    left_out: list[tuple[Post, Verdict]] = []
    narrower = settings.select if settings else None
    around = Around(builder.files, builder.host, builder.known)
    judged = [(post, judge(post, builder.config, around, narrower)) for post in content.posts]
    builder.far.fetch(post for post, verdict in judged if verdict.included)
    for post, verdict in judged:
        if not verdict.included:
            left_out.append((post, verdict))
            continue
        report.problems.extend(post.problems)
        outcome = builder.build(post, verdict, report)
        if isinstance(outcome, Built):
            built.append(outcome)
        else:
            left_out.append((post, outcome))
    return built, left_out


def _seed_guid(show: ShowFields) -> str:
    """Return the show's guid; without one an error is known already, and any will do."""
    guid = show.values.get("guid")
    if guid is None and show.values.get("feed_url"):  # [derive] may leave it out of the feed
        guid = show_guid(show.values["feed_url"])
    return str(guid or "00000000-0000-0000-0000-000000000000")


def _show(config: Config, fields: ShowFields, episodes: list[Episode]) -> Show:
    latest = newest(episodes)
    values = dict(fields.values)
    if config.derive.publish_date:
        values.setdefault("publish_date", latest)
    return Show(
        **values,
        generator=GENERATOR,
        last_build_date=_epoch() or latest,
        episodes=tuple(episodes),
    )


def _epoch() -> datetime | None:
    """Return the time of https://reproducible-builds.org/specs/source-date-epoch/, if it is set."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() else None
