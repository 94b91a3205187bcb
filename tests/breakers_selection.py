"""Kinds and calls on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.core.quota_rule import By, QuotaBasis, to_json
from luoshi.selection import actions
from luoshi.selection.actions.reckoning import Reckoning
from luoshi.selection.examples import example
from luoshi.selection.measured import as_json, digest_of, lines_of
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
    reckoned(call, officer)
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


def reckoned(call: Call, officer: Any) -> None:
    """By the number of teachers, as the page does."""
    basis = QuotaBasis(By.NUMBER, "profile-teachers", per=30, least=1, most=6)
    shown = digest_of(to_json(basis), as_json(lines_of(officer, call, basis)))
    said = Reckoning(basis=basis, words="每 30 名教师 1 个", unit="人", labels={}, shown=shown)
    actions.reckon_quotas(call=call, reckoning=said, by_hand={}, by=officer, version=call.version)
    call.refresh_from_db()


def miscounted() -> None:
    call = Call.objects.exclude(quota_basis={}).get()
    first, *rest = call.quota_basis["rows"]
    Call.objects.filter(pk=call.pk).update(
        quota_basis={**call.quota_basis, "rows": [{**first, "number": 99}, *rest]}
    )


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
    "quota-reckoned": miscounted,
    **breakers_recognition.BREAKERS,
    **breakers_archive.BREAKERS,
    **breakers_recommendation.BREAKERS,
}
