"""From sealed sheets to a list that anybody can compute again."""

import argparse
import json
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.commands import score
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.selection.applying.models import OfficerConflict
from luoshi.selection.panel.actions import change_expert, lift_conflict, set_conflict
from luoshi.selection.panel.actions.conflicting import newly_bound
from luoshi.selection.panel.models import Draw
from luoshi.selection.review import actions
from luoshi.selection.review.content import Content
from luoshi.selection.review.invariants import INVARIANTS
from luoshi.selection.review.models import ClosingProposal, RoundClosing, Scoring, Sheet, ThirdReading
from luoshi.selection.review.queries import free_for_third
from luoshi.selection.review.scoring import computed, seed_of

from . import helping
from .helping import all_in, content, hand_in

pytestmark = pytest.mark.django_db
VETO = Content({"veto": True}, {"veto": "第二页"}, "不宜。")


def close_round(there, reason="", round=""):
    helping.end_round(there, round, reason)


def close(there, **more):
    given = {"shown": computed(there.call).digest, **more}
    return helping.act(actions.close_review, there.actor("officer"), call=there.call, **given)


def places(there):
    return {row["application"]: (row["place"], row["score"]) for row in computed(there.call).results}


def bind(there, task, by="head"):
    set_conflict(seat=task.seat, application=task.application, reason="亲属", by=there.actor(by))


def works_there(there, task):
    """The officer types the applicant into the expert's line, and the sweep finds it."""
    tenures = [{"name": "示例", "organisation": task.application.organisation}]
    helping.act(change_expert, there.actor("officer"), expert=task.seat.expert, tenures=tenures)
    assert task in [row for row, *_ in newly_bound(there.call)]


def broken():
    return [found for invariant in INVARIANTS for found in invariant.check()]


def test_a_round_is_closed_once_all_are_in_or_with_a_reason(there):
    hand_in(there, 0, 0)
    with pytest.raises(RuleBroken, match="还有 5 张评分表没有交"):
        close_round(there)
    close_round(there, "两位评审人住院")
    row = RoundClosing.objects.get()
    assert (row.asked, row.came, row.reason) == (6, 1, "两位评审人住院")
    with pytest.raises(RuleBroken, match="已经结束"):
        hand_in(there, 0, 1)
    with pytest.raises(RuleBroken, match="已经结束"):
        close_round(there, "再来")


@pytest.mark.once
def test_the_pool_tells_who_came_late_once_the_round_is_over(there, signed_in):
    """Reliability as facts: asked, given and taken back, and what had not come when a round ended."""
    hand_in(there, 0, 0)
    officer = signed_in(there.officer)
    urls = [reverse("panel-expert", args=[seat.expert.public_id]) for seat in there.seats]
    before = [officer.get(url).content.decode() for url in urls]
    assert not any("交评分表" in page for page in before)
    assert all(
        "参加遴选" in page and "1 次，退出 0 次" in page and "3 件，收回 0 件" in page for page in before
    )
    close_round(there, "两位评审人住院")
    first, second = (officer.get(url).content.decode() for url in urls)
    assert "应交 3 张，按时交了 1 张，<strong>2 张到结束没有交" in first
    assert "应交 3 张，按时交了 0 张，<strong>3 张到结束没有交" in second


def test_the_list_is_computed_kept_and_computed_again_by_the_command(there, tmp_path, signed_in, capsys):
    all_in(there)
    close_round(there)
    assert places(there) == {"0001": (1, "95"), "0002": (2, "91"), "0003": (3, "86")}
    close(there)
    there.call.refresh_from_db()
    scoring = Scoring.objects.get()
    assert there.call.state == "deciding"
    assert [row["application"] for row in scoring.data["results"]] == ["0001", "0002", "0003"]
    client = signed_in(there.officer)
    answered = client.post(reverse("review-scoring-file", args=[there.call.public_id]))
    file = tmp_path / "score.json"
    file.write_bytes(answered.content)
    assert score.run(argparse.Namespace(file=str(file), json=False)) == 0
    assert "3 件的得分和名次与公布的一致" in capsys.readouterr().out
    data = json.loads(answered.content)
    data["reviews"][0]["values"]["goal"] = "10"
    file.write_text(json.dumps(data))
    assert (score.run(argparse.Namespace(file=str(file), json=False)), broken()) == (1, [])


def test_what_changed_since_the_list_was_seen_stops_the_end(there):
    all_in(there)
    close_round(there)
    seen = computed(there.call).digest
    sheet = Sheet.objects.first()
    bind(there, sheet.assigned)
    helping.act(actions.set_aside_sheet, there.actor("officer"), sheet=sheet, reason="事后知道应当回避")
    with pytest.raises(RuleBroken, match="有了变化"):
        close(there, shown=seen)
    close(there)
    assert len(Scoring.objects.get().data["reviews"]) == 5


