"""Reading whole, and writing whole or not at all."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed import files, looking
from podfeed.files import opened, read_bytes, read_text, write_whole
from podfeed.limits import FIXED, Bound
from podfeed.problems import Problem, ProblemsError

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
NOBODY = 65534


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that every user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@contextmanager
def without_privileges() -> Iterator[None]:
    """Be a user whom permissions bind: root is asked for none."""
    if not IS_ROOT:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def only(error: pytest.ExceptionInfo[ProblemsError]) -> Problem:
    (problem,) = error.value.problems
    assert problem.severity == "error"
    return problem


def failed_read(path: Path) -> Problem:
    with pytest.raises(ProblemsError) as caught:
        read_text(path)
    return only(caught)


def failed_write(path: Path, data: bytes = b"new") -> Problem:
    """Write where it must fail, and see that no temporary file stays."""
    with pytest.raises(ProblemsError) as caught:
        write_whole(path, data)
    if path.parent.is_dir():
        assert not list(path.parent.glob(".podfeed-*"))
    problem = only(caught)
    assert problem.rule == "output-not-written"
    assert problem.hint
    assert problem.place is not None
    assert problem.place.file == str(path)
    return problem


# -- reading


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbf---\n", "---\n"),
        ("Größe 🎙\r\nשלום\n".encode(), "Größe 🎙\r\nשלום\n"),
        ("a\ufeffb".encode(), "a\ufeffb"),
    ],
)
def test_text_is_read_as_it_is(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "a.md").write_bytes(data)
    assert read_text(tmp_path / "a.md") == text
    assert read_bytes(tmp_path / "a.md") == data


@pytest.mark.parametrize(
    ("data", "where", "byte"),
    [
        (b"\xff", "1:1", "0xff"),
        (b"abc\ncaf\xe9\n", "2:4", "0xe9"),
        (b"\xef\xbb\xbfab\xffc", "1:3", "0xff"),
        (b"\xef\xbb\xbfa\r\nb\r\n\xc3\xa4\xe4", "3:2", "0xe4"),
        ("🎙🎙".encode() + b"\x80", "1:3", "0x80"),
        (b"cut in a letter \xc3", "1:17", "0xc3"),
        (b"surrogate \xed\xa0\x80", "1:11", "0xed"),
    ],
)
def test_the_first_bad_byte_has_its_place(tmp_path: Path, data: bytes, where: str, byte: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    problem = failed_read(path)
    assert str(problem) == f"{path}:{where}: error: byte {byte} is no UTF-8  [file-not-utf8]"
    assert problem.hint == "save the file as UTF-8"


@given(
    before=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")), bom=st.booleans()
)
def test_the_place_of_a_bad_byte_follows_from_the_text_before(before: str, *, bom: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.md"
        path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + before.encode() + b"\xffend")
        place = failed_read(path).place
    assert place is not None
    lines = before.split("\n")
    assert (place.line, place.column) == (len(lines), len(lines[-1]) + 1)


@pytest.mark.parametrize(
    ("data", "rule", "message"),
    [
        (b"PNG\0\x01", "file-not-text", "this is not a text file: it holds NUL bytes"),
        ("---\n".encode("utf-16"), "file-not-utf8", "the file is UTF-16, not UTF-8"),
        (b"\xfe\xff\0-", "file-not-utf8", "the file is UTF-16, not UTF-8"),
    ],
)
def test_no_text(tmp_path: Path, data: bytes, rule: str, message: str) -> None:
    (tmp_path / "a.md").write_bytes(data)
    problem = failed_read(tmp_path / "a.md")
    assert (problem.rule, problem.message) == (rule, message)
    assert problem.hint


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "dangling").symlink_to("gone")
    (tmp_path / "loop").symlink_to("loop")
    rows = {
        "missing": "there is no such file",
        "file/a.md": "there is no such file: part of its path is no folder",
        "dangling": "the symbolic link leads to nothing",
        "": "this is a folder, not a file",
        "n" * 300: "no file can have a name this long",
    }
    for name, reason in rows.items():
        problem = failed_read(tmp_path / name)
        assert problem.rule == "file-unreadable"
        assert problem.message == f"the file cannot be read: {reason}"
        assert problem.hint
    assert failed_read(tmp_path / "loop").rule == "file-unreadable"


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "a pipe, a socket or a device" in failed_read(tmp_path / "pipe").message


def test_what_is_odd_is_read_the_long_way(tmp_path: Path) -> None:
    file, empty, link = tmp_path / "a", tmp_path / "empty", tmp_path / "link"
    file.write_bytes(b"text")
    empty.touch()
    link.symlink_to(file)
    os.mkfifo(tmp_path / "pipe")
    odd = [empty, link, tmp_path / "pipe", tmp_path, tmp_path / "none", tmp_path / "a\0", file / "b"]
    assert [files._plain_bytes(path, FIXED) for path in odd] == [None] * len(odd)
    assert files._plain_bytes(file, FIXED) == read_bytes(link) == b"text"
    assert files._plain_bytes(file, Bound("post", 3)) is None
    assert read_bytes(empty) == b""


def test_a_link_that_leads_out_of_a_root_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secret").write_text("x")
    (folder / "own").write_text("y")
    (folder / "out").symlink_to("../secret")
    (folder / "in").symlink_to("own")
    assert read_text(folder / "in", root=folder) == "y"
    with pytest.raises(ProblemsError, match="leads out of the content folder"):
        read_text(folder / "out", root=folder)


@pytest.mark.parametrize("name", ["a", "link"])
def test_what_was_read_is_noted_as_it_was(tmp_path: Path, name: str) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"text")
    os.utime(file, ns=(1, 10**9))
    (tmp_path / "link").symlink_to(file)
    looked = looking.Looked()
    with looking.looking(looked):
        read_bytes(tmp_path / name)
    where = str(tmp_path / name)
    assert looked.files == {where: looking.trusted(looking.signature(where))}
    assert looked.digests == {where: looking.digest_of(b"text")}


def test_a_file_without_permission(open_folder: Path) -> None:
    path = open_folder / "a.md"
    path.write_bytes(b"x")
    path.chmod(0)
    with without_privileges():
        problem = failed_read(path)
    assert problem.message == "the file cannot be read: there is no permission to read the file"


def test_other_errors_pass_through_an_open_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(ValueError, match="my own"), opened(tmp_path / "a"):
        raise ValueError("my own")


# -- writing


def test_write_says_whether_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    assert write_whole(path, b"one") is True
    os.utime(path, ns=(0, 0))
    assert write_whole(path, b"one") is False
    assert path.stat().st_mtime_ns == 0
    assert write_whole(path, b"two") is True
    assert path.read_bytes() == b"two"
    assert [each.name for each in tmp_path.iterdir()] == ["feed.xml"]


def test_readers_see_the_old_file_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    write_whole(path, b"old")
    with path.open("rb") as reader:
        write_whole(path, b"new and longer")
        assert reader.read() == b"old"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_the_mode_of_a_file_stays(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(b"old")
    path.chmod(mode)
    write_whole(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_follows_the_umask(tmp_path: Path, umask: int, mode: int) -> None:
    code = "import sys, pathlib, podfeed.files as f; f.write_whole(pathlib.Path(sys.argv[1]), b'x')"
    path = tmp_path / "feed.xml"
    source = Path(sys.modules["podfeed.files"].__file__ or "").parents[1]
    environment = {**os.environ, "PYTHONPATH": str(source)}
    subprocess.run([sys.executable, "-c", code, path], check=True, umask=umask, env=environment)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_followed(tmp_path: Path, *, there: bool) -> None:
    (tmp_path / "public").mkdir()
    target = tmp_path / "public" / "feed.xml"
    if there:
        target.write_bytes(b"old")
    link = tmp_path / "feed.xml"
    link.symlink_to(Path("public") / "feed.xml")
    assert write_whole(link, b"new") is True
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".xml")
    assert write_whole(path, b"x") is True


def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    """So do /dev/stdout and /dev/null, which must never be replaced by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    assert write_whole(pipe, b"feed") is True
    reader.join(timeout=10)
    assert got == [b"feed"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_outputs_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "loop").symlink_to("loop")
    rows = {
        "gone/feed.xml": "the folder does not exist",
        "file/feed.xml": "part of the path is no folder",
        "": "this is a folder, not a file",
        "n" * 300: "the name is too long",
    }
    for name, reason in rows.items():
        message = f"the file cannot be written: {reason}; what was there is as it was"
        assert failed_write(tmp_path / name).message == message
    for name in ("loop", "nul\0.xml"):
        with pytest.raises(ProblemsError):
            write_whole(tmp_path / name, b"x")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "loop"]


