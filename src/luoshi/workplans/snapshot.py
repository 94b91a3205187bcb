"""A workplan as it reads: one structure for what is sent, what a part came back changed in, and two versions compared.

Names of people and departments are as of the day it was taken. `frozen` leaves out what may change by itself later
(a post handed over), for the invariant that what is under way reads as it was sent.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from luoshi.common.dataforms.showing import lines_of
from luoshi.papers.contents import Content, Grid
from luoshi.papers.models import Sending
from luoshi.plans.models import Target
from luoshi.undertakings.models import Duty

from . import parts as works
from .completeness import answers_of, values_of
from .given import Given, given_elsewhere
from .goal_changes import changes_of
from .models import Goal, Milestone, Money, Workplan, WorkplanPart

SHORT = 20  # a text not longer than this is said again: pointing to it would take as much room
PEOPLE = ("leader", "department", "owner")


def standing_parts(workplan: Workplan) -> list[WorkplanPart]:
    rows = workplan.parts.filter(dropped_at__isnull=True).select_related("department")
    return list(rows.order_by("order", "id"))


def taken(workplan: Workplan) -> list[dict[str, Any]]:
    """Part by part, in ten or so questions whatever their number."""
    rows = standing_parts(workplan)
    duties = works.duties_by_work(workplan.organisation, workplan.plan)
    answers = answers_of(workplan, rows)
    goals, money, steps = _goals(workplan), _money(workplan), _steps(workplan)
    elsewhere = given_elsewhere(workplan, rows)
    parts = [
        {
            "part": part.public_id,
            "work": part.work_id,
            "title": works.wording(duties.get(part.work_id, [])),
            "words": _words(workplan, values_of(workplan, answers.get(part.public_id), masked=True)),
            "goals": goals.get(part.pk, []),
            "steps": steps.get(part.pk, []),
            "money": money.get(part.pk, []),
            "given": "",
        }
        for part in rows
    ]
    _bring_given(workplan, rows, parts, elsewhere, duties)
    return parts


def _bring_given(
    workplan: Workplan,
    rows: list[WorkplanPart],
    parts: list[dict[str, Any]],
    elsewhere: dict[int, Given],
    duties: dict[int, list[Duty]],
) -> None:
    """What the same work said in another plan's workplan, in this duty's wording; what is said here too stays."""
    if not elsewhere:
        return
    there: dict[int, Workplan] = {each.workplan.pk: each.workplan for each in elsewhere.values()}
    steps = {key: _steps(other) for key, other in there.items()}
    money = {key: _money(other) for key, other in there.items()}
    targets, years = works.targets_by_task(workplan.plan), works.years_of(workplan.plan, workplan.round)
    for row, part in zip(rows, parts, strict=True):
        given = elsewhere.get(row.pk)
        if given is None:
            continue
        other = given.workplan
        part["given"] = given.title
        part["words"] = part["words"] or _words(other, given.texts)
        part["steps"] = steps[other.pk].get(given.part.pk, [])
        part["money"] = part["money"] or money[other.pk].get(given.part.pk, [])
        own = [each for duty in duties.get(row.work_id, []) for each in targets.get(duty.task_id, ())]
        part["goals"] = [*part["goals"], *_figures(given, own, years, part["goals"])]


def _figures(given: Given, targets: list[Target], years: list[int], own: list[list[Any]]) -> list[list[Any]]:
    """Numbers given there for targets of this plan that ask for the same figure."""
    said = {(words, year) for words, year, *_ in own}
    found = []
    for target in targets:
        for year in years:
            numbers = given.figure(target, year)
            if numbers is not None and (target.words, year) not in said:
                found.append([target.words, year, *(works.number_words(value) for value in numbers)])
    return found


def _words(workplan: Workplan, values: dict[str, Any]) -> list[list[str]]:
    if workplan.form_version is None:
        return []
    lines = lines_of(workplan.form_version.form, values)
    return [[line["label"], line["value"]] for line in lines if line.get("value")]


def _goals(workplan: Workplan) -> dict[int, list[list[Any]]]:
    found: dict[int, list[list[Any]]] = {}
    for goal in Goal.objects.filter(part__workplan=workplan).select_related("target"):
        numbers = [works.number_words(value) for value in (goal.city, goal.school)]
        if any(numbers):
            found.setdefault(goal.part_id, []).append([goal.target.words, goal.year, *numbers])
    return found


def _money(workplan: Workplan) -> dict[int, list[list[Any]]]:
    names = works.source_names(workplan.plan)
    found: dict[int, list[list[Any]]] = {}
    for row in Money.objects.filter(part__workplan=workplan):
        line = [names.get(row.source, row.source), row.year, f"{row.amount:.2f}"]
        found.setdefault(row.part_id, []).append(line)
    return found


def _steps(workplan: Workplan) -> dict[int, list[dict[str, Any]]]:
    standing = workplan.milestones.filter(part__dropped_at__isnull=True)
    named = standing.select_related("leader__user", "owner__user", "department")
    rows = list(named.order_by("order", "id"))
    number = {row.pk: at for at, row in enumerate(rows, 1)}
    waits: dict[int, list[int]] = {}
    for row, other in Milestone.depends_on.through.objects.filter(
        from_milestone__workplan=workplan
    ).values_list("from_milestone_id", "to_milestone_id"):
        if other in number:
            waits.setdefault(row, []).append(number[other])
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.part_id, []).append(step_of(row, number[row.pk], sorted(waits.get(row.pk, []))))
    return found


def step_of(row: Milestone, number: int, after: list[int]) -> dict[str, Any]:
    return {
        "key": row.key,
        "number": number,
        "title": row.title,
        "starts": row.starts.isoformat() if row.starts else "",
        "due": row.due.isoformat() if row.due else "",
        "weight": row.weight,
        "after": after,
        "acceptance": row.acceptance,
        "leader": row.leader.user.name if row.leader else "",
        "department": row.department.short if row.department else "",
        "owner": row.owner.user.name if row.owner else "",
        "helpers": row.helpers,
        "recurring": row.recurring,
    }


def given_there(parts: list[dict[str, Any]]) -> set[str]:
    """Public ids of the parts that were given in another workplan, which goes its own way."""
    return {part["part"] for part in parts if part.get("given")}


def frozen(parts: list[dict[str, Any]], but: set[str] = frozenset()) -> list[Any]:  # type: ignore[assignment]
    """What must stand still while steps decide it: without names that follow a post, or a task's wording. `but`:
    parts left out.
    """
    return [
        [
            part["part"],
            part["words"],
            part["goals"],
            part["money"],
            [{key: value for key, value in step.items() if key not in PEOPLE} for step in part["steps"]],
        ]
        for part in parts
        if part["part"] not in but
    ]


def changed_parts(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[str]:
    """Public ids of the parts that read otherwise than then, new ones too."""
    then = {part["part"]: {**part, "title": ""} for part in before}
    return [part["part"] for part in now if then.get(part["part"]) != {**part, "title": ""}]


def changed_since(workplan: Workplan, now: list[dict[str, Any]]) -> list[str]:
    """Public ids of the parts that read otherwise than when it was sent last; of a version that was never sent,
    otherwise than what it replaces.
    """
    sending = last_sent(workplan)
    if sending is not None:
        return changed_parts(sending.content.values["parts"], now)
    before = last_sent(workplan.replaces) if workplan.replaces is not None else None
    if before is None:
        return []
    named = {part["work"]: part["part"] for part in now}
    then = [{**part, "part": named.get(part["work"], "")} for part in before.content.values["parts"]]
    return changed_parts(then, now)


def last_sent(workplan: Workplan) -> Sending | None:
    """What was sent last, whoever may read it."""
    if workplan.approval is None:
        return None
    return workplan.approval.sendings.order_by("-number").first()


def content_of(workplan: Workplan, actor: Any) -> Content:
    """Inside the act that sends it: everything as it stands, readable by whoever it comes to."""
    parts = taken(workplan)
    changed = changed_since(workplan, parts)
    return Content(
        title=workplan.title,
        facts=_facts(workplan, parts, changed),
        words=said_once(parts),
        grids=[grid for part in parts for grid in grids_of(part)],
        values={"parts": parts, "changed": changed},
    )


def said_once(parts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The words of all parts; a text that stands under an earlier task is pointed to, not repeated."""
    first: dict[tuple[str, str], str] = {}
    found = []
    for part in parts:
        for (head, text), (label, _) in zip(said_of(part), _labelled(part), strict=True):
            title = first.setdefault((label, text), part["title"])
            again = title != part["title"] and len(text) > SHORT
            found.append((head, f"同“{title}”的{label}。" if again else text))
    return found


