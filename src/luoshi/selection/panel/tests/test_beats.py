"""What an act says of an expert takes effect within a minute, not at the hourly sweep alone."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common import clock
from luoshi.selection.panel import actions
from luoshi.selection.panel.models import Assigned, Conflict
from luoshi.selection.panel.sweeping import LATELY, beat

from .helping import confirmed, do, seated

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_what_comes_to_bind_takes_away_at_the_next_beat(there: Any) -> None:
    """Else the list would go on offering for an hour what opens with a refusal."""
    seated(there)
    confirmed(there)
    task = Assigned.objects.select_related("seat__expert", "application__organisation").order_by("id")[0]
    tenures = [{"name": "示例", "organisation": task.application.organisation}]
    do(actions.change_expert, task.seat.expert, there.officer, on="expert", tenures=tenures)
    beat()
    task.refresh_from_db()
    assert task.void_at is not None
    assert Conflict.objects.get(expert=task.seat.expert, application=task.application).kind == "computed"


def test_where_nothing_was_done_of_late_a_beat_asks_once(there: Any, settings: Any, tmp_path: Path) -> None:
    """Every minute, on every site: no selection is gone through for nothing."""
    seated(there)
    confirmed(there)
    settings.CLOCK_FILE = str(tmp_path / "clock")
    Path(settings.CLOCK_FILE).write_text((clock.now() + 2 * LATELY).isoformat())
    with CaptureQueriesContext(connection) as asked:
        beat()
    assert len(asked) == 1
