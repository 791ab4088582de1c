"""Finding the media files that posts name, and never outside the folders of the show."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import field
from pathlib import Path
from urllib.parse import unquote

from podfeed import looking, urls
from podfeed.build.audio_names import stems
from podfeed.config import Config
from podfeed.files import entries_of
from podfeed.lazily import dataclass
from podfeed.mime import is_media_name
from podfeed.posts import Post
from podfeed.problems import BadValueError

# Where the generators keep the files that they copy as they are, when the settings name no folder.
_STATIC_FOLDERS = ("static", "public", "source", "src")
_MOST_FOLDERS = 1000  # of which it is kept where they lead


@dataclass(frozen=True, slots=True)
class PostPaths(Collection[str]):
    """The paths of posts, by their names below a folder: a hundred thousand are not written out."""

    root: str  # with what stands between it and a name
    names: frozenset[str]
    no_posts: frozenset[str] = frozenset()

    def __contains__(self, path: object) -> bool:
        """Say whether a path is that of a post."""
        if not isinstance(path, str) or not path.startswith(self.root):
            return False
        name = path[len(self.root) :].replace(os.sep, "/")
        return name in self.names and name not in self.no_posts

    def __iter__(self) -> Iterator[str]:
        """Yield the paths."""
        return (self.root + name.replace("/", os.sep) for name in self.names if name not in self.no_posts)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.names - self.no_posts)


@dataclass(slots=True)
class MediaFiles:
    """The folders in which media lie, with what was seen in them."""

    config: Config
    root: Path
    posts: Collection[str] = frozenset()  # the paths of those that are posts
    outside: dict[Path, None] = field(default_factory=dict)  # links that lead out of the show
    # The folders in which a path that begins with `/` is looked up.
    static: tuple[Path, ...] = field(init=False)
    _shared: dict[str, list[str]] | None = field(default=None, init=False)
    # Where the show's folders lead, and those that were looked into.
    _allowed: tuple[str, ...] | None = field(default=None, init=False)
    _real: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        named, folder = self.config.content.static, self.config.folder
        self.static = (named,) if named else (*(folder / name for name in _STATIC_FOLDERS), folder)

    def is_post(self, path: Path) -> bool:
        """Say whether a file is a post."""
        return str(path) in self.posts

    def _posts_in(self, folder: Path) -> list[str]:
        """Return the names of the first two posts in a folder, or what there is of them."""
        if self._shared is None:
            self._shared = {}
            for path in self.posts:
                where, name = os.path.split(path)
                names = self._shared.setdefault(where, [])
                names.append(name)
                names.sort()
                del names[2:]
        return self._shared.get(str(folder), [])

    def served(self, url: str, base: str) -> Path | None:
        """Return the file of the site's own that a URL below its address leads to, or None."""
        host = urls.resolve("/", base)
        if not url.startswith(host):
            return None
        name = unquote(url.removeprefix(host).partition("?")[0].partition("#")[0])
        for folder in self.static:
            path = folder / name
            if name and "\0" not in name and looking.is_listed(path):
                self._check_inside(path, name)
                return path
        return None

    def find(self, post: Post, target: str) -> Path | None:
        """Return the file that a path in a post names, or None.

        A path that leads out of the show's folders is a `BadValueError`.
        """
        name = target.partition("?")[0].partition("#")[0] if "?" in target else target
        for spelling in dict.fromkeys((target, name, unquote(name))):
            for folder in self._folders(post, spelling):
                path: Path = folder / spelling.lstrip("/")
                if "\0" not in spelling and looking.is_listed(path):
                    self._check_inside(path, target)
                    return path
        if not target.startswith("/"):
            for folder in self._folders(post, target):
                self._check_inside(folder / target, target)
        return None

    def _folders(self, post: Post, target: str) -> Iterable[Path]:
        media = self.config.media.root
        if target.startswith("/"):
            return (*self.static, *((media,) if media else ()))
        return (post.folder, *((media,) if media else ()), self.root)

    def _check_inside(self, path: Path, target: str) -> None:
        if not self._is_inside(path):
            raise BadValueError(
                f"{target!r} leads out of the folders of the show",
                hint="keep media below the content folder, [content] static or [media] root",
            )

    def _is_inside(self, path: Path | str) -> bool:
        if self._allowed is None:
            folders = (self.root, self.config.folder, self.config.media.root, *self.static)
            self._allowed = tuple(_as_folder(os.path.realpath(folder)) for folder in folders if folder)
        return _as_folder(self._really(os.fspath(path))).startswith(self._allowed)

    def _really(self, path: str) -> str:
        """Return where a path leads; its folder, in which thousands of files may lie, is followed once."""
        folder, name = os.path.split(path)
        if name in ("", ".", "..") or os.path.islink(path):  # noqa: PTH114 - of each post
            return os.path.realpath(path)
        real = self._real.get(folder)
        if real is None:
            if len(self._real) >= _MOST_FOLDERS:
                self._real.clear()
            real = self._real[folder] = os.path.realpath(folder)
        return os.path.join(real, name)  # noqa: PTH118 - as above

    def beside(self, post: Post) -> Path | None:
        """Return the media file of the post's own name, beside it or in the media root."""
        media = self.config.media.root
        for folder in (post.folder, *((media,) if media else ())):
            for stem in stems(post):
                found = self.starting(folder, f"{stem}.")
                names = [name for name in found if name.rpartition(".")[0] == stem]
                for name in sorted(filter(is_media_name, names), key=_preference):
                    return Path(folder, name)
        return None

    def alone(self, post: Post) -> Path | None:
        """Return the only media file in the folder of a post that shares it with no other post."""
        folder = post.folder
        if folder == self.root:
            return None
        names = (
            [name for name in self.names_in(folder) if is_media_name(name)] if self._is_own(folder) else []
        )
        return folder / names[0] if len(names) == 1 else None

    def _is_own(self, folder: Path) -> bool:
        """Say whether one post alone lies in a folder, which changes with what lies there."""
        names = self._posts_in(folder)
        if len(names) > 1:
            for name in names:  # as long as these are there, it does not
                looking.names_starting(folder, name)
            return False
        looking.names_starting(folder, "")
        return len(names) == 1

    def names_in(self, folder: Path) -> tuple[str, ...]:
        """Return the names of all that lies in a folder, sorted; links that lead out of the show are none."""
        return self.starting(folder, "")

    def starting(self, folder: Path, prefix: str, *, without: str = "") -> tuple[str, ...]:
        """Return the names in a folder that begin with a text; links that lead out of the show are none.

        ``without`` is a name that is left out: that of a post, which was looked at when it was read.
        """
        try:
            names = looking.names_starting(folder, prefix)
        except OSError:
            entries_of(folder)  # tells what is wrong with it
            raise
        if not names or names == (without,):
            return ()
        return tuple(
            name for name in names if name != without and self._may_be_read(f"{folder}{os.sep}{name}")
        )

    def _may_be_read(self, path: str) -> bool:
        looking.note(path)  # a link may take its place
        if not os.path.islink(path) or self._is_inside(path):  # noqa: PTH114 - of each post
            return True
        self.outside[Path(path)] = None
        return False

    def url_of(self, path: Path, base: str) -> str:
        """Return the URL under which the site serves a file; `base` is the show's link.

        Files below the site's static folder are served from the root of its host.
        """
        media = self.config.media
        if media.base_url:
            return urls.below(media.base_url, self.public_path(path))
        for folder in self.static:
            if folder != self.config.folder and path.is_relative_to(folder):
                return urls.resolve("/" + urls.from_path(path.relative_to(folder).as_posix()), base)
        return urls.below(base, self.public_path(path))

    def public_path(self, path: Path) -> str:
        """Return the path of a file below the folder that the web sees as its root.

        With a base URL of its own, the media root is that folder. Else it is the site's static
        folder, if the file lies there, then the media root, the content folder, the site's.
        """
        media, folder = self.config.media, self.config.folder
        static = [each for each in self.static if each != folder]
        own = [media.root] if media.base_url else []
        for each in (*own, *static, media.root, self.root, folder):
            if each is not None and path.is_relative_to(each):
                return path.relative_to(each).as_posix()
        raise BadValueError(f"{path} lies in no folder that the site serves")


def _as_folder(path: str) -> str:
    """Return a path in the form in which those below it begin with it."""
    return os.path.normcase(path).rstrip(os.sep) + os.sep


_ORDER = (".mp3", ".m4a", ".mp4", ".m4v", ".aac", ".ogg", ".opus")


def _preference(name: str) -> tuple[int, str]:
    suffix = Path(name).suffix.lower()
    return (_ORDER.index(suffix) if suffix in _ORDER else len(_ORDER), name)
