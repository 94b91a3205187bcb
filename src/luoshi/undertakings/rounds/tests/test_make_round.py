"""The bureau makes a round, opens it to schools, withdraws it and brings it back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common import clock
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Notice
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.actions.making import Terms
from luoshi.undertakings.rounds.models import Round
from luoshi.undertakings.rounds.offers import missing
from luoshi.undertakings.rounds.queries import rounds_visible_to

from . import helping
from .helping import a_round, do, fresh, words

pytestmark = pytest.mark.django_db
BIG = {"field": "students", "op": "ge", "value": 1000}


def test_a_round_begins_with_the_undertaken_tasks_and_all_schools(there):
    made = actions.make_round(plan=there.plan, name="新一轮", by=there.actor("officer"))
    assert (made.tasks.count(), made.invited.count()) == (16, 11)
    assert (made.state, made.reference, made.form_version.definition.key) == (
        "draft",
        there.plan,
        "undertaking-round",
    )


@pytest.mark.parametrize("name", ["office", "county", "teacher"])
def test_only_editors_of_the_plan_make_rounds(there, name):
    with pytest.raises(PermissionDenied):
        actions.make_round(plan=there.plan, name="新一轮", by=there.actor(name))
    assert Round.objects.count() == 1


def test_a_draft_is_seen_by_editors_alone_and_an_open_round_by_the_invited(there):
    draft = a_round(there)
    draft.invited.exclude(organisation=there.school).delete()
    names = ("officer", "section", "county", "office", "teacher")

    def seen():
        return [name for name in names if rounds_visible_to(there.actor(name)).filter(pk=draft.pk)]

    assert seen() == ["officer", "section"]
    do(actions.open_round, draft, there.actor("officer"))
    assert seen() == list(names)
    draft.invited.all().delete()
    assert seen() == ["officer", "section"]


def test_those_invited_and_their_county_are_told_once(there):
    told = set(Notice.objects.filter(kind="rounds").values_list("deliveries__user", flat=True))
    assert {there.office.user_id, there.head.user_id, there.deputy.user_id, there.county.user_id} <= told
    assert there.teacher.user_id not in told


def test_what_is_missing_is_said_before_it_opens(there):
    draft = a_round(there)
    officer = there.actor("officer")
    do(actions.change_round, draft, officer, **words(fresh(draft), closes_at=None))
    do(actions.set_tasks, draft, officer, terms=[])
    do(actions.set_invited, draft, officer, organisations=[])
    with pytest.raises(RuleBroken, match="还没有定截止时间"):
        do(actions.open_round, draft, officer)
    assert actions.opening.missing_to_open(fresh(draft)) == [
        "还没有定截止时间。",
        "清单里还没有任务。",
        "还没有选申报单位。",
    ]


def test_a_closing_time_gone_by_does_not_open(there, it_is):
    draft = a_round(there)
    it_is(draft.closes_at)
    with pytest.raises(RuleBroken, match="已经过去"):
        do(actions.open_round, draft, there.actor("officer"))


def test_what_is_open_is_no_longer_changed(there):
    with pytest.raises(RuleBroken, match="延期"):
        do(actions.change_round, there.round, there.actor("officer"), **words(there.round, name="改名"))
    with pytest.raises(RuleBroken, match="不能再改"):
        do(actions.set_tasks, there.round, there.actor("officer"), terms=[])


def test_withdrawn_it_comes_back_as_it_was(there):
    officer = there.actor("officer")
    for row, state in ((there.round, "open"), (a_round(there), "draft")):
        with pytest.raises(RuleBroken, match="理由"):
            do(actions.withdraw_round, row, officer, reason=" ")
        assert do(actions.withdraw_round, row, officer, reason="文件改了").state == "withdrawn"
        assert do(actions.restore_round, row, officer, reason="照旧").state == state


def test_bounds_in_disorder_are_refused(there):
    draft, officer = a_round(there), there.actor("officer")
    task = draft.tasks.first().task
    with pytest.raises(RuleBroken, match="至少的单位数不能大于"):
        do(actions.set_tasks, draft, officer, terms=[Terms(task, least=3, most=2)])
    now = clock.now()
    wrong = words(draft, opens_at=now, closes_at=now - dt.timedelta(days=1))
    with pytest.raises(RuleBroken, match="截止时间要晚于"):
        do(actions.change_round, draft, officer, **wrong)


def with_condition(there, draft, condition):
    row = draft.tasks.select_related("round__plan").first()
    actions.set_condition(round_task=row, condition=condition, by=there.actor("officer"), version=row.version)
    return row


def test_a_condition_looks_at_the_profile_and_nothing_else(there):
    helping.set_up_profile(there)
    draft = a_round(there)
    with pytest.raises(RuleBroken, match="单位概况里没有的项目"):
        with_condition(there, draft, BIG | {"field": "nonsense"})
    with_condition(there, draft, BIG)
    there.round = do(actions.open_round, draft, there.actor("officer"))
    made = helping.drafted(there, ticked=1)
    assert ["本单位概况里还没有填这一项" in sentence for sentence in missing(made)] == [True]
    assert PROFILE.title in missing(made)[0] or "概况" in missing(made)[0]


def test_each_school_may_take_only_so_many(there):
    draft, officer = a_round(there), there.actor("officer")
    do(actions.change_round, draft, officer, **words(fresh(draft), least=1, most=1))
    there.round = do(actions.open_round, draft, officer)
    assert "最多申报 1 项，现在勾选了 2 项" in missing(helping.drafted(there))[0]


@pytest.mark.parametrize(("count", "left"), [(1200, 0), (900, 1)])
def test_a_condition_sees_what_is_personal_and_shows_nothing_of_it(there, count, left):
    fields = [{"key": "students", "kind": "integer", "label": "学生数", "personal": True}]
    helping.set_up_profile(there, {"fields": fields})
    helping.profile_answered(there, FormDefinition.objects.get(key=PROFILE.key), students=count)
    draft = a_round(there)
    with_condition(there, draft, BIG)
    there.round = do(actions.open_round, draft, there.actor("officer"))
    said = missing(helping.drafted(there, ticked=1))
    assert len(said) == left
    assert str(count) not in "".join(said)
