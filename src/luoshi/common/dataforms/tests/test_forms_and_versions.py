"""A form is started, changed, published; a published version stays as it is; each step has its way back."""

import copy

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from luoshi.common import acts
from luoshi.common.actor import anonymous_actor
from luoshi.common.dataforms import actions
from luoshi.common.dataforms.answers import in_version
from luoshi.common.dataforms.models import Answer, AnswerCell, FormDefinition, FormVersion
from luoshi.common.dataforms.permissions import DATAFORMS_WHO
from luoshi.common.dataforms.queries import cells, definitions_visible_to, draft_of, form_for, opened_in
from luoshi.common.dataforms.web import make_form
from luoshi.common.errors import RuleBroken, Stale
from luoshi.core.fields import Step

from .conftest import BUREAU, OTHER, SCHOOL, actor, answer_form
from .samples import CONTENT, VALUES

pytestmark = pytest.mark.django_db


def changed(key, /, **more):
    content = copy.deepcopy(CONTENT)
    place = next(number for number, each in enumerate(content["fields"]) if each["key"] == key)
    content["fields"][place] = {**content["fields"][place], **more}
    return content


def next_version(definition, content, editor, steps=()):
    draft = actions.draft_version(definition=definition, by=editor)
    actions.change_draft(version_row=draft, content=content, by=editor, version=draft.version)
    return actions.publish(version_row=draft, steps=steps, by=editor, version=draft.version)


def test_every_act_has_its_permission():
    found = {name: act.who for name, act in acts.REGISTRY.items() if name.startswith("dataforms.")}
    assert found == DATAFORMS_WHO


def test_a_published_form_is_seen_by_those_under_its_owner_and_nobody_else(definition, editor, school):
    assert list(definitions_visible_to(school)) == [definition]
    assert list(definitions_visible_to(actor(OTHER, path=f"{99:08x}{OTHER:08x}"))) == []
    assert list(definitions_visible_to(anonymous_actor())) == []
    draft = actions.start_form(title="还没发布", purpose="", basis="", by=editor)
    assert draft in definitions_visible_to(editor)
    assert draft not in definitions_visible_to(school)
    assert form_for(definition.key, school.path) == definition
    assert form_for(draft.key, school.path) is None


@pytest.mark.parametrize("stranger", [actor(SCHOOL), actor(OTHER, "edit_forms"), actor(BUREAU)])
def test_who_may_not_changes_nothing(definition, stranger):
    with pytest.raises(PermissionDenied):
        actions.draft_version(definition=definition, by=stranger)
    assert FormVersion.objects.count() == 1


