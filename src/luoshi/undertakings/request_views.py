"""变更申请: those of a plan, starting one, writing it, its page, its files."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms import attached
from luoshi.common.downloads import hand_out_stored, note_fetched
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.days import day_in_words
from luoshi.papers import uploads
from luoshi.papers.actions import CHANGEABLE
from luoshi.papers.models import Sending
from luoshi.papers.panels import Acted, panel_of
from luoshi.papers.queries import approvals_of, approvals_visible_to, files_sent, sendings_for
from luoshi.plans.models import Basis, Plan, Task
from luoshi.plans.permissions import can_edit_plan
from luoshi.plans.queries import plans_visible_to, tasks_visible_to

from . import actions, asked, permissions, replies
from .effects import effect_of, number_words
from .joint import before_and_after, consenting
from .models import ChangeRequest, Duty
from .queries import can_be_taken_on_by, change_requests_visible_to, duties_visible_to
from .request_forms import NumberForm, StartForm, make_request_form, split, stored
from .sent import answer_files_sent, answers_sent, as_sent
from .states import ARRANGING, CHANGE, ChangeKind, RequestState

AUTHORS = "学校校长、分管校长、项目办，计划印发单位的经办和科长"
READERS = "申请单位管责任项的人，审批到达后与审批有关的人"
TONES = {"draft": "", "running": "busy", "returned": "warn", "applied": "ok", "withdrawn": "bad"}
ACTED = ("pass", "return", "enter", "resubmit", "recall")
OPEN_TO_REQUESTS = (Basis.UNDERTAKEN, Basis.REQUIRED)
BUTTONS = ("send", "withdraw", "restore")


@policy("能看计划的人：其中能看到的变更申请")
def change_requests(request: HttpRequest, plan: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    rows = change_requests_visible_to(request.actor).filter(task__plan=found).order_by("-id")
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    chosen = rows.filter(state=state) if state in RequestState.values else rows
    chosen = chosen.filter(kind=kind) if kind in ChangeKind.values else chosen
    page = page_of(request, chosen, size=30)
    for row in page:
        row.tone = TONES[row.state]
    context = {
        "plan": found,
        "page_obj": page,
        "filters": [*_filters("state", RequestState.choices, state, kind=kind),
                    *_filters("kind", ChangeKind.choices, kind, state=state)],
        "filtered": bool(state or kind),
        "clear_url": "?" if state or kind else "",
        "may_ask": permissions.can_set_up_questions(request.actor, found),
        "may_start": request.actor.may("manage_duties") or can_edit_plan(request.actor, found),
        "crumbs": [
            (found.short, reverse("plan", args=[found.public_id])),
            ("承接矩阵", reverse("matrix", args=[found.public_id])),
            ("变更申请", ""),
        ],
    }  # fmt: skip
    return render(request, "undertakings/change_requests.html", context)


@policy("计划印发单位制作填报表的人：修改变更申请要补充说明的内容", methods=("POST",))
def questions(request: HttpRequest, plan: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    require(permissions.can_set_up_questions(request.actor, found))
    form = actions.set_up_questions(plan=found, by=request.actor, once=Once.of(request))
    return redirect("form", form.public_id)


def _filters(name: str, choices: Any, chosen: str, **others: str) -> list[dict[str, Any]]:
    rest = "".join(f"&{key}={value}" for key, value in others.items() if value.isascii() and value.isalpha())
    return [
        {"label": label, "url": f"?{rest}" if key == chosen else f"?{name}={key}{rest}", "on": key == chosen}
        for key, label in choices
    ]


@policy(f"{AUTHORS}：对责任项申请变更", methods=("GET", "POST"))
def change_duty(request: HttpRequest, duty: str) -> HttpResponse:
    found = find(duties_visible_to(request.actor).filter(basis__in=OPEN_TO_REQUESTS), duty)
    require(permissions.can_request_on(request.actor, found.task, found.organisation))
    kinds = kinds_for(found)
    form = StartForm(request.POST if request.method == "POST" else None, kinds=kinds, basis=found.basis)
    context = {"task": found.task, "organisation": found.organisation, "duty": found}
    return _start(request, form, found.task, found.organisation, context)


def kinds_for(duty: Duty) -> list[ChangeKind]:
    """What may be asked for at this duty as it stands."""
    kinds = [ChangeKind.QUANTITY, ChangeKind.WITHDRAW] if duty.left_at is None else [ChangeKind.TAKE_ON]
    if duty.basis == Basis.UNDERTAKEN:
        kinds.append(ChangeKind.JOINT)
    if duty.left_at is None and duty.led_by_id is not None:
        kinds.append(ChangeKind.PART)
    return kinds


@policy(f"{AUTHORS}：申请承接一项任务", methods=("GET", "POST"))
def request_task(request: HttpRequest, task: str) -> HttpResponse:
    found: Task = find(tasks_visible_to(request.actor), task)
    editor = can_edit_plan(request.actor, found.plan)
    require(editor or request.actor.may("manage_duties"))
    schools = can_be_taken_on_by(found).filter(kind=Organisation.Kind.SCHOOL) if editor else None
    data = request.POST if request.method == "POST" else None
    form = StartForm(data, kinds=[ChangeKind.TAKE_ON, ChangeKind.JOINT], organisations=schools)
    own = None if editor else Organisation.objects.get(pk=request.actor.organisation_id)
    return _start(request, form, found, own, {"task": found, "organisation": own})


def _start(
    request: HttpRequest, form: StartForm, task: Task, own: Organisation | None, context: dict[str, Any]
) -> HttpResponse:
    shown = context | {"form": form, "crumbs": _crumbs(task, "申请变更")}
    if request.method != "POST":
        return render(request, "undertakings/change_start.html", shown)
    if not form.is_valid():
        return render(request, "undertakings/change_start.html", shown, status=422)
    organisation = own or form.cleaned_data["organisation"]
    try:
        made = actions.start_request(
            organisation=organisation,
            task=task,
            kind=form.cleaned_data["kind"],
            basis=context["duty"].basis if "duty" in context else Basis.UNDERTAKEN,
            by=request.actor,
            once=Once.of(request),
        )
    except Busy:
        raise
    except Refusal as refusal:
        return render(
            request, "undertakings/change_start.html", shown | {"refusal": refusal}, status=refusal.status
        )
    return redirect("edit-change-request", made.public_id)


@policy("申请人：修改自己的草稿或退回的变更申请", methods=("GET", "POST"))
def edit_change_request(request: HttpRequest, change_request: str) -> HttpResponse:
    found = find(change_requests_visible_to(request.actor), change_request)
    require(permissions.is_author_of_request(request.actor, found))
    here = reverse("change-request", args=[found.public_id])
    if request.method == "GET" and found.state not in CHANGEABLE:
        return redirect(here)
    before = number_words(found.quantity_before)

    def make(**given: Any) -> Any:
        uploaded = {"files": request.FILES} if given.get("data") is request.POST else {}
        return make_request_form(found, request.actor, before, **given, **uploaded)

    page = FormPage(
        request,
        "undertakings/change_form.html",
        make,
        "undertakings.change_request",
        found,
        send=lambda said: actions.change_request(
            change_request=found,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            **_kept(split(said)),
        ),
        then=lambda saved: here,
        stored=lambda: stored(found),
        keeps=True,
        said=_kept_words,
        context={
            "change": found,
            "effect": effect_of(found, request.actor),
            "crumbs": [*_crumbs(found.task, "", last=False), (_short(found), here), ("修改", "")],
            "cancel_url": here,
        },
    )
    return answer(page)


def _kept_words(saved: ChangeRequest) -> str:
    """What comes next: the page has its button for sending only where nothing is missing."""
    if saved.state != RequestState.DRAFT:
        return "已保存。改好后点“重新报送”。"
    if saved.missing_to_send() or asked.missing(saved):
        return "草稿已暂存，还不能报送：请按下面列的补上。"
    return "草稿已暂存，核对影响后点“报送审批”。"


def _kept(said: dict[str, Any]) -> dict[str, Any]:
    """What the act is told: the files are in the store before it begins."""
    return said | {"files": uploads.keep(said["files"])}


@policy(f"{READERS}：变更申请和它的审批")
def change_request(request: HttpRequest, change_request: str) -> HttpResponse:
    return request_page(request, find(change_requests_visible_to(request.actor), change_request))


def request_page(
    request: HttpRequest,
    found: ChangeRequest,
    acted: Acted | None = None,
    status: int = 200,
    refusal: Any = None,
    number: Any = None,
) -> HttpResponse:
    actor, key = request.actor, found.public_id
    mine = permissions.is_author_of_request(actor, found)
    urls = {name: reverse(f"{name}-change-request", args=[key]) for name in (*ACTED, *BUTTONS)}
    sent = found.approval is not None and found.state != RequestState.DRAFT
    live = mine and found.state in (*CHANGEABLE, RequestState.WITHDRAWN)
    panel = None
    if sent and _is_inside(actor, found):
        panel = _panel(request, found, urls, acted=acted, live=live)
    shown, answers = _as_read(actor, found, own=mine or not sent)
    own_acts = {f"undertakings.{name}_request": urls[name] for name in BUTTONS}
    draft = mine and found.state == RequestState.DRAFT
    context = {
        "change": found,
        "shown": shown,
        "panel": panel,
        "mine": mine,
        "changeable": mine and found.state in CHANGEABLE,
        "buttons": CHANGE.buttons(found, lambda action: mine, own_acts),
        "missing": [*found.missing_to_send(), *asked.missing(found)] if draft else [],
        "tone": TONES[found.state],
        "our_part": _our_part(actor, found),
        "facts": _facts(found, _is_inside(actor, found)),
        "effect": effect_of(shown, actor),
        "answers": answers,
        **_all_files(actor, found),
        "earlier": _earlier(found) if mine else [],
        "number_form": _number_form(actor, found, number),
        "refusal": refusal,
        "send_url": urls["send"],
        "crumbs": _crumbs(found.task, _short(found)),
    }
    return render(request, "undertakings/change_request.html", context, status=status)


def _panel(request: HttpRequest, found: ChangeRequest, urls: dict[str, str], **given: Any) -> Any:
    own = {name: urls[name] for name in ACTED}
    asks = replies.asked_for(found)
    return panel_of(found.approval, request.actor, own, versioned=found, request=request, asks=asks, **given)


def _is_inside(actor: Any, found: ChangeRequest) -> bool:
    """Whether the people who deal with it are shown: not to a school about which the bureau asks."""
    if found.author.organisation_id == actor.organisation_id:
        return True
    return approvals_visible_to(actor).filter(pk=found.approval_id).exists()


def _facts(found: ChangeRequest, inside: bool) -> list[tuple[Any, ...]]:
    author = found.author
    rows: list[tuple[Any, ...]] = [
        ("事项", found.what),
        ("单位", found.organisation.name),
        ("申请人", f"{author.organisation.short} {author.user.name if inside else ''}".strip()),
        *_joint_facts(found),
        ("上级批复文号", found.number or "未登记"),
    ]
    if found.applied_at is not None:
        rows.append(("生效", day_in_words(localtime(found.applied_at).date())))
    return rows


def _our_part(actor: Any, found: ChangeRequest) -> str:
    """What it would make of the reader's own school, while it is asked for its consent."""
    if found.state != RequestState.RUNNING or found.kind not in ARRANGING:
        return ""
    if found.author.organisation_id == actor.organisation_id:
        return ""
    part = found.parts.filter(organisation=actor.organisation_id).first()
    if part is None or not part.differs:
        return ""
    before, after = before_and_after(part)
    return f"{part.organisation.short}现在{before}，生效后{after}。"