def test_a_folder_that_may_not_be_written(open_folder: Path) -> None:
    path = open_folder / "feed.xml"
    path.write_bytes(b"old")
    path.chmod(0o666)
    open_folder.chmod(0o555)
    try:
        with without_privileges():
            assert "there is no permission" in failed_write(path).message
            assert write_whole(path, b"old") is False
    finally:
        open_folder.chmod(0o777)
    assert path.read_bytes() == b"old"


def test_a_folder_that_may_not_be_entered(open_folder: Path) -> None:
    locked = open_folder / "locked"
    locked.mkdir()
    locked.chmod(0)
    with without_privileges(), pytest.raises(ProblemsError, match="there is no permission"):
        write_whole(locked / "feed.xml", b"new")
    locked.chmod(0o700)


def test_a_write_protected_file_stays(open_folder: Path) -> None:
    path = open_folder / "feed.xml"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with without_privileges():
        assert "there is no permission" in failed_write(path).message
    assert path.read_bytes() == b"old"


def test_a_file_that_may_only_be_written_is_replaced(open_folder: Path) -> None:
    path = open_folder / "feed.xml"
    path.write_bytes(b"old")
    path.chmod(0o222)
    with without_privileges():
        assert write_whole(path, b"new") is True
    path.chmod(0o644)
    assert path.read_bytes() == b"new"


def test_a_file_that_grows_too_large_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(ProblemsError) as caught:
            write_whole(path, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "the file is larger than the system allows" in only(caught).message
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["feed.xml"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 64 kB, where there is the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root and the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_file(small_disk: Path) -> None:
    path = small_disk / "feed.xml"
    path.write_bytes(b"old")
    assert "the disk is full" in failed_write(path, b"x" * 100_000).message
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_full_device_is_reported() -> None:
    assert "the disk is full" in failed_write(Path("/dev/full")).message
