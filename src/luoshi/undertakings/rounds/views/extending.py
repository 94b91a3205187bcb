"""延期 on its page: the new closing time and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..forms import ExtendForm
from ..models import Round
from ..offers import moment_words
from ..queries import rounds_visible_to
from ..states import RoundState
from .rounds import EDITORS, crumbs


@policy(f"{EDITORS}：对全体申报单位延期", methods=("GET", "POST"))
def extend_round(request: HttpRequest, round: str) -> HttpResponse:
    found: Round = find(rounds_visible_to(request.actor), round)
    require(permissions.can_run_round(request.actor, found))
    here = reverse("round", args=[found.public_id])
    if request.method == "GET" and (found.state != RoundState.OPEN or found.until is None):
        return redirect(here)
    page = FormPage(
        request,
        "rounds/form.html",
        make=ExtendForm,
        name="rounds.extend",
        about=found,
        send=lambda said: actions.extend_round(
            round_=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: here,
        said="已延期。谁收到了通知、谁看过，见本页“通知情况”。",
        context={
            "round": found,
            "title": "延期",
            "words": f"现在的截止时间是 {moment_words(found.until) if found.until else '未定'}。"
            "延期对全体申报单位适用，只能往后延；到期还没有送出的申报，延期后可以直接报送。",
            "button": "延期",
            "cancel_url": here,
            "crumbs": crumbs(found, "延期"),
        },
    )
    return answer(page)