def _joint_facts(found: ChangeRequest) -> list[tuple[str, str]]:
    if found.kind not in ARRANGING:
        return []
    asked_of = "、".join(school.short for school in consenting(found))
    leading = [("牵头学校", found.leading.short)] if found.leading else []
    return [*leading, ("征求意见的学校", asked_of or "没有")]


def _number_form(actor: Any, found: ChangeRequest, refused: Any) -> Any:
    if found.state in (RequestState.DRAFT, RequestState.WITHDRAWN):
        return None
    if not permissions.can_note_number(actor, found):
        return None
    form = refused or NumberForm(initial={"number": found.number})
    form.missing = replies.is_missing(found)
    return form


def last_sending(actor: Any, found: ChangeRequest) -> Sending | None:
    """What was sent last and may be read by the actor; None while it is a draft."""
    if found.approval is None or found.state == RequestState.DRAFT:
        return None
    concerned = found.organisation_id == actor.organisation_id
    sendings = sendings_for(found.approval, actor, concerned=concerned)
    return sendings[-1] if sendings else None


def _as_read(actor: Any, found: ChangeRequest, *, own: bool) -> tuple[ChangeRequest, list[tuple[str, str]]]:
    """The request and its answers for this reader: as they are written (`own`), or as they were sent."""
    if own:
        masked = not permissions.is_author_of_request(actor, found)
        return found, asked.rows_of(found, actor, masked=masked)
    sending = last_sending(actor, found)
    return as_sent(found, sending), answers_sent(sending)


