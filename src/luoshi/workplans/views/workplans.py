"""The list of workplans, and one workplan as its readers see it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from luoshi.common.moves import Workflow
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.core.standing import Step, percent_done
from luoshi.papers.filed.queries import papers_visible_to
from luoshi.papers.panels import Acted, panel_of
from luoshi.papers.prints import why_not
from luoshi.papers.queries import approvals_of, approvals_visible_to, files_sent, sendings_for

from .. import parts as works
from .. import permissions, snapshot
from ..actions.changing import closed_parts
from ..forms import FilesForm
from ..given import Given, given_elsewhere, is_begun, share_of
from ..goal_changes import changes_of, history_of
from ..goal_forms import numbers_now
from ..models import Goal, Workplan, WorkplanPart
from ..queries import (
    filed_workplan,
    is_inside,
    open_workplan,
    plans_to_write,
    states_of,
    workplans_visible_to,
)
from ..separate import separates_of
from ..stamps import lacks_stamp
from ..states import CHANGEABLE, FROZEN, OPEN, WORKPLAN, WorkplanState
from ..tones import TONES, step_shown
from .doubts import doubts_of

WRITERS = "编制单位的校长、分管校长、项目办"
READERS = f"{WRITERS}、处室负责人；审批到达后与审批有关的人（看到的是报送时的内容）；备案后本单位及其上级能看计划的人"
ACTED = ("pass", "return", "enter", "resubmit", "recall")
BUTTONS = ("withdraw", "restore")
FLOW: Workflow = WORKPLAN


@policy(f"{READERS}：实施方案列表")
def workplans(request: HttpRequest) -> HttpResponse:
    return workplans_page(request)


def workplans_page(request: HttpRequest, status: int = 200, refusal: Any = None) -> HttpResponse:
    rows = workplans_visible_to(request.actor).order_by("-plan__start", "-plan", "organisation__order", "-id")
    state, name = request.GET.get("state", ""), request.GET.get("q", "").strip()[:40]
    chosen = rows.filter(state=state) if state in WorkplanState.values else rows
    if name:
        chosen = chosen.filter(Q(organisation__name__icontains=name) | Q(organisation__short__icontains=name))
    kept = {"q": name} if name else {}
    page = page_of(request, chosen)
    for row in page:
        row.tone = TONES[row.state]
    context = {
        "page_obj": page,
        "filters": [
            {
                "label": label,
                "url": f"?{urlencode(kept if key == state else kept | {'state': key})}",
                "on": key == state,
            }
            for key, label in WorkplanState.choices
        ],
        "filtered": bool(state or name),
        "clear_url": "?" if state or name else "",
        "name": name,
        "state": state,
        "to_start": _to_start(request.actor),
        "is_school": request.actor.may("manage_duties"),
        "refusal": refusal,
        "crumbs": [("实施方案", "")],
    }
    return render(request, "workplans/list.html", context, status=status)


def _to_start(actor: Any) -> list[dict[str, Any]]:
    """Plans the actor's school carries something of and has no workplan for, with the rounds it may be for."""
    if not actor.may("manage_duties"):
        return []
    plans = [plan for plan in plans_to_write(actor)[:20] if permissions.can_start_workplan(actor, plan)]
    standing = Workplan.objects.filter(
        organisation=actor.organisation_id, state__in=(*OPEN, WorkplanState.FILED)
    )
    rows = list(standing.order_by("round", "id").values_list("plan_id", "round", "state"))
    there = {(plan, round_) for plan, round_, _ in rows}
    return [
        {
            "plan": plan,
            "rounds": [
                each for each in ("", *map(str, works.years_of(plan))) if (plan.pk, each) not in there
            ],
            "has_one": any(key == plan.pk for key, *_ in rows),
            "there": list(
                dict.fromkeys(
                    f"{year} 年度" if year else "整个计划期" for key, year, _ in rows if key == plan.pk
                )
            ),
            "filed": any(key == plan.pk and state == WorkplanState.FILED for key, _, state in rows),
        }
        for plan in plans
    ]


@policy(f"{READERS}：一份实施方案")
def workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    return workplan_page(request, find(workplans_visible_to(request.actor), workplan))


