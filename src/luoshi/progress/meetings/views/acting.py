"""The buttons of a meeting and its agenda: one address for each act."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.papers import uploads
from luoshi.papers.buttons import Buttons

from .. import actions, permissions
from ..forms import ItemForm, MinutesForm
from ..queries import items_visible_to, meetings_visible_to
from .meetings import READERS, RUNNERS, crumbs_of, meeting_page

RUNS = permissions.can_run_meeting
MOST = 2000  # items ticked at once
BUTTONS = Buttons(visible=meetings_visible_to, on="meeting", page="meeting", show=meeting_page, author=RUNS)


def _press(request: HttpRequest, meeting: str, act: Any, words: str, **said: Any) -> HttpResponse:
    return BUTTONS.press(request, meeting, act, words, **said)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:1000]


@policy(f"{RUNNERS}：发会议通知", methods=("POST",))
def call_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    return _press(request, meeting, actions.call_meeting, "通知已发出，签收情况列在下面。")


@policy(f"{RUNNERS}：记为已召开", methods=("POST",))
def hold_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    return _press(request, meeting, actions.hold_meeting, "已记为召开。记下议定事项，上传纪要后办结。")


@policy(f"{RUNNERS}：记为还没有召开", methods=("POST",))
def unhold_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    words = "已改回“已通知”。日期、参加单位可以再改，改了会另行通知。"
    return _press(request, meeting, actions.unhold_meeting, words, reason=_reason(request))


@policy(f"{RUNNERS}：办结", methods=("POST",))
def close_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    return _press(
        request, meeting, actions.close_meeting, "已办结。没有落实的议定事项照旧在责任人的工作台上。"
    )


@policy(f"{RUNNERS}：重新打开", methods=("POST",))
def reopen_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    return _press(request, meeting, actions.reopen_meeting, "已重新打开。", reason=_reason(request))


@policy(f"{RUNNERS}：取消会议", methods=("POST",))
def cancel_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    return _press(request, meeting, actions.cancel_meeting, "会议已取消，可以恢复。", reason=_reason(request))


@policy(f"{RUNNERS}：恢复取消的会议", methods=("POST",))
def restore_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    return _press(request, meeting, actions.restore_meeting, "已恢复筹备，通知要重新发。")


# ---- the agenda


@policy(f"{RUNNERS}：按现在的情况更新议程", methods=("POST",))
def refresh_agenda(request: HttpRequest, meeting: str) -> HttpResponse:
    return _press(request, meeting, actions.make_agenda, "议程已补上新的逾期、受阻和未落实事项。")


def _on_item(
    request: HttpRequest, meeting: str, item: str, act: Any, words: str, **said: Any
) -> HttpResponse:
    found = find(meetings_visible_to(request.actor), meeting)
    row = get_object_or_404(items_visible_to(request.actor), meeting=found, public_id=item)
    require(RUNS(request.actor, found))
    return _press(request, meeting, act, words, item=row, **said)


@policy(f"{RUNNERS}：上移或下移议题", methods=("POST",))
def move_item(request: HttpRequest, meeting: str, agenda_item: str) -> HttpResponse:
    up = request.POST.get("to") == "up"
    return _on_item(request, meeting, agenda_item, actions.move_item, "次序已调整。", up=up)


def _on_items(request: HttpRequest, meeting: str, act: Any, words: str) -> HttpResponse:
    found = find(meetings_visible_to(request.actor), meeting)
    require(RUNS(request.actor, found))
    ticked = request.POST.getlist("item")[:MOST]
    rows = list(items_visible_to(request.actor).filter(meeting=found, public_id__in=ticked))
    return _press(request, meeting, act, words.format(len(rows)), items=rows)


@policy(f"{RUNNERS}：移出勾选的议题", methods=("POST",))
def remove_items(request: HttpRequest, meeting: str) -> HttpResponse:
    return _on_items(request, meeting, actions.remove_items, "已移出 {} 个议题，可以恢复。")


@policy(f"{RUNNERS}：恢复勾选的议题", methods=("POST",))
def restore_items(request: HttpRequest, meeting: str) -> HttpResponse:
    return _on_items(request, meeting, actions.restore_items, "已恢复 {} 个议题。")


@policy(f"{RUNNERS}：添加议题", methods=("GET", "POST"))
def add_item(request: HttpRequest, meeting: str) -> HttpResponse:
    found = find(meetings_visible_to(request.actor), meeting)
    require(RUNS(request.actor, found))
    here = reverse("meeting", args=[found.public_id])
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: ItemForm(meeting=found, **given),
        name="meetings.item",
        about=found,
        send=lambda said: actions.add_item(
            meeting=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: f"{here}#agenda",
        said="议题已添加。",
        context={
            "title": "添加议题",
            "button": "添加",
            "cancel_url": here,
            "crumbs": crumbs_of(found, "添加议题"),
        },
    )
    return answer(page)


# ---- files


@policy(f"{RUNNERS}：上传会议纪要和附件", methods=("POST",))
def add_files(request: HttpRequest, meeting: str) -> HttpResponse:
    """The bytes are kept before the act begins."""
    found = BUTTONS.found(request, meeting)
    form = MinutesForm(request.POST, request.FILES)
    if not form.is_valid():
        return meeting_page(request, found, status=422, files_form=form)
    kept = uploads.keep(form.cleaned_data["files"])
    return _press(request, meeting, actions.add_files, "文件已上传。", files=kept)


@policy(f"{READERS}：下载会议文件")
def meeting_file(request: HttpRequest, meeting: str, meeting_file: str) -> FileResponse:
    found = find(meetings_visible_to(request.actor), meeting)
    rows = found.files.select_related("stored")
    if not RUNS(request.actor, found):
        rows = rows.filter(removed_at__isnull=True)
    file = get_object_or_404(rows, public_id=meeting_file)
    return hand_out_stored(request, file.stored, file.name, action="meetings.fetch_file", about=found)


@policy(f"{RUNNERS}：移除会议文件", methods=("POST",))
def remove_file(request: HttpRequest, meeting: str, meeting_file: str) -> HttpResponse:
    return BUTTONS.on_file(request, meeting, meeting_file, actions.remove_file, "文件已移除，可以恢复。")


@policy(f"{RUNNERS}：恢复会议文件", methods=("POST",))
def restore_file(request: HttpRequest, meeting: str, meeting_file: str) -> HttpResponse:
    return BUTTONS.on_file(request, meeting, meeting_file, actions.restore_file, "文件已恢复。")
