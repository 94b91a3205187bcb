"""Entry rules of a competition that follow from earlier results and from what is entered now (domain f)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from luoshi.common import clock, files
from luoshi.common.dataforms.models import Answer
from luoshi.core.selection import read_rules
from luoshi.selection.applying.actions.checking import against
from luoshi.selection.applying.missing import missing, verdicts_of
from luoshi.selection.applying.models import Application, Person
from luoshi.selection.models import Call
from luoshi.selection.recommendation.models import UpperResult

from .helping import answered, first, fresh, proved, sent

pytestmark = pytest.mark.django_db


def rule(key: str, about: str, field: str, op: str, value: Any, **more: Any) -> dict[str, Any]:
    test = {"field": field, "op": op, "value": value}
    return {"key": key, "words": f"示例{key}", "about": about, "test": test, "veto": True, **more}


ASKED = [
    rule("国奖", "person", "nation_first_months", "ge", 24),
    rule("课程", "team", "topic_again", "eq", False),
    rule("旧作", "team", "work_again", "eq", False),
    rule("两件", "person", "works", "le", 2),
    rule("原班", "team", "earlier_winners", "le", 2, veto=False),
    rule("新人", "team", "newcomers", "ge", 1, veto=False),
]


def next_call(there: Any, **more: Any) -> Call:
    """The same competition a year later, open."""
    old, now = there.call, clock.now()
    rules = {
        **old.rules,
        "conditions": ASKED,
        "applicant": "team",
        "team": {"least": 1, "most": 9},
        "register": "",
    }
    there.call.kind.rules = rules
    return Call.objects.create(
        organisation=old.organisation, officer=old.officer, kind=old.kind, title="2027年示例遴选", rules=rules,
        level="city", form_version=old.form_version, opens_at=now, opened_at=now, state="open",
        until=now + dt.timedelta(days=9), **more,
    )  # fmt: skip


def entry(
    call: Call, owner: Any, *names: str, title: str = "新作", state: str = "draft", **more: Any
) -> Application:
    if state != "draft":
        more |= {
            "sequence": Application.objects.count() + 1,
            "sent_at": clock.now(),
            "receipt": {"示例": True},
        }
    made = Application.objects.create(
        call=call, organisation=owner.organisation, owner=owner, title=title, state=state, **more
    )
    for at, name in enumerate(names):
        role = "member" if at else "leader"
        made.people.create(role=role, name=name, organisation=owner.organisation, clear=True, order=at)
    return made


def said(application: Application, **more: Any) -> dict[str, Any]:
    told = verdicts_of(fresh(application), read_rules(application.call.rules), **more)
    return {each.requirement.key: each.met for each in told}


@pytest.fixture
def won(there: Any) -> UpperResult:
    """The best of the last one won the first prize of the nation."""
    upper = answered(sent(there), first(there), "nation", title="国家级一等奖")
    proved(there, upper)
    return fresh(upper)


def old_names(there: Any) -> list[str]:
    return [each.name for each in first(there).application.people.all()]


def test_who_won_the_nations_first_prize_is_kept_out_until_two_years_are_over(
    there: Any, won: UpperResult
) -> None:
    row = entry(next_call(there), there.school, old_names(there)[0], "新成员甲")
    [words] = [each for each in missing(row) if "示例国奖" in each]
    assert f"{old_names(there)[0]}的“距上一次国赛一等奖”是 0 个月" in words
    assert "新成员甲" not in words
    for days, met in ((700, False), (731, True)):
        UpperResult.objects.update(on=clock.today() - dt.timedelta(days=days))
        if met:  # that one is not enough to know of the others; a later one, lost, is
            other = there.results[1]
            answered(won.recommendation, other, "nation", won=False, title="")
        assert said(row)["国奖"] is met, days


def test_a_win_without_its_paper_and_nothing_noted_keep_nobody_out(there: Any) -> None:
    row = entry(next_call(there), there.school, old_names(there)[0])
    assert said(row)["国奖"] is None
    answered(sent(there), first(there), "nation", title="国家级一等奖")
    assert said(row)["国奖"] is None
    assert not [each for each in missing(row) if "示例国奖" in each]


def test_of_the_old_team_two_stay_and_somebody_new_comes(there: Any, won: UpperResult) -> None:
    old = first(there).application
    for at, name in enumerate(("原成员甲", "原成员乙", "原成员丙")):
        old.people.create(role="member", name=name, organisation=old.organisation, order=9 + at)
    call = next_call(there)
    whole = said(entry(call, there.school, "原成员甲", "原成员乙", "原成员丙", title="一"))
    assert (whole["原班"], whole["新人"]) == (False, False)
    renewed = said(entry(call, there.school, "原成员甲", "原成员乙", "新人", title="二"))
    assert (renewed["原班"], renewed["新人"]) == (True, True)
    row = entry(call, there.other, "原成员甲", "原成员乙", "原成员丙", title="三")
    assert said(row)["原班"] is True, "namesakes of another school"


def test_the_same_files_are_the_old_work(there: Any, won: UpperResult) -> None:
    old, row = first(there).application, entry(next_call(there), there.school, "新人")
    kept = files.put([b"%PDF-1.4 old"])
    old.materials.create(item="report", stored=kept, name="旧.pdf")
    row.materials.create(item="report", stored=kept, name="新.pdf")
    assert said(row)["旧作"] is False
    row.materials.update(stored=files.put([b"%PDF-1.4 new"]))
    assert said(row)["旧作"] is True


def answering(row: Application, like: Application, course: str) -> None:
    """Its form with this course in it."""
    answer = like.answer
    answer.pk, answer.about_id, answer._state.adding = None, f"{row.public_id}"[:20], True
    answer.public_id = f"{row.public_id[:-2]}zz"
    answer.values = {**answer.values, "course": course}
    answer.save()
    Application.objects.filter(pk=row.pk).update(answer=answer)


def test_the_same_course_is_not_entered_again_by_the_same_school(there: Any, won: UpperResult) -> None:
    old, row = first(there).application, entry(next_call(there), there.school, "新人")
    foreign = entry(row.call, there.other, "新人", title="他校")
    for each in (row, foreign):
        answering(each, fresh(old), "数控 加工")
    assert said(row)["课程"] is None, "nobody wrote down with which course it won"
    Answer.objects.filter(pk=old.answer_id).update(values={**old.answer.values, "course": "数控加工"})
    assert (said(row)["课程"], said(foreign)["课程"]) == (False, True)
    assert any("“与本校近两年国赛一等奖作品同一课程或专业”是“是”" in each for each in missing(fresh(row)))


def test_a_teacher_enters_with_two_works_at_most_and_a_promoted_one_is_one(there: Any) -> None:
    call = next_call(there)
    below = next_call(there, parent=call)
    one = entry(below, there.school, "教师甲", title="校赛", state="accepted")
    entry(call, there.school, "教师甲", title="校赛", state="accepted", lower=one)
    row = entry(call, there.school, "教师甲", "教师乙")
    assert said(row)["两件"] is True
    third = entry(call, there.school, "教师甲", title="另一件", state="sent", group="二组")
    [words] = [each for each in missing(row) if "示例两件" in each]
    assert "教师甲的“在这次比赛（含下级）里的作品，连同本件”是 3 件" in words
    for state in ("refused", "withdrawn"):
        Application.objects.filter(pk=third.pk).update(state=state)
        assert said(row)["两件"] is True, state
    Application.objects.filter(pk=third.pk).update(state="sent")
    Person.objects.get(application=third).consents.create(
        application=third, user=there.school.user, given=False, said_by="教师甲", said_at=clock.now()
    )
    assert said(row)["两件"] is True, "who said that it was not him"


def test_what_a_stranger_entered_with_others_is_told_to_the_check_alone(there: Any) -> None:
    call = next_call(there)
    for at in range(2):
        entry(call, there.other, "外校教师", title=f"他校{at}", state="sent")
    row = entry(call, there.school, "本校教师")
    row.people.create(role="member", name="外校教师", organisation=there.other.organisation, order=3)
    assert said(row)["两件"] is True
    assert said(row, everywhere=True)["两件"] is False
    assert any("外校教师" in each for each in against(fresh(row)))


def test_a_school_reads_who_is_kept_out_before_anybody_writes(
    there: Any, won: UpperResult, signed_in: Any
) -> None:
    call, name = next_call(there), old_names(there)[0]
    page = signed_in(there.school).get(f"/selections/{call.public_id}/").content.decode()
    assert "本校这次不能参赛的" in page
    assert f"{name}：0 个月前获国赛一等奖，这次不能参赛。" in page
    other = signed_in(there.other).get(f"/selections/{call.public_id}/").content.decode()
    assert "本校这次不能参赛的" not in other


def test_what_is_left_to_the_check_is_marked_while_it_is_written(there: Any, signed_in: Any) -> None:
    row = entry(next_call(there), there.school, "教师甲")
    url = f"/selection-applications/{row.public_id}/"
    page = signed_in(there.school).get(url).content.decode()
    assert "对人员的条件，形式审查时核的有" in page
    assert "“距上一次国赛一等奖”没有记录" in page
