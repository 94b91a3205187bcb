"""The results of one selection: drawn up, changed, decided; and what is left before they are published."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import clock, files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.selection import read_rules
from luoshi.selection import reads
from luoshi.selection.models import Call
from luoshi.selection.queries import ORGANISES
from luoshi.selection.states import TONES, CallState, Outcome

from .. import actions, forms, permissions
from ..listing import level_titles, list_digest, proposal_of, rows_of, without_anybody
from ..models import Change, Decision, Result
from ..queries import changes_visible_to, decisions_visible_to, outcome_calls, results_visible_to
from ..states import DecisionStage, NoticeState
from .listed import list_context, sheet_of

BUREAU = "组织单位的经办、科长、分管领导和监督员（回避的除外）"
OFFICERS = "组织单位的经办、科长（回避的除外）"
SECOND = "组织单位的另一名经办、科长或分管领导（回避的除外）"


def call_of(request: HttpRequest, public_id: str) -> Call:
    """Whoever has to keep away from one of its applications gets 403."""
    call: Call = find(outcome_calls(request.actor), public_id)
    require(permissions.can_see_outcome(request.actor, call))
    return call


def run_by(request: HttpRequest, public_id: str) -> Call:
    call = call_of(request, public_id)
    require(permissions.can_run_outcome(request.actor, call))
    return call


def crumbs(call: Call, *more: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("outcome", args=[call.public_id])
    return [("审定公示", reverse("outcomes")), (call.title, here if more else ""), *more]


@policy("组织单位的经办、科长、分管领导和监督员：评审结束的遴选")
def outcomes(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(any(map(actor.may, ORGANISES)))
    rows = page_of(request, outcome_calls(actor).order_by("-pk"))
    for row in rows:
        row.tone = TONES[CallState(row.state)]
    return render(request, "outcome/list.html", {"page_obj": rows, "crumbs": [("审定公示", "")]})


@policy(f"{BUREAU}：遴选结果、审定和公示")
def outcome(request: HttpRequest, outcome_call: str) -> HttpResponse:
    return outcome_page(request, call_of(request, outcome_call))


def outcome_page(request: HttpRequest, call: Call, status: int = 200, refusal: Any = None) -> HttpResponse:
    reads.note_read(reads.RESULTS, request.actor, call)
    rows = list(rows_of(call))
    runs = permissions.can_run_outcome(request.actor, call)
    changes = list(changes_visible_to(request.actor).filter(result__call=call))
    confirms = permissions.confirms_in(request.actor, call)
    for change in changes:
        change.may_confirm = confirms and permissions.said_by_another(request.actor, change)
        change.was, change.becomes = (_in_words(call, said) for said in (change.before, change.after))
    digest, decisions = list_digest(call), list(decisions_visible_to(request.actor).filter(call=call))
    stage = DecisionStage.BEFORE if call.state == CallState.DECIDING else DecisionStage.AFTER
    notices, shown = list(call.public_notices.all()), NoticeState.SHOWN
    standing = [row for row in decisions if row.stage == stage and not row.undone_at and row.digest == digest]
    context = {
        "call": call, "tone": TONES[CallState(call.state)], "runs": runs, **list_context(request, call, rows),
        "changes": [row for row in changes if row.confirmed_at or not row.dropped_at],
        "borders": _borders(call, rows), "without": without_anybody(call, rows), "digest": digest,
        "decisions": decisions, "decided": bool(standing),
        "alone": any(row.entered_by.user_id == request.actor.user_id for row in standing),
        "notices": notices, "refusal": refusal,
        "running": any(row.state == shown and row.until_on >= clock.today() for row in notices),
        "left": list(actions.left_to_finish(call)) if call.state == CallState.NOTICED else [],
        "deciding": call.state == CallState.DECIDING, "noticed": call.state == CallState.NOTICED,
        "changeable": runs and call.state in (CallState.DECIDING, CallState.NOTICED), "crumbs": crumbs(call),
        "ending": _ending(call),
    }  # fmt: skip
    if refusal is not None:
        context["reason_said"] = request.POST.get("reason", "")
    return render(request, "outcome/outcome.html", context, status=status)


def _ending(call: Call) -> str:
    """What publishing does, and what comes after it."""
    goes_up = call.kind.outcome == Outcome.RECOMMEND or bool(read_rules(call.rules).next_level)
    then = "推荐上报" if goes_up else "登记认定"
    return f"名单定为最终结果，{call.own_words.applicants}收到通知，随后{then}、出公布文件。"


@policy(f"{BUREAU}：下载全部结果的 Excel 表", methods=("POST",))
def results_xlsx(request: HttpRequest, outcome_call: str) -> HttpResponse:
    return sheet_of(request, call_of(request, outcome_call))


def _in_words(call: Call, said: dict[str, Any]) -> str:
    if said["excluded"]:
        return "取消资格"
    if not said["selected"]:
        return "不入选"
    title = level_titles(read_rules(call.rules)).get(said["level"], "")
    return f"入选　{title}" if title else "入选"


def _borders(call: Call, rows: list[Result]) -> list[str]:
    """Ties across the last seat, in words; none once somebody of the tie was changed by two persons."""
    if not rows:
        return []
    titles, found = level_titles(read_rules(call.rules)), []
    standing = {row.code: row for row in rows}
    for border in proposal_of(call, rows).borders:
        if any(standing[code].selected for code in border.codes):
            continue
        seats = "、".join(f"{titles.get(key, '入选')} {number} 个" for key, number in border.seats)
        group = f"{border.group}组" if border.group else ""
        found.append(
            f"{group}第 {border.place} 名并列 {len(border.codes)} 件（{'、'.join(border.codes)}），名额只有{seats}。"
        )
    return found


def press(
    request: HttpRequest, act: Callable[..., Any], said: str, again: Callable[..., HttpResponse], then: str,
    **given: Any,
) -> HttpResponse:  # fmt: skip
    """One button. Refused, the page comes again: `again(refusal)`; otherwise on to the address `then`."""
    try:
        act(by=request.actor, version=version_of(request), once=Once.of(request), **given)
    except Busy:
        raise
    except Refusal as refusal:
        return again(refusal)
    messages.success(request, said)
    return redirect(then)


def _press(
    request: HttpRequest, here: Call, act: Callable[..., Any], said: str, **given: Any
) -> HttpResponse:
    """A button of the page of this selection."""

    def again(refusal: Refusal) -> HttpResponse:
        return outcome_page(request, call_of(request, here.public_id), refusal.status, refusal)

    return press(request, act, said, again, reverse("outcome", args=[here.public_id]), **given)


def reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:300]


@policy(f"{OFFICERS}：整理结果", methods=("POST",))
def draw_up(request: HttpRequest, outcome_call: str) -> HttpResponse:
    call = run_by(request, outcome_call)
    return _press(request, call, actions.draw_up, "结果已整理。", call=call)


@policy(f"{OFFICERS}：撤回整理的结果", methods=("POST",))
def undo_draw_up(request: HttpRequest, outcome_call: str) -> HttpResponse:
    call = run_by(request, outcome_call)
    return _press(request, call, actions.undo_draw_up, "已撤回整理。", call=call, reason=reason_of(request))


@policy(f"{OFFICERS}：取消入选以后按规则重新排序", methods=("POST",))
def rank_again(request: HttpRequest, outcome_call: str) -> HttpResponse:
    call = run_by(request, outcome_call)
    return _press(
        request,
        call,
        actions.rank_again,
        "已列出要变动的结果，请另一人逐项确认。",
        call=call,
        reason=reason_of(request),
    )


@policy(f"{OFFICERS}：公布结果", methods=("POST",))
def finish(request: HttpRequest, outcome_call: str) -> HttpResponse:
    call = run_by(request, outcome_call)
    return _press(
        request, call, actions.finish_call, f"结果已公布，{call.own_words.applicants}已收到通知。", call=call
    )


@policy(f"{OFFICERS}：提出结果变更", methods=("GET", "POST"))
def say_change(request: HttpRequest, outcome_result: str) -> HttpResponse:
    row: Result = find(results_visible_to(request.actor), outcome_result)
    require(permissions.can_say_change(request.actor, row))

    def send(said: dict[str, Any]) -> Any:
        form = forms.ChangeForm(call=row.call)
        form.cleaned_data = said
        return actions.say_change(
            result=row, after=form.standing_said(), reason=said["reason"], objection=said["objection"],
            by=request.actor, once=Once.of(request),
        )  # fmt: skip

    return bureau_form(
        request, row.call, lambda *given, **more: forms.ChangeForm(*given, call=row.call, **more),
        name="outcome-change", about=row, send=send, title=f"变更结果：{row.application.title}", button="提出",
        words=f"现在：{_in_words(row.call, actions.standing_of(row).as_json())}。变更由另一人确认以后才生效。",
        said="已提出，等另一人确认。",
    )  # fmt: skip


def bureau_form(
    request: HttpRequest, call: Call, make: Callable[..., Any], *, name: str, about: Any,
    send: Callable[[dict[str, Any]], Any], title: str, button: str, words: str = "", said: str = "已保存。",
    then: str = "", uploads: bool = False, stored: Callable[[], dict[str, Any]] = dict, versioned: bool = False,
    template: str = "outcome/form.html", says: Callable[[dict[str, Any]], str] | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    """One form of the bureau on a page of its own."""
    here = then or reverse("outcome", args=[call.public_id])
    context = {
        "title": title, "button": button, "words": words, "cancel_url": here, "uploads": uploads,
        "crumbs": crumbs(call, (title, "")), **more,
    }  # fmt: skip

    def made(*given: Any, **rest: Any) -> Any:
        if uploads and rest.get("data") is not None:
            rest["files"] = request.FILES
        return make(*given, **rest)

    return answer(
        FormPage(
            request, template, made, name=name, about=about, send=send, then=lambda saved: here,
            said=said, stored=stored, versioned=versioned, preview=says, context=context,
        )
    )  # fmt: skip


def _change(request: HttpRequest, public_id: str, may: Any, act: Any, said: str) -> HttpResponse:
    row: Change = find(changes_visible_to(request.actor), public_id)
    require(may(request.actor, row))
    return _press(request, row.result.call, act, said, change=row)


@policy(f"{SECOND}：确认结果变更", methods=("POST",))
def confirm_change(request: HttpRequest, outcome_change: str) -> HttpResponse:
    return _change(
        request,
        outcome_change,
        permissions.can_confirm_change,
        actions.confirm_change,
        "已确认，名单已变更。",
    )


@policy(f"{OFFICERS}：撤回没有确认的变更", methods=("POST",))
def drop_change(request: HttpRequest, outcome_change: str) -> HttpResponse:
    return _change(request, outcome_change, permissions.can_drop_change, actions.drop_change, "已撤回。")


@policy(f"{OFFICERS}：登记会议审定", methods=("GET", "POST"))
def decide(request: HttpRequest, outcome_call: str) -> HttpResponse:
    call = run_by(request, outcome_call)
    digest = list_digest(call)

    def send(said: dict[str, Any]) -> Any:
        form = forms.DecideForm(call=call)
        form.cleaned_data = said
        kept = forms.stored(said["file"])
        return actions.decide(
            call=call, meeting=form.meeting(), minutes=kept[0], minutes_name=kept[1],
            shown=request.POST.get("shown", ""), by=request.actor, once=Once.of(request),
        )  # fmt: skip

    stage = DecisionStage.AFTER if call.state == CallState.NOTICED else DecisionStage.BEFORE
    return bureau_form(
        request, call, partial(forms.DecideForm, call=call), name="outcome-decide", about=call, send=send,
        title="登记审定", button="登记",
        words="按会议纪要代录。审定只对现在的名单有效，名单变更以后要重新审定。", said="审定已登记。",
        uploads=True, stored=lambda: {"stage": stage}, shown=digest,
    )  # fmt: skip


@policy(f"{OFFICERS}：撤销登记错的审定", methods=("POST",))
def undo_decision(request: HttpRequest, outcome_decision: str) -> HttpResponse:
    row: Decision = find(decisions_visible_to(request.actor), outcome_decision)
    require(permissions.can_undo_decision(request.actor, row))
    return _press(
        request, row.call, actions.undo_decision, "审定已撤销。", decision=row, reason=reason_of(request)
    )


@policy(f"{BUREAU}：下载审定的会议纪要")
def minutes(request: HttpRequest, outcome_decision: str) -> HttpResponseBase:
    row: Decision = find(decisions_visible_to(request.actor), outcome_decision)
    if row.minutes is None:
        raise Http404
    reads.note_read(reads.RESULTS, request.actor, row)
    return files.answer(row.minutes, row.minutes_name)
