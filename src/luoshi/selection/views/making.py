"""The officer drafts a call from a kind, changes it, sets its quotas."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock, files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.dataforms.web import make_form
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.fields import ROW, Field, Form, Values
from luoshi.core.fields.model import Choice
from luoshi.core.selection import read_rules

from .. import actions, permissions
from ..actions.calls import QuotaRow
from ..forms import CallForm, before_the_upper, prefilled
from ..models import Call
from ..queries import calls_visible_to
from ..quotas import units
from ..states import CallState
from .calls import crumbs
from .kinds import crumbs as kind_crumbs
from .kinds import hosting_of, to_edit

OFFICERS = "组织单位的经办、科长"
FIELDS = (
    *("title", "document_number", "level", "words", "opens_at", "until"),
    *("school_until", "county_until"),
)
MOST_ROWS = 400
WHY = "why"  # key of the reason on the form of quotas


def run_by(request: HttpRequest, public_id: str) -> Call:
    """For an officer to change. Raises KeptAway where he has to keep away from something of it."""
    found: Call = find(calls_visible_to(request.actor), public_id)
    require(permissions.is_its_officer(request.actor, found))
    if not permissions.can_run_call(request.actor, found):
        raise permissions.KeptAway(found)
    return found


def kept(upload: UploadedFile | None) -> tuple[Any, str] | None:
    """The bytes in the store, before any act begins."""
    if upload is None:
        return None
    return files.put(upload.chunks()), files.given_name(upload.name or "")


@policy(f"{OFFICERS}：按一个类别发起遴选", methods=("GET", "POST"))
def new_call(request: HttpRequest, selection_kind: str) -> HttpResponse:
    kind = to_edit(request, selection_kind)
    if request.method != "POST":
        calendar, owner = read_rules(kind.rules).calendar, kind.organisation.kind
        start = prefilled(kind.title, calendar, clock.today(), owner) | hosting_of(kind)
        start |= before_the_upper(start["until"], _upper(request), read_rules(kind.rules).notice_days)
        form = CallForm(actor=request.actor, initial=start)
        return _show(request, form, kind_crumbs(kind, "发起"), title=f"发起“{kind.title}”")
    form = CallForm(request.POST, request.FILES, actor=request.actor)
    if form.is_valid():
        said = dict(form.cleaned_data)
        notice = kept(said.pop("notice"))
        try:
            made = actions.start_call(
                kind=kind,
                facts=actions.CallFacts(**said),
                notice=notice,
                parent=_upper(request),
                by=request.actor,
                version=kind.version,
                once=Once.of(request),
            )
            return redirect("call", made.public_id)
        except Busy:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    return _show(request, form, kind_crumbs(kind, "发起"), title=f"发起“{kind.title}”", status=422)


def _upper(request: HttpRequest) -> Call | None:
    """The selection above, where this one comes before it: named in the address."""
    above = calls_visible_to(request.actor).exclude(organisation=request.actor.organisation_id)
    found: Call | None = above.filter(
        public_id=request.GET.get("upper", "")[:20], state=CallState.OPEN
    ).first()
    return found


@policy(f"{OFFICERS}：修改起草中的遴选", methods=("GET", "POST"))
def edit_call(request: HttpRequest, selection: str) -> HttpResponse:
    found = run_by(request, selection)
    here = reverse("call", args=[found.public_id])
    if found.state != CallState.DRAFT and request.method == "GET":
        return redirect(here)
    if request.method != "POST":
        form = CallForm(actor=request.actor, initial=_stored(found))
        return _show(request, form, crumbs(found, "修改"), title="修改", about=found, back=here)
    form = CallForm(request.POST, request.FILES, actor=request.actor, initial=_stored(found))
    status = 422
    if form.is_valid():
        said = dict(form.cleaned_data)
        notice = kept(said.pop("notice"))
        facts, given = actions.CallFacts(**said), {"version": version_of(request), "once": Once.of(request)}
        try:
            actions.change_call(call=found, facts=facts, notice=notice, by=request.actor, **given)
            return redirect(here)
        except Busy:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            status = refusal.status
            found = run_by(request, selection)
    return _show(request, form, crumbs(found, "修改"), title="修改", about=found, back=here, status=status)


def _stored(call: Call) -> dict[str, Any]:
    return {name: getattr(call, name) for name in FIELDS} | {
        "host": call.host and call.host.public_id,
        "host_parts": list(call.hosted),
        "plan": call.plan and call.plan.public_id,
    }


def _show(request: HttpRequest, form: CallForm, trail: Any, *, title: str, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "words": "规则和申报书按类别带入，发出时定下来。这里写这一次的时间和要求；发出以前别人看不到。",
        "about": more.get("about"),
        "cancel_url": more.get("back") or reverse("selection-kinds"),
        "crumbs": trail,
    }
    return render(request, "selection/call_form.html", context, status=more.get("status", 200))


@policy(f"{OFFICERS}：设定各单位的限额", methods=("GET", "POST"))
def call_quotas(request: HttpRequest, selection: str) -> HttpResponse:
    found = run_by(request, selection)
    here = reverse("call", args=[found.public_id])
    listed = units(found)
    if request.method == "GET" and (not listed or found.state not in (CallState.DRAFT, CallState.OPEN)):
        return redirect(here)
    groups = _groups(found, listed)
    form = FormVersion.put_together(
        found.kind.definition, _quota_form(found, listed, groups), found.public_id
    )
    page = FormPage(
        request,
        "selection/wide_form.html",
        make=lambda **given: make_form(form, actor=request.actor, **given),
        name="selection.quotas",
        about=found,
        stored=lambda: _stored_quotas(found, listed, groups),
        send=lambda said: _send_quotas(request, found, said, _rows(said, listed, groups)),
        then=lambda row: here,
        said="已提请，等本单位另一人确认后生效。" if found.state == CallState.OPEN else "已保存。",
        context={
            "title": "限额",
            "words": _quota_words(found),
            "button": "保存",
            "cancel_url": here,
            "crumbs": crumbs(found, "限额"),
        },
    )
    return answer(page)


def _send_quotas(request: HttpRequest, call: Call, said: Values, rows: list[QuotaRow]) -> Any:
    """Once it is open another person confirms more places, and the reason is told to all."""
    given = {"rows": rows, "by": request.actor, "version": version_of(request), "once": Once.of(request)}
    if call.state == CallState.OPEN:
        return actions.propose_quotas(call=call, reason=said.get(WHY, ""), **given)
    return actions.set_quotas(call=call, **given)


def _quota_words(call: Call) -> str:
    plain = f"不填的单位按统一名额 {read_rules(call.rules).quota.number} 个。"
    more = "已经开始受理，名额只能增加，由另一人确认后告知各申报单位。"
    return plain if call.state == CallState.DRAFT else plain + more


def _groups(call: Call, listed: list[Organisation]) -> tuple[str, ...]:
    """Group by group where that is not too much for one page."""
    groups = read_rules(call.rules).group_titles
    return groups if groups and len(groups) * len(listed) <= MOST_ROWS else ("",)


def _keys(listed: list[Organisation], groups: tuple[str, ...]) -> dict[str, tuple[Organisation, str]]:
    return {
        f"{unit.public_id}-{at}": (unit, group)
        for unit in listed[:MOST_ROWS]
        for at, group in enumerate(groups)
    }


def _quota_form(call: Call, listed: list[Organisation], groups: tuple[str, ...]) -> Form:
    most = read_rules(call.rules).quota.most or 10_000
    rows = tuple(
        Choice(key, f"{unit.short}　{group}" if group else unit.short)
        for key, (unit, group) in _keys(listed, groups).items()
    )
    columns = (
        Field("number", "integer", "名额", unit="个", low=0, high=most),
        Field("raised", "integer", "往届结果增加", unit="个", low=0, high=most),
        Field("reason", "text", "说明", length=200),
    )
    table = Field("quotas", "table", "各单位的限额", columns=columns, rows=rows, most=MOST_ROWS)
    why = Field(WHY, "text", "增加的理由", required=True, length=300, help="各申报单位和监督员看得到。")
    return Form((table, why) if call.state == CallState.OPEN else (table,))


def _stored_quotas(call: Call, listed: list[Organisation], groups: tuple[str, ...]) -> Values:
    keys = {(unit.pk, group): key for key, (unit, group) in _keys(listed, groups).items()}
    rows = [
        {ROW: keys[row.organisation_id, row.group], "number": row.number}
        | ({"raised": row.raised} if row.raised else {})
        | ({"reason": row.reason} if row.reason else {})
        for row in call.quotas.all()
        if (row.organisation_id, row.group) in keys
    ]
    return {"quotas": rows}


def _rows(said: Values, listed: list[Organisation], groups: tuple[str, ...]) -> list[QuotaRow]:
    keys, found = _keys(listed, groups), []
    for row in said.get("quotas", []):
        if "number" in row and row[ROW] in keys:
            unit, group = keys[row[ROW]]
            found.append(QuotaRow(unit, group, row["number"], row.get("raised", 0), row.get("reason", "")))
    return found
