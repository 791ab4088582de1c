"""Files become posts: front matter of every kind, and never one lost in silence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import frontmatter as library
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podfeed import ProblemsError
from podfeed.limits import DEFAULT, Limits
from podfeed.posts import Post, find_posts, front_matter, plain_lines, read_content, read_post
from podfeed.posts.front_matter import read_front_matter


def post(folder: Path, text: str, name: str = "a.md") -> Post:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="")
    return read_post(path, root=folder)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0012", "0012"), ("No", "No"), ("39:33", "39:33"), ("1:02:03", "1:02:03"), ("2021-12-02", "2021-12-02"),
        ("1e5", "1e5"), ("0x10", "0x10"), ("true", "true"), ("~", None), ("null", None), ("", None), ("'x'", "x"),
        ("[a, 1]", ["a", "1"]), ("{a: 010}", {"a": "010"}), ("!!timestamp 2021-12-02", "2021-12-02"), ("!ruby/x y", "y"),
        ("|\n  a\n  b", "a\nb"), ("=", "="),
    ],
)  # fmt: skip
def test_yaml_scalars_are_text(tmp_path: Path, written: str, value: Any) -> None:
    assert post(tmp_path, f"---\nkey: {written}\n---\nBody\n").meta["key"] == value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("twitter: @handle", "@handle"),
        ("title: `code`", "`code`"),
        ("title: Episode 3: The return", "Episode 3: The return"),
        ("title: x\t", "x"),
        ("discount: %50 off", "%50 off"),
        ("- title: a: b", None),
    ],
)
def test_what_is_nearly_yaml_is_mended_and_told(tmp_path: Path, line: str, value: str | None) -> None:
    if value is None:
        with pytest.raises(ProblemsError):
            post(tmp_path, f"---\n{line}\n---\n")
        return
    read = post(tmp_path, f"---\nfirst: 1\n{line}\nlast: 2\n---\nBody\n")
    assert read.meta[line.partition(":")[0]] == value
    assert (read.meta["first"], read.meta["last"]) == ("1", "2")
    if "\t" not in line:
        (problem,) = read.problems
        assert problem.rule == "front-matter-mended"
        assert problem.place is not None
        assert problem.place.line == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: [\n---\n", 3),
        ("---\na: b\n  c: d\n---\n", 3),
        ("---\ntitle: x\nBody without an end\n", 1),
        ("---\n- a\n- b\n---\n", 2),
        ("---\njust text\n---\n", 2),
        ("+++\ntitle = \n+++\n", 2),
        ("+++\ntitle = 'x'\n", 1),
        ('{"title": }\n', 1),
        ('{"title": "x",\n "b": }\n', 2),
        ("---\na: *missing\n---\n", 2),
        ("---\na: &a [*a]\n---\n", 2),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_place(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(ProblemsError) as caught:
        post(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.line == line
    assert problem.place.column


def test_aliases_that_multiply_and_deep_nesting_are_refused(tmp_path: Path) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join(['*' + old] * 10)}]\n"
        for old, new in zip("abcdefg", "bcdefgh", strict=True)
    )
    deep = ["a: " + "[" * 5000, "a: " + "{" * 5000, "- " * 5000 + "x", '{"a": ' + "[" * 100_000]
    for text in (f"---\n{bomb}---\n", *(f"---\n{each}\n---\n" for each in deep[:3]), deep[3]):
        with pytest.raises(ProblemsError):
            post(tmp_path, text)


def test_repeated_keys_are_told(tmp_path: Path) -> None:
    (problem,) = post(tmp_path, "---\ntitle: a\ntitle: b\n---\n").problems
    assert (problem.rule, str(problem.place).rpartition("a.md")[2]) == ("front-matter-repeated-key", ":3:1")


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\na: 1\n---\n\nBody\n", "Body", 5),
        ("---\na: 1\n---\nBody\n---\nMore\n", "Body\n---\nMore", 4),
        ("---\na: 1\n...\nBody\n", "Body", 4),
        ("\n\n---\na: 1\n---\nBody\n", "Body", 6),
        ("\ufeff---\r\na: 1\r\n---\r\nBody\r\nx\n", "Body\nx", 4),
        ("---\n---\nBody\n", "Body", 3),
        ('{"a": 1}\nBody', "Body", 2),
        ("Body alone\n", "Body alone", 1),
        ("---\n\nA rule above.\n", "---\n\nA rule above.", 1),
        ("", "", 1),
        ("{{< shortcode >}}\n", "{{< shortcode >}}", 1),
    ],
)
def test_the_body_and_its_line(tmp_path: Path, text: str, body: str, line: int) -> None:
    read = post(tmp_path, text)
    assert (read.body, read.body_line) == (body, line)


@pytest.mark.parametrize(
    ("text", "keys", "place"),
    [
        ("---\na: 1\nb:\n  c: [x, y]\n---\n", ("b", "c", 1), "4:10"),
        ("---\na: 1\nb:\n  - {d: z}\n---\n", ("b", 0, "d"), "4:9"),
        ("---\n# note\na:   1\n---\n", ("a",), "3:6"),
        ("---\na:\nb: 1\n---\n", ("a",), "2:1"),
        ("---\na: 1\n---\n", ("missing",), "1"),
        ("+++\na = 1\n[b]\nc = ['x', 'y']\n+++\n", ("b", "c", 1), "4:11"),
        ("+++\n[[b]]\nc = 1\n[[b]]\nc = { d = 2 }\n+++\n", ("b", 1, "c", "d"), "5:11"),
        ('+++\na = """\nx\n"""\nb.c = 2\n+++\n', ("b", "c"), "5:7"),
        ('{\n"a": 1,\n"b": {"c": ["x", "y"]}\n}\n', ("b", "c", 1), "3:18"),
        ('---json\n{"a": 1,\n"b": 2}\n---\n', ("b",), "3:6"),
        ("\n---\na: 1\n---\n", ("a",), "3:4"),
    ],
)
def test_the_place_of_a_value(tmp_path: Path, text: str, keys: tuple[str | int, ...], place: str) -> None:
    assert str(post(tmp_path, text).place(*keys)) == f"{tmp_path / 'a.md'}:{place}"


def test_which_files_are_posts(tmp_path: Path) -> None:
    wanted = ["a.md", "b/c.markdown", "d.mdx", "e.html", "h#1 ü.md"]
    others = [
        "README.md", "b/readme.markdown", "_index.md", ".DS_Store", ".git/x.md", "node_modules/x.md", "_site/x.md",
        "public/x.md", "x.txt", "venv/pyvenv.cfg", "venv/lib/x.md", ".hidden.md",
    ]  # fmt: skip
    for name in wanted + others:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    found = [path.relative_to(tmp_path).as_posix() for path in find_posts(tmp_path)]
    assert found == wanted
    assert [path.name for path in find_posts(tmp_path, include=["b/**"])] == ["c.markdown"]
    assert "a.md" not in [path.name for path in find_posts(tmp_path, exclude=["a.*"])]


def test_a_post_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\na: [\n---\n")
    (tmp_path / "b.md").write_bytes(b"---\ntitle: \xff\n---\n")
    (tmp_path / "c.md").write_text("---\ntitle: c\n---\n")
    (tmp_path / "d.md").write_bytes(b"Bud1\x00")
    read = list(read_content(tmp_path))
    assert [item.name if isinstance(item, Post) else item[0].rule for item in read] == [
        "front-matter-invalid",
        "file-not-utf8",
        "c.md",
        "file-not-text",
    ]


@settings(deadline=None)
@given(st.text(alphabet="-+{}[]:;,.'\"#&*!|>%@`=\t\n abtrue01", max_size=80))
def test_any_file_is_read_or_a_problem(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\nBody", f"+++\n{text}\n+++\nBody", "{" + text):
        try:
            found = read_front_matter(whole, "a.md")
        except ProblemsError as error:
            assert error.problems[0].place
            continue
        assert isinstance(found.meta, dict)
        assert 1 <= found.body_line <= whole.count("\n") + 2


# -- plain lines, which one pattern reads: as the library does, or not at all


_SCALARS = (
    "", "a", "a b", "null", "~", "NULL", "<<", "2021-01-02T10:00:00Z", "10:20", "a: b", "a #b", "a#b", "a:", "é 東", "-1", "- a",
    "'q: #'", '"q, [x]"', "'it''s'", '"\\n"', "'x' y", '"', "'", "[", "]", "a]", "a, b", "a,", "{a: b}", "a{b", "!!int 1", "&x y",
    "*x", "| ", "> ", "%", "@a", "`", "? a", ": a", "a ? b", "a?b", ",", "# c", " # c", "a\tb", "a\xa0b", "a\u2028b", "a\u200db", "=",
)  # fmt: skip
_FORMS = (
    "k: {}", "k: {}  ", "k:  {}", "k:{}", "k: {}\nl: m", "k: {}\n\n# c\n  # d\nl: m", "k: {}\n  m", "k: {}\nk: m", "k: {}\n...",
    "k: [{}]", "k: [ {} , m]", "k: [m, {}]", "k:\n- {}", "k:\n  - m\n  - {}\nl: m", "k:\n  - m\n - {}", "k:\n - m\n  - {}",
    "k:\n- m\n  - {}", "k:\n# c\n- {}", "k:\n-{}", "{}", "{}: m", "  k: {}", "k: m\n{}", "Null: {}", "é: {}", "'k': {}",
    f"{'k' * 100}: {{}}", f"{'k' * 101}: {{}}",
)  # fmt: skip
_LIMITS = (DEFAULT, Limits(nesting=1), Limits(nesting=2), Limits(values=10), Limits(front_matter=10))


_TOML_SCALARS = (
    "", '""', "''", '"a, #b = c"', "'a\\b'", '"a\\nb"', '"a', "'a", "a", '"a" "b"', '"""a"""', "\'\'\'a\'\'\'", "'a\tb'", "'a\xa0b'", "'é 東'",
    "true", "false", "True", "0", "7", "-7", "+7", "01", "1_000", "9" * 18, "9" * 19, "1.5", "1e3", "0x1f", "inf", "nan",
    "2021-12-02", "2021-02-30", "0000-01-01", "2021-12-02T09:30:00Z", "2021-12-02T09:30:00+05:30", "2021-12-02T09:30:00-00:00",
    "2021-12-02T09:30:00", "2021-12-02T09:30", "2021-12-02 09:30:00", "2021-12-02t09:30:00z", "2021-12-02T24:00:00Z", "2021-12-02T23:59:60Z",
    "2021-12-02T09:30:00+24:00", "2021-12-02T09:30:00.5Z", "09:30:00", "[]", "[ ]", "{}", "{a = 1}", "'a', 'b'", "'a',", ",", "# c", f"'{'a.' * 101}'",
)  # fmt: skip
_TOML_FORMS = (
    "k = {}", "k={}  ", "k  =  {}", "k = {}\nl = 'm'", "k = {}\n\n# c\n  # d\nl = 7", "k = {}\nk = 'm'", "k = {} # c", "  k = {}", "k = [{}]",
    "k = [ {} , 'm' ]", "k = ['m', {}]", "k = [\n{}\n]", "a.b = {}", "'k' = {}", "é = {}", "1 = {}", "[k]\na = {}", "[[k]]\na = {}", "{}", "k = {}\n+++", "k = [{0}]\nl = [{0}]",
)  # fmt: skip


def as_the_library_does(block: str, body: str, limits: Limits, fence: str = "---") -> bool:
    """Hold a post to what the library makes of it, where it is read without; say whether it is."""
    text = f"{fence}\n{block}\n{fence}\n{body}"
    plain = front_matter._plain(text, limits)
    if plain is not None:
        again = front_matter._by_library(text, "a.md", limits)
        assert (plain, repr(plain.meta)) == (again, repr(again.meta))
    return plain is not None


def test_plain_lines_are_read_as_the_library_does() -> None:
    blocks = [form.format(scalar) for form in _FORMS for scalar in _SCALARS]
    plain = [as_the_library_does(block, "Body", limits) for block in blocks for limits in _LIMITS]
    assert sum(plain) > 500


def test_plain_toml_is_read_as_the_library_does() -> None:
    blocks = [form.format(scalar) for form in _TOML_FORMS for scalar in _TOML_SCALARS]
    plain = [as_the_library_does(block, "Body", limits, "+++") for block in blocks for limits in _LIMITS]
    assert sum(plain) > 400


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            str.format, st.sampled_from(_TOML_FORMS), st.text(alphabet="ab01 =.-:TZ#,[]{}'\"\\\t\xa0東", max_size=6)
        ), min_size=1, max_size=2
    ).map("\n".join),
    st.sampled_from(["Body", "\n\nBody \n", "Body\n+++\nmore\n", ""]),
    st.sampled_from(_LIMITS),
)  # fmt: skip
def test_any_toml_is_read_as_the_library_does(block: str, body: str, limits: Limits) -> None:
    as_the_library_does(block, body, limits, "+++")


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            str.format, st.sampled_from(_FORMS), st.text(alphabet="ab01 :#-?,[]{}'\"&*!|>%@`~=<\\\t\xa0東.", max_size=6)
        ), min_size=1, max_size=2
    ).map("\n".join),
    st.sampled_from(["Body", "\n\nBody \n", "Body\n---\nmore\n", ""]),
    st.sampled_from(_LIMITS),
)  # fmt: skip
def test_any_lines_are_read_as_the_library_does(block: str, body: str, limits: Limits) -> None:
    as_the_library_does(block, body, limits)


def test_what_begins_a_plain_value_means_nothing_in_yaml() -> None:
    start = re.compile(plain_lines._START)
    for code in (*range(0x300), 0x2028, 0xD7FF, 0xE000, 0xFFFD, 0x10FFFF):
        sign = chr(code)
        meant = (sign.isascii() and sign.isalnum()) or sign in "_/(.+$~" or code > 0xA0
        assert bool(start.fullmatch(sign)) == meant, code


def test_most_front_matter_is_plain() -> None:
    text = (
        '---\ntitle: "What: #1"\ndate: 2021-12-02T10:00:00Z\naudio: https://a.example/1.mp3?x=y#z\n# no key\n\n'
        "slug:\nseason: ~\ntags: [a b, 'c, d', null]\nhosts:\n  - Mara Lind\n  - \"Tom: R\"\nnone: []\nends: 'Süß'  \n---\n\nBody\n"
    )
    plain = front_matter._plain(text, DEFAULT)
    assert plain == front_matter._by_library(text, "a.md", DEFAULT)
    assert plain is not None
    assert plain.meta == {
        "title": "What: #1", "date": "2021-12-02T10:00:00Z", "audio": "https://a.example/1.mp3?x=y#z",
        "slug": None, "season": None, "tags": ["a b", "c, d", None], "hosts": ["Mara Lind", "Tom: R"], "none": [], "ends": "Süß",
    }  # fmt: skip
    assert (plain.body, plain.body_line) == ("Body", 17)


# -- python-frontmatter by itself: a test that fails tells that a release changed it


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: x\nBody without an end\n",
        '{"title": "x"}\nBody\n',
    ],
)
def test_python_frontmatter_takes_these_for_body(text: str) -> None:
    try:
        loaded = library.loads(text)
    except ValueError:
        return
    assert loaded.metadata == {}


def test_python_frontmatter_reads_scalars_by_yaml_1_1() -> None:
    assert library.loads("---\nguid: 0012\n---\n").metadata == {"guid": 10}
    assert library.loads("---\nduration: 39:33\n---\n").metadata == {"duration": 2373}


def test_python_frontmatter_breaks_on_its_own_names() -> None:
    with pytest.raises(TypeError):
        library.loads("---\ncontent: x\n---\n")


@pytest.mark.parametrize(
    ("block", "meta", "repeated"),
    [
        (
            "a: 012\nb: ~\nc: [x, null, 'null', no]",
            {"a": "012", "b": None, "c": ["x", None, "null", "no"]},
            0,
        ),
        ("a: !!int 012\nb: !ruby/x {c: 1}", {"a": "012", "b": {"c": "1"}}, 0),
        ("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}", {"x": {"a": "1", "b": "2"}, "y": {"a": "1", "b": "3"}}, 0),
        ("null: a\n~: b", {"null": "b"}, 0),
        ("'~': a\n~: b", {"~": "a", "null": "b"}, 1),
        ("a: {b: 1, b: 2}", {"a": {"b": "2"}}, 1),
        ("a: |\n  ---x\n  y\nb: ''", {"a": "---x\ny\n", "b": ""}, 0),
    ],
)
def test_yaml_is_kept_as_it_was_written(
    tmp_path: Path, block: str, meta: dict[str, Any], repeated: int
) -> None:
    found = post(tmp_path, f"---\n{block}\n---\n")
    assert found.meta == meta
    assert [problem.rule for problem in found.problems] == ["front-matter-repeated-key"] * repeated


@pytest.mark.parametrize(
    ("text", "block", "body", "line"),
    [
        ("---\na: 1\n---\nb", "a: 1", "b", 4),
        ("---\n---\n\n\nb", "", "b", 5),
        ("\n\n---\na: 1\n...  \nb\n---\n", "a: 1", "b\n---", 6),
        ("---\r\na: 1\r\n---\t\r\nb\r\n", "a: 1", "b", 4),
        ("+++\na = 1\n+++", "a = 1", "", 3),
    ],
)
def test_a_block_ends_at_its_fence(text: str, block: str, body: str, line: int) -> None:
    found = read_front_matter(text, "a.md")
    assert (found.text, found.body, found.body_line) == (block, body, line)
