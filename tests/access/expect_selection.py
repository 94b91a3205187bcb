"""What each route of kinds and calls answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.core.quota_rule import By, QuotaBasis, to_json
from luoshi.core.selection import read_rules
from luoshi.selection.measured import OWNER, as_json, digest_of, lines_of
from luoshi.selection.models import Call, Extension, Kind, Proposal

from .expect_papers import post_of
from .lines import EDITORS, OWN_RUNNERS, Expected, Form, button, page, version

RUNNERS = EDITORS
BUREAU = RUNNERS | {"bureau_leader", "monitor"}
READS_SELECTIONS = BUREAU | {
    "host",
    *("county_officer", "county_leader", "school_head", "party_secretary", "deputy_head", "council_chair"),
    *("office", "department_head", "task_owner", "teacher"),
}


def soon(days: int) -> str:
    return (clock.now() + dt.timedelta(days=days)).strftime("%Y-%m-%dT09:00")


def runs(row: Call, user: Any) -> bool:
    post = post_of(user)
    return post is not None and post.organisation_id == row.organisation_id and post.role in RUNNERS


def put(row: Call, user: Any, state: str, **fields: Any) -> dict[str, Any]:
    """In this state for those who run it; the others are asked as it stands."""
    if runs(row, user):
        row.extensions.all().delete()
        now = clock.now()
        until = fields.pop("until", now + dt.timedelta(days=20))
        version_of_form = row.kind.definition.current
        given = {
            "opened_at": now,
            "form_version": version_of_form,
            "until": until,
            "closed_at": None,
            **fields,
        }
        Call.objects.filter(pk=row.pk).update(state=state, **given)
    return version(row)


def in_state(state: str, **said: Any) -> Form:
    return lambda row, user: {**said, **put(row, user, state)}


def as_draft(row: Call, user: Any) -> dict[str, Any]:
    return put(row, user, "draft", opened_at=None, form_version=None)


def drafted(**said: Any) -> Form:
    return lambda row, user: {**said, **as_draft(row, user)}


def is_over(row: Call, user: Any) -> dict[str, Any]:
    return put(row, user, "open", until=clock.now() - dt.timedelta(hours=1))


def withdrawn(row: Call, user: Any) -> dict[str, Any]:
    return {"reason": "还要办", **put(row, user, "withdrawn")}


def a_call(row: Any = None, user: Any = None) -> dict[str, Any]:
    said = {"title": "示例遴选", "level": "city", "until": soon(30)}
    return said if row is None or isinstance(row, Kind) else {**said, **as_draft(row, user)}


def restored(row: Kind, user: Any) -> dict[str, Any]:
    post = post_of(user)
    if post is not None and post.organisation_id == row.organisation_id:
        Kind.objects.filter(pk=row.pk).update(withdrawn_at=clock.now())
    return version(row)


def the_last_rows(row: Kind, user: Any) -> dict[str, Any]:
    """Part 等次、公示和日程 with one line."""
    return {"notice_days": "5", "levels-total": "0", "_version": row.version}


def a_condition(row: Kind, user: Any) -> dict[str, Any]:
    told = {"test-0-field": "undertaken", "test-0-op": "ge", "test-0-value": "1", "test-total": "1"}
    return {"words": "承接过任务", **told, "_version": row.version}


def said_by_another(row: Extension | Proposal, user: Any) -> dict[str, Any]:
    """Whoever asks is not the one who said it."""
    other = Membership.objects.filter(organisation=row.call.organisation).exclude(user=user).order_by("pk")[0]
    type(row).objects.filter(pk=row.pk).update(said_by=other)
    return version(row)


def declined_by_another(row: Extension | Proposal, user: Any) -> dict[str, Any]:
    return {"reason": "时间够用", **said_by_another(row, user)}


def judged(row: Proposal, user: Any) -> dict[str, Any]:
    """Its call under review, said by somebody else."""
    put(row.call, user, "reviewing", closed_at=clock.now())
    return said_by_another(row, user)


def by_founder(row: Call, user: Any) -> dict[str, Any]:
    """One place for every school of a kind of founder, as the table shows it."""
    said, post = as_draft(row, user), post_of(user)
    types = tuple((key, 1) for key, _ in Organisation.Owner.choices if key)
    basis = QuotaBasis(By.TYPE, OWNER, types=types, cap=read_rules(row.rules).quota.most)
    shown = digest_of(to_json(basis), as_json(lines_of(actor_for(post), row, basis))) if post else ""
    typed = {f"type-{key}": "1" for key, _ in types}
    return {**said, **typed, "type": OWNER, "each_win": "0", "_shown": shown}


EXPECTED_SELECTION: dict[str, Expected] = {
    "calls": page(READS_SELECTIONS),
    "call": page(READS_SELECTIONS),
    "call-notice": page(READS_SELECTIONS),
    "edit-call": Expected(get=RUNNERS, post=RUNNERS, form=a_call),
    "call-quotas": Expected(get=RUNNERS, post=RUNNERS, form=drafted(**{"quotas-total": "0"})),
    "reckon-call-quotas": Expected(get=RUNNERS, post=RUNNERS, form=by_founder),
    "call-host": Expected(get=RUNNERS, post=RUNNERS, form=in_state("open", reason="收回")),
    "take-call-rules": button(RUNNERS, as_draft),
    "take-selection-kind": button(OWN_RUNNERS),
    "open-call": button(RUNNERS, as_draft),
    "close-call": button(RUNNERS, is_over),
    "withdraw-call": button(RUNNERS, in_state("open", reason="不办了")),
    "restore-call": button(RUNNERS, withdrawn),
    "extend-call": Expected(
        get=RUNNERS, post=RUNNERS, form=in_state("open", until=soon(60), reason="网络中断")
    ),
    "confirm-call-extension": button(RUNNERS | {"bureau_leader"}, said_by_another),
    "decline-call-extension": button(RUNNERS | {"bureau_leader"}, declined_by_another),
    "drop-call-extension": button(RUNNERS),
    "confirm-call-proposal": button(RUNNERS | {"bureau_leader"}, judged),
    "decline-call-proposal": button(RUNNERS | {"bureau_leader"}, declined_by_another),
    "drop-call-proposal": button(RUNNERS),
    "selection-kinds": page(BUREAU | {"county_officer"}),  # a school's are those it took over
    "new-selection-kind": Expected(
        get=RUNNERS | {"county_officer"},
        post=RUNNERS | {"county_officer"},
        form=lambda row, user: {"title": "新类别"},
        query="?example=textbook",
        gate=True,
    ),
    "selection-kind": page(BUREAU),
    "edit-selection-kind": Expected(
        get=RUNNERS,
        post=RUNNERS,
        form=lambda row, user: {"title": "改名", "outcome": "recognise", "_version": row.version},
    ),
    "selection-kind-rules": Expected(get=RUNNERS, post=RUNNERS, form=the_last_rows),
    "choose-kind-condition": page(RUNNERS, query="?about=organisation"),
    "add-kind-condition": Expected(get=RUNNERS, post=RUNNERS, form=a_condition),
    "edit-kind-condition": Expected(get=RUNNERS, post=RUNNERS, form=a_condition),
    "arrange-kind-conditions": button(RUNNERS, lambda row, user: {"do": "remove 0", "_version": row.version}),
    "withdraw-selection-kind": button(
        RUNNERS, lambda row, user: {"reason": "不用了", "_version": row.version}
    ),
    "restore-selection-kind": button(RUNNERS, restored),
    "new-call": Expected(get=RUNNERS, post=RUNNERS, form=a_call),
}
