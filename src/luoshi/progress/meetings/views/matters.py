"""Matters to be coordinated: the list, one matter with its history, one address for each thing done with it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out, hand_out_stored
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.papers import uploads
from luoshi.papers.buttons import Buttons
from luoshi.progress.sections import tabs
from luoshi.workplans.queries import milestones_in_force

from .. import actions, permissions
from ..forms import LetterForm, MatterForm, ReplyForm, SayForm
from ..letter import docx_bytes
from ..models import Raised
from ..permissions import MEETINGS_WHO
from ..queries import raised_visible_to
from ..states import MATTER, TONES, Level, MatterState

READERS = "提出的学校和它的上级教育局，能看调度会的人"
TURN = "轮到的单位的经办、科长、项目办、校领导"
RAISERS = "学校的校领导、项目办"
PRESSED = ("take-back-letter", "unsolve-matter", "withdraw-matter", "reopen-matter")
SAYING = ("answer", "solve", "pass-up", "send-down")
HANDLES, RUNS = permissions.can_handle_matter, permissions.can_run_matter


@policy(f"{READERS}：需协调事项列表")
def matters(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_meetings"))
    state = request.GET.get("state", MatterState.OPEN)
    rows = raised_visible_to(request.actor)
    page = page_of(request, rows.filter(state=state) if state in MatterState.values else rows)
    for row in page:
        row.tone = TONES[row.state]
    context = {
        "page_obj": page,
        "tabs": tabs(request.actor, "matters"),
        "filters": [
            {"label": label, "url": f"?state={key}", "on": key == state, "whole": key == "all"}
            for key, label in (*MatterState.choices, ("all", "全部"))
        ],
        "may_raise": permissions.can_raise_matter(request.actor),
        "crumbs": [("进展", reverse("my-milestones")), ("需协调事项", "")],
    }
    return render(request, "meetings/matters.html", context)


def _crumbs(found: Raised, last: str = "") -> list[tuple[str, str]]:
    here = reverse("matter", args=[found.public_id])
    return [
        ("需协调事项", reverse("matters")),
        (found.title, here if last else ""),
        *([(last, "")] if last else []),
    ]


@policy(f"{READERS}：一项需协调事项和它的经过")
def matter(request: HttpRequest, raised: str) -> HttpResponse:
    return matter_page(request, find(raised_visible_to(request.actor), raised))


def matter_page(
    request: HttpRequest, found: Raised, status: int = 200, refusal: Any = None, form: Any = None, **_: Any
) -> HttpResponse:
    handles, key = HANDLES(request.actor, found), found.public_id
    open_moves = {move.action for move in MATTER.possible(found)} if handles else set()
    says = [
        (reverse(f"{name}-matter", args=[key]), move.label)
        for name in SAYING
        for move in MATTER.possible(found)
        if move.action == f"meetings.{name.replace('-', '_')}_matter" and handles
    ]
    own = {f"meetings.{name.replace('-', '_')}": reverse(name, args=[key]) for name in PRESSED}
    waits = "meetings.note_reply" in open_moves
    context = {
        "raised": found,
        "tone": TONES[found.state],
        "facts": _facts(found),
        "steps": found.steps.select_related("said_by__user", "organisation"),
        "says": says,
        "form": (form or (ReplyForm() if waits else SayForm())) if says else None,
        "reply_url": reverse("note-matter-reply", args=[key]) if waits else "",
        "ask_url": reverse("ask-outside", args=[key]) if "meetings.ask_outside" in open_moves else "",
        "letter_url": reverse("matter-letter", args=[key])
        if handles and found.level == Level.OUTSIDE
        else "",
        "buttons": MATTER.buttons(found, lambda action: MEETINGS_WHO[action](request.actor, found), own),
        "refusal": refusal,
        "crumbs": _crumbs(found),
    }
    return render(request, "meetings/matter.html", context, status=status)


def _facts(found: Raised) -> list[tuple[Any, ...]]:
    where = found.addressee if found.level == Level.OUTSIDE else found.holder.short
    rows: list[tuple[Any, ...]] = [("提出单位", found.organisation.name), ("提出人", found.author.user.name)]
    if found.state == MatterState.OPEN:
        rows.append(("现在轮到", where))
    if found.plan is not None:
        rows.append(("计划", found.plan.short, reverse("plan", args=[found.plan.public_id])))
    if found.about_words:
        rows.append(("里程碑", found.about_words))
    return rows


BUTTONS = Buttons(visible=raised_visible_to, on="raised", page="matter", show=matter_page, author=RUNS)


def _say(request: HttpRequest, raised: str, act: Any, words: str, form_class: Any = SayForm) -> HttpResponse:
    found = BUTTONS.found(request, raised, HANDLES)
    form = form_class(request.POST, request.FILES)
    if not form.is_valid():
        return matter_page(request, found, status=422, form=form)
    given: dict[str, Any] = {"said": form.cleaned_data["said"]}
    if sent := form.cleaned_data.get("files"):
        given["files"] = uploads.keep(sent)
    return BUTTONS.press(request, raised, act, words, HANDLES, **given)


@policy(f"{TURN}：答复", methods=("POST",))
def answer_matter(request: HttpRequest, raised: str) -> HttpResponse:
    return _say(request, raised, actions.answer_matter, "答复已发出。")


@policy(f"{TURN}：解决了", methods=("POST",))
def solve_matter(request: HttpRequest, raised: str) -> HttpResponse:
    return _say(request, raised, actions.solve_matter, "已记为解决，学校可以重新提出。")


@policy(f"{TURN}：报上一级", methods=("POST",))
def pass_up_matter(request: HttpRequest, raised: str) -> HttpResponse:
    return _say(request, raised, actions.pass_up_matter, "已报上一级。")


@policy(f"{TURN}：转下一级", methods=("POST",))
def send_down_matter(request: HttpRequest, raised: str) -> HttpResponse:
    return _say(request, raised, actions.send_down_matter, "已转下一级办理。")


@policy(f"{TURN}：登记外部单位的回复", methods=("POST",))
def note_reply(request: HttpRequest, raised: str) -> HttpResponse:
    return _say(request, raised, actions.note_reply, "回复已登记。", ReplyForm)


@policy(f"{TURN}：收回给外部单位的函", methods=("POST",))
def take_back_letter(request: HttpRequest, raised: str) -> HttpResponse:
    reason, words = (
        request.POST.get("reason", "")[:1000],
        "已收回，轮到本单位办理；函的草稿留着，可以改了再发。",
    )
    return BUTTONS.press(request, raised, actions.take_back_letter, words, HANDLES, reason=reason)


@policy(f"{TURN}：解决了的记为还没有解决", methods=("POST",))
def unsolve_matter(request: HttpRequest, raised: str) -> HttpResponse:
    reason, words = request.POST.get("reason", "")[:1000], "已记为还没有解决，学校已收到消息。"
    return BUTTONS.press(request, raised, actions.unsolve_matter, words, HANDLES, reason=reason)


@policy(f"{RAISERS}：撤回本校提出的", methods=("POST",))
def withdraw_matter(request: HttpRequest, raised: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return BUTTONS.press(request, raised, actions.withdraw_matter, "已撤回，可以重新提出。", reason=reason)


@policy(f"{RAISERS}：重新提出", methods=("POST",))
def reopen_matter(request: HttpRequest, raised: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return BUTTONS.press(request, raised, actions.reopen_matter, "已重新提出。", reason=reason)


@policy(f"{TURN}：发函外部单位", methods=("GET", "POST"))
def ask_outside(request: HttpRequest, raised: str) -> HttpResponse:
    found = BUTTONS.found(request, raised, HANDLES)
    here = reverse("matter", args=[found.public_id])
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: LetterForm(**given),
        name="meetings.letter",
        about=found,
        send=lambda said: actions.ask_outside(
            raised=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: here,
        stored=lambda: {"addressee": found.addressee, "request": found.request},
        said="已记下。下载函的草稿，改好盖章后发出；收到回复在这里登记。",
        context={
            "title": "发函外部单位",
            "button": "记下",
            "cancel_url": here,
            "crumbs": _crumbs(found, "发函"),
        },
    )
    return answer(page)


@policy(f"{TURN}：下载函的草稿，Word")
def matter_letter(request: HttpRequest, raised: str) -> HttpResponse:
    found = BUTTONS.found(request, raised, HANDLES)
    if not found.addressee:
        raise Http404
    name = f"关于商请协调“{found.title}”的函.docx"
    return hand_out(request, docx_bytes(found), name, action="meetings.fetch_letter", about=found, rows=1)


@policy(f"{READERS}：下载回函")
def matter_file(request: HttpRequest, raised: str, raised_step: str) -> FileResponse:
    found = find(raised_visible_to(request.actor), raised)
    step = find(found.steps.filter(stored__isnull=False).select_related("stored"), raised_step)
    return hand_out_stored(request, step.stored, step.name, action="meetings.fetch_file", about=found)


@policy(f"{RAISERS}：提出需协调事项", methods=("GET", "POST"))
def new_matter(request: HttpRequest) -> HttpResponse:
    require(permissions.can_raise_matter(request.actor))
    school = Organisation.objects.get(pk=request.actor.organisation_id)
    rows = milestones_in_force(organisation=school).order_by(
        "workplan__plan", "part__order", "part_id", "due", "id"
    )
    asked = request.GET.get("milestone", "").replace("\0", "")[:20]

    def send(said: dict[str, Any]) -> Any:
        step = said.pop("milestone")
        about = (
            {"about": step.key, "about_words": step.title[:300], "plan": step.workplan.plan} if step else {}
        )
        return actions.raise_matter(by=request.actor, once=Once.of(request), **said, **about)

    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: MatterForm(rows=rows, **given),
        name="meetings.matter",
        about=school,
        versioned=False,
        send=send,
        then=lambda made: reverse("matter", args=[made.public_id]),
        stored=lambda: {"milestone": asked} if asked else {},
        said="已报上一级教育局，办理经过都在本页。",
        context={
            "title": "提出需协调事项",
            "button": "提出",
            "cancel_url": reverse("matters"),
            "crumbs": [("需协调事项", reverse("matters")), ("提出", "")],
        },
    )
    return answer(page)
