"""The expert's desk: what he has to read, one application beside its rubric, kept as it is typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import drafts, files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.scoring import Rubric, said, so_far
from luoshi.core.selection import read_rules
from luoshi.selection import reads
from luoshi.selection.panel.actions import declare_conflict
from luoshi.selection.panel.actions.holding import AT_WORK
from luoshi.selection.panel.models import Assigned
from luoshi.selection.panel.queries import own_seats

from .. import actions, films, permissions
from ..content import opened
from ..forms import DeclareForm
from ..models import RoundClosing, RoundDue, Sheet
from ..queries import is_blind
from ..reading import (
    Piece,
    code_of,
    is_being_copied,
    is_bound,
    is_closed,
    pages_of,
    pieces_of,
    round_title,
    shown_of,
    task_for,
    tasks_of,
)
from ..sheet_form import SheetForm, initial_of, total_so_far
from ..states import SheetState

EXPERT = "评审人本人：分给自己的申报"
DRAFT = "review-sheet"
TONES = {"done": "ok", "draft": "busy", "open": "busy", "todo": ""}
FEW = 10  # that many are seen at a glance: nothing to search for
SORTS: dict[
    str, tuple[str, tuple[str, ...]]
] = {  # as the chips above the list say them, with the states meant
    "left": ("没有交的", ("todo", "draft", "open")),
    "todo": ("未评", ("todo",)),
    "draft": ("填写中", ("draft", "open")),
    "done": ("已交", ("done",)),
}
WORDS = {"done": "已交", "draft": "填写中", "open": "取回修改", "todo": "未评"}


def rubric_of(task: Assigned) -> Rubric:
    rubric = read_rules(task.application.call.rules).rubric
    if rubric is None:
        raise Http404
    return rubric


def lines_of_desk(request: HttpRequest) -> list[dict[str, Any]]:
    """The expert's applications, in the order of their selection and code: state, own total, address."""
    tasks = list(tasks_of(request.actor))
    sheets = {
        sheet.assigned_id: sheet
        for sheet in Sheet.objects.filter(assigned__in=tasks).select_related("assigned")
    }
    kept = drafts.kept_of(request.actor, DRAFT, [task.public_id for task in tasks])
    closed = set(
        RoundClosing.objects.filter(call__in={t.application.call_id for t in tasks}).values_list(
            "call", "round"
        )
    )
    calls = {task.application.call_id: task.application.call for task in tasks}
    dues = dues_of(calls)
    rules = {key: read_rules(call.rules) for key, call in calls.items()}
    blind = {key: is_blind(call) for key, call in calls.items()}
    found = []
    for task in tasks:
        call, sheet = task.application.call, sheets.get(task.pk)
        state = _state(sheet, task.public_id in kept)
        rubric = rules[call.pk].rubric
        total = said(so_far(rubric, opened(sheet).values)) if sheet and rubric and state == "done" else ""
        found.append(
            {
                "id": task.public_id, "call": call, "code": code_of(task), "group": task.application.group,
                "title": "" if blind[call.pk] else task.application.title,
                "round": round_title(rules[call.pk], task.round), "state": state, "word": WORDS[state],
                "tone": TONES[state], "total": total, "closed": (call.pk, task.round) in closed,
                "until": dues.get((call.pk, task.round)),
                "href": reverse("review-task", args=[task.public_id]),
            }
        )  # fmt: skip
    return sorted(found, key=lambda line: (line["call"].pk, line["round"], line["code"]))


def dues_of(calls: Iterable[int]) -> dict[tuple[int, str], dt.date]:
    """By call and round until when sheets are asked for."""
    rows = RoundDue.objects.filter(call__in=list(calls)).values_list("call", "round", "until")
    return {(call, key): until for call, key, until in rows}


def _state(sheet: Sheet | None, kept: bool) -> str:
    if sheet is not None and sheet.state == SheetState.DONE:
        return "done"
    if sheet is not None:
        return "open"
    return "draft" if kept else "todo"


