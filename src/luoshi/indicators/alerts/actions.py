"""The look at the facts, the answer to an alert, the office's rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core import alerts as core
from luoshi.core.days import day_in_words
from luoshi.plans.models import Plan

from . import permissions
from .facts import never_came, places
from .keeping import Look, judged_of, kept_of, name_of
from .models import Alert, AlertRule, AlertStep
from .queries import alerts_of_place, rule_versions, rules_for
from .states import ALERT, AlertState, StepKind
from .telling import tell_new

WORDS, FARTHEST = 500, 366  # of an answer: characters, days ahead
NEW = (core.OPENED, core.REOPENED, core.RAISED, core.LAPSED)
SHOWN = (
    "rank",
    "level_word",
    "colour",
    "reach",
    "measure",
    "since",
    "why",
    "clears",
    "title",
    "organisation_id",
)


@acts.act("alerts.note_alerts", who=permissions.ALERTS_WHO["alerts.note_alerts"], under="bureau")
def note_alerts(*, plan: Plan | None, bureau: Organisation, by: Actor) -> Organisation:
    """Rows as they follow from today's facts and the rules in force; whoever is to know is told."""
    _note(plan, bureau, rules_for(plan, bureau), by)
    return bureau


def _note(plan: Plan | None, bureau: Organisation, rules: core.Rules, by: Actor) -> None:
    today, now = clock.today(), clock.now()
    rows = {
        name_of(row.kind, row.about): row
        for row in alerts_of_place(plan, bureau).select_for_update().order_by("pk")
    }
    judged = judged_of(plan, bureau, rules, today)
    made, touched, steps, new = [], [], [], []
    became: dict[tuple[str, str], str] = {}
    for change, names in core.compare(kept_of(rows.values()), judged, today).items():
        for name in names:
            row, found = rows.get(name), judged.get(name)
            if row is None and found is not None:
                row = _opened(plan, bureau, found, rules, now)
                made.append(row)
            elif row is not None and _follow(row, found, rules, change, now):
                touched.append(row)
            if row is not None and change != core.SAME:
                steps.append(row)
                became[row.kind, row.about] = change
                new += [row] if change in NEW else []
    _mark_unmet([row for row in touched if row.kind == core.NOT_REPORTED])
    Alert.objects.bulk_create(made, batch_size=200)
    Alert.objects.bulk_update(touched, [*SHOWN, *MOVED, "version"], batch_size=100)
    AlertStep.objects.bulk_create(
        [
            AlertStep(
                alert=row, kind=became[row.kind, row.about], rank=row.rank, words=UNMET if row.unmet else ""
            )
            for row in steps
        ],
        batch_size=200,
    )
    _note_bulk([*made, *touched])
    tell_new(plan, bureau, new, by)


MOVED = ("state", "opened_at", "cleared_at", "times", "unmet")
UNMET = "截止（结账）时没有报"


def _mark_unmet(rows: list[Alert]) -> None:
    """What was closed without having come: the alert goes, and says why."""
    gone = [row for row in rows if row.state == AlertState.CLEARED]
    never = never_came(row.about for row in gone) if gone else set()
    for row in gone:
        row.unmet = row.about in never


def _note_bulk(rows: list[Alert]) -> None:
    if rows:
        acts.note_bulk("alerts.alerts", [[row.public_id, row.state, row.rank] for row in rows])


def _shown(found: core.Judged, rules: core.Rules) -> dict[str, Any]:
    fact, level = found.fact, rules.level(found.rank)
    return {
        "rank": found.rank,
        "level_word": level.word,
        "colour": level.colour,
        "reach": level.reach,
        "measure": fact.measure,
        "since": fact.since,
        "why": found.why[:500],
        "clears": found.clears[:300],
        "title": fact.title[:300],
        "organisation_id": fact.organisation,  # what is asked of a school goes along when it is merged
    }


WEIGHTY = ("state", "rank", "organisation_id", "times")


def _opened(
    plan: Plan | None, bureau: Organisation, found: core.Judged, rules: core.Rules, now: dt.datetime
) -> Alert:
    fact = found.fact
    milestone = fact.about.removeprefix("milestone:") if fact.about.startswith("milestone:") else ""
    return Alert(
        bureau=bureau, plan=plan, kind=fact.kind, about=fact.about, milestone=milestone, opened_at=now,
        **_shown(found, rules),
    )  # fmt: skip


def _follow(row: Alert, found: core.Judged | None, rules: core.Rules, change: str, now: dt.datetime) -> bool:
    """Set what follows; whether anything is otherwise than before."""
    before = [getattr(row, name) for name in (*SHOWN, *MOVED)]
    was = [getattr(row, name) for name in WEIGHTY]
    kept = core.Kept(row.state, row.rank, row.promised)
    row.state = core.state_after(kept, change)
    if found is not None:
        for name, value in _shown(found, rules).items():
            setattr(row, name, value)
    if change == core.CLEARED:
        row.cleared_at = now
    if change == core.REOPENED:
        row.cleared_at, row.opened_at, row.times, row.unmet = None, now, row.times + 1, False
    if before == [getattr(row, name) for name in (*SHOWN, *MOVED)]:
        return False
    if was != [getattr(row, name) for name in WEIGHTY]:  # a day more is no news to whoever writes an answer
        row.version += 1
    return True


def is_up_to_date(plan: Plan | None, bureau: Organisation, found: Look) -> bool:
    """Whether a look would write nothing."""
    if found.count(*(change for change in found.changes if change != core.SAME)):
        return False
    rules = rules_for(plan, bureau)
    rows = alerts_of_place(plan, bureau).exclude(state=AlertState.CLEARED)
    for row in rows:
        judged = found.judged.get(name_of(row.kind, row.about))
        if judged is not None and any(
            getattr(row, name) != value for name, value in _shown(judged, rules).items()
        ):
            return False
    return True


