"""The test world of `luoshi demo --world`, made once per process, its rows put back for each file of tests."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from luoshi.commands.tests.running import environment
from luoshi.common import clock
from luoshi.common.models import SiteState
from luoshi.evidence import fulltext
from luoshi.evidence.models import EvidenceText
from luoshi.home.world import make_world


@pytest.fixture(scope="session")
def world_home(tmp_path_factory: Any) -> Path:
    """Its data folder: files are only ever added."""
    return Path(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def kept_rows() -> dict[str, Any]:
    """All its rows, once it was made in this process."""
    return {}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, world_home: Path, kept_rows: dict[str, Any], all_rows: Any
) -> Iterator[dict[str, Any]]:
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=world_home, LUOSHI_MODE="test"),
        transaction.atomic(),
    ):
        if kept_rows:
            all_rows.put_back(kept_rows)
            for text in EvidenceText.objects.iterator():
                fulltext.index(text)  # a table of its own on SQLite, beside the models
        else:
            SiteState.objects.update_or_create(pk=1, defaults={"mode": "test", "loaded_at": clock.now()})
            make_world(7)
            kept_rows.update(all_rows.taken())
        yield json.loads((world_home / "world.json").read_text())
        transaction.set_rollback(True)


LOAD = """
from luoshi.commands.boot import start
start(new_mode="test")
from luoshi.common.actor import system_actor
from luoshi.home.loading import load_bundled
load_bundled(system_actor())
"""


@pytest.fixture(scope="session")
def bundled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite site with the shipped packs and nothing else, made by whichever process of this run comes first."""
    own = tmp_path_factory.getbasetemp()
    home = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "bundled"
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            making = home.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)  # of one that did not come to its end
            subprocess.run(
                [sys.executable, "-c", LOAD],
                env=environment(making, LUOSHI_MODE="test"),
                check=True,
                timeout=300,
            )
            making.rename(home)
    return home


@pytest.fixture(scope="session")
def program_home(bundled_home: Path) -> Any:
    """`program_home(folder)` makes a copy of it there and gives the environment of a program that works on it."""

    def make(home: Path) -> dict[str, str]:
        shutil.copytree(bundled_home, home)
        return environment(home, LUOSHI_MODE="test")

    return make
