"""An answer is kept once, checked again, its personal values sealed, its figures found."""

import json

import pytest

from luoshi.common.dataforms import actions
from luoshi.common.dataforms.answers import MASK, blind, find_answer, in_version, values_of
from luoshi.common.dataforms.models import Answer, AnswerCell
from luoshi.common.dataforms.queries import answers_within, cells, draft_of, sums_by_answer
from luoshi.common.dataforms.showing import lines_of
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import AuditEvent
from luoshi.core.fields import SCALE, Step

from .conftest import SCHOOL, actor, answer_form
from .samples import CONTENT, VALUES

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(definition, school):
    return answer_form(
        version_of_form=definition.current, about=None, values=VALUES, answer_version=0, by=school
    )


def test_what_was_answered_is_there_and_personal_values_lie_sealed(answer):
    kept = Answer.objects.get()
    assert values_of(kept) == VALUES
    assert "07170000000" not in str(kept.values)
    assert b"07170000000" not in bytes(kept.sealed)
    masked = values_of(kept, masked=True)
    assert (masked["phone"], masked["money"][0]["who"]) == (MASK, MASK)
    assert "who" not in masked["money"][1]


def test_the_log_says_what_changed_but_not_the_personal(answer):
    event = AuditEvent.objects.get(action="test.answer")
    fields = {change.get("field"): change.get("after") for change in event.changes}
    assert fields["students"] == 1200
    assert "07170000000" not in str(event.changes)
    assert "示例张" not in str(event.changes)
    assert fields["personal"].keys() == {"commitment"}


def test_figures_are_projected_exactly(definition, answer):
    assert cells(definition, "share").get().number == 625_000
    assert cells(definition, "money.sum").count() == 2
    assert cells(definition, "phone").get().text == blind("phone", "07170000000")
    assert sums_by_answer(definition, "money.sum", [answer]) == {answer.pk: (17_500_000_000, SCALE)}
    assert [a.pk for a in answers_within([SCHOOL], definition)] == [answer.pk]


def test_personal_numbers_and_days_lie_as_fingerprints_only(definition, editor, school):
    """PD-03: whatever is searched of them is a fingerprint, in fields and in columns of tables."""
    told = {"personal": True, "find": True}
    content = {"fields": [
        *[{"key": kind, "kind": kind, "label": kind, **told} for kind in ("integer", "date", "money")],
        {"key": "t", "kind": "table", "label": "表",
         "columns": [{"key": "n", "kind": "integer", "label": "数", **told}]},
    ]}  # fmt: skip
    made = actions.start_form(title="个人数字", purpose="", basis="", content=content, by=editor)
    draft = draft_of(made)
    version = actions.publish(version_row=draft, steps=(), by=editor, version=draft.version)
    values = {"integer": 31415926, "date": "1987-06-05", "money": 765432, "t": [{"_row": "r", "n": 4242}]}
    answer_form(version_of_form=version, about=None, values=values, answer_version=0, by=school)
    made.refresh_from_db()
    rows = AnswerCell.objects.filter(definition=made)
    assert [(cell.number, cell.day) for cell in rows] == [(None, None)] * 4
    assert cells(made, "integer").get().text == blind("integer", "31415926")
    assert cells(made, "t.n").get().text == blind("t.n", "4242")
    assert all(len(bytes.fromhex(cell.text)) == 32 for cell in rows)


def test_saving_again_replaces_the_answer_and_its_cells(definition, answer, school):
    values = {**VALUES, "students": 1300, "money": VALUES["money"][:1]}
    again = answer_form(
        version_of_form=definition.current, about=None, values=values, answer_version=1, by=school
    )
    assert (again.pk, again.version) == (answer.pk, 2)
    assert values_of(Answer.objects.get()) == values
    assert cells(definition, "money.sum").count() == 1


