"""Who makes reports and keeps templates: officers of an office for theirs, the school office for its school."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor

from .models import Report


def can_read_reports(actor: Actor, _: Any = None) -> bool:
    return actor.membership_id is not None and actor.may("read_reports")


def can_make_reports(actor: Actor, _: Any = None) -> bool:
    return actor.membership_id is not None and actor.may("make_reports")


def can_begin(actor: Actor, place: Organisation) -> bool:
    """Of the own organisation and those below it."""
    return can_make_reports(actor) and bool(actor.path) and place.path.startswith(actor.path)


def can_run(actor: Actor, report: Report) -> bool:
    return can_make_reports(actor) and report.organisation_id == actor.organisation_id


def can_finish(actor: Actor, report: Report) -> bool:
    """The worker, in the name of who asked for it; a failure it tells in its own."""
    return actor.is_system or can_run(actor, report)


REPORTS_WHO: dict[str, Any] = {
    "reports.keep_template": can_make_reports,
    "reports.restore_template": can_make_reports,
    "reports.use_shipped": can_make_reports,
    "reports.begin_report": can_begin,
    "reports.note_made": can_finish,
    "reports.note_not_made": can_finish,
    "reports.retry_report": can_run,
    "reports.withdraw_report": can_run,
    "reports.restore_report": can_run,
}
