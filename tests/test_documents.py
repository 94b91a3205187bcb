"""The documents for people are there, and what they point to exists."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROMISED = (
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "LICENSE",
    "docs/architecture.md",
    "docs/glossary.md",
    "docs/operations.md",
    "docs/proofs.md",
    "bench/RESULTS.md",
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH_IN_TEXT = re.compile(r"`((?:src|docs|tests|tools|bench)/[\w./-]+)`")
TEST_IN_TEXT = re.compile(r"`([^`\s]+\.py)::([^`\s]*)`")
SHOTS = re.compile(r"screenshots/[\w-]+\.png")


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")]


@pytest.mark.parametrize("name", PROMISED)
def test_a_promised_document_is_there_and_says_something(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").split()) > 20


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_has_the_two_commands_a_tour_and_pictures(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert all(command in text for command in ("git clone", "make run", "make test"))
    assert re.search(r"^8\. ", text, re.M), "the tour of ten minutes has at least eight steps"
    assert len(set(SHOTS.findall(text))) >= 2


def test_what_the_documents_link_to_exists() -> None:
    broken = [
        (str(document.relative_to(ROOT)), target)
        for document in documents()
        for target in LINK.findall(document.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith(("#", "mailto:"))
        if not (document.parent / target.partition("#")[0]).exists()
    ]
    assert broken == []


def test_the_files_that_the_documents_name_exist() -> None:
    """CHANGELOG and ADRs tell of their day; the others of today."""
    of_today = [each for each in documents() if each.name != "CHANGELOG.md" and each.parent.name != "adr"]
    gone = [
        (str(document.relative_to(ROOT)), path)
        for document in of_today
        for path in PATH_IN_TEXT.findall(document.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    ]
    assert gone == []


def names_of_tests_in(path: Path) -> set[str]:
    """The names of the test functions at the top of a file; none where there is no file."""
    if not path.exists():
        return set()
    top = ast.parse(path.read_text(encoding="utf-8")).body
    return {each.name for each in top if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")}


@pytest.mark.parametrize("document", sorted((ROOT / "docs/shown").glob("*.md")), ids=lambda path: path.name)
def test_every_test_that_is_said_to_show_an_issue_exists(document: Path) -> None:
    named = TEST_IN_TEXT.findall(document.read_text(encoding="utf-8"))
    known = {path: names_of_tests_in(ROOT / path) for path, _ in named}
    assert named
    assert [f"{path}::{name}" for path, name in named if name not in known[path]] == []


def test_no_name_of_a_test_is_written_in_another_way() -> None:
    """Each `::` in docs/shown stands between a file and a function, or nothing would look at it."""
    odd = [
        (document.name, line)
        for document in (ROOT / "docs/shown").glob("*.md")
        for line in document.read_text(encoding="utf-8").splitlines()
        if "::" in TEST_IN_TEXT.sub("", line)
    ]
    assert odd == []


def test_every_picture_is_shown_somewhere() -> None:
    shown = {name for each in documents() for name in SHOTS.findall(each.read_text(encoding="utf-8"))}
    taken = {f"screenshots/{path.name}" for path in (ROOT / "docs/screenshots").glob("*.png")}
    assert taken == shown


def test_decisions_are_numbered_without_a_gap_or_a_double() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/adr").glob("0*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_licence_is_apache_2_and_the_package_says_so() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == {"text": "Apache-2.0"}


def test_the_readmes_name_the_newcomers_time_that_was_measured() -> None:
    results = (ROOT / "bench/RESULTS.md").read_text(encoding="utf-8")
    [seconds] = re.findall(r"^\| fresh clone to the matrix of 99 in Chromium \| ([\d.]+) s \|", results, re.M)
    for name, unit in (("README.md", f"{seconds} s "), ("README.zh-CN.md", f"{seconds} 秒")):
        assert unit in (ROOT / name).read_text(encoding="utf-8")
