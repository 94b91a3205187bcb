"""The rules of the house that neither ruff nor mypy sees. Where they come from: docs/architecture.md.

A rule is a function from the tree to a list of offences, so that a failing test names every place at once.
"""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import importlinter.cli
import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/luoshi"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

FUNCTION_LINES, FILE_LINES, TEMPLATE_LINES = 40, 400, 150
# Each entry is a debt with a reason; keep this list short.
ALLOWED_LONGER: dict[str, int] = {}

ENTERED_ONLY_FROM_INSIDE = {"views", "forms"}
WRITING_CALLS = {"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
CLOCK_CALLS = {"now", "utcnow", "today", "localtime", "monotonic", "perf_counter"}
RELATION_FIELDS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project: what git knows or would add, without what it ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def files(*suffixes: str, under: Path = ROOT) -> list[Path]:
    return [path for path in tracked() if path.suffix in suffixes and path.is_relative_to(under)]


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts or path.name == "conftest.py"


def sources() -> list[Path]:
    """The product's own Python: neither tests nor generated migrations."""
    found = files(".py", under=PACKAGE)
    return [path for path in found if not is_test(path) and "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def package_of(path: Path) -> str:
    """The package below `luoshi` that a file belongs to: `accounts`, `core`, `cli`."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def at(path: Path, line: int, what: str) -> str:
    return f"{path.relative_to(ROOT)}:{line}: {what}"


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """From statement to statement: expressions, of which there are most, hold none."""
    waiting: list[ast.AST] = [tree(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting.extend(getattr(node, part, ()))


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of each imported module and of each name taken from one, relative ones resolved."""
    package = ["luoshi", *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


# ---- sizes


def test_no_function_is_longer_than_a_screen() -> None:
    offences = []
    for path in files(".py"):
        for function in functions(path):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            name = f"{path.relative_to(ROOT)}::{function.name}"
            if "migrations" not in path.parts and length > ALLOWED_LONGER.get(name, FUNCTION_LINES):
                offences.append(f"{name}: {length} lines")
    assert offences == [], "\n".join(offences)


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    offences = []
    for path in files(".py", ".js", ".css", ".sh"):
        name, length = str(path.relative_to(ROOT)), lines_of(path)
        if "migrations" not in path.parts and length > ALLOWED_LONGER.get(name, FILE_LINES):
            offences.append(f"{name}: {length} lines")
    assert offences == [], "\n".join(offences)


def test_no_template_is_longer_than_two_screens() -> None:
    offences = []
    for path in files(".html", under=PACKAGE):
        name, length = str(path.relative_to(ROOT)), lines_of(path)
        if length > ALLOWED_LONGER.get(name, TEMPLATE_LINES):
            offences.append(f"{name}: {length} lines")
    assert offences == [], "\n".join(offences)


def test_every_exception_to_a_ceiling_is_still_needed() -> None:
    names = {str(path.relative_to(ROOT)) for path in tracked()}
    assert [name for name in ALLOWED_LONGER if name.partition("::")[0] not in names] == []


# ---- directions


def test_the_import_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert importlinter.cli.lint_imports(no_cache=True) == importlinter.cli.EXIT_STATUS_SUCCESS


def stages_in_order() -> list[str]:
    """The packages from the last to the first, as the import contract names them."""
    contract = PYPROJECT["tool"]["importlinter"]["contracts"][0]
    return [layer.strip("()").removeprefix("luoshi.") for layer in contract["layers"]]


def test_a_foreign_key_by_name_points_to_an_earlier_package() -> None:
    order = stages_in_order()
    offences = []
    for path in sources():
        for line, label in named_relations(path):
            own = package_of(path)
            if label not in order or order.index(label) < order.index(own):
                offences.append(at(path, line, f"{own} points to {label}"))
    assert offences == [], "\n".join(offences)


def named_relations(path: Path) -> Iterator[tuple[int, str]]:
    """Line and application label of each relation given as "label.Model"."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and called_name(node) in RELATION_FIELDS:
            targets = [
                *node.args[:1],
                *(word.value for word in node.keywords if word.arg in ("to", "through")),
            ]
            for target in targets:
                if isinstance(target, ast.Constant) and "." in str(target.value):
                    yield node.lineno, str(target.value).partition(".")[0]


def called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_views_and_forms_are_entered_only_from_inside_their_package() -> None:
    offences = []
    for path in sources():
        for line, name in imported_modules(path):
            parts = name.split(".")
            foreign = parts[0] == "luoshi" and parts[1:2] != [package_of(path)]
            if foreign and ENTERED_ONLY_FROM_INSIDE & set(parts[2:]):
                offences.append(at(path, line, f"imports {name}"))
    assert offences == [], "\n".join(offences)


def test_nothing_happens_behind_the_back() -> None:
    """No signals and no drawer for odds and ends."""
    offences = [at(path, 1, "find it a home with a name") for path in sources() if path.stem == "utils"]
    for path in sources():
        for line, name in imported_modules(path):
            if "signals" in name.split(".") or name.startswith("django.dispatch"):
                offences.append(at(path, line, f"imports {name}"))
    assert offences == [], "\n".join(offences)


# ---- who does what


def test_views_and_forms_write_nothing() -> None:
    offences = []
    for path in sources():
        if not ENTERED_ONLY_FROM_INSIDE & {*path.relative_to(PACKAGE).parts, path.stem}:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and writes(node.func):
                offences.append(at(path, node.lineno, ast.unparse(node.func)))
    assert offences == [], "\n".join(offences)


def writes(called: ast.Attribute) -> bool:
    through_manager = isinstance(called.value, ast.Attribute) and called.value.attr == "objects"
    return called.attr in WRITING_CALLS or (called.attr in {"create", "update"} and through_manager)


def test_core_never_looks_at_the_clock() -> None:
    offences = []
    for path in (path for path in sources() if package_of(path) == "core"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and called_name(node) in CLOCK_CALLS:
                offences.append(at(path, node.lineno, ast.unparse(node)))
        for line, name in imported_modules(path):
            if name.split(".")[0] in {"time", "random", "secrets"}:
                offences.append(at(path, line, f"imports {name}"))
    assert offences == [], "\n".join(offences)


# ---- pages


INLINE = {
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=", re.I),
    "a script address": re.compile(r"(?:[\"']|=)\s*(?:javascript|js):", re.I),
    "an address of another machine": re.compile(r"\b(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.I),
}


def test_templates_hold_no_script_and_no_style_of_their_own() -> None:
    offences = []
    for path in files(".html", under=PACKAGE):
        text = path.read_text(encoding="utf-8")
        for what, pattern in INLINE.items():
            offences += [at(path, text.count("\n", 0, m.start()) + 1, what) for m in pattern.finditer(text)]
    assert offences == [], "\n".join(offences)


# ---- what lies in the repository


def test_nothing_of_others_is_committed() -> None:
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    foreign = re.compile(r"\.min\.(js|css)$|(^|/)(vendor|node_modules)/|\.(woff2?|whl|map)$")
    assert [name for name in names if foreign.search(name)] == []


def test_no_path_of_a_builder_s_machine_is_left_behind() -> None:
    # Put together here, so that this file does not offend against itself.
    places = "|".join(["work/(?:main|wt|shared)", "root/", "opt/(?:pypi|wheels)"])
    machine = re.compile(rf"(?<![\w.])/(?:{places})")
    offences = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        offences += [at(path, text.count("\n", 0, m.start()) + 1, m[0]) for m in machine.finditer(text)]
    assert offences == [], "\n".join(offences)


def test_chinese_punctuation_is_no_offence() -> None:
    assert {"RUF001", "RUF002", "RUF003"} <= set(PYPROJECT["tool"]["ruff"]["lint"]["ignore"])


# ---- tests


def test_every_test_can_fail() -> None:
    offences = []
    for path in files(".py"):
        if not path.name.startswith("test_"):
            continue
        asserting = {function.name for function in functions(path) if asserts(function, set())}
        for function in functions(path):
            if function.name.startswith("test_") and not asserts(function, asserting):
                offences.append(at(path, function.lineno, function.name))
    assert offences == [], "\n".join(offences)


def asserts(function: ast.AST, helpers: set[str]) -> bool:
    """Whether it asserts, expects an exception, or calls a helper of which either is known."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = called_name(node)
            if name in helpers | {"raises", "warns", "fail", "expect"} or name.startswith("assert"):
                return True
    return False
