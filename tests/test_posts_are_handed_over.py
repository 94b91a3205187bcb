"""Whatever points to a post or a person is either handed over by its stage or is history, said so here.

Whoever adds such a key finds it named here: then the stage's `holdings` and `hand_over` tell of it
(docs/recipes/hand-over.md), or the key enters HISTORY with the reason why it may point to somebody who is gone.
"""

from __future__ import annotations

import pytest
from django.apps import apps

from luoshi.accounts.models import Membership, User
from luoshi.common.stages import installed

HISTORY = {  # who did something, for ever
    "policies.Finding.decided_by",
    "policies.Decision.decided_by",
    "notices.Notice.sender",
    "notices.Delivery.user",
    "notices.PhoneCall.caller",
    "filed.FiledPaper.made_by",
    "filed.FiledPaper.received_by",
    "filed.ScanBatch.sent_by",
    "filed.ScanPage.placed_by",
    "evidence.Evidence.added_by",
    "evidence.EvidenceUse.cited_by",
    "progress.ProgressUpdate.said_by",
    "progress.ProgressUpdate.owner",  # in whose name it was said; the milestone itself is handed over
    "binders.Binder.started_by",
    "binders.Making.asked_by",
    "archive.Package.asked_by",
    "binders.ChecklistReading.started_by",  # whoever puts binders together goes on with it
    "plan_readings.PlanReading.started_by",  # whoever writes the workplan goes on with it
    "register_imports.ListImport.started_by",  # whoever keeps the register goes on with it
    "money_in_use.MoneyReport.confirmed_by",
    "meetings.Resolution.done_by",
    "meetings.Raised.author",
    "meetings.Letter.replied_by",
    "meetings.Rising.said_by",
    "meetings.RaisedStep.said_by",
    "money_in_use.MoneyEarlier.changed_by",
    "indicators.Observation.recorded_by",
    "indicator_entry.FilingSheet.sent_by",
    "indicator_entry.FilingSheet.looked_by",
    "indicator_entry.FilingSheet.approved_by",
    "indicator_entry.SheetLine.returned_by",
    "indicator_entry.PrintedFigure.printed_by",
    "registers.Erasure.said_by",  # a waiting one may be dropped by whoever keeps the register
    "registers.Erasure.confirmed_by",
    "selection.Extension.said_by",
    "selection.Extension.confirmed_by",
    "selection.Extension.declined_by",
    "selection.Proposal.said_by",
    "selection.Proposal.confirmed_by",
    "selection.Proposal.declined_by",
    "applying.Application.paper_by",
    "applying.Person.membership",
    "applying.OfficerConflict.membership",
    "applying.OfficerConflict.said_by",
    "applying.OfficerConflict.lifted_by",
    "panel.Expert.membership",  # the person himself: nobody else can be this expert; the officer gives it to another
    "panel.Seat.held_by",  # who was asked, signed, handed in: nobody else, whatever becomes of the post
    "panel.Discipline.signed_by",
    "review.Sheet.done_by",
    "panel.Conflict.said_by",
    "panel.Conflict.lifted_by",
    "panel.Draw.witnessed_by",
    "panel.Draw.started_by",
    "panel.Draw.closed_by",
    "panel.Draw.confirmed_by",
    "panel.Draw.voided_by",
    "panel.LiftAsked.asked_by",
    "panel.LiftAsked.answered_by",
    "panel.Proposal.said_by",
    "panel.Proposal.confirmed_by",
    "panel.Proposal.declined_by",
    "review.ClosingProposal.said_by",
    "review.ClosingProposal.confirmed_by",
    "review.ClosingProposal.declined_by",
    "recognition.Revocation.said_by",
    "recognition.Revocation.confirmed_by",
    "outcome.Decision.entered_by",
    "outcome.Objection.registered_by",
    "recommendation.UpperResult.noted_post",
    "recommendation.UpperResult.checked_by",
    "recommendation.Recommendation.stamped_by",
    "recommendation.Recommendation.sent_by",
    "outcome.PublicNotice.publisher",
    "outcome.Change.said_by",
    "outcome.Change.confirmed_by",
    "notices.Wish.user",  # how the person wants to be told, whatever the post
}


def keys() -> dict[str, set[str]]:
    """By stage, the keys of its rows that lead to a post or a person; those of accounts and of files apart."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model in (Membership, User) and model._meta.app_label not in (
                "accounts",
                "common",
            ):
                name = f"{model._meta.label}.{field.name}"
                if name not in HISTORY:
                    found.setdefault(model._meta.app_label, set()).add(name)
    return found


def test_a_stage_whose_rows_point_to_people_hands_them_over() -> None:
    able = {stage.name for stage in installed() if stage.hand_over}
    assert {"accounts", "policies", "undertakings"} <= able
    unhanded = {name for stage, names in keys().items() if stage not in able for name in names}
    if unhanded:
        pytest.fail(f"nobody hands over {sorted(unhanded)}: see docs/recipes/hand-over.md")


def test_what_keeps_somebody_from_leaving_can_be_passed_on() -> None:
    for stage in installed():
        assert stage.holdings is None or stage.hand_over is not None, stage.name