@pytest.mark.parametrize("version", [0, 2])
def test_of_two_people_only_the_first_saves(definition, answer, school, version):
    with pytest.raises(Stale):
        answer_form(
            version_of_form=definition.current, about=None, values=VALUES, answer_version=version, by=school
        )
    assert Answer.objects.get().version == 1


def test_values_are_checked_again_whatever_the_page_let_through(definition, school):
    with pytest.raises(RuleBroken, match="性质"):
        answer_form(version_of_form=definition.current, about=None, values={}, answer_version=0, by=school)
    with pytest.raises(RuleBroken, match="不能大于"):
        answer_form(
            version_of_form=definition.current,
            about=None,
            values={**VALUES, "share": "101"},
            answer_version=0,
            by=school,
        )
    assert not AnswerCell.objects.exists()
    part = answer_form(
        version_of_form=definition.current,
        about=None,
        values={"students": 3},
        answer_version=0,
        by=school,
        complete=False,
    )
    assert part.values == {"students": 3}


def test_answers_about_different_things_do_not_meet(definition, answer, school):
    other = answer_form(
        version_of_form=definition.current, about=definition, values=VALUES, answer_version=0, by=school
    )
    assert other.pk != answer.pk
    assert find_answer(definition, definition, SCHOOL) == other
    assert find_answer(definition, None, actor(99).organisation_id) is None


def test_an_answer_to_an_older_version_is_read_in_terms_of_the_new_one(definition, answer, editor):
    draft = actions.draft_version(definition=definition, by=editor)
    fields = [{**each, "key": "pupils"} if each["key"] == "students" else each for each in CONTENT["fields"]]
    fields[1] = {"key": "council", "kind": "integer", "label": "理事会人数"}
    actions.change_draft(version_row=draft, content={"fields": fields}, by=editor, version=draft.version)
    steps = (Step("students", "rename", "pupils"), Step("council", "drop"))
    published = actions.publish(version_row=draft, steps=steps, by=editor, version=draft.version)
    kept = Answer.objects.get()
    values, losses = in_version(kept, published)
    assert (values["pupils"], losses) == (1200, [])
    assert kept.form_version_id != published.pk


PERSONAL = {"personal": True, "required": False}


@pytest.mark.parametrize(
    ("kind", "given"), [("integer", 61), ("decimal", "61.5"), ("percent", "61"), ("money", 6100)]
)
def test_a_condition_on_something_personal_is_judged_by_its_true_value_and_shown_masked(
    editor, school, kind, given
):
    test = {"field": "age", "op": "ge", "value": 60 if kind in ("integer", "money") else "60"}
    content = {"fields": [
        {"key": "age", "kind": kind, "label": "年龄", **PERSONAL},
        {"key": "why", "kind": "text", "label": "说明", "shown_if": test},
        {"key": "young", "kind": "text", "label": "青年", "shown_if": {"not": test}},
        {"key": "t", "kind": "table", "label": "表", "columns": [
            {"key": "n", "kind": kind, "label": "数", **PERSONAL}, {"key": "x", "kind": "text", "label": "字"}]},
        {"key": "total", "kind": "text", "label": "合计说明", "shown_if": {**test, "field": "t.n"}},
    ]}  # fmt: skip
    made = actions.start_form(title="条件", purpose="", basis="", content=content, by=editor)
    draft = draft_of(made)
    version = actions.publish(version_row=draft, steps=(), by=editor, version=draft.version)
    values = {"age": given, "why": "返聘", "t": [{"_row": "r", "n": given}], "total": "够了"}
    answer = answer_form(version_of_form=version, about=None, values=values, answer_version=0, by=school)
    masked = in_version(answer, version, masked=True)[0]
    stored = json.loads(json.dumps(masked))  # as a sending keeps it
    for seen in (masked, stored, values_of(answer, masked=True)):
        lines = {line["key"]: line.get("value") for line in lines_of(version.form, seen)}
        assert lines == {"age": MASK, "why": "返聘", "t": None, "total": "够了"}
