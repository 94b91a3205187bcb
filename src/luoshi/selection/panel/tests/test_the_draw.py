"""The seed is sealed, its digest published; the pool is frozen; anybody replays it; the monitor witnesses; then it
holds (issue 6, part 3; controls BL-09).
"""

import argparse
import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Membership
from luoshi.commands import assign as assign_command
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.core.frozen import ties_of
from luoshi.notices.models import Delivery
from luoshi.selection.panel import actions
from luoshi.selection.panel.desk import desk_items
from luoshi.selection.panel.drawing import candidates, result_digest
from luoshi.selection.panel.models import Assigned, Draw, Expert
from luoshi.selection.panel.queries import assigned_to

from .helping import an_expert, confirmed, do, drawn, seated, signed, started

pytestmark = pytest.mark.django_db


def replayed(path: Path, capfd: Any) -> dict[str, Any]:
    """What `luoshi assign FILE` answers."""
    options = argparse.Namespace(file=str(path), objective="fair", seconds=60, json=True)
    assert assign_command.run(options) == 0
    answer: dict[str, Any] = json.loads(capfd.readouterr().out)
    return answer


def test_the_seed_is_sealed_until_the_pool_closes_and_then_is_what_was_promised(there: Any) -> None:
    seated(there)
    draw = started(there)
    assert (draw.seed, len(draw.commitment)) == ("", 64)
    assert draw.commitment not in str(bytes(draw.seed_sealed))
    do(actions.close_pool, draw, there.officer, on="draw")
    draw.refresh_from_db()
    assert hashlib.sha256(draw.seed.encode()).hexdigest() == draw.commitment
    assert draw.problem["seed"] == draw.seed
    logged = json.dumps(list(AuditEvent.objects.filter(action="panel.start_draw").values("changes")))
    assert draw.seed not in logged


def test_anybody_replays_the_draw_from_its_file_and_a_changed_pool_is_seen(
    there: Any, tmp_path: Path, capfd: Any
) -> None:
    seated(there)
    draw = drawn(there, by_job=True)
    path = tmp_path / "draw.json"
    path.write_text(json.dumps(draw.problem), encoding="utf-8")
    again = replayed(path, capfd)
    assert (again["pairs"], again["input_hash"]) == (draw.result["pairs"], draw.problem_hash)
    assert result_digest(again) == draw.result_hash
    draw.problem["reviewers"][0]["max"] += 1
    path.write_text(json.dumps(draw.problem), encoding="utf-8")
    assert replayed(path, capfd)["input_hash"] != draw.problem_hash


def test_confirmed_only_once_the_monitor_has_witnessed_and_then_the_review_begins(there: Any) -> None:
    seats = seated(there)
    draw = drawn(there)
    with pytest.raises(RuleBroken, match="没有见证"):
        do(actions.confirm_draw, draw, there.officer, on="draw")
    with pytest.raises(PermissionDenied):
        do(actions.witness_draw, draw, there.officer, on="draw")
    do(actions.witness_draw, draw, there.monitor, on="draw", opinion="全程在场")
    do(actions.confirm_draw, draw, there.officer, on="draw")
    there.call.refresh_from_db()
    assert there.call.state == "reviewing"
    assert Assigned.objects.filter(draw=draw).count() == 8
    seat = next(each for each in seats if each.assigned.exists())
    mine = there.actor(seat.expert.membership)
    assert not assigned_to(mine).exists()
    signed(there, seat)
    assert set(assigned_to(mine)) == set(seat.assigned.all())


def test_who_is_bound_to_a_school_never_gets_what_it_applies_with(there: Any) -> None:
    school = there.applications[0].organisation
    bound = an_expert(
        there,
        "示例本校人",
        tenures=[{"name": school.name, "organisation": school, "since": None, "until": None}],
    )
    there.experts = [*there.experts, bound]
    try:
        seated(there)
        draw = confirmed(there)
    finally:
        there.experts = there.experts[:-1]
    theirs = [row.pk for row in there.applications if row.organisation_id == school.pk]
    assert theirs
    assert draw.problem["papers"][0]["conflicts"] == [bound.seats.get().code]
    assert not Assigned.objects.filter(seat__expert=bound, application__in=theirs).exists()


