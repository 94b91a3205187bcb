"""All rows of a round before the bureau: narrowed, exported, summed, and what each breaks."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import FormDefinition
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.breaking import breaks_of
from luoshi.undertakings.rounds.figures import figures_of
from luoshi.undertakings.rounds.forms import stored_terms
from luoshi.undertakings.rounds.models import RoundTask
from luoshi.undertakings.rounds.standing import standing_of
from luoshi.undertakings.rounds.views import confirming, overview

from . import helping
from .helping import ANSWERS, applied, do, fresh, judge, judged, passed

pytestmark = pytest.mark.django_db


def year(number, amount=None, **money):
    """One line of the table of years; money in 万元."""
    cells = {name: value * 1_000_000 for name, value in money.items()}
    return {"_row": f"r{number}", "year": str(number), **({"amount": amount} if amount else {}), **cells}


def answers(*years):
    return {**ANSWERS, "years": list(years)}


@pytest.fixture
def bureau(there, client):
    client.force_login(there.officer.user)
    return client


def rows_page(there, client, **wanted):
    return client.get(reverse("round-rows", args=[there.round.public_id]), wanted)


def shown(page):
    return [(row["line"].organisation.key, row["row"].task.task.key) for row in page.context["rows"]]


def three_schools(there):
    """zhijiang two tasks of 2026 and 2027, sanxia the first with a year of its own, one row without any number."""
    helping.drafted(there, ticked=2, answers=answers(year(2026, "2", central=300), year(2027, own=100)))
    mine = there.round.applications.get(organisation=there.school)
    passed(there, do(actions.send_application, mine, there.actor("office")))
    applied(there, "sanxia", answers=answers(year(2026, "3", own=50)), quantity=3)
    applied(there, "dangyang", answers=answers(year(2026)), quantity=None)


def test_sums_by_year_and_source_count_every_number_once_and_missing_is_not_zero(there):
    three_schools(there)
    standing = standing_of(there.round)
    figures = figures_of(standing)
    table = figures.table(figures.sums(standing.lines))
    assert "数量" not in "".join(table["heads"]), "students and courses do not add up"
    assert [year for year, _ in table["rows"]] == ["2026年", "2027年"]
    cells = dict(table["rows"])
    assert cells["2026年"] == ["600", "—", "—", "—", "50", "650"]
    assert cells["2027年"] == ["—", "—", "—", "—", "200", "200"]
    assert table["totals"] == ["600", "—", "—", "—", "250", "850"]
    assert figures.sums(standing.lines).silent == 1
    first = standing.tasks[0]
    assert (first.applied, first.amount) == (3, Decimal(5))
    by_school = {
        s.organisation.key: figures.budget(figures.sums(s.lines)) for s in standing.schools if s.lines
    }
    assert by_school == {"zhijiang": "800 万元", "sanxia": "50 万元", "dangyang": "—"}


def test_who_takes_part_names_its_own_part_and_the_task_counts_once(there):
    there.round.tasks.update(joint=True)
    row = there.round.tasks.first()
    applied(there, "zhijiang", led_by=there.school, answers=answers(year(2026, "2", own=10)))
    applied(there, "sanxia", led_by=there.school, quantity=1, answers=answers(year(2026, "1", own=5)))
    standing = standing_of(there.round)
    line = next(each for each in standing.tasks if each.row.pk == row.pk)
    figures = figures_of(standing)
    assert (line.applied, line.amount, figures.budget(figures.sums(line.lines))) == (1, Decimal(3), "15 万元")


def test_rows_are_narrowed_and_sums_follow_leaving_out_what_was_declined(there, bureau):
    three_schools(there)
    assert len(shown(rows_page(there, bureau))) == 4
    first = there.round.tasks.first()
    assert len(shown(rows_page(there, bureau, task=first.public_id))) == 3
    assert {school for school, _ in shown(rows_page(there, bureau, school=there.school.public_id))} == {
        "zhijiang"
    }
    county = there.county_bureau.public_id
    assert {school for school, _ in shown(rows_page(there, bureau, county=county))} == {"zhijiang"}
    wish = there.round.applications.get(organisation=there.school).wishes.first()
    judge(there, wish)
    assert len(shown(rows_page(there, bureau, state="accepted"))) == 1
    assert len(shown(rows_page(there, bureau, state="accepted", school="没有"))) == 0
    assert "看全部" in rows_page(there, bureau, state="declined").content.decode()
    sums = rows_page(there, bureau, school=there.school.public_id).context["sums"]
    assert sums["totals"][-1] == "800"
    judged(there, there.round.applications.get(organisation=there.school), "declined", words="名额有限")
    assert rows_page(there, bureau).context["sums"]["totals"][-1] == "50"


def test_the_workbook_has_every_row_and_its_sums_and_the_text_the_same(there, bureau):
    three_schools(there)
    given = bureau.get(reverse("round-rows-xlsx", args=[there.round.public_id]))
    book = openpyxl.load_workbook(io.BytesIO(given.content))
    assert book.sheetnames == ["逐项", "分年度", "按任务", "按学校"]
    head = [cell.value for cell in book["逐项"][2]]
    last = [cell.value for cell in book["逐项"][7]]
    assert last[0] == "合计"
    assert last[head.index("经费合计（万元）")] == 850
    assert last[head.index("省级财政（万元）")] is None
    assert last[head.index("申报数量")] is None, "numbers of different things are not added up"
    schools = {row[0].value: row for row in book["按学校"].iter_rows(min_row=3)}
    assert schools["合计"][1].value == 4
    text = bureau.get(reverse("round-rows-csv", args=[there.round.public_id])).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert [len(lines), lines[0], lines[-1][0]] == [6, head, "合计"]
    assert lines[-1][head.index("经费合计（万元）")] == "850"


def test_each_row_says_which_condition_or_quota_it_breaks(there):
    helping.set_up_profile(there)
    definition = FormDefinition.objects.get(key=PROFILE.key)
    helping.profile_answered(there, definition, teachers=30)
    first, second, _ = there.round.tasks.all()
    condition = {"field": "teachers", "op": "ge", "value": 60}
    three_schools(there)
    RoundTask.objects.filter(pk=first.pk).update(condition=condition, most=2, quantity_most=4)
    there.round.most = 1
    there.round.save()
    found = breaks_of(standing_of(fresh(there.round)))
    by = {
        (wish.application.organisation.key, wish.round_task_id): found.get(wish.pk, [])
        for application in there.round.applications.all()
        for wish in application.wishes.all()
    }
    asked = "要求“专任教师数”不小于60 人"
    many, much = "这项任务至多 2 个单位，现有 3 个", "这项任务数量合计至多 4，现有 5"
    assert by["zhijiang", first.pk] == [f"{asked}，该校不符合", many, much, "每校至多 1 项，该校现有 2 项"]
    assert by["zhijiang", second.pk] == ["每校至多 1 项，该校现有 2 项"]
    assert by["sanxia", first.pk] == [f"{asked}，该校单位概况里没有填", many, much]
    assert by["dangyang", first.pk] == [f"{asked}，该校单位概况里没有填", many]


def test_of_a_returned_application_the_bureau_reads_and_sums_what_was_sent(there, bureau):
    made = helping.drafted(there, ticked=1, answers=answers(year(2026, "2", own=10)))
    sent = passed(there, do(actions.send_application, made, there.actor("office")), *helping.BELOW)
    returned = do(actions.return_application, sent, there.actor("section"), comment="请核实", parts={})
    helping.write(
        returned.wishes.get(), there.actor("office"), reason="改到一半", answers=answers(year(2026, own=99))
    )
    text = bureau.get(reverse("round-rows-csv", args=[there.round.public_id])).content.decode("utf-8-sig")
    assert "改到一半" not in text
    assert rows_page(there, bureau).context["sums"]["totals"][-1] == "10"


@pytest.mark.once
def test_the_overview_names_some_schools_of_a_task_and_leads_to_all(there, bureau, monkeypatch):
    monkeypatch.setattr(overview, "NAMED", 1)
    for key in ("zhijiang", "sanxia"):
        applied(there, key)
    page = bureau.get(reverse("round-overview", args=[there.round.public_id])).content.decode()
    address = f"/rounds/{there.round.public_id}/rows/?task={there.round.tasks.first().public_id}"
    assert f'<a href="{address}">还有 1 个，看全部' in page


@pytest.mark.once
def test_many_rows_cost_as_many_queries_as_one(there, bureau):
    def cost(name):
        with CaptureQueriesContext(connection) as seen:
            assert bureau.get(reverse(name, args=[there.round.public_id])).status_code == 200
        return len(seen)

    applied(there, "zhijiang")
    before = [cost(name) for name in ("round-rows", "round-overview")]
    for key in ("sanxia", "dangyang", "yuanan", "xingshan"):
        applied(there, key, tasks=list(there.round.tasks.all()))
    assert [cost(name) for name in ("round-rows", "round-overview")] == before


def test_the_printed_list_carries_the_sums_of_what_was_accepted(there, it_is):
    three_schools(there)
    for application in there.round.applications.all():
        mine = application.organisation == there.school
        judged(
            there, application, "accepted" if mine else "declined", words="名额", agreed=1 if mine else None
        )
    blocks = [block.as_data() for block in confirming._sums(standing_of(there.round))]
    first = there.round.tasks.select_related("task").first().task
    assert blocks[1]["rows"][0] == [str(first), f"{there.school.short} 1", "1"], (
        "as agreed, not as applied for"
    )
    assert blocks[3]["rows"][-1][-1] == "800"
    assert "经费合计 800 万元" in blocks[4]["text"]
    assert "2 项核定数量与申报数量不同" in blocks[5]["text"]


@pytest.mark.once
def test_numbers_stand_in_their_boxes_as_people_write_them(there, bureau):
    wish = applied(there, "zhijiang").wishes.get()
    judge(there, wish, agreed=Decimal(1))
    page = bureau.get(reverse("judge-wish", args=[wish.public_id])).content.decode()
    assert 'value="1"' in page
    assert "1.00" not in page
    RoundTask.objects.filter(round=there.round).update(quantity_most=300)
    row = there.round.tasks.select_related("task").first()
    terms = stored_terms([row.task], {row.task_id: row})
    assert str(terms[f"quantity_most-{row.task.public_id}"]) == "300"
