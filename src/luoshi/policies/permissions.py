"""Who may import a document and settle what was found in it."""

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor

from .models import Finding, Reading


def can_start_reading(actor: Actor, owner: Organisation) -> bool:
    """An importer, for the own organisation."""
    return actor.may("import_policy") and owner is not None and owner.pk == actor.organisation_id


def can_work_on_reading(actor: Actor, reading: Reading) -> bool:
    return actor.may("import_policy") and reading.owner_id == actor.organisation_id


def can_settle_finding(actor: Actor, finding: Finding) -> bool:
    return can_work_on_reading(actor, finding.reading)


POLICIES_WHO = {
    "policies.start_reading": can_start_reading,
    "policies.note_read": can_work_on_reading,
    "policies.note_unread": can_work_on_reading,
    "policies.retry_reading": can_work_on_reading,
    "policies.discard_reading": can_work_on_reading,
    "policies.resume_reading": can_work_on_reading,
    "policies.accept_finding": can_settle_finding,
    "policies.accept_alike": can_work_on_reading,
    "policies.settle_as_before": can_work_on_reading,
    "policies.correct_finding": can_settle_finding,
    "policies.set_aside_finding": can_settle_finding,
    "policies.reopen_finding": can_settle_finding,
    "policies.correct_reading": can_work_on_reading,
    "policies.note_loaded": can_work_on_reading,
}
