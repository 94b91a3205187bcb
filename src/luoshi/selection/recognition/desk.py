"""What recognition asks of people: the officer registers what was published, another one confirms a revocation, the
school says which line of its register it is, renewals come up before the last day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.core.selection import read_rules
from luoshi.selection.applying.queries import calls_kept_from, his_to_do
from luoshi.selection.two_persons import waiting

from .actions.holding import last_day
from .models import Award
from .queries import (
    awards_visible_to,
    revocations_visible_to,
    to_stamp,
    with_last_steps,
)
from .states import REVOCABLE, AwardState

MOST, AHEAD = 20, dt.timedelta(days=90)


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    if actor.may("run_selections") or actor.may("lead_selections"):
        yield from _to_confirm(actor)
    if actor.may("run_selections"):
        yield from _last_steps(actor)
        yield from _to_stamp(actor)
        yield from _to_renew(actor)
    if actor.may("confirm_registers"):
        yield from _to_link(actor)


def _to_confirm(actor: Actor) -> Iterator[DeskItem]:
    rows = waiting(revocations_visible_to(actor))
    for row in rows.exclude(said_by__user=actor.user_id).order_by("id")[:MOST]:
        href = reverse("award", args=[row.award.public_id])
        yield DeskItem(f"确认撤销认定：{row.award.title}", href, "去确认", row.award.call.organisation.short)


def _to_stamp(actor: Actor) -> Iterator[DeskItem]:
    rows = to_stamp(actor).exclude(calls_kept_from(actor, "call"))
    for row in rows.order_by("id")[:MOST]:
        href = reverse("announcement", args=[row.call.public_id])
        yield DeskItem(
            f"公布文件盖章印发以后登记：{row.call.title}",
            href,
            "去登记",
            row.document_number,
            handler=row.call.officer_id,
        )


def _last_steps(actor: Actor) -> Iterator[DeskItem]:
    """Of each call whose results are public: the paper, which nobody else asks for, for everybody who may issue it; the
    recognition of winners, the acceptance of what is cultivated when its time is nearly over, the recognition after it.
    """
    for call in with_last_steps(actor).order_by("id")[:MOST]:
        if call.unannounced:
            href = reverse("announcement", args=[call.public_id])
            yield DeskItem(f"出公布文件：{call.title}", href, "去出文", "结果已公布", handler=call.officer_id)
        if not call.his:
            continue
        href = reverse("recognition-call", args=[call.public_id])
        if call.left:
            yield DeskItem(f"登记认定：{call.title}", href, "去登记", "遴选")
        if call.accepted:
            title = f"验收通过，待认定：{call.title}（{call.accepted} 项）"
            yield DeskItem(title, href, "去办", "遴选")
        due = last_day(call.begun_on, read_rules(call.rules).build_months) if call.begun_on else None
        if due is not None and due <= clock.today() + AHEAD:
            yield DeskItem(f"建设期满验收：{call.title}", href, "去办", "遴选", due)


def _to_renew(actor: Actor) -> Iterator[DeskItem]:
    today = clock.today()
    rows = awards_visible_to(actor).filter(
        his_to_do(actor, "call"), call__organisation=actor.organisation_id, state=AwardState.RECOGNISED,
        valid_until__range=(today, today + AHEAD),
    ).exclude(calls_kept_from(actor, "call"))  # fmt: skip
    for row in rows.order_by("valid_until", "id")[:MOST]:
        href = reverse("award", args=[row.public_id])
        words = f"到期复核：{row.title}（有效期至 {row.valid_until:%Y-%m-%d}）"
        yield DeskItem(words, href, "去办理", "遴选", due=row.valid_until)


def _to_link(actor: Actor) -> Iterator[DeskItem]:
    rows = awards_visible_to(actor).filter(
        organisation=actor.organisation_id, entry__isnull=True, state__in=REVOCABLE
    )
    for row in [each for each in rows.order_by("id")[:MOST] if wants_entry(each)]:
        href = reverse("award", args=[row.public_id])
        yield DeskItem(f"把认定登记到台账：{row.title}", href, "去登记", row.call.organisation.short)


def wants_entry(award: Award) -> bool:
    return award.entry_id is None and bool(award.call.rules.get("register"))
