"""The registers by group; the list of one, narrowed, found by a number."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import throttle
from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..findings import findings
from ..listing import (
    LONGEST,
    Narrowing,
    can_find_by_number,
    columns_shown,
    counts_of,
    is_several,
    schools_with_entries,
    shown_rows,
)
from ..models import Register
from ..queries import registers_to_set, registers_visible_to, runs_visible_to, schools_within
from ..states import EntryState, RunState

READERS = "学校管理人员看本校的；教育局经办和领导看下属学校确认过的"
SIZE = 50
FEW = 200  # entries that are checked just to say a number


@policy(f"{READERS}：台账目录")
def registers(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_registers"))
    actor = request.actor
    several = is_several(actor)
    counts, schools = counts_of(actor), schools_with_entries(actor) if several else {}
    rows = [
        {
            "register": row,
            "counts": [
                (label, counts.get(row.pk, {}).get(state, 0), state) for state, label in EntryState.choices
            ],
            "schools": schools.get(row.pk, 0),
        }
        for row in registers_visible_to(actor)
    ]
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row["register"].group, []).append(row)
    context = {
        "groups": list(groups.items()),
        "width": 6,
        "several": several,
        "all_schools": schools_within(actor).count() if several else 0,
        "states": EntryState.choices[1:] if several else EntryState.choices,
        "makes": permissions.can_make_register(actor),
        "kept_aside": _kept_aside(actor),
        "crumbs": [("台账", "")],
    }
    return render(request, "registers/registers.html", context)


def _kept_aside(actor: Actor) -> Any:
    """Of the own bureau, for its officers: what is in preparation or out of use."""
    if not actor.may("edit_registers"):
        return []
    rows = registers_to_set(actor).filter(owner=actor.organisation_id, withdrawn_at__isnull=False)
    return rows.order_by("order", "pk")


@policy(f"{READERS}：一个台账的条目")
def register(request: HttpRequest, register: str) -> HttpResponse:
    return register_page(request, find(registers_visible_to(request.actor), register))


def register_page(
    request: HttpRequest, found: Register, status: int = 200, refusal: Any = None
) -> HttpResponse:
    actor = request.actor
    asked = Narrowing(found, actor, request.GET)
    if asked.q:
        throttle.count(actor, throttle.SEARCH)
    rows = asked.rows().order_by("organisation__order", "organisation", "pk")
    page = page_of(request, rows, size=SIZE)
    keeps, confirms = permissions.can_keep(actor, found), permissions.can_confirm(actor, found)
    many = _many(found, keeps and confirms, permissions.can_check(actor, found))
    several = is_several(actor)
    context = {
        "register": found,
        "page_obj": page,
        "rows": shown_rows(found, list(page)),
        "columns": columns_shown(found)[1:],
        "first": next(iter(columns_shown(found)), None),
        "asked": asked,
        "choices": asked.choices(),
        "narrowed": asked.is_on,
        "keeps": keeps,
        "many": many,
        "waiting": rows.filter(state=many[0]["of"]).count() if many else 0,
        "several": several,
        "finds": can_find_by_number(found) and permissions.can_find(actor, found),
        "runs": permissions.can_edit_register(actor, found),
        "told": _told(found, actor) if not several else None,
        "refusal": refusal,
        "run": _run_of(found, actor),
        "ticked": _ticked(request) if status == 422 else (),
        "reason": request.POST.get("reason", "")[:300],
        "query": request.GET.urlencode(),
        "list_url": f"{reverse('register-list-xlsx', args=[found.public_id])}?{request.GET.urlencode()}",
        "crumbs": [("台账", reverse("registers")), (found.title, "")],
    }
    return render(request, "registers/register.html", context, status=status)


def _run_of(found: Register, actor: Actor) -> Any:
    """What the worker is doing with very many of them, or could not finish."""
    return runs_visible_to(actor).filter(register=found).exclude(state=RunState.DONE).first()


def _ticked(request: HttpRequest) -> set[str]:
    """What was ticked on the page that was refused: it stays ticked."""
    return {each.partition(":")[0] for each in request.POST.getlist("entry")[:500]}


def _told(found: Register, actor: Actor) -> int | None:
    """How much the checks say, where that is quick: every entry is opened for it."""
    few = found.entries.filter(organisation=actor.organisation_id)[: FEW + 1].count() <= FEW
    return len(findings(found, actor, list(schools_within(actor)))) if few and found.checks else None


def _many(found: Register, confirms: bool, checks: bool) -> list[dict[str, Any]]:
    """What may be done with the ticked rows: label, address, whether a reason is asked; with the first, which is done
    with all of them too, the state they wait in.
    """
    if confirms:
        return [
            {
                "label": "确认选中的",
                "url": reverse("confirm-entries", args=[found.public_id]),
                "primary": True,
                "of": EntryState.DRAFT,
            },
            {"label": "撤回确认", "url": reverse("take-back-entries", args=[found.public_id])},
        ]
    if checks:
        return [
            {
                "label": "核对通过",
                "url": reverse("check-entries", args=[found.public_id]),
                "primary": True,
                "of": EntryState.CONFIRMED,
            },
            {"label": "退回", "url": reverse("return-entries", args=[found.public_id]), "reason": True},
        ]
    return []


@policy(
    "本校登记台账的人、上级核对台账的人：按证件号、手机号找条目，只找完全相同的，记入日志", methods=("POST",)
)
def find_entry(request: HttpRequest, register: str) -> HttpResponse:
    """The number is sent, never part of an address."""
    found = find(registers_visible_to(request.actor), register)
    require(permissions.can_find(request.actor, found))
    try:
        throttle.count(request.actor, throttle.SEARCH)
        hits = actions.find_entries(
            register=found, number=request.POST.get("number", "")[:LONGEST], by=request.actor
        )
    except Busy:
        raise
    except Refusal as refusal:
        return register_page(request, found, status=refusal.status, refusal=refusal)
    here = reverse("register", args=[found.public_id])
    if not hits:
        messages.info(request, "没有找到。证件号、手机号要完整，一个字都不能差。")
        return redirect(here)
    if len(hits) == 1:
        return redirect("register-entry", hits[0].public_id)
    query = "&".join(f"entry={each.public_id}" for each in hits)
    return redirect(f"{here}?{query}")
