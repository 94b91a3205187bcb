"""The duty page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.undertakings.queries import duties_visible_to


@policy("责任单位及其上级：查看责任项")
def duty(request: HttpRequest, duty: str) -> HttpResponse:
    found = find(duties_visible_to(request.actor), duty)
    facts = [
        ("计划", found.task.plan.title),
        ("单位", found.organisation.name),
        ("性质", found.get_basis_display()),
        ("佐证", found.get_proof_display()),
    ]
    return render(request, "home/duty/page.html", {"duty": found, "facts": facts})
