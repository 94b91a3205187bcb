"""The pool of experts of a bureau, and the commitment they sign."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.posts import held_post
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..models import DisciplineText, Expert, Tenure
from ..states import EXPERT, ExpertState

KEEPS = permissions.can_change_expert
READS = permissions.can_read_pool
FIELDS = ("name", "title", "sort", "region", "fields", "load", "away_from", "away_until", "note")


@acts.act("panel.add_expert", who=permissions.can_keep_pool, under="organisation")
def add_expert(
    *, organisation: Organisation, tenures: Iterable[dict[str, Any]] = (), by: Actor, **facts: Any
) -> Expert:
    """Entered by hand or from a list; he sees nothing before an account is bound. tenures: name, since, until,
    organisation where it is one of ours.
    """
    expert: Expert = acts.create(Expert, organisation=organisation, **_known(facts))
    _put_tenures(expert, tenures)
    return expert


@acts.act("panel.change_expert", who=KEEPS, on="expert")
def change_expert(
    *, expert: Expert, tenures: Iterable[dict[str, Any]] | None = None, by: Actor, **facts: Any
) -> Expert:
    acts.change(expert, **_known(facts))
    if tenures is not None:
        _put_tenures(expert, tenures)
    return expert


@acts.act("panel.fetch_pool", who=READS, under="organisation", proof=True)
def fetch_pool(*, organisation: Organisation, rows: int, by: Actor) -> Organisation:
    """That somebody took the whole pool out of the house stands in the log, each time; the password is asked again
    (controls SE-05, BL-10).
    """
    acts.note_bulk("pool", [rows])
    return organisation


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    if strange := set(facts) - set(FIELDS):
        raise TypeError(f"no facts of an expert: {sorted(strange)}")
    return facts


def _put_tenures(expert: Expert, wanted: Iterable[dict[str, Any]]) -> None:
    """As given: what is no longer there is removed, not deleted; it counted when it was asked."""
    keys = ("name", "organisation", "since", "until")
    rows = [{key: each.get(key) for key in keys} for each in wanted]
    for row in expert.tenures.filter(removed_at__isnull=True):
        same = {key: getattr(row, key) for key in keys}
        if same in rows:
            rows.remove(same)
        else:
            acts.change(row, removed_at=clock.now())
    for each in rows:
        acts.create(Tenure, expert=expert, **each)


@acts.act("panel.bind_expert", who=KEEPS, on="expert")
def bind_expert(*, expert: Expert, post: Membership, by: Actor) -> Expert:
    """The account he acts through: a post `expert` that the security administrator gave and invited him to."""
    held = held_post(post.pk)
    if held.role != "expert" or not held.organisation.path.startswith(by.path):
        raise RuleBroken(
            "请选本单位或下属单位的“评审专家”岗位。没有的，请安全管理员先登记人员、授予岗位、发出邀请。"
        )
    others = Expert.objects.filter(organisation=expert.organisation_id, membership=held)
    if others.exclude(pk=expert.pk).exclude(state=ExpertState.REMOVED).exists():
        raise RuleBroken("这个岗位已经绑定了库里的另一位专家，请核对是不是同一人。")
    EXPERT.make("panel.bind_expert", expert, membership=held)
    return expert


@acts.act("panel.pause_expert", who=KEEPS, on="expert")
def pause_expert(*, expert: Expert, reason: str, by: Actor) -> Expert:
    """Not asked until resumed; nothing of what he holds is shown to him meanwhile."""
    EXPERT.make("panel.pause_expert", expert, reason=reason)
    acts.change(expert, reason=reason.strip()[:300])
    return expert


@acts.act("panel.resume_expert", who=KEEPS, on="expert")
def resume_expert(*, expert: Expert, by: Actor) -> Expert:
    EXPERT.make("panel.resume_expert", expert)
    return expert


@acts.act("panel.remove_expert", who=KEEPS, on="expert")
def remove_expert(*, expert: Expert, reason: str, by: Actor) -> Expert:
    EXPERT.make("panel.remove_expert", expert, reason=reason)
    acts.change(expert, reason=reason.strip()[:300])
    return expert


@acts.act("panel.restore_expert", who=KEEPS, on="expert")
def restore_expert(*, expert: Expert, by: Actor) -> Expert:
    """Back as somebody whose account is still to be bound."""
    EXPERT.make("panel.restore_expert", expert, membership=None)
    return expert


@acts.act("panel.write_text", who=permissions.can_keep_pool, under="organisation")
def write_text(*, organisation: Organisation, words: str, by: Actor) -> DisciplineText:
    """A new version of the commitment; who signed an older one signed that."""
    last = DisciplineText.objects.filter(organisation=organisation).order_by("-number").first()
    if last is not None and last.words == words.strip():
        raise RuleBroken("内容和现行的一样，没有另立新版。")
    number = last.number + 1 if last else 1
    text: DisciplineText = acts.create(
        DisciplineText, organisation=organisation, number=number, words=words.strip()
    )
    return text
