"""How many places: a unit's own number before the common one, by county, more once it is open, raised by results."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Notice
from luoshi.registers.actions import add_entry, confirm_entries, note_project_stage
from luoshi.registers.models import Entry, Register
from luoshi.selection import actions
from luoshi.selection.models import Call, Proposal
from luoshi.selection.quotas import allowed, proposed, unit_of, units

from . import helping
from .helping import act, drafted, fresh, made

pytestmark = pytest.mark.django_db


def limited(there: Any, **quota: Any) -> Call:
    kind = helping.with_rules(there, made(there), quota={"by": "school", "number": 2, **quota}, conditions=[])
    return drafted(there, kind)


def set_quotas(there: Any, call: Call, *rows: Any) -> Call:
    return act(
        actions.set_quotas, call, there.actor("officer"), rows=[actions.QuotaRow(*row) for row in rows]
    )


def test_a_quota_of_its_own_goes_before_the_common_one(there: Any) -> None:
    call = limited(there)
    assert allowed(call, there.school).number == 2
    call = set_quotas(there, call, (there.school, "", 3, 1, "试点"))
    assert allowed(call, there.school).number == 4
    assert allowed(call, there.other.organisation).number == 2
    call = set_quotas(there, call, (None, "", 1))
    assert [allowed(call, each.organisation).number for each in (there.office, there.other)] == [1, 1]


def test_by_county_the_schools_of_a_county_share_and_city_schools_have_their_own(there: Any) -> None:
    call = limited(there, by="county")
    county = unit_of(call, there.school)
    assert county.kind == Organisation.Kind.COUNTY_BUREAU
    assert there.school.path.startswith(county.path)
    listed = units(call)
    assert county in listed
    assert there.school not in listed
    city = next(each for each in listed if each.kind == Organisation.Kind.SCHOOL)
    assert unit_of(call, city) == city


def test_once_open_a_quota_only_grows_by_two_persons_and_all_are_told_why(there: Any) -> None:
    call = set_quotas(there, limited(there), (there.school, "", 3))
    call = act(actions.open_call, call, there.actor("officer"))
    with pytest.raises(RuleBroken, match="由本单位另一人确认"):
        set_quotas(there, call, (there.school, "", 4))

    def propose(*rows: Any, reason: str = "试点") -> Proposal:
        given = {"rows": [actions.QuotaRow(*row) for row in rows], "reason": reason}
        act(actions.propose_quotas, call, there.actor("officer"), **given)
        return Proposal.objects.get(confirmed_at=None, dropped_at=None)

    back: list[Any] = []  # to the two of everybody
    for rows in ([(there.school, "", 2)], back, [(there.school, "", 3), (None, "", 1)]):
        with pytest.raises(RuleBroken, match="只能增加"):
            propose(*rows)
    with pytest.raises(RuleBroken, match="写明理由"):
        propose((there.school, "", 4), reason=" ")
    said = propose((there.school, "", 4))
    with pytest.raises(PermissionDenied):
        act(actions.confirm_quotas, said, there.actor("officer"))
    assert allowed(fresh(call), there.school).number == 3
    act(actions.confirm_quotas, said, there.actor("leader"))
    assert allowed(fresh(call), there.school).number == 4
    told = Notice.objects.get(title=f"限额有增加：{call.title}")
    assert told.body == f"{there.school.short}由 3 个改为 4 个。理由：试点"
    assert {there.office.pk, there.other.pk} <= set(told.deliveries.values_list("membership", flat=True))


def test_quotas_are_refused_for_strangers_unknown_groups_and_twice(there: Any) -> None:
    call = limited(there)
    for rows, words in (
        ([(there.bureau, "", 1)], "没有限额"),
        ([(there.school, "体育组", 1)], "没有的组别"),
        ([(there.school, "", 1), (there.school, "", 2)], "只能写一行"),
    ):
        with pytest.raises(RuleBroken, match=words):
            set_quotas(there, call, *rows)
    assert not call.quotas.exists()


def won(there: Any, level: str = "city", times: int = 1, by: str = "officer", **more: str) -> None:
    """Entries of the school in the register of teams, recognised today; by: who notes it."""
    register = Register.objects.get(key="teams")
    for number in range(times):
        values = {
            "name": f"示例团队{number}",
            "specialty": "数控",
            "leader": "示例",
            "leader_title": "senior",
            **more,
        }
        entry = add_entry(register=register, values=values, by=there.actor("office"))
        confirm_entries(register=register, entries=[entry], by=there.actor("office"))
        entry.refresh_from_db()
        note_project_stage(
            entry=entry,
            kind="recognised",
            level=level,
            on=clock.today(),
            by=there.actor(by),
            version=entry.version,
        )


def test_the_last_results_raise_a_quota_up_to_its_cap(there: Any) -> None:
    won(there, times=3)
    call = limited(there, raised=1, most=4)
    assert proposed(call) == {there.school.pk: 2}
    row = call.quotas.get()
    assert (row.organisation, row.number, row.raised, row.reason) == (there.school, 2, 2, "按上一届结果")
    assert allowed(call, there.school).number == 4


def test_with_groups_the_last_results_raise_the_quota_of_each(there: Any) -> None:
    won(there)
    quota = {"by": "school", "number": 2, "raised": 1}
    groups = ["高职组", "中职组"]
    kind = helping.with_rules(there, made(there), quota=quota, conditions=[], group_titles=groups)
    call = drafted(there, kind)
    rows = call.quotas.order_by("pk").values_list("organisation", "group", "number", "raised")
    assert list(rows) == [(there.school.pk, "高职组", 2, 1), (there.school.pk, "中职组", 2, 1)]
    assert allowed(call, there.school, "中职组").number == 3


def test_what_a_school_says_of_itself_raises_nothing_before_it_was_checked(there: Any) -> None:
    won(there, by="office")
    call = limited(there, raised=1, most=4)
    assert proposed(call) == {}
    Entry.objects.update(state="checked", checked_at=clock.now())
    assert proposed(call) == {there.school.pk: 1}


def test_a_win_below_the_level_or_before_the_last_call_raises_nothing(there: Any) -> None:
    won(there, level="school")
    assert proposed(limited(there, raised=1)) == {}
