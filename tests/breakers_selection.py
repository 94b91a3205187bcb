"""Kinds and calls on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.selection import actions
from luoshi.selection.examples import example
from luoshi.selection.models import Call, Extension, Kind, Proposal, Quota

from . import breakers_archive, breakers_recognition, breakers_recommendation
from .breakers_papers import post


def make_selections() -> None:
    """One call that is open and was extended, with a quota."""
    officer, head = actor_for(post("city-officer")), actor_for(post("section-head"))
    shipped = example("innovation-team")
    assert shipped is not None
    kind = actions.make_kind(source=shipped, title=shipped.title, by=officer)
    until = clock.now() + dt.timedelta(days=20)
    facts = actions.CallFacts(title="示例遴选", until=until)
    call = actions.start_call(kind=kind, facts=facts, by=officer)
    rows = [actions.QuotaRow(post("school-office").organisation, "", 2)]
    actions.set_quotas(call=call, rows=rows, by=officer, version=call.version)
    call.refresh_from_db()
    actions.open_call(call=call, by=officer, version=call.version)
    call.refresh_from_db()
    said = {"until": until + dt.timedelta(days=3), "reason": "网络中断"}
    extension = actions.propose_extension(call=call, by=officer, version=call.version, **said)
    actions.confirm_extension(extension=extension, by=head, version=extension.version)
    call.refresh_from_db()
    more = [actions.QuotaRow(post("school-office").organisation, "", 3)]
    proposal = actions.propose_quotas(call=call, rows=more, reason="试点", by=officer, version=call.version)
    actions.confirm_quotas(proposal=proposal, by=head, version=proposal.version)
    breakers_recognition.make_rows()
    breakers_archive.make_rows()
    breakers_recommendation.make_rows()


def same_person(model: Any = Extension) -> None:
    """The confirming post now belongs to whoever said it."""
    row = model.objects.get()
    assert row.confirmed_by is not None
    type(row.confirmed_by).objects.filter(pk=row.confirmed_by.pk).update(user=row.said_by.user)


def unlimited() -> None:
    call = Call.objects.get(pk=Quota.objects.get().call_id)
    Call.objects.filter(pk=call.pk).update(rules={**call.rules, "quota": {"by": "none"}})


BREAKERS: dict[str, Any] = {
    "selection-rules": lambda: Kind.objects.update(rules={"applicant": "nobody"}),
    "call-extended": lambda: Call.objects.update(until=clock.now()),
    "extension-by-another": same_person,
    "proposal-by-another": lambda: same_person(Proposal),
    "quota-of-rules": unlimited,
    **breakers_recognition.BREAKERS,
    **breakers_archive.BREAKERS,
    **breakers_recommendation.BREAKERS,
}
