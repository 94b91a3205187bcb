"""A school whose workplan is filed, as for progress; the other schools carry what the document says."""

import datetime as dt

import pytest

from luoshi.common import clock
from luoshi.indicators.alerts.keeping import keep_up
from luoshi.progress.tests.conftest import (
    _django_db_helper,
    _taken_back,
    filed,
    there,
    yichang_stranger,
)
from luoshi.progress.tests.helping import a_piece, due, say, steps
from luoshi.workplans.models import Milestone, MilestoneState

__all__ = ["_django_db_helper", "_taken_back", "filed", "there", "told", "yichang_stranger"]


@pytest.fixture
def told(there):
    """Of four milestones, of weight 1, 2, 3, 4: one done with proof, one done without, one late, one stuck and late."""
    rows = steps(there)
    for weight, row in enumerate(rows, 1):
        Milestone.objects.filter(pk=row.pk).update(weight=weight)
    due(300, *rows)
    say(there, rows[0], "done", "印发了", pieces=[a_piece()])
    say(there, rows[1], "done", "印发了")
    due(-40, rows[2], rows[3])
    say(there, rows[3], "blocked", "等经费")
    MilestoneState.objects.update(since=clock.today() - dt.timedelta(days=70))
    keep_up()
    return rows
