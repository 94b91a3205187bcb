"""The school's pages: its application, the list to tick, one row to write."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import drafts
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms import attached
from luoshi.common.downloads import note_fetched
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.conditions import evaluate, from_json
from luoshi.papers.panels import Acted, panel_of
from luoshi.papers.queries import approvals_of, approvals_visible_to, returns_of

from .. import actions, asked, permissions, sent
from ..applying_forms import ChooseForm, make_wish_form, split, stored
from ..earlier import taken_last_time
from ..figures import all_rows
from ..models import Application, RoundTask, Wish, WishRemark
from ..offers import condition_words, may_change, missing_in_choice, moment_words, row_problems, why_not_now
from ..queries import applications_visible_to, is_inside, wishes_of, wishes_visible_to
from ..standing import AT_THE_CITY
from ..states import APPLICATION, CHANGEABLE, ApplicationState, RoundState, Verdict
from .rounds import APPLICATION_TONES, bounds_words, crumbs

WRITERS = "申报单位的校长、分管校长、项目办"
READERS = f"{WRITERS}，审批到达后与审批有关的人（看到的是报送时的内容）"
ACTED = ("pass", "return", "enter", "resubmit", "recall")
BUTTONS = ("withdraw", "restore")
WISH_DRAFT = "rounds.wish"


@policy(f"{READERS}：一份承接申报")
def application(request: HttpRequest, application: str) -> HttpResponse:
    return application_page(request, find(applications_visible_to(request.actor), application))


def application_page(
    request: HttpRequest,
    found: Application,
    acted: Acted | None = None,
    status: int = 200,
    refusal: Any = None,
    typed: tuple[str, str] = ("", ""),
) -> HttpResponse:
    """`typed`: the row and the words of a remark that was refused."""
    actor, key = request.actor, found.public_id
    inside, writes = is_inside(actor, found), permissions.can_write_application(actor, found)
    mine = permissions.is_author_of_application(actor, found)
    urls = {name: reverse(f"{name}-application", args=[key]) for name in (*ACTED, *BUTTONS, "send")}
    own_acts = {f"rounds.{name}_application": urls[name] for name in BUTTONS}
    may = {"rounds.withdraw_application": mine, "rounds.restore_application": writes}
    changeable = writes and may_change(found)
    panel = _panel(request, found, urls, acted)
    rows = _rows(actor, found, changeable, typed, panel.parts_returned() if panel else {})
    context = {
        "application": found,
        "round": found.round,
        "tone": APPLICATION_TONES[found.state],
        "facts": _facts(found),
        "inside": inside,
        "changeable": changeable,
        "rows": rows,
        **_left(found, rows, changeable),
        "why_not": _why_not(found) if writes else "",
        "sending": None if inside else sent.last_seen_by(actor, found),
        "panel": panel,
        "sums": all_rows(found.round, [line["row"] for line in rows]) if len(rows) > 1 else None,
        "may_send": writes and found.state == ApplicationState.DRAFT,
        "send_url": urls["send"],
        "buttons": APPLICATION.buttons(found, lambda action: may[action], own_acts),
        "earlier": _earlier(found) if inside else [],
        "refusal": refusal,
        "crumbs": [*crumbs(found.round, "x")[:2], (f"{found.organisation.short}的申报", "")],
    }
    return render(request, "rounds/application.html", context, status=status)


def _left(found: Application, rows: list[dict[str, Any]], changeable: bool) -> dict[str, Any]:
    """What is to be done before it can be sent: with the choice, and row by row."""
    if not changeable:
        return {"missing": 0}
    choice = missing_in_choice(found, [line["row"].wish for line in rows])
    unfinished = [line for line in rows if line["left"] or line["draft"]]
    places = sum(len(line["left"]) + line["draft"] for line in unfinished)
    return {"missing": len(choice) + places, "choice": choice, "unfinished": unfinished}


def _why_not(found: Application) -> str:
    """Why it cannot be sent, or cannot leave the school, in the words of the refusal; only while it has not."""
    if found.state not in (*CHANGEABLE, ApplicationState.SCHOOL):
        return ""
    arrived_in_time = found.arrived_at is not None and found.round.state == RoundState.OPEN
    return "" if arrived_in_time else why_not_now(found.round)


def _panel(request: HttpRequest, found: Application, urls: dict[str, str], acted: Acted | None) -> Any:
    if found.approval is None or found.state == ApplicationState.DRAFT:
        return None
    if not approvals_visible_to(request.actor).filter(pk=found.approval_id).exists():
        return None
    own = {name: urls[name] for name in ACTED}
    live = is_inside(request.actor, found) and found.state in CHANGEABLE
    more = {"acted": acted, "request": request, "live": live}
    return panel_of(found.approval, request.actor, own, versioned=found, **more)


def _facts(found: Application) -> list[tuple[Any, ...]]:
    round_ = found.round
    rows: list[tuple[Any, ...]] = [
        ("轮次", round_.name, reverse("round", args=[round_.public_id])),
        ("单位", found.organisation.name),
        ("截止", moment_words(round_.until) if round_.until else "未定"),
    ]
    if found.arrived_at is not None:
        rows.append(("送出本校", moment_words(found.arrived_at)))
    return rows


def _rows(
    actor: Any, found: Application, changeable: bool, typed: tuple[str, str], returned: dict[str, str]
) -> list[dict[str, Any]]:
    rows = sent.rows_as_seen_by(actor, found)
    left = row_problems(found, [row.wish for row in rows]) if changeable else {}
    keys = [row.wish.public_id for row in rows]
    unsaved = drafts.kept_of(actor, WISH_DRAFT, keys) if changeable else set()
    decided = found.round.state == RoundState.CONFIRMED
    runs = permissions.can_run_round(actor, found.round)
    inside = permissions.can_write_application(actor, found)
    party = runs or inside
    talks = party and found.state in AT_THE_CITY and found.round.state == RoundState.OPEN
    remarks = _remarks(found) if party else {}
    return [
        {
            "row": row,
            "how": sent.leading_words(found.organisation, row.led_by),
            "verdict": row.wish.verdict != Verdict.OPEN and (decided or runs),
            "remarks": remarks.get(row.wish.pk, []),
            "talks": talks,
            "asked": inside and talks and row.wish.verdict == Verdict.ASKED,
            "typed": typed[1] if typed[0] == row.wish.public_id else "",
            "returned": returned.get(row.wish.public_id, ""),
            "judge_url": reverse("judge-wish", args=[row.wish.public_id]) if runs and talks else "",
            "left": left.get(row.wish.public_id, []),
            "draft": row.wish.public_id in unsaved,
            "edit_url": reverse("edit-wish", args=[row.wish.public_id]) if changeable else "",
        }
        for row in rows
    ]


def _remarks(found: Application) -> dict[int, list[WishRemark]]:
    """What was asked and answered, by row: between the school and the bureau alone."""
    rows: dict[int, list[WishRemark]] = {}
    for remark in WishRemark.objects.filter(wish__application=found).select_related("organisation"):
        rows.setdefault(remark.wish_id, []).append(remark)
    return rows


def _earlier(found: Application) -> list[Any]:
    present = found.approval_id if found.state != ApplicationState.DRAFT else None
    return list(approvals_of(found).exclude(pk=present))


@policy(f"{WRITERS}：勾选要承接的任务", methods=("GET", "POST"))
def choose_tasks(request: HttpRequest, application: str) -> HttpResponse:
    found = find(applications_visible_to(request.actor), application)
    require(permissions.can_write_application(request.actor, found))
    here = reverse("application", args=[found.public_id])
    if request.method == "GET" and not may_change(found):
        return redirect(here)
    tasks = found.round.tasks.select_related("task", "round__plan__issuer")
    page = FormPage(
        request,
        "rounds/choose.html",
        make=lambda **given: ChooseForm(rows=tasks, **given),
        name="rounds.choose",
        about=found,
        send=lambda said: actions.choose_tasks(
            application=found,
            chosen=list(said["chosen"]),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: here,
        stored=lambda: {"chosen": [wish.round_task.public_id for wish in wishes_of(found)]},
        said="勾选已保存。请逐项填写。",
        context={
            "application": found,
            "lines": _lines(request.actor, found, list(tasks)),
            "bounds": bounds_words(found.round.least, found.round.most, "项"),
            "why_not": _why_not(found),
            "cancel_url": here,
            "crumbs": [*crumbs(found.round, "x")[:2], ("本校的申报", here), ("勾选任务", "")],
        },
    )
    return answer(page)


def _lines(actor: Any, found: Application, tasks: list[RoundTask]) -> list[dict[str, Any]]:
    """The list with what helps to choose: how many are wanted, who is able, who took it last time."""
    last_time = taken_last_time(actor, found.round, tasks, found.organisation)
    facts = asked.facts_of(found.organisation)
    lines = []
    for row in tasks:
        met = evaluate(from_json(row.condition), facts) if row.condition else True
        lines.append(
            {
                "row": row,
                "wanted": bounds_words(row.least, row.most, "个"),
                "condition": condition_words(row),
                "met": {True: "yes", False: "no", None: "unknown"}[met],
                "last_time": last_time.get(row.pk, []),
            }
        )
    return lines


@policy(f"{READERS}：下载一项申报所附的文件")
def wish_file(request: HttpRequest, wish: str, wish_file: str) -> FileResponse:
    found: Wish = find(wishes_visible_to(request.actor), wish)
    version, rows = (
        found.application.round.form_version,
        sent.rows_as_seen_by(request.actor, found.application),
    )
    values = next((row.values for row in rows if row.wish.pk == found.pk), {})
    noted = partial(note_fetched, request, "rounds.fetch_file", found, rows=1)
    return attached.serve(attached.files_in(version.form, values) if version else (), wish_file, noted=noted)


@policy(f"{WRITERS}：填写一项申报", methods=("GET", "POST"))
def edit_wish(request: HttpRequest, wish: str) -> HttpResponse:
    found: Wish = find(wishes_visible_to(request.actor), wish)
    require(permissions.can_write_wish(request.actor, found))
    application = found.application
    here = reverse("application", args=[application.public_id])
    if request.method == "GET" and (not may_change(application) or found.dropped_at is not None):
        return redirect(here)
    page = FormPage(
        request,
        "rounds/wish.html",
        make=lambda **given: make_wish_form(found, request.actor, **given),
        name=WISH_DRAFT,
        about=found,
        send=lambda said: actions.write_wish(
            wish=found, by=request.actor, version=version_of(request), once=Once.of(request), **split(said)
        ),
        then=lambda saved: _next_url(found, here),
        stored=lambda: stored(found),
        keeps=True,
        said="这一项已暂存，报送前都可以再改。",
        context={
            "wish": found,
            "application": application,
            "last_time": taken_last_time(
                request.actor, application.round, [found.round_task], application.organisation
            ).get(found.round_task_id, []),
            "wanted": bounds_words(found.round_task.least, found.round_task.most, "个"),
            "condition": condition_words(found.round_task),
            "cancel_url": here,
            "returned": _returned(found),
            "crumbs": [
                *crumbs(application.round, "x")[:2], ("本校的申报", here), (str(found.round_task.task), ""),
            ],
        },
    )  # fmt: skip
    return answer(page)


def _returned(wish: Wish) -> dict[str, str]:
    """Who returned the application that is being mended, and what was said of this row and of all of it."""
    application = wish.application
    if application.state != ApplicationState.RETURNED or application.approval is None:
        return {}
    entry = returns_of([application.approval]).get(application.approval.pk)
    if entry is None:
        return {}
    parts = {part["key"]: part["text"] for part in entry.parts}
    where = f"{entry.step.organisation.short}·{entry.step.name}" if entry.step else entry.organisation.short
    return {"where": where, "row": parts.get(wish.public_id, ""), "all": entry.comment}


def _next_url(done: Wish, here: str) -> str:
    """The next row that is not complete yet, or back to the application."""
    application = done.application
    wishes = list(wishes_of(application))
    left = row_problems(application, wishes)
    after = [wish for wish in wishes if wish.public_id in left and wish.pk != done.pk]
    return reverse("edit-wish", args=[after[0].public_id]) if after else here