def test_a_sheet_is_set_aside_only_once_open_and_with_a_reason_and_restored_by_another(there, signed_in):
    sheet = hand_in(there, 0, 0)
    with pytest.raises(RuleBroken, match="还没有结束"):
        helping.act(actions.set_aside_sheet, there.actor("officer"), sheet=sheet, reason="x")
    close_round(there, "示例")
    with pytest.raises(RuleBroken, match="请写明"):
        helping.act(actions.set_aside_sheet, there.actor("officer"), sheet=sheet, reason=" ")
    with pytest.raises(RuleBroken, match="没有登记这位评审人对这件申报的回避"):
        helping.act(actions.set_aside_sheet, there.actor("officer"), sheet=sheet, reason="应当回避")
    works_there(there, sheet.assigned)  # typed in with the scores in view: it takes the task, not the score
    with pytest.raises(RuleBroken, match="打开评分以前没有登记"):
        helping.act(actions.set_aside_sheet, there.actor("officer"), sheet=sheet, reason="应当回避")
    helping.act(change_expert, there.actor("officer"), expert=sheet.assigned.seat.expert, tenures=[])
    bind(there, sheet.assigned)
    with pytest.raises(RuleBroken, match="登记人以外的另一个人"):
        helping.act(actions.set_aside_sheet, there.actor("head"), sheet=sheet, reason="应当回避")
    helping.act(actions.set_aside_sheet, there.actor("officer"), sheet=sheet, reason="应当回避")
    assert places(there)["0001"] == (None, None)
    restore = partial(helping.act, actions.restore_sheet, sheet=sheet, reason="无关")
    with pytest.raises(RuleBroken, match="回避还在"):
        restore(there.actor("officer"))
    conflict = sheet.assigned.application.expert_conflicts.get()
    helping.act(lift_conflict, there.actor("officer"), conflict=conflict, reason="登记有误")
    page = reverse("review-result", args=[there.call.public_id, "0001"])
    for who, offered in ((there.officer, False), (there.head, True)):
        assert ("恢复计分</" in signed_in(who).get(page).content.decode()) == offered
    with pytest.raises(RuleBroken, match="解除人以外的另一个人"):
        restore(there.actor("officer"))
    restore(there.actor("head"))
    assert places(there)["0001"][0] == 1


def test_sealed_scores_go_with_a_task_taken_away_and_opened_ones_wait_for_a_decision(there):
    all_in(there)
    task, later = there.assigned[0][0], there.assigned[1][1]
    type(task).objects.filter(pk=task.pk).update(void_at=task.given_at, void_reason="回避")
    with pytest.raises(RuleBroken, match="现在共缺 1 人次"):
        close_round(there)
    close_round(there, "回避后没有补派")
    at = RoundClosing.objects.get().closed_at
    type(later).objects.filter(pk=later.pk).update(void_at=at, void_reason="事后回避")
    reviews = {(row["application"], row["reviewer"]) for row in computed(there.call).data["reviews"]}
    assert ("0001", "专家01") not in reviews
    assert ("0002", "专家02") in reviews


def test_two_too_far_apart_ask_for_a_third_who_decides(there, yichang_expert):
    all_in(there, (("40", "30", "25"), ("10", "32", "27")))
    with pytest.raises(RuleBroken, match="1 件申报的评分分歧超过规定"):
        close_round(there)
    helping.act(actions.ask_third, there.actor("officer"), call=there.call, round="")
    reading = ThirdReading.objects.get()
    assert reading.application == there.applications[0]
    assert list(free_for_third(reading)) == [yichang_expert]
    with pytest.raises(RuleBroken, match="已经评过"):
        helping.act(
            actions.give_third, there.actor("officer"), reading=reading, seat=there.seats[0], reason="x"
        )
    helping.act(
        actions.give_third, there.actor("officer"), reading=reading, seat=yichang_expert, reason="分歧"
    )
    reading.refresh_from_db()
    with pytest.raises(RuleBroken, match="还有 1 张"):
        close_round(there)
    task = reading.assigned
    actions.hand_in_sheet(
        assigned=task, content=content("34"), by=there.actor(yichang_expert.expert.membership)
    )
    close_round(there)
    [row] = [row for row in computed(there.call).results if row["application"] == "0001"]
    assert [read["third"] for read in row["rounds"][0]["reads"]] == [False, False, True]
    assert row["score"] == "88"  # mean of 100, 70 and 94


def test_who_is_bound_is_not_offered_as_a_third(there, yichang_expert, signed_in):
    all_in(there, (("40", "30", "25"), ("10", "32", "27")))
    helping.act(actions.ask_third, there.actor("officer"), call=there.call, round="")
    page = reverse("review-give-third", args=[ThirdReading.objects.get().public_id])
    assert yichang_expert.code in signed_in(there.officer).get(page).content.decode()
    set_conflict(
        seat=yichang_expert, application=there.applications[0], reason="亲属", by=there.actor("officer")
    )
    assert list(free_for_third(ThirdReading.objects.get())) == []
    assert "没有可以指定的人" in signed_in(there.officer).get(page).content.decode()


