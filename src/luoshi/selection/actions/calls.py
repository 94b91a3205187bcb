"""A call is drafted from its kind: its facts, its rules, its quotas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.core.quota_rule import claims_to_be_reckoned, reckoned
from luoshi.core.selection import QuotaBy, read_rules
from luoshi.papers.actions.moving import post_of
from luoshi.plans.models import Plan

from .. import permissions
from ..models import Call, Kind, Quota
from ..quotas import proposed, units
from ..states import LEVELS, CallState, levels_of
from .hosting import as_fields

Kept = tuple[StoredFile, str]  # the bytes and what the file was called
RAISED = "按上一届结果"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is said of a call as a whole."""

    title: str
    document_number: str = ""
    words: str = ""
    level: str = "city"
    opens_at: dt.datetime | None = None
    until: dt.datetime | None = None
    school_until: dt.date | None = None
    county_until: dt.date | None = None
    host: Organisation | None = None
    host_parts: tuple[str, ...] = ()
    plan: Plan | None = None

    def as_fields(self) -> dict[str, Any]:
        said = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "host_parts"}
        return said | as_fields(self.host_parts if self.host is not None else ())


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """organisation None: for everybody without a row of its own."""

    organisation: Organisation | None
    group: str
    number: int
    raised: int = 0
    reason: str = ""


@acts.act("selection.start_call", who=permissions.can_start_call, under="kind")
def start_call(
    *, kind: Kind, facts: CallFacts, by: Actor, notice: Kept | None = None, parent: Call | None = None
) -> Call:
    """A draft with the rules of the kind as they are now, and what the last results add to each quota."""
    kind.refresh_from_db(fields=["rules", "withdrawn_at"])
    if kind.withdrawn_at is not None:
        raise RuleBroken("这个类别已经停用，请先恢复。")
    officer = post_of(by)
    refuse_unfit_level(officer.organisation, facts.level)
    call: Call = acts.create(
        Call,
        organisation=officer.organisation,
        officer=officer,
        kind=kind,
        parent=parent,
        rules=kind.rules,
        **facts.as_fields(),
        **({"notice": notice[0], "notice_name": notice[1]} if notice else {}),
    )
    _raise_by_results(call)
    return call


def refuse_unfit_level(organisation: Organisation, level: str) -> None:
    """A school selects for itself, a county for its schools; above the city somebody else's contests are announced."""
    fitting = levels_of(organisation.kind)
    if level not in fitting:
        names = "、".join(LEVELS[each] for each in fitting)
        raise RuleBroken(f"{organisation.short}组织的遴选，级别只能是{names}，请重新选择。")


def _raise_by_results(call: Call) -> None:
    """One row for each 组别, as they are set and counted."""
    rules = read_rules(call.rules)
    for pk, more in proposed(call).items():
        said = {"number": rules.quota.number, "raised": more, "reason": RAISED}
        for group in rules.group_titles or ("",):
            acts.create(Quota, call=call, organisation_id=pk, group=group, **said)


@acts.act("selection.change_call", who=permissions.can_run_call, on="call")
def change_call(*, call: Call, facts: CallFacts, by: Actor, notice: Kept | None = None) -> Call:
    """As long as it is a draft."""
    refuse_unless_draft(call, "修改")
    refuse_unfit_level(call.organisation, facts.level)
    more: dict[str, Any] = {"notice": notice[0], "notice_name": notice[1]} if notice else {}
    acts.change(call, **facts.as_fields(), **more)
    return call


@acts.act("selection.take_rules", who=permissions.can_run_call, on="call")
def take_rules(*, call: Call, by: Actor) -> Call:
    """The rules of the kind as they are now, once more; quotas that were set stay."""
    refuse_unless_draft(call, "重新带入规则")
    acts.change(call, rules=call.kind.rules)
    return call


def refuse_unless_draft(call: Call, what: str) -> None:
    if call.state != CallState.DRAFT:
        state = call.get_state_display()
        raise RuleBroken(f"现在的状态是“{state}”，不能{what}。发出以后规则就定了，截止时间只能用延期来改。")