def test_what_cannot_be_is_told_with_its_clashes_and_ways_out_and_begun_anew(there: Any) -> None:
    for seat in seated(there):
        do(actions.set_most, seat, there.officer, on="seat", most=1)
    draw = drawn(there, by_job=True)
    assert draw.state == "impossible"
    assert draw.clashes["clashes"][0]["needed"] == 8
    assert len(draw.clashes["remedies"]) == 3
    do(actions.void_draw, draw, there.officer, on="draw", reason="提高上限")
    for seat in there.call.seats.all():
        do(actions.set_most, seat, there.officer, on="seat", most=4)
    second = drawn(there)
    assert (second.state, second.number) == ("drawn", 2)
    assert second.commitment != draw.commitment


def test_one_person_neither_draws_and_witnesses_nor_witnesses_and_confirms(there: Any) -> None:
    """The person counts, not the post (controls BL-09)."""

    def also(post: Any, role: str) -> Any:
        said = {"name": post.user.name, "mobile": post.user.mobile, "organisation": there.bureau}
        return add_person(**said, role=role, by=system_actor())

    seated(there)
    draw = drawn(there)
    with pytest.raises(RuleBroken, match="不能由您见证"):
        do(actions.witness_draw, draw, also(there.officer, "monitor"), on="draw")
    do(actions.witness_draw, draw, there.monitor, on="draw")
    with pytest.raises(RuleBroken, match="不能由您确认"):
        do(actions.confirm_draw, draw, also(there.monitor, "section_head"), on="draw")
    assert do(actions.confirm_draw, draw, there.officer, on="draw").state == "confirmed"


def test_a_monitor_who_is_an_expert_of_it_witnesses_nothing_and_reads_who_does(
    there: Any, signed_in: Any
) -> None:
    """Whom the draw gives applications to does not vouch for it, through whatever post (controls BL-09)."""

    def on_desk(post: Any, group: str) -> list[tuple[str, str]]:
        items = [each for each in desk_items(there.actor(post)) if "见证" in each.title]
        return [(each.title.partition("：")[0], each.source) for each in items if each.group == group]

    seat = seated(there)[0]
    draw = drawn(there)
    said = {"name": seat.expert.name, "mobile": seat.held_by.user.mobile, "organisation": there.bureau}
    judge = add_person(**said, role="monitor", by=system_actor())
    with pytest.raises(
        RuleBroken, match=f"您是这次遴选的评审专家，不能见证抽取。请监督员{there.monitor.user.name}见证"
    ):
        do(actions.witness_draw, draw, judge, on="draw")
    assert on_desk(judge, "todo") == []
    assert on_desk(judge, "mine") == [
        ("见证抽取", f"您是评审专家，不能见证。请监督员{there.monitor.user.name}见证。")
    ]
    page = f"/panel-draws/{draw.public_id}/"
    press = f'action="{page}witness/"'
    assert press not in signed_in(judge).get(page).content.decode()
    assert press in signed_in(there.monitor).get(page).content.decode()
    assert (on_desk(there.monitor, "todo")[0][0], on_desk(there.officer, "todo")) == ("见证抽取", [])
    Membership.objects.filter(pk=there.monitor.pk).update(end=clock.today() - dt.timedelta(days=1))
    with pytest.raises(RuleBroken, match="请安全管理员登记另一名监督员"):
        do(actions.witness_draw, draw, judge, on="draw")
    assert [each[0] for each in on_desk(there.officer, "todo")] == ["没有人能见证抽取"]


