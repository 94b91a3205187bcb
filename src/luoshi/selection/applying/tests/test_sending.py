"""Handing in: in time on every path, within the places, with a number and a receipt."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import AuditEvent
from luoshi.core.receipts import check
from luoshi.papers.actions import Proof
from luoshi.papers.filed.models import FiledPaper
from luoshi.selection.applying import actions
from luoshi.selection.applying.actions import ranking
from luoshi.selection.applying.models import Application

from . import helping, made

pytestmark = pytest.mark.django_db


def ended(there, ago=dt.timedelta(seconds=1)):
    """The end is past; nobody has closed the call yet."""
    now = clock.now()
    helping.Call.objects.filter(pk=there.call.pk).update(until=now - ago)


def sent(there, key="zhijiang", **said):
    draft = helping.filled(there, key, **said)
    return helping.do(actions.send_application, draft, there.actor(there.offices[key]))


def returned(there, row):
    """Back to whoever sent it, from the school's head."""
    by = helping.holder(there, row.approval.current)
    return helping.do(actions.return_application, row, by, comment="请改", to=None, resume="here")


def test_the_last_instant_counts_and_the_next_does_not(there, settings, tmp_path):
    until = there.call.until
    settings.CLOCK_FILE = str(tmp_path / "clock")
    first, second = helping.filled(there, "zhijiang", number=0), helping.filled(there, "zhijiang", number=1)
    by = there.actor(there.office)
    (tmp_path / "clock").write_text(until.isoformat())
    assert helping.do(actions.send_application, first, by).sent_at == until
    (tmp_path / "clock").write_text((until + dt.timedelta(microseconds=1)).isoformat())
    with pytest.raises(RuleBroken, match="截止"):
        helping.do(actions.send_application, second, by)
    assert helping.fresh(second).sequence is None


@pytest.mark.parametrize(
    "path",
    [
        *("send", "file", "form", "person", "statement", "recall", "restore", "start"),
        *("basics", "own", "without", "file gone", "typed"),
    ],
)
def test_after_the_end_no_path_is_open(there, signed_in, path):
    row, by = helping.filled(there, "zhijiang"), there.actor(there.office)
    if path == "recall":
        row = helping.do(actions.send_application, row, by)
    if path == "restore":
        row = helping.do(actions.withdraw_application, row, by, reason="不报了")
    before = (row.state, row.version, row.materials.count())
    ended(there)
    report = helping.a_file(made.pdf("late"), "迟到.pdf")
    own = actions.OwnSelected(clock.today(), "评选", clock.today(), clock.today(), "没有异议")
    steps = {
        "send": lambda: helping.do(actions.send_application, row, by),
        "file": lambda: helping.do(actions.add_materials, row, by, item="report", files=[report]),
        "form": lambda: helping.do(
            actions.fill_application, row, by, values={"summary": "迟"}, answer_version=row.answer.version
        ),
        "person": lambda: helping.do(actions.add_person, row, by, name="示例迟到"),
        "statement": lambda: helping.do(actions.tick_statements, row, by, ticked=[]),
        "recall": lambda: helping.do(actions.recall_application, row, by),
        "restore": lambda: helping.do(actions.restore_application, row, by),
        "basics": lambda: helping.do(actions.change_application, row, by, title="改名", group=row.group),
        "own": lambda: helping.do(actions.note_own_selection, row, by, said=own),
        "without": lambda: helping.do(actions.remove_person, row, by, person=row.people.last()),
        "file gone": lambda: helping.do(actions.remove_material, row, by, material=row.materials.get()),
        "start": lambda: actions.start_application(call=helping.fresh(there.call), title="另一份", by=by),
    }
    if path == "typed":
        answer = signed_in(there.office).post(
            reverse("apply-form", args=[row.public_id]),
            {"_version": row.version, "summary": "迟到的做法", "students": "1", "contact": "10000000001"},
        )
        assert answer.status_code == 422
        assert helping.fresh(row).answer.values["summary"] != "迟到的做法"
    else:
        with pytest.raises(RuleBroken, match="截止"):
            steps[path]()
    after = helping.fresh(row)
    assert (after.state, after.version, after.materials.count()) == before


def test_what_came_back_unchanged_goes_on_after_the_end_and_changed_it_does_not(there):
    by = there.actor(there.office)
    same, other = sent(there, number=0), sent(there, number=1)
    same, other = returned(there, same), returned(there, other)
    report = helping.a_file(made.pdf("another"), "另附.pdf")
    other = helping.do(actions.add_materials, other, by, item="report", files=[report])
    ended(there)
    assert helping.do(actions.resubmit_application, same, by).state == "sent"
    with pytest.raises(RuleBroken, match="改动过"):
        helping.do(actions.resubmit_application, other, by)
    assert helping.fresh(other).state == "returned"
    until = helping.fresh(there.call).until  # it had come in time and had to wait since
    assert helping.do(actions.resubmit_application, other, by, arrived=until).state == "sent"


