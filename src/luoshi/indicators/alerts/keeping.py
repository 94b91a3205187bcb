"""Facts against what stands. By the hour, and within a minute of an act after which something may be otherwise."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.common import audit, clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import Busy, Refusal
from luoshi.common.models import AuditEvent
from luoshi.core import alerts as core
from luoshi.plans.models import Plan

from .facts import facts_of, places
from .models import Alert
from .queries import alerts_of_place, rules_for

log = logging.getLogger(__name__)

# After acts whose names begin so something may be so that was not, or no longer. The look comes by the tick: nobody's
# own act waits for it.
MATTERS = (
    *("progress.", "returns.", "workplans.", "evidence.", "plans.", "accounts.", "indicators."),
    *("indicator_entry.", "registers.", "alerts.set_rules", "alerts.restore_rules", "alerts.drop_rules"),
)
SPARED = 20.0  # after a look that took so long, the next one waits that many times as long


@dataclass(slots=True)
class Look:
    """What one look found. By what becomes of them, names of alerts (`kind|about`); `judged`: by name."""

    judged: dict[str, core.Judged] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)

    def count(self, *changes: str) -> int:
        return sum(len(self.changes.get(change, ())) for change in changes)


def name_of(kind: str, about: str) -> str:
    return f"{kind}|{about}"


def judged_of(
    plan: Plan | None, bureau: Organisation, rules: core.Rules, today: dt.date
) -> dict[str, core.Judged]:
    found = {}
    for fact in facts_of(plan, bureau, today):
        judged = core.judge(rules, fact)
        if judged is not None:
            found[name_of(fact.kind, fact.about)] = judged
    return found


def kept_of(rows: Iterable[Alert]) -> dict[str, core.Kept]:
    return {name_of(row.kind, row.about): core.Kept(row.state, row.rank, row.promised) for row in rows}


def look(plan: Plan | None, bureau: Organisation, rules: core.Rules | None = None) -> Look:
    """What would become of the alerts of this place by these rules (else those in force); nothing is written."""
    today = clock.today()
    judged = judged_of(plan, bureau, rules or rules_for(plan, bureau), today)
    rows = alerts_of_place(plan, bureau)
    return Look(judged, core.compare(kept_of(rows), judged, today))


def keep_up() -> int:
    """Every place whose alerts are not what follows. Answers with the number of alerts that changed."""
    return looked_everywhere()[0]


def looked_everywhere() -> tuple[int, bool]:
    """How many alerts changed, and whether no place was left out."""
    from .actions import is_up_to_date, note_alerts

    changed, whole = 0, True
    for plan, bureau in places():
        found = look(plan, bureau)
        if is_up_to_date(plan, bureau, found):
            continue
        try:
            note_alerts(plan=plan, bureau=bureau, by=system_actor())
        except Busy:  # somebody writes at this moment: the next time
            whole = False
            continue
        except Refusal:  # must not be: the others are looked at all the same
            log.exception("alerts of plan %s, office %s cannot be kept up", plan, bureau)
            whole = False
            continue
        changed += sum(len(names) for change, names in found.changes.items() if change != core.SAME)
    return changed, whole


@dataclass(slots=True)
class Watch:
    """What the tick remembers between two beats: the last event looked at, and when the next look may be."""

    last: int | None = None
    not_before: float = 0.0


_watch = Watch()


def keep_up_if_needed(watch: Watch = _watch) -> bool:
    """Once a minute: only where an act that matters came in meanwhile. Answers whether there was a look."""
    if time.monotonic() < watch.not_before:
        return False
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    since = AuditEvent.objects.filter(pk__gt=watch.last or 0, pk__lte=last).exclude(audit.TAKEN)
    mattering = reduce(or_, (Q(action__startswith=name) for name in MATTERS))
    needed = watch.last is None or (last > watch.last and since.filter(mattering).exists())
    if not needed:
        watch.last = last
        return False
    started = time.monotonic()
    _, whole = looked_everywhere()
    watch.not_before = started + SPARED * (time.monotonic() - started)
    if whole:  # else the same acts start the next look as well
        watch.last = last
    return True