def workplan_page(
    request: HttpRequest,
    found: Workplan,
    acted: Acted | None = None,
    status: int = 200,
    refusal: Any = None,
    files_form: Any = None,
) -> HttpResponse:
    actor, key = request.actor, found.public_id
    inside, writes = is_inside(actor, found), permissions.can_write_workplan(actor, found)
    urls = {name: reverse(f"{name}-workplan", args=[key]) for name in (*ACTED, *BUTTONS, "send")}
    own_acts = {f"workplans.{name}_workplan": urls[name] for name in BUTTONS}
    changeable = found.state in CHANGEABLE
    panel = _panel(request, found, urls, acted, inside and changeable)
    missing = found.missing_to_submit() if inside and changeable else []
    context = {
        "workplan": found,
        "tone": TONES[found.state],
        "facts": _facts(found, actor),
        "inside": inside,
        "writes": writes and changeable,
        **(_inside(actor, found, changeable) if inside else {"rows": []}),
        "missing": missing,
        "stale_parts": writes and any("更新任务" in words for words in missing),
        "panel": panel,
        **_outside(panel.sent if panel is not None and not inside else None),
        "may_send": writes and found.state == WorkplanState.DRAFT,
        "send_url": urls["send"],
        "buttons": FLOW.buttons(found, lambda action: writes, own_acts),
        "files": files_for(actor, found),
        "lacks_stamp": lacks_stamp(found),
        **_separate(actor, found, inside or panel is not None),
        "files_form": (files_form or FilesForm()) if writes and changeable else None,
        **_ways_on(actor, found, writes),
        "refusal": refusal,
        "crumbs": [("实施方案", reverse("workplans")), (found.title, "")],
    }
    shown = _with_opinions(panel, [*context["rows"], *context.get("sent_rows", [])])
    context |= {"changed_rows": _mark_changed(found, context["rows"], panel), **doubts_of(found, shown)}
    return render(request, "workplans/workplan.html", context, status=status)


def _mark_changed(found: Workplan, rows: list[dict[str, Any]], panel: Any) -> list[dict[str, Any]]:
    """While it is decided, the own school too sees which tasks differ from the version or the sending before."""
    if not rows or panel is None or panel.sent is None or found.state != WorkplanState.RUNNING:
        return []
    changed = set(panel.sent.content.values.get("changed", ()))
    for row in rows:
        row["changed"] = row["part"].public_id in changed
    return [row for row in rows if row["changed"]]


