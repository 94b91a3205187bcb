"""Files that came with a form lie in the library too: the same bytes once, cited by the answer they were given to."""

from __future__ import annotations

from pathlib import PurePath

from django.db.models import QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_under
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import Answer
from luoshi.common.models import StoredFile
from luoshi.common.stages import Citing

from . import taking
from .actions import Piece, add_many, cite_evidence, uncite_evidence
from .permissions import can_add_evidence
from .queries import uses_about


def keep_attached(*, answer: Answer, files: list[tuple[StoredFile, str]], by: Actor) -> None:
    """Inside the act that saves the answer. A file the library has already is cited as it is; one that the answer
    cites no more stays in the library. Whoever fills in for another organisation, or may add nothing, leaves it be.
    """
    organisation = Organisation.objects.filter(pk=answer.organisation_id).first()
    if organisation is None or not can_add_evidence(by, organisation):
        return
    wanted = {stored.pk for stored, _ in files}
    there = {use.evidence.stored_id: use for use in uses_about(answer)}
    for stored, use in there.items():
        if stored not in wanted:
            uncite_evidence(use=use, by=by)
    fresh = [_piece(answer, stored, name) for stored, name in files if stored.pk not in there]
    if fresh:
        for piece in add_many(organisation=organisation, pieces=fresh, by=by).all:
            if not piece.is_withdrawn:
                cite_evidence(evidence=piece, about=answer, organisation=organisation, by=by)


def _piece(answer: Answer, stored: StoredFile, name: str) -> Piece:
    return Piece(
        title=(PurePath(name).stem.strip() or name)[:120],
        kind=taking.kind_of(name),
        happened_on=clock.today(),
        grade=taking.grade_of(name),
        source=f"填报表“{answer.definition.title}”"[:120],
        stored=stored,
        file_name=name,
    )


def _answers(actor: Actor) -> QuerySet[Answer]:
    """Whose form it was is no secret to those who read forms there."""
    rows = Answer.objects.select_related("definition")
    if not (actor.may("read_forms") or actor.may("fill_forms")):
        return rows.none()
    return rows.filter(organisation_id__in=organisations_under(actor).order_by().values("pk"))


FORMS = Citing(
    label="填报表", visible=_answers, title=lambda answer: answer.definition.title, href=lambda answer: ""
)