@acts.act("alerts.answer_alert", who=permissions.can_answer, on="alert")
def answer_alert(*, alert: Alert, words: str, promised: dt.date, by: Actor) -> Alert:
    """What is to be done, and until when. Given again, the one before stays in the steps."""
    words, today = words.strip(), clock.today()
    if not words:
        raise RuleBroken("请写明打算怎么做，谁来做。")
    if len(words) > WORDS:
        raise RuleBroken(f"最多 {WORDS} 个字，请写短一些；详细材料作为佐证上传。")
    if not today <= promised <= today + dt.timedelta(days=FARTHEST):
        raise RuleBroken("解决的日期从今天起、一年以内，请核对年份。")
    acts.note_reason(words)
    ALERT.make(
        "alerts.answer_alert", alert, plan_words=words, promised=promised, answered_at=clock.now(),
        answered_by=_name(by),
    )  # fmt: skip
    _step(alert, StepKind.ANSWERED, by, words, promised)
    return alert


@acts.act("alerts.take_back_answer", who=permissions.can_answer, on="alert")
def take_back_answer(*, alert: Alert, by: Actor) -> Alert:
    ALERT.make(
        "alerts.take_back_answer", alert, plan_words="", promised=None, answered_at=None, answered_by=""
    )
    _step(alert, StepKind.TAKEN_BACK, by)
    return alert


def _name(by: Actor) -> str:
    return f"{by.name}（{by.role_name}）"[:120]


def _step(alert: Alert, kind: str, by: Actor, words: str = "", until: dt.date | None = None) -> None:
    acts.create(
        AlertStep, alert=alert, kind=kind, rank=alert.rank, words=words, until=until, by_name=_name(by)
    )


@acts.act("alerts.set_rules", who=permissions.can_set_rules, on="place")
def set_rules(*, place: Plan | Organisation, rules: core.Rules, by: Actor) -> AlertRule:
    """A new version; what follows from it is looked at within the same act."""
    if problems := rules.problems():
        raise RuleBroken(problems[0])
    plan, bureau = place_of(place)
    current = rule_versions(plan, bureau).filter(superseded_at__isnull=True).first()
    if current is not None:
        if current.rules == rules:
            raise RuleBroken("和现在的规则一样，没有改动。")
        acts.change(current, superseded_at=clock.now())
    last = rule_versions(plan, bureau).order_by("-number").first()
    made: AlertRule = acts.create(
        AlertRule,
        organisation=bureau,
        plan=plan,
        number=last.number + 1 if last else 1,
        levels=[
            {"rank": level.rank, "word": level.word.strip(), "colour": level.colour, "reach": level.reach}
            for level in rules.levels
        ],
        limits={
            kind: {str(rank): number for rank, number in sorted(by_rank.items())}
            for kind, by_rank in rules.limits.items()
            if by_rank
        },
    )
    _note_all(place, by)
    return made


@acts.act("alerts.drop_rules", who=permissions.can_set_rules, on="place")
def drop_rules(*, place: Plan, by: Actor) -> Plan:
    """A plan goes by the office's general rules again; its own stay and can be restored."""
    current = rule_versions(place, place.issuer).filter(superseded_at__isnull=True).first()
    if current is None:
        raise RuleBroken("这个计划没有单独的规则，现在用的就是通用规则。")
    acts.change(current, superseded_at=clock.now())
    _note_all(place, by)
    return place


def _note_all(place: Plan | Organisation, by: Actor) -> None:
    for plan, bureau in bound_by(place):
        _note(plan, bureau, rules_for(plan, bureau), by)


@acts.act("alerts.restore_rules", who=permissions.can_set_rules, on="place")
def restore_rules(*, place: Plan | Organisation, number: int, by: Actor) -> AlertRule:
    """An earlier version again, as a new one; 0: the rules we begin with."""
    plan, bureau = place_of(place)
    if number == 0:
        return set_rules(place=place, rules=core.Rules(), by=by)
    earlier = rule_versions(plan, bureau).filter(number=number).first()
    if earlier is None:
        raise RuleBroken("没有这一版规则，请刷新页面。")
    return set_rules(place=place, rules=earlier.rules, by=by)


def place_of(place: Plan | Organisation) -> tuple[Plan | None, Organisation]:
    return (place, place.issuer) if isinstance(place, Plan) else (None, place)


def bound_by(place: Plan | Organisation) -> list[tuple[Plan | None, Organisation]]:
    """The places that these rules hold for: of general rules all plans of the office without their own."""
    if isinstance(place, Plan):
        return [(place, place.issuer)]
    own = AlertRule.objects.filter(plan__isnull=False, superseded_at__isnull=True).values("plan")
    plans = Plan.objects.filter(issuer=place).exclude(pk__in=own)
    with_alerts = {plan.pk for plan, _ in places() if plan is not None}
    return [(None, place), *((plan, place) for plan in plans.order_by("pk") if plan.pk in with_alerts)]


def preview_words(looks: Sequence[Look]) -> str:
    """What rules that are being set would do, in a sentence."""
    opened = sum(found.count(core.OPENED, core.REOPENED) for found in looks)
    other = sum(found.count(core.RAISED, core.LOWERED) for found in looks)
    gone = sum(found.count(core.CLEARED) for found in looks)
    same = sum(len(found.judged) for found in looks) - opened - other
    day = day_in_words(clock.today())
    return (
        f"按{day}的数据试算：会新开 {opened} 条，解除 {gone} 条，"
        f"改变级别 {other} 条，不变 {same} 条。还没有保存。"
    )
