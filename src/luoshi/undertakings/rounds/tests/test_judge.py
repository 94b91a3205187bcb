"""The bureau judges row by row, asks back, extends the deadline for all."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Organisation
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.invariants import check_all
from luoshi.core.rounds import Reach
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.before_confirming import warnings_of
from luoshi.undertakings.rounds.models import Wish
from luoshi.undertakings.rounds.standing import standing_of

from . import helping
from .helping import applied, do, fresh, judge, passed, sent

pytestmark = pytest.mark.django_db
SANXIA, YIDU, JIDIAN = "sanxia", "yidu", "jidian"


def reaches(there):
    return [task.reach for task in standing_of(fresh(there.round)).tasks]


def test_what_has_come_is_counted_per_task_and_what_has_not_is_not(there):
    application = sent(there)
    passed(there, application, "head", "county")
    assert reaches(there) == [Reach.NOBODY] * 3
    passed(there, application, "leader")
    assert reaches(there) == [Reach.RIGHT, Reach.RIGHT, Reach.NOBODY]
    assert "没有单位承接" in warnings_of(standing_of(fresh(there.round)))[0]


def test_too_few_and_too_many_by_the_bounds_of_the_list(there):
    row = there.round.tasks.first()
    type(row).objects.filter(pk=row.pk).update(least=2, most=2)
    applied(there, SANXIA)
    assert reaches(there)[0] == Reach.TOO_FEW
    applied(there, YIDU)
    assert reaches(there)[0] == Reach.RIGHT
    applied(there, JIDIAN)
    assert reaches(there)[0] == Reach.TOO_MANY


def test_a_verdict_is_given_and_taken_back(there):
    wish = applied(there, SANXIA).wishes.get()
    assert judge(there, wish, agreed=Decimal(3)).agreed == 3
    declined = judge(there, wish, "declined", words="名额有限")
    assert (declined.verdict, declined.verdict_words, declined.agreed) == ("declined", "名额有限", None)
    assert judge(there, wish, "open").verdict == "open"
    assert check_all()["violations"] == []


def test_without_words_nobody_is_declined(there):
    wish = applied(there, SANXIA).wishes.get()
    with pytest.raises(RuleBroken, match="请写明理由"):
        judge(there, wish, "declined", words=" ")


def test_a_row_that_has_not_come_is_not_judged(there):
    wish = sent(there).wishes.first()
    with pytest.raises(RuleBroken, match="还没有送到"):
        judge(there, wish)


def test_an_old_verdict_page_is_stale(there):
    wish = Wish.objects.get(application=applied(there, SANXIA))
    judge(there, wish)
    with pytest.raises(Stale):
        actions.judge_wish(
            wish=wish,
            verdict="declined",
            words="晚",
            agreed=None,
            by=there.actor("officer"),
            version=wish.version,
        )


@pytest.mark.parametrize("who", ["head", "county", "teacher"])
def test_nobody_but_the_bureau_judges(there, who):
    wish = applied(there, SANXIA).wishes.get()
    with pytest.raises(PermissionDenied):
        do(actions.judge_wish, wish, there.actor(who), verdict="accepted", words="", agreed=None)


def test_beyond_the_quota_of_organisations_nobody_is_accepted(there):
    row = there.round.tasks.first()
    type(row).objects.filter(pk=row.pk).update(most=1)
    one, other = (applied(there, key).wishes.get() for key in (SANXIA, YIDU))
    judge(there, one)
    with pytest.raises(RuleBroken, match="至多 1 个单位"):
        judge(there, other)
    assert fresh(other).verdict == "open"
    judge(there, one, "declined", words="让给宜都")
    assert judge(there, other).verdict == "accepted"


def test_beyond_the_quota_of_quantity_the_bureau_must_cut(there):
    row = there.round.tasks.first()
    type(row).objects.filter(pk=row.pk).update(quantity_most=3)
    one, other = (applied(there, key).wishes.get() for key in (SANXIA, YIDU))
    judge(there, one)
    with pytest.raises(RuleBroken, match="数量合计至多 3，这样就同意了 4"):
        judge(there, other)
    assert judge(there, other, agreed=Decimal(1)).verdict == "accepted"


def test_many_are_accepted_at_once_or_none(there):
    wishes = [applied(there, key).wishes.get() for key in (SANXIA, YIDU)]
    row = there.round.tasks.first()
    type(row).objects.filter(pk=row.pk).update(most=1)
    with pytest.raises(RuleBroken):
        do(actions.accept_wishes, there.round, there.actor("officer"), wishes=wishes)
    assert {fresh(wish).verdict for wish in wishes} == {"open"}
    type(row).objects.filter(pk=row.pk).update(most=2)
    do(actions.accept_wishes, there.round, there.actor("officer"), wishes=wishes)
    assert {fresh(wish).verdict for wish in wishes} == {"accepted"}


def test_a_returned_application_counts_as_it_was_sent(there):
    application = passed(there, sent(there), "head", "county", "leader")
    parts = {application.approval.parts[0][0]: "请核实"}
    returned = do(actions.return_application, application, there.actor("section"), comment="", parts=parts)
    helping.write(returned.wishes.first(), there.actor("office"), quantity=99)
    lines = standing_of(fresh(there.round)).lines
    assert [line.quantity for line in lines] == [2, 2]


def test_who_leads_in_a_returned_application_is_told_as_it_was_sent(there):
    other = Organisation.objects.get(key=YIDU)
    there.round.tasks.update(joint=True)
    application = passed(there, sent(there, led_by=there.school), "head", "county", "leader")
    parts = {application.approval.parts[0][0]: "请核实"}
    returned = do(actions.return_application, application, there.actor("section"), comment="", parts=parts)
    wish = helping.write(returned.wishes.first(), there.actor("office"), led_by=other)
    line = next(each for each in standing_of(fresh(there.round)).lines if each.wish.pk == wish.pk)
    assert (line.wish.led_by, line.rule.led_by) == (there.school, there.school.public_id)
    assert fresh(wish).led_by == other


def joint(there, leading, taking_part):
    """Both want the first task: one as it says, the other as taking part under it."""
    row = there.round.tasks.first()
    type(row).objects.filter(pk=row.pk).update(joint=True)
    lead = Organisation.objects.get(key=leading)
    part = applied(there, taking_part, tasks=[row], led_by=lead).wishes.get()
    return lead, part


def test_nobody_takes_part_under_a_school_that_is_known_not_to_lead(there):
    lead, part = joint(there, SANXIA, YIDU)
    assert judge(there, part).verdict == "accepted"  # the leading school's may still come
    judge(there, part, "open")
    alone = applied(there, SANXIA, tasks=[there.round.tasks.first()]).wishes.get()
    with pytest.raises(RuleBroken, match=r"三峡中专报的却不是牵头.*或对宜都写不同意"):
        judge(there, part)
    Wish.objects.filter(pk=alone.pk).update(led_by=lead)
    judge(there, alone, "declined", words="名额有限")
    with pytest.raises(RuleBroken, match="请两校一起定"):
        judge(there, part)
    with pytest.raises(RuleBroken, match="请两校一起定"):
        do(actions.accept_wishes, there.round, there.actor("officer"), wishes=[part])
    judge(there, alone)
    judge(there, part)
    with pytest.raises(RuleBroken, match="先对宜都写不同意"):
        judge(there, alone, "declined", words="改主意")
    assert (fresh(alone).verdict, fresh(part).verdict) == ("accepted", "accepted")


def test_nobody_takes_part_under_a_school_whose_application_lacks_the_task(there):
    _, part = joint(there, SANXIA, YIDU)
    applied(there, SANXIA, tasks=[there.round.tasks.last()])
    with pytest.raises(RuleBroken, match="三峡中专报来的申报里却没有这一项"):
        judge(there, part)
