"""The checks of a register: chosen from the rules, told their parameters, put in order, taken out and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.acts import Once
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import version_of
from luoshi.common.routes import policy
from luoshi.core.registers import ABOUT, NAMES

from .. import actions
from ..models import Register
from ..queries import registers_visible_to
from ..setting_forms import CheckForm
from .setting import OFFICERS, crumbs, settings_page, to_set

GONE = "这条规则已经不在了。请刷新页面看最新内容。"


def _page(request: HttpRequest, found: Register, rule: str, at: int | None) -> HttpResponse:
    """The check at this place, or a new one; one whose rule nobody knows any more is only taken out."""
    old: Mapping[str, Any] = found.checks[at] if at is not None else {"rule": rule}
    if rule not in NAMES:
        raise Http404
    others = list(registers_visible_to(request.actor).exclude(pk=found.pk))
    back = f"{reverse('register-settings', args=[found.public_id])}#checks"
    made: list[CheckForm] = []

    def make(**given: Any) -> CheckForm:
        made.append(CheckForm(register=found, rule=rule, others=others, old=old, **given))
        return made[-1]

    title = f"{'加一条核查' if at is None else '修改核查'}：{old.get('called') or NAMES[rule]}"
    page = FormPage(
        request,
        "registers/check_form.html",
        make=make,
        name=f"registers.check.{rule if at is None else at}",
        about=found,
        send=lambda said: _kept(request, found, made[-1], at),
        stored=lambda: make().initial,
        then=lambda row: back,
        context={
            "title": title,
            "words": f"查{ABOUT[rule]}核查只提示，不拦住登记。",
            "button": "保存",
            "cancel_url": back,
            "crumbs": crumbs(found, title),
        },
    )
    return answer(page)


def _kept(request: HttpRequest, found: Register, form: CheckForm, at: int | None) -> Register:
    rows = [*found.checks]
    if at is None:
        rows.append({**form.check_data(), "key": _fresh(found, form.rule)})
    else:
        rows[at] = form.check_data()
    return _set(request, found, rows, found.extra.get("removed_checks", []))


def _set(request: HttpRequest, found: Register, checks: list[Any], removed: list[Any]) -> Register:
    given = {"by": request.actor, "version": version_of(request), "once": Once.of(request)}
    changed: Register = actions.set_checks(register=found, checks=checks, removed=removed, **given)
    return changed


def _fresh(found: Register, rule: str) -> str:
    """A key no check of the register had before."""
    used = {row.get("key") for row in [*found.checks, *found.extra.get("removed_checks", [])]}
    number = 1
    while (key := rule if number == 1 else f"{rule}{number}") in used:
        number += 1
    return key


@policy(f"{OFFICERS}：选一条规则加进台账的核查")
def choose_check(request: HttpRequest, register: str) -> HttpResponse:
    found, rule = to_set(request, register), request.GET.get("rule", "")
    if rule in NAMES:
        return redirect("add-register-check", found.public_id, rule)
    return redirect(f"{reverse('register-settings', args=[found.public_id])}#checks")


@policy(f"{OFFICERS}：给台账加一条核查规则", methods=("GET", "POST"))
def add_check(request: HttpRequest, register: str, check_rule: str) -> HttpResponse:
    return _page(request, to_set(request, register), check_rule, None)


@policy(f"{OFFICERS}：修改台账的一条核查规则", methods=("GET", "POST"))
def edit_check(request: HttpRequest, register: str, number: int) -> HttpResponse:
    found = to_set(request, register)
    if number >= len(found.checks):
        raise Http404
    return _page(request, found, str(found.checks[number].get("rule", "")), number)


@policy(f"{OFFICERS}：移动、删去、恢复台账的核查规则", methods=("POST",))
def arrange_checks(request: HttpRequest, register: str) -> HttpResponse:
    found = to_set(request, register)
    try:
        _set(request, found, *arranged(found, request.POST.get("do", "")))
    except Refusal as refusal:
        return settings_page(request, to_set(request, register), refusal)
    messages.success(request, "已保存。删去的可以在下面恢复。")
    return redirect(f"{reverse('register-settings', args=[found.public_id])}#checks")


def arranged(found: Register, asked: str) -> tuple[list[Any], list[Any]]:
    """`up 1`, `down 0`, `remove 2`, `restore 0`: the checks and those taken out, as they are then."""
    what, _, place = asked.partition(" ")
    checks, removed = [*found.checks], [*found.extra.get("removed_checks", [])]
    if not (place.isascii() and place.isdigit() and len(place) < 4):
        raise RuleBroken(GONE)
    at, rows = int(place), removed if what == "restore" else checks
    if at >= len(rows) or what not in ("up", "down", "remove", "restore"):
        raise RuleBroken(GONE)
    if what == "remove":
        removed.insert(0, checks.pop(at))
    elif what == "restore":
        checks.append(removed.pop(at))
    elif 0 <= (to := at - 1 if what == "up" else at + 1) < len(checks):
        checks[at], checks[to] = checks[to], checks[at]
    return checks, removed
