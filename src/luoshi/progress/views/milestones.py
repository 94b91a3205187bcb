"""A person's milestones, one milestone with all that was said of it, and saying something: made for a phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.evidence import parts
from luoshi.evidence.permissions import can_add_evidence
from luoshi.evidence.queries import uploads_of, uses_about_many
from luoshi.workplans.models import Milestone
from luoshi.workplans.queries import states_of
from luoshi.workplans.roadmap import wordings_of
from luoshi.workplans.tones import step_shown

from .. import actions, permissions
from ..forms import UpdateForm
from ..mine import next_own, own_lines
from ..models import ProgressUpdate
from ..queries import milestone_in_force, milestones_told_to, updates_visible_to
from ..sections import tabs
from ..states import SAID_WORDS
from ..twins import plan_words, twins_of

TELLERS = "责任人；本校项目办可以代录"
READERS = "本单位及其上级能看计划的人"
LATEST = 30


@policy("能看计划的人：本人在各个岗位上负责的里程碑")
def my_milestones(request: HttpRequest) -> HttpResponse:
    groups = own_lines(request.posts, request.actor)
    if not groups and not permissions.may_answer(request.actor):
        return redirect("behind")  # what an officer looks for under 进展: what is late or stuck
    context = {
        "groups": groups,
        "tabs": tabs(request.actor, "my-milestones"),
        "may_many": bool(groups) or permissions.can_enter_for(request.actor, request.actor.organisation_id),
        "enters": permissions.can_enter_for(request.actor, request.actor.organisation_id),
        "today": clock.today(),
    }
    return render(request, "progress/mine.html", context)


@policy(f"{READERS}：一个里程碑和它的进展；填报：{TELLERS}", methods=("GET", "POST"))
def milestone(request: HttpRequest, milestone: str) -> HttpResponse:
    given = find(milestones_told_to(request.actor), milestone)
    found = milestone_in_force(given)
    if request.method == "POST":
        return _give(request, given, found)
    may = found is not None and permissions.can_update(request.actor, found)
    form = UpdateForm(milestone=found, coming=uploads_of(request.actor)) if may and found else None
    return _page(request, found or given, form, gone=found is None)


def _give(request: HttpRequest, given: Milestone, found: Milestone | None) -> HttpResponse:
    require(permissions.can_update(request.actor, found or given))
    target = found or given
    form = UpdateForm(request.POST, request.FILES, milestone=target, coming=uploads_of(request.actor))
    if not form.is_valid():
        return _page(request, target, form, status=422)
    once = Once.of(request)
    kept, refused = parts.keep_all(form.cleaned_data)
    said = {"state": form.cleaned_data["state"], "words": form.cleaned_data["said"]}
    task = wordings_of([target]).get((target.part.work_id, target.workplan.plan_id), "")
    try:
        actions.give_update(
            milestone=target, pieces=form.pieces(kept, task), by=request.actor, once=once, **said
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, target, form, status=refusal.status, refusal=refusal, gone=found is None)
    parts.done(form.cleaned_data["uploads"])
    for words in refused:
        messages.error(request, words)
    words = SAID_WORDS[said["state"]]
    messages.success(request, f"已填报：{words}{f'，附佐证 {len(kept)} 份' if kept else ''}。")
    return redirect("milestone", target.public_id)


def _page(
    request: HttpRequest,
    found: Milestone,
    form: UpdateForm | None,
    status: int = 200,
    refusal: Any = None,
    gone: bool = False,
) -> HttpResponse:
    actor = request.actor
    state = states_of([found.key]).get(found.key)
    updates = updates_shown(request, updates_visible_to(actor).filter(milestone_key=found.key))
    context = {
        "milestone": found,
        "task": wordings_of([found]).get((found.part.work_id, found.workplan.plan_id), ""),
        "shown": step_shown(state.state if state else ""),
        "facts": _facts(found),
        "form": form,
        "adds_files": can_add_evidence(actor, found.workplan.organisation),
        "for_owner": form is not None and not permissions.is_owner(actor, found),
        "next_line": next_own(request.posts, actor, found) if form is not None else None,
        "late": found.due is not None and found.due < clock.today(),
        "gone": gone,
        "updates": updates,
        "refusal": refusal,
        "crumbs": [("我的里程碑", reverse("my-milestones")), (found.title, "")],
    }
    return render(request, "progress/milestone.html", context, status=status)


def _facts(found: Milestone) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        ("单位", found.workplan.organisation.short),
        ("完成时间", found.due or "未定"),
        ("责任人", found.owner.user.name if found.owner else "未定"),
    ]
    if found.acceptance:
        rows.append(("验收标准", found.acceptance))
    plan = reverse("workplan", args=[found.workplan.public_id])
    rows.append(("实施方案", plan_words(found), f"{plan}#part-{found.part.public_id}"))
    if others := twins_of([found])[found.key]:
        rows.append(("也在", f"{'、'.join(map(plan_words, others))}（填一次，都算）"))
    return rows


def updates_shown(request: HttpRequest, rows: Any) -> list[dict[str, Any]]:
    """The latest ones with their evidence; which one may be taken back today."""
    updates: list[ProgressUpdate] = list(rows.prefetch_related("taken_back_by")[:LATEST])
    uses = uses_about_many(updates)
    standing = next(
        (row for row in updates if row.takes_back_id is None and not row.taken_back_by.all()), None
    )
    return [shown_of(request.actor, update, uses.get(update.public_id, []), standing) for update in updates]


def shown_of(actor: Any, update: ProgressUpdate, uses: list[Any], standing: Any) -> dict[str, Any]:
    may = permissions.can_change_update(actor, update)
    last = standing is not None and standing.pk == update.pk
    return {
        "update": update,
        "shown": step_shown(update.state),
        "uses": uses,
        "undone": bool(update.taken_back_by.all()),
        "undoes": update.takes_back_id is not None,
        "may_take_back": may and last and timezone.localtime(update.created_at).date() == clock.today(),
        "may_prove": may and last,
    }
