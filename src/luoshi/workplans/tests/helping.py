"""A county school on the Yichang plan that writes its workplan, its bureaus, and the way of a workplan."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.core.timetable import Line
from luoshi.undertakings.models import Duty
from luoshi.undertakings.tests import requests
from luoshi.workplans import actions
from luoshi.workplans import parts as works
from luoshi.workplans.models import Workplan, WorkplanPart

STEPS = requests.STEPS
TEXT = {
    "baseline": "已有两个专业",
    "measures": "建设课程",
    "mechanism": "每月例会",
    "deliverables": "课程两门",
}
MORE = {"owner": ("task_owner", "school"), "dean": ("department_head", "school")}


def cast(yichang: Any, whole: bool = False) -> Any:
    """`requests.cast`, and `.owner` and `.dean` of the school; it carries two tasks, one of them with numbers
    (`whole`: all it does in the document). The bureau files without the stamped page, but for tests that ask for it.
    """
    there = requests.cast(yichang)
    posts = {name: yichang.post(role, "zhijiang") for name, (role, _) in MORE.items()}
    actor = there.actor
    vars(there).update(posts)
    there.actor = lambda name: actor(name) if name not in posts else _actor(posts[name])
    asks_stamp(there, False)
    if whole:
        return there
    keep = [there.duty.pk, *_with_numbers(there)]
    Duty.objects.filter(organisation=there.school).exclude(pk__in=keep).update(
        stage="left", left_at=there.duty.created_at
    )
    return there


def asks_stamp(there: Any, asks: bool) -> None:
    plan = there.plan
    plan.refresh_from_db()
    actions.set_filing_terms(plan=plan, asks_stamp=asks, by=there.actor("officer"), version=plan.version)


def _actor(post: Any) -> Any:
    from luoshi.accounts.queries import actor_for

    return actor_for(post)


def _with_numbers(there: Any) -> list[int]:
    duties = works.duties_to_plan(there.school, there.plan).exclude(pk=there.duty.pk)
    found = [duty.pk for duty in duties if works.targets_of([duty])]
    return found[:1]


def act(action: Any, workplan: Workplan, by: Any, **said: Any) -> Workplan:
    """The act on the row as it is now."""
    row = fresh(workplan)
    action(workplan=row, by=by, version=row.version, **said)
    return fresh(row)


def fresh(workplan: Workplan) -> Workplan:
    rows = Workplan.objects.select_related(
        "approval", "plan__issuer", "organisation", "form_version__definition"
    )
    return rows.get(pk=workplan.pk)


def started(there: Any, by: str = "office", round_: str = "") -> Workplan:
    made: Workplan = actions.start_workplan(plan=there.plan, round_=round_, by=there.actor(by))
    return fresh(made)


def lines(there: Any, workplan: Workplan, **cells: str) -> list[Line]:
    """Two rows for each part, the second after the first; of a plan for one year both in that year."""
    found = []
    year = works.year_of_round(workplan.round)
    for part in parts_of(workplan):
        title = wording(there, part)
        for step in ("制定办法", "完成建设"):
            first = len(found) % 2 == 0
            row = {
                "part": title,
                "title": step,
                "starts": f"{year or 2026}-01-01",
                "due": f"{year or 2026}-06-30" if first else f"{year or 2027}年6月底",
                "weight": "1" if first else "3",
                "after": "" if first else str(len(found)),
                "acceptance": "印发文件" if first else "专家验收",
                "leader": there.head.user.name,
                "owner": there.owner.user.name,
            }
            found.append(Line("", {**row, **cells}))
    return found


def parts_of(workplan: Workplan) -> list[WorkplanPart]:
    rows = workplan.parts.filter(dropped_at__isnull=True).select_related(
        "workplan__organisation", "workplan__plan", "workplan__form_version__definition", "work"
    )
    return list(rows.order_by("order", "id"))


def wording(there: Any, part: WorkplanPart) -> str:
    return works.wording(works.duties_by_work(there.school, part.workplan.plan)[part.work_id])


def written(there: Any, by: str = "office", round_: str = "") -> Workplan:
    """A draft with nothing missing."""
    workplan = started(there, by, round_)
    for part in parts_of(workplan):
        write(there, part, by)
    return act(actions.set_timetable, workplan, there.actor(by), lines=lines(there, workplan))


def write(there: Any, part: WorkplanPart, by: str = "office", **text: str) -> None:
    part = next(each for each in parts_of(part.workplan) if each.pk == part.pk)
    duties = works.duties_by_work(there.school, there.plan)[part.work_id]
    years = works.years_of(there.plan, part.workplan.round)
    goals = {(target.pk, years[-1]): 3 for target in works.targets_of(duties)}
    money = {("own", years[0]): 10, ("central", years[-1]): 5}
    given = {"answers": {**TEXT, **text}, "goals": goals, "money": money}
    actions.write_part(part=part, by=there.actor(by), version=part.version, **given)


def sent(there: Any, by: str = "office", round_: str = "") -> Workplan:
    return act(actions.send_workplan, written(there, by, round_), there.actor(by))


def passed(there: Any, workplan: Workplan, *steps: str) -> Workplan:
    """Passed by these in turn; by all where none is named."""
    for name in steps or STEPS:
        act(actions.pass_workplan, workplan, there.actor(name))
    return fresh(workplan)


def department(there: Any, short: str = "教务处") -> Organisation:
    from luoshi.accounts.actions import set_up_organisation
    from luoshi.common.actor import system_actor

    made: Organisation = set_up_organisation(
        parent=there.school,
        names=[],
        by=system_actor(),
        key=f"zhijiang-{short}",
        name=f"{there.school.name}{short}",
        short=short,
        kind=Organisation.Kind.DEPARTMENT,
    )
    return made


def page_of(client: Any, workplan: Workplan) -> Any:
    return client.get(f"/workplans/{workplan.public_id}/")


def rows_of(found: list[Line], **more: Any) -> dict[str, Any]:
    """The grid's fields for these lines."""
    data: dict[str, Any] = {}
    for number, line in enumerate(found, 1):
        data[f"key-{number}"] = line.key
        data |= {f"{column}-{number}": text for column, text in line.cells.items()}
    return data | more
