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
from ..rules import rule_groups, rules_at

BUREAU = "市局经办和科长"


@policy(f"{BUREAU}：查看提醒规则，增加一条", methods=("GET", "POST"))
def rules(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("set_reminders"))
    groups = rule_groups(request.actor)
    form = RuleForm(request.POST if request.method == "POST" else None, groups=groups)
    if request.method == "POST" and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("kind", "offset", "level")}
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
    shown = [
        (
            words,
            [ReminderRule(kind=kind, offset=offset, level=level) for of, offset, level in held if of == kind],
        )
        for kind, words in rule_groups(request.actor)
    ]
    context = {
        "form": form,
        "groups": [(words, rules) for words, rules in shown if rules],
        "by_default": not ReminderRule.objects.filter(organisation_id=request.actor.organisation_id).exists(),
        "refusal": refusal,
        "warning": holidays.warning(clock.today()),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "notices/rules.html", context, status=status)


@policy(f"{BUREAU}：删除一条提醒规则", methods=("POST",))
def remove_rule(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("set_reminders"))
    kind, offset, level = (request.POST.get(name, "") for name in ("kind", "offset", "level"))
    known = [(of, str(day), str(whom)) for of, day, whom in rules_at(request.actor.path)]
    if (kind, offset, level) not in known:
        messages.error(request, "这条规则已经不在了。")
        return redirect("reminder-rules")
    try:
        rule = {"kind": kind, "offset": int(offset), "level": int(level)}
        actions.remove_rule(**rule, by=request.actor, once=Once.of(request))
    except Refusal as refusal:
        return _rules(request, RuleForm(groups=rule_groups(request.actor)), refusal)
    messages.success(request, "已删除；需要时可以再增加。")
    return redirect("reminder-rules")
