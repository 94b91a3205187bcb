"""Quotas are set as they were reckoned from numbers that are held, and those numbers are kept with the call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.quota_rule import QuotaBasis, to_json
from luoshi.core.selection import QuotaBy, Rules, read_rules

from .. import permissions
from ..measured import Line, as_json, digest_of, lines_of
from ..models import Call
from ..states import CallState
from .calls import QuotaRow, apply_quotas, refuse_unfit_quotas


@dataclass(frozen=True, slots=True)
class ByHand:
    """What an officer sets in place of what was reckoned, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """words: the rule as people read it; unit, labels: of what is held; shown: digest of the table looked at."""

    basis: QuotaBasis
    words: str
    unit: str
    labels: Mapping[str, str]
    shown: str


@acts.act("selection.reckon_quotas", who=permissions.can_run_call, on="call")
def reckon_quotas(*, call: Call, reckoning: Reckoning, by_hand: Mapping[str, ByHand], by: Actor) -> Call:
    """In place of all rows there are. Who has no number and is given none by hand has the common one."""
    rules = read_rules(call.rules)
    if call.state != CallState.DRAFT:
        raise RuleBroken("测算名额只在起草时办。发出以后要增加限额，请在“限额”里写明理由提请。")
    if rules.quota.by == QuotaBy.NONE:
        raise RuleBroken("这类遴选不限额。要限额，请先在类别的规则里改。")
    lines = lines_of(by, call, reckoning.basis)
    kept = as_json(lines)
    if digest_of(to_json(reckoning.basis), kept) != reckoning.shown:
        raise RuleBroken("您查看以后有单位的数变了。下面是现在的数，请核对以后再设定。")
    _refuse_unfit(by_hand, lines, rules)
    rows = [row for line in lines for row in _rows(line, by_hand.get(line.unit.public_id), reckoning, rules)]
    refuse_unfit_quotas(call, rows)
    apply_quotas(call, rows)
    for row in kept:
        if (said := by_hand.get(row["unit"])) is not None:
            row |= {"by_hand": said.number, "why": said.why}
    basis = {"rule": to_json(reckoning.basis), "words": reckoning.words, "unit": reckoning.unit}
    told = {"labels": dict(reckoning.labels), "rows": kept, "by": by.name, "at": clock.now().isoformat()}
    acts.change(call, quota_basis=basis | told)
    return call


def _refuse_unfit(by_hand: Mapping[str, ByHand], lines: list[Line], rules: Rules) -> None:
    names, most = {line.unit.public_id: line.unit.short for line in lines}, rules.quota.most
    for key, said in by_hand.items():
        if key not in names:
            raise RuleBroken("有的单位已经调整，请刷新页面重新测算。")
        if not said.why.strip():
            raise RuleBroken(f"改了{names[key]}的名额，请写明理由。")
        if most and said.number > most:
            raise RuleBroken(f"{names[key]}改为 {said.number} 个，超过类别里的名额上限 {most} 个。")


def _rows(line: Line, said: ByHand | None, reckoning: Reckoning, rules: Rules) -> list[QuotaRow]:
    """One for each 组别."""
    groups = rules.group_titles or ("",)
    found = line.places
    if said is not None:
        before = "没有数" if found.number is None else f"测算 {found.number + found.raised} 个"
        number, raised, why = said.number, 0, f"{before}，改为 {said.number} 个：{said.why.strip()}"
    elif found.number is None:
        return []
    else:
        number, raised, why = found.number, found.raised, reckoning.words
    return [QuotaRow(line.unit, group, number, raised, why[:200]) for group in groups]
