"""What registers ask of people: drafts to confirm, entries to check, projects whose time runs out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Count, Max, Min, Q
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem, Reminder
from luoshi.papers import two_persons

from .facts import validity
from .models import ProjectStage
from .queries import entries_visible_to, erasures_visible_to
from .states import COUNTING, EntryState

MOST = 12
SOON = 90  # days before the end of validity


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    if actor.may("keep_registers"):
        yield from _drafts(actor)
    if actor.may("check_registers"):
        yield from _to_check(actor)
    if actor.may("confirm_registers") or actor.may("edit_registers"):
        yield from _to_erase(actor)


def _drafts(actor: Actor) -> Iterator[DeskItem]:
    """Per register one line; those that were sent back first."""
    rows = entries_visible_to(actor).filter(state=EntryState.DRAFT, organisation=actor.organisation_id)
    groups = (
        rows.order_by()
        .values("register__public_id", "register__title")
        .annotate(n=Count("pk"), returned=Count("pk", filter=Q(returned_at__isnull=False)), last=Max("pk"))
    )
    verb = "去确认" if actor.may("confirm_registers") else "去核对"
    for row in groups.order_by("-returned", "-last")[:MOST]:
        href = f"{reverse('register', args=[row['register__public_id']])}?state=draft"
        sent_back = f"其中被退回 {row['returned']} 条" if row["returned"] else "确认以后才算在内"
        title, pressing = (
            f"{row['register__title']}台账有 {row['n']} 条草稿",
            "尽快" if row["returned"] else "",
        )
        yield DeskItem(title, href, verb, sent_back, pressing=pressing, handler=OFFICE)


def _to_check(actor: Actor) -> Iterator[DeskItem]:
    """Per register one line: what schools below confirmed and nobody has checked."""
    rows = entries_visible_to(actor).filter(state=EntryState.CONFIRMED)
    groups = (
        rows.order_by()
        .values("register__public_id", "register__title")
        .annotate(n=Count("pk"), schools=Count("organisation", distinct=True), first=Min("confirmed_at"))
    )
    for row in groups.order_by("first")[:MOST]:
        href = f"{reverse('register', args=[row['register__public_id']])}?state=confirmed"
        said = f"{row['schools']} 个学校"
        yield DeskItem(
            f"{row['register__title']}台账有 {row['n']} 条待核对", href, "去核对", said, group="read"
        )


def _to_erase(actor: Actor) -> Iterator[DeskItem]:
    """What a colleague said is to go, and waits for another person."""
    rows = two_persons.waiting(erasures_visible_to(actor)).exclude(said_by__user=actor.user_id)
    standing = Q(entry__isnull=True) | Q(entry__state=EntryState.ENDED, entry__erased_at__isnull=True)
    for row in rows.filter(standing).order_by("pk")[:MOST]:
        words = f"{row.said_by.user.name}提出，理由：{row.reason}"
        if row.entry is not None:
            href = reverse("register-entry", args=[row.entry.public_id])
            yield DeskItem(f"确认清除个人信息：{row.entry.label}", href, "去确认", words)
        else:
            href = reverse("register-settings", args=[row.register.public_id])
            yield DeskItem(f"确认缩短个人信息保留年数：{row.register.title}", href, "去确认", words)


def expiring(today: dt.date, within: int = SOON) -> Iterable[ProjectStage]:
    """The stage that says until when a project is valid, where that day is near and the project still stands."""
    first, last = today - dt.timedelta(days=400), today + dt.timedelta(days=within)
    rows = ProjectStage.objects.filter(
        taken_back_at__isnull=True, entry__state__in=COUNTING, entry__register__withdrawn_at__isnull=True
    )
    near = rows.filter(valid_until__range=(first, last)).order_by().values("entry")
    rows = rows.filter(entry__in=near, on__lte=today).select_related("entry__organisation", "entry__register")
    standing: dict[int, ProjectStage | None] = {}
    for row in rows.order_by("on", "pk"):
        standing[row.entry_id] = validity(standing.get(row.entry_id), row)
    due = [(row.valid_until, row.pk, row) for row in standing.values() if row is not None and row.valid_until]
    return [row for until, _, row in sorted(due, key=lambda each: each[:2]) if first <= until <= last]


def reminders(today: dt.date) -> Iterable[Reminder]:
    """Projects whose validity ends, to those who confirm entries in the school."""
    posts: dict[int, tuple[Membership, ...]] = {}
    for row in expiring(today):
        entry = row.entry
        if entry.organisation_id not in posts:
            held = memberships_today(today).filter(organisation=entry.organisation_id, role="office")
            posts[entry.organisation_id] = tuple(held.order_by("id"))
        yield Reminder(
            key=f"register-valid:{entry.public_id}:{row.valid_until:%Y%m%d}",
            title=f"办理到期复核：{entry.register.title}“{entry.label}”",
            due=row.valid_until,
            to=posts[entry.organisation_id],
            kind="register",
            href=reverse("register-entry", args=[entry.public_id]),
            about=entry,
        )
