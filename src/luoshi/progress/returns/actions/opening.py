"""A return is sent out, taken back for mending, withdrawn, closed, opened again."""

from __future__ import annotations

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms import actions as forms
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.notices.actions import redate

from .. import permissions
from ..asking import missing_to_open
from ..burden.asked import note_asked
from ..keys import FORM_KEY
from ..models import Return
from ..states import RETURN, ReturnState
from ..telling import moment_words, tell_all


@acts.act("returns.open_return", who=permissions.can_run_return, on="row")
def open_return(*, row: Return, by: Actor) -> Return:
    """Out it goes: the form is published and stays as it is, each organisation has its sheet, all are told."""
    if missing := missing_to_open(row):
        raise RuleBroken(f"还不能发出：{missing[0]}")
    draft = draft_of(row.definition)
    if draft is not None:
        forms.publish_version(version=draft, steps=(), by=by)
    version = draft or row.definition.current
    RETURN.make("returns.open_return", row, opened_at=clock.now(), form_version=version)
    note_asked(row, by)
    about = f"{row.asked_by}要求" if row.asked_by else ""
    tell_all(
        row,
        by,
        f"请填报：{row.title}",
        f"{about}{moment_words(row.until)} 前送出。依据：{row.basis}。用途：{row.purpose}。",
    )
    return row


@acts.act("returns.redraft_return", who=permissions.can_run_return, on="row")
def redraft_return(*, row: Return, reason: str, by: Actor) -> Return:
    """Back to the draft while nobody has begun: with a form of the same content that can be changed again."""
    if row.state == ReturnState.OPEN and not row.nobody_began:
        raise RuleBroken("已经有单位动手填了，不能收回修改。可以撤回，或截止以后另发一次。")
    before, old = row.form_version, row.definition
    assert before is not None
    copied = forms.start_form(
        title=row.title,
        purpose=row.purpose,
        basis=row.basis,
        key=f"{FORM_KEY}{new_public_id()}",
        content=before.content,
        by=by,
    )
    acts.change(old, withdrawn_at=clock.now())
    RETURN.make(
        "returns.redraft_return", row, reason=reason, opened_at=None, form_version=None, definition=copied
    )
    redate(about=row, due=None, parts=list(row.sheets.all()))
    tell_all(row, by, f"已收回修改，先不用填：{row.title}", f"理由：{reason.strip()}")
    return row


@acts.act("returns.withdraw_return", who=permissions.can_run_return, on="row")
def withdraw_return(*, row: Return, reason: str, by: Actor) -> Return:
    """Nobody need fill it any more; what was written stays with it."""
    was_open = row.state == ReturnState.OPEN
    if was_open:
        redate(about=row, due=None, parts=list(row.sheets.all()))
        tell_all(row, by, f"已撤回，不用再填：{row.title}", f"理由：{reason.strip()}")
    RETURN.make("returns.withdraw_return", row, reason=reason)
    return row


@acts.act("returns.restore_return", who=permissions.can_run_return, on="row")
def restore_return(*, row: Return, reason: str, by: Actor) -> Return:
    RETURN.make("returns.restore_return", row, reason=reason)
    if row.state == ReturnState.OPEN:
        redate(about=row, due=row.last_day, parts=list(row.sheets.all()))
        tell_all(row, by, f"已恢复，请填报：{row.title}", f"{moment_words(row.until)} 前送出。")
    return row


@acts.act("returns.close_return", who=permissions.can_run_return, on="row")
def close_return(*, row: Return, by: Actor) -> Return:
    """Nothing new is taken from now on; what was sent back may still come again."""
    RETURN.make("returns.close_return", row, closed_at=clock.now())
    return row


@acts.act("returns.reopen_return", who=permissions.can_run_return, on="row")
def reopen_return(*, row: Return, reason: str, by: Actor) -> Return:
    """Sheets may come again; a merged file no longer says what stands and is made anew afterwards."""
    RETURN.make(
        "returns.reopen_return",
        row,
        reason=reason,
        closed_at=None,
        merged=None,
        merged_name="",
        merged_at=None,
        checks=[],
    )
    tell_all(row, by, f"重新开放填报：{row.title}", f"理由：{reason.strip()}")
    return row
