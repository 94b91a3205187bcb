"""Whether schools may be put in order by a figure: off, until the plan's bureau says otherwise."""

from __future__ import annotations

from luoshi.indicators.alerts.models import CockpitTerms
from luoshi.plans.models import Plan


def shows_ranking(plan: Plan) -> bool:
    return CockpitTerms.objects.filter(organisation=plan.issuer_id, ranks=True).exists()
