"""The rules of a kind, a part a page; its conditions one by one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.acts import Once
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.dataforms.web import make_form
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import version_of
from luoshi.common.routes import policy
from luoshi.core.selection import About, read_rules, to_json

from .. import actions
from ..facts import asked_form
from ..forms import ABOUT, ConditionForm
from ..models import Kind
from ..queries import register_of
from ..sections import SECTIONS
from .kinds import OFFICERS, crumbs, kind_page, to_edit

GONE = "这个条件已经不在了。请刷新页面看最新内容。"


def whole_rules(kind: Kind) -> dict[str, Any]:
    return to_json(read_rules(kind.rules))


def _set(request: HttpRequest, kind: Kind, rules: dict[str, Any]) -> Kind:
    changed: Kind = actions.set_rules(
        kind=kind, rules=rules, by=request.actor, version=version_of(request), once=Once.of(request)
    )
    return changed


@policy(f"{OFFICERS}：修改遴选类别的一部分规则", methods=("GET", "POST"))
def kind_rules(request: HttpRequest, selection_kind: str, section: str) -> HttpResponse:
    found = to_edit(request, selection_kind)
    part = SECTIONS.get(section)
    if part is None:
        raise Http404
    back = f"{reverse('selection-kind', args=[found.public_id])}#{section}"
    form = FormVersion.put_together(found.definition, part.form(found), found.public_id)
    page = FormPage(
        request,
        "selection/wide_form.html",
        make=lambda **given: make_form(form, actor=request.actor, **given),
        name=f"selection.rules.{section}",
        about=found,
        stored=lambda: part.stored(whole_rules(found)),
        send=lambda said: _set(request, found, part.merged(whole_rules(found), said)),
        then=lambda row: back,
        said="已保存。已经发出的遴选不受影响。",
        context={
            "title": f"“{found.title}”：{part.title}",
            "words": part.words,
            "button": "保存",
            "cancel_url": back,
            "crumbs": crumbs(found, part.title),
        },
    )
    return answer(page)


def _condition_page(request: HttpRequest, found: Kind, about: About, at: int | None) -> HttpResponse:
    rules = whole_rules(found)
    old: dict[str, Any] = rules["conditions"][at] if at is not None else {"veto": True, "test": None}
    form = asked_form(about, found.organisation, register_of(found))
    if not form.fields:
        messages.warning(request, "先在“谁来申报、报多少”里选台账，才能按台账内容设条件。")
        return redirect("selection-kind", found.public_id)
    back = f"{reverse('selection-kind', args=[found.public_id])}#conditions"

    def make(**given: Any) -> ConditionForm:
        return ConditionForm(form=form, groups=tuple(rules["group_titles"]), test=old["test"], **given)

    def send(said: dict[str, Any]) -> Kind:
        rows = [*rules["conditions"]]
        row = {"groups": [], **said, "about": about.value, "key": old.get("key") or _fresh(rows)}
        rows[len(rows) if at is None else at : len(rows) if at is None else at + 1] = [row]
        return _set(request, found, rules | {"conditions": rows})

    title = f"{'加一个条件' if at is None else '修改条件'}：{ABOUT[about]}"
    page = FormPage(
        request,
        "selection/wide_form.html",
        make=make,
        name=f"selection.condition.{about.value if at is None else at}",
        about=found,
        stored=lambda: {name: old[name] for name in ("words", "groups", "veto", "source") if name in old},
        send=send,
        then=lambda row: back,
        said="已保存。已经发出的遴选不受影响。",
        context={
            "title": title,
            "words": "学校打开遴选页面就看得到自己满不满足，不满足的写明为什么。",
            "button": "保存",
            "cancel_url": back,
            "crumbs": crumbs(found, title),
        },
    )
    return answer(page)


def _fresh(rows: list[dict[str, Any]]) -> str:
    used, number = {row["key"] for row in rows}, len(rows) + 1
    while f"c{number}" in used:
        number += 1
    return f"c{number}"


@policy(f"{OFFICERS}：选新条件看什么")
def choose_condition(request: HttpRequest, selection_kind: str) -> HttpResponse:
    found, about = to_edit(request, selection_kind), request.GET.get("about", "")
    if about in list(About):
        return redirect("add-kind-condition", found.public_id, about)
    return redirect("selection-kind", found.public_id)


@policy(f"{OFFICERS}：给遴选类别加一个申报条件", methods=("GET", "POST"))
def add_condition(request: HttpRequest, selection_kind: str, about: str) -> HttpResponse:
    found = to_edit(request, selection_kind)
    if about not in list(About):
        raise Http404
    return _condition_page(request, found, About(about), None)


@policy(f"{OFFICERS}：修改遴选类别的一个申报条件", methods=("GET", "POST"))
def edit_condition(request: HttpRequest, selection_kind: str, number: int) -> HttpResponse:
    found = to_edit(request, selection_kind)
    rows = whole_rules(found)["conditions"]
    if number >= len(rows):
        raise Http404
    return _condition_page(request, found, About(rows[number]["about"]), number)


@policy(f"{OFFICERS}：移动、删去遴选类别的申报条件", methods=("POST",))
def arrange_conditions(request: HttpRequest, selection_kind: str) -> HttpResponse:
    found = to_edit(request, selection_kind)
    try:
        rules = whole_rules(found)
        rows = arranged(rules["conditions"], request.POST.get("do", ""))
        _set(request, found, rules | {"conditions": rows})
    except Refusal as refusal:
        return kind_page(request, to_edit(request, selection_kind), refusal)
    messages.success(request, "已保存。")
    return redirect(f"{reverse('selection-kind', args=[found.public_id])}#conditions")


def arranged(rows: list[Any], asked: str) -> list[Any]:
    """`up 1`, `down 0`, `remove 2`."""
    what, _, place = asked.partition(" ")
    rows = [*rows]
    if not (place.isascii() and place.isdigit() and len(place) < 4 and int(place) < len(rows)):
        raise RuleBroken(GONE)
    at = int(place)
    if what == "remove":
        rows.pop(at)
    elif what in ("up", "down"):
        to = at - 1 if what == "up" else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
    else:
        raise RuleBroken(GONE)
    return rows
