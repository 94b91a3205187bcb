"""Winners go on to the selection above: with all they handed in, once, within its places and conditions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.dataforms.answers import values_of
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent, StoredFile
from luoshi.core.receipts import check
from luoshi.notices.models import Notice
from luoshi.selection.applying.actions import withdraw_application
from luoshi.selection.applying.invariants import INVARIANTS as OF_APPLYING
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result
from luoshi.selection.recommendation import actions
from luoshi.selection.recommendation.invariants import INVARIANTS
from luoshi.selection.recommendation.models import Promotion
from luoshi.selection.recommendation.promoting import candidates
from luoshi.selection.recommendation.queries import selected_of
from luoshi.selection.review.tests.helping import hand_in_file

from . import helping
from .helping import do, first, fresh, keys, promote, promoted, upper

pytestmark = pytest.mark.django_db


def broken(application: Application) -> list[Any]:
    """What does not hold of promotions, and of this application. Those below are bare rows without steps, so that it
    has none either; see the world for one that has."""
    found = [each for invariant in OF_APPLYING for each in invariant.check()]
    own = [each for each in found if application.public_id in each[0] and "审批" not in each[1]]
    return [*own, *(each for invariant in INVARIANTS for each in invariant.check())]


def why(there: Any, above: Call) -> list[tuple[str, ...]]:
    return [row.why for row in candidates(selected_of(fresh(there.call)), above, keys(there))]


def test_form_people_and_files_go_on_without_being_typed_again(there: Any) -> None:
    """§6: promotion without retyping."""
    below = first(there).application
    handed = hand_in_file(below, b"%PDF-1.4 report", "报告.pdf")
    kept = StoredFile.objects.count()
    promotion = promoted(there)
    made = promotion.application
    assert (made.call.title, made.organisation, made.owner, made.title) == (
        "2026年上级遴选", below.organisation, below.owner, below.title,
    )  # fmt: skip
    assert values_of(made.answer) == values_of(below.answer)
    assert (made.answer.typed, made.answer.brought > 0) == (0, True)
    people = [(person.role, person.name) for person in made.people.all()]
    assert people == [(person.role, person.name) for person in below.people.all()]
    [file] = made.materials.all()
    assert (file.item, file.name, file.stored, StoredFile.objects.count()) == (
        "report",
        "报告.pdf",
        handed.stored,
        kept,
    )


def test_who_goes_on_before_a_better_one_does_so_with_a_reason(there: Any, signed_in: Any) -> None:
    """Of one group; kept with the promotion, in the log and on the page."""
    upper(there)
    best, second = keys(there)
    with pytest.raises(RuleBroken, match="没有按名次晋级的理由"):
        promote(there, [second])
    page = f"/recommendations/{there.call.public_id}/promote/"
    officer = signed_in(there.officer)
    assert officer.post(page, {"row": second, "_once": "a"}).status_code == 422
    assert officer.post(page, {"row": second, "skipped_words": "第一名放弃", "_once": "b"}).status_code == 302
    assert Promotion.objects.get().skipped_words == "第一名放弃"
    assert "没有按名次晋级：第一名放弃" in officer.get(page).content.decode()
    [made] = promote(there, [best])
    assert made.skipped_words == ""
    logged = AuditEvent.objects.filter(action="recommendation.promote").values_list("changes", flat=True)
    assert [each for each in logged if "reason" in str(each)]


def test_it_has_arrived_with_a_number_and_a_receipt_of_its_own(there: Any) -> None:
    """§2 and §6: receipt with hash, sequence per selection."""
    made = promoted(there).application
    assert (made.state, made.sequence, made.call.received) == ("received", 1, 1)
    found = check(json.dumps(made.receipt).encode())
    assert (found.faults, found.statement.application, found.statement.sequence) == ((), made.public_id, 1)
    assert Notice.objects.filter(title=f"已晋级：{made.title}").count() == 1
    assert broken(made) == []


def test_whoever_went_on_does_not_go_on_again(there: Any) -> None:
    one = first(there).public_id
    promoted(there)
    with pytest.raises(RuleBroken, match="都已经晋级"):
        promote(there, [one])
    [other] = promote(there, keys(there))
    assert (Promotion.objects.count(), other.result.public_id) == (2, keys(there)[1])


def test_who_was_not_selected_or_of_an_open_call_does_not_go_on(there: Any) -> None:
    upper(there)
    lost = Result.objects.get(call=there.call, selected=False)
    with pytest.raises(RuleBroken, match="不在入选名单里"):
        promote(there, [lost.public_id])
    Call.objects.filter(pk=there.call.pk).update(state="deciding")
    with pytest.raises(RuleBroken, match="结果公布以后"):
        promote(there, keys(there))


def test_the_places_above_bind(there: Any) -> None:
    """§6: quotas; the last place is taken once."""
    Result.objects.filter(call=there.call, order=2).update(application=_second_of_the_same_school(there))
    upper(there, quota={"by": "school", "number": 1})
    with pytest.raises(RuleBroken, match="名额已经用完"):
        promote(there, keys(there))
    assert not Promotion.objects.exists()
    promote(there, keys(there)[:1])
    with pytest.raises(RuleBroken, match="名额已经用完"):
        promote(there, keys(there)[1:])


def _second_of_the_same_school(there: Any) -> Application:
    below = there.applications[1]
    Application.objects.filter(pk=below.pk).update(organisation=first(there).application.organisation)
    return fresh(below)


def test_the_county_ranks_come_behind_each_other(there: Any) -> None:
    counties = Organisation.objects.filter(kind="county_bureau")
    upper(there, quota={"by": "county", "number": 3})
    made = [promotion.application for promotion in promote(there, keys(there))]
    for application in made:
        under = any(application.organisation.path.startswith(county.path) for county in counties)
        assert application.rank == (1 if under else None)
        assert broken(application) == []


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"materials": [{"key": "video", "title": "课堂实录", "kinds": ["mp4"]}]}, "还没有上传“课堂实录”"),
        ({"statements": [{"key": "s", "title": "承诺书"}]}, "还没有承诺“承诺书”"),
        ({"applicant": "team", "team": {"least": 3, "most": 4}}, "团队至少 3 人，现在 1 人"),
        ({"group_titles": ["思政"]}, "还没有选择组别"),
        ({"own_selection": True}, "还没有登记校内遴选"),
    ],
)
def test_what_the_upper_selection_asks_is_asked_and_told_row_by_row(
    there: Any, rules: dict[str, Any], words: str
) -> None:
    """§6: conditions of the upper call are asked; each refusal has its reason."""
    above = upper(there, **rules)
    assert [any(words in each for each in row) for row in why(there, above)] == [True, True]
    with pytest.raises(RuleBroken, match=words):
        promote(there, keys(there))
    assert not Application.objects.filter(call=above).exists()


def test_a_file_too_large_for_above_keeps_it_below(there: Any) -> None:
    hand_in_file(first(there).application, b"x" * 1_100_000, "大.pdf")
    above = upper(there, materials=[{**helping.MATERIALS[0], "megabytes": 1}])
    assert why(there, above) == [("“大.pdf”超过上一级要求的 1 MB。",), ()]


def test_when_the_upper_selection_is_over_nobody_goes_on_or_comes_back(there: Any) -> None:
    promotion = promoted(there)
    Call.objects.filter(pk=promotion.application.call_id).update(state="checking", closed_at=clock.now())
    with pytest.raises(RuleBroken, match="不接收申报"):
        promote(there, keys(there))
    with pytest.raises(RuleBroken, match="不能撤回晋级"):
        do(actions.take_back_promotion, there.actor("officer"), promotion=promotion, reason="退赛")


def test_it_comes_back_while_above_is_open_and_may_go_on_again(there: Any) -> None:
    promotion = promoted(there)
    with pytest.raises(RuleBroken, match="请写明理由"):
        do(actions.take_back_promotion, there.actor("officer"), promotion=promotion, reason="")
    do(actions.take_back_promotion, there.actor("officer"), promotion=promotion, reason="退赛")
    assert (fresh(promotion.application).state, fresh(promotion).taken_back_reason) == ("withdrawn", "退赛")
    [again] = promote(there, [first(there).public_id])
    assert (again.application.sequence, broken(again.application)) == (2, [])


def test_one_that_the_school_withdrew_above_can_be_taken_back(there: Any) -> None:
    promotion = promoted(there)
    by = there.actor("school")
    do(withdraw_application, by, application=promotion.application, reason="不参加")
    do(actions.take_back_promotion, there.actor("officer"), promotion=promotion, reason="学校不参加")
    assert fresh(promotion).taken_back_at is not None


@pytest.mark.parametrize(
    ("said", "words"), [({"level": "school"}, "不能比这一次低"), ({"parent": True}, "不能绕回来")]
)
def test_winners_go_up_never_down_or_round(there: Any, said: dict[str, Any], words: str) -> None:
    """§6: school → city → province → nation."""
    above = upper(there)
    do(actions.name_upper_call, there.actor("officer"), call=there.call, upper=None)
    change = {"parent": there.call} if "parent" in said else said
    Call.objects.filter(pk=above.pk).update(**change)
    with pytest.raises(RuleBroken, match=words):
        do(actions.name_upper_call, there.actor("officer"), call=there.call, upper=fresh(above))


def test_once_somebody_went_on_the_way_stays(there: Any) -> None:
    promoted(there)
    with pytest.raises(RuleBroken, match="请先撤回晋级"):
        do(actions.name_upper_call, there.actor("officer"), call=there.call, upper=None)
