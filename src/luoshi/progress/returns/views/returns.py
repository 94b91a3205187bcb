"""The list of returns; one return as its officers and its schools see it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.core.fields.blanks import is_wanted

from .. import permissions
from ..actions.extending import urged_in
from ..actions.merging import is_merging
from ..asking import missing_to_open, version_to_ask
from ..burden.overlap import before_sending
from ..models import Return, ReturnSheet
from ..places import without_a_place
from ..queries import returns_visible_to, sheets_visible_to
from ..standing import Standing, standing_of
from ..states import JUDGED, RETURN, Reading, ReturnState, SheetState
from ..telling import moment_words
from ..tones import TONES
from .making import crumbs

READERS = "发起单位的管理人员；发出后填报单位的管理人员和它的上级（学校只看得到自己的一份）"
BUTTONS = ("redraft", "withdraw", "restore", "close", "reopen", "take_back_up")


@policy(f"{READERS}：收表列表")
def returns(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    rows = returns_visible_to(actor).order_by("-id")
    state, title = request.GET.get("state", ""), request.GET.get("q", "").strip()[:40]
    rows = rows.filter(state=state) if state in ReturnState.values else rows
    kept = {"q": title} if title else {}
    page = page_of(request, rows.filter(title__icontains=title) if title else rows)
    own = _own_sheets(actor, list(page))
    counts = _counts(actor, list(page))
    for row in page:
        row.tone, row.mine = TONES[row.state], own.get(row.pk)
        row.arrived, row.total = counts.get(row.pk, (0, 0))
    context = {
        "page_obj": page,
        "filters": [
            {
                "label": label,
                "url": f"?{urlencode(kept if key == state else kept | {'state': key})}",
                "on": key == state,
            }
            for key, label in ReturnState.choices
        ],
        "filtered": bool(state or title),
        "clear_url": "?" if state or title else "",
        "title": title,
        "state": state,
        "may_make": permissions.can_make_return(actor),
        "is_school": actor.role in permissions.FILLING,
        "crumbs": [("收表", "")],
    }
    return render(request, "returns/list.html", context)


def _own_sheets(actor: Actor, rows: list[Return]) -> dict[int, ReturnSheet]:
    sheets = sheets_visible_to(actor).filter(asked_in__in=rows, organisation=actor.organisation_id)
    found = {}
    for sheet in sheets:
        sheet.tone = TONES[sheet.state]  # type: ignore[attr-defined]
        found[sheet.asked_in_id] = sheet
    return found


def _counts(actor: Actor, rows: list[Return]) -> dict[int, tuple[int, int]]:
    """(arrived, all) of the sheets the reader sees; of drafts how many are chosen."""
    found: dict[int, tuple[int, int]] = {}
    sheets = sheets_visible_to(actor).filter(asked_in__in=rows).order_by()
    drafts = ReturnSheet.objects.filter(
        asked_in__in=[row for row in rows if row.state == ReturnState.DRAFT]
    ).order_by()
    for key, state in [*sheets.values_list("asked_in", "state"), *drafts.values_list("asked_in", "state")]:
        arrived, total = found.get(key, (0, 0))
        came = state in (SheetState.SENT, SheetState.RECEIVED, SheetState.DOUBTFUL)
        found[key] = (arrived + came, total + 1)
    return found


@policy(f"{READERS}：一次收表", methods=("GET",))
def return_(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    return return_page(request, find(returns_visible_to(request.actor), ad_hoc_return))


def return_page(request: HttpRequest, found: Return, status: int = 200, refusal: Any = None) -> HttpResponse:
    actor = request.actor
    runs = permissions.can_run_return(actor, found)
    own = sheets_visible_to(actor).filter(asked_in=found, organisation=actor.organisation_id).first()
    if own is not None and not runs and request.method == "GET" and refusal is None:
        return redirect("return-sheet", own.public_id)
    standing = standing_of(found, actor)
    shown = request.GET.get("state", "")
    version = version_to_ask(found)
    context = {
        "row": found,
        "tone": TONES[found.state],
        "facts": facts_of(found),
        "runs": runs,
        "mine": own,
        "standing": standing,
        "may_take": runs and found.state in JUDGED and bool(standing.counts[SheetState.SENT]),
        "owing": any(sheet.state in urged_in(found) for sheet in standing.sheets),
        "sheets": page_of(request, standing.shown(shown)),
        "filters": standing.filters(shown),
        "shown": shown,
        "urls": _urls(found),
        "buttons": _buttons(found, runs),
        "extensions": list(found.extensions.all()),
        "merging": is_merging(found),
        "close_words": _close_words(found, standing),
        "placeless": without_a_place(found, [sheet.organisation for sheet in standing.sheets])
        if runs and found.state == ReturnState.OPEN
        else [],
        "refusal": refusal,
        "crumbs": crumbs(found),
        **(_to_prepare(found, version, actor) if runs and found.state == ReturnState.DRAFT else {}),
    }
    return render(request, "returns/return.html", context, status=status)


def _close_words(found: Return, standing: Standing) -> str:
    """Before it is closed: that it is early, and who has not sent."""
    early = found.until is not None and not found.is_over
    names = [sheet.organisation.short for sheet in standing.missing]
    named = "、".join(names[:5]) + (f"等 {len(names)} 个单位" if len(names) > 5 else "")
    return (
        (f"还没有到截止时间（{moment_words(found.until)}）。" if early else "")
        + (f"{named}没有送出。" if names else "")
        + "截止以后，没有送出的不能再填，可以重新开放。"
    )


def _to_prepare(found: Return, version: Any, actor: Actor) -> dict[str, Any]:
    """What a draft needs before it goes out, and what whoever sends it should know."""
    chosen = list(
        found.sheets.select_related("organisation").order_by("organisation__order", "organisation_id")
    )
    draft = draft_of(found.definition)
    before = before_sending(found, version, actor) if version is not None and version.form.fields else None
    schools = [sheet.organisation for sheet in chosen]
    return {
        "missing": missing_to_open(found),
        "chosen": schools,
        "open_words": _open_words(found, schools, before.warnings if before is not None else []),
        "version": version,
        "fields": list(version.form.fields) if version is not None else [],
        "optional": {field.key for field in version.form.fields if not is_wanted(field)}
        if version
        else set(),
        "form_url": reverse("form-version", args=[draft.public_id]) if draft is not None else "",
        "before": before,
        "is_reading": found.reading in (Reading.WAITING, Reading.READY, Reading.FAILED),
    }


def _open_words(found: Return, schools: list[Organisation], warnings: list[str]) -> str:
    """Before it goes out: to whom, until when, and what to think of once more."""
    named = "、".join(each.short for each in schools[:5])
    to = f"{named}等 {len(schools)} 个单位" if len(schools) > 5 else named
    until = f"，{moment_words(found.until)}截止" if found.until is not None else ""
    return f"发给{to}{until}，各单位收到通知。" + "".join(warnings)


def facts_of(found: Return) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [("要表的", f"{found.organisation.short}{found.section}")]
    if found.asked_by:
        rows.append(("来文单位", found.asked_by))
    rows.append(("依据", found.basis))
    if found.until is not None:
        rows.append(("截止", moment_words(found.until)))
    if found.plan is not None:
        rows.append(("计划", found.plan.short, reverse("plan", args=[found.plan.public_id])))
    if found.sent_up_at is not None:
        number = f"（{found.sent_up_number}）" if found.sent_up_number else ""
        rows.append(("上报", f"{timezone.localtime(found.sent_up_at):%Y年%-m月%-d日}{number}"))
    return rows


def _urls(found: Return) -> dict[str, str]:
    names = {
        "open": "open-return",
        "edit": "edit-return",
        "recipients": "return-recipients",
        "extend": "extend-return",
        "urging": "urge-return",
        "receive": "receive-sheets",
        "merge": "merge-return",
        "send_up": "send-up-return",
        "template": "return-template",
        "list": "return-overview-xlsx",
        "values": "return-values",
    }
    return {key: reverse(name, args=[found.public_id]) for key, name in names.items()}


def _buttons(found: Return, runs: bool) -> list[dict[str, Any]]:
    urls = {
        f"returns.{name if name == 'take_back_up' else f'{name}_return'}": reverse(
            f"{name.replace('_', '-')}-return" if name != "take_back_up" else "take-back-return",
            args=[found.public_id],
        )
        for name in BUTTONS
    }
    shown = RETURN.buttons(found, lambda action: runs, urls)
    return [button for button in shown if button["action"] != "returns.close_return"]
