"""Resolutions: typed in the meeting, done by who answers for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.papers.buttons import Buttons

from .. import actions, permissions
from ..forms import DoneForm, ResolutionForm
from ..models import AgendaItem, Meeting, Resolution
from ..permissions import MEETINGS_WHO
from ..queries import answers_for, meetings_visible_to, resolutions_visible_to
from ..states import RESOLUTION, TONES, ResolutionState
from .meetings import RUNNERS, crumbs_of
from .proof import panel_of

WHO = "责任人，他的单位和上级，召集单位"


def _crumbs(request: HttpRequest, found: Resolution, last: str = "") -> list[tuple[str, str]]:
    """The meeting leads on only for those who see it."""
    sees = meetings_visible_to(request.actor).filter(pk=found.meeting_id).exists()
    rows = crumbs_of(found.meeting, "议定事项") if sees else [("议定事项", "")]
    if last:
        rows[-1] = ("议定事项", reverse("resolution", args=[found.public_id]))
        rows.append((last, ""))
    return rows


@policy(f"{WHO}：一项议定事项")
def resolution(request: HttpRequest, resolution: str) -> HttpResponse:
    return resolution_page(request, find(resolutions_visible_to(request.actor), resolution))


def resolution_page(
    request: HttpRequest,
    found: Resolution,
    status: int = 200,
    refusal: Any = None,
    done_form: Any = None,
    **_: Any,
) -> HttpResponse:
    runs = permissions.can_run_resolution(request.actor, found)
    key = found.public_id
    urls = {
        f"meetings.{name}_resolution": reverse(f"{name}-resolution", args=[key])
        for name in ("reopen", "drop")
    }
    urls["meetings.take_back_done"] = reverse("take-back-done", args=[key])
    open_now = found.state == ResolutionState.OPEN
    finishes = open_now and permissions.can_finish_resolution(request.actor, found)
    context = {
        "resolution": found,
        "tone": TONES[found.state],
        "facts": _facts(found),
        "done_form": (done_form or DoneForm()) if finishes else None,
        "for_owner": finishes and found.owner_id != request.actor.membership_id,
        "edit_url": reverse("edit-resolution", args=[key]) if runs and open_now else "",
        "cited": panel_of(request.actor, found),
        "buttons": RESOLUTION.buttons(found, lambda action: MEETINGS_WHO[action](request.actor, found), urls),
        "refusal": refusal,
        "crumbs": _crumbs(request, found),
    }
    return render(request, "meetings/resolution.html", context, status=status)


def _facts(found: Resolution) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        ("会议", f"{found.meeting.title}（{found.meeting.held_on:%Y年%-m月%-d日}）"),
        ("责任人", f"{found.owner.organisation.short} {found.owner.user.name}"),
        ("完成时间", f"{found.due:%Y年%-m月%-d日}"),
    ]
    if found.done_at is not None and found.done_by is not None:
        when = f"{timezone.localtime(found.done_at):%Y年%-m月%-d日}"
        rows.append(("报告落实", f"{found.done_by.user.name}，{when}"))
    return rows


RUNS = permissions.can_run_resolution
BUTTONS = Buttons(
    visible=resolutions_visible_to, on="resolution", page="resolution", show=resolution_page, author=RUNS
)


@policy("责任人；召集单位代记：报告落实", methods=("POST",))
def finish_resolution(request: HttpRequest, resolution: str) -> HttpResponse:
    found = BUTTONS.found(request, resolution, permissions.can_finish_resolution)
    form = DoneForm(request.POST)
    if not form.is_valid():
        return resolution_page(request, found, status=422, done_form=form)
    said = form.cleaned_data["words"]
    may = permissions.can_finish_resolution
    return BUTTONS.press(request, resolution, actions.finish_resolution, "已报告落实。", may, how=said)


@policy("责任人，报告落实的人：撤回报告", methods=("POST",))
def take_back_done(request: HttpRequest, resolution: str) -> HttpResponse:
    reason, words = request.POST.get("reason", "")[:1000], "报告已撤回，办好后再报告。"
    may = permissions.can_take_back_done
    return BUTTONS.press(request, resolution, actions.take_back_done, words, may, reason=reason)


@policy(f"{RUNNERS}：重新办理", methods=("POST",))
def reopen_resolution(request: HttpRequest, resolution: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return BUTTONS.press(
        request, resolution, actions.reopen_resolution, "已重新办理，责任人会收到消息。", reason=reason
    )


@policy(f"{RUNNERS}：不再办理", methods=("POST",))
def drop_resolution(request: HttpRequest, resolution: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return BUTTONS.press(
        request, resolution, actions.drop_resolution, "已不再办理，可以重新办理。", reason=reason
    )


@policy(f"{RUNNERS}：记议定事项", methods=("GET", "POST"))
def add_resolution(request: HttpRequest, meeting: str) -> HttpResponse:
    found = find(meetings_visible_to(request.actor), meeting)
    require(permissions.can_run_meeting(request.actor, found))
    here = reverse("meeting", args=[found.public_id])
    item = _item_of(found, request.GET.get("item", "")[:20])
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: ResolutionForm(meeting=found, of=item, **given),
        name="meetings.resolution",
        about=found,
        send=lambda said: actions.add_resolution(
            meeting=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: f"{here}#resolutions",
        stored=lambda: _of_item(item),
        said="议定事项已记下，责任人的工作台上有了。",
        context={
            "title": "记议定事项",
            "button": "记下",
            "cancel_url": here,
            "crumbs": crumbs_of(found, "记议定事项"),
        },
    )
    return answer(page)


def _item_of(found: Meeting, public_id: str) -> AgendaItem | None:
    rows = found.items.filter(removed_at__isnull=True).select_related("organisation", "meeting")
    return rows.filter(public_id=public_id).first() if public_id else None


def _of_item(item: AgendaItem | None) -> dict[str, Any]:
    """A resolution on a milestone is mostly for who answers for it; another can be chosen."""
    if item is None:
        return {}
    owner = answers_for(item)
    return {"item": item.public_id} | ({"owner": owner.public_id} if owner is not None else {})


@policy(f"{RUNNERS}：修改议定事项", methods=("GET", "POST"))
def edit_resolution(request: HttpRequest, resolution: str) -> HttpResponse:
    found = find(resolutions_visible_to(request.actor), resolution)
    require(RUNS(request.actor, found))
    here = reverse("resolution", args=[found.public_id])
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: ResolutionForm(meeting=found.meeting, resolution=found, **given),
        name="meetings.resolution-edit",
        about=found,
        send=lambda said: actions.change_resolution(
            resolution=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: here,
        stored=lambda: _stored(found),
        context={
            "title": "修改议定事项",
            "button": "保存",
            "cancel_url": here,
            "crumbs": _crumbs(request, found, "修改"),
        },
    )
    return answer(page)


def _stored(found: Resolution) -> dict[str, Any]:
    item = found.item.public_id if found.item else None
    return {"words": found.words, "owner": found.owner.public_id, "due": found.due, "item": item}
