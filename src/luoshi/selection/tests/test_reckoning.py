"""Quotas by numbers held and by type of school: read as a table, set as shown, kept with their source."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import Answer
from luoshi.core.quota_rule import By, QuotaBasis, to_json
from luoshi.selection import actions
from luoshi.selection.invariants import reckoned_quotas_follow_from_what_was_kept as broken
from luoshi.selection.measured import lines_of, number_sources
from luoshi.selection.models import Call
from luoshi.selection.quotas import allowed, unit_of

from . import helping
from .helping import drafted, fresh, made
from .test_quotas import won

pytestmark = pytest.mark.django_db
TEACHERS = {
    "source": "profile-teachers",
    "per": "30",
    "rounding": "half",
    "least": "1",
    "most": "",
    "each_win": "0",
}


@pytest.fixture
def told(there: Any) -> Any:
    """Two schools said how many teachers they have; one is public, the other private."""
    bureau = there.bureau
    profile = set_up_form(
        key=PROFILE.key, title=PROFILE.title, owner_id=bureau.pk, owner_public_id=bureau.public_id,
        owner_name=bureau.name, content=PROFILE.content, by=system_actor(),
    )  # fmt: skip
    profile.refresh_from_db()
    told = SimpleNamespace(**vars(there), profile=profile)
    say(told, there.school, teachers=100, owner="c1")
    say(told, there.other.organisation, teachers=44, owner="c2")
    return told


def say(there: Any, school: Organisation, **values: Any) -> None:
    given = {"values": values, "organisation_name": school.name, "form_version": there.profile.current}
    Answer.objects.update_or_create(definition=there.profile, organisation_id=school.pk, defaults=given)


def limited(there: Any, **quota: Any) -> Call:
    rule = {"by": "school", "number": 2, "most": 6, **quota}
    return drafted(there, helping.with_rules(there, made(there), quota=rule, conditions=[]))


def page_of(call: Call, **said: str) -> str:
    return (
        reverse("reckon-call-quotas", args=[call.public_id])
        + "?"
        + "&".join(f"{k}={v}" for k, v in said.items())
    )


def post(client: Any, url: str, **said: str) -> Any:
    """The table as it is shown, with what is written beside it."""
    page = html.fromstring(client.get(url).content)
    (form,) = [
        each for each in page.forms if each.get("method") == "post" and "reckon" in (each.get("action") or "")
    ]
    return client.post(url, {**dict(form.form_values()), **said})


def row_of(page: bytes, name: str) -> list[str]:
    rows = html.fromstring(page).xpath(f"//section[@id='reckoned']//tr[th[normalize-space()='{name}']]/td")
    return [" ".join(each.text_content().split()) for each in rows]


def test_one_place_for_so_many_teachers_is_read_set_and_kept(told: Any, signed_in: Any) -> None:
    client, call = signed_in(told.officer), limited(told)
    url = page_of(call, **TEACHERS)
    page = client.get(url).content
    assert "每 30 人 1 个名额，四舍五入，最少 1 个，最多 6 个" in page.decode()
    first = row_of(page, told.school.short)
    assert (first[0].startswith("100 人"), first[1], first[3]) == (True, "3", "3")
    assert "2 个单位按规则共 4 个名额，另有" in page.decode()
    assert ("单位概况" in first[0], page.decode().count("依据的数都取自")) == (False, 1), "said once, above"
    assert not fresh(call).quotas.exists(), "nothing is set by looking"
    assert post(client, url).status_code == 302
    call = fresh(call)
    assert [allowed(call, each).number for each in (told.school, told.other.organisation)] == [3, 1]
    kept = next(row for row in call.quota_basis["rows"] if row["name"] == told.school.short)
    assert (kept["number"], kept["held"][0][1]) == (3, "100")
    say(told, told.school, teachers=300)
    assert list(broken()) == []
    shown = client.get(reverse("call", args=[call.public_id])).content.decode()
    assert ("名额是怎么测算的" in shown, "100 人" in shown, "300 人" in shown) == (True, True, False)


def test_a_number_for_each_type_of_school(told: Any, signed_in: Any) -> None:
    client, call = signed_in(told.officer), limited(told)
    page = client.get(page_of(call, type="profile-owner")).content.decode()
    assert ("公办每校" in page, "民办每校" in page, "市属每校" in page) == (True, True, False)
    url = page_of(call, type="profile-owner", each_win="0", **{"type-c1": "4", "type-c2": "1"})
    assert row_of(client.get(url).content, told.school.short)[0].startswith("公办")
    assert post(client, url).status_code == 302
    assert [allowed(fresh(call), each).number for each in (told.school, told.other.organisation)] == [4, 1]
    assert "市属每校" in client.get(page_of(call, type="owner")).content.decode()


def test_a_number_for_each_founder_as_the_list_of_organisations_has_it(told: Any, signed_in: Any) -> None:
    client, call = signed_in(told.officer), limited(told)
    schools = [told.school, told.other.organisation]
    for school, owner in zip(schools, ("city", "private"), strict=True):
        Organisation.objects.filter(pk=school.pk).update(owner=owner)
    url = page_of(
        call, type="owner", each_win="0", **{"type-city": "5", "type-county": "2", "type-private": "1"}
    )
    assert [row_of(client.get(url).content, each.short)[1] for each in schools] == ["5", "1"]
    assert post(client, url).status_code == 302
    assert [allowed(fresh(call), each).number for each in schools] == [5, 1]


def test_who_holds_no_number_gets_none_and_keeps_the_common_one(told: Any, signed_in: Any) -> None:
    client, call = signed_in(told.officer), limited(told)
    third = next(
        line for line in lines_of(told.actor("officer"), call, basis()) if line.places.number is None
    )
    page = client.get(page_of(call, **TEACHERS)).content
    assert "没有的不算作 0" in page.decode()
    assert row_of(page, third.unit.short)[:4] == ["没有登记数", "—", "—", "统一名额 2"]
    post(client, page_of(call, **TEACHERS))
    assert allowed(fresh(call), third.unit).number == 2


def basis(**said: Any) -> QuotaBasis:
    return QuotaBasis(By.NUMBER, "profile-teachers", **{"per": 30, "least": 1, "most": 6, **said})


def test_by_hand_only_with_a_reason_and_not_beyond_the_cap(told: Any, signed_in: Any) -> None:
    client, call = signed_in(told.officer), limited(told)
    url, key = page_of(call, **TEACHERS), told.school.public_id
    for said, words in (
        ({f"number-{key}": "5"}, "请写明理由"),
        ({f"number-{key}": "7", f"why-{key}": "承办"}, "超过类别里的名额上限 6 个"),
        ({f"number-{key}": "五", f"why-{key}": "承办"}, "只能填 0 至"),
    ):
        answer = post(client, url, **said)
        assert (answer.status_code in (409, 422), words in answer.content.decode()) == (True, True), words
    assert not fresh(call).quotas.exists()
    assert post(client, url, **{f"number-{key}": "5", f"why-{key}": "承办省赛"}).status_code == 302
    row = fresh(call).quotas.get(organisation=told.school)
    assert (row.number, row.reason) == (5, "测算 3 个，改为 5 个：承办省赛")
    kept = next(row for row in fresh(call).quota_basis["rows"] if row["unit"] == key)
    assert (kept["number"], kept["by_hand"], kept["why"]) == (3, 5, "承办省赛")
    assert list(broken()) == []


def test_a_number_changed_afterwards_does_not_go_on_saying_that_it_was_reckoned(
    told: Any, signed_in: Any
) -> None:
    """A package whose words claim what its numbers are not does not pass (core.archive.quotas)."""
    client, call = signed_in(told.officer), limited(told)
    assert post(client, page_of(call, **TEACHERS)).status_code == 302
    before = fresh(call).quotas.get(organisation=told.school)

    def said_of(number: int, reason: str) -> str:
        rows = [
            actions.QuotaRow(row.organisation, row.group, row.number, row.raised, row.reason)
            for row in fresh(call).quotas.exclude(organisation=told.school)
        ]
        rows.append(actions.QuotaRow(told.school, "", number, 0, reason))
        actions.set_quotas(call=fresh(call), rows=rows, by=told.actor("officer"), version=fresh(call).version)
        return fresh(call).quotas.get(organisation=told.school).reason

    assert said_of(before.number, before.reason) == before.reason
    assert said_of(4, before.reason) == "测算后定为 3 个，起草时另行设定。"
    assert said_of(4, "承办省赛") == "承办省赛"


def test_what_changed_since_it_was_read_is_not_set(told: Any, signed_in: Any) -> None:
    client, call = signed_in(told.officer), limited(told)
    url = page_of(call, **TEACHERS)
    page = html.fromstring(client.get(url).content)
    (form,) = [
        each for each in page.forms if each.get("method") == "post" and "reckon" in (each.get("action") or "")
    ]
    seen = dict(form.form_values())
    say(told, told.school, teachers=190)
    answer = client.post(url, seen)
    assert "您查看以后有单位的数变了" in answer.content.decode()
    assert row_of(answer.content, told.school.short)[1] == "6"
    assert not fresh(call).quotas.exists()


def test_last_results_come_on_top_up_to_the_cap(told: Any, signed_in: Any) -> None:
    won(told, times=5)
    call, client = limited(told, raised=1), signed_in(told.officer)
    url = page_of(call, **{**TEACHERS, "each_win": "1"})
    assert row_of(client.get(url).content, told.school.short)[1:4] == ["3", "3", "6"]
    post(client, url)
    row = fresh(call).quotas.get(organisation=told.school)
    assert (row.number, row.raised, allowed(fresh(call), told.school).number) == (3, 3, 6)


def test_each_group_gets_as_many_and_the_page_of_quotas_keeps_them(told: Any, signed_in: Any) -> None:
    kind = made(told, "teaching-competition")
    call, client = drafted(told, kind), signed_in(told.officer)
    post(client, page_of(call, **TEACHERS))
    rows = fresh(call).quotas.filter(organisation=told.school)
    assert sorted(rows.values_list("group", "number")) == sorted(
        (group, 3) for group in kind.rules["group_titles"]
    )
    page = client.get(reverse("call-quotas", args=[call.public_id]))
    assert page.status_code == 200
    helping.as_shown(client, reverse("call-quotas", args=[call.public_id]))
    assert fresh(call).quotas.filter(organisation=told.school).count() == 4


def test_by_county_the_numbers_of_its_schools_are_added_up(told: Any) -> None:
    call = limited(told, by="county")
    lines = {line.unit.short: line for line in lines_of(told.actor("officer"), call, basis())}
    line = lines[unit_of(call, told.school).short]
    assert line.places.value == sum(each.value for each in line.known if each.value is not None)
    assert told.school in [each.school for each in line.known]


def test_sources_are_what_is_held_and_wrong_input_is_told(told: Any, signed_in: Any) -> None:
    call, client = limited(told), signed_in(told.officer)
    keys = {each.key for each in number_sources(told.actor("officer"), call)}
    assert {"profile-teachers", "profile-students", "register-teachers"} <= keys
    for said in ({"source": "profile-phone"}, {"per": "0"}, {"most": "1", "least": "3"}, {"rounding": "x"}):
        answer = client.get(page_of(call, **{**TEACHERS, **said}))
        assert answer.status_code == 422, said
        assert "测算结果" not in answer.content.decode()


def test_only_a_draft_is_reckoned_and_the_rule_is_kept_as_it_was(told: Any, signed_in: Any) -> None:
    client, call = signed_in(told.officer), limited(told)
    post(client, page_of(call, **TEACHERS))
    assert fresh(call).quota_basis["rule"] == to_json(
        QuotaBasis(By.NUMBER, "profile-teachers", per=30, rounding="half", least=1, most=6, cap=6)  # type: ignore[arg-type]  # no such rounding
    )
    seen = html.fromstring(client.get(page_of(call, **TEACHERS)).content)
    (form,) = [
        each for each in seen.forms if each.get("method") == "post" and "reckon" in (each.get("action") or "")
    ]
    values = dict(form.form_values())
    call = helping.act(actions.open_call, call, told.actor("officer"))
    assert client.get(page_of(call, **TEACHERS)).status_code == 302
    answer = client.post(page_of(call, **TEACHERS), {**values, "_version": call.version})
    assert "测算名额只在起草时办" in answer.content.decode()
    assert clock.now() >= call.opened_at
