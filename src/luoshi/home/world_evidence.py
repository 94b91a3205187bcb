"""Evidence of the test world, a canary in each text and in the bytes: for its readers there and above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock, files
from luoshi.evidence.models import Evidence, EvidenceFile, EvidencePage, EvidenceUpload, EvidenceUse
from luoshi.evidence.states import EvidenceKind, Grade
from luoshi.undertakings.models import Duty

if TYPE_CHECKING:
    from .world import World

PLACES = (
    "school-office",
    "other-school-head",
    "school-head-neighbour",
    "school-head-city",
    "school-head-west",
    "council-chair",
)


def make_evidence(world: World) -> None:
    """For the school of each of these people one file, cited by the school itself; one link. Runs inside an act."""
    for key in PLACES:
        _file(world, world.people[key], world.people["school-office"])
    _link(world, world.people["teacher"])
    for key in ("teacher", "school-office", "other-school-head"):
        _on_its_way(world, key)


def _file(world: World, post: Membership, adder: Membership) -> None:
    """For the place of `post`. Added by one and the same person: of each role the same may change it."""
    title, source, note, bytes_, added, pages, why = (world.canary() for _ in range(7))
    row = Evidence.objects.create(
        organisation=post.organisation,
        title=title,
        kind=EvidenceKind.DOCUMENT,
        happened_on=clock.today(),
        source=source,
        grade=Grade.STAMPED,
        note=note,
        stored=files.put([bytes_.encode()]),
        file_name=f"{title}.pdf",
        added_by=adder,
        added_by_name=added,
    )
    EvidenceUse.objects.create(
        evidence=row,
        about_type="accounts.organisation",
        about_id=post.organisation.public_id,
        organisation=post.organisation,
        pages=pages,
        note=why,
        cited_by=post,
        cited_by_name=added,
    )
    picture = _read(row, world.canary())
    readers = world.superiors(post.organisation, "read_evidence")
    _on_a_duty(world, row, adder, readers)
    world.add("evidence", row, [title, source, note, bytes_, added, pages, why, picture], readers)
    acts.note_bulk("evidence", [row.public_id])


def _read(row: Evidence, canary: str) -> str:
    """One page, whose picture is no picture but the canary."""
    said = {"name": row.file_name, "state": "done", "page_count": 1}
    read = EvidenceFile.objects.create(about_id=row.public_id, stored=row.stored, **said)
    EvidencePage.objects.create(file=read, number=0, picture=files.put([canary.encode()]))
    return canary


def _on_a_duty(world: World, row: Evidence, adder: Membership, readers: list[str]) -> None:
    duty = Duty.objects.filter(organisation=row.organisation, left_at__isnull=True).order_by("id").first()
    if duty is None:
        return
    pages, why, who = (world.canary() for _ in range(3))
    use = EvidenceUse.objects.create(
        evidence=row,
        about_type="undertakings.duty",
        about_id=duty.public_id,
        organisation=row.organisation,
        pages=pages,
        note=why,
        cited_by=adder,
        cited_by_name=who,
    )
    world.add("evidence_use", use, [pages, why, who], readers)


def _link(world: World, post: Membership) -> None:
    title, link, note = (world.canary() for _ in range(3))
    row = Evidence.objects.create(
        organisation=post.organisation,
        title=title,
        kind=EvidenceKind.PAGE,
        happened_on=clock.today(),
        grade=Grade.LIVE,
        note=note,
        link=f"https://example.com/{link}",
        added_by=post,
        added_by_name=post.user.name,
    )
    world.add("evidence", row, [title, link, note], world.superiors(post.organisation, "read_evidence"))
    acts.note_bulk("evidence", [row.public_id])


def _on_its_way(world: World, key: str) -> None:
    """A file in parts, of which nobody else knows."""
    post, name = world.people[key], world.canary()
    row = EvidenceUpload.objects.create(
        user_id=post.user_id,
        organisation_id=post.organisation_id,
        name=f"{name}.pdf",
        size=100,
        mark=world.canary(),
    )
    world.add("evidence_upload", row, [name, row.mark], [key])
