"""Which filed papers, batches and pages exist for whom, and the stamped copy other stages take."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.common.models import Base, StoredFile

from ..queries import sendings_visible_to
from .models import FiledPaper, ScanBatch, ScanFile, ScanPage
from .states import PageState, PaperState

MOST_PLACES = 100  # offered to choose from; the others are typed
SEAL = 300  # millionths of a page that are red where there is a seal


def papers_visible_to(actor: Actor) -> QuerySet[FiledPaper]:
    """For those who handle papers: all of their own organisation, and from below what is meant for those above; of
    what went through steps only what they see there too. And for whoever printed it, his own.
    """
    rows = FiledPaper.objects.select_related("organisation", "print", "stamped")
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    seen = Q(made_by=actor.membership_id)
    if actor.may("handle_papers"):
        below = within(actor.path, "organisation__") & Q(seen_above=True)
        of_the_house = Q(organisation=actor.organisation_id) | below
        seen |= of_the_house & (Q(sending__isnull=True) | Q(sending__in=sendings_visible_to(actor)))
    return rows.filter(seen)


def shows_no_seal(paper: FiledPaper) -> bool:
    """Whether all its pages are back and none of them is red anywhere like a seal; of a print in red nobody can say."""
    if paper.stamped_id is None or paper.red_print:
        return False
    return not paper.pages.filter(state=PageState.FILED, red__gte=SEAL).exists()


def stamped_among(abouts: Sequence[Base], kind: str) -> set[str]:
    """Public ids of those of these objects (of one model) whose standing paper came back: with a seal to be seen, or
    registered as received on paper by somebody who had it in hands. The caller has checked who may see the objects.
    """
    if not abouts:
        return set()
    red = ScanPage.objects.filter(paper=OuterRef("pk"), state=PageState.FILED, red__gte=SEAL)
    rows = FiledPaper.objects.filter(
        about_type=abouts[0]._meta.label_lower, about_id__in=[each.public_id for each in abouts], kind=kind,
        outdated_at__isnull=True, state__in=(PaperState.STAMPED, PaperState.RECEIVED),
    )  # fmt: skip
    sealed = rows.filter(Q(stamped__isnull=True) | Q(red_print=True) | Exists(red))
    return set(sealed.order_by().values_list("about_id", flat=True))


def batches_visible_to(actor: Actor) -> QuerySet[ScanBatch]:
    """What one's own organisation sent, for those who handle papers there."""
    rows = ScanBatch.objects.select_related("organisation", "job")
    if actor.is_system:
        return rows
    if not actor.may("handle_papers") or actor.membership_id is None:
        return rows.none()
    return rows.filter(organisation=actor.organisation_id)


def pages_visible_to(actor: Actor) -> QuerySet[ScanPage]:
    """Pages of the own batches; and those filed to a paper, for whoever sees the paper."""
    rows = ScanPage.objects.select_related(
        "file__batch__organisation", "file__stored", "paper__organisation", "picture"
    )
    if actor.is_system:
        return rows
    seen = Q(file__batch__in=batches_visible_to(actor).select_related(None).values("pk"))
    papers = papers_visible_to(actor).select_related(None).values("pk")
    return rows.filter(seen | Q(state=PageState.FILED, paper__in=papers))


def files_visible_to(actor: Actor) -> QuerySet[ScanFile]:
    """Originals, for those whose organisation sent them."""
    batches = batches_visible_to(actor).select_related(None).values("pk")
    return ScanFile.objects.select_related("batch", "stored").filter(batch__in=batches)


def papers_of(about: Base, kind: str = "") -> QuerySet[FiledPaper]:
    """All papers of one object, the newest first. The caller has checked who may see the object."""
    rows = FiledPaper.objects.filter(about_type=about._meta.label_lower, about_id=about.public_id)
    return (rows.filter(kind=kind) if kind else rows).select_related("organisation", "print", "stamped")


def current_paper_of(about: Base, kind: str = "") -> FiledPaper | None:
    """The paper of the object that has not been outdated."""
    return papers_of(about, kind).filter(outdated_at__isnull=True).first()


def current_paper_of_same(paper: FiledPaper) -> FiledPaper | None:
    """What has replaced an outdated paper; None where nothing has been printed since."""
    return FiledPaper.objects.filter(
        about_type=paper.about_type, about_id=paper.about_id, kind=paper.kind, outdated_at__isnull=True
    ).first()


def stamped_copy_of(about: Base, version: int, kind: str = "") -> StoredFile | None:
    """The stamped PDF of this version of the object, for binder and archive; None while there is none.

    Also of a version that has been replaced since: what was stamped stays.
    """
    found = papers_of(about, kind).filter(about_version=version, stamped__isnull=False).first()
    return found.stamped if found else None


def waiting_for(actor: Actor) -> QuerySet[FiledPaper]:
    """Papers of the own organisation that are to be stamped and sent back."""
    rows = papers_visible_to(actor).filter(state=PaperState.WAITING, outdated_at__isnull=True)
    own = rows.filter(organisation=actor.organisation_id)
    return own.annotate(come_back=Count("pages", filter=Q(pages__state=PageState.FILED))).order_by("id")


def pages_to_claim(actor: Actor) -> QuerySet[ScanPage]:
    """Pages of the own organisation that nobody has filed and nobody has put aside."""
    return pages_visible_to(actor).filter(
        state=PageState.WAITING, file__batch__organisation=actor.organisation_id
    )


def places_waiting(actor: Actor) -> list[tuple[str, str]]:
    """Pages that own papers still lack, to choose from: ("K7QF93XM-2", "《题》第 2 页")."""
    papers = list(waiting_for(actor)[:MOST_PLACES])
    there: set[tuple[int, int]] = set(
        ScanPage.objects.filter(paper__in=papers, state=PageState.FILED).values_list("paper_id", "number")
    )
    return [
        (f"{paper.code}-{number}", f"{paper.short_code}《{paper.title[:40]}》第 {number} 页")
        for paper in papers
        for number in range(1, paper.page_count + 1)
        if (paper.pk, number) not in there
    ][:MOST_PLACES]