@acts.act("selection.set_quotas", who=permissions.can_run_call, on="call")
def set_quotas(*, call: Call, rows: Sequence[QuotaRow], by: Actor) -> Call:
    """All rows at once, as long as it is a draft; once it is open more places take two persons (`proposing`)."""
    if call.state == CallState.OPEN:
        raise RuleBroken("已经开始受理，增加限额要写明理由，由本单位另一人确认，并告知各申报单位。")
    if call.state != CallState.DRAFT:
        raise RuleBroken(f"现在的状态是“{call.get_state_display()}”，不能改限额。")
    refuse_unfit_quotas(call, rows)
    apply_quotas(call, _as_it_is(call, rows))
    return call


def _as_it_is(call: Call, rows: Sequence[QuotaRow]) -> list[QuotaRow]:
    """Where a number was changed and the words beside it still say that it was reckoned, they say that it was changed:
    whoever verifies the package compares them.
    """
    kept = call.quota_basis
    if not kept:
        return list(rows)
    wanted = reckoned(kept["rows"], read_rules(call.rules).group_titles or ("",))
    found = []
    for row in rows:
        number = wanted.get((row.organisation.public_id, row.group)) if row.organisation else None
        changed = number != row.number + row.raised and row.organisation is not None
        if changed and claims_to_be_reckoned(row.reason, kept["words"], number):
            was = "没有测算" if number is None else f"测算后定为 {number} 个"
            row = replace(row, reason=f"{was}，起草时另行设定。")
        found.append(row)
    return found


def _by_unit(call: Call, rows: Sequence[QuotaRow]) -> tuple[dict[Any, Quota], dict[Any, QuotaRow]]:
    before = {(row.organisation_id, row.group): row for row in call.quotas.all()}
    after = {(row.organisation.pk if row.organisation else None, row.group): row for row in rows}
    return before, after


def apply_quotas(call: Call, rows: Sequence[QuotaRow]) -> None:
    """Inside the act: these rows in place of those that stand."""
    before, after = _by_unit(call, rows)
    for key, old in before.items():
        if key not in after:
            acts.remove(old)
    for key, row in after.items():
        said = {"number": row.number, "raised": row.raised, "reason": row.reason.strip()}
        if key in before:
            acts.change(before[key], **said)
        else:
            acts.create(Quota, call=call, organisation=row.organisation, group=row.group, **said)


def refuse_unfit_quotas(call: Call, rows: Sequence[QuotaRow]) -> None:
    """Raises RuleBroken for what fits no unit, and while it is open for a number that goes down: somebody may have
    used it.
    """
    rules = read_rules(call.rules)
    if rules.quota.by == QuotaBy.NONE:
        raise RuleBroken("这类遴选不限额。要限额，请先在类别的规则里改。")
    known = {each.pk for each in units(call)}
    keys = [(row.organisation.pk if row.organisation else None, row.group) for row in rows]
    if len(set(keys)) < len(keys):
        raise RuleBroken("同一个单位（同一个组别）只能写一行限额。")
    for row in rows:
        if row.organisation is not None and row.organisation.pk not in known:
            raise RuleBroken(f"“{row.organisation.short}”在这次遴选里没有限额，请刷新页面重新填写。")
        if row.group and row.group not in rules.group_titles:
            raise RuleBroken("选了没有的组别，请刷新页面重新填写。")
    if call.state == CallState.OPEN:
        _refuse_lower(call, *_by_unit(call, rows))


def _refuse_lower(call: Call, before: dict[Any, Quota], after: dict[Any, QuotaRow]) -> None:
    """What holds for a unit is its row or what holds for all; both are compared as they would be used."""
    plain = read_rules(call.rules).quota.number
    for key in {*before, *after}:
        everybody = (None, key[1])
        was = before.get(key) or before.get(everybody) or before.get((None, ""))
        will = after.get(key) or after.get(everybody) or after.get((None, ""))
        old = was.number + was.raised if was else plain
        new = will.number + will.raised if will else plain
        if new < old:
            raise RuleBroken("已经开始受理，名额只能增加，不能减少：可能已经有单位用了。")
