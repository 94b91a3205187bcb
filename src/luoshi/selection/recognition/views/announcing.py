"""公布文件: of which calls, its versions, another one, the Word file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import clock, files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.days import day_in_words
from luoshi.core.selection import read_rules
from luoshi.core.selection.wording import SHIPPED, shipped_notice
from luoshi.core.selection.wording import said as worded
from luoshi.selection.models import Call

from .. import actions, permissions
from ..announcing import docx_bytes, listed
from ..forms import AnnounceForm
from ..models import Announcement, NoAnnouncement
from ..queries import announced_calls_of, announcements_visible_to, printer_of
from .calls import OFFICERS

READERS = "组织单位和它下属单位的人员"


@policy(f"{READERS}：已公布的遴选")
def announced(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_selections"))
    rows = announced_calls_of(request.actor).order_by("-id")
    crumbs = [("认定", reverse("awards")), ("公布文件", "")]
    return render(
        request, "recognition/announced.html", {"page_obj": page_of(request, rows), "crumbs": crumbs}
    )


@policy(f"{READERS}：一次遴选的公布文件；{OFFICERS}出文、更正", methods=("GET", "POST"))
def announcement(request: HttpRequest, announced_call: str) -> HttpResponse:
    found: Call = find(announced_calls_of(request.actor), announced_call)
    runs = permissions.can_grant(request.actor, found)
    if request.method == "POST":
        require(runs)
    here = reverse("announcement", args=[found.public_id])
    versions = list(announcements_visible_to(request.actor).filter(call=found).order_by("-number"))
    standing = next((row for row in versions if row.stamped_at is not None), None)
    page = FormPage(
        request,
        "recognition/announcement.html",
        make=lambda **given: AnnounceForm(again=bool(versions), **given),
        name="recognition.announce",
        about=found,
        stored=lambda: _begun(found, versions),
        send=lambda said: _issue(request, found, said),
        then=lambda saved: here,
        said="已出文，还没有公开。请下载后按程序盖章印发，印发以后在这里登记。",
        context={
            "call": found,
            "versions": versions,
            "standing": standing,
            "waiting": versions[0] if runs and versions and versions[0].stamped_at is None else None,
            "runs": runs,
            "without": NoAnnouncement.objects.filter(call=found).first() if runs and not versions else None,
            "stamped_question": f"登记以后马上公开，{found.own_words.anybody}。",
            "annex": listed(found) if runs else [],
            "crumbs": [("认定", reverse("awards")), ("公布文件", reverse("announced")), (found.title, "")],
        },
    )
    return answer(page)


def _begun(call: Call, versions: list[Announcement]) -> dict[str, Any]:
    """What the form begins with: the last version, or the words of the kind."""
    if versions:
        last = versions[0]
        return {
            "document_number": last.document_number,
            "title": last.title,
            "words": last.words,
            "on": last.on,
            "printed_by": last.printed_by or printer_of(call.organisation),
            "copies": last.copies,
        }
    own, names = read_rules(call.rules).wording, {"遴选": call.title}
    return {
        "title": worded(own.title, SHIPPED.title, names)[:120],
        "words": worded(own.notice, shipped_notice(call.own_words.told), names),
        "on": clock.today(),
        "printed_by": printer_of(call.organisation),
    }


def _issue(request: HttpRequest, call: Call, said: dict[str, Any]) -> Announcement:
    on: dt.date = said["on"]
    rows = listed(call)
    content = docx_bytes(
        call, said["document_number"], said["title"], said["words"], on,
        printed_by=said["printed_by"], copies=said["copies"],
    )  # fmt: skip
    issue = actions.Issue(**said, shown=actions.shown_of(rows), stored=files.put([content]))
    made: Announcement = actions.issue_announcement(
        call=call, issue=issue, by=request.actor, version=version_of(request), once=Once.of(request)
    )
    return made


@policy(f"{OFFICERS}：登记不出公布文件", methods=("POST",))
def no_announcement(request: HttpRequest, announced_call: str) -> HttpResponse:
    found: Call = find(announced_calls_of(request.actor), announced_call)
    require(permissions.can_grant(request.actor, found))
    return _press(
        request,
        found,
        lambda: actions.do_without(
            call=found, reason=request.POST.get("reason", ""), by=request.actor,
            version=version_of(request), once=Once.of(request),
        ),
        "已登记，不再提醒出公布文件。以后要出的，还可以在这里出文。",
    )  # fmt: skip


@policy(f"{OFFICERS}：登记公布文件已盖章印发", methods=("POST",))
def announcement_stamped(request: HttpRequest, announcement_version: str) -> HttpResponse:
    found: Announcement = find(announcements_visible_to(request.actor), announcement_version)
    require(permissions.can_run_announcement(request.actor, found))
    return _press(
        request,
        found.call,
        lambda: actions.note_stamped(
            announcement=found, by=request.actor, version=version_of(request), once=Once.of(request)
        ),
        f"已登记，{found.call.own_words.readers}现在看得到公布文件了。",
    )


def _press(request: HttpRequest, call: Call, act: Callable[[], Any], said: str) -> HttpResponse:
    """One button of the page of this call."""
    try:
        act()
    except Busy:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("announcement", call.public_id)


@policy(f"{READERS}：下载公布文件")
def announcement_file(request: HttpRequest, announcement_version: str) -> HttpResponse:
    found: Announcement = find(announcements_visible_to(request.actor), announcement_version)
    name = f"{found.title}（{day_in_words(found.on)}）.docx"
    return hand_out_stored(request, found.stored, name, action="recognition.fetch_announcement", about=found)
