"""逐项沟通: the bureau asks about a row, the school answers; it stands beside the row."""

from __future__ import annotations

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.papers.actions.moving import name_of_post, post_of

from .. import permissions
from ..models import Application, Wish, WishRemark
from ..queries import answering_for
from ..standing import AT_THE_CITY
from ..states import Verdict
from .moving import approval_of, hold_round, refuse_unless_open, round_first

EDITORS = ("city_officer", "section_head")


@acts.act("rounds.remark_on_wish", who=permissions.can_remark_on_wish, on="wish", first=round_first)
def remark_on_wish(*, wish: Wish, text: str, by: Actor) -> Wish:
    """A question of the bureau leaves the row open until it is answered; the other side is told."""
    application = Application.objects.select_for_update().get(pk=wish.application_id)
    refuse_unless_open(hold_round(application))
    if application.state not in AT_THE_CITY or wish.dropped_at is not None:
        raise RuleBroken(
            "这份申报还没有送到市局，或这一项已经取消，现在不能沟通。可以由审核的单位退回并写意见。"
        )
    if not text.strip():
        raise RuleBroken("请写明要问的或要说明的内容。")
    post = post_of(by)
    said = {"organisation": post.organisation, "by_name": name_of_post(post), "text": text.strip()}
    acts.create(WishRemark, wish=wish, at=clock.now(), **said)
    from_school = post.organisation_id == application.organisation_id
    if from_school and wish.verdict == Verdict.ASKED:
        acts.change(wish, verdict=Verdict.OPEN)
    elif not from_school and wish.verdict == Verdict.OPEN:
        acts.change(wish, verdict=Verdict.ASKED)
    _tell(application, wish, from_school, by)
    return wish


def _tell(application: Application, wish: Wish, from_school: bool, by: Actor) -> None:
    """The school is led to the row, the bureau to the page where it judges it."""
    issuer = application.round.plan.issuer
    bureau: list[Membership] = list(memberships_today().filter(organisation=issuer, role__in=EDITORS))
    to = bureau if from_school else answering_for(application.organisation)
    tell(
        to=[post for post in to if post.user_id != by.user_id],
        title=f"{'学校已说明' if from_school else '市局请学校说明'}：{application.title}",
        kind="rounds",
        href=reverse("judge-wish", args=[wish.public_id])
        if from_school
        else f"{approval_of(application).href}#row-{wish.public_id}",
        about=application,
        by=by,
    )
