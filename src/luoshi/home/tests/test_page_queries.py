"""Pages that list cost the same number of queries for few rows and for many."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts.actions import set_up_organisation
from luoshi.accounts.models import Organisation
from luoshi.common.actor import system_actor
from luoshi.plans.models import Plan, Target, Task
from luoshi.policies.models import Clause, PolicyDocument
from luoshi.undertakings.actions import take_on_duty, withdraw_duty

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


def grow(yichang, count: int) -> None:
    """More of everything: schools that carry the task, tasks, targets, clauses, documents, plans."""
    document = PolicyDocument.objects.get(key="yichang-2021/opinions")
    task, clause = Task.objects.get(plan=yichang.plan, key="4.2"), Clause.objects.get(key="3.1")
    for number in range(count):
        PolicyDocument.objects.create(key=f"more/{number}", title=f"文件{number}", owner=yichang.bureau)
        Plan.objects.create(
            key=f"more-{number}", title=f"计划{number}", short=f"计划{number}", issuer=yichang.bureau
        )
        part = Clause.objects.create(
            document=document, key=f"9.{number}", number="九", parent=clause, order=900 + number
        )
        made = Task.objects.create(
            plan=yichang.plan, key=f"m{number}", title=f"任务{number}", order=900 + number
        )
        made.clauses.add(part)
        Target.objects.create(
            plan=yichang.plan, key=f"m{number}", task=task, clause=clause, words="示例", comparator="some"
        )
        school = set_up_organisation(
            parent=yichang.bureau,
            names=[],
            key=f"school-{number}",
            name=f"示例学校{number}",
            short=f"示例{number}",
            kind=Organisation.Kind.SCHOOL,
            by=SYSTEM,
        )
        take_on_duty(task=task, organisation=school, basis="undertaken", quantity=Decimal(1), by=SYSTEM)
        left = take_on_duty(task=made, organisation=school, basis="undertaken", by=SYSTEM)
        withdraw_duty(duty=left, reason="示例", by=SYSTEM, version=left.version)


def addresses(yichang) -> list[str]:
    task, clause = Task.objects.get(plan=yichang.plan, key="4.2"), Clause.objects.get(key="3.1")
    of_plan = ["plan", "plan-tasks", "plan-gaps", "lineage-plan-declared", "lineage-plan-current"]
    of_task = ["task", "lineage-task-declared", "lineage-task-current"]
    return [
        reverse("plans"),
        reverse("documents"),
        reverse("organisations"),
        *(reverse(name, args=[yichang.plan.public_id]) for name in of_plan),
        *(reverse(name, args=[task.public_id]) for name in of_task),
        reverse("clause", args=[clause.public_id]),
        reverse("document", args=[clause.document.public_id]),
        reverse("organisation", args=[yichang.bureau.public_id]),
        reverse("lineage-organisation", args=[yichang.schools[0].public_id, yichang.plan.public_id]),
    ]


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_rows(yichang, signed_in):
    client = signed_in(yichang.post("city_officer"))
    grow(yichang, 1)
    client.get(reverse("plan", args=[yichang.plan.public_id]))  # from now on the plan last looked at
    before = {address: queries_of(client, address) for address in addresses(yichang)}
    grow_more = 30
    for model, keys in ((PolicyDocument, "more/0"), (Plan, "more-0")):
        model.objects.filter(key=keys).update(key=f"first-{model.__name__}")
    Clause.objects.filter(key="9.0").update(key="first")
    Task.objects.filter(key="m0").update(key="first")
    Target.objects.filter(key="m0").update(key="first")
    Organisation.objects.filter(key="school-0").update(key="first")
    grow(yichang, grow_more)
    after = {address: queries_of(client, address) for address in addresses(yichang)}
    assert after == before
    assert max(after.values()) <= 27, after
