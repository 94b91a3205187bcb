"""Who learns of new alerts: the school's office from the first degree that reaches it and of what has no owner, the
county, the city. Owners have theirs on the desk. Each gets one message a look, with numbers only.
"""

from __future__ import annotations

import hashlib

from django.urls import reverse

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import ancestors, memberships_today
from luoshi.common.actor import Actor
from luoshi.core import alerts as core
from luoshi.notices.actions import tell
from luoshi.plans.models import Plan

from .models import Alert
from .queries import owned_milestones

KIND = "alerts"
BUREAU_ROLES = ("city_officer", "section_head", "county_officer")


def reaches(alert: Alert, whom: str) -> bool:
    order = list(core.REACHES)
    return order.index(alert.reach) >= order.index(whom)


def tell_new(plan: Plan | None, bureau: Organisation, rows: list[Alert], by: Actor) -> None:
    if not rows:
        return
    schools = {
        row.pk: row for row in Organisation.objects.filter(pk__in={row.organisation_id for row in rows})
    }
    owned = set(
        owned_milestones().filter(key__in={row.milestone for row in rows}).values_list("key", flat=True)
    )
    by_school: dict[int, list[Alert]] = {}
    by_bureau: dict[str, list[Alert]] = {}
    for row in rows:
        if reaches(row, core.OFFICE) or row.milestone not in owned:
            by_school.setdefault(row.organisation_id, []).append(row)
        above = ancestors(schools[row.organisation_id].path)[:-1]
        for path in above:
            by_bureau.setdefault(path, []).append(row)
    offices = memberships_today().filter(organisation__in=by_school, role="office").order_by("id")
    for school, found in by_school.items():
        _tell([post for post in offices if post.organisation_id == school], found, plan, by)
    _tell_bureaus(by_bureau, bureau, plan, by)


def _tell_bureaus(
    by_bureau: dict[str, list[Alert]], bureau: Organisation, plan: Plan | None, by: Actor
) -> None:
    rows = memberships_today().filter(organisation__path__in=by_bureau, role__in=BUREAU_ROLES).order_by("id")
    posts: dict[str, list[Membership]] = {}
    for post in rows:
        posts.setdefault(post.organisation.path, []).append(post)
    for path, held in posts.items():
        kind = held[0].organisation.kind
        whom = core.COUNTY if kind == Organisation.Kind.COUNTY_BUREAU else core.CITY
        if not path.startswith(bureau.path):  # above the office that set the rules nobody is told
            continue
        _tell(held, [row for row in by_bureau[path] if reaches(row, whom)], plan, by)


def _tell(to: list[Membership], rows: list[Alert], plan: Plan | None, by: Actor) -> None:
    if not to or not rows:
        return
    degrees = sorted({(row.rank, row.level_word) for row in rows})
    parts = "、".join(
        f"{core.MARKS[rank]}级（{word}）{sum(row.rank == rank for row in rows)} 条" for rank, word in degrees
    )
    names = ",".join(sorted(f"{row.public_id}:{row.times}:{row.rank}:{row.version}" for row in rows))
    tell(
        to=to,
        title=f"{plan.short if plan else ''}新增预警：{parts}",
        kind=KIND,
        href=reverse("alerts"),
        key=f"alerts.new:{hashlib.sha256(names.encode()).hexdigest()[:24]}",
        by=by,
    )
