"""Adding, correcting, withdrawing evidence; citing it. Files are kept and looked at before an act begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Base, StoredFile
from luoshi.common.stages import run_after
from luoshi.core.masking import mask_numbers

from .models import NAME, Evidence, EvidenceUse
from .permissions import can_add_evidence, can_change_evidence, can_cite_evidence, can_uncite_evidence
from .places import why_kept
from .queries import same_file, same_link
from .reading import want_read
from .room import refuse_over_quota

LONGEST = 200  # characters of a reason
SAID = ("title", "kind", "happened_on", "source", "grade", "note")  # what may be corrected later


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be added: a kept file or a link, and what is said of it."""

    title: str
    kind: str
    happened_on: dt.date
    grade: int
    source: str = ""
    note: str = ""
    stored: StoredFile | None = None
    file_name: str = ""
    link: str = ""
    day_from: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What was added, and the pieces that held the same file or link before."""

    made: list[Evidence] = field(default_factory=list)
    twins: list[Evidence] = field(default_factory=list)

    @property
    def all(self) -> list[Evidence]:
        return [*self.made, *self.twins]


def person_words(by: Actor) -> str:
    """Name, post and organisation, as they stand today."""
    return f"{by.name}（{by.organisation_name} {by.role_name}）"[:NAME]


@acts.act("evidence.add_evidence", who=can_add_evidence, under="organisation")
def add_evidence(*, organisation: Organisation, by: Actor, **said: Any) -> Evidence:
    """One piece (`Piece` by keywords); the one that is there already where it holds the same file or link."""
    return _add(organisation, [Piece(**said)], by).all[0]


@acts.act("evidence.add_many", who=can_add_evidence, under="organisation")
def add_many(*, organisation: Organisation, pieces: list[Piece], by: Actor) -> Added:
    return _add(organisation, pieces, by)


@acts.act("evidence.add_and_cite", who=can_add_evidence, under="organisation")
def add_and_cite(
    *,
    organisation: Organisation,
    pieces: list[Piece],
    about: Base,
    by: Actor,
    pages: str = "",
    note: str = "",
) -> Added:
    """Into the library and cited in one act: for the stages. A file that is there already is cited as it is."""
    added = _add(organisation, pieces, by)
    for evidence in added.all:
        _cite(evidence, about, organisation, pages, note, by)
    return added


def _add(organisation: Organisation, pieces: list[Piece], by: Actor) -> Added:
    # One after another for each organisation: of two who add the same file at once, the second finds the first.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    added = Added()
    for piece in pieces:
        twin = _twin_of(piece, organisation)
        if twin is not None:
            if twin not in added.all:
                added.twins.append(twin)
            continue
        added.made.append(_make(organisation, piece, by))
    if any(row.stored_id for row in added.made):
        refuse_over_quota(organisation.pk)
    return added


def _twin_of(piece: Piece, organisation: Organisation) -> Evidence | None:
    if piece.stored is not None:
        return same_file(piece.stored, organisation.pk)
    return same_link(piece.link, organisation.pk)


def _make(organisation: Organisation, piece: Piece, by: Actor) -> Evidence:
    said = _masked({name: getattr(piece, name) for name in SAID})
    _refuse_unsaid(said)
    file_name = mask_numbers(piece.file_name)
    made: Evidence = acts.create(
        Evidence,
        organisation=organisation,
        stored=piece.stored,
        file_name=file_name,
        link=piece.link,
        day_from=piece.day_from,
        added_by=Membership.objects.get(pk=by.membership_id),
        added_by_name=person_words(by),
        **said,
    )
    if piece.stored is not None:
        want_read(piece.stored, file_name, about=made)
    return made


def _masked(said: dict[str, Any]) -> dict[str, Any]:
    """A scan is often called after the number of the person it is about; the library knows it by a masked one."""
    return {name: mask_numbers(value) if isinstance(value, str) else value for name, value in said.items()}


def _refuse_unsaid(said: dict[str, Any]) -> None:
    if "title" in said and not said["title"].strip():
        raise RuleBroken("请填写材料的标题。")
    if "happened_on" in said and said["happened_on"] > clock.today():
        raise RuleBroken("发生日期不能晚于今天，请核对后重新填写。")


@acts.act("evidence.edit_evidence", who=can_change_evidence, on="evidence")
def edit_evidence(*, evidence: Evidence, by: Actor, **said: Any) -> Evidence:
    """What is said of it. The file never changes: another file is another piece."""
    if unknown := set(said) - set(SAID):
        raise TypeError(f"{sorted(unknown)} cannot be changed")
    _refuse_unsaid(said)
    if "happened_on" in said:
        said["day_from"] = ""
    acts.change(evidence, **_masked(said))
    return evidence


@acts.act("evidence.edit_many", who=can_add_evidence, under="organisation")
def edit_many(
    *, organisation: Organisation, rows: Sequence[tuple[Evidence, int, dict[str, Any]]], by: Actor
) -> list[Evidence]:
    """Several pieces of one library, each with the version that was looked at and what is said of it now. All or none;
    answers with those that read otherwise than before.
    """
    changed = []
    for piece, version, said in sorted(rows, key=lambda row: row[0].pk):
        fresh = Evidence.objects.select_for_update(of=("self",)).get(pk=piece.pk)
        if fresh.organisation_id != organisation.pk or not can_change_evidence(by, fresh):
            raise RuleBroken(f"“{fresh.title}”不能由您更正，一份都没有保存。请刷新页面。")
        if fresh.version != version or fresh.is_withdrawn:
            raise RuleBroken(f"“{fresh.title}”在您打开页面以后有变化，一份都没有保存。请刷新页面核对。")
        if any(getattr(fresh, name) != value for name, value in said.items()):
            changed.append(edit_evidence(evidence=fresh, by=by, **said))
    return changed


@acts.act("evidence.withdraw_evidence", who=can_change_evidence, on="evidence")
def withdraw_evidence(*, evidence: Evidence, reason: str, by: Actor) -> Evidence:
    """It stays where it is cited, for reading; it proves nothing there any more."""
    if not reason.strip():
        raise RuleBroken("请写明撤回的理由：引用它的地方会看到。")
    if evidence.is_withdrawn:
        raise RuleBroken("这份材料已经撤回了，请刷新页面查看。")
    acts.note_reason(reason)
    acts.change(evidence, withdrawn_at=clock.now(), withdrawn_reason=reason.strip()[:200])
    run_after("evidence.withdraw_evidence", evidence=evidence, by=by)
    return evidence


@acts.act("evidence.restore_evidence", who=can_change_evidence, on="evidence")
def restore_evidence(*, evidence: Evidence, by: Actor) -> Evidence:
    if not evidence.is_withdrawn:
        raise RuleBroken("这份材料没有撤回，不用恢复。请刷新页面查看。")
    acts.change(evidence, withdrawn_at=None, withdrawn_reason="")
    run_after("evidence.restore_evidence", evidence=evidence, by=by)
    return evidence


@acts.act("evidence.cite_evidence", who=can_cite_evidence, under="evidence")
def cite_evidence(
    *,
    evidence: Evidence,
    about: Base,
    organisation: Organisation,
    by: Actor,
    pages: str = "",
    note: str = "",
) -> EvidenceUse:
    """Cite a piece in a place of a stage, which has asked who may change that place. Cited there already: the same
    use, with the new page and note.
    """
    return _cite(evidence, about, organisation, pages, note, by)


@acts.act("evidence.cite_many", who=can_add_evidence, under="organisation")
def cite_many(
    *,
    organisation: Organisation,
    pieces: list[Evidence],
    about: Base,
    by: Actor,
    pages: str = "",
    note: str = "",
) -> list[EvidenceUse]:
    """Several pieces in one place."""
    return [_cite(evidence, about, organisation, pages, note, by) for evidence in pieces]


def _cite(
    evidence: Evidence, about: Base, organisation: Organisation, pages: str, note: str, by: Actor
) -> EvidenceUse:
    evidence.refresh_from_db(fields=["withdrawn_at", "organisation"])
    if evidence.is_withdrawn:
        raise RuleBroken(
            f"“{evidence.title}”已经撤回，不能引用。请添加人或项目办先在材料库里恢复，或另选一份。"
        )
    if evidence.organisation_id != organisation.pk:
        raise RuleBroken(
            f"“{evidence.title}”不是{organisation.short}的材料，不能引用。请从本单位材料库里选。"
        )
    place = {"about_type": about._meta.label_lower, "about_id": about.public_id}
    there = EvidenceUse.objects.filter(evidence=evidence, removed_at__isnull=True, **place).first()
    if there is not None:
        acts.change(there, **({"pages": pages} if pages else {}), **({"note": note} if note else {}))
        return there
    made: EvidenceUse = acts.create(
        EvidenceUse,
        evidence=evidence,
        organisation=organisation,
        pages=pages,
        note=note,
        cited_by=Membership.objects.get(pk=by.membership_id),
        cited_by_name=person_words(by),
        **place,
    )
    return made


@acts.act("evidence.uncite_evidence", who=can_uncite_evidence, on="use")
def uncite_evidence(*, use: EvidenceUse, reason: str, by: Actor) -> EvidenceUse:
    """The piece stays in the library, and the place goes on saying that it was cited there, who took it out and why.

    Raises RuleBroken where the place keeps its evidence now (`Citing.keeps`).
    """
    said = reason.strip()
    if use.removed_at is not None:
        raise RuleBroken("这里已经取消引用了，请刷新页面查看。")
    if why := why_kept(use):
        raise RuleBroken(why)
    if not said:
        raise RuleBroken("请写明为什么取消引用：看过这份材料的人会看到。")
    if len(said) > LONGEST:
        raise RuleBroken(f"取消引用的理由最多 {LONGEST} 字，请缩短后再提交。")
    acts.note_reason(said)
    acts.change(use, removed_at=clock.now(), removed_by_name=person_words(by), removed_reason=said)
    run_after("evidence.uncite_evidence", use=use, by=by)
    return use


@acts.act("evidence.uncite_many", who=can_add_evidence, under="organisation")
def uncite_many(
    *,
    organisation: Organisation,
    uses: list[EvidenceUse],
    reason: str,
    by: Actor,
    uncite: Callable[..., Any] = uncite_evidence,
) -> list[EvidenceUse]:
    """Several out of one place for one reason, all or none. `uncite`: the act that takes out one there, which also
    says who may.
    """
    rows = list(
        EvidenceUse.objects.select_for_update().filter(pk__in=[use.pk for use in uses]).order_by("pk")
    )
    if not rows:
        raise RuleBroken("请先勾选要取消引用的材料。")
    if any(use.removed_at for use in rows):
        raise RuleBroken("勾选的里面有的已经取消引用，一份都没有取消。请刷新页面，重新勾选。")
    for use in rows:
        if not by.is_system and not uncite.who(by, use):  # type: ignore[attr-defined]  # an act says who may
            raise PermissionDenied
        uncite(use=use, reason=reason, by=by)
    return rows


def uncite(use: EvidenceUse) -> None:
    """Inside the act of a stage whose place is no more; whoever ends it need not be one who may cite."""
    acts.change(use, removed_at=clock.now())
