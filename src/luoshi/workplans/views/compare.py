"""A new version beside the one in force: what differs, part by part."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common.actor import Actor
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.papers.queries import sendings_for

from ..comparing import compared
from ..models import Workplan
from ..queries import is_inside, workplans_visible_to
from ..snapshot import last_sent, taken
from .workplans import READERS
from .writing import crumbs_of


@policy(f"{READERS}：新版方案与上一版对照")
def compare(request: HttpRequest, workplan: str) -> HttpResponse:
    found: Workplan = find(workplans_visible_to(request.actor), workplan)
    before = found.replaces
    then: list[dict[str, Any]] = []
    if before is not None:
        sending = last_sent(before)
        then = sending.content.values["parts"] if sending else taken(before)
    now = _as_read(request.actor, found)
    context = {
        "workplan": found,
        "before": before,
        "parts": compared(then, now) if before is not None else [],
        "crumbs": crumbs_of(found, "与上一版对照"),
    }
    return render(request, "workplans/compare.html", context)


def _as_read(actor: Actor, found: Workplan) -> list[dict[str, Any]]:
    """As it stands for those who write it; for others what was sent and has come to them."""
    if is_inside(actor, found):
        return taken(found)
    sendings = sendings_for(found.approval, actor) if found.approval is not None else []
    parts: list[dict[str, Any]] = sendings[-1].content.values["parts"] if sendings else []
    return parts
