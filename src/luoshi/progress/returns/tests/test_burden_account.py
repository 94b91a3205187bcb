"""减负账单 tells typed from brought by what was there to be brought, and asks a form once however many parts it has."""

import pytest

from luoshi.common import clock
from luoshi.common.dataforms.models import Answer
from luoshi.progress.returns.burden.account import account_of
from luoshi.workplans.tests import helping as workplans

from .helping import opened, sent, sheet_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CONTENT = {
    "fields": [
        {"key": "school", "kind": "text", "label": "学校名称", "prefill": "organisation.name"},
        {
            "key": "teachers",
            "kind": "integer",
            "label": "专任教师数",
            "unit": "人",
            "prefill": "profile.teachers",
        },
    ]
}


def test_a_source_that_knew_nothing_brought_nothing(there):
    """The profile has not been filled in: the number is typed, though the field names a source."""
    row = opened(there, CONTENT)
    sheet = sent(there, sheet_of(row, there.school), students=None, money=None, teachers=60)
    assert (sheet.asked, sheet.prefilled, sheet.typed, sheet.brought) == (2, 1, 1, 1)


def test_the_texts_of_a_workplan_are_typed_and_asked_as_one_form(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = workplans.cast(yichang)
    workplan = workplans.written(there)
    assert workplan.parts.count() == 2
    [line] = [
        each
        for each in account_of(there.actor("officer"), clock.today().year).lines
        if each.title == "实施方案分项内容"
    ]
    cells = sum(len(each.values) for each in Answer.objects.filter(definition__title="实施方案分项内容"))
    found = line.figures
    assert (found.times, found.typed, found.brought, found.asked) == (1, cells, 0, cells)
