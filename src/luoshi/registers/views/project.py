"""Project stages of an entry; what every school should have; findings of the checks."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..findings import gaps
from ..forms import StageForm
from ..listing import is_several
from ..queries import entries_visible_to, registers_visible_to, schools_within, stages_visible_to
from .entry import crumbs, entry_page
from .lists import READERS

NOTERS = "本校校长、分管校长、项目办，上级教育局经办、科长"


@policy(f"{NOTERS}：登记建设阶段", methods=("GET", "POST"))
def note_stage(request: HttpRequest, register_entry: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    if not found.register.has_stages:
        raise Http404
    require(permissions.can_note_stage(request.actor, found))
    here = f"{reverse('register-entry', args=[found.public_id])}#stages"
    page = FormPage(
        request,
        "registers/small_form.html",
        make=lambda **given: StageForm(**given),
        name="registers.stage",
        about=found,
        versioned=False,
        send=lambda said: actions.note_project_stage(
            entry=found, by=request.actor, once=Once.of(request), **said
        ),
        then=lambda saved: here,
        said="已登记。登错了可以撤回。",
        context={
            "title": f"登记{found.label}的建设阶段",
            "words": "按文件上写的登记：什么时候，由谁，哪个文号，有效到哪天。",
            "button": "登记",
            "cancel_url": here,
            "crumbs": crumbs(found.register, found, "登记阶段"),
        },
    )
    return answer(page)


@policy(f"{NOTERS}：撤回登错的建设阶段", methods=("POST",))
def take_back_stage(request: HttpRequest, register_entry: str, register_stage: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    stage = find(stages_visible_to(request.actor).filter(entry=found), register_stage)
    require(permissions.can_take_back_stage(request.actor, stage))
    try:
        actions.take_back_stage(
            stage=stage,
            reason=request.POST.get("reason", "")[:300],
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )
    except Busy:
        raise
    except Refusal as refusal:
        return entry_page(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, "已撤回。")
    return redirect(f"{reverse('register-entry', args=[found.public_id])}#stages")


@policy(f"{READERS}：应有清单，各校缺哪些")
def expected(request: HttpRequest, register: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    schools = list(schools_within(request.actor))
    missing = gaps(found, request.actor, schools)
    context = {
        "register": found,
        "schools": [
            {
                "school": school,
                "missing": missing[school.pk],
                "have": len(found.expected) - len(missing[school.pk]),
            }
            for school in schools
        ],
        "several": is_several(request.actor),
        "keeps": permissions.can_keep(request.actor, found),
        "crumbs": crumbs(found, None, "应有清单"),
    }
    return render(request, "registers/expected.html", context)
