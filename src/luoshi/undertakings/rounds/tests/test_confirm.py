"""What was accepted becomes duties in one act, a joint task counted once; the act has its reverse."""

from decimal import Decimal

import pytest

from luoshi.accounts.models import Organisation
from luoshi.common.acts import Once
from luoshi.common.errors import OnceConflict, RuleBroken
from luoshi.common.invariants import check_all
from luoshi.common.reading import read_in_child
from luoshi.common.rendering.annex import docx_bytes, xlsx_bytes
from luoshi.notices.models import Delivery
from luoshi.undertakings.models import Duty, Work
from luoshi.undertakings.queries import how_carried
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.before_confirming import left_to_confirm
from luoshi.undertakings.rounds.models import Round
from luoshi.undertakings.rounds.printed_list import list_of
from luoshi.undertakings.rounds.standing import standing_of

from . import helping
from .helping import applied, confirmed, do, fresh, judge, judged, over, sent

pytestmark = pytest.mark.django_db
SANXIA, YIDU, JIDIAN = "sanxia", "yidu", "jidian"


def left(there):
    return left_to_confirm(standing_of(fresh(there.round)))


def duties(there, key):
    rows = Duty.objects.filter(organisation__key=key, task__in=there.round.tasks.values("task"))
    return rows.filter(left_at=None).count()


def free(there, key):
    """A school that does not carry the first task yet, so that confirming makes a new duty."""
    row = there.round.tasks.first()
    Duty.objects.filter(task=row.task, organisation__key=key).delete()
    Work.objects.filter(duties=None).delete()
    return row


def test_before_the_closing_time_and_before_every_verdict_it_is_not_confirmed(there, it_is):
    application = applied(there, SANXIA)
    assert [words for words in left(there) if "才截止" in words]
    over(there, it_is)
    assert left(there) == ["还有 1 项没有定：请逐项同意或不同意。"]
    with pytest.raises(RuleBroken, match="还有 1 项没有定"):
        do(actions.confirm_round, there.round, there.actor("officer"))
    judged(there, application)
    assert left(there) == []


def test_what_is_still_at_a_step_must_be_finished_or_declined(there, it_is):
    application = helping.passed(there, sent(there), "head")
    over(there, it_is)
    assert "还没有送到（县局审核）" in left(there)[0]
    helping.passed(there, application, "county", "leader")
    judged(there, application)
    assert "还在“市局审核”" in left(there)[0]
    judged(there, application, "declined", words="市局没有同意")
    assert left(there) == []


def test_accepted_rows_become_duties_with_the_quantity_agreed(there, it_is):
    row = free(there, SANXIA)
    judge(there, applied(there, SANXIA).wishes.get(), agreed=Decimal(1))
    judged(there, applied(there, YIDU), "declined", words="名额有限")
    made = confirmed(there, it_is)
    duty = Duty.objects.get(task=row.task, organisation__key=SANXIA, basis="undertaken")
    assert (made.state, duty.quantity, duty.led_by, duty.left_at) == ("confirmed", 1, None, None)
    assert made.applications.get(organisation__key=YIDU).wishes.get().duty is None
    told = Delivery.objects.filter(notice__title=f"承接申报已确认：{made.name}")
    assert {there.office.pk, there.head.pk, there.county.pk} <= set(told.values_list("membership", flat=True))
    assert {each.notice.href for each in told} == {f"/rounds/{made.public_id}/"}
    assert check_all()["violations"] == []


def test_a_task_that_was_left_is_taken_on_again_and_one_that_is_carried_stays(there, it_is):
    row = there.round.tasks.first()
    carried = Duty.objects.filter(task=row.task, basis="undertaken", left_at=None).first()
    before = Duty.objects.count()
    judged(there, applied(there, carried.organisation.key))
    confirmed(there, it_is)
    carried.refresh_from_db()
    assert (Duty.objects.count(), carried.quantity) == (before, 2)


def test_a_joint_task_is_counted_once_and_not_without_who_leads(there, it_is):
    row = there.round.tasks.first()
    type(row).objects.filter(pk=row.pk).update(joint=True, most=1)
    leading = Organisation.objects.get(key=SANXIA)
    lead, part = (applied(there, key, led_by=leading) for key in (SANXIA, YIDU))
    judged(there, part)
    over(there, it_is)
    lead.wishes.update(verdict="declined", verdict_words="不能牵头")  # judging refuses that: test_judge
    assert "牵头的" in left(there)[0]
    judged(there, lead)
    assert left(there) == []
    made = do(actions.confirm_round, there.round, there.actor("officer"))
    task = standing_of(made).tasks[0]
    printed = list_of(standing_of(made)).rows[0]
    assert (task.accepted, printed.count, sorted(mark for mark in printed.marks if mark)) == (
        1,
        "1",
        ["参与", "牵头"],
    )
    of = {duty.organisation.key: duty for duty in Duty.objects.filter(task=row.task, led_by=leading)}
    assert (of[SANXIA].takes_part, of[YIDU].takes_part) == (False, True)
    assert [how_carried(of[key]) for key in (SANXIA, YIDU)] == [
        "联合承接，牵头",
        "参与，三峡中专牵头，不另计",
    ]