@pytest.fixture
def yichang_expert(there):
    """The seat of a third expert who reads nothing yet."""
    from luoshi.accounts.actions import add_person
    from luoshi.common.actor import system_actor

    office = there.officer.organisation
    post = add_person(
        name="示例第三人", mobile="10000088881", organisation=office, role="expert", by=system_actor()
    )
    return helping._seat(there.call, post, there.seats[0].discipline.text, 7)


def test_a_third_is_asked_only_when_all_are_in_and_only_where_they_differ(there):
    hand_in(there, 0, 0)
    with pytest.raises(RuleBroken, match="收齐以后"):
        helping.act(actions.ask_third, there.actor("officer"), call=there.call, round="")
    hand_in(there, 1, 0)
    for expert in (0, 1):
        for application in (1, 2):
            hand_in(there, expert, application)
    with pytest.raises(RuleBroken, match="没有分歧"):
        helping.act(actions.ask_third, there.actor("officer"), call=there.call, round="")


def test_more_than_half_veto_and_rounds_by_weight_and_ties_by_rule(there):
    rules = {**there.call.rules}
    rules["method"] = {
        "combine": "mean", "veto": "half", "ties": [{"by": "item", "key": "goal"}],
        "rounds": [{"key": "net", "title": "网评", "weight": "0.6"}, {"key": "hall", "title": "会评", "weight": "0.4"}],
    }  # fmt: skip
    there.call.rules = rules
    there.call.save()
    hall = helping.drawn(there.call, there.monitor, "hall")
    given = {"net": (("40", "中"), ("30", "优"), None), "hall": (("20", "优"), ("30", "优"), None)}
    for expert in (0, 1):
        for at, task in enumerate(there.assigned[expert]):
            type(task).objects.filter(pk=task.pk).update(round="net")
            second = type(task).objects.create(
                seat=there.seats[expert],
                application=task.application,
                round="hall",
                draw=hall,
                given_at=task.given_at,
            )
            for task_of_round, key in ((helping.fresh(task), "net"), (second, "hall")):
                what = VETO if given[key][at] is None else content(*given[key][at])
                actions.hand_in_sheet(
                    assigned=task_of_round, content=what, by=there.actor(there.experts[expert])
                )
    close_round(there, round="net")
    with pytest.raises(RuleBroken, match="会评还没有结束"):
        helping.act(actions.close_review, there.actor("officer"), call=there.call, shown="")
    close_round(there, round="hall")
    close(there)
    rows = {row["application"]: row for row in Scoring.objects.get().data["results"]}
    assert rows["0003"]["vetoed"] == ["材料造假"]
    assert [rows["0001"]["score"], rows["0002"]["score"]] == [
        "80",
        "90",
    ]  # .6 × 80 + .4 × 80; .6 × 90 + .4 × 90


def test_the_lot_is_cast_with_the_seed_of_the_first_draw(there):
    """To draw anew changes nothing of it (controls BL-09)."""
    assert seed_of(there.call) == there.draw.seed
    Draw.objects.filter(pk=there.draw.pk).update(state="void", number=9)
    second = helping.drawn(there.call, there.monitor)
    Draw.objects.filter(pk=second.pk).update(seed="另一个种子")
    assert seed_of(there.call) == there.draw.seed


def test_equal_totals_are_parted_by_the_rule(there):
    for expert in (0, 1):
        hand_in(there, expert, 0, content("30", "优"))
        hand_in(there, expert, 1, content("40", "良"))
        hand_in(there, expert, 2, content("10", "中"))
    close_round(there)
    rows = {row["application"]: row for row in computed(there.call).results}
    assert rows["0001"]["score"] == rows["0002"]["score"] == "90"
    assert (rows["0002"]["place"], rows["0001"]["place"]) == (1, 2)
    assert "得分高者在前" in rows["0002"]["decided"]


def test_without_a_score_the_end_asks_for_a_reason(there):
    hand_in(there, 0, 0)
    close_round(there, "示例")
    with pytest.raises(RuleBroken, match="有 2 件申报没有得分"):
        close(there)
    close(there, reason="评审人不足")
    assert Scoring.objects.get().words == "评审人不足"


def test_back_for_a_correction_the_first_list_stays(there):
    all_in(there)
    close_round(there)
    close(there)
    with pytest.raises(RuleBroken, match="写明理由"):
        helping.act(actions.reopen_review, there.actor("officer"), call=there.call, reason="")
    helping.act(actions.reopen_review, there.actor("officer"), call=there.call, reason="漏了一张")
    there.call.refresh_from_db()
    close(there)
    assert sorted(Scoring.objects.values_list("number", flat=True)) == [1, 2]


