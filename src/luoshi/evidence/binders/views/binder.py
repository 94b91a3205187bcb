"""All binders of the house, and one: its gaps first, then its order, and the file that can be made of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.fields.shown import size_words

from ...views.gaps import tabs
from .. import actions
from ..checklist_acts import accept_proposals, left_out, well_fitting
from ..forms import TitleForm
from ..models import Binder, Folder
from ..permissions import WHO, can_make_binders
from ..queries import Stand, Standing, binders_visible_to, may_have, standing_of
from ..states import MakingState

SIZE, GAPS_SHOWN = 60, 30


@policy(f"{WHO}：本单位的材料包")
def binders(request: HttpRequest) -> HttpResponse:
    require(can_make_binders(request.actor))
    closed = request.GET.get("state") == "closed"
    rows = binders_visible_to(request.actor).filter(closed_at__isnull=not closed)
    context = {
        "page_obj": page_of(request, rows.order_by("-id"), size=30),
        "closed": closed,
        "tabs": tabs("binders", request.actor),
    }
    return render(request, "binders/binders.html", context)


def find_binder(request: HttpRequest, public_id: str) -> Binder:
    found: Binder = find(binders_visible_to(request.actor), public_id)
    return found


@policy(f"{WHO}：一个材料包")
def binder(request: HttpRequest, binder: str) -> HttpResponse:
    return page_of_binder(request, find_binder(request, binder))


def page_of_binder(
    request: HttpRequest, found: Binder, status: int = 200, form: TitleForm | None = None
) -> HttpResponse:
    standing = standing_of(request.actor, found)
    shown = _shown(request, standing)
    page = page_of(request, shown, size=SIZE)
    context = {
        "binder": found,
        "form": form or TitleForm(initial={"title": found.title}),
        "page_obj": page,
        "rows": [row_of(folder, standing) for folder in page],
        "gaps": [row_of(folder, standing) for folder in standing.gaps[:GAPS_SHOWN]],
        "gap_count": len(standing.gaps),
        "unsure_count": len(standing.unsure),
        "filters": filters(request, standing),
        "narrowed": shown is not standing.folders,
        "figures": figures(standing),
        "all": standing.all,
        "well_fitting": well_fitting(request.actor, found).count(),
        "several": found.about_id is None,
        **files_of(request, found),
        "crumbs": [("材料包", reverse("binders")), (found.title[:20], "")],
    }
    return render(request, "binders/binder.html", context, status=status)


def _shown(request: HttpRequest, standing: Standing) -> list[Folder]:
    only = {"gaps": standing.gaps, "unsure": standing.unsure}
    return only.get(request.GET.get("show", ""), standing.folders)


def filters(request: HttpRequest, standing: Standing) -> list[dict[str, Any]]:
    """Over the folders: those that lack something, those in which something proposed waits for a decision."""
    on = request.GET.get("show", "")
    rows = (("gaps", "缺材料", standing.gaps), ("unsure", "有建议待核对", standing.unsure))
    return [
        {
            "label": label,
            "url": "?#folders" if on == key else f"?show={key}#folders",
            "on": on == key,
            "count": len(found),
        }
        for key, label, found in rows
        if found or on == key
    ]


def figures(standing: Standing) -> list[tuple[str, str]]:
    """The choice as it stands, in one line."""
    whole, asked = standing.all, [each for each in standing.folders if each.asks]
    rows = [
        ("缺材料", f"{len(standing.gaps)} 项"),
        *([("有建议待核对", f"{len(standing.unsure)} 项")] if standing.unsure else []),
        ("目录", f"{len(asked)} 项"),
        ("收入", f"{whole.pieces} 件"),
        ("页数", f"{whole.pages} 页" + (f"，另有 {whole.unpaged} 件没有页数" if whole.unpaged else "")),
        ("大小", size_words(whole.size) if whole.size else "—"),
    ]
    if whole.withdrawn:
        rows.append(("已撤回", f"{whole.withdrawn} 件，不收入"))
    if whole.unseen:
        rows.append(("您看不到的材料", f"{whole.unseen} 件，您生成时不收入"))
    return rows


def row_of(folder: Folder, standing: Standing) -> dict[str, Any]:
    stand = standing.of[folder.pk]
    above = standing.above[folder.pk]
    return {"folder": folder, "stand": stand, "above": above, **state_of(folder, stand)}


def state_of(folder: Folder, stand: Stand) -> dict[str, str]:
    if folder.set_aside_at is not None:
        return {"state": "不适用", "tone": ""}
    if not folder.asks:
        return {"state": "", "tone": ""}
    if stand.pieces and stand.proposed:
        return {"state": f"有材料，另有建议 {stand.proposed} 件", "tone": "warn"}
    if stand.pieces:
        return {"state": "有材料", "tone": "ok"}
    if stand.withdrawn:
        return {"state": "已撤回", "tone": "bad"}
    return {"state": f"建议 {stand.proposed} 件" if stand.proposed else "缺材料", "tone": "warn"}


def files_of(request: HttpRequest, found: Binder) -> dict[str, Any]:
    """The file that is being made or can be fetched, and what was made before."""
    rows = list(found.makings.select_related("job")[:6])
    newest = rows[0] if rows else None
    ready = newest is not None and newest.state == MakingState.READY
    return {
        "making": newest,
        "under_way": newest is not None and newest.state == MakingState.MAKING,
        "size_words": size_words(newest.size) if ready and newest else "",
        "may_have": newest is not None and ready and may_have(request.actor, newest),
        "earlier": rows[1:],
        "progress_url": reverse("binder-progress", args=[found.public_id]),
    }


@policy(f"{WHO}：修改材料包名称", methods=("POST",))
def rename(request: HttpRequest, binder: str) -> HttpResponse:
    found, form = find_binder(request, binder), TitleForm(request.POST)
    if not form.is_valid():
        return page_of_binder(request, found, 422, form)
    given = {"version": version_of(request), "once": Once.of(request)}
    try:
        actions.rename_binder(binder=found, title=form.cleaned_data["title"], by=request.actor, **given)
    except Refusal as refusal:
        form.add_error("title", refusal.message)
        return page_of_binder(request, find_binder(request, binder), refusal.status, form)
    messages.success(request, "名称已改。")
    return redirect("binder", found.public_id)


@policy(f"{WHO}：收起材料包", methods=("POST",))
def close(request: HttpRequest, binder: str) -> HttpResponse:
    found = find_binder(request, binder)
    actions.close_binder(binder=found, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, "已收起，不再提醒补材料。需要时可以重新打开。")
    return redirect("binder", found.public_id)


@policy(f"{WHO}：重新打开材料包", methods=("POST",))
def reopen(request: HttpRequest, binder: str) -> HttpResponse:
    found = find_binder(request, binder)
    actions.reopen_binder(binder=found, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, "已重新打开。")
    return redirect("binder", found.public_id)


@policy(f"{WHO}：采纳材料包里有把握的建议", methods=("POST",))
def accept(request: HttpRequest, binder: str) -> HttpResponse:
    found = find_binder(request, binder)
    count, left = well_fitting(request.actor, found).count(), left_out(request.actor, found)
    accept_proposals(binder=found, by=request.actor, version=version_of(request), once=Once.of(request))
    more = f"没有收入的：{left}。" if left else ""
    told = f" {count} 件" if count else "建议"  # none are left where the same form comes twice
    messages.success(request, f"用词很接近的{told}已收入，可以在各项里去掉。{more if count else ''}")
    return redirect("binder", found.public_id)