def _with_opinions(panel: Any, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whoever decides writes under each task what he has to say of it."""
    form = panel.decide if panel is not None else None
    for row in shown:
        row["opinion"] = form.place(row["taken"]["part"]) if form is not None else None
    return shown


def _separate(actor: Any, found: Workplan, reads: bool) -> dict[str, Any]:
    """The tasks that are printed by themselves, for those who read what was sent."""
    rows = separates_of(found) if reads else []
    seen = (
        set(
            papers_visible_to(actor)
            .filter(pk__in=[row.paper.pk for row in rows if row.paper])
            .values_list("pk", flat=True)
        )
        if rows
        else set()
    )
    return {
        "separates": [(row, row.paper is not None and row.paper.pk in seen) for row in rows],
        "may_print_tasks": bool(rows)
        and permissions.can_print_workplan(actor, found)
        and not why_not(found.approval),
    }


def _inside(actor: Any, found: Workplan, changeable: bool) -> dict[str, Any]:
    """What those see who read it as it stands."""
    parts = snapshot.standing_parts(found)
    elsewhere = given_elsewhere(found, parts)
    return {
        "rows": _rows(actor, found, parts, elsewhere),
        "share": share_of(found, parts, elsewhere) if changeable and not is_begun(found, parts) else None,
        "goal_changes": changes_of(found),
        "goal_history": history_of(found),
        "earlier": _earlier(found),
    }


def _outside(sending: Any) -> dict[str, Any]:
    """What was sent, task by task, for those who read that; the facts stand above it, the annexes below."""
    if sending is None:
        return {"sending": None}
    parts = [{"given": "", **part} for part in sending.content.values["parts"]]
    snapshot.mark_repeats(parts)
    changed = set(sending.content.values.get("changed", ()))
    return {"sending": sending, "sent_rows": [_as_sent(part, part["part"] in changed) for part in parts]}


def _as_sent(part: dict[str, Any], changed: bool) -> dict[str, Any]:
    """As `_rows` has it."""
    return {
        "changed": changed,
        "part": {"public_id": part["part"], "returned": False, "department": None, "words": ""},
        "given": None,
        "said_in": part["given"],
        "taken": {**part, "percent": None},
        "money": sum((Decimal(line[2]) for line in part["money"]), Decimal(0)),
        "goals": [(*line, "", "") for line in part["goals"]],
        "edit_url": "",
        "agreed": False,
    }


def _panel(
    request: HttpRequest, found: Workplan, urls: dict[str, str], acted: Acted | None, live: bool
) -> Any:
    if found.approval is None or found.state == WorkplanState.DRAFT:
        return None
    if not approvals_visible_to(request.actor).filter(pk=found.approval_id).exists():
        return None
    own = {name: urls[name] for name in ACTED}
    more = {"acted": acted, "request": request, "live": live, "lacks": lacks_stamp(found)}
    return panel_of(found.approval, request.actor, own, versioned=found, **more)


def _facts(found: Workplan, actor: Any) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        ("单位", found.organisation.name, reverse("organisation", args=[found.organisation.public_id])),
        ("计划", found.plan.short, reverse("plan", args=[found.plan.public_id])),
        ("年度", found.round or "整个计划期"),
        ("版本", f"第 {found.number} 版"),
    ]
    if found.filed_at is not None:
        rows.append(("备案", f"{timezone.localtime(found.filed_at):%Y年%-m月%-d日}"))
    other = _other_version(found)
    if other is not None and workplans_visible_to(actor).filter(pk=other.pk).exists():
        label = "编制中的新版" if other.state in OPEN else "现在生效的"
        rows.append((label, f"第 {other.number} 版", reverse("workplan", args=[other.public_id])))
    return rows


def _other_version(found: Workplan) -> Workplan | None:
    """The one in force where this one is not; the next one where this one is."""
    look = open_workplan if found.state == WorkplanState.FILED else filed_workplan
    return look(found.organisation_id, found.plan, found.round)


def _rows(
    actor: Any, found: Workplan, standing: list[WorkplanPart], elsewhere: dict[int, Given]
) -> list[dict[str, Any]]:
    """Every part as it stands, for those who read it so."""
    parts = {part.public_id: part for part in standing}
    closed = closed_parts(found)
    writes = permissions.can_write_workplan(actor, found)
    sections = permissions.sections_of(actor) if actor.organisation_id == found.organisation_id else []
    agreed, today = _numbers(found)
    rows = []
    for taken in _with_states(found, snapshot.taken(found)):
        part = parts[taken["part"]]
        may = writes or (part.department_id in sections and part.department_id is not None)
        open_now = found.state in CHANGEABLE and part.pk not in closed
        money = sum((Decimal(line[2]) for line in taken["money"]), Decimal(0))
        rows.append(
            {
                "part": part,
                "given": elsewhere.get(part.pk),
                "said_in": "",
                "changed": False,
                "taken": taken,
                "money": money,
                "goals": [
                    (*line, agreed.get((part.pk, *line[:2]), ""), today.get((part.pk, *line[:2]), ""))
                    for line in taken["goals"]
                ],
                "edit_url": reverse("edit-workplan-part", args=[part.public_id]) if may and open_now else "",
                "agreed": found.state == WorkplanState.RETURNED and part.pk in closed,
            }
        )
    snapshot.mark_repeats([row["taken"] for row in rows])
    return rows


def _numbers(found: Workplan) -> tuple[dict[Any, str], dict[Any, str]]:
    """Of what is filed, what was agreed; and the bureau's numbers of today where they have moved on since."""
    if found.state not in FROZEN:
        return {}, {}
    now = numbers_now(found) if found.state == WorkplanState.FILED else {}
    agreed, today = {}, {}
    for goal in Goal.objects.filter(part__workplan=found).select_related("target"):
        key = (goal.part_id, goal.target.words, goal.year)
        agreed[key] = works.number_words(goal.agreed)
        set_ = now.get((goal.target_id, goal.year), goal.city)
        today[key] = works.number_words(set_) if set_ != goal.city else ""
    return agreed, today


def _with_states(found: Workplan, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of a plan in force each step with how far it has come, each part with its percentage by weight."""
    if found.state != WorkplanState.FILED:
        return parts
    states = states_of(step["key"] for part in parts for step in part["steps"])
    for part in parts:
        for step in part["steps"]:
            said = states.get(step["key"])
            step["shown"] = step_shown(said.state if said else "")
        part["percent"] = percent_done(
            [Step(state=step["shown"]["state"], weight=step["weight"]) for step in part["steps"]]
        )
    return parts


def _ways_on(actor: Any, found: Workplan, writes: bool) -> dict[str, Any]:
    """Addresses of what may be done besides; empty where it may not."""
    key, changeable = found.public_id, found.state in CHANGEABLE
    filed = found.state == WorkplanState.FILED

    def url(name: str, may: bool) -> str:
        return reverse(name, args=[key]) if may else ""

    grid = changeable and permissions.can_write_timetable(actor, found)
    other = open_workplan(found.organisation_id, found.plan, found.round) if filed and writes else None
    asks = writes and filed and (other is None or other.state in CHANGEABLE)
    asked_of = found.replaces if writes and changeable else found if asks else None
    return {
        "roadmap_url": url("workplan-roadmap", is_inside(actor, found)),
        "timetable_url": url("workplan-timetable", grid),
        "assign_url": url("assign-workplan", writes and changeable),
        "copy_url": url("copy-workplan", writes and changeable),
        "revise_url": url("revise-workplan", writes and filed and other is None),
        "goals_url": reverse("change-goals-workplan", args=[asked_of.public_id]) if asked_of else "",
        "compare_url": url("compare-workplan", found.replaces_id is not None),
        "model_url": url("choose-model-workplan", filed and permissions.can_choose_model(actor, found)),
    }


def files_for(actor: Any, found: Workplan) -> Any:
    """Annexes as the reader has them: all where it is written, else those of the last sending that has come."""
    rows = found.files.select_related("stored")
    if is_inside(actor, found) and found.state in CHANGEABLE:
        return rows
    if found.state in FROZEN:
        return files_sent(rows, snapshot.last_sent(found))
    if found.approval is None:
        return rows if is_inside(actor, found) else rows.none()
    sendings = sendings_for(found.approval, actor, concerned=is_inside(actor, found))
    return files_sent(rows, sendings[-1] if sendings else None)


def _earlier(found: Workplan) -> list[Any]:
    present = found.approval_id if found.state != WorkplanState.DRAFT else None
    return list(approvals_of(found).exclude(pk=present))