def mark_repeats(parts: list[dict[str, Any]]) -> None:
    """For the page, which shows every text on the screen and prints each once: `said` of a part has its words and,
    where the same stood under an earlier task, that task.
    """
    first: dict[tuple[str, str], str] = {}
    for part in parts:
        part["said"] = []
        for label, text in part["words"]:
            title = first.setdefault((label, text), part["title"])
            part["said"].append((label, text, title if title != part["title"] and len(text) > SHORT else ""))


def _labelled(part: dict[str, Any]) -> list[Any]:
    where = [["填报处", f"同一工作，已在{part['given']}里填报"]] if part["given"] else []
    return [*where, *part["words"]]


def said_of(part: dict[str, Any]) -> list[tuple[str, str]]:
    """The words of one part, each headed by its task."""
    return [(f"{part['title']}：{label}", text) for label, text in _labelled(part)]


def _facts(workplan: Workplan, parts: list[dict[str, Any]], changed: list[str]) -> list[tuple[str, str]]:
    # what was given elsewhere is counted there, what is typed here is here
    steps = workplan.milestones.filter(part__dropped_at__isnull=True).count()
    money = Money.objects.filter(part__workplan=workplan, part__dropped_at__isnull=True)
    total = sum(money.values_list("amount", flat=True), Decimal(0))
    given = {part["part"]: part["given"] for part in parts if part["given"]}
    facts = [
        ("单位", workplan.organisation.name),
        ("计划", workplan.plan.title),
        ("任务和里程碑", f"{len(parts)} 项任务，{steps} 个里程碑"),
        ("经费合计", f"{total:,.2f} 万元"),
    ]
    if given:
        what = "步骤" if money.filter(part__public_id__in=given).exists() else "步骤、经费"
        named = "、".join(dict.fromkeys(given.values()))
        facts.append(("已在别处填报", f"{len(given)} 项任务的{what}在{named}里，不重复计"))
    if workplan.reason:
        facts.append(("修订理由", workplan.reason))
    if asked := changes_of(workplan):
        facts.append(("调整目标", "；".join(map(str, asked))))
    if changed:
        titles = {part["part"]: part["title"] for part in parts}
        facts.append(("这次改过的任务", "；".join(titles[key] for key in changed)))
    return facts