def test_mended_and_sent_again_in_time_it_keeps_its_number_and_gets_a_new_receipt(there):
    by, row = there.actor(there.office), sent(there)
    first, at = row.receipt, row.sent_at
    row = returned(there, row)
    row = helping.do(actions.change_application, row, by, title="改过的名称", group=row.group)
    row = helping.do(actions.resubmit_application, row, by)
    assert (row.sequence, row.sent_at) == (1, at)
    assert (row.receipt["content"] != first["content"], row.receipts_before) == (True, [first])
    assert check(json.dumps(row.receipt).encode()).faults == ()
    assert [each.title for each in row.approval.sendings.all()] == ["示例团队1", "改过的名称"]


def test_the_receipt_names_what_was_handed_in_and_the_log_holds_it(there, command, tmp_path):
    row = sent(there)
    found = check(json.dumps(row.receipt).encode())
    said = found.statement
    assert (said.selection, said.application, said.sequence) == (there.call.title, row.public_id, 1)
    assert [each.sha256 for each in said.attachments] == [row.materials.get().stored.digest]
    event = AuditEvent.objects.get(action="applying.send_application")
    assert event.previous == said.event
    assert {"receipt": row.receipt["signature"], "sequence": 1} in event.changes
    (tmp_path / "r.json").write_text(json.dumps(row.receipt))
    (tmp_path / "a.pdf").write_bytes(made.pdf("report 1"))
    (tmp_path / "b.pdf").write_bytes(made.pdf("report 2"))
    assert command("verify-receipt", str(tmp_path / "r.json"), str(tmp_path / "a.pdf")) == 0
    assert command("verify-receipt", str(tmp_path / "r.json"), str(tmp_path / "b.pdf")) == 1


def test_a_school_sends_no_more_than_its_places_and_a_withdrawn_one_frees_its_place(there):
    rules = {**there.call.rules, "quota": {"by": "school", "number": 1}}
    helping.Call.objects.filter(pk=there.call.pk).update(rules=rules)
    there.call.refresh_from_db()
    by, first = there.actor(there.office), sent(there, number=0)
    second = helping.filled(there, "zhijiang", number=1)
    with pytest.raises(RuleBroken, match="名额是 1 个，已报送 1 个"):
        helping.do(actions.send_application, second, by)
    assert sent(there, "xingshan", number=2).sequence == 2  # another school has its own
    first = returned(there, first)
    helping.do(actions.withdraw_application, first, by, reason="不报了")
    assert helping.do(actions.send_application, second, by).sequence == 3
    with pytest.raises(RuleBroken, match="名额"):
        helping.do(actions.send_application, helping.do(actions.restore_application, first, by), by)


@pytest.mark.parametrize(
    ("about", "test"),
    [
        ("organisation", {"field": "undertaken", "op": "ge", "value": 99}),
        ("team", {"field": "people", "op": "ge", "value": 99}),
    ],
)
def test_whoever_does_not_meet_a_condition_is_not_let_in_and_told_why(there, about, test):
    condition = {"key": "c1", "words": "示例条件", "about": about, "test": test, "veto": True}
    by, row = there.actor(there.office), helping.filled(there, "zhijiang")
    for veto in (True, False):
        rules = {**there.call.rules, "conditions": [condition | {"veto": veto}]}
        helping.Call.objects.filter(pk=there.call.pk).update(rules=rules)
        if veto:
            with pytest.raises(RuleBroken, match="条件“示例条件”不满足，因为"):
                helping.do(actions.send_application, row, by)
    assert helping.do(actions.send_application, row, by).state == "sent", "what does not bar is only told"


def test_what_is_not_known_of_people_outside_the_register_does_not_bar(there):
    test = {"field": "dual_share", "op": "ge", "value": 99}
    condition = {"key": "c1", "words": "示例条件", "about": "team", "test": test, "veto": True}
    helping.Call.objects.filter(pk=there.call.pk).update(
        rules={**there.call.rules, "conditions": [condition]}
    )
    assert sent(there).state == "sent"


def test_a_quota_raised_by_results_stops_at_its_cap(there):
    rules = {**there.call.rules, "quota": {"by": "school", "number": 1, "most": 1}}
    helping.Call.objects.filter(pk=there.call.pk).update(rules=rules)
    there.call.quotas.create(organisation=there.school, number=1, raised=5)
    sent(there, number=0)
    with pytest.raises(RuleBroken, match="名额是 1 个"):
        helping.do(
            actions.send_application, helping.filled(there, "zhijiang", number=1), there.actor(there.office)
        )


