"""What is said between the bureau and a school about one row."""

from __future__ import annotations

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell

from .. import permissions
from ..models import Wish, WishRemark
from ..queries import answering_for
from ..standing import standing_of
from .moving import hold_round, refuse_unless_open

EDITORS = [role.key for role in ROLES.values() if "edit_plan" in role.permissions]


@acts.act("rounds.remark_on_wish", who=permissions.can_remark_on_wish, on="wish")
def remark_on_wish(*, wish: Wish, text: str, by: Actor) -> Wish:
    """Ask or answer; the other side is told. Possible as long as the round is open, whatever the steps say."""
    refuse_unless_open(hold_round(wish.application))
    if wish.pk not in {line.wish.pk for line in standing_of(wish.application.round).lines}:
        raise RuleBroken("申报还没有送到，不用在这里沟通。")
    if not text.strip():
        raise RuleBroken("请写要说的内容。")
    acts.create(
        WishRemark,
        wish=wish,
        organisation_id=by.organisation_id,
        by_name=f"{by.name}（{by.organisation_name} {by.role_name}）"[:120],
        text=text.strip(),
    )
    _tell_the_other_side(wish, by)
    return wish


def _tell_the_other_side(wish: Wish, by: Actor) -> None:
    application = wish.application
    asks = permissions.can_judge_wish(by, wish)
    to = answering_for(application.organisation) if asks else _bureau(wish)
    page = f"/applications/{application.public_id}/" if asks else f"/wishes/{wish.public_id}/judge/"
    issuer = application.round.plan.issuer.short
    said = f"{issuer}就申报项请学校说明" if asks else f"{application.organisation.short}答复了申报项"
    tell(
        to=[post for post in to if post.user_id != by.user_id],
        title=f"{said}：{wish.round_task.task}"[:120],
        kind="rounds",
        href=page,
        about=wish,
        key=f"wish:{wish.public_id}:{wish.version}",
        by=by,
    )


def _bureau(wish: Wish) -> list[Membership]:
    issuer = wish.application.round.plan.issuer_id
    return list(memberships_today().filter(organisation=issuer, role__in=EDITORS).order_by("id"))
