"""Rows of the database as `core.rounds` takes them; what keeps an application from going, hint and refusal alike."""

from __future__ import annotations

from django.utils import timezone

from luoshi.common import clock
from luoshi.core import rounds as rules
from luoshi.core.conditions import Condition, from_json
from luoshi.core.fields import words_of

from . import asked
from .models import Application, Round, RoundTask, Wish
from .queries import wishes_of
from .states import CHANGEABLE, RoundState


def offers_of(round_: Round) -> dict[str, rules.Offer]:
    """By the public id of the task on the list."""
    rows = round_.tasks.select_related("task")
    return {row.public_id: offer_of(row) for row in rows}


def offer_of(row: RoundTask) -> rules.Offer:
    condition = from_json(row.condition) if row.condition else None
    return rules.Offer(row.public_id, str(row.task), row.wanted, condition, row.joint)


def wish_of(wish: Wish, organisation: str) -> rules.Wish:
    """`organisation`: public id of the applicant."""
    led_by = wish.led_by.public_id if wish.led_by else ""
    return rules.Wish(organisation, wish.round_task.public_id, wish.quantity, led_by)


def condition_words(row: RoundTask) -> str:
    """A task's condition as people say it; empty where there is none."""
    if not row.condition:
        return ""
    return words_of(asked.profile_form(row.round.plan.issuer), from_json(row.condition))


def missing(application: Application) -> list[str]:
    """Everything that is left before it can be sent, a sentence each."""
    wishes = list(wishes_of(application))
    titles = {wish.public_id: str(wish.round_task.task) for wish in wishes}
    rows = row_problems(application, wishes)
    said = [f"“{titles[key]}”：{sentence}" for key, each in rows.items() for sentence in each]
    return missing_in_choice(application, wishes) + said


def missing_in_choice(application: Application, wishes: list[Wish]) -> list[str]:
    """What is wrong with what is ticked, apart from what is written on each row."""
    if not wishes:
        return ["还没有勾选任务。请先在清单里勾选要承接的任务。"]
    round_, organisation = application.round, application.organisation
    form = asked.profile_form(organisation)

    def words(condition: Condition) -> str:
        return words_of(form, condition)

    return rules.missing_to_send(
        [wish_of(wish, organisation.public_id) for wish in wishes],
        offers_of(round_),
        round_.bounds,
        asked.facts_of(organisation),
        words,
    )


def row_problems(application: Application, wishes: list[Wish]) -> dict[str, list[str]]:
    """By public id of the wish: what its own page still wants, a sentence each."""
    version = application.round.form_version
    given = asked.answers_of(wishes, version)
    found: dict[str, list[str]] = {}
    for wish in wishes:
        said = []
        if not wish.reason.strip():
            said.append("还没有写申报理由。")
        if version is not None:
            values = asked.values_of(given.get(wish.public_id), version)
            said += asked.problems(version, values)
            total = asked.yearly_sum(version, values)
            if wish.quantity is not None and total is not None and total != wish.quantity:
                said.append(f"各年数量合计 {total:f}，与申报数量 {wish.quantity.normalize():f} 不一致。")
        if said:
            found[wish.public_id] = said
    return found


def why_not_now(round_: Round) -> str:
    """Why nothing can be applied for or sent now, with what to do; empty when it can. Hint and refusal alike."""
    if round_.state == RoundState.CONFIRMED:
        return "这一轮申报已经确认，不能再报。要增加或退出承接，请在责任项页或任务页申请变更。"
    if round_.state != RoundState.OPEN:
        return f"这一轮申报已撤销，不能再办。请与{round_.plan.issuer.short}联系。"
    if not round_.has_begun and round_.opens_at is not None:
        return f"申报从 {moment_words(round_.opens_at)} 开始，到时再报。"
    if round_.is_over and round_.until is not None:
        return late_words(round_)
    return ""


def late_words(round_: Round) -> str:
    assert round_.until is not None
    return (
        f"申报已于 {moment_words(round_.until)} 截止，没有在这之前送出本单位的不能再报送。确需报送的，请联系"
        f"{round_.plan.issuer.short}对全体单位延期；延期后已填的内容可以直接报送，不用重填。"
    )


def is_in_time(round_: Round, application: Application) -> bool:
    """Whether it may leave its own organisation now; what had left once may go on."""
    if application.arrived_at is not None:
        return True
    return round_.until is not None and rules.in_time(clock.now(), round_.until)


def moment_words(value: object) -> str:
    local = timezone.localtime(value)  # type: ignore[arg-type]
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def may_change(application: Application) -> bool:
    return application.state in CHANGEABLE and application.round.state == RoundState.OPEN