def test_an_incomplete_one_is_told_what_it_lacks(there):
    by = there.actor(there.office)
    row = actions.start_application(call=helping.fresh(there.call), title="示例空白", by=by)
    with pytest.raises(RuleBroken, match="共 6 处"):
        helping.do(actions.send_application, row, by)


def test_somebody_against_whom_something_stands_is_a_veto(there):
    by, row = there.actor(there.office), helping.filled(there, "zhijiang")
    person = row.people.get(role="leader")
    with pytest.raises(RuleBroken, match="写明情况"):
        helping.do(actions.clear_person, row, by, person=person, clear=False)
    helping.do(actions.clear_person, row, by, person=person, clear=False, words="有师德投诉待查")
    with pytest.raises(RuleBroken, match="没有通过，不能申报"):
        helping.do(actions.send_application, row, by)
    said = there.office.user.name
    himself = row.people.create(name=f"{said[0]} {said[1:]}", organisation=there.school)  # by name alone
    with pytest.raises(RuleBroken, match="不能审核本人"):
        helping.do(actions.clear_person, row, by, person=himself, clear=True)


def test_a_number_once_given_is_not_given_again(there):
    by, row = there.actor(there.office), sent(there)
    row = helping.do(actions.recall_application, row, by)
    assert (row.state, row.sequence, row.receipt) == ("draft", None, None)
    row = helping.do(actions.send_application, row, by)
    assert (row.sequence, row.receipts_before) == (2, [])


def test_the_schools_own_notice_must_be_over_and_long_enough(there):
    rules = {**there.call.rules, "own_selection": True, "own_notice_days": 5}
    helping.Call.objects.filter(pk=there.call.pk).update(rules=rules)
    by, row, today = there.actor(there.office), helping.filled(there, "zhijiang"), clock.today()
    for since, until, why in ((2, 1, "只有"), (20, 0, "结束以后"), (20, 1, "")):
        days = [today - dt.timedelta(days=each) for each in (since + 1, since, until)]
        own = actions.OwnSelected(days[0], "教师大会评选", days[1], days[2], "没有异议")
        proof = Proof(helping.files.put([made.pdf()]), "纪要.pdf")
        row = helping.do(actions.note_own_selection, row, by, said=own, proof=proof)
        if why:
            with pytest.raises(RuleBroken, match=why):
                helping.do(actions.send_application, row, by)
    row = helping.do(actions.send_application, row, by)
    assert {"纪要.pdf", "申报报告1.pdf"} == {each["name"] for each in row.receipt["attachments"]}


def test_paper_of_the_last_day_stands_for_a_sending(there, settings, tmp_path):
    draft, by = helping.filled(there, "zhijiang"), there.actor(there.officer)
    settings.CLOCK_FILE = str(tmp_path / "clock")
    until = there.call.until
    (tmp_path / "clock").write_text((until + dt.timedelta(hours=1)).isoformat())
    scan = Proof(helping.files.put([made.pdf("paper")]), "纸质.pdf")
    said = {"call": helping.fresh(there.call), "organisation": there.school, "title": draft.title}
    said |= {"reason": "学校断网", "proofs": [scan], "by": by}
    for at, why in ((until + dt.timedelta(seconds=1), "晚于"), (until - dt.timedelta(days=2), "截止当日")):
        with pytest.raises(RuleBroken, match=why):
            actions.register_paper(at=at, **said)
    made_ = actions.register_paper(at=until - dt.timedelta(minutes=1), **said)
    assert made_ == draft
    row = helping.fresh(draft)
    assert (row.state, row.sequence, row.paper_by) == ("received", 1, there.officer)
    assert row.sent_at == until - dt.timedelta(minutes=1)
    with pytest.raises(RuleBroken, match="不能登记纸质材料"):
        actions.register_paper(at=until - dt.timedelta(minutes=1), **said)


# ---- places by 组别, conditions on earlier awards and on each person


def test_places_of_a_group_count_by_themselves(there):
    there.call.quotas.create(group="思政", number=1)
    there.call.quotas.create(group="专业课", number=2)
    sent(there, number=0)
    with pytest.raises(RuleBroken, match="“思政”的名额是 1 个，已报送 1 个"):
        helping.do(
            actions.send_application, helping.filled(there, "zhijiang", number=2), there.actor(there.office)
        )
    assert [sent(there, number=number).group for number in (1, 3)] == ["专业课"] * 2
    assert sent(there, "xingshan", number=4).group == "思政", "another school has its own place"


