"""减负账单 tells typed from brought by what was there to be brought, and asks a form once however many parts it has."""

import pytest
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.dataforms.models import Answer
from luoshi.progress.returns import actions
from luoshi.progress.returns.burden.account import account_of
from luoshi.progress.returns.review import held_for
from luoshi.workplans.tests import helping as workplans

from .helping import act, drafted, opened, sent, sheet_of

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


def test_before_sending_and_while_filling_a_source_without_values_is_named(there, signed_in):
    row = drafted(there, CONTENT)
    act(actions.choose_recipients, row, there.actor("officer"), organisations=[there.school, there.second])
    page = signed_in(there.officer).get(reverse("return", args=[row.public_id])).content.decode()
    assert "从“单位名录：全称”带出，2 个单位" in page
    assert "指定从“单位概况：专任教师数”带出，但现在没有一个单位在那里填过" in page
    sheet = sheet_of(act(actions.open_return, row, there.actor("officer")), there.school)
    filling = signed_in(there.office).get(reverse("fill-sheet", args=[sheet.public_id])).content.decode()
    assert "“专任教师数”应从“单位概况：专任教师数”带出，那里还没有填" in filling


def test_a_column_named_as_a_field_of_the_profile_comes_from_there(db):
    assert held_for("专任教师数", "integer") == "profile.teachers"
    assert held_for("专任教师数", "date") == "", "of another sort"
    assert held_for("教师", "integer") == ""
