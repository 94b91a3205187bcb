"""Which binders exist for whom, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.queries import papers_visible_to

from ..models import Evidence, EvidenceFile
from ..queries import evidence_visible_to
from .layout import parents_of
from .models import Binder, ChecklistReading, Content, Folder, Making
from .permissions import can_make_binders
from .states import MakingState


def binders_visible_to(actor: Actor) -> QuerySet[Binder]:
    """Those of the own organisation, for whoever puts them together."""
    rows = Binder.objects.select_related("organisation", "about")
    if actor.is_system:
        return rows
    if not can_make_binders(actor):
        return rows.none()
    return rows.filter(organisation=actor.organisation_id)


def folders_visible_to(actor: Actor) -> QuerySet[Folder]:
    """Of those binders; and for whoever was asked to fill a gap, that one."""
    rows = Folder.objects.select_related("binder__organisation", "binder__about", "place", "owner__user")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_evidence"):
        return rows.none()
    asked = Q(owner=actor.membership_id, binder__closed_at__isnull=True)
    return rows.filter(asked | Q(binder__in=binders_visible_to(actor).order_by().values("pk")))


def makings_visible_to(actor: Actor) -> QuerySet[Making]:
    rows = Making.objects.select_related("binder__organisation", "job")
    return rows.filter(binder__in=binders_visible_to(actor).order_by().values("pk"))


def checklists_visible_to(actor: Actor) -> QuerySet[ChecklistReading]:
    """Those of the own organisation, for whoever puts binders together."""
    rows = ChecklistReading.objects.select_related("organisation", "about", "binder", "job")
    if actor.is_system:
        return rows
    if not can_make_binders(actor):
        return rows.none()
    return rows.filter(organisation=actor.organisation_id)


def may_have(actor: Actor, making: Making) -> bool:
    """Whether the actor sees everything that lies in the file: the papers one by one, the schools by their place."""
    wanted = set(making.held.get("papers", ()))
    seen = papers_visible_to(actor).filter(public_id__in=wanted).values_list("public_id", flat=True)
    places = making.held.get("places", ())
    return wanted <= set(seen) and all(path.startswith(actor.path) for path in places)


def evidence_for(actor: Actor, binder: Binder | ChecklistReading) -> QuerySet[Evidence]:
    """What may be put into this binder: of the organisation it is about, or of all below."""
    rows = evidence_visible_to(actor)
    if binder.about is None:
        return rows.filter(within(binder.organisation.path, "organisation__"))
    return rows.filter(organisation=binder.about_id)


def papers_for(actor: Actor, binder: Binder | ChecklistReading) -> QuerySet[FiledPaper]:
    """Filed papers that came back stamped, as far as the actor sees them."""
    rows = papers_visible_to(actor).filter(stamped__isnull=False)
    if binder.about is None:
        return rows.filter(within(binder.organisation.path, "organisation__"))
    return rows.filter(organisation=binder.about_id)


def readings_of(pieces: Iterable[Evidence | None]) -> dict[str, int]:
    """By public id of the piece, how many pages its file has, as far as that is known."""
    keys = {piece.public_id for piece in pieces if piece and piece.stored_id}
    rows = EvidenceFile.objects.filter(about_id__in=keys, page_count__gt=0)
    return dict(rows.values_list("about_id", "page_count"))


@dataclass(slots=True)
class Stand:
    """How a folder, or a whole binder, stands: what is in, what is not, and why."""

    pieces: int = 0
    pages: int = 0
    unpaged: int = 0  # pieces whose pages nobody has counted
    size: int = 0
    withdrawn: int = 0
    left: int = 0  # chosen not to go in
    proposed: int = 0  # found by their words, nobody has decided yet
    unseen: int = 0  # pieces and papers this reader does not see
    stored: set[int] = field(default_factory=set)

    def add(self, content: Content, pages: dict[str, int]) -> None:
        """One more piece; the same file in a second folder is in the archive once."""
        evidence, paper = content.evidence, content.paper
        if evidence is not None and evidence.is_withdrawn:
            self.withdrawn += 1
            return
        if not content.included:
            self.left += 1
            self.proposed += content.score > 0 and content.folder.checked_at is None
            return
        self.pieces += 1
        stored = evidence.stored if evidence is not None else paper.stamped if paper is not None else None
        known = paper.page_count if paper is not None else pages.get(evidence.public_id, 0)  # type: ignore[union-attr]
        if stored is not None and stored.pk in self.stored:
            return
        self.pages += known
        self.unpaged += not known and stored is not None
        if stored is not None:
            self.stored.add(stored.pk)
            self.size += stored.size


@dataclass(slots=True)
class Standing:
    """The whole binder: by folder (its key in the database), in all, which folders lack something, and in which
    something is proposed that nobody has decided about.
    """

    folders: list[Folder]
    of: dict[int, Stand]
    all: Stand
    gaps: list[Folder]
    unsure: list[Folder]
    above: dict[int, str]  # by folder (its key) the words of the one above it


def contents_of(actor: Actor, binder: Binder) -> tuple[list[Content], int]:
    """In their order, as far as the actor sees them; and how many pieces and papers he does not see."""
    rows = Content.objects.filter(folder__binder=binder).order_by("folder__order", "folder_id", "order", "id")
    rows = rows.select_related(
        "folder", "evidence__stored", "evidence__organisation", "paper__stamped", "paper__organisation"
    )
    every = list(rows)
    found = seen_of(actor, rows, every)
    return found, len(every) - len(found)


def seen_of(actor: Actor, rows: QuerySet[Content], every: list[Content] | None = None) -> list[Content]:
    """What is of a school that stands elsewhere now is its bureau's no longer, in whatever binder it lies."""
    keys = rows.order_by()
    papers = papers_visible_to(actor).filter(pk__in=keys.values("paper"))
    pieces = evidence_visible_to(actor).filter(pk__in=keys.values("evidence"))
    seen = {("paper", key) for key in papers.order_by().values_list("pk", flat=True)}
    seen |= {("evidence", key) for key in pieces.order_by().values_list("pk", flat=True)}
    return [
        row
        for row in (every if every is not None else rows)
        if ("paper", row.paper_id) in seen or ("evidence", row.evidence_id) in seen
    ]


def standing_of(actor: Actor, binder: Binder) -> Standing:
    """Six queries, however large the binder."""
    folders = list(binder.folders.select_related("owner__user", "place").all())
    contents, unseen = contents_of(actor, binder)
    pages = readings_of(row.evidence for row in contents)
    of = {folder.pk: Stand() for folder in folders}
    whole = Stand(unseen=unseen)
    for row in contents:
        of[row.folder_id].add(row, pages)
        whole.add(row, pages)
    gaps = [each for each in folders if is_gap(each, of[each.pk])]
    unsure = [each for each in folders if is_unsure(each, of[each.pk])]
    return Standing(folders, of, whole, gaps, unsure, _above(folders))


def _above(folders: list[Folder]) -> dict[int, str]:
    words = {folder.pk: str(folder) for folder in folders}
    return {key: words.get(above or 0, "") for key, above in parents_of(folders).items()}


def is_gap(folder: Folder, stand: Stand) -> bool:
    return folder.asks and folder.set_aside_at is None and not stand.pieces


def is_unsure(folder: Folder, stand: Stand) -> bool:
    """Something may be what is asked for and is not in; that other pieces are in does not settle it."""
    return folder.asks and folder.set_aside_at is None and stand.proposed > 0


def ready_ones() -> QuerySet[Making]:
    return Making.objects.filter(state=MakingState.READY)
