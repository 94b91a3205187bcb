"""The list of meetings, and one meeting as its readers see it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.notices.models import Delivery
from luoshi.notices.queries import deliveries_to, waiting
from luoshi.progress.sections import tabs

from .. import actions, permissions
from ..agenda import settled
from ..forms import MeetingForm, MinutesForm, stored, usual
from ..minutes import docx_bytes
from ..models import Meeting, Resolution
from ..queries import (
    addressed,
    items_visible_to,
    meetings_visible_to,
    open_resolutions,
    resolutions_visible_to,
    summoned,
    taking_part,
    without,
)
from ..states import ARRANGED, MEETING, OPEN, TONES, ItemKind, MeetingState, ResolutionState

READERS = "召集单位能看调度会的人；通知发出后参加单位和上级"
RUNNERS = "召集单位的经办、科长、项目办、校领导"
LET_OFF = {
    MeetingState.HELD: "会开过了",
    MeetingState.CLOSED: "会开过了",
    MeetingState.CANCELLED: "会议取消了",
}
BUTTONS = ("hold", "unhold", "close", "reopen", "cancel", "restore")


@policy(f"{READERS}：调度会列表")
def meetings(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_meetings"))
    page = page_of(request, meetings_visible_to(request.actor))
    for row in page:
        row.tone = TONES[row.state]
    undone = resolutions_visible_to(request.actor).filter(state=ResolutionState.OPEN).order_by("due", "id")
    context = {
        "page_obj": page,
        "tabs": tabs(request.actor, "meetings"),
        "undone": list(undone[:50]),
        "undone_count": undone.count(),
        "may_start": permissions.can_start_meeting(request.actor),
        "crumbs": [("进展", reverse("my-milestones")), ("调度会", "")],
    }
    return render(request, "meetings/list.html", context)


def crumbs_of(found: Meeting, last: str = "") -> list[tuple[str, str]]:
    here = reverse("meeting", args=[found.public_id])
    return [
        ("调度会", reverse("meetings")),
        (found.title, here if last else ""),
        *([(last, "")] if last else []),
    ]


@policy(f"{READERS}：一次调度会，各看自己和下属单位的议题、议定事项")
def meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    return meeting_page(request, find(meetings_visible_to(request.actor), meeting))


def meeting_page(
    request: HttpRequest,
    found: Meeting,
    status: int = 200,
    refusal: Any = None,
    files_form: Any = None,
    **_: Any,
) -> HttpResponse:
    actor = request.actor
    runs = permissions.can_run_meeting(actor, found)
    changes = runs and found.state in OPEN
    arranges = runs and found.state in ARRANGED
    context = {
        "meeting": found,
        "tone": TONES[found.state],
        "facts": _facts(found),
        "runs": runs,
        "changes": changes,
        "arranges": arranges,
        **_read(actor, found, arranges),
        **(_ways_on(found) if runs else {}),
        "receipts": _receipts(found) if runs and found.calls else [],
        "let_off": LET_OFF.get(MeetingState(found.state), ""),
        "own_call": _own_call(actor, found),
        "files": found.files.select_related("stored").filter(
            **({} if changes else {"removed_at__isnull": True})
        ),
        "files_form": (files_form or MinutesForm())
        if changes and found.state != MeetingState.DRAFT
        else None,
        "refusal": refusal,
        "crumbs": crumbs_of(found),
    }
    return render(request, "meetings/meeting.html", context, status=status)


def _read(actor: Any, found: Meeting, arranges: bool) -> dict[str, Any]:
    """Agenda and resolutions as far as the actor reads them."""
    items = list(items_visible_to(actor).filter(meeting=found))
    standing = [row for row in items if row.removed_at is None]
    resolutions = list(resolutions_visible_to(actor).filter(meeting=found))
    for row in resolutions:
        row.tone = TONES[row.state]
    undone = [row for row in standing if row.kind == ItemKind.UNDONE]
    return {
        "undone": _mark(undone),
        "left_undone": 0 if undone else open_resolutions(found).count(),
        "not_invited": _not_invited(found, undone) if arranges else [],
        "others": _now([row for row in standing if row.kind != ItemKind.UNDONE]),
        "ticks": _ticks(standing) if arranges and len(standing) > 1 else [],
        "removed": [row for row in items if row.removed_at is not None] if arranges else [],
        "resolutions": resolutions,
        "agenda_count": len(standing),
    }


def _ticks(standing: list[Any]) -> list[tuple[str, str, int]]:
    """The kinds whose items may be ticked at one stroke."""
    found = Counter(row.kind for row in standing)
    return [(kind.value, kind.label, found[kind]) for kind in ItemKind if found[kind] > 1]


def _not_invited(found: Meeting, undone: list[Any]) -> list[str]:
    """Whose undone resolutions stand on the agenda though they were not asked to come."""
    here = set(taking_part(found).values_list("pk", flat=True))
    return list(
        dict.fromkeys(row.organisation.short for row in undone if row.organisation_id not in {None, *here})
    )


def _own_call(actor: Any, found: Meeting) -> Any:
    """The call to this meeting that waits for the reader's own receipt."""
    if not found.calls or found.state not in OPEN:
        return None
    key = f"meeting:{found.public_id}:{found.calls}:"
    rows = deliveries_to(actor).filter(notice__about_id=found.public_id, notice__key__startswith=key)
    row = waiting(rows).filter(notice__receipt=True, received_at__isnull=True).first()
    return row.notice if row is not None else None


