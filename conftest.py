"""What every test of the project gets, those beside the code and those in tests/."""

import gc
import itertools
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zlib import crc32

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations

ROOT = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("LUOSHI_SHARED") or ROOT.parent / "shared")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
LOOPBACK = ("127.", "::1", "localhost")

gc.set_threshold(100_000, 50, 50)  # collecting tests makes objects that stay

# Without a deadline: two busy cores must not turn a slow example into a failed test.
hypothesis.settings.register_profile("ci", derandomize=True, max_examples=50, deadline=None, database=None)
EXAMPLES = int(os.environ.get("LUOSHI_EXAMPLES", "500"))  # of each property in `make prove`
hypothesis.settings.register_profile("prove", max_examples=EXAMPLES, deadline=None, print_blob=True)
hypothesis.settings.load_profile("prove" if os.environ.get("LUOSHI_PROVE") else "ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="run only the tests that use the database")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Of the files beside the code the second database opens those it may want: 7,000 tests need not be collected."""
    if not config.getoption("--database-only") or os.environ.get("LUOSHI_PROVE"):
        return None
    beside_the_code = collection_path.name.startswith("test_") and ROOT / "src" in collection_path.parents
    return True if beside_the_code and not _may_be_wanted(collection_path) else None


def _may_be_wanted(path: Path) -> bool:
    words = path.read_text(encoding="utf-8")
    return _is_of_the_share(str(path.relative_to(ROOT))) or any(
        word in words for word in ("transaction=True", "transactional_db", "live_server", "postgresql")
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run cannot or need not show; what is left out for want of documents is reported."""
    without_documents = pytest.mark.skip(reason="../shared/input is not here")
    chosen: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        if item.get_closest_marker("shared") and not (SHARED / "input").is_dir():
            item.add_marker(without_documents)
        wanted = _wants_this_run(item, config.getoption("--database-only"))
        (chosen if wanted else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    # The long ones first: begun last, one of them would keep a single worker busy at the end.
    items[:] = sorted(chosen, key=lambda item: ROOT / "tests/reliability" not in item.path.parents)


def pytest_collection_finish() -> None:
    """What was loaded stays to the end: the collector need not look through it again and again (a twentieth of all)."""
    gc.collect()
    gc.freeze()


def _wants_this_run(item: pytest.Item, database_only: bool) -> bool:
    if item.get_closest_marker("prove") and not os.environ.get("LUOSHI_PROVE"):
        return False
    if database_only and (item.get_closest_marker("once") or item.get_closest_marker("browser")):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    uses_database = marker is not None or bool(fixtures & DATABASE_FIXTURES)
    if not database_only:
        return True
    across_stages = ROOT / "tests" in item.path.parents  # races, kills, restoring, every route
    return uses_database and (
        across_stages
        or _hangs_on_the_database(marker, fixtures)
        or _is_of_the_share(str(item.path.relative_to(ROOT)))
    )


def _hangs_on_the_database(marker: pytest.Mark | None, fixtures: set[str]) -> bool:
    """Tests that commit for others to see: races, locks."""
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        fixtures & {"transactional_db", "live_server"}
    )


def _is_of_the_share(file: str) -> bool:
    """Of the other files the second database asks every twenty-fourth each day, all of them in `make prove`."""
    return bool(os.environ.get("LUOSHI_PROVE")) or crc32(file.encode()) % 24 == 0


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the data folder that the settings made for this run."""
    home = Path(settings.LUOSHI_HOME)
    made_here = home.parent == Path(tempfile.gettempdir()) and home.name.startswith("luoshi-test-")
    if made_here and not hasattr(config, "workerinput"):
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_input() -> Path:
    """The folder of the real documents. Tests that use it carry `@pytest.mark.shared`."""
    return SHARED / "input"


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The text of axe-core, for the accessibility tests; it is never part of the product."""
    return (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """No test talks to another machine: such a connection is refused with the address in the message."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


@pytest.fixture(autouse=True, scope="session")
def _tables_can_be_emptied() -> Iterator[None]:
    """Emptying the tables between tests is no act: the triggers of the append-only log step aside for it."""
    flush = BaseDatabaseOperations.execute_sql_flush
    with pytest.MonkeyPatch.context() as patch:

        def without_triggers(self: BaseDatabaseOperations, statements: list[str]) -> Any:
            before, after = _aside_and_back()
            return flush(self, [*before, *statements, *after])

        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", without_triggers)
        yield


def _aside_and_back() -> tuple[list[str], list[str]]:
    if connection.vendor == "postgresql":
        return ["SET session_replication_role = replica"], ["SET session_replication_role = DEFAULT"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]


def _guarded(connect: Any) -> Any:
    def checked(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise RuntimeError(f"a test tried to reach {address[0]}; tests may use only the loopback address")
        return connect(self, address)

    return checked


Kept = dict[str, Any]  # table → its rows, as the database hands them out
_LOADED: Kept = {}  # once the bundled packs were loaded


def _load_bundled_once() -> None:
    """The bundled packs through the real load the first time; the rows it made, put back as they were, later."""
    from luoshi.accounts.models import Organisation
    from luoshi.common.actor import system_actor
    from luoshi.common.models import AuditEvent, SiteState
    from luoshi.home.loading import load_bundled

    empty = not (
        AuditEvent.objects.exists() or Organisation.objects.exists()
    )  # whatever is written leaves a line
    if empty and _LOADED:
        _put_rows_back(_LOADED)
        return
    SiteState.objects.get_or_create(pk=1, defaults={"mode": "test"})
    load_bundled(system_actor())
    if empty:
        _LOADED.update(_all_rows())


def _models() -> list[Any]:
    """Those of the product, and the tables between them."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("luoshi.")
    ]


def _all_rows() -> Kept:
    filled = [model._meta.db_table for model in _models() if model._base_manager.exists()]
    return {table: _rows_of(table) for table in filled}


def _rows_of(table: str) -> Any:
    """The table as PostgreSQL's COPY writes it, else (statement, rows)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                return b"".join(copy)
        cursor.execute(f'SELECT * FROM "{table}"')
        rows = cursor.fetchall()
        return f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows[0]))})', rows


