"""Of which tasks a report asks a sentence; one sentence for all that still need one."""

from __future__ import annotations

import pytest

from luoshi.common import clock
from luoshi.papers.models import Sending
from luoshi.progress import actions
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


def test_one_sentence_is_written_for_all_that_still_need_one(there, signed_in, send):
    report = asked(there)
    client, url = signed_in(there.office), f"/progress/reports/{report.public_id}/edit/"
    first, *others = client.get(url).context["form"].unsaid()
    assert others
    assert "还没有写的各项" in client.get(url).content.decode()
    text = send(client, url, report, _same="1", same_words=" ").content.decode()
    assert "请先写明这一句话" in text
    answer = send(client, url, report, **{first: "自己写的"}, _same="1", same_words="按计划推进")
    assert f"已填到要写、还空着的 {len(others)} 项" in answer.content.decode()
    form = answer.context["form"]
    assert [form[name].value() for name in (first, *others)] == ["自己写的"] + ["按计划推进"] * len(others)
    assert form.unsaid() == []
    assert not report.rows.exclude(words="").exists(), "nothing is stored before it is saved"
    kept = client.get(url).context["form"]
    assert kept[others[0]].value() == "按计划推进"
    sent(there, report)
    gone = send(client, url, report, _same="1", same_words="按计划推进")
    assert gone.status_code == 302, "sent meanwhile: nothing is written any more"
