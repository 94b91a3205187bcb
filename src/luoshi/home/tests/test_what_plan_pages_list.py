"""What a plan, its list of tasks, a clause and a document list: everything that belongs there and nothing else."""

import re

import pytest
from django.db.models import Sum
from django.urls import reverse

from luoshi.plans.models import Area, PlanDate, Task
from luoshi.policies.models import Clause, PolicyDocument
from luoshi.undertakings.models import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def head(yichang, signed_in):
    return signed_in(yichang.post("school_head", "zhijiang"))


def section(client, name, row, key):
    """The part of a page with that id, up to the next part."""
    html = client.get(reverse(name, args=[row.public_id])).content.decode().partition("<main")[2]
    return html.partition(f'<section class="stack" id="{key}"')[2].partition("<section")[0]


def led_to(html, kind):
    return set(re.findall(rf'href="/{kind}/([a-z0-9]{{20}})/', html))


def ids(rows):
    return set(rows.values_list("public_id", flat=True))


def test_a_plan_lists_its_areas_with_their_counts(head, yichang):
    shown = section(head, "plan", yichang.plan, "areas")
    undertaken = Duty.objects.filter(basis="undertaken", left_at=None)
    totals = []
    for area in Area.objects.filter(plan=yichang.plan, withdrawn_at=None):
        tasks = Task.objects.filter(area=area, withdrawn_at=None)
        row = shown.partition(f"area={area.public_id}")[2].partition("</tr>")[0]
        counts = [int(n) for n in re.findall(r'<td class="number"[^>]*>(\d+)</td>', row)]
        declared = tasks.aggregate(sum=Sum("declared"))["sum"]
        wanted = [tasks.count(), declared, undertaken.filter(task__in=tasks).count()]
        assert counts[: len(counts) - 1] == [n for n in wanted if n is not None], area
        totals.append(wanted[2])
        assert area.name in row
    assert sum(totals) == 99


def test_a_plan_lists_the_bureaus_own_tasks_its_dates_and_its_sources(head, yichang):
    own = Task.objects.filter(plan=yichang.plan, duties__basis="own", duties__left_at=None)
    assert led_to(section(head, "plan", yichang.plan, "own"), "tasks") == ids(own)
    assert own.count() == 9
    dates = PlanDate.objects.filter(plan=yichang.plan, withdrawn_at=None)
    shown = section(head, "plan", yichang.plan, "dates")
    assert re.findall(r"<strong>([^<]+)</strong>", shown) == [date.title for date in dates]
    assert led_to(shown, "clauses") == {date.clause.public_id for date in dates if date.clause}
    sources = PolicyDocument.objects.filter(key__startswith="yichang-2021/", withdrawn_at=None)
    assert led_to(section(head, "plan", yichang.plan, "sources"), "documents") == ids(sources)


@pytest.mark.parametrize("by", ["area", "basis", "both", "nonsense"])
def test_the_list_of_tasks_is_narrowed_by_area_and_kind(head, yichang, by):
    tasks = Task.objects.filter(plan=yichang.plan, withdrawn_at=None)
    area = Area.objects.get(plan=yichang.plan, key="a1")
    query = {}
    if by in ("area", "both"):
        query["area"], tasks = area.public_id, tasks.filter(area=area)
    if by in ("basis", "both"):
        query["basis"], tasks = "undertaken", tasks.filter(basis="undertaken")
    if by == "nonsense":
        query["basis"] = "nothing"
    answer = head.get(reverse("plan-tasks", args=[yichang.plan.public_id]), {**query, "page": 1})
    page = answer.context["page_obj"]
    assert page.paginator.count == tasks.count() > 0
    assert {task.public_id for task, _ in answer.context["rows"]} <= ids(tasks)
    body = answer.content.decode().partition("<tbody>")[2]
    assert led_to(body, "tasks") == {task.public_id for task, _ in answer.context["rows"]}


def test_a_clause_lists_areas_dates_and_clauses_below_and_leads_on(head, yichang):
    document = PolicyDocument.objects.get(key="yichang-2021/opinions")
    clauses = list(Clause.objects.filter(document=document, withdrawn_at=None).order_by("order", "id"))
    seen = {"areas": 0, "dates": 0, "children": 0}
    for place, clause in enumerate(clauses):
        areas = Area.objects.filter(clause=clause, withdrawn_at=None)
        dates = PlanDate.objects.filter(clause=clause, withdrawn_at=None)
        below = Clause.objects.filter(parent=clause, withdrawn_at=None)
        here = {"areas": areas.count(), "dates": dates.count(), "children": below.count()}
        seen = {key: seen[key] + here[key] for key in seen}
        if not any(here.values()) and place not in (0, len(clauses) - 1):
            continue
        made = section(head, "clause", clause, "made")
        assert set(re.findall(r"\?area=([a-z0-9]{20})", made)) == ids(areas)
        assert [title in made for title in dates.values_list("title", flat=True)] == [True] * here["dates"]
        assert ("<h3>日程</h3>" in made) == bool(here["dates"])
        assert led_to(section(head, "clause", clause, "children"), "clauses") == ids(below)
        html = head.get(reverse("clause", args=[clause.public_id])).content.decode()
        ways = dict(re.findall(r'rel="(prev|next)" href="/clauses/([a-z0-9]{20})/', html))
        assert ways.get("prev") == (clauses[place - 1].public_id if place else None)
        assert ways.get("next") == (clauses[place + 1].public_id if place + 1 < len(clauses) else None)
    assert min(seen.values()) > 0, "the plan has one of each somewhere"


def test_a_document_leads_to_the_plan_made_from_it(head, yichang):
    for document in PolicyDocument.objects.filter(key__startswith="yichang-2021/", withdrawn_at=None):
        html = head.get(reverse("document", args=[document.public_id])).content.decode()
        assert yichang.plan.public_id in led_to(html.partition("<main")[2], "plans"), document
