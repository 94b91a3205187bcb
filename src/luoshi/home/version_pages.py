"""The versions of a plan's pack: what was loaded when, the bytes as loaded, and the definition in force."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.accounts.models import User
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.downloads import hand_out
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.plans.models import PackVersion, Plan
from luoshi.plans.permissions import can_edit_plan
from luoshi.plans.queries import plans_visible_to

from . import loading

EDITORS = "计划印发单位的经办人和科长"


def _plan(request: HttpRequest, public_id: str) -> Plan:
    plan: Plan = find(plans_visible_to(request.actor), public_id)
    require(can_edit_plan(request.actor, plan))
    return plan


def _versions(plan: Plan) -> Any:
    return PackVersion.objects.filter(kind="plan", key=plan.key).order_by("-id")


@policy(f"{EDITORS}：看装载过的版本，下载")
def versions(request: HttpRequest, plan: str) -> HttpResponse:
    found = _plan(request, plan)
    page = page_of(request, _versions(found).defer("text", "snapshot"))
    names = dict(
        User.objects.filter(public_id__in=[row.loaded_by for row in page]).values_list("public_id", "name")
    )
    context = {
        "plan": found,
        "page_obj": page,
        "rows": [(row, names.get(row.loaded_by, "系统初装")) for row in page],
        "crumbs": [
            ("计划", reverse("plans")),
            (found.short, reverse("plan", args=[found.public_id])),
            ("装载版本", ""),
        ],
    }
    return render(request, "home/versions.html", context)


@policy(f"{EDITORS}：下载计划现在的定义")
def current_pack(request: HttpRequest, plan: str) -> HttpResponse:
    found = _plan(request, plan)
    name = f"{found.short}-{clock.today().isoformat()}.yaml"
    return _download(request, name, loading.export_pack("plan", found.key), found)


@policy(f"{EDITORS}：下载装载时的原文件")
def loaded_pack(request: HttpRequest, plan: str, version: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    kept: PackVersion = find(_versions(found), version)
    require(can_edit_plan(request.actor, found))
    return _download(request, kept.name, kept.text, found)


def _download(request: HttpRequest, name: str, text: str, plan: Plan) -> HttpResponse:
    """A file to keep, never a page to open."""
    content = text.encode("utf-8", "surrogateescape")
    response = hand_out(request, content, name, action="home.fetch_pack", about=plan, rows=1)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