def _grouped(shown: list[dict[str, Any]], left: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By selection, each with the day until which what is left of it is asked for."""
    groups: dict[int, dict[str, Any]] = {}
    for line in shown:
        call = line["call"]
        days = [each["until"] for each in left if each["call"].pk == call.pk and each["until"] is not None]
        begun = {"call": call, "lines": [], "says": False, "until": min(days, default=None)}
        group = groups.setdefault(call.pk, begun)
        group["lines"].append(line)
        group["says"] = group["says"] or bool(line["title"] or line["group"] or line["round"])
    return list(groups.values())


def _filters(sorts: dict[str, list[Any]], show: str, said: str) -> list[dict[str, Any]]:
    """One chip for each sort, with how many there are; what was searched for stays."""
    kept = {"q": said} if said else {}
    return [
        {
            "label": title,
            "count": len(sorts[key]),
            "on": key == show,
            "url": f"?{urlencode(kept if key == show else {'show': key, **kept})}",
        }
        for key, (title, _) in SORTS.items()
    ]


@policy("评审人本人：分给自己的全部申报")
def review_desk(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("review_selections"))
    lines = lines_of_desk(request)
    left = [line for line in lines if line["state"] != "done" and not line["closed"]]
    show, said = request.GET.get("show", ""), request.GET.get("q", "").strip()
    sorts: dict[str, list[dict[str, Any]]] = {"": lines, "left": left}
    for key in SORTS:
        sorts.setdefault(key, [line for line in lines if line["state"] in SORTS[key][1]])
    found = [line for line in sorts.get(show, lines) if said in line["code"] or said in line["title"]]
    page = page_of(request, found)
    context = {
        "groups": _grouped(list(page), left), "page_obj": page, "filters": _filters(sorts, show, said),
        "narrowed": bool(said) or show in SORTS, "total": len(lines), "many": len(lines) > FEW,
        "done": len(sorts["done"]), "left": len(left), "next": left[0] if left else None, "crumbs": [("评审台", "")],
        "unsigned": own_seats(request.actor).filter(discipline__isnull=True, call__state__in=AT_WORK).order_by("pk"),
    }  # fmt: skip
    return render(request, "review/desk.html", context)


@policy(EXPERT, methods=("GET", "POST"))
def review_task(request: HttpRequest, review_task: str) -> HttpResponse:
    """The application left, the rubric right; what is typed is kept at once, the button hands it in."""
    task = tasks_of(request.actor).filter(public_id=review_task).first()
    if task is None:
        raise Http404
    require(permissions.can_fill_sheet(request.actor, task))
    if is_bound(task):
        return _bound(request)
    sheet = Sheet.objects.filter(assigned=task).first()
    done = sheet is not None and sheet.state == SheetState.DONE
    closed = is_closed(task.application.call, task.round)
    rubric = rubric_of(task)
    if request.method == "POST" and (done or closed):
        return _refused(request, done)
    page = FormPage(
        request, "review/task.html", lambda *given, **more: SheetForm(*given, rubric=rubric, **more),
        name=DRAFT, about=task, send=_sending(request, task),
        then=lambda saved: _next_of(lines_of_desk(request), task),
        stored=lambda: initial_of(rubric, opened(sheet)) if sheet is not None else {},
        versioned=False, said="已交，本轮结束以前可以取回修改。",
    )  # fmt: skip
    if _is_autosave(request):  # every few seconds, by everybody who reads: nothing is gone through for a page
        return answer(page)
    reads.note_read(reads.TASK, request.actor, task)
    page.context = _context(request, task, sheet, rubric) | {"done": done, "closed": closed}
    if done and sheet is not None:
        form = SheetForm(initial=initial_of(rubric, opened(sheet)), rubric=rubric)
        for field in form.fields.values():
            field.disabled = True
        return render(request, "review/task.html", {**page.context, "form": form, "about": task})
    return answer(page)


def _sending(request: HttpRequest, task: Assigned) -> Callable[[dict[str, Any]], Any]:
    def send(said: dict[str, Any]) -> Any:
        return actions.hand_in_sheet(
            assigned=task, content=said["content"], by=request.actor, once=Once.of(request)
        )

    return send


def _refused(request: HttpRequest, done: bool) -> HttpResponse:
    if _is_autosave(request):
        return HttpResponse(status=409)
    words = "这张评分表已经交了，要改请先取回。" if done else "本轮评审已经结束，不能再改。"
    messages.error(request, words)
    return redirect(request.path)


def _is_autosave(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "autosave"


def _bound(request: HttpRequest) -> HttpResponse:
    """What registers say since it was given to him: nothing of it is shown, and not what it is."""
    if _is_autosave(request):
        return HttpResponse(status=409)
    messages.error(request, "这件申报已经不由您评审，稍后从列表移走，请评审下一件。有疑问请联系组织单位。")
    return redirect("review-desk")


def _place(lines: list[dict[str, Any]], task: Assigned) -> int:
    return next((place for place, line in enumerate(lines) if line["id"] == task.public_id), 0)


def _next_of(lines: list[dict[str, Any]], task: Assigned) -> str:
    """The next that is left, after this one in the list, or the list."""
    at = _place(lines, task)
    rest = [*lines[at + 1 :], *lines[:at]]
    left = [line["href"] for line in rest if line["state"] != "done" and not line["closed"]]
    return left[0] if left else reverse("review-desk")


def _context(request: HttpRequest, task: Assigned, sheet: Sheet | None, rubric: Rubric) -> dict[str, Any]:
    lines = lines_of_desk(request)
    at = _place(lines, task)
    kept = drafts.load(request.actor, DRAFT, task.public_id)
    typed = {name: values[-1] for name, values in kept[0].items() if values} if kept else {}
    if not typed and sheet is not None:
        typed = initial_of(rubric, opened(sheet))
    return {
        "task": task, "sheet": sheet, "call": task.application.call, "code": code_of(task),
        "shown": shown_of(task.application), "pieces": pieces_of(task.application),
        "being_copied": is_being_copied(task.application), "rubric": rubric,
        "round": round_title(read_rules(task.application.call.rules), task.round),
        "total": total_so_far(rubric, typed), "full": said(rubric.total), "number": at + 1, "of": len(lines),
        "finished": sum(line["state"] == "done" for line in lines),
        "before": lines[at - 1]["href"] if at > 0 else "",
        "after": lines[at + 1]["href"] if at + 1 < len(lines) else "",
        "next": _next_of(lines, task), "crumbs": [("评审台", reverse("review-desk")), (code_of(task), "")],
    }  # fmt: skip


@policy(f"{EXPERT}；填到这里的合计", methods=("POST",))
def review_sum(request: HttpRequest, review_task: str) -> HttpResponse:
    """Writes nothing: the sum of what stands in the form just now."""
    task = task_for(request.actor, review_task)
    rubric = rubric_of(task)
    context = {"total": total_so_far(rubric, request.POST.dict()), "full": said(rubric.total)}
    return render(request, "review/_sum.html", context)


@policy(f"{EXPERT}；取回已交的评分表", methods=("POST",))
def review_take_back(request: HttpRequest, review_task: str) -> HttpResponse:
    task = task_for(request.actor, review_task)
    require(permissions.can_fill_sheet(request.actor, task))
    sheet = Sheet.objects.select_related("assigned__seat__expert").filter(assigned=task).first()
    try:
        if sheet is None:
            raise RuleBroken("这张评分表还没有交，不用取回。")
        actions.take_sheet_back(
            sheet=sheet, by=request.actor, version=version_of(request), once=Once.of(request)
        )
        messages.success(request, "已取回，改好后请再交。")
    except Busy:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("review-task", task.public_id)


@policy(f"{EXPERT}；申明应当回避", methods=("GET", "POST"))
def review_declare(request: HttpRequest, review_task: str) -> HttpResponse:
    task = task_for(request.actor, review_task)
    require(permissions.can_fill_sheet(request.actor, task))
    here = reverse("review-task", args=[task.public_id])
    context = {
        "title": f"申明回避：{code_of(task)}", "button": "申明回避", "cancel_url": here,
        "words": "申明以后，这件申报立即移走，已填的评分作废，由别人评审。理由只有经办人和监督员看得到。",
        "crumbs": [("评审台", reverse("review-desk")), (code_of(task), here), ("申明回避", "")],
    }  # fmt: skip

    def send(given: dict[str, Any]) -> Any:
        return declare_conflict(
            assigned=task, reason=given["reason"], by=request.actor, once=Once.of(request)
        )

    page = FormPage(
        request, "review/form.html", DeclareForm, name="review-declare", about=task, send=send,
        then=lambda saved: reverse("review-desk"), versioned=False, said="已移走，谢谢您的申明。", context=context,
    )  # fmt: skip
    return answer(page)


def _piece(request: HttpRequest, public_id: str, place: int) -> Piece:
    """One file of it, opened: whoever reads by its address alone leaves a line in the log (controls BL-10)."""
    task = task_for(request.actor, public_id)
    pieces = pieces_of(task.application)
    if not 0 <= place < len(pieces) or not pieces[place].ready or pieces[place].copy.stored is None:
        raise Http404
    reads.note_read(reads.TASK, request.actor, task)
    return pieces[place]


@policy(f"{EXPERT}；一页的图")
def review_page(request: HttpRequest, review_task: str, place: int, number: int) -> HttpResponseBase:
    piece = _piece(request, review_task, place)
    page = pages_of(piece.copy).filter(number=number).select_related("picture").first()
    if page is None:
        raise Http404
    return files.picture(page.picture)


@policy(f"{EXPERT}；在页面上看视频")
def review_film(request: HttpRequest, review_task: str, place: int) -> HttpResponseBase:
    piece = _piece(request, review_task, place)
    if not piece.film or piece.copy.stored is None:
        raise Http404
    return films.answer(request.headers.get("Range", ""), piece.copy.stored)


@policy(f"{EXPERT}；下载评审用的副本")
def review_file(request: HttpRequest, review_task: str, place: int) -> HttpResponseBase:
    piece = _piece(request, review_task, place)
    assert piece.copy.stored is not None
    return files.answer(piece.copy.stored, piece.file_name)