@pytest.mark.parametrize(
    ("about", "test", "why"),
    [
        ("earlier", {"field": "held", "op": "ge", "value": 1}, "“现有的有效认定”是 0 项"),
        ("person", {"field": "gender", "op": "eq", "value": "male"}, "示例主持1的“性别”是“女”"),
    ],
)
def test_earlier_awards_and_each_person_are_judged(there, about, test, why):
    condition = {"key": "c1", "words": "示例条件", "about": about, "test": test, "veto": True}
    rules = {**there.call.rules, "conditions": [condition], "register": "teams"}
    row, by = helping.filled(there, "zhijiang"), there.actor(there.office)
    members = [{"name": "示例成员", "source": "school"}]
    facts = {"name": "示例团队", "specialty": "数控技术", "leader": "示例负责人", "members": members}
    team = helping.entered(there, "teams", there.school, **facts)
    teacher = helping.entered(
        there, "teachers", there.school, name="示例主持1", id_number="11010519900307002X", gender="female"
    )
    row.people.filter(role="leader").update(entry=teacher)
    helping.Call.objects.filter(pk=there.call.pk).update(rules=rules)
    Application.objects.filter(pk=row.pk).update(entry=team)
    with pytest.raises(RuleBroken, match=f"条件“示例条件”不满足，因为{why}"):
        helping.do(actions.send_application, row, by)
    if about == "earlier":
        said = {"level": "city", "document_number": "示教〔2025〕1号"}
        team.stages.create(kind="recognised", on=clock.today() - dt.timedelta(days=30), **said)
    else:
        row.people.filter(role="leader").update(entry=None)
    assert helping.do(actions.send_application, row, by).state == "sent"


# ---- the county


def ranked_call(there, number=1):
    rules = {**there.call.rules, "quota": {"by": "county", "number": number}, "group_titles": []}
    helping.Call.objects.filter(pk=there.call.pk).update(rules=rules)
    there.call.refresh_from_db()


def at_county(there, number):
    row = sent(there, number=number)
    return helping.do(actions.pass_application, row, helping.holder(there, row.approval.current))


def test_a_county_prints_its_own_opinion_and_no_other(there, signed_in):
    """Once it lies there; the page is the county's, to be stamped by it."""
    row, county = at_county(there, 0), signed_in(there.clerk)
    opinions = [{"key": "school", "title": "学校意见"}, {"key": "county", "title": "县市教育局意见"}]
    helping.Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "opinions": opinions})
    said = {
        key: county.post(
            reverse("apply-opinion", args=[row.public_id, key]), {"_version": row.version, "_once": key}
        ).status_code
        for key in ("school", "county")
    }
    assert said == {"school": 403, "county": 302}
    paper = FiledPaper.objects.get()
    assert (paper.kind_name, paper.organisation) == ("县市教育局意见", helping.county_of(row.organisation))


def ranked(there, *order):
    by = there.actor(there.clerk)
    rows = ranking.to_rank(by, there.call)
    call = helping.fresh(there.call)
    return actions.rank_applications(call=call, order=list(order), seen=ranking.seen_of(rows), by=by)


def test_a_county_ranks_within_its_places_and_passes_only_what_it_ranked(there):
    ranked_call(there)
    one, two = at_county(there, 0), at_county(there, 1)
    for row in (one, two):
        helping.do(actions.pass_application, row, helping.holder(there, helping.fresh(row).approval.current))
    leader = helping.holder(there, helping.fresh(one).approval.current)
    with pytest.raises(RuleBroken, match="推荐次序"):
        helping.do(actions.pass_application, one, leader)
    with pytest.raises(RuleBroken, match="名额是 1 个"):
        ranked(there, helping.fresh(one), helping.fresh(two))
    ranked(there, helping.fresh(two))
    assert (helping.fresh(one).rank, helping.fresh(two).rank) == (None, 1)
    assert helping.do(actions.pass_application, two, leader).state == "received"
    with pytest.raises(RuleBroken, match="已推荐 1 个"):
        ranked(there, helping.fresh(one))
    helping.do(actions.withdraw_application, two, there.actor(there.office), reason="不报了")
    ranked(there, helping.fresh(one))
    assert helping.do(actions.pass_application, one, leader).rank == 1


def test_an_order_made_from_an_older_list_is_stale(there):
    ranked_call(there, number=5)
    one = at_county(there, 0)
    rows = ranking.to_rank(there.actor(there.clerk), there.call)
    seen = ranking.seen_of(rows)
    at_county(there, 1)
    with pytest.raises(Stale):
        actions.rank_applications(
            call=helping.fresh(there.call), order=[one], seen=seen, by=there.actor(there.clerk)
        )
    assert Application.objects.filter(rank__isnull=False).count() == 0