def grids_of(part: dict[str, Any]) -> list[Grid]:
    """The tables of one part."""
    grids = []
    if part["goals"]:
        rows = [[words, str(year), city, school] for words, year, city, school in part["goals"]]
        grids.append(Grid(f"{part['title']}：年度目标", ["目标", "年度", "市级数", "学校数"], rows))
    if part["steps"]:
        columns = ["序号", "里程碑", "起止", "权重", "验收标准", "责任领导", "牵头处室", "责任人", "配合单位"]
        grids.append(Grid(f"{part['title']}：进度表", columns, [_row(step) for step in part["steps"]]))
    if part["money"]:
        rows = [[name, str(year), amount] for name, year, amount in part["money"]]
        grids.append(Grid(f"{part['title']}：经费（万元）", ["来源", "年度", "金额"], rows))
    return grids


def _row(step: dict[str, Any]) -> list[str]:
    span = "至".join(day for day in (step["starts"], step["due"]) if day)
    title = f"{step['title']}（{step['recurring']}）" if step["recurring"] else step["title"]
    after = f"，接 {'、'.join(map(str, step['after']))}" if step["after"] else ""
    people = [step[name] for name in ("leader", "department", "owner", "helpers")]
    return [f"{step['number']}{after}", title, span, str(step["weight"]), step["acceptance"], *people]
