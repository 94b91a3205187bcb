"""Every saving of a profile stays to be read: who, when, what was different; personal values for the own office."""

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common.dataforms import actions as form_actions
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import Answer, AnswerPast, FormDefinition
from luoshi.core.fields import Step

from .conftest import TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def client(office, signed_in, page):
    client = signed_in(office)
    row = client.post(page("edit-profile"), TYPED)
    assert row.status_code == 302
    return client


def save(client, page, **said):
    typed = {**TYPED, "specialties-0-_row": row_id(), "money-0-_row": row_id("money"), **said}
    sent = client.post(page("edit-profile"), {**typed, "_version": Answer.objects.get().version})
    assert sent.status_code == 302


def row_id(table="specialties"):
    return Answer.objects.get().values[table][0]["_row"]


def changes(reader, page):
    return [saving.changes for saving in reader.get(page("profile-history")).context["savings"]]


def test_each_saving_tells_what_was_different(client, page):
    save(client, page, students="2200", phone="07170000009", **{"specialties-0-students": "700"})
    save(client, page, students="2200", phone="07170000009", **{"specialties-0-students": "700"})
    newest, second, first = changes(client, page)
    assert newest == []
    assert ("全日制在校生数", "2,100 人", "2,200 人") in second
    assert ("联系电话", "07170000001", "07170000009") in second
    assert ("开设专业", "机电技术应用　600 人", "机电技术应用　700 人") in second
    assert len(second) == 3
    assert ("学校全称", "", "示例枝江职校") in first


def test_a_superior_reads_that_personal_values_changed_and_not_what_they_are(
    yichang, client, signed_in, page
):
    save(client, page, phone="07170000009")
    officer = signed_in(yichang.post("city_officer"))
    assert changes(officer, page)[0] == [("联系电话", "••••", "••••")]
    text = officer.get(page("profile-history")).content.decode()
    assert "07170000" not in text
    assert b"07170000" not in bytes(AnswerPast.objects.get().sealed)
    assert signed_in(yichang.post("office", "yidu")).get(page("profile-history")).status_code == 404


def test_what_was_saved_to_an_older_version_is_read_in_terms_of_the_present_one(yichang, client, page):
    save(client, page, students="2200")
    by = actor_for(yichang.post("city_officer"))
    definition = FormDefinition.objects.get(owner_id=yichang.bureau.pk, key=PROFILE.key)
    draft = form_actions.draft_version(definition=definition, by=by)
    fields = [
        {**each, "key": "pupils", "label": "学生数"} if each["key"] == "students" else each
        for each in draft.content["fields"]
    ]
    form_actions.change_draft(version_row=draft, content={"fields": fields}, by=by, version=draft.version)
    step = Step("students", "rename", "pupils")
    form_actions.publish(version_row=draft, steps=(step,), by=by, version=draft.version)
    assert ("学生数", "2,100 人", "2,200 人") in changes(client, page)[0]


def test_many_savings_come_in_pages_and_cost_no_more_questions(client, page, django_assert_max_num_queries):
    answer = Answer.objects.get()
    said = {"form_version": answer.form_version, "sealed": answer.sealed, "saved_at": answer.saved_at}
    AnswerPast.objects.bulk_create(
        AnswerPast(answer=answer, version=n, values={**answer.values, "students": n}, **said)
        for n in range(1, 31)
    )
    Answer.objects.update(version=31)
    with django_assert_max_num_queries(25):
        newest = client.get(page("profile-history"))
    assert [saving.version for saving in newest.context["savings"]] == list(range(31, 11, -1))
    oldest = client.get(f"{page('profile-history')}?page=2").context["savings"]
    assert [saving.version for saving in oldest] == list(range(11, 0, -1))
    assert ("全日制在校生数", "1 人", "2 人") in oldest[-2].changes


def test_what_a_new_version_has_no_place_for_is_told_to_the_office_until_it_saves(yichang, client, page):
    by = actor_for(yichang.post("city_officer"))
    definition = FormDefinition.objects.get(owner_id=yichang.bureau.pk, key=PROFILE.key)
    draft = form_actions.draft_version(definition=definition, by=by)
    fields = [
        {"key": "students", "kind": "date", "label": "统计日期"} if each["key"] == "students" else each
        for each in draft.content["fields"]
    ]
    fields = [each for each in fields if each["key"] != "address"]
    form_actions.change_draft(version_row=draft, content={"fields": fields}, by=by, version=draft.version)
    steps = (Step("students", "drop"), Step("address", "drop"))
    form_actions.publish(version_row=draft, steps=steps, by=by, version=draft.version)
    assert "没有原样带过来" not in client.get(page("profile")).content.decode()  # dropped, as was declared
    definition.refresh_from_db()
    again = form_actions.draft_version(definition=definition, by=by)
    fields = [
        {**each, "kind": "month"} if each["key"] == "phone" else each for each in again.content["fields"]
    ]
    form_actions.change_draft(version_row=again, content={"fields": fields}, by=by, version=again.version)
    form_actions.publish(
        version_row=again, steps=(Step("phone", "convert", "phone"),), by=by, version=again.version
    )
    for name in ("profile", "edit-profile"):
        text = client.get(page(name)).content.decode()
        assert "改版以后有 1 处没有原样带过来" in text
        assert "“联系电话”：" in text
