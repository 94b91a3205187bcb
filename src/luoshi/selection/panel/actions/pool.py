"""The pool of experts of a bureau, and the commitment they sign."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.posts import held_post
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.likeness import known_as
from luoshi.selection.states import CallState

from .. import permissions
from ..models import DisciplineText, Expert, Judges, Seat, Tenure
from ..states import EXPERT, ExpertState
from ..telling import tell_bound, tell_changed, tell_of_sitting

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
    acts.create(Judges, expert=expert, fields=expert.fields)
    _put_tenures(expert, tenures)
    return expert


@acts.act("panel.change_expert", who=KEEPS, on="expert")
def change_expert(
    *, expert: Expert, tenures: Iterable[dict[str, Any]] | None = None, by: Actor, **facts: Any
) -> Expert:
    """While a selection is under way the monitors are told what was changed: in a draw that is frozen nothing of it
    counts, and what he was said to judge since it was opened does not count in it at all.
    """
    _refuse_another_name(expert, str(facts.get("name", expert.name)))
    changed = [name for name, said in _known(facts).items() if getattr(expert, name) != said]
    acts.change(expert, **facts)
    if "fields" in changed:
        acts.create(Judges, expert=expert, fields=expert.fields)
    if tenures is not None and _put_tenures(expert, tenures):
        changed.append("tenures")
    tell_changed(expert, [_label(name) for name in changed], by)
    return expert


def _label(name: str) -> str:
    return "任职单位" if name == "tenures" else str(Expert._meta.get_field(name).verbose_name)


def _refuse_another_name(expert: Expert, name: str) -> None:
    """Conflicts are found by the name too: it stays the account's once one is bound."""
    if expert.membership and known_as(name) not in (
        known_as(expert.name),
        known_as(expert.membership.user.name),
    ):
        raise RuleBroken(
            f"这位专家绑定了{expert.membership.user.name}的账号，姓名要和账号一致。账号的姓名有误的，请安全管理员先改。"
        )


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


def _put_tenures(expert: Expert, wanted: Iterable[dict[str, Any]]) -> bool:
    """As given: what is no longer there is removed, not deleted; it counted when it was asked. Whether any changed."""
    keys = ("name", "organisation", "since", "until")
    rows = [{key: each.get(key) for key in keys} for each in wanted]
    gone = 0
    for row in expert.tenures.filter(removed_at__isnull=True):
        same = {key: getattr(row, key) for key in keys}
        if same in rows:
            rows.remove(same)
        else:
            acts.change(row, removed_at=clock.now())
            gone += 1
    for each in rows:
        acts.create(Tenure, expert=expert, **each)
    return bool(gone or rows)


@acts.act("panel.bind_expert", who=KEEPS, on="expert", proof=True)
def bind_expert(*, expert: Expert, post: Membership, by: Actor) -> Expert:
    """The account he acts through: a post `expert` that the security administrator gave and invited him to. Of the same
    name; and never another person's while he sits in a selection: seat, commitment and sheets are one person's.
    """
    held = held_post(post.pk)
    if held.role != "expert" or not held.organisation.path.startswith(by.path):
        raise RuleBroken(
            "请选本单位或下属单位的“评审专家”岗位。没有的，请安全管理员先登记人员、授予岗位、发出邀请。"
        )
    others = Expert.objects.filter(organisation=expert.organisation_id, membership__user=held.user_id)
    if others.exclude(pk=expert.pk).exclude(state=ExpertState.REMOVED).exists():
        raise RuleBroken("这个账号已经绑定了库里的另一位专家，请核对是不是同一人。")
    if known_as(held.user.name) != known_as(expert.name):
        raise RuleBroken(
            f"这个账号是{held.user.name}的，和专家姓名“{expert.name}”不一样。请核对是不是同一人："
            "姓名登记错了的，先改专家资料，或请安全管理员改账号的姓名，再来绑定。"
        )
    refuse_exchange(expert, held)
    EXPERT.make("panel.bind_expert", expert, membership=held)
    tell_bound(expert, held, by)
    return expert


def refuse_exchange(expert: Expert, post: Membership) -> None:
    """Raises RuleBroken while another person than the holder of this post sits for the expert in a selection that is
    not over, or signed or was given something there (controls BL-07, BL-09).
    """
    seats = Seat.objects.filter(expert=expert).exclude(call__state__in=(CallState.ENDED, CallState.WITHDRAWN))
    used = Q(left_at__isnull=True) | Q(assigned__isnull=False) | Q(discipline__isnull=False)
    seat = seats.filter(used).exclude(held_by__user=post.user_id).select_related("call").first()
    if seat is not None:
        raise RuleBroken(
            f"这位专家是“{seat.call.title}”的评审专家，结束以前账号不能换成另一个人的。要换人的，请在评审组办理这位专家"
            "退出，把另一个人另行登记为专家、绑定账号，再选入候选、抽取或改派。"
        )


@acts.act("panel.pause_expert", who=KEEPS, on="expert")
def pause_expert(*, expert: Expert, reason: str, by: Actor) -> Expert:
    """Not asked until resumed; nothing of what he holds is shown to him meanwhile."""
    EXPERT.make("panel.pause_expert", expert, reason=reason)
    acts.change(expert, reason=reason.strip()[:300])
    tell_of_sitting(expert, by, f"暂停了这位专家，理由：{expert.reason}")
    return expert


@acts.act("panel.resume_expert", who=KEEPS, on="expert")
def resume_expert(*, expert: Expert, by: Actor) -> Expert:
    EXPERT.make("panel.resume_expert", expert)
    tell_of_sitting(expert, by, "恢复了这位专家")
    return expert


@acts.act("panel.remove_expert", who=KEEPS, on="expert")
def remove_expert(*, expert: Expert, reason: str, by: Actor) -> Expert:
    EXPERT.make("panel.remove_expert", expert, reason=reason)
    acts.change(expert, reason=reason.strip()[:300])
    tell_of_sitting(expert, by, f"把这位专家移出专家库，理由：{expert.reason}")
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
