"""What several acts on awards begin with."""

from __future__ import annotations

import calendar
import datetime as dt

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import read_rules
from luoshi.registers.states import StageKind

from ..certifying import new_code, signed
from ..models import Award, Certificate
from ..registering import note_step


def day_said(on: dt.date) -> dt.date:
    if on > clock.today():
        raise RuleBroken("日期不能在今天以后，请按文件上的日期填写。")
    return on


def paper_said(number: str) -> str:
    kept = number.strip()[:80]
    if not kept:
        raise RuleBroken("请填写文号，证书和查验页上要用。")
    return kept


def reason_said(reason: str) -> str:
    kept = reason.strip()[:300]
    if not kept:
        raise RuleBroken("请写明理由后再办理。")
    acts.note_reason(kept)
    return kept


def last_day(since: dt.date, months: int) -> dt.date | None:
    """The last day of so many months that begin on `since`; None for 0, which is for ever."""
    if not months:
        return None
    at = since.year * 12 + since.month - 1 + months
    year, month = at // 12, at % 12 + 1
    same = min(since.day, calendar.monthrange(year, month)[1])
    return dt.date(year, month, same) - dt.timedelta(days=1 if same == since.day else 0)


def recognise(award: Award, on: dt.date, document_number: str, by: Actor) -> None:
    """Inside an act: the number, the days, the certificate, the step in the register. The state is the caller's."""
    until = last_day(on, read_rules(award.call.rules).valid_months)
    acts.change(
        award, document_number=document_number, recognised_on=on, valid_until=until, **_number(award, on)
    )
    issue(award, on, until)
    note_step(
        award, StageKind.RECOGNISED, on, by, document_number=document_number, valid_until=until,
        words=award.full_honour,
    )  # fmt: skip


def _number(award: Award, on: dt.date) -> dict[str, object]:
    """The next one of the bureau in that year; its row is held, so that two recognitions come one after the other."""
    issuer = Organisation.objects.select_for_update().get(pk=award.issuer_id)
    given = Award.objects.filter(issuer=issuer, year=on.year).exclude(sequence=None).order_by("-sequence")
    last = given.values_list("sequence", flat=True).first() or 0
    return {
        "year": on.year,
        "sequence": last + 1,
        "number": f"{issuer.name[:60]}证〔{on.year}〕{last + 1:04d}号",
    }


def issue(award: Award, since: dt.date, until: dt.date | None) -> Certificate:
    """A certificate, in place of the one before."""
    for before in award.certificates.filter(replaced_at__isnull=True, revoked_on__isnull=True):
        acts.change(before, replaced_at=clock.now())
    code = new_code()
    made: Certificate = acts.create(
        Certificate,
        award=award,
        code=code,
        credential=signed(award, code, since, until),
        since=since,
        valid_until=until,
        issued_at=clock.now(),
    )
    return made
