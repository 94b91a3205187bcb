"""Who takes in an application in place of the one who registered its paper, by name: or what to do where nobody can."""

from __future__ import annotations

from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.selection.asking import running_roles

from . import permissions
from .models import Application

HANDS_IN = sorted(
    role.key for role in ROLES.values() if {"run_selections", "host_selections"} & set(role.permissions)
)
NAMED = 3


def who_takes_it_in(application: Application) -> str:
    """A whole sentence, for the page and the refusal."""
    call, paper_by = application.call, application.paper_by
    rows = memberships_today().filter(
        organisation__in=[call.organisation_id, call.host_id], role__in=HANDS_IN
    )
    if paper_by is not None:
        rows = rows.exclude(user=paper_by.user_id)
    able = [
        post.user.name
        for post in rows.select_related("user").order_by("id")
        if permissions.can_check_application(actor_for(post), application)
    ]
    names = list(dict.fromkeys(able))
    if names:
        more = "等" if len(names) > NAMED else ""
        return f"请由{'、'.join(names[:NAMED])}{more}受理。"
    office, roles = call.organisation, running_roles(call.organisation.kind)
    return f"{office.short}现在没有别的人可以受理。请安全管理员再登记一名能办理的人（{roles}），由他受理。"
