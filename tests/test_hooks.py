"""The hooks for pre-commit, tried as their users do: `try-repo`, and a commit in a repository that has them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from rule_examples import RULES, feed
from site_folder import SHOW

ROOT = Path(__file__).parents[1]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
GOOD = feed("<title>Low water</title>", RULES["item-title-missing"])
BAD = feed(RULES["guid-missing"].wrong, RULES["guid-missing"])


def usable() -> str:
    """Return why the hooks cannot be tried here, or nothing."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        return "this is no checkout, or git is missing"
    if subprocess.run(
        [sys.executable, "-m", "pre_commit", "--version"], capture_output=True, check=False
    ).returncode:
        return "pre-commit is not installed"
    ask = [sys.executable, "-m", "pip", "index", "versions", "click"]
    reached = subprocess.run(ask, capture_output=True, check=False)
    return "the package index cannot be reached" if reached.returncode else ""


WHY_NOT = usable()
needs_all = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "usable")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of pre-commit's environments, one for all tests."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def repository(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(home))
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "site"
    (folder / "content").mkdir(parents=True)
    git(folder, "init", "-q")
    git(folder, "config", "user.name", "Ada")
    git(folder, "config", "user.email", "ada@example.org")
    (folder / "podfeed.toml").write_text(f'[content]\npath = "content"\n{SHOW}', "utf-8")
    return folder


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def post(folder: Path, name: str, extra: str = "") -> None:
    text = f"---\ntitle: {name}\ndate: 2021-12-0{len(name)}\ndescription: A walk.\naudio: https://cdn.example/{name}.mp3\nlength: 24000000\nduration: 3000\n{extra}---\nThe sea.\n"
    (folder / "content" / f"{name}.md").write_text(text, "utf-8")


def tried(folder: Path, hook: str) -> subprocess.CompletedProcess[str]:
    git(folder, "add", "-A")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), hook, "--all-files", "--verbose"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_hooks_are_as_pre_commit_asks() -> None:
    assert [hook["id"] for hook in HOOKS] == ["podfeed-validate", "podfeed-check"]
    assert all(hook["language"] == "python" for hook in HOOKS)
    assert HOOKS[1]["require_serial"] is True


@needs_all
def test_try_repo(repository: Path) -> None:
    (repository / "feed.xml").write_bytes(GOOD)
    post(repository, "one")
    result = tried(repository, "podfeed-validate")
    assert result.returncode == 0, result.stdout + result.stderr
    (repository / "feed.xml").write_bytes(BAD)
    result = tried(repository, "podfeed-validate")
    assert result.returncode == 1
    assert "[guid-missing]" in result.stdout
    assert tried(repository, "podfeed-check").returncode == 0
    post(repository, "two", "episode_type: extra\nlocation: {name: Kiel, country: UK}\n")
    result = tried(repository, "podfeed-check")
    assert result.returncode == 1
    assert result.stdout.count("[location-country-invalid]") == 1
    assert "content/two.md:9:" in result.stdout


@needs_all
def test_a_commit(repository: Path) -> None:
    rev = git(ROOT, "rev-parse", "HEAD").stdout.strip()
    if ".pre-commit-hooks.yaml" not in git(ROOT, "ls-tree", "--name-only", rev).stdout:
        pytest.skip("the hooks are not committed yet")
    hooks = "[{id: podfeed-validate}, {id: podfeed-check}]"
    config = f"repos:\n- repo: {ROOT}\n  rev: {rev}\n  hooks: {hooks}\n"
    (repository / ".pre-commit-config.yaml").write_text(config, "utf-8")
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"], cwd=repository, capture_output=True, check=True
    )
    post(repository, "one")
    (repository / "feed.xml").write_bytes(GOOD)
    git(repository, "add", "-A")
    done = git(repository, "commit", "-m", "One")
    assert done.returncode == 0, done.stdout + done.stderr
    post(repository, "two", "location: {name: Kiel, country: UK}\n")
    git(repository, "add", "-A")
    done = git(repository, "commit", "-m", "Two")
    assert done.returncode == 1
    assert "location-country-invalid" in done.stdout + done.stderr
    assert git(repository, "log", "--oneline").stdout.count("\n") == 1
