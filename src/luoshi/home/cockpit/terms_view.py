"""What the office allows in the cockpits of its plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import version_of
from luoshi.common.routes import policy
from luoshi.indicators.alerts.models import CockpitTerms
from luoshi.indicators.alerts.week_actions import set_cockpit


class TermsForm(forms.Form):
    ranks = forms.BooleanField(
        label="可以按数值给学校排序",
        required=False,
        help_text="不勾选时，驾驶舱里学校一律按名册的次序排，不排名次。勾选以后，各个数的明细页多一个“按数值排序”。",
    )


def _stored(office: Organisation) -> dict[str, Any]:
    return {"ranks": CockpitTerms.objects.filter(organisation=office, ranks=True).exists()}


@policy("计划印发单位的经办、科长：驾驶舱的设置", methods=("GET", "POST"))
def cockpit_terms(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("edit_plan"))
    office = get_object_or_404(Organisation, pk=request.actor.organisation_id)
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: TermsForm(**given),
        name="home.cockpit_terms",
        about=office,
        send=lambda said: set_cockpit(
            place=office,
            ranks=said["ranks"],
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: request.path,
        stored=lambda: _stored(office),
        context={
            "title": "驾驶舱设置",
            "button": "保存",
            "cancel_url": reverse("cockpit-now"),
            "crumbs": [("驾驶舱", reverse("cockpit-now")), ("设置", "")],
        },
    )
    return answer(page)
