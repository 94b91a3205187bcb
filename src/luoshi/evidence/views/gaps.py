"""Where evidence is thin: over schools for those above them, claim by claim for one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_under
from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import gaps
from ..forms import RuleForm
from ..models import EvidenceRule
from ..permissions import can_read_library, can_set_rule
from ..rules import clear_rule, set_rule

SIZE = 30


@policy("学校人员：本单位佐证的缺口；教育局人员：下属学校佐证的缺口")
def evidence_gaps(request: HttpRequest) -> HttpResponse:
    require(can_read_library(request.actor))
    schools = organisations_under(request.actor).filter(kind=Organisation.Kind.SCHOOL)
    asked = request.GET.get("organisation", "").replace("\0", "")[:20]
    if asked:
        return _one(request, find(schools, asked))
    own = schools.filter(pk=request.actor.organisation_id).first()
    return _one(request, own) if own is not None else _all(request, schools)


def _since(request: HttpRequest, limits: gaps.Limits) -> dt.date | None:
    """The day before which a piece is too old, where somebody gives one or the bureau has set one."""
    try:
        return parse_date(request.GET.get("since", "")) or limits.since
    except ValueError:
        return limits.since


def _all(request: HttpRequest, schools: Any) -> HttpResponse:
    page = page_of(request, schools, size=SIZE)
    keys, limits = [school.pk for school in page], gaps.limits_for(request.actor.path)
    found = gaps.standings(request.actor, keys, _since(request, limits))
    rows = [(school, found[school.pk]) for school in page]
    everywhere = list(schools.order_by().values_list("pk", flat=True))  # figures of all, not of this page
    context = {"page_obj": page, "rows": rows, **_shared(request, everywhere, limits)}
    return render(request, "evidence/gaps.html", context)


def _one(request: HttpRequest, school: Organisation) -> HttpResponse:
    limits = gaps.limits_for(school.path)
    standing = gaps.standings(request.actor, [school.pk], _since(request, limits))[school.pk]
    context = {
        "school": school,
        "standing": standing,
        "page_obj": page_of(request, standing.gaps, size=SIZE),
        "crumbs": [("佐证材料", reverse("evidence")), ("缺口", reverse("evidence-gaps")), (school.short, "")],
        **_shared(request, [school.pk], limits),
    }
    return render(request, "evidence/gaps_of_one.html", context)


def _shared(request: HttpRequest, keys: list[int], limits: gaps.Limits) -> dict[str, Any]:
    since = _since(request, limits)
    shares = gaps.shares_by_grade(request.actor, keys)
    return {
        "since": since.isoformat() if since else "",
        "heavy": gaps.carrying_too_much(request.actor, keys, limits.too_many)[:20],
        "shares": shares,
        "too_weak": shares[-1][2] > limits.statements,
        "limits": limits,
        "may_set": can_set_rule(request.actor),
        "tabs": tabs("gaps", request.actor),
    }


@policy("教育局经办、科长：本单位的佐证检查标准", methods=("GET", "POST"))
def rule(request: HttpRequest) -> HttpResponse:
    require(can_set_rule(request.actor))
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    row = EvidenceRule.objects.filter(organisation=own).first()
    limits = gaps.limits_for(own.path)
    stored = {"too_many": limits.too_many, "statements": limits.statements, "since": limits.since}
    form = RuleForm(request.POST or None, initial=stored)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            given = {"seen": version_of(request), "by": request.actor, "once": Once.of(request)}
            set_rule(organisation=own, **given, **form.cleaned_data)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "已保存，下属学校的缺口按它看。")
            return redirect("evidence-gaps")
    crumbs = [("佐证材料", reverse("evidence")), ("缺口", reverse("evidence-gaps")), ("检查标准", "")]
    context = {"form": form, "rule": row, "limits": limits, "refusal": refusal, "crumbs": crumbs}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "evidence/rule.html", context, status=status)


@policy("教育局经办、科长：恢复一般的佐证检查标准", methods=("POST",))
def clear(request: HttpRequest) -> HttpResponse:
    require(can_set_rule(request.actor))
    row = get_object_or_404(EvidenceRule, organisation=request.actor.organisation_id)
    clear_rule(rule=row, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, "已恢复一般的标准。")
    return redirect("evidence-gaps")


def tabs(current: str, actor: Actor) -> list[dict[str, Any]]:
    """The sides of the library."""
    sides = [("list", "材料", "evidence"), ("gaps", "缺口", "evidence-gaps")]
    if actor.may("make_binders"):
        sides.append(("binders", "材料包", "binders"))
    return [{"label": label, "url": reverse(name), "current": key == current} for key, label, name in sides]
