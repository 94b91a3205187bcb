"""Sample alerts of a demo site: those that follow from its facts, dated as they would have come, some answered."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone

from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock
from luoshi.core import alerts as core

from .actions import answer_alert
from .keeping import keep_up
from .models import Alert, AlertStep

ANSWERED = 8
PLANS = (
    "已和总务处商定场地，下周搬迁完成后补报（示例）",
    "校长办公会已定专人负责，月底前补齐材料（示例）",
    "经费已列入下月支付计划，到账后五个工作日内完成（示例）",
)


def make_sample_alerts() -> int:
    """Returns how many alerts there are: none new where there are some already. A second run changes nothing."""
    if Alert.objects.exists():
        return 0
    keep_up()
    _date()
    rows = Alert.objects.filter(rank__lte=2).order_by("organisation__order", "rank", "pk")
    seen: set[int] = set()
    for row in rows:
        office = memberships_today().filter(organisation=row.organisation_id, role="office").first()
        if office is None or row.organisation_id in seen or len(seen) == ANSWERED:
            continue
        promised = clock.today() + dt.timedelta(days=10 + 3 * len(seen))
        words = PLANS[len(seen) % len(PLANS)]
        answer_alert(alert=row, words=words, promised=promised, by=actor_for(office), version=row.version)
        seen.add(row.organisation_id)
    return Alert.objects.count()


def _date() -> None:
    """As if the site had looked every day; only sample rows are dated like this."""
    for row in Alert.objects.all():
        limits = core.DEFAULT_LIMITS[row.kind].values()
        days = min(limits) - 1 if core.KINDS[row.kind].unit == "天" else 0
        day = min(row.since + dt.timedelta(days=days), clock.today())
        moment = timezone.make_aware(dt.datetime.combine(day, dt.time(8)))
        moment = min(moment, row.opened_at)
        Alert.objects.filter(pk=row.pk).update(opened_at=moment)
    for step in AlertStep.objects.annotate(at=F("alert__opened_at")):
        AlertStep.objects.filter(pk=step.pk).update(created_at=step.at)
