"""呈批件: the own ones, writing one, its page, its files, its print."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import actions, permissions, uploads
from ..actions import CHANGEABLE
from ..contents import Content
from ..forms import BriefForm
from ..models import Brief
from ..panels import Acted, panel_of
from ..queries import approvals_of, briefs_visible_to, files_sent, sendings_for
from ..states import BRIEF, BriefState

AUTHORS = "起草呈批件的岗位"
READERS = "起草人，报送后与审批有关的人"
TONES = {"draft": "", "running": "busy", "returned": "warn", "approved": "ok", "withdrawn": "bad"}
ACTED = ("pass", "return", "enter", "resubmit", "recall")


@policy(f"{AUTHORS}：本人的呈批件")
def briefs(request: HttpRequest) -> HttpResponse:
    require(permissions.can_write_papers(request.actor))
    rows = briefs_visible_to(request.actor).filter(author=request.actor.membership_id).order_by("-id")
    state = request.GET.get("state", "")
    chosen = rows.filter(state=state) if state in BriefState.values else rows
    page = page_of(request, chosen, size=30)
    for row in page:
        row.tone = TONES[row.state]
    filters = [
        {"label": label, "url": "?" if key == state else f"?state={key}", "on": key == state}
        for key, label in BriefState.choices
    ]
    return render(request, "papers/briefs.html", {"page_obj": page, "filters": filters, "state": state})


@policy(f"{AUTHORS}：起草呈批件", methods=("GET", "POST"))
def new_brief(request: HttpRequest) -> HttpResponse:
    require(permissions.can_write_papers(request.actor))
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    page = FormPage(
        request,
        "papers/brief_form.html",
        _form_for(request, own),
        "papers.brief.new",
        own,
        send=lambda said: actions.start_brief(
            organisation=own, by=request.actor, once=Once.of(request), **_kept(said)
        ),
        then=lambda brief: reverse("brief", args=[brief.public_id]),
        stored=lambda: {"up_to": own.public_id, "kind": Brief.Kind.REQUEST},
        versioned=False,
        keeps=True,
        said="草稿已暂存，核对后点“报送审批”。",
        context={"crumbs": [("呈批件", reverse("briefs")), ("起草", "")], "cancel_url": reverse("briefs")},
    )
    return answer(page)


def _kept(said: dict[str, Any]) -> dict[str, Any]:
    """What the act is told: the files are in the store before it begins."""
    return said | {"files": uploads.keep(said["files"])}


def _form_for(request: HttpRequest, organisation: Organisation) -> Any:
    """Makes the form, with the files that came along when it was sent."""

    def make(**given: Any) -> Any:
        uploaded = {"files": request.FILES} if given.get("data") is request.POST else {}
        return BriefForm(organisation=organisation, **given, **uploaded)

    return make


@policy(f"{AUTHORS}：修改自己的草稿或退回的呈批件", methods=("GET", "POST"))
def edit_brief(request: HttpRequest, brief: str) -> HttpResponse:
    found = find(briefs_visible_to(request.actor), brief)
    require(permissions.is_author_of_brief(request.actor, found))
    here = reverse("brief", args=[found.public_id])
    if request.method == "GET" and found.state not in CHANGEABLE:
        return redirect(here)
    page = FormPage(
        request,
        "papers/brief_form.html",
        _form_for(request, found.organisation),
        "papers.brief",
        found,
        send=lambda said: actions.change_brief(
            brief=found, by=request.actor, version=version_of(request), once=Once.of(request), **_kept(said)
        ),
        then=lambda saved: here,
        stored=lambda: {
            "kind": found.kind,
            "title": found.title,
            "text": found.text,
            "up_to": found.up_to.public_id,
        },
        keeps=True,
        said="修改已暂存，核对后再报送。",
        context={
            "brief": found,
            "crumbs": [("呈批件", reverse("briefs")), (found.title or "（未写标题）", here), ("修改", "")],
            "cancel_url": here,
        },
    )
    return answer(page)


@policy(f"{READERS}：呈批件和它的审批")
def brief(request: HttpRequest, brief: str) -> HttpResponse:
    return brief_page(request, find(briefs_visible_to(request.actor), brief))


def brief_page(
    request: HttpRequest, found: Brief, acted: Acted | None = None, status: int = 200, refusal: Any = None
) -> HttpResponse:
    actor = request.actor
    mine = permissions.is_author_of_brief(actor, found)
    urls = {name: reverse(f"{name}-brief", args=[found.public_id]) for name in ACTED}
    changeable = mine and found.state in CHANGEABLE
    panel = None
    if found.approval is not None and found.state != BriefState.DRAFT:
        live = mine and found.state in (*CHANGEABLE, BriefState.WITHDRAWN)
        panel = panel_of(
            found.approval, actor, urls, versioned=found, acted=acted, request=request, live=live
        )
    shown = _shown(found, mine, panel)
    own_acts = {
        f"papers.{name}_brief": reverse(f"{name}-brief", args=[found.public_id])
        for name in ("send", "withdraw", "restore")
    }
    context = {
        "brief": found,
        "panel": panel,
        "mine": mine,
        "shown": shown,
        "changeable": changeable,
        "buttons": BRIEF.buttons(found, lambda action: mine, own_acts),
        "missing": "、".join(found.missing_to_send()) if mine and found.state == BriefState.DRAFT else "",
        "tone": TONES[found.state],
        "files": _files(found, request.actor),
        "earlier": _earlier(found) if mine else [],
        "refusal": refusal,
        "crumbs": [
            ("呈批件", reverse("briefs")) if mine else ("审批", reverse("approvals")),
            (shown.title or "（未写标题）", ""),
        ],
    }
    return render(request, "papers/brief.html", context, status=status)


def _shown(found: Brief, mine: bool, panel: Any) -> Content:
    """What the page shows: its author what he writes, everybody else what was sent and came to him."""
    if mine:
        return found.content()
    if panel is not None and panel.sent is not None:
        return panel.sent.content  # type: ignore[no-any-return]
    return Content(title=found.approval.title if found.approval else "")


def _files(found: Brief, actor: Any, *, printed: bool = False) -> list[Any]:
    """The author's own list, with what he took out; printed and for others what belongs to what they see."""
    rows = found.files.select_related("stored")
    if not permissions.is_author_of_brief(actor, found):
        sendings = sendings_for(found.approval, actor) if found.approval else []
        return list(files_sent(rows, sendings[-1] if sendings else None))
    return list(rows.filter(removed_at__isnull=True) if printed else rows)


def _earlier(found: Brief) -> list[Any]:
    """Rounds before the present one: recalled or given up."""
    return list(
        approvals_of(found).exclude(pk=found.approval_id if found.state != BriefState.DRAFT else None)
    )


@policy(f"{READERS}：下载呈批件的附件")
def brief_file(request: HttpRequest, brief: str, brief_file: str) -> FileResponse:
    found = find(briefs_visible_to(request.actor), brief)
    file = next((each for each in _files(found, request.actor) if each.public_id == brief_file), None)
    if file is None:
        raise Http404
    return hand_out_stored(request, file.stored, file.name, action="papers.fetch_file", about=found)


@policy(f"{READERS}：打印呈批件和审批意见")
def print_brief(request: HttpRequest, brief: str) -> HttpResponse:
    found = find(briefs_visible_to(request.actor), brief)
    panel = panel_of(found.approval, request.actor) if found.approval else None
    mine = permissions.is_author_of_brief(request.actor, found)
    context = {
        "brief": found,
        "shown": _shown(found, mine, panel),
        "panel": panel,
        "files": _files(found, request.actor, printed=True),
        "tone": TONES[found.state],
    }
    return render(request, "papers/brief_print.html", context)
