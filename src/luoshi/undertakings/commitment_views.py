"""The form on which the bureau names a person and a day for one of its own tasks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from . import actions, permissions
from .forms import CommitmentForm
from .models import Commitment, Duty
from .queries import duties_visible_to, possible_owners


@policy("计划印发单位的经办和科长：公布主管部门任务的责任人和日期", methods=("GET", "POST"))
def commitment(request: HttpRequest, duty: str) -> HttpResponse:
    found = find(duties_visible_to(request.actor), duty)
    require(permissions.can_change_duty(request.actor, found))
    owners = possible_owners(found)
    if request.method == "GET":
        return _page(request, found, CommitmentForm(owners=owners, initial=_stored(found)))
    form = CommitmentForm(request.POST, owners=owners)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        actions.commit_to_duty(
            duty=found,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            **form.cleaned_data,
        )
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return _page(request, found, form, status=refusal.status, refusal=refusal)
    said = Commitment.objects.filter(duty=found).exists()
    messages.success(request, "承诺已公布，各校可以看到。" if said else "承诺已收回。")
    return redirect("plan-commitments", found.task.plan.public_id)


def _stored(duty: Duty) -> dict[str, object]:
    kept = Commitment.objects.filter(duty=duty).select_related("owner").first()
    if kept is None:
        return {}
    return {"owner": kept.owner and kept.owner.public_id, "due": kept.due, "words": kept.words}


def _page(
    request: HttpRequest, duty: Duty, form: CommitmentForm, *, status: int = 200, **more: object
) -> HttpResponse:
    return render(
        request, "undertakings/commitment.html", {"duty": duty, "form": form, **more}, status=status
    )