def test_confirmed_twice_it_is_confirmed_once(there, it_is):
    judged(there, applied(there, SANXIA))
    over(there, it_is)
    row, once = fresh(there.round), Once("confirm-key", "body")
    given = {"by": there.actor("officer"), "version": row.version}
    for _ in range(2):
        actions.confirm_round(round_=Round.objects.get(pk=row.pk), once=once, **given)
    assert fresh(row).edition == 1
    with pytest.raises(OnceConflict):
        actions.confirm_round(round_=fresh(row), once=Once("confirm-key", "another body"), **given)


def test_taken_back_everything_is_as_it_was(there, it_is):
    row = free(there, SANXIA)
    carried = Duty.objects.filter(task=row.task, basis="undertaken", left_at=None).first()
    quantity = carried.quantity
    judged(there, applied(there, SANXIA))
    judged(there, applied(there, carried.organisation.key))
    confirmed(there, it_is)
    again = do(actions.reopen_round, there.round, there.actor("officer"), reason="漏了一校")
    carried.refresh_from_db()
    assert (again.state, carried.quantity, carried.left_at) == ("open", quantity, None)
    assert Duty.objects.get(task=row.task, organisation__key=SANXIA, basis="undertaken").left_at is not None
    assert check_all()["violations"] == []
    assert do(actions.confirm_round, there.round, there.actor("officer")).edition == 2
    assert Duty.objects.get(task=row.task, organisation__key=SANXIA, basis="undertaken").left_at is None


def test_once_work_has_begun_it_is_not_taken_back(there, it_is):
    row = free(there, SANXIA)
    judged(there, applied(there, SANXIA))
    confirmed(there, it_is)
    Duty.objects.filter(task=row.task, organisation__key=SANXIA).update(stage="planning")
    with pytest.raises(RuleBroken, match=r"方案编制.*变更申请"):
        do(actions.reopen_round, there.round, there.actor("officer"), reason="改主意")
    assert fresh(there.round).state == "confirmed"


def test_after_confirming_nothing_moves_but_by_change_requests(there, it_is):
    wish = applied(there, SANXIA).wishes.get()
    judge(there, wish)
    confirmed(there, it_is)
    with pytest.raises(RuleBroken, match="变更"):
        judge(there, wish, "declined", words="改主意")


@pytest.mark.parametrize(("ending", "made"), [("xlsx", xlsx_bytes), ("docx", docx_bytes)])
def test_the_list_is_read_back_as_the_same_marks(there, it_is, ending, made):
    for key in (SANXIA, YIDU):
        judged(there, applied(there, key, tasks=list(there.round.tasks.all())))
    table = list_of(standing_of(confirmed(there, it_is)))
    reading = read_in_child([(f"一览表.{ending}", made(table))])
    wanted = [
        [name for name, mark in zip(table.organisations, row.marks, strict=True) if mark]
        for row in table.rows
    ]
    assert [task["undertaken_by"] for task in reading["tasks"]] == wanted
    assert sum(map(len, wanted)) == 6


def test_each_school_is_told_row_by_row_what_was_agreed_and_each_county_how_many(there, it_is):
    application = helping.passed(there, helping.sent(there))
    one, other = application.wishes.select_related("round_task__task")
    judge(there, one, agreed=Decimal(1))
    judge(there, other, "declined", words="名额有限")
    judged(there, applied(there, SANXIA), "declined", words="条件不够")
    there.post("office", JIDIAN)
    confirmed(there, it_is)
    notices = Delivery.objects.filter(notice__title__startswith="承接申报已确认").select_related("notice")

    def told(key, role="office"):
        return notices.filter(membership__organisation__key=key, membership__role=role)[0].notice.body

    mine = told("zhijiang")
    assert f"同意 1 项：{one.round_task.task}（核定数量 1）" in mine
    assert f"不同意 1 项：{other.round_task.task}（名额有限）" in mine
    nothing = told(SANXIA)
    assert "同意 1 项：" in nothing
    assert "责任项" not in nothing, "nothing of it was agreed to"
    county = told(there.county.organisation.key, "county_officer")
    assert f"{there.school.short}：同意 1 项，不同意 1 项。" in county
    assert "名额有限" not in county
    assert told(JIDIAN) == "本校没有申报送到市局，这一轮没有承接任务。"


def test_the_duty_says_that_its_quantity_comes_from_the_round_not_from_the_document(there, it_is, signed_in):
    wish = helping.passed(there, helping.sent(there)).wishes.first()
    duty = Duty.objects.get(task=wish.round_task.task, organisation=there.school)
    Duty.objects.filter(pk=duty.pk).update(in_document=True)
    office, page = signed_in(there.office), f"/duties/{duty.public_id}/"
    assert "没有人改动" in office.get(page).content.decode()
    for application in there.round.applications.all():
        judged(there, application, agreed=Decimal(1))
    confirmed(there, it_is)
    said = office.get(page).content.decode()
    assert "没有人改动" not in said
    assert said.count("数量由承接申报确认确定") == 2, "beside what is taken on, and where it comes from"


def test_after_confirming_nothing_of_the_round_is_due_any_more(there, it_is):
    first = Delivery.objects.filter(membership=there.office, notice__title__startswith="请组织承接申报").get()
    assert first.notice.due == there.round.last_day
    judged(there, helping.passed(there, helping.sent(there)))
    confirmed(there, it_is)
    first.notice.refresh_from_db()
    assert first.notice.due is None