def _put_rows_back(kept: Kept) -> None:
    """Past the ORM: a thousand tests begin with this."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, held in kept.items():
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(held)
            else:
                statement, rows = held
                connection.connection.executemany(statement, rows)
        loaded = [model for model in _models() if model._meta.db_table in kept]
        for statement in connection.ops.sequence_reset_sql(no_style(), loaded):
            cursor.execute(statement)


@pytest.fixture(scope="session")
def all_rows() -> Any:
    """`.taken()` → every row of the product's tables; `.put_back(rows)` into empty tables. For a site that is made once
    for several files of tests.
    """
    return SimpleNamespace(taken=_all_rows, put_back=_put_rows_back)


@pytest.fixture
def yichang(db: None) -> Any:
    """The bundled site and plan, loaded: `.plan`, `.bureau`, `.schools`, and `.post(role, key)` to make a person."""
    return _yichang()


@pytest.fixture(scope="session")
def loaded_site() -> Any:
    """`yichang` as a function, for fixtures that prepare a site once for a file of tests (`luoshi.progress.tests`)."""
    return _yichang


def _yichang() -> Any:
    from luoshi.accounts.actions import add_person
    from luoshi.accounts.models import Membership, Organisation
    from luoshi.common.actor import system_actor
    from luoshi.plans.models import Plan

    _load_bundled_once()
    counter = itertools.count(1)

    def post(role: str, organisation: str = "yichang") -> Membership:
        """A new person with one post. `organisation` is its key in the site pack."""
        number = next(counter)
        return add_person(
            name=f"示例{role}{number}",
            mobile=f"1000000{number:04d}",
            organisation=Organisation.objects.get(key=organisation),
            role=role,
            by=system_actor(),
        )

    return SimpleNamespace(
        plan=Plan.objects.get(key="yichang-2021"),
        bureau=Organisation.objects.get(key="yichang"),
        schools=list(Organisation.objects.filter(kind="school").order_by("order", "id")),
        post=post,
    )


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For fixtures that prepare something once for a file of tests: taken back when the file is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def taken_back(standing: None) -> Iterator[None]:
    """What one test wrote over what is standing. A file that uses it puts it in place of `_django_db_helper`, the
    transaction of pytest-django, which would close the connection on which the prepared rows stand.
    """
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`command("audit", "verify")` → its exit status, in this process and on the database of the test."""
    from luoshi.cli import main

    def run(*words: str) -> Any:
        monkeypatch.setenv("LUOSHI_HOME", str(tmp_path))
        monkeypatch.setenv("LUOSHI_MODE", "test")
        with pytest.raises(SystemExit) as ended:
            main(words)
        return ended.value.code

    return run


@pytest.fixture
def signed_in() -> Any:
    """`signed_in(membership)` → a client of that person, signed in."""
    from django.test import Client

    def make(membership: Any) -> Client:
        client = Client()
        client.force_login(membership.user, backend="luoshi.accounts.sign_in.Backend")
        return client

    return make