def _ways_on(found: Meeting) -> dict[str, Any]:
    """What may be done by whoever runs it."""
    key, to_come = found.public_id, found.held_on > clock.today()
    urls = {f"meetings.{name}_meeting": reverse(f"{name}-meeting", args=[key]) for name in BUTTONS}
    return {
        "day_gone": found.state in ARRANGED and found.held_on < clock.today(),
        "records": found.state in (MeetingState.CALLED, MeetingState.HELD),
        "call_url": reverse("call-meeting", args=[key]) if found.state == MeetingState.DRAFT else "",
        **(_call(found) if found.state == MeetingState.DRAFT else {}),
        "edit_url": reverse("edit-meeting", args=[key]) if found.state in ARRANGED else "",
        "minutes_url": reverse("meeting-minutes", args=[key])
        if found.state != MeetingState.CANCELLED
        else "",
        "day_to_come": found.state == MeetingState.CALLED and to_come,
        "buttons": MEETING.buttons(
            found, lambda action: action != "meetings.hold_meeting" or not to_come, urls
        ),
    }


def _call(found: Meeting) -> dict[str, str]:
    """What the call lacks; else who would get it, to be confirmed before it goes out."""
    guests = taking_part(found).exclude(pk=found.organisation_id)
    places = list(guests.values_list("pk", "short"))
    posts = [post for post in summoned(guests) if post.user_id != found.runner.user_id]
    told = addressed(posts)
    reached = {post.organisation_id for post in posts}
    nobody = "、".join(short for pk, short in places if pk not in reached)
    lacks = without(found)
    lost = f"{nobody}没有可以通知的人。" if nobody else ""
    words = f"会议通知发给{told}，要签收。" if told else "没有别的单位的人会收到通知。"
    return {
        "call_lacks": lacks,
        "call_why": f"还没有写{lacks}，参加单位接到通知也不知道怎么参加。" if lacks else "",
        "call_question": f"{words}{lost}发出后参加单位和上级能看到这次会议。",
    }


def _facts(found: Meeting) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        ("召集单位", found.organisation.name),
        ("日期", f"{found.held_on:%Y年%-m月%-d日} {found.at}".strip()),
    ]
    if found.place:
        rows.append(("地点", found.place))
    if found.plan is not None:
        rows.append(("计划", found.plan.short, reverse("plan", args=[found.plan.public_id])))
    return [*rows, ("经办人", found.runner.user.name)]


