"""What a bureau looks for in the evidence of its schools: set, and taken back."""

from __future__ import annotations

import datetime as dt

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import Stale

from .models import EvidenceRule
from .permissions import can_set_rule


@acts.act("evidence.set_rule", who=can_set_rule, under="organisation")
def set_rule(
    *,
    organisation: Organisation,
    too_many: int,
    statements: int,
    since: dt.date | None,
    seen: int | None,
    by: Actor,
) -> EvidenceRule:
    """seen: the version the person had before him; None where there was none."""
    given = {"too_many": too_many, "statements": statements, "since": since}
    row = EvidenceRule.objects.filter(organisation=organisation).first()
    if (row.version if row is not None else None) != seen:
        raise Stale(row, seen)
    if row is None:
        made: EvidenceRule = acts.create(EvidenceRule, organisation=organisation, **given)
        return made
    acts.change(row, **given)
    return row


@acts.act("evidence.clear_rule", who=can_set_rule, on="rule")
def clear_rule(*, rule: EvidenceRule, by: Actor) -> None:
    """The rule of the next above it counts again, or the built-in one."""
    acts.remove(rule)
