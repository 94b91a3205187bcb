"""The roadmap: one school's for itself, all schools' for the bureau, in bounded questions."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common import clock
from luoshi.workplans.models import Milestone, MilestoneState

from .helping import parts_of, passed, sent, wording

pytestmark = pytest.mark.once


def of_plan(there, **query):
    return f"/plans/{there.plan.public_id}/roadmap/?" + "&".join(f"{k}={v}" for k, v in query.items())


def test_the_bureau_sees_what_is_filed_and_the_school_what_it_sent(there, signed_in):
    workplan = sent(there)
    officer, office = signed_in(there.officer), signed_in(there.office)
    assert "还没有里程碑" in officer.get(of_plan(there)).content.decode()
    assert "制定办法" in office.get(f"/workplans/{workplan.public_id}/roadmap/").content.decode()
    passed(there, workplan)
    text = officer.get(of_plan(there)).content.decode()
    assert all(wording(there, part)[:20] in text for part in parts_of(workplan))
    assert text.count('class="bar') == 4
    assert text.count('class="wait"') == 2
    assert "示例" in text


@pytest.mark.parametrize("group", ["school", "task", "owner", "department"])
def test_every_way_of_grouping_and_narrowing_shows_the_same_steps(there, signed_in, group):
    passed(there, sent(there))
    officer = signed_in(there.officer)
    assert (
        officer.get(of_plan(there, group=group, zoom="month", paper="a3")).content.count(b'class="bar') == 4
    )
    assert officer.get(of_plan(there, group=group, q="制定")).content.count(b'class="bar') == 2
    assert "没有符合条件" in officer.get(of_plan(there, q="没有这个")).content.decode()
    if group == "school":  # zoomed in it is wider, on A3 each sheet is
        roads = [
            officer.get(of_plan(there, zoom=each)).content.decode() for each in ("whole", "quarter", "month")
        ]
        widths = [float(re.search(r'<svg class="road[^>]* width="([\d.]+)"', road)[1]) for road in roads]
        assert widths == sorted(set(widths))
        large = officer.get(of_plan(there, paper="a3")).content.decode()
        assert ("print-a3" in large, "print-a3" in roads[0], "print-landscape" in roads[0]) == (
            True,
            False,
            True,
        )
    assert officer.get(of_plan(there, group="nonsense", zoom="x", school="y")).status_code == 200


def test_today_is_drawn_where_it_lies_among_the_steps_and_nowhere_else(there, signed_in):
    steps, officer = passed(there, sent(there)).milestones, signed_in(there.officer)
    month = dt.timedelta(days=30)
    drawn = []
    for first, last in ((clock.today() - month, clock.today() + month), (dt.date(2001, 2, 3),) * 2):
        steps.update(starts=first, due=last)
        drawn.append(officer.get(of_plan(there)).content.decode().count('<path class="today"'))
    assert drawn == [1, 0]


def many(workplan, count):
    like = workplan.milestones.order_by("pk")[0]
    rows = [
        Milestone(
            workplan=workplan, part=like.part, order=n + 9, title=f"第{n}步", owner=like.owner,
            starts=dt.date(2026, 1, 1) + dt.timedelta(days=n), due=dt.date(2026, 3, 1) + dt.timedelta(days=n),
        )
        for n in range(count)
    ]  # fmt: skip
    Milestone.objects.bulk_create(rows)


def test_a_thousand_steps_cost_the_questions_of_four(there, signed_in):
    workplan = passed(there, sent(there))
    officer = signed_in(there.officer)
    officer.get(of_plan(there))

    def queries():
        with CaptureQueriesContext(connection) as seen:
            page = officer.get(of_plan(there))
        assert page.status_code == 200
        return len(seen), page

    few, _ = queries()
    many(workplan, 1100)
    now, page = queries()
    assert now == few
    assert page.content.count(b'class="bar') == 1000
    assert "1104 个里程碑，这一页是第 1 到 1000 个" in page.content.decode()
    assert officer.get(of_plan(there, page=2)).content.count(b'class="bar') == 104
    assert officer.get(of_plan(there, page=99, q="制定")).content.count(b'class="bar') == 2


@pytest.mark.prove
def test_a_thousand_steps_take_at_most_twenty_five_bare_pages(there, signed_in):
    workplan = passed(there, sent(there))
    many(workplan, 996)
    officer = signed_in(there.officer)

    def seconds(url):
        officer.get(url)
        start = time.perf_counter()
        for _ in range(3):
            officer.get(url)
        return time.perf_counter() - start

    assert seconds(of_plan(there)) <= 25 * seconds("/me/")


def test_the_roadmap_is_narrowed_by_who_where_when_and_how_it_stands(there, signed_in):
    workplan = passed(there, sent(there))
    first, second, third, last = workplan.milestones.order_by("order")
    for row, state in ((first, "done"), (second, "blocked")):
        MilestoneState.objects.create(key=row.key, state=state, since=clock.today())
    Milestone.objects.filter(pk=third.pk).update(due=clock.today() + dt.timedelta(days=3), owner=there.dean)
    Milestone.objects.filter(pk=last.pk).update(due=dt.date(2001, 2, 3), starts=None)
    officer = signed_in(there.officer)

    def seen(**query):
        page = officer.get(of_plan(there, **query))
        return {bar.key for bar in page.context["road"].bars}

    every = {row.key for row in (first, second, third, last)}
    assert seen(county=there.county_bureau.public_id) == every
    assert seen(county=there.school.public_id) == every  # at or below: the school itself
    assert seen(county="nowhere") == set()
    assert (seen(health="done"), seen(health="blocked")) == ({first.key}, {second.key})
    assert (seen(health="late"), seen(health="soon")) == ({last.key}, {third.key})
    assert seen(health="open") == {third.key, last.key}
    assert seen(owner=there.dean.user.name) == {third.key}
    assert seen(year="2001") == {last.key}
    assert seen(year="²⁰⁰¹") == seen(year="99999") == seen(health="x") == every
    area = there.duty.task.area.public_id
    part = workplan.parts.get(work=there.duty.work)
    assert seen(area=area) == {row.key for row in part.milestones.all()}
    listed = (
        officer.get(of_plan(there))
        .content.decode()
        .partition('class="road-list')[2]
        .partition("</section>")[0]
    )
    assert listed.count("<li>") == len(every)
    assert f'{first.title}</a><span class="muted small">已完成' in listed
    everywhere = officer.get("/roadmap/?group=plan")
    assert everywhere.context["road"].count == 4
    assert there.plan.short in everywhere.content.decode()
    text = officer.get(of_plan(there, county=there.county_bureau.public_id)).content.decode()
    assert f'value="{there.county_bureau.public_id}" selected' in text


def test_narrowing_costs_a_bounded_number_of_questions(there, signed_in):
    workplan = passed(there, sent(there))
    officer = signed_in(there.officer)
    query = {"health": "late", "owner": there.owner.user.name, "year": "2026", "group": "owner"}
    url = of_plan(there, **query, county=there.county_bureau.public_id, area=there.duty.task.area.public_id)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(url).status_code == 200
        return len(seen)

    queries()
    few = queries()
    many(workplan, 300)
    assert queries() == few <= 30
