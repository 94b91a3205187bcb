"""A school ticks tasks, writes its rows, sends them through its own steps, the county and the city."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common import clock
from luoshi.common.dataforms.models import FormDefinition, FormVersion
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.invariants import check_all
from luoshi.papers.states import ApprovalState
from luoshi.undertakings.rounds import actions, asked, sent
from luoshi.undertakings.rounds.actions.opening import missing_to_open
from luoshi.undertakings.rounds.models import Application, Wish
from luoshi.undertakings.rounds.offers import missing
from luoshi.undertakings.rounds.queries import applications_visible_to

from . import helping
from .helping import ANSWERS, do, drafted, fresh, passed

pytestmark = pytest.mark.django_db


def test_an_application_goes_through_school_county_and_city(there):
    application = helping.sent(there)
    states = [application.state]
    for name in (*helping.BELOW, "section"):
        application = passed(there, application, name)
        states.append(application.state)
    assert states == ["school", "county", "county", "city", "passed"]
    assert application.approval.state == ApprovalState.PASSED
    assert check_all()["violations"] == []


def test_it_arrives_when_it_leaves_the_schools_own_leg(there):
    application = helping.sent(there)
    assert application.arrived_at is None
    assert passed(there, application, "head").arrived_at is not None


def test_of_a_school_there_is_one_application_at_a_time(there):
    drafted(there)
    with pytest.raises(RuleBroken, match="已经有一份申报"):
        actions.start_application(round_=fresh(there.round), by=there.actor("head"))


def test_who_is_not_invited_cannot_apply(there):
    there.round.invited.filter(organisation=there.school).delete()
    with pytest.raises(PermissionDenied):
        actions.start_application(round_=fresh(there.round), by=there.actor("office"))


def test_a_teacher_cannot_apply(there):
    with pytest.raises(PermissionDenied):
        actions.start_application(round_=fresh(there.round), by=there.actor("teacher"))


def test_everything_missing_is_listed_at_once_and_refuses_sending(there):
    made = drafted(there, reason=" ", answers={})
    said = missing(made)
    assert [sentence for sentence in said if "还没有写申报理由" in sentence] == said[0::3]
    assert any("承接基础" in sentence for sentence in said)
    with pytest.raises(RuleBroken, match=said[0][:12]):
        do(actions.send_application, made, there.actor("office"))


def test_nothing_ticked_is_not_sent(there):
    made = actions.start_application(round_=fresh(there.round), by=there.actor("office"))
    assert missing(made) == ["还没有勾选任务。请先在清单里勾选要承接的任务。"]


def test_quantities_by_year_must_add_up(there):
    made = drafted(there, ticked=1, quantity=5)
    assert ["与申报数量 5 不一致" in sentence for sentence in missing(made)] == [True]


def test_an_open_round_keeps_to_the_version_it_was_opened_with(there):
    made = drafted(there, ticked=1)
    version = there.round.form_version
    taken_out = {"withdrawn_at": clock.now()}
    FormVersion.objects.filter(pk=version.pk).update(**taken_out)
    FormDefinition.objects.filter(pk=version.definition_id).update(**taken_out)
    wish = helping.write(made.wishes.get(), there.actor("office"), answers={**ANSWERS, "in_charge": "实训处"})
    assert asked.values_of(asked.answer_of(wish), version)["in_charge"] == "实训处"
    assert missing(fresh(made)) == []
    do(actions.send_application, made, there.actor("office"))


def test_a_round_is_not_opened_with_a_form_taken_out_of_use(there):
    draft = helping.a_round(there)
    FormDefinition.objects.filter(pk=draft.form_version.definition_id).update(withdrawn_at=clock.now())
    assert missing_to_open(fresh(draft)) == ["每项任务填写的表已停用，请另选一张，或不另外填表。"]


def test_what_is_unticked_comes_back_as_it_was_written(there):
    made, actor = drafted(there), there.actor("office")
    do(actions.choose_tasks, made, actor, chosen=[])
    assert missing(fresh(made)) != []
    do(actions.choose_tasks, made, actor, chosen=list(there.round.tasks.all()[:2]))
    assert missing(fresh(made)) == []


def test_two_people_write_two_rows_but_not_one(there):
    made = drafted(there)
    one, other = Wish.objects.filter(application=made)
    old = Wish.objects.get(pk=one.pk)
    helping.write(one, there.actor("head"), reason="新的理由")
    helping.write(other, there.actor("office"), reason="另一项")
    with pytest.raises(Stale):
        actions.write_wish(
            wish=old, reason="旧", quantity=None, led_by=None, answers=None, by=there.actor("office"),
            version=old.version,
        )  # fmt: skip


def test_a_row_under_way_cannot_be_written(there):
    application = helping.sent(there)
    with pytest.raises(RuleBroken, match="校内审批"):
        helping.write(application.wishes.first(), there.actor("office"))


def test_joint_only_where_the_task_is_joint_and_the_leader_invited(there):
    made = drafted(there, ticked=1)
    with pytest.raises(RuleBroken, match="不接受联合承接"):
        helping.write(made.wishes.get(), there.actor("office"), led_by=there.school)


def test_returned_rows_are_read_above_as_they_were_sent(there):
    application = passed(there, helping.sent(there), "head")
    parts = dict.fromkeys([key for key, _ in application.approval.parts][:1], "请核实数量")
    returned = do(actions.return_application, application, there.actor("county"), comment="", parts=parts)
    assert (returned.state, returned.arrived_at) == ("returned", application.arrived_at)
    helping.write(returned.wishes.first(), there.actor("office"), reason="改到一半")
    reasons = {
        name: {row.reason for row in sent.rows_as_seen_by(there.actor(name), fresh(returned))}
        for name in ("office", "county")
    }
    assert reasons == {"office": {"改到一半", "有基础，有队伍"}, "county": {"有基础，有队伍"}}
    mended = do(actions.resubmit_application, returned, there.actor("office"), comment="已改")
    assert mended.state == "county"
    assert {row.reason for row in sent.rows_as_seen_by(there.actor("county"), mended)} == reasons["office"]
    assert check_all()["violations"] == []


def test_the_county_and_the_city_see_it_once_it_has_come_to_them(there):
    application = helping.sent(there)

    def seen_by():
        names = ("office", "teacher", "county", "officer")
        return [n for n in names if applications_visible_to(there.actor(n)).filter(pk=application.pk)]

    assert seen_by() == ["office"]
    passed(there, application, "head")
    assert seen_by() == ["office", "county"]
    passed(there, application, "county", "leader")
    assert seen_by() == ["office", "county", "officer"]


def test_recalled_while_nobody_has_taken_it_up(there):
    application = do(actions.recall_application, helping.sent(there), there.actor("office"))
    assert (application.state, application.approval) == ("draft", None)
    assert do(actions.send_application, application, there.actor("office")).state == "school"


def test_given_up_and_taken_up_again(there):
    application = do(actions.withdraw_application, drafted(there), there.actor("office"), reason="不报了")
    assert application.state == "withdrawn"
    assert do(actions.restore_application, application, there.actor("head")).state == "draft"


def test_given_up_stays_given_up_where_there_is_another(there):
    old = do(actions.withdraw_application, drafted(there), there.actor("office"), reason="不报了")
    drafted(there)
    with pytest.raises(RuleBroken, match="已经有一份申报"):
        do(actions.restore_application, old, there.actor("office"))
    assert Application.objects.exclude(state="withdrawn").count() == 1


def test_in_a_withdrawn_round_nothing_goes_up_but_things_come_back(there):
    application = passed(there, helping.sent(there), "head")
    do(actions.withdraw_round, there.round, there.actor("officer"), reason="文件改了")
    with pytest.raises(RuleBroken, match="已撤销"):
        passed(there, application, "county")
    back = do(actions.return_application, application, there.actor("county"), comment="先退回")
    assert back.state == "returned"
    do(actions.restore_round, there.round, there.actor("officer"), reason="文件定了")
    assert do(actions.resubmit_application, back, there.actor("office")).state == "county"


def test_a_verdict_says_nothing_of_what_is_sent_anew(there):
    """Returned, given up, taken up again, rewritten, sent: the bureau has judged none of that."""
    application = passed(there, helping.sent(there), *helping.BELOW)
    helping.judged(there, application)
    office = there.actor("office")
    returned = do(actions.return_application, application, there.actor("section"), to=None, comment="再想想")
    do(actions.withdraw_application, returned, office, reason="先放一放")
    again = do(actions.restore_application, returned, office)
    for wish in again.wishes.all():
        helping.write(wish, office, quantity=None)
    do(actions.send_application, again, office)
    assert {(wish.verdict, wish.verdict_words, wish.agreed) for wish in again.wishes.all()} == {
        ("open", "", None)
    }
