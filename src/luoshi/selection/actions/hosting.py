"""承办单位: who runs which parts of a call for the bureau; given, changed and taken back (glossary: 承办单位, host)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..models import Call
from ..queries import host_posts, hosts_below
from ..states import HOSTED, HOSTED_IN, CallState
from ..telling import tell_post


@acts.act("selection.set_host", who=permissions.can_run_call, on="call", proof=True)
def set_host(
    *, call: Call, host: Organisation | None, parts: Sequence[str], by: Actor, reason: str = ""
) -> Call:
    """None takes it back at once. Whoever was asked before, and whoever is now, is told.

    Raises RuleBroken once the review is over, and without a reason where the call is out.
    """
    if call.state not in (CallState.DRAFT, *HOSTED_IN):
        raise RuleBroken(
            f"现在的状态是“{call.get_state_display()}”，不能再调整承办单位：评审结束以后都由组织单位办理。"
        )
    if call.opened_at is not None and not reason.strip():
        raise RuleBroken("通知已经发出，请写明调整承办单位的理由。")
    refuse_unfit_host(call.organisation.path, host, parts)
    if call.opened_at is not None and call.host_id is not None:
        _tell(call, by, f"不再承办：{call.title}", f"理由：{reason.strip()}")
    acts.change(call, hosts_before=_hosted_before(call), host=host, **as_fields(parts))
    if call.opened_at is not None:
        tell_host(call, by)
    return call


def _hosted_before(call: Call) -> list[str]:
    """Also whoever hosts now, if what had arrived lies open to it or did: it has read what others handed in, whoever
    hosts from now on (controls BL-08).
    """
    lay_open = call.state not in (CallState.DRAFT, CallState.OPEN)
    lay_open = lay_open or call.extensions.filter(confirmed_at__gt=F("before")).exists()
    if call.host is None or not call.hosted or not lay_open:
        return list(call.hosts_before)
    return sorted({*call.hosts_before, call.host.public_id})


def as_fields(parts: Sequence[str]) -> dict[str, bool]:
    return {f"host_{part}": part in parts for part in HOSTED}


def tell_host(call: Call, by: Actor) -> None:
    """What it is asked to run, once the call is out."""
    if call.host_id is not None and call.hosted:
        _tell(
            call,
            by,
            f"请承办：{call.title}",
            f"承办的事项：{'、'.join(HOSTED[part] for part in call.hosted)}。",
        )


def _tell(call: Call, by: Actor, title: str, body: str) -> None:
    for post in host_posts(call).select_related("user"):
        tell_post(post, call, by, title, body, f"call-host:{call.public_id}:{call.version}:{title[:2]}")


def refuse_unfit_host(path: str, host: Organisation | None, parts: Sequence[str]) -> None:
    if host is None:
        if parts:
            raise RuleBroken("勾选了承办的事项，请选择承办单位。")
        return
    if not hosts_below(path).filter(pk=host.pk).exists():
        raise RuleBroken(f"{host.short}不能承办，请选择本单位所属的教研机构、科室或者学校。")