def _mark(undone: list[Any]) -> list[Any]:
    """With the state in which each of these resolutions is now."""
    rows = Resolution.objects.filter(public_id__in=[row.about for row in undone]).values_list(
        "public_id", "state"
    )
    states = dict(rows)
    for row in undone:
        state = states.get(row.about, ResolutionState.OPEN)
        row.state_label, row.tone = ResolutionState(state).label, TONES[state]
    return undone


def _now(others: list[Any]) -> list[Any]:
    """With what has become of each since."""
    found = settled(others)
    for row in others:
        row.state_label, row.tone = found.get(row.about, ("", ""))
    return others


def _receipts(found: Meeting) -> list[dict[str, Any]]:
    """Of each organisation that was called the last time: who signed, who has not."""
    rows = Delivery.objects.filter(
        notice__kind="meetings", notice__about_id=found.public_id, notice__receipt=True
    )
    rows = rows.filter(notice__key__startswith=f"meeting:{found.public_id}:{found.calls}:")
    by_place: dict[int, list[Any]] = {}
    for row in rows.select_related("membership__user", "membership__organisation").order_by("id"):
        by_place.setdefault(row.membership.organisation_id, []).append(row)
    guests = taking_part(found).exclude(pk=found.organisation_id)
    return [
        {
            "organisation": guest,
            "signed": [row.membership.user.name for row in by_place.get(guest.pk, []) if row.received_at],
            "waiting": [
                row.membership.user.name for row in by_place.get(guest.pk, []) if not row.received_at
            ],
        }
        for guest in guests
    ]


# ---- arranging


@policy("能召集调度会的人：筹备一次调度会", methods=("GET", "POST"))
def new_meeting(request: HttpRequest) -> HttpResponse:
    require(permissions.can_start_meeting(request.actor))
    if request.method == "POST" and "_preview" in request.POST and request.headers.get("HX-Request"):
        form = MeetingForm(request.POST, actor=request.actor)
        return render(request, "meetings/_count.html", {"form": form})  # a piece of the page as it is typed
    page = FormPage(
        request,
        "meetings/new.html",
        make=lambda **given: MeetingForm(actor=request.actor, **given),
        name="meetings.new",
        about=Organisation.objects.get(pk=request.actor.organisation_id),
        versioned=False,
        send=lambda said: actions.start_meeting(
            by=request.actor, once=Once.of(request), **_with_guests(said)
        ),
        then=lambda made: reverse("meeting", args=[made.public_id]),
        stored=lambda: usual(request.actor),
        said="议程已按您的选择列出。核对后发通知。",
        preview=lambda said: "议题已按现在的选择重新数过，数目在按钮上方。",
        context={
            "title": "筹备调度会",
            "button": "列出议程",
            "cancel_url": reverse("meetings"),
            "crumbs": [("调度会", reverse("meetings")), ("筹备", "")],
        },
    )
    return answer(page)


def _with_guests(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "guests": list(said.get("guests") or [])}


@policy(f"{RUNNERS}：修改会议安排", methods=("GET", "POST"))
def edit_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    found = find(meetings_visible_to(request.actor), meeting)
    require(permissions.can_run_meeting(request.actor, found))
    here = reverse("meeting", args=[found.public_id])
    again = "改了以后，会重新通知参加单位。" if found.state == MeetingState.CALLED else ""
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: MeetingForm(actor=request.actor, meeting=found, **given),
        name="meetings.edit",
        about=found,
        send=lambda said: actions.change_meeting(
            meeting=found,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            **_with_guests(said),
        ),
        then=lambda saved: here,
        stored=lambda: stored(found),
        context={
            "title": "修改会议安排",
            "words": again,
            "button": "保存",
            "cancel_url": here,
            "crumbs": crumbs_of(found, "修改"),
        },
    )
    return answer(page)


@policy(f"{RUNNERS}：下载会议纪要草稿，Word")
def meeting_minutes(request: HttpRequest, meeting: str) -> HttpResponse:
    found = find(meetings_visible_to(request.actor), meeting)
    require(permissions.can_run_meeting(request.actor, found))
    name = f"{found.title}纪要.docx"
    return hand_out(request, docx_bytes(found), name, action="meetings.fetch_minutes", about=found, rows=1)
