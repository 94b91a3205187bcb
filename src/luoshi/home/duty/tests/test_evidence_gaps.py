"""Gaps of evidence over duties: none, withdrawn, old, too much on one piece, the share of each grade."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.models import Organisation
from luoshi.evidence import actions, gaps
from luoshi.evidence.models import Evidence, EvidenceRule
from luoshi.evidence.tests.conftest import actor, piece, sent, text_of
from luoshi.home.duty.evidence import first_day
from luoshi.progress.tests import helping as progress
from luoshi.undertakings.models import Duty
from luoshi.workplans.tests import helping as workplans

RULE = "/evidence/gaps/rule/"
GIVEN = {"too_many": "2", "statements": "40", "since": "2025-01-01"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def there(yichang: Any) -> Any:
    """The teacher of a school, the school and its duties."""
    school = Organisation.objects.get(key="zhijiang")
    duties = Duty.objects.filter(organisation=school, basis__in=("undertaken", "required"), left_at=None)
    return yichang.post("teacher", "zhijiang"), school, list(duties.order_by("id"))


def cite(post: Any, duty: Duty, row: Evidence | None = None, **said: Any) -> Evidence:
    row = row or piece(post, **said)
    actions.cite_evidence(evidence=row, about=duty, organisation=duty.organisation, by=actor(post))
    return row


def standing(post: Any, school: Organisation, since: dt.date | None = None) -> gaps.Standing:
    return gaps.standings(actor(post), [school.pk], since)[school.pk]


def kinds(found: gaps.Standing) -> tuple[int, int, int, int]:
    return found.shown, found.none, found.withdrawn, found.old


def test_a_duty_is_without_evidence_with_withdrawn_with_old_or_shown(there) -> None:
    post, school, duties = there
    whole = len(duties)
    assert kinds(standing(post, school)) == (0, whole, 0, 0)
    cite(post, duties[0])
    gone = cite(post, duties[1])
    actions.withdraw_evidence(evidence=gone, reason="错", by=actor(post), version=1)
    begins = first_day(duties[2].task.plan.start)
    assert begins is not None
    before = begins - dt.timedelta(days=1)
    cite(post, duties[2], happened_on=before)
    assert kinds(standing(post, school)) == (1, whole - 3, 1, 1)
    [old] = [gap for gap in standing(post, school).gaps if gap.kind == gaps.OLD]
    assert str(before.day) in old.why
    assert kinds(standing(post, school, since=before)) == (2, whole - 3, 1, 0)
    cite(post, duties[2])  # a new one beside the old
    assert kinds(standing(post, school)) == (2, whole - 3, 1, 0)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021", dt.date(2021, 1, 1)),
        ("2021-09", dt.date(2021, 9, 1)),
        ("2021-09-03", dt.date(2021, 9, 3)),
        ("", None),
    ],
)
def test_a_plan_begins_on_the_first_day_of_what_it_says(text, day) -> None:
    assert first_day(text) == day


def test_duties_of_one_work_are_shown_together(there) -> None:
    post, school, duties = there
    Duty.objects.filter(pk=duties[1].pk).update(work=duties[0].work)
    cite(post, duties[0])
    assert standing(post, school).shown == 2


def test_a_piece_that_carries_too_much_and_the_share_of_each_grade(there, signed_in) -> None:
    post, school, duties = there
    heavy = piece(post, "万能证明", grade=4)
    for duty in duties[: gaps.TOO_MANY]:
        cite(post, duty, heavy)
    for grade in (2, 2, 3):
        cite(post, duties[0], grade=grade)
    piece(post, "没有引用的", grade=1)
    assert list(gaps.carrying_too_much(actor(post), [school.pk])) == [heavy]
    assert [(count, share) for _, count, share in gaps.shares_by_grade(actor(post), [school.pk])] == [
        (0, 0),
        (2, 50),
        (1, 25),
        (1, 25),
    ]
    page = text_of(signed_in(post).get("/evidence/gaps/"))
    for words in ("万能证明", "引用 5 处", "没有佐证", "2 份，50%"):
        assert words in page


def test_the_bureau_sees_all_its_schools_and_opens_one_and_a_school_only_itself(
    there, yichang, signed_in
) -> None:
    post, school, duties = there
    cite(post, duties[0])
    city = signed_in(yichang.post("city_officer"))
    page = text_of(city.get("/evidence/gaps/"))
    assert all(f"?organisation={each.public_id}" in page for each in yichang.schools)
    url = f"/evidence/gaps/?organisation={school.public_id}"
    assert f"没有佐证 {len(duties) - 1} 项" in text_of(city.get(url))
    assert city.get(f"{url}&since=nonsense&page=99").status_code == 200
    other = next(each for each in yichang.schools if each.key != "zhijiang")
    assert signed_in(post).get(f"/evidence/gaps/?organisation={other.public_id}").status_code == 404
    assert school.short in text_of(signed_in(post).get("/evidence/gaps/"))


def test_many_schools_cost_as_many_queries_as_one(there, yichang) -> None:
    by = actor(yichang.post("city_officer"))

    def cost(keys: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            gaps.standings(by, keys)
        return len(captured)

    assert cost([yichang.schools[0].pk]) == cost([school.pk for school in yichang.schools])


def test_a_bureau_says_what_is_too_much_too_weak_and_too_old_for_its_schools(
    yichang, signed_in, there
) -> None:
    post, school, duties = there
    row = cite(post, duties[0], happened_on=dt.date(2024, 5, 1), grade=4)
    cite(post, duties[1], row)
    city = signed_in(yichang.post("city_officer"))
    page = f"/evidence/gaps/?organisation={school.public_id}"
    assert "一份材料用在太多地方" not in text_of(city.get(page))
    assert "书面说明超过 50%" in text_of(city.get(page))
    assert signed_in(post).get("/evidence/gaps/rule/").status_code == 403
    for wrong in ({"too_many": "1"}, {"statements": "101"}, {"since": "2024-02-31"}, {"too_many": "１e400"}):
        assert sent(city, RULE, **{**GIVEN, **wrong}).status_code == 422
    assert sent(city, RULE, **GIVEN).status_code == 302
    assert sent(city, RULE, **GIVEN).status_code == 409  # made by somebody else meanwhile
    shown = text_of(signed_in(post).get("/evidence/gaps/"))
    for words in ("一份材料用在太多地方", "早于2025年1月1日", f"按{yichang.bureau.short}定的标准看"):
        assert words in shown, words
    rule = EvidenceRule.objects.get()
    assert (
        sent(city, RULE, rule.version, **{**GIVEN, "too_many": "9", "statements": "100"}).status_code == 302
    )
    assert "一份材料用在太多地方" not in text_of(city.get(page))
    rule.refresh_from_db()
    assert sent(city, f"{RULE}clear/", rule.version).status_code == 302
    assert "按一般的标准看" in text_of(city.get(page))


def test_what_its_milestones_show_shows_the_duty_and_milestones_are_counted_apart(
    yichang, signed_in, settings, tmp_path
) -> None:
    """The same everywhere: the gaps, and the page of the duty, which names what it cites itself beside the one word."""
    settings.LUOSHI_HOME = tmp_path
    there = workplans.cast(yichang)
    there.workplan = workplans.passed(there, workplans.sent(there))
    first, _, third, _ = progress.steps(there)
    progress.say(there, first, "done", pieces=[progress.a_piece()])
    progress.say(there, third, "done")
    reader = there.actor("office")
    found = gaps.standings(reader, [there.school.pk])[there.school.pk]
    assert found.sorts == {"责任项": 2, "里程碑": 2}
    lacking = {(gap.claim.sort, gap.claim.title) for gap in found.gaps}
    works = {
        duty.work_id: str(duty.task) for duty in Duty.objects.filter(organisation=there.school, left_at=None)
    }
    assert lacking == {
        ("责任项", works[third.part.work_id]),
        ("里程碑", f"{third.title}（{works[third.part.work_id]}）"),
    }
    duty = Duty.objects.get(organisation=there.school, work=third.part.work, left_at=None)
    office = signed_in(there.office)
    assert "引用 1 份" not in text_of(office.get(f"/duties/{duty.public_id}/"))
    cite(there.office, duty)
    page = office.get(f"/duties/{duty.public_id}/")
    assert dict(row[:2] for row in page.context["facts"])["佐证"] == "无（责任项上另引用 1 份）"
    assert ("佐证无</span>" in text_of(page), "佐证部分</span>" in text_of(page)) == (True, False)
    matrix = text_of(office.get(f"/plans/{there.plan.public_id}/matrix/"))
    mark = f'data-task="{duty.task.public_id}" data-organisation="{there.school.public_id}"'
    assert 'data-proof="none"' in matrix.partition(mark)[2].partition(">")[0], (
        "the same word as in the matrix"
    )
    assert "是什么" in text_of(office.get("/evidence/gaps/"))