def test_a_published_version_never_changes_whoever_writes(definition):
    row = FormVersion.objects.filter(pk=definition.current_id)
    for harm in (
        lambda: row.update(content={"fields": []}),
        lambda: row.update(published_at=None),
        lambda: row.update(number=9),
        lambda: FormVersion.objects.raw("x") and row.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            harm()
    assert row.get().content == definition.current.content


def test_a_version_with_a_fault_is_kept_and_not_published(definition, editor):
    draft = actions.draft_version(definition=definition, by=editor)
    bad = changed("kind", choices=[])
    actions.change_draft(version_row=draft, content=bad, by=editor, version=draft.version)
    with pytest.raises(RuleBroken, match="还没有选项"):
        actions.publish(version_row=draft, steps=(), by=editor, version=draft.version)
    assert FormDefinition.objects.get().current_id == definition.current_id


def test_a_field_that_goes_must_be_spoken_for(definition, editor, school):
    answer_form(version_of_form=definition.current, about=None, values=VALUES, answer_version=0, by=school)
    content = changed("students", key="people")
    with pytest.raises(RuleBroken, match="在校生"):
        next_version(definition, content, editor)
    draft = draft_of(definition)
    actions.publish(
        version_row=draft, steps=(Step("students", "rename", "people"),), by=editor, version=draft.version
    )
    assert [cell.number for cell in cells(definition, "people")] == [12_000_000]
    assert not cells(definition, "students").exists()


def test_a_personal_field_becomes_public_by_declaration_only_and_what_was_answered_stays_sealed(
    definition, editor, school
):
    """PIPL 23: nothing given in confidence is opened behind the back of who gave it."""
    answer_form(version_of_form=definition.current, about=None, values=VALUES, answer_version=0, by=school)
    content = changed("phone", personal=False)
    with pytest.raises(RuleBroken, match=r"联系电话.*个人信息"):
        next_version(definition, content, editor)
    draft = draft_of(definition)
    steps = (Step("phone", "open"),)
    second = actions.publish(version_row=draft, steps=steps, by=editor, version=draft.version)
    assert not cells(definition, "phone").exists()
    kept = Answer.objects.get()
    values = in_version(kept, second)[0]
    assert "phone" not in values
    told = make_form(second, actor=school, initial=values).fields["phone"].help_text
    assert "上级也看得到" in told
    assert (
        "上级也看得到" not in make_form(definition.versions.first(), actor=school).fields["phone"].help_text
    )
    saved = answer_form(
        version_of_form=second,
        about=None,
        values={**values, "students": 1300},
        answer_version=kept.version,
        by=school,
    )
    assert "07170000000" not in str((saved.values, list(cells(definition, "phone").values())))
    third = next_version(definition, content, editor)
    assert list(opened_in(third)) == ["phone"]


def test_a_new_version_can_be_taken_back_while_nobody_answered_it(definition, editor, school):
    answer_form(version_of_form=definition.current, about=None, values=VALUES, answer_version=0, by=school)
    first = definition.current
    second = next_version(
        definition, changed("students", kind="text"), editor, (Step("students", "convert", "students"),)
    )
    assert cells(definition, "students").get().text == "1200"
    actions.withdraw_version(version_row=second, reason="写错了", by=editor, version=second.version)
    definition.refresh_from_db()
    assert definition.current_id == first.pk
    assert cells(definition, "students").get().number == 12_000_000
    third = next_version(definition, changed("share", label="占比"), editor)
    assert third.number == 3
    answer = answer_form(version_of_form=third, about=None, values=VALUES, answer_version=1, by=school)
    assert answer.form_version_id == third.pk
    with pytest.raises(RuleBroken, match="1 个单位"):
        actions.withdraw_version(version_row=third, reason="再想想", by=editor, version=third.version)


def test_only_one_new_version_is_written_at_a_time_and_it_can_be_given_up(definition, editor):
    draft = actions.draft_version(definition=definition, by=editor)
    with pytest.raises(RuleBroken, match="接着改"):
        actions.draft_version(definition=definition, by=editor)
    actions.discard_draft(version_row=draft, by=editor, version=draft.version)
    assert draft_of(definition) is None
    assert actions.draft_version(definition=definition, by=editor).number == 2


def test_of_two_editors_only_the_first_saves(definition, editor):
    draft = actions.draft_version(definition=definition, by=editor)
    seen = draft.version
    actions.change_draft(version_row=draft, content=CONTENT, by=editor, version=seen)
    with pytest.raises(Stale):
        actions.change_draft(version_row=draft, content={"fields": []}, by=editor, version=seen)
    assert draft_of(definition).content == CONTENT


def test_a_withdrawn_form_takes_no_answers_until_it_is_restored(definition, editor, school):
    actions.withdraw_form(definition=definition, reason="改用新表", by=editor, version=definition.version)
    with pytest.raises(RuleBroken, match="停用"):
        answer_form(
            version_of_form=draft_or_current(definition),
            about=None,
            values=VALUES,
            answer_version=0,
            by=school,
        )
    definition.refresh_from_db()
    actions.restore_form(definition=definition, by=editor, version=definition.version)
    answer_form(
        version_of_form=draft_or_current(definition), about=None, values=VALUES, answer_version=0, by=school
    )
    assert AnswerCell.objects.exists()


def draft_or_current(definition):
    return FormVersion.objects.select_related("definition").get(pk=definition.current_id)


def test_a_form_can_be_copied_by_another_organisation(definition):
    county = actor(OTHER, "edit_forms")
    made = actions.copy_form(source=definition.current, title="本县情况表", by=county)
    assert (made.owner_id, draft_of(made).content) == (OTHER, definition.current.content)


def wide(rows, columns, options):
    """A table of so many fixed rows, columns and choices in each cell."""
    choices = [{"key": f"k{n}", "label": f"选项{n}"} for n in range(options)]
    return {"fields": [{"key": "t", "kind": "table", "label": "大表",
                        "rows": [{"key": f"r{n}", "label": f"行{n}"} for n in range(rows)],
                        "columns": [{"key": f"c{n}", "kind": "choice", "label": f"列{n}", "choices": choices}
                                    for n in range(columns)]}]}  # fmt: skip


def test_a_form_nobody_could_open_is_refused_in_words_before_it_is_kept_published_or_shown(
    definition, editor, school
):
    """500 rows of 29 columns of 200 options keep a worker busy for minutes (each within its own limit)."""
    draft = actions.draft_version(definition=definition, by=editor)
    with pytest.raises(RuleBroken, match=r"这张表太大.*“大表”占 2,914,500 个"):
        actions.change_draft(version_row=draft, content=wide(500, 29, 200), by=editor, version=draft.version)
    assert draft_of(definition).content == CONTENT
    FormVersion.objects.filter(pk=draft.pk).update(content=wide(500, 29, 200))  # whatever wrote it
    draft = draft_of(definition)
    with pytest.raises(RuleBroken, match="还不能发布：这张表太大"):
        actions.publish(version_row=draft, steps=(), by=editor, version=draft.version)
    with pytest.raises(RuleBroken, match="这张表太大"):
        make_form(draft, actor=school)
    draft = draft_of(definition)
    many = {"key": "t", "kind": "table", "label": "可加行", "most": 500,
            "columns": wide(1, 10, 20)["fields"][0]["columns"]}  # fmt: skip
    with pytest.raises(RuleBroken, match="这张表太大"):
        actions.change_draft(version_row=draft, content={"fields": [many]}, by=editor, version=draft.version)
    draft = draft_of(definition)
    actions.change_draft(version_row=draft, content=wide(100, 10, 40), by=editor, version=draft.version)
    assert make_form(draft_of(definition), actor=school).fields
