"""Which evidence exists for whom, and what cites it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.common.models import Base, StoredFile

from .models import Evidence, EvidenceFile, EvidenceUpload, EvidenceUse
from .states import ReadState

OPEN_USE = Q(uses__removed_at__isnull=True, uses__isnull=False)


def evidence_visible_to(actor: Actor) -> QuerySet[Evidence]:
    """The library of the own organisation, and those below it; withdrawn pieces too."""
    rows = Evidence.objects.select_related("organisation", "stored")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_evidence"):
        return rows.none()
    return rows.filter(within(actor.path, "organisation__"))


def evidence_usable_by(actor: Actor) -> QuerySet[Evidence]:
    """What the actor may cite: of the own organisation, not withdrawn."""
    rows = evidence_visible_to(actor).filter(withdrawn_at__isnull=True)
    if not actor.may("add_evidence"):
        return rows.none()
    return rows.filter(organisation=actor.organisation_id)


def uploads_of(actor: Actor) -> QuerySet[EvidenceUpload]:
    """The actor's own files on their way into the own library."""
    if actor.user_id is None or actor.organisation_id is None:
        return EvidenceUpload.objects.none()
    return EvidenceUpload.objects.filter(user_id=actor.user_id, organisation_id=actor.organisation_id)


def with_uses(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """With `use_count`: in how many places each is cited; counted for the rows that are shown, not for all."""
    of_each = EvidenceUse.objects.filter(evidence=OuterRef("pk"), removed_at__isnull=True).order_by()
    count = of_each.values("evidence").annotate(n=Count("pk")).values("n")
    return rows.annotate(use_count=Coalesce(Subquery(count), 0))


def cited(rows: QuerySet[Evidence], is_cited: bool) -> QuerySet[Evidence]:
    """Those that some place cites, or those that none does."""
    use = Exists(EvidenceUse.objects.filter(evidence=OuterRef("pk"), removed_at__isnull=True))
    return rows.filter(use if is_cited else ~use)


def unread(rows: QuerySet[Evidence]) -> int:
    """Of how many of these pieces the words are still being read, so that a search cannot find them yet; one query."""
    return waiting_for(rows).count()


def waiting_for(rows: QuerySet[Evidence]) -> QuerySet[EvidenceFile]:
    """The few files that wait are asked for their pieces, not fifty thousand pieces for their files."""
    standing = rows.filter(withdrawn_at__isnull=True, public_id=OuterRef("about_id"))
    return EvidenceFile.objects.filter(Exists(standing.order_by()), state=ReadState.WAITING)


def same_file(stored: StoredFile, organisation_id: int | None) -> Evidence | None:
    """The piece of this organisation that holds these very bytes; one in use before a withdrawn one."""
    rows = Evidence.objects.filter(stored=stored, organisation=organisation_id)
    return rows.order_by(F("withdrawn_at").asc(nulls_first=True), "id").first()


def same_link(link: str, organisation_id: int | None) -> Evidence | None:
    rows = Evidence.objects.filter(link=link, organisation=organisation_id, stored__isnull=True)
    return rows.order_by(F("withdrawn_at").asc(nulls_first=True), "id").first()


def uses_of(evidence: Evidence) -> QuerySet[EvidenceUse]:
    """Where it is cited now."""
    return evidence.uses.filter(removed_at__isnull=True).order_by("id")


def uses_about(row: Base) -> QuerySet[EvidenceUse]:
    """What a row cites now, withdrawn pieces too. The caller has checked who may see the row."""
    return _open_uses().filter(about_type=row._meta.label_lower, about_id=row.public_id)


def use_in(rows: Iterable[Base], public_id: str) -> EvidenceUse | None:
    """A use of one of these rows, all of one kind; one that was taken out too, so that a form sent again is answered
    like the first and an older page is told.
    """
    keys = {row.public_id: row._meta.label_lower for row in rows}
    uses = EvidenceUse.objects.select_related("evidence", "organisation")
    return uses.filter(
        about_type__in=set(keys.values()), about_id__in=list(keys), public_id=public_id
    ).first()


def uses_about_many(rows: Iterable[Base]) -> dict[str, list[EvidenceUse]]:
    """By public id what each of these rows, all of one kind, cites now; one query."""
    wanted = {row.public_id: row for row in rows}
    if not wanted:
        return {}
    kind = next(iter(wanted.values()))._meta.label_lower
    found: dict[str, list[EvidenceUse]] = {key: [] for key in wanted}
    for use in _open_uses().filter(about_type=kind, about_id__in=list(wanted)):
        found[use.about_id].append(use)
    return found


def removed_about(rows: Iterable[Base]) -> QuerySet[EvidenceUse]:
    """What somebody took out of these rows, all of one kind, and why; not what is cited there again."""
    keys = {row.public_id: row._meta.label_lower for row in rows}
    places = EvidenceUse.objects.filter(about_type__in=set(keys.values()), about_id__in=list(keys))
    again = places.filter(
        removed_at__isnull=True, evidence=OuterRef("evidence"), about_id=OuterRef("about_id")
    )
    gone = places.exclude(removed_at__isnull=True).exclude(removed_reason="").exclude(Exists(again))
    return gone.select_related("evidence").order_by("-removed_at", "-id")


def proved(rows: Iterable[Base]) -> set[str]:
    """Public ids of those rows that cite at least one piece that has not been withdrawn."""
    return {
        key
        for key, uses in uses_about_many(rows).items()
        if any(use.evidence.withdrawn_at is None for use in uses)
    }


def _open_uses() -> QuerySet[EvidenceUse]:
    rows = EvidenceUse.objects.filter(removed_at__isnull=True).order_by("id")
    return rows.select_related("evidence__stored", "evidence__organisation")
