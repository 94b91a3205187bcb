"""An application is started, sent, recalled, mended, given up, taken up again: the school's acts."""

from __future__ import annotations

from django.urls import reverse

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import recall_approval, resubmit_approval, start_approval, withdraw_approval
from luoshi.papers.actions.moving import post_of
from luoshi.papers.routes import legs_up_to
from luoshi.papers.states import ApprovalState

from .. import permissions, sent
from ..kinds import KIND
from ..models import Application, Round
from ..offers import missing, why_not_now
from ..queries import wishes_of
from ..states import APPLICATION, ApplicationState, Verdict
from .moving import follow, hold_round, refuse_late, refuse_unless_open, round_first

LONGEST_PART = 60


@acts.act("rounds.start_application", who=permissions.can_apply, under="round_")
def start_application(*, round_: Round, by: Actor) -> Application:
    """A draft of the acting post's organisation. Raises RuleBroken where there is one already or none can be made."""
    refusal = why_not_now(round_)
    if refusal:
        raise RuleBroken(refusal)
    author = post_of(by)
    refuse_a_second(round_, author.organisation_id)
    made: Application = acts.create(
        Application, round=round_, organisation=author.organisation, author=author
    )
    return made


def refuse_a_second(round_: Round, organisation_id: int) -> None:
    there = Application.objects.filter(round=round_, organisation=organisation_id)
    if there.exclude(state=ApplicationState.WITHDRAWN).exists():
        raise RuleBroken("本校在这一轮已经有一份申报，请打开它接着办，不用另起一份。")


def parts_of(application: Application) -> list[tuple[str, str]]:
    """What can be commented on by itself: each ticked row."""
    return [(wish.public_id, str(wish.round_task.task)[:LONGEST_PART]) for wish in wishes_of(application)]


def check_complete(application: Application) -> None:
    left = missing(application)
    if left:
        more = f"（共 {len(left)} 处，页面上都列出来了）" if len(left) > 1 else ""
        raise RuleBroken(f"还不能报送：{left[0]}{more}")


def judge_anew(application: Application) -> None:
    """What is sent again was never judged: a verdict on the earlier sending says nothing of this one."""
    for wish in application.wishes.exclude(verdict=Verdict.OPEN):
        acts.change(wish, verdict=Verdict.OPEN, verdict_words="", agreed=None)


@acts.act(
    "rounds.send_application", who=permissions.can_write_application, on="application", first=round_first
)
def send_application(*, application: Application, by: Actor) -> Application:
    """Off it goes: through the school's own steps, the county, up to the bureau that issued the plan."""
    round_ = hold_round(application)
    refusal = why_not_now(round_)
    if refusal:
        raise RuleBroken(refusal)
    if application.state == ApplicationState.DRAFT:
        check_complete(application)
    author = post_of(by)
    judge_anew(application)
    approval = start_approval(
        about=application,
        kind=KIND.key,
        title=application.title,
        href=reverse("application", args=[application.public_id]),
        legs=legs_up_to(application.organisation, round_.plan.issuer),
        parts=parts_of(application),
        content=sent.content_of(application),
        by=by,
    )
    follow("rounds.send_application", application, approval, approval=approval, author=author)
    return application


@acts.act(
    "rounds.recall_application", who=permissions.is_author_of_application, on="application", first=round_first
)
def recall_application(*, application: Application, by: Actor) -> Application:
    """Back to the draft while nobody has done anything with it. Refused when it could not be sent again in time."""
    round_ = hold_round(application)
    if application.arrived_at is not None and round_.is_over:
        raise RuleBroken("申报已截止，撤回以后就不能再报送了。需要修改的，请审核单位退回修改。")
    if application.approval is not None:
        recall_approval(approval=application.approval, by=by)
    APPLICATION.make("rounds.recall_application", application, approval=None, arrived_at=None)
    return application


@acts.act(
    "rounds.resubmit_application",
    who=permissions.is_author_of_application,
    on="application",
    first=round_first,
)
def resubmit_application(*, application: Application, by: Actor, comment: str = "") -> Application:
    """Mended and sent again. What had left the school in time may come back after the closing time."""
    refuse_unless_open(hold_round(application))
    refuse_late(application)
    check_complete(application)
    approval = application.approval
    if approval is None or application.state != ApplicationState.RETURNED:
        raise RuleBroken(
            f"现在的状态是“{application.get_state_display()}”，不能重新报送。请刷新页面查看最新情况。"
        )
    judge_anew(application)
    said = {"comment": comment, "parts": parts_of(application), "content": sent.content_of(application)}
    resubmit_approval(approval=approval, by=by, **said)
    follow("rounds.resubmit_application", application, approval)
    return application


@acts.act(
    "rounds.withdraw_application",
    who=permissions.is_author_of_application,
    on="application",
    first=round_first,
)
def withdraw_application(*, application: Application, by: Actor, reason: str) -> Application:
    """Given up; can be taken up again as a draft."""
    hold_round(application)
    approval = application.approval if application.state == ApplicationState.RETURNED else None
    if approval is not None and approval.state == ApprovalState.RETURNED:
        withdraw_approval(approval=approval, by=by, reason=reason)
    APPLICATION.make("rounds.withdraw_application", application, reason=reason, approval=approval)
    return application


@acts.act(
    "rounds.restore_application", who=permissions.can_write_application, on="application", first=round_first
)
def restore_application(*, application: Application, by: Actor) -> Application:
    """A draft again, of whoever takes it up; it must be sent anew, in time."""
    refuse_unless_open(hold_round(application))
    if application.state == ApplicationState.WITHDRAWN:
        refuse_a_second(application.round, application.organisation_id)
    APPLICATION.make(
        "rounds.restore_application", application, approval=None, arrived_at=None, author=post_of(by)
    )
    return application
