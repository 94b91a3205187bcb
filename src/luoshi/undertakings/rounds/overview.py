"""总览 of a round for the bureau: by task who wishes for it and whether that is enough; who has not sent; what is left
before it can be confirmed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from luoshi.core import rounds as rules

from .models import Application, Round, RoundTask, Wish
from .offers import offer_of, wish_of
from .queries import invited_to
from .states import ApplicationState, Verdict

AT_THE_CITY = (ApplicationState.CITY, ApplicationState.PASSED)
REACH_WORDS = {
    rules.Reach.NOBODY: ("没有单位申报", "bad"),
    rules.Reach.TOO_FEW: ("不够", "warn"),
    rules.Reach.RIGHT: ("合适", "ok"),
    rules.Reach.TOO_MANY: ("超出", "warn"),
}


@dataclass(slots=True)
class Line:
    """One task: the rows that wish for it and are not declined count."""

    row: RoundTask
    wishes: list[Wish]
    count: int
    words: str
    tone: str


def wishes_at_the_city(round_: Round) -> list[Wish]:
    """Rows of applications that have come to the bureau; under way they read as they were sent."""
    rows = Wish.objects.filter(
        application__round=round_, application__state__in=AT_THE_CITY, dropped_at__isnull=True
    )
    return list(
        rows.select_related("application__organisation", "round_task__task", "led_by").order_by(
            "application__organisation__order", "application__organisation_id", "id"
        )
    )


def lines_of(round_: Round) -> list[Line]:
    by_task: dict[int, list[Wish]] = defaultdict(list)
    for wish in wishes_at_the_city(round_):
        by_task[wish.round_task_id].append(wish)
    return [_line(row, by_task[row.pk]) for row in round_.tasks.select_related("task")]


def _line(row: RoundTask, wishes: list[Wish]) -> Line:
    standing = [as_rule(wish) for wish in wishes if wish.verdict != Verdict.DECLINED]
    words, tone = REACH_WORDS[rules.reach_of(offer_of(row), standing)]
    return Line(row, wishes, rules.count_of(standing, row.public_id), words, tone)


def as_rule(wish: Wish) -> rules.Wish:
    return wish_of(wish, wish.application.organisation.public_id)


def standings(round_: Round) -> list[tuple[str, str, str]]:
    """Short name, state in words and tone for every invited organisation; never what it writes."""
    rows = Application.objects.filter(round=round_).exclude(state=ApplicationState.WITHDRAWN)
    states = {row.organisation_id: row for row in rows}
    found = []
    for organisation in invited_to(round_):
        row = states.get(organisation.pk)
        tone = "ok" if row and row.state == ApplicationState.PASSED else "busy" if row else "warn"
        found.append((organisation.short, row.get_state_display() if row else "没有申报", tone))
    return found


# ---- confirming


def left_to_confirm(round_: Round) -> list[str]:
    """What is left before it can be confirmed, a sentence each; hint and refusal alike."""
    found = [] if round_.is_over else ["申报还没有截止，截止以后再确认。"]
    found += _still_under_way(round_)
    wishes = [w for w in wishes_at_the_city(round_) if w.application.state == ApplicationState.PASSED]
    found += [f"{_name(wish)}还没有定同意或不同意。" for wish in wishes if not _is_decided(wish)]
    accepted = [wish for wish in wishes if wish.verdict == Verdict.ACCEPTED]
    return [*found, *_over_quota(accepted), *_not_possible(accepted)]


def accepted_in(round_: Round) -> list[Wish]:
    return [
        wish
        for wish in wishes_at_the_city(round_)
        if wish.application.state == ApplicationState.PASSED and wish.verdict == Verdict.ACCEPTED
    ]


def amount_of(wish: Wish) -> Decimal | None:
    """What the bureau agreed to; as applied for where it said nothing else."""
    return wish.agreed if wish.agreed is not None else wish.quantity


def _name(wish: Wish) -> str:
    return f"“{wish.round_task.task}”·{wish.application.organisation.short}"


def _is_decided(wish: Wish) -> bool:
    return wish.verdict in (Verdict.ACCEPTED, Verdict.DECLINED)


def _still_under_way(round_: Round) -> Iterator[str]:
    """What came in time and is not through yet; what never left its school is late and does not hold the others up."""
    states = (
        ApplicationState.SCHOOL,
        ApplicationState.COUNTY,
        ApplicationState.CITY,
        ApplicationState.RETURNED,
    )
    rows = Application.objects.filter(round=round_, state__in=states, arrived_at__isnull=False)
    for row in rows.select_related("organisation").order_by("organisation__order", "id"):
        yield f"{row.organisation.short}的申报按时送出，现在是“{row.get_state_display()}”，等它办完。"


def _over_quota(accepted: list[Wish]) -> Iterator[str]:
    tasks = {wish.round_task_id: wish.round_task for wish in accepted}
    for key, row in tasks.items():
        mine = [wish for wish in accepted if wish.round_task_id == key]
        count = rules.count_of([as_rule(wish) for wish in mine], row.public_id)
        if row.wanted.lies(count) > 0:
            yield f"“{row.task}”同意了 {count} 个单位，超过至多 {row.most} 个，请改几项意见。"
        total = sum((amount_of(wish) or Decimal(0) for wish in mine), Decimal(0))
        if row.quantity_most is not None and total > row.quantity_most:
            most = f"{row.quantity_most.normalize():f}"
            yield f"“{row.task}”同意的数量合计 {total.normalize():f}，超过至多 {most}，请调整核定数量。"


def _not_possible(accepted: list[Wish]) -> Iterator[str]:
    without = rules.joint_problems([as_rule(wish) for wish in accepted])
    alone = {(each.organisation, each.task) for each in without}
    for wish in accepted:
        organisation, task = wish.application.organisation, wish.round_task.task
        if (organisation.public_id, wish.round_task.public_id) in alone:
            yield f"{_name(wish)}参与联合承接，但牵头校没有被同意牵头，请先定牵头校。"
        if organisation.withdrawn_at is not None or task.withdrawn_at is not None:
            yield f"{_name(wish)}的单位或任务已停用，请改为不同意。"
