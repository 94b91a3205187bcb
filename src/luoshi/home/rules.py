"""办理规则: every workflow's table of moves, as the acts themselves go by it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common.routes import policy
from luoshi.common.stages import installed


@policy("登录人员：办理规则（每类事项能怎样变、由谁办）")
def rules(request: HttpRequest) -> HttpResponse:
    workflows = [workflow for stage in installed() for workflow in stage.workflows]
    tables = [{"key": each.key, "label": each.label, "rows": each.rows()} for each in workflows]
    return render(request, "home/rules.html", {"tables": tables})
