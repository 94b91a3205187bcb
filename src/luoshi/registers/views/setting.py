"""A register's settings: made, changed, taken out of use and back by officers of the bureau it belongs to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.papers import two_persons

from .. import actions, permissions
from ..derived_values import roles_of
from ..effects import NAMED, effect_of, named_anew
from ..identity import form_of, keys_now
from ..models import Register
from ..queries import registers_to_set
from ..setting_forms import (
    NEW,
    ChangeForm,
    IdentityForm,
    RolesForm,
    StartForm,
    stored_columns,
    stored_facts,
    stored_roles,
)
from ..settings_shown import shown_settings
from .entry import erasing_of

OFFICERS = "归口教育局的经办、科长"


def crumbs(register: Register | None, last: str = "") -> list[tuple[str, str]]:
    rows = [("台账", reverse("registers"))]
    if register is None:
        return [*rows, (last, "")]
    here = reverse("register-settings", args=[register.public_id]) if last else ""
    if register.withdrawn_at is None:
        rows.append((register.title, reverse("register", args=[register.public_id])))
        return [*rows, ("设置", here), *([(last, "")] if last else [])]
    return [*rows, (f"{register.title}（设置）", here), *([(last, "")] if last else [])]


def to_set(request: HttpRequest, register: str) -> Register:
    """Of the own bureau: others' 403, unseen ones 404."""
    found: Register = find(registers_to_set(request.actor), register)
    require(permissions.can_edit_register(request.actor, found))
    return found


@policy(f"{OFFICERS}：一个台账的设置")
def settings(request: HttpRequest, register: str) -> HttpResponse:
    return settings_page(request, to_set(request, register))


def settings_page(request: HttpRequest, found: Register, refusal: Any = None) -> HttpResponse:
    context = {
        **shown_settings(found, request.actor),
        **erasing_of(request.actor, two_persons.waiting(found.erasures.filter(entry=None)).first()),
        "register": found,
        "refusal": refusal,
        "crumbs": crumbs(found),
    }
    if refusal and (reason := request.POST.get("reason", "")[:300]):
        context["reason_said"] = reason
    status = refusal.status if refusal else 200
    return render(request, "registers/settings.html", context, status=status)


@policy(f"{OFFICERS}：新建台账", methods=("GET", "POST"))
def new_register(request: HttpRequest) -> HttpResponse:
    require(permissions.can_make_register(request.actor))
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    sources = list(registers_to_set(request.actor).filter(definition__current__isnull=False))
    made: list[StartForm] = []

    def make(**given: Any) -> StartForm:
        made.append(StartForm(sources=sources, **given))
        return made[-1]

    def send(said: dict[str, Any]) -> Register:
        facts, like = made[-1].facts()
        row: Register = actions.make_register(facts=facts, like=like, by=request.actor, once=Once.of(request))
        return row

    page = FormPage(
        request,
        "registers/small_form.html",
        make=make,
        name="registers.new",
        about=own,
        versioned=False,
        send=send,
        stored=lambda: {**NEW, "like": request.GET.get("like", "")[:20]},
        then=lambda row: reverse("register-settings", args=[row.public_id]),
        said="已建立，还在筹备中，各校看不到。请接着编辑登记的内容。",
        context={
            "title": "新建台账",
            "words": "先写清登记什么。下一步编辑登记的内容、选清单的列和核查规则，都好了再启用，各校才看得到。",
            "button": "保存，下一步",
            "cancel_url": reverse("registers"),
            "crumbs": crumbs(None, "新建台账"),
        },
    )
    return answer(page)


@policy(f"{OFFICERS}：修改台账的名称、用途、建设阶段、保留年数、应有清单", methods=("GET", "POST"))
def change_register(request: HttpRequest, register: str) -> HttpResponse:
    found = to_set(request, register)
    back = reverse("register-settings", args=[found.public_id])

    def send(said: dict[str, Any]) -> Register:
        facts = dict(said)
        row: Register = actions.change_register(
            register=found, why_fewer=facts.pop("why_fewer"), facts=facts, by=request.actor,
            version=version_of(request), once=Once.of(request),
        )  # fmt: skip
        return row

    page = FormPage(
        request,
        "registers/small_form.html",
        make=lambda **given: ChangeForm(**given),
        name="registers.facts",
        about=found,
        send=send,
        stored=lambda: stored_facts(found),
        then=lambda row: back,
        context={
            "title": f"修改“{found.title}”台账",
            "button": "保存",
            "cancel_url": back,
            "crumbs": crumbs(found, "修改"),
        },
    )
    return answer(page)


