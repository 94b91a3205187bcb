"""Steps that the bureau proposes for a task."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.timetable import LABELS
from luoshi.plans.queries import tasks_visible_to

from .. import actions, permissions
from .. import step_templates as templates


@policy("计划印发单位的经办和科长：任务的步骤模板", methods=("GET", "POST"))
def task_template(request: HttpRequest, task: str) -> HttpResponse:
    found = find(tasks_visible_to(request.actor), task)
    require(permissions.can_propose_steps(request.actor, found))
    here = reverse("task", args=[found.public_id])
    made: list[templates.TemplateForm] = []

    def make(**given: Any) -> templates.TemplateForm:
        made.append(templates.TemplateForm(task=found, **given))
        return made[-1]

    page = FormPage(
        request,
        "workplans/template.html",
        make=make,
        name="workplans.template",
        about=found,
        send=lambda said: actions.set_template(
            task=found,
            lines=made[-1].typed(),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: here,
        stored=lambda: templates.stored(found),
        said="步骤模板已保存，学校排进度表时可以加进去再改。",
        context={
            "task": found,
            "columns": [LABELS[column] for column in templates.COLUMNS],
            "most": templates.MOST,
            "cancel_url": here,
            "crumbs": [
                (found.plan.short, reverse("plan", args=[found.plan.public_id])),
                (str(found), here),
                ("步骤模板", ""),
            ],
        },
    )
    return answer(page)
