"""What returns ask of a school, of a county and of the asking office. Steps inside a school come from papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Count, Q
from django.urls import reverse

from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem

from .models import Return, ReturnSheet
from .queries import FILLING, sheets_visible_to
from .states import ARRIVED, ASKED, Reading, ReturnState, SheetState
from .telling import moment_words

COUNTY = ("county_officer", "county_leader")
NAMED = 5


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.role in FILLING:
        yield from _to_fill(actor)
    if actor.role in COUNTY:
        yield from _to_watch(actor)
    if actor.may("edit_forms"):
        yield from _to_run(actor)


def _to_fill(actor: Actor) -> Iterator[DeskItem]:
    asked = Q(asked_in__state=ReturnState.OPEN) | Q(
        asked_in__state=ReturnState.CLOSED, state=SheetState.DOUBTFUL
    )
    rows = sheets_visible_to(actor).filter(asked, organisation=actor.organisation_id)
    for sheet in rows.order_by("asked_in__until", "pk"):
        row, href = sheet.asked_in, reverse("return-sheet", args=[sheet.public_id])
        source = f"{row.organisation.short}{row.section}，{moment_words(row.until)} 前"
        if sheet.state == SheetState.DOUBTFUL:
            yield DeskItem(
                f"核实：{row.title}", href, "去核实", source, row.last_day, pressing="尽快", handler=OFFICE
            )
        elif sheet.state in (SheetState.TODO, SheetState.FILLING):
            new = sheet.state == SheetState.TODO  # what is begun is looked over first, and sent
            href = reverse("fill-sheet", args=[sheet.public_id]) if new else href
            action = "去填" if new else "继续填"
            yield DeskItem(f"填表：{row.title}", href, action, source, row.last_day, handler=OFFICE)
        elif sheet.state in (SheetState.CHECKING, SheetState.SENT):
            yield DeskItem(row.title, href, "查看", sheet.get_state_display(), None, "mine")


def _to_watch(actor: Actor) -> Iterator[DeskItem]:
    """Returns of others that the county's schools have not sent."""
    missing = (
        ReturnSheet.objects.filter(within(actor.path, "organisation__"), asked_in__state=ReturnState.OPEN)
        .exclude(state__in=ARRIVED)
        .exclude(asked_in__organisation=actor.organisation_id)
        .select_related("asked_in", "organisation")
        .order_by("asked_in__until", "asked_in", "organisation__order")
    )
    owing: dict[Return, list[str]] = {}
    for sheet in missing:
        owing.setdefault(sheet.asked_in, []).append(sheet.organisation.short)
    for row, names in owing.items():
        listed = f"{'、'.join(names[:NAMED])}{'等' if len(names) > NAMED else ''}"
        href = reverse("return", args=[row.public_id])
        words = f"{len(names)} 所学校没有送出：{listed}"
        yield DeskItem(f"督促填报：{row.title}", href, "查看", words, row.last_day, "read")


def _to_run(actor: Actor) -> Iterator[DeskItem]:
    """The office's own: drafts to send out, sheets to take, what is due or waits to be merged and sent up."""
    rows = Return.objects.filter(organisation=actor.organisation_id).exclude(
        state__in=(ReturnState.WITHDRAWN, ReturnState.SENT_UP)
    )
    counted = rows.annotate(
        total=Count("sheets"),
        sent=Count("sheets", filter=Q(sheets__state=SheetState.SENT)),
        arrived=Count("sheets", filter=Q(sheets__state__in=ARRIVED)),
    )
    for row in counted.order_by("until", "pk"):
        for item in _own(row):
            yield replace(item, handler=row.officer_id)


def _own(row: Return) -> Iterator[DeskItem]:
    href = reverse("return", args=[row.public_id])
    came = f"{row.total} 个单位送到 {row.arrived} 个"  # type: ignore[attr-defined]
    if row.state == ReturnState.DRAFT:
        ready = row.reading == Reading.READY
        yield DeskItem(f"{'核对原表' if ready else '发出'}：{row.title}", href, "去办", "收表", row.last_day)
    elif row.state == ReturnState.OPEN and row.sent:  # type: ignore[attr-defined]
        words = f"{came}，{row.sent} 份待收下"  # type: ignore[attr-defined]
        yield DeskItem(f"收表：{row.title}", href, "去收", words, row.last_day)
    elif row.state == ReturnState.OPEN and row.is_over:
        yield DeskItem(f"到期，请催报或截止：{row.title}", href, "去办", came, row.last_day)
    elif row.state == ReturnState.OPEN:
        yield DeskItem(f"收表：{row.title}", href, "查看", came, None, "mine")
    elif row.state in ASKED:
        yield DeskItem(f"合并上报：{row.title}", href, "去办", came)
