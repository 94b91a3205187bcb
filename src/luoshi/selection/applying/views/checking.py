"""The bureau's formal check, conflicts, paper on the last day; the county's ranking; the end of the check."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms.answers import values_of
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.fields import shown
from luoshi.core.selection import read_rules
from luoshi.papers import uploads
from luoshi.selection.deadline import arrival_of
from luoshi.selection.models import Call
from luoshi.selection.queries import calls_visible_to

from .. import actions, permissions, quotas
from ..actions.ranking import seen_of, to_rank
from ..forms import CheckForm, ConflictForm, PaperForm, ranks_of
from ..models import Application
from ..queries import applications_visible_to, conflicts_visible_to, officers_of
from .pages import application_page
from .writing import WRITERS, own, press

BUREAU = "组织单位的经办、科长（回避的除外）"
CHECKERS = f"{BUREAU}，承办形式审查的单位"
COUNTIES = "县市教育局的经办"


def _checked(request: HttpRequest, public_id: str, may: Any = None) -> Application:
    return own(request, public_id, may or permissions.can_check_application)


@policy(f"{CHECKERS}：形式审查", methods=("POST",))
def check(request: HttpRequest, selection_application: str) -> HttpResponse:
    found = _checked(request, selection_application)
    form = CheckForm(lines=read_rules(found.call.rules).checks, data=request.POST)
    if not form.is_valid():
        return application_page(request, found, status=422, check_form=form)
    rest = request.POST.get("rest", "")[:2000].split(",")
    said = {"lines": form.found(rest), "apart": form.apart()}
    return press(request, found, actions.check_application, "审查意见已保存。", **said)


@policy(f"{CHECKERS}：通知补正", methods=("POST",))
def ask_correction(request: HttpRequest, selection_application: str) -> HttpResponse:
    found = _checked(request, selection_application)
    words = request.POST.get("words", "")[:1000]
    return press(request, found, actions.ask_correction, "已通知补正。", words=words)


@policy(f"{WRITERS}：提交补正", methods=("POST",))
def send_correction(request: HttpRequest, selection_application: str) -> HttpResponse:
    found = own(request, selection_application)
    return press(request, found, actions.send_correction, "补正已提交。", arrived=arrival_of(request))


@policy(f"{CHECKERS}：受理", methods=("POST",))
def accept(request: HttpRequest, selection_application: str) -> HttpResponse:
    found, reason = _checked(request, selection_application), request.POST.get("reason", "")[:1000]
    return press(request, found, actions.accept_application, "已受理。", reason=reason)


@policy(f"{CHECKERS}：写明理由查看一项个人信息，记入日志", methods=("POST",))
def reveal(request: HttpRequest, selection_application: str) -> HttpResponse:
    """The value is in this one answer and nowhere else: no address leads back to it. Sent again, the form opens it
    anew: the act gets no key by which a repeat would be answered without an event and without counting.
    """
    found = _checked(request, selection_application, permissions.can_reveal)
    path, reason = request.POST.get("path", "")[:90], request.POST.get("reason", "")
    try:
        actions.reveal(application=found, path=path, reason=reason, by=request.actor)
    except Busy:
        raise
    except Refusal as refusal:
        return application_page(request, found, status=refusal.status, refusal=refusal)
    answer = application_page(request, found, revealed=_opened(found, path))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _opened(found: Application, path: str) -> dict[str, str]:
    version = found.call.form_version
    field = version.form.at(path) if version is not None else None
    values = values_of(found.answer) if found.answer is not None else {}
    table, _, column = path.partition(".")
    if field is None:
        return {}
    if column:
        said = "；".join(filter(None, (shown(field, row.get(column)) for row in values.get(table) or [])))
    else:
        said = shown(field, values.get(path))
    return {"label": dict(actions.personal_fields(found))[path], "value": said or "没有填写"}


@policy(f"{BUREAU}：不予受理", methods=("POST",))
def refuse(request: HttpRequest, selection_application: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return press(
        request,
        _checked(request, selection_application, permissions.can_decide_check),
        actions.refuse_application,
        "已办理。",
        reason=reason,
    )


@policy(f"{BUREAU}：重新审查", methods=("POST",))
def again(request: HttpRequest, selection_application: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    found = _checked(request, selection_application, permissions.can_decide_check)
    return press(request, found, actions.check_again, "已转回审查。", reason=reason)


@policy("组织单位的经办、科长、监督员，承办形式审查的单位，申报所在环节的办理人：登记回避", methods=("POST",))
def say_conflict(request: HttpRequest, selection_application: str) -> HttpResponse:
    found = own(request, selection_application, permissions.can_say_conflict)
    form = ConflictForm(officers=officers_of(request.actor, found.call), data=request.POST)
    if not form.is_valid():
        return application_page(request, found, status=422, conflict_form=form)
    return press(
        request,
        found,
        actions.say_conflict,
        "已登记回避。",
        reverse("selection-applications"),
        **form.cleaned_data,
    )


@policy(f"{CHECKERS}，监督员：解除别人登记的回避（本人除外）", methods=("POST",))
def lift_conflict(request: HttpRequest, officer_conflict: str) -> HttpResponse:
    found = find(conflicts_visible_to(request.actor).select_related("application__call"), officer_conflict)
    require(permissions.can_lift_conflict(request.actor, found))
    reason, here = request.POST.get("reason", "")[:300], found.application
    try:
        actions.lift_conflict(
            conflict=found,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            reason=reason,
        )
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(applications_visible_to(request.actor), here.public_id)
        return application_page(request, fresh, status=refusal.status, refusal=refusal)
    messages.success(request, "已解除回避。")
    return redirect("apply-page", here.public_id)


def _call(request: HttpRequest, public_id: str, may: Any) -> Call:
    found: Call = find(calls_visible_to(request.actor), public_id)
    require(may(request.actor, found))
    return found


@policy(f"{COUNTIES}：在名额内排推荐次序", methods=("GET", "POST"))
def ranking(request: HttpRequest, selection_call: str) -> HttpResponse:
    found = _call(request, selection_call, permissions.can_rank)
    group = request.GET.get("group", "")[:40]
    rows = to_rank(request.actor, found, group)
    wrong, status = "", 200
    if request.method == "POST":
        ranks, problems = ranks_of(request.POST, [row.public_id for row in rows])
        wrong = problems[0] if problems else _ranked(request, found, rows, ranks, group)
        if not wrong:
            messages.success(request, "推荐次序已保存。请逐份办理“同意”，送到组织单位。")
            return redirect(request.get_full_path())
        status = 422
        for row in rows:
            row.typed = request.POST.get(f"rank-{row.public_id}", "")[:4]
    county = Organisation.objects.get(pk=request.actor.organisation_id)
    passed = quotas.recommended_by(found, county, group).select_related("organisation").order_by("rank", "pk")
    context = {
        "call": found,
        "rows": rows,
        "seen": seen_of(rows),
        "wrong": wrong,
        "limit": quotas.places(found, county, group),
        "passed": list(passed),
        "on_paper": [row for row in passed if row.rank is None],
        "groups": read_rules(found.rules).group_titles if quotas.by_group(found) else (),
        "group": group,
        "crumbs": [
            ("工作台", reverse("desk")),
            ("遴选申报", reverse("selection-applications")),
            ("推荐排序", ""),
        ],
    }
    return render(request, "applying/ranking.html", context, status=status)


def _ranked(
    request: HttpRequest, call: Call, rows: list[Application], ranks: dict[str, int], group: str
) -> str:
    """Empty, or why it was refused."""
    order = sorted((row for row in rows if row.public_id in ranks), key=lambda row: ranks[row.public_id])
    typed = request.POST.get("_seen", "")
    seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else -1
    try:
        actions.rank_applications(
            call=call, order=order, seen=seen, group=group, by=request.actor, once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return refusal.message
    return ""


@policy("组织单位的经办、科长，承办形式审查的单位：截止当日登记纸质材料", methods=("GET", "POST"))
def paper(request: HttpRequest, selection_call: str) -> HttpResponse:
    found = _call(request, selection_call, permissions.can_take_in)
    form = PaperForm(
        call=found, rules=read_rules(found.rules), data=request.POST or None, files=request.FILES or None
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        proofs = uploads.keep(said.pop("files"))
        try:
            made = actions.register_paper(
                call=found, proofs=proofs, by=request.actor, once=Once.of(request), **said
            )
        except Busy:
            raise
        except Refusal as broken:
            refusal = broken
        else:
            messages.success(request, f"已登记，收件序号 {made.sequence}。")
            return redirect("apply-page", made.public_id)
    context = {
        "title": "登记纸质材料",
        "words": "截止当日因网络或系统故障没有报上、纸质材料在截止前送到的，在这里登记，视同按时报送。"
        "由谁登记、什么原因，一直注明。",
        "form": form,
        "refusal": refusal,
        "button": "登记",
        "cancel_url": f"{reverse('selection-applications')}?call={found.public_id}",
        "crumbs": [
            ("工作台", reverse("desk")),
            ("遴选申报", reverse("selection-applications")),
            ("登记纸质材料", ""),
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "applying/plain_form.html", context, status=status)


@policy("组织单位的经办、科长：结束形式审查", methods=("GET", "POST"))
def end_checks(request: HttpRequest, selection_call: str) -> HttpResponse:
    found = _call(request, selection_call, permissions.can_end_checks)
    refusal = None
    if request.method == "POST":
        reason = request.POST.get("reason", "")[:1000]
        try:
            actions.end_checks(
                call=found,
                by=request.actor,
                version=version_of(request),
                once=Once.of(request),
                reason=reason,
            )
        except Busy:
            raise
        except Refusal as broken:
            refusal = broken
            found.refresh_from_db()
        else:
            messages.success(request, "形式审查已结束，可以组建评审组了。")
            return redirect(f"{reverse('selection-applications')}?call={found.public_id}")
    rows = Application.objects.filter(call=found)
    context = {
        "call": found,
        "counts": [
            ("已受理", rows.filter(state="accepted").count()),
            ("不予受理", rows.filter(state="refused").count()),
            ("还没有审查完", rows.filter(state__in=("received", "correcting")).count()),
            ("还在学校或县市", rows.filter(state__in=("sent", "returned")).count()),
        ],
        "left": rows.filter(state__in=("sent", "returned")).exists(),
        "refusal": refusal,
        "crumbs": [
            ("工作台", reverse("desk")),
            ("遴选申报", reverse("selection-applications")),
            ("结束形式审查", ""),
        ],
    }
    return render(request, "applying/end_checks.html", context, status=refusal.status if refusal else 200)
