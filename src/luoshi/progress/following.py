"""What follows in progress from acts of earlier stages: evidence withdrawn or restored, works that become one."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.evidence.models import Evidence, EvidenceUse
from luoshi.evidence.queries import proved
from luoshi.undertakings.models import Work
from luoshi.workplans.standing import note_works

from .models import ProgressUpdate
from .noting import lock_works, note_keys
from .queries import standing_updates
from .reports.joining import join_rows
from .telling import tell_proved_again, tell_unproved

FOLLOWED = ()  # updates stay with the organisation whose workplan they are about
ABOUT = ProgressUpdate._meta.label_lower


def _standing_on(evidence: Evidence) -> list[ProgressUpdate]:
    uses = evidence.uses.filter(about_type=ABOUT, removed_at__isnull=True)
    cited = ProgressUpdate.objects.filter(public_id__in=uses.values("about_id"))
    lock_works(cited.order_by().values_list("work_id", flat=True))
    standing = standing_updates(cited.order_by().values_list("milestone_key", flat=True))
    keys = set(cited.values_list("pk", flat=True))
    return [update for update in standing.values() if update.pk in keys]


def follow_evidence(*, evidence: Evidence, by: Actor) -> None:
    """Withdrawn: what it alone showed is not proved any more, and the owner is told. Restored: proved again, and he is
    told that nothing is wanted of him any more.
    """
    updates = _standing_on(evidence)
    if not updates:
        return
    note_keys([update.milestone_key for update in updates], by)
    shown = proved(updates) if evidence.is_withdrawn else _shown_without(evidence, updates)
    for update in updates:
        if update.public_id in shown:  # by something else too: nobody was asked for more
            continue
        if evidence.is_withdrawn:
            tell_unproved(update, evidence.title, evidence.version, by)
        else:
            tell_proved_again(update, evidence.title, evidence.version, by)


def _shown_without(evidence: Evidence, updates: list[ProgressUpdate]) -> set[str]:
    uses = EvidenceUse.objects.filter(about_type=ABOUT, about_id__in=[row.public_id for row in updates])
    other = uses.filter(removed_at__isnull=True, evidence__withdrawn_at__isnull=True).exclude(
        evidence=evidence
    )
    return set(other.values_list("about_id", flat=True))


def follow_joining(*, emptied: Work, work: Work, by: Actor) -> None:
    """What was said of the emptied work was said of the common one; its duties stand alike from now on."""
    lock_works([emptied.pk, work.pk])  # as whoever says something of them
    rows = list(ProgressUpdate.objects.filter(work=emptied).order_by("id"))
    if rows:
        ProgressUpdate.objects.filter(work=emptied).update(work=work)
        acts.note_bulk("updates", [[row.public_id, work.public_id] for row in rows])
    join_rows(emptied, work)
    note_works(work.organisation_id, [work.pk], by)
