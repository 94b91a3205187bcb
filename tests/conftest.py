"""The test world of `luoshi demo --world`, made once per process, its rows put back for each file of tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

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