def test_who_closes_and_who_only_watches(there):
    all_in(there)
    for name in ("monitor", "school"):
        with pytest.raises(PermissionDenied):
            helping.propose(there, name)
    OfficerConflict.objects.create(
        application=there.applications[0], membership=there.officer, reason="亲属", said_by=there.head
    )
    with pytest.raises(PermissionDenied):
        close_round(there)


def test_a_host_manages_the_review_and_opens_no_score(there, signed_in, send, yichang_expert):
    post = there.post("host", "yichang-zhijiaoshi")
    asked = {"host": post.organisation, "host_review": True}
    type(there.call).objects.filter(pk=there.call.pk).update(**asked)
    there.call.refresh_from_db()
    all_in(there, (("40", "30", "25"), ("1", "32", "27")))
    by, client, call = there.actor(post), signed_in(post), there.call.public_id
    page = client.get(reverse("review-rounds", args=[call])).content.decode()
    assert "核对分歧" in page
    assert "结束本轮" not in page
    helping.act(actions.ask_third, by, call=there.call, round="")
    assert ThirdReading.objects.exists()
    for act, said in ((actions.propose_closing, {"round": ""}), (actions.close_review, {"shown": ""})):
        with pytest.raises(PermissionDenied):
            helping.act(act, by, call=there.call, **said)
    close_round(there, reason="第三人没有评")
    assert client.get(reverse("review-rounds", args=[call])).status_code == 200
    results, file = (reverse(name, args=[call]) for name in ("review-results", "review-scoring-file"))
    assert [client.get(results).status_code, client.post(file).status_code] == [403, 403]
    with pytest.raises(PermissionDenied):
        helping.act(actions.set_aside_sheet, by, sheet=Sheet.objects.first(), reason="示例")
    close(there, reason="第三人没有评")
    assert client.get(reverse("review-rounds", args=[call])).status_code == 404


def test_pages_show_nothing_before_and_every_step_afterwards(there, signed_in, send):
    officer, monitor, call = signed_in(there.officer), signed_in(there.monitor), there.call.public_id
    all_in(there)
    before = officer.get(reverse("review-rounds", args=[call])).content.decode()
    assert "6 / 6" in before.replace("<strong>", "").replace("</strong>", "")
    assert officer.get(reverse("review-results", args=[call])).status_code == 404
    assert officer.post(reverse("review-scoring-file", args=[call])).status_code == 404
    assert officer.get(reverse("review-result", args=[call, "0001"])).status_code == 404
    url = reverse("review-propose-closing", args=[call])
    assert send(monitor, url, there.call, round="").status_code == 403
    assert send(officer, url, there.call, round="").status_code == 302
    there.call.refresh_from_db()
    assert "等待另一个人确认" in officer.get(reverse("review-rounds", args=[call])).content.decode()
    said = ClosingProposal.objects.get()
    url = reverse("review-close-round", args=[said.public_id])
    assert send(officer, url, said).status_code == 403
    assert officer.get(reverse("review-results", args=[call])).status_code == 404
    assert send(monitor, url, said).headers["Location"] == reverse("review-results", args=[call])
    shown = officer.get(reverse("review-results", args=[call])).content.decode()
    assert "待结束评审" in shown
    trial = officer.get(
        reverse("review-results", args=[call]),
        {"combine": "median", "drop": 1, "normalise": "shift", "veto": "any"},
    )
    assert "试算，不是正式结果" in trial.content.decode()
    assert not Scoring.objects.exists()
    step = officer.get(reverse("review-result", args=[call, "0001"])).content.decode()
    assert "专家01" in step
    assert "照常计分" in step
    assert "不计分</summary>" not in step
    assert "有名册" in step
    ended = send(officer, reverse("review-close", args=[call]), there.call, shown=computed(there.call).digest)
    assert ended.status_code == 302
    there.call.refresh_from_db()
    assert "正式结果" in monitor.get(reverse("review-results", args=[call])).content.decode()
    again = send(officer, reverse("review-reopen", args=[call]), there.call, reason="更正")
    assert again.status_code == 302
    assert signed_in(there.school).get(reverse("review-results", args=[call])).status_code == 404


@pytest.mark.once
def test_scores_shown_after_a_refusal_are_read_as_well(there, signed_in):
    all_in(there)
    close_round(there)
    sent = {"_version": "0", "_once": "a", "shown": "x"}
    shown = signed_in(there.officer).post(reverse("review-close", args=[there.call.public_id]), sent)
    assert there.applications[0].title in shown.content.decode()
    lines = AuditEvent.objects.filter(action="selection.read_scores", user=there.officer.user.public_id)
    assert [each.object_id for each in lines] == [there.call.public_id]
