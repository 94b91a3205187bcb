"""A round is opened to the invited, withdrawn with a reason, restored."""

from __future__ import annotations

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.conditions import fields_of, from_json
from luoshi.notices.actions import redate, tell

from .. import asked, permissions
from ..models import Round
from ..offers import moment_words
from ..states import ROUND, RoundState
from ..telling import KIND, told_of


def missing_to_open(round_: Round) -> list[str]:
    """What is left before it can be opened, a sentence each; hint and refusal alike."""
    found = []
    if round_.plan.published_at is None:
        found.append("计划还在起草，学校看不到，请先在计划信息页公布。")
    if round_.closes_at is None:
        found.append("还没有定截止时间。")
    elif round_.closes_at <= clock.now():
        found.append("截止时间已经过去，请改为以后的时间。")
    tasks = list(round_.tasks.select_related("task"))
    if not tasks:
        found.append("清单里还没有任务。")
    found += [f"“{row.task}”已停用，请从清单里去掉。" for row in tasks if row.task.withdrawn_at is not None]
    if not round_.invited.exists():
        found.append("还没有选申报单位。")
    if round_.least is not None and round_.least > len(tasks):
        found.append(f"每校至少 {round_.least} 项，清单里只有 {len(tasks)} 项。")
    if not asked.is_in_use(round_.form_version):
        found.append("每项任务填写的表已停用，请另选一张，或不另外填表。")
    form = asked.profile_form(round_.plan.issuer)
    for row in tasks:
        names = fields_of(from_json(row.condition)) if row.condition else set()
        if any(form.at(name.split(".")[0]) is None for name in names):
            found.append(f"“{row.task}”的条件用到了单位概况里没有的项目，请重新设置。")
    return found


@acts.act("rounds.open_round", who=permissions.can_run_round, on="round_")
def open_round(*, round_: Round, by: Actor) -> Round:
    """From now on (or from its opening time) the invited may apply; they and their counties are told."""
    missing = missing_to_open(round_)
    if missing:
        raise RuleBroken(f"还不能发布：{missing[0]}")
    now = clock.now()
    opens_at = round_.opens_at or now
    ROUND.make("rounds.open_round", round_, opened_at=now, opens_at=opens_at, until=round_.closes_at)
    span = f"{moment_words(opens_at)} 至 {moment_words(round_.closes_at)}"
    tell_all(round_, by, f"请组织承接申报：{round_.name}", f"申报时间：{span}。")
    return round_


@acts.act("rounds.withdraw_round", who=permissions.can_run_round, on="round_")
def withdraw_round(*, round_: Round, reason: str, by: Actor) -> Round:
    """Nothing goes on in it until it is restored; what schools wrote stays."""
    was_open = round_.state == RoundState.OPEN
    ROUND.make("rounds.withdraw_round", round_, reason=reason)
    if was_open:
        redate(about=round_, due=None)
        tell_all(round_, by, f"承接申报已撤销：{round_.name}", f"理由：{reason.strip()}")
    return round_


@acts.act("rounds.restore_round", who=permissions.can_run_round, on="round_")
def restore_round(*, round_: Round, reason: str, by: Actor) -> Round:
    """As it was: open with its closing time, or a draft."""
    ROUND.make("rounds.restore_round", round_, reason=reason)
    if round_.state == RoundState.OPEN:
        tell_all(round_, by, f"承接申报已恢复：{round_.name}", f"截止时间：{moment_words(round_.until)}。")
    return round_


def tell_all(round_: Round, by: Actor, title: str, body: str) -> None:
    """Those in `telling.told_of`, once per version of the round."""
    tell(
        to=[post for post in told_of(round_) if post.user_id != by.user_id],
        title=title,
        body=body,
        kind=KIND,
        href=f"/rounds/{round_.public_id}/",
        about=round_,
        due=round_.last_day,
        key=f"round:{round_.public_id}:{round_.version}",
        by=by,
    )
