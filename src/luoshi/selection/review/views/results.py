"""The list that comes of the sheets once they are open: before it counts, as it counts, and as a trial."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import as_download
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.scoring import BadScoring, Rubric, points, said
from luoshi.core.selection import read_rules
from luoshi.selection import reads
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.reads import note_read
from luoshi.selection.states import CallState

from .. import actions, permissions
from ..content import Content, opened
from ..forms import TrialForm
from ..models import RoundClosing, Sheet
from ..queries import bound_readers, not_restored_by, sheets_to_decide
from ..scoring import Computed, computed, in_force, rounds_of, withdrawn_after_opening
from .rounds import BUREAU, OFFICERS, call_of, crumbs, press, rounds_page


def is_open(call: Call) -> bool:
    """All rounds are closed: the sheets may be read."""
    closed = set(RoundClosing.objects.filter(call=call).values_list("round", flat=True))
    return all(key in closed for key, _ in rounds_of(call))


def kept_of(call: Call) -> Computed | None:
    """The scoring that counts; none while the review goes on."""
    if call.state == CallState.REVIEWING:
        return None
    scoring = call.scorings.order_by("-number").first()
    return Computed(scoring.data, scoring.names) if scoring is not None else None


@policy(f"{BUREAU}：评审结果、试算")
def review_results(request: HttpRequest, review_call: str) -> HttpResponse:
    return results_page(request, call_of(request, review_call))


def results_page(request: HttpRequest, call: Call, status: int = 200, refusal: Any = None) -> HttpResponse:
    """404 while a round is open: there is nothing to see yet, whatever stands in the sheets. It is a read, whatever was
    pressed.
    """
    if not is_open(call):
        raise Http404
    note_read(reads.SCORES, request.actor, call)
    kept = kept_of(call)
    made, trial, trouble = kept, None, ""
    form = TrialForm(request.GET or None, initial=_initial(call))
    try:
        made = kept or computed(call)
        if request.GET and form.is_valid():
            trial = computed(call, method=form.method())
    except BadScoring as bad:
        trouble = str(bad)
    runs = permissions.can_close_review(request.actor, call)
    context = {
        "call": call, "rows": _rows(call, made, trial) if made else [], "kept": kept, "trial": trial, "form": form,
        "trouble": trouble, "problems": made.data["problems"] if made else [], "digest": made.digest if made else "",
        "without": sum(row["score"] is None and not row["vetoed"] for row in made.results) if made else 0,
        "runs": runs, "may_close": runs and kept is None and call.state == CallState.REVIEWING and made is not None,
        "may_reopen": runs and call.state == CallState.DECIDING, "refusal": refusal,
        "late": withdrawn_after_opening(call) if call.state == CallState.REVIEWING else [],
        "crumbs": crumbs(call, ("评审结果", "")),
    }  # fmt: skip
    if refusal is not None:
        context["reason_said"] = request.POST.get("reason", "")
    return render(request, "review/results.html", context, status=status)


def _initial(call: Call) -> dict[str, Any]:
    method = read_rules(call.rules).method
    mark = "" if method.pass_mark is None else said(method.pass_mark)
    return {
        "combine": method.combine,
        "drop": method.drop,
        "normalise": method.normalise,
        "veto": method.veto,
        "pass_mark": mark,
    }


def _rows(call: Call, made: Computed, trial: Computed | None) -> list[dict[str, Any]]:
    """The list in its order, with what an application is called, and how many of its sheets count where not all do;
    beside it where a trial puts it.
    """
    asked = Counter(in_force(call).values_list("application", flat=True))
    came = Counter(review["application"] for review in made.data["reviews"])
    tried = {row["application"]: row for row in trial.results} if trial else {}
    known = Application.objects.select_related("organisation").in_bulk(made.names.values())
    return [
        {
            **row,
            "row": known.get(made.names[row["application"]]),
            "tried": tried.get(row["application"]),
            "came": came[row["application"]],
            "asked": asked[made.names[row["application"]]],
        }
        for row in made.results
    ]


@policy(f"{BUREAU}：一件申报的得分怎么来的")
def review_result(request: HttpRequest, review_call: str, code: str) -> HttpResponse:
    call = call_of(request, review_call)
    if not is_open(call):
        raise Http404
    made = kept_of(call) or computed(call)
    row = next((each for each in made.results if each["application"] == code), None)
    if row is None:
        raise Http404
    application = Application.objects.select_related("organisation", "call").get(pk=made.names[code])
    note_read(reads.SCORES, request.actor, application)
    decides = permissions.can_close_review(request.actor, call) and call.state == CallState.REVIEWING
    context = {
        "call": call, "row": row, "application": application, "method": made.data["method"],
        "rounds": _with_sheets(call, row, application), "titles": dict(rounds_of(call)),
        "decides": decides, "bound": bound_readers(application, request.actor) if decides else (),
        "not_restored": not_restored_by(application, request.actor) if decides else (),
        "crumbs": crumbs(call, ("评审结果", reverse("review-results", args=[call.public_id])), (code, "")),
    }  # fmt: skip
    return render(request, "review/result.html", context)


def _with_sheets(call: Call, row: dict[str, Any], application: Application) -> list[dict[str, Any]]:
    """Each round with its sheets, those set aside too: what was given, item by item, and how it counts."""
    rubric, titles = read_rules(call.rules).rubric, dict(rounds_of(call))
    rows = Sheet.objects.filter(assigned__application=application, state="done").select_related(
        "assigned__seat"
    )
    found = []
    for each in row["rounds"]:
        reads = {read["reviewer"]: read for read in each["reads"]}
        sheets = [
            {"sheet": sheet, "read": reads.get(sheet.assigned.seat.code), **_said(rubric, opened(sheet))}
            for sheet in rows.order_by("assigned__seat__code")
            if sheet.assigned.round == each["round"] and (sheet.aside_at or sheet.assigned.seat.code in reads)
        ]
        found.append({**each, "title": titles.get(each["round"], ""), "sheets": sheets})
    return found


def _said(rubric: Rubric | None, content: Content) -> dict[str, Any]:
    lines = []
    for item in rubric.items if rubric else ():
        value = content.values.get(item.key)
        if value is not None:
            shown = ("有" if value else "没有") if item.kind == "veto" else str(value)
            given = "" if item.kind == "veto" else said(points(item, value))
            lines.append(
                {
                    "title": item.title,
                    "value": shown,
                    "points": given,
                    "comment": content.comments.get(item.key, ""),
                }
            )
    return {"lines": lines, "opinion": content.opinion}


@policy(f"{BUREAU}：下载计分文件，可以离线重算", methods=("POST",))
def review_scoring_file(request: HttpRequest, review_call: str) -> HttpResponse:
    """A POST, for that it was taken out is itself written into the log."""
    call = call_of(request, review_call)
    if kept_of(call) is None:
        raise Http404
    scoring = actions.fetch_scoring(call=call, by=request.actor)
    text = json.dumps(scoring.data, ensure_ascii=False, indent=1, sort_keys=True)
    return as_download(text, f"{call.title}-计分-{scoring.number}.json")


@policy(f"{OFFICERS}：看过名单以后结束评审并计分", methods=("POST",))
def review_close(request: HttpRequest, review_call: str) -> HttpResponse:
    call = call_of(request, review_call)
    require(permissions.can_close_review(request.actor, call))
    given = {"shown": request.POST.get("shown", "")[:64], "reason": request.POST.get("reason", "")[:300]}
    try:
        actions.close_review(
            call=call, by=request.actor, version=version_of(request), once=Once.of(request), **given
        )
    except Busy:
        raise
    except Refusal as refusal:
        again = call_of(request, review_call)
        return (results_page if is_open(again) else rounds_page)(request, again, refusal.status, refusal)
    messages.success(request, "评审已结束，得分和名次已定，转入审定。")
    return redirect("review-results", call.public_id)


@policy(f"{OFFICERS}：退回评审更正", methods=("POST",))
def review_reopen(request: HttpRequest, review_call: str) -> HttpResponse:
    call = call_of(request, review_call)
    require(permissions.can_close_review(request.actor, call))
    reason = request.POST.get("reason", "")[:300]
    return press(
        request,
        call,
        actions.reopen_review,
        "已退回评审，更正以后重新计分。",
        "review-results",
        reason=reason,
    )


def _decide(request: HttpRequest, public_id: str, act: Any, words: str) -> HttpResponse:
    sheet: Sheet = find(sheets_to_decide(request.actor), public_id)
    require(permissions.can_run_sheet(request.actor, sheet))
    call = sheet.assigned.seat.call
    reason = request.POST.get("reason", "")[:300]
    try:
        act(sheet=sheet, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request))
        messages.success(request, words)
    except Busy:
        raise
    except Refusal as refusal:
        again = call_of(request, call.public_id)
        return (results_page if is_open(again) else rounds_page)(request, again, refusal.status, refusal)
    return redirect("review-results", call.public_id)


@policy(f"{OFFICERS}：一张打开的评分表不计分", methods=("POST",))
def review_set_aside(request: HttpRequest, review_sheet: str) -> HttpResponse:
    return _decide(request, review_sheet, actions.set_aside_sheet, "这张评分表不再计分。")


@policy(f"{OFFICERS}：一张评分表恢复计分", methods=("POST",))
def review_restore_sheet(request: HttpRequest, review_sheet: str) -> HttpResponse:
    return _decide(request, review_sheet, actions.restore_sheet, "这张评分表恢复计分。")
