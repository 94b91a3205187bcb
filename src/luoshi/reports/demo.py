"""Sample reports of a demo site, made from the shipped templates: two circulars that differ, a summary, a list."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock
from luoshi.common.models import Job
from luoshi.core import periods
from luoshi.plans.models import Plan
from luoshi.registers.models import Register

from . import actions, jobs
from .models import Report
from .states import Kind


def make_sample_papers_out() -> int:
    """Returns how many were made: none where there are some already. A second run changes nothing."""
    plan = Plan.objects.order_by("pk").first()
    if plan is None or Report.objects.exists():
        return 0
    posts = memberships_today().filter(organisation=plan.issuer_id, role="city_officer").order_by("pk")
    officer = posts.first()
    if officer is None:
        return 0
    made = 0
    for asked in _asked(plan):
        row = actions.begin_report(place=plan.issuer, asked=asked, by=actor_for(officer))
        made += _carry_out(row)
    return made


def _asked(plan: Plan) -> Iterator[actions.Asked]:
    last = periods.open_on(periods.QUARTER, clock.today())
    for span in (periods.period_before(last), last):
        yield actions.Asked(Kind.CIRCULAR, plan, None, span)
    half = periods.period_before(periods.period_of(periods.HALF, clock.today()))
    yield actions.Asked(Kind.HALF_YEAR, plan, None, half)
    register = Register.objects.filter(key="teachers", withdrawn_at__isnull=True).first()
    if register is not None:
        month = periods.period_of(periods.MONTH, clock.today())
        yield actions.Asked(Kind.REGISTER, None, register, month)


def _carry_out(row: Report) -> int:
    """What the worker does, at once."""
    assert row.job is not None
    jobs.apply(row.job, jobs.prepare(row.job, lambda done, total, message: None))
    Job.objects.filter(pk=row.job.pk).update(state=Job.State.DONE, finished_at=clock.now())
    return 1