def _files(actor: Any, found: ChangeRequest) -> Any:
    """The author's own list, with what he took out; for others the draft's, and once sent what went with it."""
    rows = found.files.select_related("stored")
    if permissions.is_author_of_request(actor, found):
        return rows
    if _is_draft(found):
        return rows.filter(removed_at__isnull=True)
    return files_sent(rows, last_sending(actor, found))


def _all_files(actor: Any, found: ChangeRequest) -> dict[str, Any]:
    return {"files": list(_files(actor, found)), "answer_files": _answer_files(actor, found)}


def _answer_files(actor: Any, found: ChangeRequest) -> list[dict[str, Any]]:
    """Files uploaded to the questions, for this reader: as they are, or as they were sent."""
    if permissions.is_author_of_request(actor, found) or _is_draft(found):
        return asked.files_of(found)
    return answer_files_sent(last_sending(actor, found))


def _is_draft(found: ChangeRequest) -> bool:
    return found.approval is None or found.state == RequestState.DRAFT


def _earlier(found: ChangeRequest) -> list[Any]:
    """Rounds before the present one: recalled or given up."""
    present = found.approval_id if found.state != RequestState.DRAFT else None
    return list(approvals_of(found).exclude(pk=present))


def _short(found: ChangeRequest) -> str:
    return f"{found.organisation.short}{found.what}"


def _crumbs(task: Task, last_one: str, last: bool = True) -> list[tuple[str, str]]:
    plan = task.plan
    crumbs = [
        (plan.short, reverse("plan", args=[plan.public_id])),
        ("变更申请", reverse("change-requests", args=[plan.public_id])),
    ]
    return [*crumbs, (last_one, "")] if last else crumbs


@policy(f"{READERS}：下载变更申请的附件")
def request_file(request: HttpRequest, change_request: str, request_file: str) -> FileResponse:
    found = find(change_requests_visible_to(request.actor), change_request)
    file = get_object_or_404(_files(request.actor, found), public_id=request_file)
    return hand_out_stored(request, file.stored, file.name, action="undertakings.fetch_file", about=found)


@policy(f"{READERS}：下载补充说明所附的文件")
def asked_file(request: HttpRequest, change_request: str, asked_file: str) -> FileResponse:
    found = find(change_requests_visible_to(request.actor), change_request)
    noted = partial(note_fetched, request, "undertakings.fetch_file", found, rows=1)
    return attached.serve(_answer_files(request.actor, found), asked_file, noted=noted)
