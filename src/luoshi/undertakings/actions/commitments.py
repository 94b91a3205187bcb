"""What the bureau promises on its own tasks: a person and a day (市教育局承诺事项)."""

from __future__ import annotations

import datetime as dt

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today, within
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.plans.models import Basis
from luoshi.undertakings import permissions
from luoshi.undertakings.models import Commitment, Duty


@acts.act("undertakings.commit_to_duty", who=permissions.can_change_duty, on="duty")
def commit_to_duty(
    *, duty: Duty, owner: Membership | None, due: dt.date | None, words: str, by: Actor
) -> Duty:
    """Name who does one of the bureau's own tasks, by when, and in its words to the schools; nothing given takes the
    promise back. Raises RuleBroken for a duty of another kind or one that was left, for a person from elsewhere, and
    for a day that has passed.
    """
    if duty.basis != Basis.OWN:
        raise RuleBroken("只有主管部门自己的任务才能公布承诺，请打开“主管部门任务”再办理。")
    if duty.left_at is not None:
        raise RuleBroken("这项责任已退出，请先恢复，再写承诺。")
    _check_owner(duty, owner)
    kept = Commitment.objects.filter(duty=duty).first()
    if due is not None and due < clock.today() and (kept is None or kept.due != due):
        raise RuleBroken("完成日期已经过去，请填今天或以后的日期。")
    _keep(duty, kept, owner=owner, due=due, words=words.strip())
    return duty


def _keep(duty: Duty, kept: Commitment | None, **said: object) -> None:
    if not any(said.values()):
        if kept is not None:
            acts.remove(kept)
    elif kept is None:
        acts.create(Commitment, duty=duty, **said)
    else:
        acts.change(kept, **said)


def _check_owner(duty: Duty, owner: Membership | None) -> None:
    if owner is None:
        return
    bureau = duty.task.plan.issuer
    held = memberships_today().filter(within(bureau.path, "organisation__"), pk=owner.pk)
    if not held.exists():
        raise RuleBroken("责任人要从印发单位及其科室的在岗人员里选，请重新选择。")
