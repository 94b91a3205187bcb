"""Filed papers and scans of the test world, a canary in each text and in the bytes.

Papers: for those who handle papers in the organisation and above it. Batches and originals: for those who handle papers
in the organisation that sent them. Bureaus come first, so that each one's own thing is the first it sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts, clock, files
from luoshi.common.actor import Actor
from luoshi.papers.filed.codes import new_code
from luoshi.papers.filed.models import FiledPaper, ScanBatch, ScanFile, ScanPage

if TYPE_CHECKING:
    from .world import World

PLACES = (
    "city-officer",
    "city-officer-west",
    "county-officer",
    "county-officer-neighbour",
    "county-officer-west",
    "school-office",
    "other-school-head",
    "school-head-neighbour",
    "school-head-city",
    "school-head-west",
)


def make_filed(world: World, by: Actor) -> None:
    """One stamped paper with its scan for the organisation of each of these people. Runs inside the world's act."""
    for key in PLACES:
        _paper(world, world.people[key])


def _paper(world: World, post: Membership) -> None:
    place = post.organisation
    title, kind, name, printed, stamped = (world.canary() for _ in range(5))
    paper = FiledPaper.objects.create(
        organisation=place,
        about_type="accounts.organisation",
        about_id=place.public_id,
        about_version=1,
        kind="world",
        kind_name=kind,
        title=title,
        code=new_code(),
        print=files.put([printed.encode()]),
        page_count=1,
        made_by=post,
        made_by_name=name,
        state="stamped",
        stamped=files.put([stamped.encode()]),
        stamped_at=clock.now(),
    )
    handlers = world.superiors(place, "handle_papers")
    world.add("filed_paper", paper, [title, kind, name, printed, stamped], handlers, paper.state)
    _scan(world, post, paper, handlers)
    acts.note_bulk("filed", [paper.public_id])


def _scan(world: World, post: Membership, paper: FiledPaper, handlers: list[str]) -> None:
    sender, file_name, original, picture, placed = (world.canary() for _ in range(5))
    batch = ScanBatch.objects.create(
        organisation=post.organisation, sent_by=post, sent_by_name=sender, state="done"
    )
    own = [key for key in handlers if _organisation_of(world, key) == post.organisation]
    file = ScanFile.objects.create(
        batch=batch, stored=files.put([original.encode()]), name=f"{file_name}.jpg"
    )
    page = ScanPage.objects.create(
        file=file,
        sheet=0,
        picture=files.put([picture.encode()]),
        state="filed",
        paper=paper,
        number=1,
        placed_by=post,
        placed_by_name=placed,
    )
    world.add("scan_batch", batch, [sender, original], own, batch.state)
    world.add("scan_page", page, [file_name, picture, placed], handlers, page.state)


def _organisation_of(world: World, key: str) -> Organisation:
    return world.people[key].organisation
