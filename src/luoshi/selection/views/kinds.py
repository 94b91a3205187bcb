"""The catalogue of kinds: shipped examples, one's own, each with its settings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.selection import problems, read_rules

from .. import actions, permissions
from ..eligibility import lost_conditions
from ..examples import Example, example, examples
from ..forms import ABOUT, KindForm, NewKindForm
from ..models import Kind
from ..queries import kinds_visible_to
from ..shown import rules_shown
from ..states import HOSTED

OFFICERS = "市局经办、科长"
READERS = "本局能看遴选的人"
FIELDS = ("title", "group", "words", "outcome", "basis", "official")


def crumbs(kind: Kind | None, last: str = "") -> list[tuple[str, str]]:
    rows = [("遴选", reverse("calls")), ("遴选类别", reverse("selection-kinds") if kind or last else "")]
    if kind is not None:
        rows.append((kind.title, reverse("selection-kind", args=[kind.public_id]) if last else ""))
    return [*rows, (last, "")] if last else rows


def to_edit(request: HttpRequest, public_id: str) -> Kind:
    found: Kind = find(kinds_visible_to(request.actor), public_id)
    require(permissions.can_edit_kind(request.actor, found))
    return found


@policy(f"{READERS}：遴选类别目录")
def selection_kinds(request: HttpRequest) -> HttpResponse:
    rows = list(kinds_visible_to(request.actor))
    require(bool(rows) or permissions.can_make_kind(request.actor))
    taken = {row.key for row in rows if row.key}
    groups: dict[str, list[Example]] = {}
    for each in examples():
        groups.setdefault(each.group, []).append(each)
    context = {
        "kinds": [row for row in rows if row.withdrawn_at is None],
        "withdrawn": [row for row in rows if row.withdrawn_at is not None],
        "groups": groups,
        "taken": taken,
        "runs": request.actor.may("run_selections"),
        "may_make": permissions.can_make_kind(request.actor),
        "crumbs": crumbs(None),
    }
    return render(request, "selection/kinds.html", context)


@policy(f"{OFFICERS}：照着示例或已有的类别建一个类别", methods=("GET", "POST"))
def new_kind(request: HttpRequest) -> HttpResponse:
    require(permissions.can_make_kind(request.actor))
    source = _source(request)
    if source is None:
        return redirect("selection-kinds")
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    page = FormPage(
        request,
        "selection/form.html",
        make=NewKindForm,
        name=f"selection.new.{source.key if isinstance(source, Example) else source.public_id}",
        about=own,
        versioned=False,
        stored=lambda: {"title": source.title if isinstance(source, Example) else f"{source.title}（新）"},
        send=lambda said: actions.make_kind(
            source=source, title=said["title"], by=request.actor, once=Once.of(request)
        ),
        then=lambda row: reverse("selection-kind", args=[row.public_id]),
        said="已建立，规则和申报书都可以改成自己的。",
        context={
            "title": f"照着“{source.title}”建一个类别",
            "words": "规则、评分标准和申报书都带过来再改，原来的不变。示例不是官方标准，请按正式文件逐条核对。",
            "button": "建立",
            "cancel_url": reverse("selection-kinds"),
            "crumbs": crumbs(None, "新建类别"),
        },
    )
    return answer(page)


def _source(request: HttpRequest) -> Example | Kind | None:
    """Named in the address, so that a draft and the form sent belong to it."""
    shipped = example(request.GET.get("example", "")[:60])
    if shipped is not None:
        return shipped
    found: Kind | None = (
        kinds_visible_to(request.actor).filter(public_id=request.GET.get("like", "")[:20]).first()
    )
    return found


@policy(f"{READERS}：一个遴选类别的规则")
def selection_kind(request: HttpRequest, selection_kind: str) -> HttpResponse:
    return kind_page(request, find(kinds_visible_to(request.actor), selection_kind))


def kind_page(request: HttpRequest, found: Kind, refusal: Any = None) -> HttpResponse:
    rules = read_rules(found.rules)
    definition = found.definition
    context = {
        "kind": found,
        "host_said": "、".join(HOSTED[part] for part in found.host_parts if part in HOSTED),
        "rules": rules_shown(rules, found),
        "problems": [*problems(rules), *lost_conditions(rules, found)],
        "form": definition.current.form if definition.current else None,
        "draft": draft_of(definition),
        "own_form": definition.owner_id == found.organisation_id,
        "edits": permissions.can_edit_kind(request.actor, found),
        "may_make": permissions.can_make_kind(request.actor),
        "abouts": [(each.value, words) for each, words in ABOUT.items()],
        "calls": list(found.calls.order_by("-id")[:10]),
        "refusal": refusal,
        "crumbs": crumbs(found),
    }
    return render(request, "selection/kind.html", context, status=refusal.status if refusal else 200)


def hosting_of(kind: Kind) -> dict[str, Any]:
    """As forms begin with it."""
    return {"host": kind.host and kind.host.public_id, "host_parts": list(kind.host_parts)}


@policy(f"{OFFICERS}：修改遴选类别的名称、说明、依据", methods=("GET", "POST"))
def edit_kind(request: HttpRequest, selection_kind: str) -> HttpResponse:
    found = to_edit(request, selection_kind)
    back = reverse("selection-kind", args=[found.public_id])
    page = FormPage(
        request,
        "selection/form.html",
        make=lambda *given, **more: KindForm(*given, actor=request.actor, **more),
        name="selection.kind",
        about=found,
        stored=lambda: {name: getattr(found, name) for name in FIELDS} | hosting_of(found),
        send=lambda said: actions.change_kind(
            kind=found,
            facts=actions.KindFacts(**said),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda row: back,
        context={
            "title": f"修改“{found.title}”",
            "button": "保存",
            "cancel_url": back,
            "crumbs": crumbs(found, "修改"),
        },
    )
    return answer(page)


def press(request: HttpRequest, public_id: str, act: Any, words: str, **said: Any) -> HttpResponse:
    found = to_edit(request, public_id)
    try:
        act(kind=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        return kind_page(request, find(kinds_visible_to(request.actor), public_id), refusal)
    messages.success(request, words)
    return redirect("selection-kind", public_id)


@policy(f"{OFFICERS}：停用遴选类别", methods=("POST",))
def withdraw_kind(request: HttpRequest, selection_kind: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return press(request, selection_kind, actions.withdraw_kind, "已停用，可以恢复。", reason=reason)


@policy(f"{OFFICERS}：恢复停用的遴选类别", methods=("POST",))
def restore_kind(request: HttpRequest, selection_kind: str) -> HttpResponse:
    return press(request, selection_kind, actions.restore_kind, "已恢复。")
