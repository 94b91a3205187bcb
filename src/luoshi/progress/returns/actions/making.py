"""A return is begun, its facts change, its organisations are chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.dataforms import actions as forms
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.common.models import StoredFile
from luoshi.papers.actions.moving import post_of
from luoshi.plans.models import Plan

from .. import permissions
from ..burden.asked import note_asked
from ..keys import FORM_KEY
from ..models import Return, ReturnSheet
from ..queries import possible_recipients
from ..states import ReturnState, SheetState
from ..telling import ask_more, let_off

MOST_RECIPIENTS = 500
Kept = tuple[StoredFile, str]  # the bytes and what the file was called


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a return as a whole."""

    title: str
    basis: str
    section: str
    purpose: str
    until: dt.datetime | None = None
    asked_by: str = ""
    words: str = ""
    asks_steps: bool = False
    asks_seal: bool = False
    plan: Plan | None = None

    def as_fields(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@acts.act("returns.start_return", who=permissions.can_make_return)
def start_return(*, facts: Facts, by: Actor, notice: Kept | None = None) -> Return:
    """A draft with an empty form of its own. It is asked of all schools below until others are chosen."""
    officer = post_of(by)
    definition = forms.start_form(
        title=facts.title,
        purpose=facts.purpose,
        basis=facts.basis,
        key=f"{FORM_KEY}{new_public_id()}",
        by=by,
    )
    row: Return = acts.create(
        Return,
        organisation=officer.organisation,
        officer=officer,
        definition=definition,
        **facts.as_fields(),
        **({"notice": notice[0], "notice_name": notice[1]} if notice else {}),
    )
    schools = list(possible_recipients(officer.organisation)[: MOST_RECIPIENTS + 1])
    if len(schools) > MOST_RECIPIENTS:
        schools = []  # none is left out unsaid: the officer chooses, and it does not go out before
    for school in schools:
        ReturnSheet.objects.create(asked_in=row, organisation=school)
    acts.note_bulk("returns.returnsheet", [school.public_id for school in schools])
    return row


@acts.act("returns.change_return", who=permissions.can_run_return, on="row")
def change_return(*, row: Return, facts: Facts, by: Actor, notice: Kept | None = None) -> Return:
    """As long as it is a draft everything; the form is called and explained alike."""
    refuse_unless_draft(row, "修改")
    more: dict[str, Any] = {"notice": notice[0], "notice_name": notice[1]} if notice else {}
    acts.change(row, **facts.as_fields(), **more)
    about = {"title": facts.title, "purpose": facts.purpose, "basis": facts.basis}
    forms.change_form(definition=row.definition, by=by, **about)
    return row


def refuse_unless_draft(row: Return, what: str) -> None:
    if row.state != ReturnState.DRAFT:
        state = row.get_state_display()
        raise RuleBroken(f"现在的状态是“{state}”，不能{what}。还没有单位动手填的，可以先收回修改。")


@acts.act("returns.choose_recipients", who=permissions.can_run_return, on="row")
def choose_recipients(*, row: Return, organisations: Sequence[Organisation], by: Actor) -> Return:
    """Who is asked, all of them at once. While it is out more may be asked, and those who have not begun let off."""
    if row.state not in (ReturnState.DRAFT, ReturnState.OPEN):
        raise RuleBroken(f"现在的状态是“{row.get_state_display()}”，不能改填报单位。")
    wanted = {each.pk: each for each in organisations}
    _refuse_unfit(row, wanted)
    gone = list(row.sheets.exclude(organisation__in=wanted).select_related("organisation", "asked_in"))
    begun = [sheet.organisation.short for sheet in gone if sheet.state != SheetState.TODO]
    if begun:
        raise RuleBroken(f"{'、'.join(begun[:5])}已经动手填了，不能去掉。")
    there = set(row.sheets.values_list("organisation_id", flat=True))
    fresh = [each for key, each in wanted.items() if key not in there]
    acts.note_bulk("returns.not_asked", [sheet.organisation.public_id for sheet in gone])
    acts.note_bulk("returns.asked", [each.public_id for each in fresh])
    if row.state == ReturnState.OPEN:
        let_off(gone, by)
    row.sheets.filter(pk__in=[sheet.pk for sheet in gone]).delete()
    made = [ReturnSheet.objects.create(asked_in=row, organisation=each) for each in fresh]
    if row.state == ReturnState.OPEN and made:
        note_asked(row, by, made)
        ask_more(made, by)
    return row


def _refuse_unfit(row: Return, wanted: dict[int, Organisation]) -> None:
    allowed = set(possible_recipients(row.organisation).filter(pk__in=wanted).values_list("pk", flat=True))
    there = set(row.sheets.values_list("organisation_id", flat=True))
    if not set(wanted) <= allowed | there:
        raise RuleBroken("选了不在本单位下属学校里的单位，请刷新页面重新选择。")
    if len(wanted) > MOST_RECIPIENTS:
        raise RuleBroken(f"一次收表最多 {MOST_RECIPIENTS} 个单位，请分几次发。")
    if not wanted:
        raise RuleBroken("至少选一个单位。")
