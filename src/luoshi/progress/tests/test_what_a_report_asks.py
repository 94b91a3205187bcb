"""Of which tasks a report asks a sentence; one sentence for all that still need one."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.common import clock
from luoshi.papers.models import Sending
from luoshi.progress import actions
from luoshi.progress.models import ReportNumber, ReportPeriod
from luoshi.progress.reports import content
from luoshi.progress.reports.completeness import missing_to_submit
from luoshi.workplans.models import Goal

from .helping import asked, complete, due, fresh_report, passed_on, report_act, steps

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LATER = 900  # days: nothing falls due for years


def test_a_task_that_has_not_begun_is_asked_nothing_and_one_with_a_target_is(there):
    due(LATER, *steps(there))
    report = asked(there)
    with_target = report.rows.filter(numbers__isnull=False).distinct().count()
    silent = [words for words in missing_to_submit(report) if "本期没有填过进展" in words]
    assert (len(silent), report.rows.count()) == (with_target, 2) == (1, 2)
    Goal.objects.update(agreed=None)
    report = report_act(actions.refresh_report, report, there.actor("office"))
    assert missing_to_submit(report) == []
    due((report.period.ends - clock.today()).days, *steps(there)[:1])
    assert len(missing_to_submit(fresh_report(report))) == 1


def sent(there, report):
    """With a sentence for each task and no target."""
    Goal.objects.update(agreed=None)
    office = there.actor("office")
    report = complete(there, report_act(actions.refresh_report, fresh_report(report), office))
    return report_act(actions.send_report, report, office)


def as_sent_before(report):
    """What was sent, without what is asked of each row."""
    made = Sending.objects.get(approval=report.approval)
    rows = made.body["values"]["rows"]
    for row in rows:
        del row["owes"]
    Sending.objects.filter(pk=made.pk).update(body=made.body)
    return rows


def test_what_was_sent_while_all_were_asked_keeps_what_was_asked_and_reads_as_unchanged(there):
    due(LATER, *steps(there))
    report, office = sent(there, asked(there)), there.actor("office")
    rows = as_sent_before(report)
    passed_on(there, report, "head", "county", "leader")
    row = report.rows.first()
    parts = {"comment": "", "parts": {row.public_id: "写得太笼统"}}
    report = report_act(actions.return_report, report, there.actor("section"), **parts)
    assert [each["owes"] for each in content.taken(report)] == [True, True]
    assert content.changed_rows(rows, content.taken(report)) == []
    report = report_act(actions.write_report, report, office, words={row.pk: ""}, numbers={})
    assert len(missing_to_submit(report)) == 1


def alike(client, url):
    """Names of the boxes offered, by kind; those that are ticked as the page comes."""
    offered = client.get(url).context["form"].alike()
    return {kind: [name for each, name, _, _ in offered if each == kind] for kind, *_ in offered}, [
        name for _, name, _, ticked in offered if ticked
    ]


def test_one_sentence_is_written_into_the_ticked_boxes_and_out_again(there, signed_in, send):
    report = asked(there)
    ReportNumber.objects.update(actual=0)
    client, url = signed_in(there.office), f"/progress/reports/{report.public_id}/edit/"
    by_kind, ticked = alike(client, url)
    first, *others = by_kind["补充说明"]
    [gap] = by_kind["差距说明"]
    assert ticked == [first, *others], "the gap is ticked by hand"
    assert "完成数 0）" in client.get(url).content.decode()
    said = {f"actual_{gap.removeprefix('reason_')}": "0", first: "自己写的"}
    for words, to, refusal in (
        (" ", [gap], "请先写明这一句话"),
        ("按计划推进", [], "请勾选要填到哪几处"),
        ("长" * 301, [gap, *others], "差距说明最多 300 个字"),
    ):
        refused = send(client, url, report, **said, _same="1", same_words=words, same_to=to)
        assert refusal in refused.content.decode()
    answer = send(
        client, url, report, **said, _same="1", same_words="缺编，已报批", same_to=[first, gap, *others]
    )
    filled = [*others, gap]
    assert f"已填到 {len(filled)} 处，还没有保存" in answer.content.decode()
    form = answer.context["form"]
    assert [form[name].value() for name in (first, *filled)] == ["自己写的", *["缺编，已报批"] * len(filled)]
    assert (form.left(), form.alike()) == ([], [])
    assert not report.rows.exclude(words="").exists(), "nothing is stored before it is saved"
    assert client.get(url).context["form"][gap].value() == "缺编，已报批", "the draft has it"
    now = {**said, **dict.fromkeys(filled, "缺编，已报批"), gap: "缺编，另有原因"}
    back = {"_same_back": "1", "same_filled": [*filled, first, "version"], "same_was": "缺编，已报批"}
    answer = send(client, url, report, **now, **back)
    assert f"已撤回，{len(others)} 处又空着了" in answer.content.decode()
    form = answer.context["form"]
    assert [form[name].value() for name in (first, gap)] == ["自己写的", "缺编，另有原因"]
    assert [form[name].value() for name in others] == [""] * len(others)
    assert "没有要撤回的" in send(client, url, report, **said, **back).content.decode()
    sent(there, report)
    gone = send(client, url, report, _same="1", same_words="按计划推进", same_to=[first])
    assert gone.status_code == 302, "sent meanwhile: nothing is written any more"


def test_a_report_tells_what_is_left_and_folds_what_is_complete(there, signed_in, send):
    report = asked(there)
    client, url = signed_in(there.office), f"/progress/reports/{report.public_id}/edit/"
    page = client.get(url)
    form = page.context["form"]
    assert form.lacking() == len(missing_to_submit(report)) > 2, "the same rule as when it is sent"
    assert [each["open"] for each in form.sections] == [True, True]
    text = page.content.decode()
    assert f"2 项任务，还有 2 项、<span data-left-count>{form.lacking()}</span> 处要写" in text
    for section in form.left():
        for box, words in section["lacks"]:
            assert f'<a href="#{box}" data-left="{box}">{words}</a>' in text
            assert f'id="{box}"' in text
    assert 'class="form-acts stays"' in text
    number = ReportNumber.objects.get(row__report=report)
    said = {f"words_{row.public_id}": "在办" for row in report.rows.all()}
    whole = {**said, f"actual_{number.public_id}": "0", f"reason_{number.public_id}": "缺编"}
    [other] = report.rows.exclude(pk=number.row_id)
    wrong = send(client, url, report, **{**whole, f"words_{other.public_id}": "长" * 1001})
    assert wrong.status_code == 422
    stands = {each["row"].pk: each["open"] for each in wrong.context["form"].sections}
    assert stands == {other.pk: True, number.row_id: False}, "what was refused stands open"
    short = {**said, f"actual_{number.public_id}": "0"}
    client.post(url, short, headers={"X-Requested-With": "autosave"})
    [left] = client.get(url).context["form"].left()
    assert [box for box, _ in left["lacks"]] == [f"id_reason_{number.public_id}"], (
        "as it was typed, not stored"
    )
    assert send(client, url, report, **whole).status_code == 302
    page = client.get(url)
    assert [each["open"] for each in page.context["form"].sections] == [False, False]
    assert "2 项任务，都齐了" in page.content.decode()
    assert page.content.decode().count('<span class="chip ok">已写</span>') == 2


def test_that_the_day_is_past_is_said_until_it_has_left_the_school(there, signed_in):
    report = asked(there, back=True)
    ReportPeriod.objects.update(due=max(report.period.ends, clock.today() - dt.timedelta(days=9)))
    days = (clock.today() - fresh_report(report).period.due).days
    client, here = signed_in(there.office), f"/progress/reports/{report.public_id}/"
    words = f"已过 {days} 天"
    assert f"报送期限已过 {days} 天" in client.get(here).content.decode()
    assert f"（{words}）" in client.get(here).content.decode()
    assert words in client.get(f"{here}edit/").content.decode()
    report = sent(there, report)
    passed_on(there, report, "head")
    assert words not in client.get(here).content.decode()
    ReportPeriod.objects.update(due=clock.today())
    type(report).objects.update(first_sent_at=None, state="draft", approval=None, author=None)
    assert "已过" not in client.get(here).content.decode()
