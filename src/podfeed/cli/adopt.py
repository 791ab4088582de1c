"""`podfeed adopt`: posts take the guids of the feed that is published."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from podfeed.adopt import Adopted, lock_of
from podfeed.adopt import adopt as match_posts
from podfeed.api import brief_of, feeds_of, lock_path, settings_of
from podfeed.build.known import Known
from podfeed.cli.options import config_option, now_option
from podfeed.cli.output import Output, counted, echo, short
from podfeed.files import alone, write_whole
from podfeed.lock import read_lock
from podfeed.problems import has_errors
from podfeed.rules.node import Item
from podfeed.targets import whole_feed


@click.command()
@click.argument("feed")
@click.argument("content", required=False)
@config_option
@now_option
@click.option("--dry-run", is_flag=True, help="Say what would be taken over, and write nothing.")
@click.pass_context
def adopt(
    ctx: click.Context,
    feed: str,
    content: str | None,
    config: Path | None,
    now: datetime | None,
    *,
    dry_run: bool,
) -> None:
    """Take over the guids of a feed that is published, so that no episode is announced twice.

    FEED is a file or an address, CONTENT the folder of the posts. Each item is matched to a post by its
    guid, its media file, its page, or its title and date, and podfeed.lock is written, to which podfeed
    render keeps. What matches nothing, or two, is listed; the exit code is 1 then.
    """
    settings = settings_of(content, config)
    path = lock_path(settings)
    known = Known()
    out = Output()
    feeds = list(feeds_of(settings, brief_of(now, known)))
    for each in feeds:
        out.problems(problem for problem in each.problems if problem.severity == "error")
    if any(has_errors(each.problems) for each in feeds):
        out.say("nothing is taken over: posts that cannot be read would be announced as new")
        ctx.exit(1)
    published = whole_feed(feed, None, now, settings.limits)
    adopted = match_posts(published, feeds)
    guid = published.channel.said("podcast:guid") or None
    if not dry_run and adopted.matches:
        with alone(path.parent):
            write_whole(path, b"".join(lock_of(adopted, read_lock(path), guid, known).pieces()))
    _tell(adopted)
    what = "would take" if dry_run else "take"
    out.say(f"{counted(len(adopted.matches), 'post')} {what} the guids of {feed}, in {short(str(path))}")
    ctx.exit(1 if adopted.items or adopted.doubtful else 0)


def _tell(adopted: Adopted) -> None:
    for match in adopted.matches:
        if match.guid != match.built.episode.guid:
            echo(f"{short(str(match.built.post.path))}: {match.guid} (by {match.how})")
    for item, posts in adopted.doubtful:
        names = ", ".join(short(str(built.post.path)) for built in posts)
        echo(f"two posts could be {_name(item)}: {names}; write guid: {item.said('guid')} into the right one")
    for item in adopted.items:
        guid = item.said("guid")
        echo(f"no post is {_name(item)}; write guid: {guid} into its front matter, or podfeed import it")
    for built in adopted.posts:
        echo(f"{short(str(built.post.path))}: not in the feed yet; it gets a guid of its own")


def _name(item: Item) -> str:
    return repr(item.said("title")) if item.has("title") else item.said("guid")
