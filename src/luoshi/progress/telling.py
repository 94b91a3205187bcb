"""Who learns of an update: the owner of what was entered for him, those who help where something is stuck."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.common.actor import Actor
from luoshi.notices.actions import settle, tell
from luoshi.workplans.models import Milestone
from luoshi.workplans.queries import in_force
from luoshi.workplans.states import StepState

from .models import PeriodicReport, ProgressUpdate
from .reports.elsewhere import numbers_differing
from .states import SAID_WORDS

KIND = "progress"


def reminder_key(milestone_key: str) -> str:
    return f"progress.milestone:{milestone_key}"


def href_of(update: ProgressUpdate) -> str:
    return reverse("update", args=[update.public_id])


def settle_done(update: ProgressUpdate) -> None:
    """What reminded of it is done with."""
    settle(reminder_key(update.milestone_key))


def report_key(public_id: str) -> str:
    return f"progress.report:{public_id}"


def settle_report(report: PeriodicReport) -> None:
    settle(report_key(report.public_id))


def offices_of(organisation_id: int) -> list[Membership]:
    return list(memberships_today().filter(organisation=organisation_id, role="office").order_by("id"))


def tell_differing(report: PeriodicReport, by: Actor) -> None:
    """What is sent says another number than the report of another plan that was sent before: its writers learn of it,
    whoever sends too, for it is the other report that lies open no more.
    """
    number = report.approval.sendings.count() if report.approval is not None else 0
    for other in {each.row.report_id: each.row.report for each in numbers_differing(report)}.values():
        author = [other.author] if other.author is not None else []
        tell(
            to=list({post.pk: post for post in [*author, *offices_of(report.organisation_id)]}.values()),
            title=f"同一个数在两份报告里不一致，请核对：{other.title}"[:120],
            kind=KIND,
            href=reverse("report", args=[other.public_id]),
            about=other,
            key=f"progress.differs:{other.public_id}:{report.public_id}:{number}",
            by=by,
        )


def tell_of(update: ProgressUpdate, milestone: Milestone, by: Actor) -> None:
    if update.on_behalf:
        words = SAID_WORDS[StepState(update.state)]
        _tell([update.owner], f"项目办代您填报了进展（{words}）：{update.title}", update, "on-behalf", by)
    if update.state == StepState.BLOCKED:
        concerned = [*([milestone.leader] if milestone.leader else []), *offices_of(update.organisation_id)]
        _tell(concerned, f"里程碑受阻，请协调：{update.title}", update, "blocked", by)


def tell_taken_back(row: ProgressUpdate, by: Actor) -> None:
    """The owner, when the office took back what stood in his name."""
    if row.on_behalf:
        _tell([row.owner], f"项目办撤回了以您名义填报的进展：{row.title}", row, "taken-back", by)


def tell_unproved(update: ProgressUpdate, title: str, again: int, by: Actor) -> None:
    """Evidence behind it was withdrawn, and nothing else shows it."""
    words = f"佐证“{title}”已撤回，请为这一条进展补佐证：{update.title}"
    _tell(_answering(update), words, update, f"unproved:{again}", by, even_himself=True)


def tell_proved_again(update: ProgressUpdate, title: str, again: int, by: Actor) -> None:
    """Whoever was asked for other evidence need not look for it."""
    words = f"佐证“{title}”已恢复，不用再补：{update.title}"
    _tell(_answering(update), words, update, f"proved:{again}", by, even_himself=True)


def _answering(update: ProgressUpdate) -> list[Membership]:
    """Who answers for the milestone today, whoever did when it was said; where nobody does, the office."""
    rows = Milestone.objects.filter(in_force(), key=update.milestone_key).select_related("owner__user")
    row = rows.first()
    return [row.owner] if row is not None and row.owner is not None else offices_of(update.organisation_id)


def _tell(
    to: Iterable[Membership],
    title: str,
    update: ProgressUpdate,
    what: str,
    by: Actor,
    even_himself: bool = False,
) -> None:
    tell(
        to=[post for post in to if even_himself or post.user_id != by.user_id],
        title=title[:120],
        kind=KIND,
        href=href_of(update),
        about=update,
        key=f"progress.{what}:{update.public_id}",
        by=by,
    )
