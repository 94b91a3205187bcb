"""When the system reminds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.routes import policy

from .. import actions, holidays
from ..forms import RuleForm
from ..models import ReminderRule
from ..rules import rules_at

BUREAU = "市局经办和科长"


@policy(f"{BUREAU}：查看提醒规则，增加一条", methods=("GET", "POST"))
def rules(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("set_reminders"))
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("offset", "level")}
        try:
            actions.add_rule(**asked, by=request.actor, once=Once.of(request))
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "已增加，从今天起按新规则提醒。")
            return redirect("reminder-rules")
    return _rules(request, form)


def _rules(request: HttpRequest, form: RuleForm, refusal: Refusal | None = None) -> HttpResponse:
    held = rules_at(request.actor.path)
    shown = [ReminderRule(offset=offset, level=level) for kind, offset, level in held if not kind]
    context = {
        "form": form,
        "rules": shown,
        "by_default": not ReminderRule.objects.filter(organisation_id=request.actor.organisation_id).exists(),
        "refusal": refusal,
        "warning": holidays.warning(clock.today()),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "notices/rules.html", context, status=status)


@policy(f"{BUREAU}：删除一条提醒规则", methods=("POST",))
def remove_rule(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("set_reminders"))
    offset, level = request.POST.get("offset", ""), request.POST.get("level", "")
    known = [(str(day), str(of)) for kind, day, of in rules_at(request.actor.path) if not kind]
    if (offset, level) not in known:
        messages.error(request, "这条规则已经不在了。")
        return redirect("reminder-rules")
    try:
        actions.remove_rule(offset=int(offset), level=int(level), by=request.actor, once=Once.of(request))
    except Refusal as refusal:
        return _rules(request, RuleForm(), refusal)
    messages.success(request, "已删除；需要时可以再增加。")
    return redirect("reminder-rules")
