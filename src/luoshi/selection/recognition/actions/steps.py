"""From cultivation to recognition and on: mid-term, acceptance, recognition, renewal, an end; the register entry."""

from __future__ import annotations

import datetime as dt

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import read_rules
from luoshi.registers.models import Entry
from luoshi.registers.states import StageKind

from .. import permissions
from ..models import Award
from ..registering import enter, fits, note_step
from ..states import AWARD, AwardState
from .holding import day_said, issue, last_day, paper_said, recognise


def _not_before(award: Award, on: dt.date) -> dt.date:
    last = award.steps.order_by("-on").values_list("on", flat=True).first()
    if day_said(on) < (last or on):
        raise RuleBroken(f"日期不能早于上一个阶段（{last:%Y-%m-%d}），请按文件上的日期填写。")
    return on


@acts.act("recognition.note_mid_term", who=permissions.can_run_award, on="award")
def note_mid_term(*, award: Award, on: dt.date, passed: bool, by: Actor, words: str = "") -> Award:
    if award.state != AwardState.CULTIVATED:
        raise RuleBroken("培育建设期间才有中期检查，请刷新页面。")
    note_step(award, StageKind.MID_TERM, _not_before(award, on), by, passed=passed, words=words.strip()[:300])
    return award


@acts.act("recognition.accept_award", who=permissions.can_run_award, on="award")
def accept_award(*, award: Award, on: dt.date, document_number: str, by: Actor, words: str = "") -> Award:
    paper = document_number.strip()[:80]
    note_step(
        award,
        StageKind.ACCEPTED,
        _not_before(award, on),
        by,
        document_number=paper,
        words=words.strip()[:300],
    )
    AWARD.make("recognition.accept_award", award)
    return award


@acts.act("recognition.recognise_award", who=permissions.can_run_award, on="award", proof=True)
def recognise_award(*, award: Award, on: dt.date, document_number: str, by: Actor) -> Award:
    recognise(award, _not_before(award, on), paper_said(document_number), by)
    AWARD.make("recognition.recognise_award", award)
    return award


@acts.act("recognition.renew_award", who=permissions.can_run_award, on="award", proof=True)
def renew_award(*, award: Award, on: dt.date, document_number: str, by: Actor, words: str = "") -> Award:
    """到期复核通过: valid for another term from that day on, with a certificate in place of the former."""
    if award.state != AwardState.RECOGNISED or award.valid_until is None:
        raise RuleBroken("有效期内或者刚到期的认定才能复核；长期有效的不用复核。")
    paper, on = paper_said(document_number), _not_before(award, on)
    until = last_day(on, read_rules(award.call.rules).valid_months)
    if until is None or until <= award.valid_until:
        raise RuleBroken(f"复核后的有效期应当比现在的（{award.valid_until:%Y-%m-%d}）晚，请核对日期。")
    acts.change(award, document_number=paper, valid_until=until)
    issue(award, on, until)
    note_step(
        award, StageKind.REVIEWED, on, by, document_number=paper, valid_until=until, words=words.strip()[:300]
    )
    return award


@acts.act("recognition.end_award", who=permissions.can_run_award, on="award")
def end_award(*, award: Award, reason: str, by: Actor) -> Award:
    """Not accepted, or given up: no recognition comes of it."""
    AWARD.make("recognition.end_award", award, reason=reason)
    acts.change(award, reason=reason.strip()[:300])
    return award


@acts.act("recognition.resume_award", who=permissions.can_run_award, on="award")
def resume_award(*, award: Award, reason: str, by: Actor) -> Award:
    AWARD.make("recognition.resume_award", award, reason=reason)
    acts.change(award, reason="")
    return award


@acts.act("recognition.link_entry", who=permissions.can_link_entry, on="award")
def link_entry(*, award: Award, entry: Entry, by: Actor) -> Award:
    """Which line of the register it is about: all its steps are written there. Said once."""
    if award.entry is not None:
        raise RuleBroken("这项认定已经登记到台账，不用再办。")
    if award.state == AwardState.REVOKED:
        raise RuleBroken("这项认定已经撤销，不再登记到台账。")
    wanted = award.call.rules.get("register", "")
    if entry.organisation_id != award.organisation_id or entry.register.key != wanted or not fits(entry):
        raise RuleBroken("这一条台账不能用来登记。请选本单位同一类台账里没有结束、没有撤销的条目。")
    acts.change(award, entry=entry)
    for step in award.steps.all():
        enter(award, step, by)
    return award
