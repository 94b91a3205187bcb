"""What a plan, its list of tasks, a clause and a document list: everything that belongs there and nothing else."""

import re

import pytest
from django.db.models import Q, Sum
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.plans.models import Area, PlanDate, Target, Task
from luoshi.policies.models import Clause, PolicyDocument
from luoshi.undertakings.models import Duty, SameWork

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


def test_a_task_lists_its_clauses_targets_carriers_and_what_may_be_the_same_work(head, yichang):
    for task in Task.objects.filter(plan=yichang.plan, key__in=("36.2", "4.3", "c3.3-7")):
        assert led_to(section(head, "task", task, "clauses"), "clauses") == ids(task.clauses.all())
        html = head.get(reverse("task", args=[task.public_id])).content.decode().partition("<main")[2]
        own, _, national = html.partition('id="targets"')[2].partition("全国总量、仅作背景")
        national = national.partition("</ul>")[0]
        for target in Target.objects.filter(task=task, withdrawn_at=None):
            where = (f"/targets/{target.public_id}/" in own, f"/targets/{target.public_id}/" in national)
            assert where == (not target.is_national, target.is_national), target
        carried = Duty.objects.filter(task=task, left_at=None).values_list(
            "organisation__public_id", flat=True
        )
        assert set(carried) <= led_to(html.partition('id="carriers"')[2], "organisations"), task
        pairs = SameWork.objects.filter(Q(task=task) | Q(other=task), withdrawn_at=None)
        others = {(pair.other if pair.task == task else pair.task).public_id for pair in pairs}
        assert led_to(section(head, "task", task, "same-work"), "tasks") == others
        assert [pair.reason in html for pair in pairs] == [True] * len(pairs)


def test_an_organisation_lists_its_duties_names_places_and_those_below(head, yichang):
    school = Organisation.objects.get(key="jidian")
    marks = Duty.objects.filter(organisation=school, left_at=None)
    for query, wanted in (("", marks), ("?basis=undertaken", marks.filter(basis="undertaken"))):
        answer = head.get(reverse("organisation", args=[school.public_id]) + query)
        assert answer.context["page_obj"].paginator.count == wanted.count()
        body = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
        assert led_to(body, "tasks") <= ids(Task.objects.filter(duties__in=wanted))
    names = section(head, "organisation", school, "names")
    assert re.findall(r"<li>([^<]+?) <span", names) == [
        alias.name for alias in school.aliases.order_by("kind", "id")
    ]
    assert "人次" not in names
    assert led_to(section(head, "organisation", school, "places"), "organisations") == {
        place.parent.public_id for place in school.placements.all() if place.parent
    }
    below = Organisation.objects.filter(path__startswith=yichang.bureau.path, withdrawn_at=None)
    one_down = {row.public_id for row in below if len(row.path) == len(yichang.bureau.path) * 2}
    assert led_to(section(head, "organisation", yichang.bureau, "below"), "organisations") == one_down


def test_the_list_of_organisations_is_narrowed_by_kind_and_by_plan(head, yichang):
    def shown(**query):
        answer = head.get(reverse("organisations"), query)
        return {row.public_id: count for row, _, count in answer.context["rows"]}

    schools = Organisation.objects.filter(kind="school", withdrawn_at=None)
    assert set(shown(kind="school")) == ids(schools)
    carrying = shown(plan=yichang.plan.public_id)
    undertaken = Duty.objects.filter(basis="undertaken", left_at=None)
    assert set(carrying) == ids(schools.filter(duties__in=undertaken))
    assert sum(carrying.values()) == 99
    assert len(shown()) > len(schools)
