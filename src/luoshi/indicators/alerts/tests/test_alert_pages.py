"""The pages of alerts: what they say, what they cost, what nonsense does to them."""

from __future__ import annotations

import datetime as dt
import io

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common import clock
from luoshi.core import alerts as core
from luoshi.indicators.alerts import actions
from luoshi.indicators.alerts.forms import stored
from luoshi.indicators.alerts.keeping import keep_up
from luoshi.indicators.alerts.models import Alert, AlertRule
from luoshi.progress.tests.helping import due, steps
from luoshi.workplans.models import Milestone

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NONSENSE = ("NaN", "1e400", "-1", "٣", "\0", "x" * 10_000, "")


@pytest.fixture
def late(there):
    rows = steps(there)
    due(300, *rows)
    due(-40, rows[0])
    Milestone.objects.filter(pk__in=[row.pk for row in rows[1:]]).update(weight=10)
    keep_up()
    return Alert.objects.get(kind="late")


def test_the_list_names_degree_and_reason_in_words_and_opens(there, late, signed_in):
    client = signed_in(there.officer)
    html = client.get("/alerts/").content.decode()
    assert f"/alerts/{late.public_id}/" in html
    assert "Ⅱ 较重" in html
    assert "逾期满 30 天" in html
    of_plan = client.get(f"/alerts/?plan={late.plan.public_id}").content.decode()
    assert f"/alerts/{late.public_id}/" in of_plan
    assert 'name="plan"' in of_plan, "narrowed, and no way back is shown"
    other = client.get("/alerts/?plan=22222222222222222222").content.decode()
    assert (f"/alerts/{late.public_id}/" in other, "alert-counts" in other) == (False, False)
    assert client.get("/alerts/?state=cleared").content.decode().count("没有符合条件的预警") == 1
    for name in ("state", "rank", "kind", "school", "plan", "month"):
        for value in NONSENSE:
            assert client.get("/alerts/", {name: value}).status_code == (400 if value == "\0" else 200)


def test_the_list_costs_the_same_for_one_alert_and_for_thirty(there, late, signed_in):
    client = signed_in(there.officer)
    client.get("/alerts/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/alerts/?state=all")
    for number in range(30):
        copy = Alert.objects.get(pk=late.pk)
        copy.pk, copy.public_id, copy.about = None, f"copy{number:016d}", f"milestone:{number}"
        copy.save()
    with CaptureQueriesContext(connection) as many:
        html = client.get("/alerts/?state=all").content.decode()
    assert html.count("data-href=") > 30
    assert len(many) <= len(one)


def test_the_files_hold_every_line_as_text(there, late, signed_in):
    Alert.objects.filter(pk=late.pk).update(title="=1+1", plan_words="")
    client = signed_in(there.officer)
    month = f"?month={clock.today():%Y-%m}"
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/alerts.xlsx{month}").content)).active
    assert [cell.value for cell in sheet[3]][:6] == [
        "Ⅱ级 较重", there.school.short, "里程碑逾期", "=1+1", "40 天", late.since.isoformat()
    ]  # fmt: skip
    assert sheet["D3"].data_type == "s"
    answer = client.get(f"/alerts.docx{month}")
    table = docx.Document(io.BytesIO(answer.content)).tables[0]
    assert [cell.text for cell in table.rows[1].cells][2:4] == ["=1+1", "40 天"]


def test_an_alert_is_answered_on_its_page_and_what_was_typed_is_kept(there, late, signed_in):
    client, here = (
        signed_in(there.post("owner") if hasattr(there, "post") else there.owner),
        f"/alerts/{late.public_id}/",
    )
    html = client.get(here).content.decode()
    assert "怎样解除" in html
    for words, day in (
        ("办", "2026-13-40"),
        ("办", "1e400"),
        (" ", "2031-01-01"),
        ("字" * 10_000, "2031-01-01"),
    ):
        answer = client.post(f"{here}answer/", {"words": words, "promised": day, "_version": late.version})
        assert answer.status_code == 422
    day = (clock.today() + dt.timedelta(days=9)).isoformat()
    said = {"words": "下周办完", "promised": day}
    stale = client.post(f"{here}answer/", {**said, "_version": late.version + 7})
    assert stale.status_code == 409
    assert "下周办完" in stale.content.decode()
    assert client.post(f"{here}answer/", {**said, "_version": late.version}).status_code == 302
    seen = signed_in(there.officer).get(here).content.decode()
    assert "下周办完" in seen
    assert "撤回说明" not in seen


def test_rules_are_tried_before_they_are_saved_and_nonsense_is_told_at_its_cell(there, late, signed_in):
    client, here = signed_in(there.officer), f"/plans/{there.plan.public_id}/alerts/rules/"
    there.plan.refresh_from_db()
    form = {**stored(core.Rules()), "late-3": "2", "_version": there.plan.version}
    tried = client.post(
        here, {**form, "late-1": "", "late-2": "", "late-3": "90", "_preview": "1"}, follow=True
    )
    assert "会新开 0 条，解除 1 条" in tried.content.decode()
    assert AlertRule.objects.count() == 0
    for value in NONSENSE[:-1]:
        answer = client.post(here, {**form, "late-1": value})
        assert answer.status_code in (302, 422, 400)
        assert (
            AlertRule.objects.filter(limits__late__has_key="1").exclude(limits__late__1__gte=1).count() == 0
        )
    answer = client.post(here, {**form, "late-1": "5", "late-2": "9"})
    assert "越重的一级，数要越大" in answer.content.decode()
    read = signed_in(there.office).get(here).content.decode()
    assert "保存为新的一版" not in read


def test_nothing_wrong_says_so(there, signed_in):
    due(300, *steps(there))
    assert "没有未解除的预警" in signed_in(there.officer).get("/alerts/").content.decode()
    assert actions.WORDS == 500