def test_what_was_drawn_is_voided_by_two_and_stays_to_be_seen(there: Any, signed_in: Any) -> None:
    """One officer does not draw until it suits: the seed is open, he knows what comes of it (controls SE-05, BL-09)."""
    seated(there)
    draw = drawn(there)
    with pytest.raises(RuleBroken, match="一个人不能作废"):
        do(actions.void_draw, draw, there.officer, on="draw", reason="重来")
    said = do(actions.propose_void, draw, there.officer, on="draw", reason="名单漏了一人")
    told = Delivery.objects.filter(notice__title__contains="作废第1次抽取")
    assert list(told.values_list("membership", flat=True)) == [there.monitor.pk]
    assert [each.title for each in desk_items(there.actor(there.monitor)) if "提请" in each.title]
    for who in (there.officer, there.post("section_head")):
        with pytest.raises(PermissionDenied):
            do(actions.confirm_proposal, said, who, on="proposal")
    do(actions.witness_draw, draw, there.monitor, on="draw")
    with pytest.raises(RuleBroken, match="已经提请作废"):
        do(actions.confirm_draw, draw, there.officer, on="draw")  # not used before the monitor has answered
    assert Draw.objects.get(pk=draw.pk).state == "drawn"
    monitor = signed_in(there.monitor)
    page = f"/panel-draws/{draw.public_id}/"
    assert "名单漏了一人" in monitor.get(page).content.decode()
    officer = signed_in(there.officer)
    waits = officer.get(page).content.decode()
    assert (f"{page}confirm/" in waits, "核对结果，确认分配" in waits) == (False, False)
    said.refresh_from_db()
    sent = {"_version": said.version, "_once": "a"}
    assert monitor.post(f"/panel-proposals/{said.public_id}/confirm/", sent).status_code == 302
    draw.refresh_from_db()
    assert (draw.state, draw.reason, draw.voided_by) == ("void", "名单漏了一人", there.officer)
    assert f"提请作废，{there.monitor.user.name}于" in (gone := officer.get(page).content.decode())
    assert "到评审组重新开始抽取" in gone
    second = drawn(there)
    assert "到评审组重新开始抽取" not in officer.get(page).content.decode()
    shown = monitor.get(f"/panel-draws/{second.public_id}/").content.decode()
    assert [each in shown for each in (draw.seed, "名单漏了一人", "第 1 次，已作废")] == [True] * 3
    assert second.seed != draw.seed


def test_a_frozen_pool_is_not_touched(there: Any) -> None:
    seat = seated(there)[0]
    draw = drawn(there)
    for act, said in ((actions.set_most, {"most": 2}), (actions.leave_seat, {"reason": "有事"})):
        with pytest.raises(RuleBroken, match="已经封存"):
            do(act, seat, there.officer, on="seat", **said)
    assert Draw.objects.get(pk=draw.pk).state == "drawn"


def test_what_is_said_of_experts_once_applications_may_be_known_steers_nothing(there: Any) -> None:
    """Neither the title written into somebody's fields, nor a new expert of just that field; the facts are kept by
    tokens, and bar and fit follow from them (controls BL-09).
    """
    first, second = there.experts[:2]
    first.judged.update(created_at=there.call.opened_at - dt.timedelta(days=1))
    title = there.applications[0].title
    for expert in (first, second):
        do(actions.change_expert, expert, there.officer, on="expert", fields=[title, "思政"])
    told = Delivery.objects.filter(notice__title__startswith="修改了评审专家资料", membership=there.monitor)
    assert ["评审领域" in each.notice.body for each in told] == [True, True]
    seats = {seat.expert_id: seat.code for seat in seated(there)}
    draw = drawn(there)
    fits = {(paper, expert): score for paper, expert, score in draw.problem["fit"]}
    assert fits == {("第1号", seats[first.pk]): 2, ("第3号", seats[first.pk]): 2}
    assert draw.facts["experts"][seats[first.pk]]["fields"] == ["思政"]
    assert draw.facts["experts"][seats[second.pk]]["fields"] == []
    assert [row["groups"] for row in draw.problem["reviewers"]] == [[]] * 5
    words = json.dumps(draw.facts, ensure_ascii=False)
    secret = [first.name, first.public_id, there.applications[0].organisation.public_id, title]
    assert [each for each in secret if each in words] == []
    assert {code: row["conflicts"] for code, row in ((row["id"], row) for row in draw.problem["papers"])} == {
        paper: [expert for expert in seats.values() if (paper, expert) in ties_of(draw.facts)]
        for paper in draw.facts["papers"]
    }


