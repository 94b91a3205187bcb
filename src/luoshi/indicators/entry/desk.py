"""What filings ask of a school, of its county and of the office that opened them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from luoshi.accounts.queries import ancestors
from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem, Reminder
from luoshi.papers.states import ApprovalState

from .counties import counties_with_officers
from .models import Filing, FilingSheet
from .permissions import can_look_at_sheet
from .queries import FILLING, fillers_of, sheets_visible_to
from .states import REPORTED, WRITABLE, FilingState, SheetState

NOTICE = "filing"


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.role in FILLING:
        yield from _to_fill(actor)
    elif actor.may("enter_figures") and not actor.may("edit_indicators"):
        yield from _to_look_at(actor)
    if actor.may("edit_indicators"):
        yield from _to_approve(actor)


def _to_fill(actor: Actor) -> Iterator[DeskItem]:
    asked = Q(filing__state=FilingState.OPEN) | Q(filing__state=FilingState.CLOSED, state=SheetState.RETURNED)
    rows = sheets_visible_to(actor).filter(asked, organisation=actor.organisation_id)
    for sheet in rows.order_by("filing__due", "pk"):
        href, row = reverse("filing-sheet", args=[sheet.public_id]), sheet.filing
        steps = sheet.approval
        if steps is not None and (steps.state, steps.author_id) == (
            ApprovalState.RETURNED,
            actor.membership_id,
        ):
            continue  # papers lays it on this desk
        if sheet.state == SheetState.RETURNED:
            source = row.organisation.short
            yield DeskItem(
                f"修改退回的指标：{row.title}", href, "去改", source, row.due, pressing="尽快", handler=OFFICE
            )
        elif sheet.state in WRITABLE:
            action = "去填" if sheet.state == SheetState.TODO else "继续填"
            who = row.organisation.short
            yield DeskItem(f"填报指标：{row.title}", href, action, who, row.due, handler=OFFICE)
        elif sheet.state != SheetState.APPROVED:
            yield DeskItem(row.title, href, "查看", sheet.get_state_display(), None, "mine")


def _to_look_at(actor: Actor) -> Iterator[DeskItem]:
    rows = sheets_visible_to(actor).filter(
        filing__state__in=(FilingState.OPEN, FilingState.CLOSED), state=SheetState.SENT
    )
    for sheet in rows.order_by("filing__due", "pk"):
        if can_look_at_sheet(actor, sheet):
            href = reverse("filing-sheet", args=[sheet.public_id])
            yield DeskItem(
                f"核对指标：{sheet.filing.title}", href, "去核对", sheet.organisation.short, sheet.filing.due,
                handler=OFFICE,
            )  # fmt: skip


def _to_approve(actor: Actor) -> Iterator[DeskItem]:
    rows = Filing.objects.filter(
        organisation=actor.organisation_id, state__in=(FilingState.OPEN, FilingState.CLOSED)
    )
    counted = rows.annotate(came=Count("sheets", filter=Q(sheets__state__in=REPORTED)))
    found = list(counted.order_by("due", "pk"))
    ready = _ready(rows) if found else Counter()
    for row in found:
        href = reverse("filing", args=[row.public_id])
        if ready[row.pk]:
            words = f"{ready[row.pk]} 个单位待审定"
            handler = row.opened_by_id or OFFICE
            yield DeskItem(f"审定指标：{row.title}", href, "去审定", words, row.due, handler=handler)
        elif row.state == FilingState.OPEN:
            yield DeskItem(f"指标填报：{row.title}", href, "查看", f"已报 {row.came} 个", row.due, "mine")  # type: ignore[attr-defined]


def _ready(filings: QuerySet[Filing]) -> Counter[int]:
    """By filing, sheets that can be approved: looked at by their county, or without one that could."""
    states = (SheetState.SENT, SheetState.LOOKED)
    sheets = FilingSheet.objects.filter(
        filing__in=filings.order_by().values("pk"), state__in=states
    ).order_by()
    rows = sheets.values_list("filing_id", "filing__organisation__path", "state", "organisation__path")
    counties = counties_with_officers()
    return Counter(
        filing
        for filing, bureau, state, school in rows
        if state == SheetState.LOOKED or not counties & {*ancestors(school)[:-1]} - {bureau}
    )


def due_sheets(today: dt.date) -> Iterable[Reminder]:
    """Who still owes a sheet."""
    owing = FilingSheet.objects.filter(filing__state=FilingState.OPEN, state__in=WRITABLE)
    for sheet in owing.select_related("filing", "organisation").order_by("pk"):
        yield Reminder(
            key=f"filing:{sheet.public_id}:{sheet.number}",
            title=f"填报指标：{sheet.filing.title}",
            due=sheet.filing.due,
            to=tuple(fillers_of(sheet.organisation)),
            kind=NOTICE,
            href=reverse("filing-sheet", args=[sheet.public_id]),
            about=sheet,
        )
