"""What came on paper: registered by the bureau on the last day; and opinion pages printed for stamping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import Proof
from luoshi.papers.actions.moving import post_of
from luoshi.papers.filed.actions import freeze
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .. import permissions, quotas
from ..hosted import is_near_host
from ..models import Application, Material
from ..queries import county_of, opinions_to_print
from ..states import APPLICATION, ApplicationState
from ..telling import tell_of_paper
from .moving import call_first, give_receipt, hold_call, refuse_without_a_place

FOR_PAPER = ("office", "deputy_head", "school_head")  # who looks after it from then on, the first there is


@acts.act("applying.register_paper", who=permissions.can_take_in, under="call", first=call_first)
def register_paper(
    *,
    call: Call,
    organisation: Organisation,
    title: str,
    at: dt.datetime,
    reason: str,
    proofs: Sequence[Proof],
    by: Actor,
    group: str = "",
) -> Application:
    """The network failed on the last day and the paper lay here before the end: at when, and why. The draft of this
    title is taken where the school has one; what of the form is missing is asked for in the formal check. The monitors
    are told at once, and another person accepts it."""
    call = call_first(call)
    _refuse_whoever_hosts(call, organisation)
    if call.organisation_id == organisation.pk:
        raise RuleBroken("本校自己的遴选不登记纸质材料。网络出了问题的，请对全体申报人延期。")
    _refuse_wrong_moment(call, at)
    if not reason.strip() or not proofs:
        raise RuleBroken("请写明网络或系统故障的情况，并附上纸质材料的扫描件。")
    rows = Application.objects.filter(call=call, organisation=organisation, title=title.strip())
    application = rows.exclude(state=ApplicationState.WITHDRAWN).first() or acts.create(
        Application,
        call=call,
        organisation=organisation,
        owner=_looked_after_by(organisation),
        title=title.strip(),
        group=group,
    )
    hold_call(application)
    if application.state == ApplicationState.DRAFT:
        _refuse_without_a_place(application)
    for proof in proofs:
        acts.create(Material, application=application, item=PAPER, stored=proof.stored, name=proof.name)
    said: dict[str, Any] = {"paper_at": at, "paper_reason": reason.strip()[:300], "paper_by": post_of(by)}
    given = give_receipt(application, at, by)
    APPLICATION.make("applying.register_paper", application, reason=reason, **said, **given)
    tell_of_paper(application, by)
    return application


PAPER = "paper"  # the line under which scans of registered paper lie


def _refuse_wrong_moment(call: Call, at: dt.datetime) -> None:
    if call.state not in (CallState.OPEN, CallState.CHECKING) or call.until is None:
        raise RuleBroken(f"“{call.title}”现在是“{call.get_state_display()}”，不能登记纸质材料。")
    if at > call.until or at > clock.now():
        raise RuleBroken("纸质材料收到的时间晚于截止时间或现在，不能登记。")
    if timezone.localtime(at).date() != timezone.localtime(call.until).date():
        raise RuleBroken("只有截止当日才能登记纸质材料，其他时间请学校在网上报送。")


def _refuse_whoever_hosts(call: Call, organisation: Organisation) -> None:
    """Once it is closed the host reads what the others handed in: what comes from it, from above or below it, came
    through the system before, or not at all (controls BL-08).
    """
    if is_near_host(call, organisation):
        raise RuleBroken(
            f"{organisation.short}（或上级、下属单位）承办或者承办过这次遴选，截止以后看得到其他单位的申报，不能登记纸质材料。"
            "承办单位的申报，截止以前要在网上报送。"
        )


def _refuse_without_a_place(application: Application) -> None:
    """Of the school; where the county ranks, paper goes past its ranking, not past its places."""
    refuse_without_a_place(application)
    if not quotas.is_ranked_by_county(application):
        return
    call, group = application.call, application.group
    county = county_of(application.organisation, call)
    limit = quotas.places(call, county, group) if county is not None else None
    if county is None or limit is None:
        return
    number = quotas.taken_by_county(call, county, group).exclude(pk=application.pk).count()
    if number >= limit:
        raise RuleBroken(
            f"{county.short}的名额是 {limit} 个，已推荐和已排推荐次序 {number} 个，没有名额登记纸质材料。"
            f"请{county.short}先在“推荐排序”里让出一个，再登记。"
        )


def _looked_after_by(organisation: Organisation) -> Membership:
    posts = {
        post.role: post for post in memberships_today().filter(organisation=organisation).order_by("-id")
    }
    found = next((posts[role] for role in FOR_PAPER if role in posts), None)
    if found is None:
        names = "、".join(ROLES[role].name for role in FOR_PAPER)
        raise RuleBroken(f"{organisation.short}没有登记{names}，没有人能接着办。请先请安全管理员登记人员。")
    return found


@acts.act("applying.print_opinion", who=permissions.can_print_opinion, on="application", first=call_first)
def print_opinion(*, application: Application, prepared: Any, by: Actor) -> Application:
    """An opinion page, frozen as it will be signed and stamped; it comes back scanned."""
    hold_call(application)
    if prepared.about_version != application.edition or not opinions_to_print(application):
        raise RuleBroken("打印的内容已经改过，请重新打印。")
    freeze(prepared=prepared, by=by)
    return application