def test_bound_after_the_pool_closed_the_result_does_not_stand(there: Any) -> None:
    seats = seated(there)
    draw = drawn(there)
    code = draw.result["pairs"][0][1]
    seat = next(each for each in seats if each.code == code)
    number = int(draw.result["pairs"][0][0][1:-1])
    paper = next(each for each in there.applications if each.sequence == number)
    do(actions.set_conflict, seat, there.officer, on="seat", application=paper, reason="近亲属")
    do(actions.witness_draw, draw, there.monitor, on="draw")
    with pytest.raises(RuleBroken, match="情况有变"):
        do(actions.confirm_draw, draw, there.officer, on="draw")
    assert not Assigned.objects.exists()


def test_mix_rules_hold_for_every_application(there: Any) -> None:
    there.experts = [*there.experts, an_expert(there, "示例厂长", sort="enterprise")]
    try:
        seats = seated(there)
        mix = [{"group": "行业企业", "at_least": 1, "at_most": 1}]
        confirmed(there, mix=mix)
    finally:
        there.experts = there.experts[:-1]
    worker = next(each for each in seats if each.expert.sort == "enterprise")
    assert Assigned.objects.filter(seat=worker).count() == len(there.applications)


def test_mix_rules_may_speak_of_regions(there: Any) -> None:
    """Everybody here is of the province; one from outside reads each application."""
    there.experts = [*there.experts, an_expert(there, "示例外省人", region="outside")]
    try:
        seats = seated(there)
        confirmed(there, mix=[{"group": "省外", "at_least": 1, "at_most": 1}])
    finally:
        there.experts = there.experts[:-1]
    outsider = next(each for each in seats if each.expert.region == "outside")
    assert Assigned.objects.filter(seat=outsider).count() == len(there.applications)


def test_who_cannot_come_is_not_drawn_and_may_be_again_afterwards(there: Any) -> None:
    """Away on these days, paused, post left: out of the pool of this draw (issue 6, part 3: availability)."""
    today, day = clock.today(), dt.timedelta(days=1)
    away, back, paused, left, *_ = there.experts
    seated(there)
    Expert.objects.filter(pk=away.pk).update(away_from=today - day, away_until=today)
    Expert.objects.filter(pk=back.pk).update(away_from=today - 9 * day, away_until=today - day)
    do(actions.pause_expert, paused, there.officer, on="expert", reason="本人申请")
    Membership.objects.filter(pk=left.membership_id).update(end=today)
    drawn_from = {seat.expert.name for seat in candidates(there.call)}
    assert drawn_from == {each.name for each in there.experts} - {away.name, paused.name, left.name}
    Expert.objects.filter(pk=away.pk).update(away_from=today + day, away_until=None)
    do(actions.resume_expert, paused, there.officer, on="expert")
    names = {seat.expert.name for seat in candidates(there.call)}
    assert names == {each.name for each in there.experts} - {left.name}


def test_another_bureaus_officer_and_a_school_start_nothing(there: Any) -> None:
    for post in (there.post("city_officer", "zhijiang"), there.post("office", there.schools[0].key)):
        with pytest.raises(PermissionDenied):
            do(actions.start_draw, there.call, post, on="call", need=2)
    assert not Draw.objects.exists()