@policy(f"{OFFICERS}：台账的哪些数由系统按登记的内容算出", methods=("GET", "POST"))
def derived_values(request: HttpRequest, register: str) -> HttpResponse:
    found = to_set(request, register)
    form, back = form_of(found), reverse("register-settings", args=[found.public_id])

    def send(said: dict[str, Any]) -> Register:
        row: Register = actions.set_roles(
            register=found, roles=said["roles"], by=request.actor, version=version_of(request),
            once=Once.of(request),
        )  # fmt: skip
        return row

    page = FormPage(
        request,
        "registers/small_form.html",
        make=lambda **given: RolesForm(form=form, **given),
        name="registers.roles",
        about=found,
        send=send,
        stored=lambda: stored_roles(roles_of(found)),
        then=lambda row: back,
        said="已保存，由这个台账计算的指标随后重算。",
        context={
            "title": f"系统算出的数：{found.title}",
            "words": "说明哪一项是什么，系统就能按它每天算出年龄、是否过期这样的数。没有可选的，先在内容里加日期。",
            "button": "保存",
            "cancel_url": back,
            "crumbs": crumbs(found, "系统算出的数"),
        },
    )
    return answer(page)


@policy(f"{OFFICERS}：台账怎样算同一条、清单显示哪几列，保存前看对计数的影响", methods=("GET", "POST"))
def identity(request: HttpRequest, register: str) -> HttpResponse:
    """Nothing is saved before the effect on counting was seen, where there is one."""
    found = to_set(request, register)
    form = form_of(found)
    if not form.fields:
        raise Http404
    stood = (keys_now(found.definition, found.identity), keys_now(found.definition, found.shows))
    asked = IdentityForm(request.POST or None, form=form, initial=stored_columns(*stood))
    if request.method != "POST" or not asked.is_valid():
        return _identity_page(request, found, asked, status=422 if request.method == "POST" else 200)
    said = asked.cleaned_data
    rows = named_anew(found, said["identity"], said["shows"])
    effect = effect_of(rows)
    agreed = request.POST.get("agreed", "")[:16]
    if "_look" in request.POST or (effect.changes_counting and agreed != effect.stamp()):
        return _identity_page(request, found, asked, status=200, effect=effect)
    try:
        actions.set_identity(
            register=found, identity=said["identity"], shows=said["shows"], rows=rows, agreed=agreed,
            by=request.actor, version=version_of(request), once=Once.of(request),
        )  # fmt: skip
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return _identity_page(request, found, asked, status=refusal.status, refusal=refusal)
    messages.success(request, "已保存。改回去也在这里。")
    return redirect("register-settings", found.public_id)


def _identity_page(
    request: HttpRequest,
    found: Register,
    asked: IdentityForm,
    status: int,
    effect: Any = None,
    refusal: Any = None,
) -> HttpResponse:
    context = {
        "register": found,
        "form": asked,
        "effect": effect,
        "named": NAMED,
        "refusal": refusal,
        "crumbs": crumbs(found, "怎样算同一条和清单的列"),
    }
    return render(request, "registers/identity.html", context, status=status)


def press(request: HttpRequest, register: str, act: Any, words: str, **said: Any) -> HttpResponse:
    """One button of the settings: carried out, or the page again with why not."""
    found = to_set(request, register)
    try:
        act(register=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        return settings_page(request, to_set(request, register), refusal)
    messages.success(request, words)
    return redirect("register-settings", found.public_id)


@policy(f"{OFFICERS}：停用一个台账", methods=("POST",))
def withdraw_register(request: HttpRequest, register: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:300]
    return press(
        request, register, actions.withdraw_register, "已停用，登记过的都在，可以恢复。", reason=reason
    )


@policy(f"{OFFICERS}：启用、恢复一个台账", methods=("POST",))
def restore_register(request: HttpRequest, register: str) -> HttpResponse:
    return press(request, register, actions.restore_register, "已启用，各校看得到了。")
