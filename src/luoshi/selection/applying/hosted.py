"""Who read, as host of a call, what others handed in: from then on it hands in nothing itself (controls BL-08)."""

from __future__ import annotations

from django.db.models import F, Q

from luoshi.accounts.following import carried_on_by
from luoshi.accounts.models import Organisation
from luoshi.selection.models import Call


def may_have_hosted(call: Call, organisation: Organisation) -> bool:
    """Whether what had arrived lay open to this organisation as its host before the call was opened again."""
    return is_near_host(call, organisation) and call.extensions.filter(confirmed_at__gt=F("before")).exists()


def is_near_host(call: Call, organisation: Organisation) -> bool:
    """A host of something of it, now or since it was closed, or one above or below such a one. Who carries on what a
    host was has its people, who have read it.
    """
    now = Q(pk=call.host_id if call.hosted else None)
    hosts = [
        carried_on_by(each) for each in Organisation.objects.filter(now | Q(public_id__in=call.hosts_before))
    ]
    path = organisation.path
    return any(path.startswith(host.path) or host.path.startswith(path) for host in hosts)
