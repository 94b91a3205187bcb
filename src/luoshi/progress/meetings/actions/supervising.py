"""The ladder for one school: a letter with number, seal and a day to reply by; a talk; a circular. Nothing of it comes
by itself: the reminders before it are the system's, every rung here is a person's act.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.posts import held_post
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.days import day_in_words
from luoshi.notices.actions import call_back, let_off, receive, settle, tell
from luoshi.notices.models import Delivery, Notice
from luoshi.papers.actions import Proof
from luoshi.papers.filed.actions import freeze, outdate_papers
from luoshi.papers.filed.printing import Prepared

from .. import permissions
from ..models import Case, Letter, Rising
from ..queries import climbed_after, next_number, runners_of, schools_below
from ..states import CASE, LETTER, CaseState, LetterState, Rung

RUNS, RUNS_LETTER = permissions.can_run_case, permissions.can_run_letter


def letter_key(letter: Letter) -> str:
    return f"supervision:{letter.public_id}"


@acts.act("meetings.start_case", who=permissions.can_start_case)
def start_case(
    *, school: Organisation, title: str, words: str, reply_by: dt.date, by: Actor, **facts: Any
) -> Case:
    """With the draft of its first letter. Nobody outside the bureau sees it yet."""
    runner = held_post(by.membership_id)
    if not schools_below(by).filter(pk=school.pk).exists():
        raise RuleBroken("这所学校不在本单位管理范围内，请另选。")
    made: Case = acts.create(
        Case, organisation=runner.organisation, runner=runner, school=school, title=title, **facts
    )
    acts.create(Letter, case=made, issuer=made.organisation, words=words, reply_by=reply_by)
    return made


@acts.act("meetings.change_facts", who=RUNS, on="case")
def change_facts(*, case: Case, facts: Sequence[str], by: Actor) -> Case:
    """What the letter rests on, a line each, while nothing has gone out."""
    if case.state == CaseState.CLOSED:
        raise RuleBroken("督办已经办结。要再发函的，先重新督办。")
    if case.was_issued:
        raise RuleBroken("督办函已经印发，依据的事实不能再改。情况有变化的，写进再发的督办函。")
    acts.change(case, facts="\n".join(facts))
    return case


@acts.act("meetings.add_letter", who=RUNS, on="case")
def add_letter(*, case: Case, words: str, reply_by: dt.date, by: Actor) -> Case:
    """Another letter in the same matter, once the one before is out."""
    if case.state == CaseState.CLOSED:
        raise RuleBroken("督办已经办结。要再发函的，先重新督办。")
    if case.letters.filter(state=LetterState.DRAFT).exists():
        raise RuleBroken("已有一份督办函在草拟，请先印发那一份。")
    acts.create(Letter, case=case, issuer=case.organisation, words=words, reply_by=reply_by)
    return case


@acts.act("meetings.change_letter", who=RUNS_LETTER, on="letter")
def change_letter(*, letter: Letter, words: str, reply_by: dt.date, by: Actor) -> Letter:
    if letter.state != LetterState.DRAFT:
        raise RuleBroken("督办函已经印发，不能再改。要补充的，另发一份。")
    acts.change(letter, words=words, reply_by=reply_by)
    return letter


@acts.act("meetings.issue_letter", who=RUNS_LETTER, on="letter")
def issue_letter(*, letter: Letter, prepared: Prepared, year: int, number: int, by: Actor) -> Letter:
    """Printed before with this number; the print waits for its seal among the filed papers. The school is told."""
    if letter.reply_by < clock.today():
        raise RuleBroken("回复期限已经过了，请先改期限再印发。")
    if (year, number) != (clock.today().year, next_number(letter.issuer, year)):
        raise RuleBroken("刚才有人用了同一个文号，请再点一次“印发”。")
    name = f"{by.name}（{by.role_name}）"[:120]
    now = clock.now()
    LETTER.make("meetings.issue_letter", letter, year=year, number=number, issued_at=now, issued_by=name)
    CASE.make("meetings.issue_letter", letter.case)
    freeze(prepared=prepared, by=by)
    _tell_school(letter, f"督办函 {letter.mark}：{letter.case.title}", by, receipt=True)
    return letter


@acts.act("meetings.recall_letter", who=RUNS_LETTER, on="letter")
def recall_letter(*, letter: Letter, reason: str, by: Actor) -> Letter:
    """Issued by a slip. Its number is used up; what was printed must not be stamped any more. Once somebody at the
    school has signed for it, it has arrived and stays; so does one that a talk or a circular was held on.
    """
    _refuse_closed(letter)
    if (after := climbed_after(letter)) is not None:
        raise RuleBroken(
            f"印发以后已经记了{after.get_kind_display()}（{day_in_words(after.on)}），不能撤回。"
            "写错的另发一份说明；不用再办的，写明理由“办结”。"
        )
    told = told_of(letter)
    if Delivery.objects.filter(notice__in=told, received_at__isnull=False).exists():
        raise RuleBroken("学校已经有人签收，不能撤回。写错的另发一份说明；不用再办的，写明理由“办结”。")
    LETTER.make("meetings.recall_letter", letter, reason=reason)
    acts.change(letter, reason=reason.strip())
    if not letter.case.was_issued:
        CASE.make("meetings.recall_letter", letter.case)
    outdate_papers(about=letter, by=by)
    settle(letter_key(letter))
    call_back(told)
    _tell_school(
        letter, f"督办函 {letter.mark}已撤回，不用签收和回复", by, body=f"撤回的原因：{letter.reason}"
    )
    return letter


def told_of(letter: Letter) -> QuerySet[Notice]:
    """The message that brought it, to be signed for."""
    return Notice.objects.filter(
        about_id=letter.case.public_id, receipt=True, title__startswith=f"督办函 {letter.mark}："
    )


def _refuse_closed(letter: Letter) -> None:
    """What a case was closed on stays as it was read then."""
    if Case.objects.select_for_update(of=("self",)).get(pk=letter.case_id).state == CaseState.CLOSED:
        raise RuleBroken("督办已经办结，不能再改。要补充的，请发函的教育局先重新督办。")


def _tell_school(letter: Letter, title: str, by: Actor, *, receipt: bool = False, body: str = "") -> None:
    """With the day by which it is answered, unless nothing is to be answered any more."""
    tell(
        to=runners_of(letter.case.school_id),
        title=title,
        kind="meetings",
        href=reverse("case", args=[letter.case.public_id]),
        about=letter.case,
        body=body,
        due=None if letter.state == LetterState.RECALLED else letter.reply_by,
        receipt=receipt,
        by=by,
    )


@acts.act("meetings.reply_letter", who=permissions.can_reply_letter, on="letter")
def reply_letter(*, letter: Letter, said: str, by: Actor, file: Proof | None = None) -> Letter:
    words = said.strip()
    if not words:
        raise RuleBroken("请先写明整改情况，再回复。")
    _refuse_closed(letter)
    fields: dict[str, Any] = {"reply": words, "replied_by_id": by.membership_id, "replied_at": clock.now()}
    if file is not None:
        fields |= {"reply_stored": file.stored, "reply_name": file.name[-120:]}
    LETTER.make("meetings.reply_letter", letter, **fields)
    _sign_by_reply(letter, by)
    settle(letter_key(letter))
    tell(
        to=runners_of(letter.issuer_id),
        title=f"{letter.case.school.short}回复了督办函 {letter.mark}",
        kind="meetings",
        href=reverse("case", args=[letter.case.public_id]),
        about=letter.case,
        by=by,
    )
    return letter


def _sign_by_reply(letter: Letter, by: Actor) -> None:
    """Who replies has it; his colleagues need not sign any more."""
    unsigned = Delivery.objects.filter(notice__in=told_of(letter), received_at__isnull=True)
    for row in unsigned.filter(user=by.user_id, let_off_at__isnull=True).select_related("notice"):
        receive(notice=row.notice, by=by)
    let_off(unsigned.exclude(user=by.user_id))


@acts.act("meetings.recall_reply", who=permissions.can_reply_letter, on="letter")
def recall_reply(*, letter: Letter, reason: str, by: Actor) -> Letter:
    """What was written stands in the box again; the bureau no longer reads it. A file is chosen anew: it may be
    what was wrong.
    """
    _refuse_closed(letter)
    unsent = {"replied_at": None, "reply_stored": None, "reply_name": ""}
    LETTER.make("meetings.recall_reply", letter, reason=reason, **unsent)
    tell(
        to=runners_of(letter.issuer_id),
        title=f"{letter.case.school.short}撤回了对督办函 {letter.mark}的回复",
        body=reason.strip(),
        kind="meetings",
        href=reverse("case", args=[letter.case.public_id]),
        about=letter.case,
        by=by,
    )
    return letter


@acts.act("meetings.accept_reply", who=RUNS_LETTER, on="letter")
def accept_reply(*, letter: Letter, by: Actor) -> Letter:
    LETTER.make("meetings.accept_reply", letter)
    _tell_school(letter, f"督办函 {letter.mark}的回复已认可", by)
    return letter


@acts.act("meetings.return_reply", who=RUNS_LETTER, on="letter")
def return_reply(*, letter: Letter, reason: str, reply_by: dt.date, by: Actor) -> Letter:
    """With another day to reply by."""
    _refuse_closed(letter)
    LETTER.make("meetings.return_reply", letter, reason=reason)
    acts.change(letter, reason=reason.strip(), reply_by=reply_by)
    _tell_school(letter, f"督办函 {letter.mark}的回复被退回，请重新办理", by)
    return letter


@acts.act("meetings.note_rung", who=RUNS, on="case")
def note_rung(*, case: Case, kind: str, on: dt.date, words: str, by: Actor, who: str = "") -> Case:
    """A talk needs a letter before it, a circular a talk: one rung after the other."""
    if case.state != CaseState.OPEN:
        raise RuleBroken("先印发督办函，才能约谈；督办已办结的，先重新督办。")
    if kind == Rung.CIRCULAR and not case.rungs.filter(kind=Rung.TALK).exists():
        raise RuleBroken("先约谈，才能通报。")
    if on > clock.today():
        raise RuleBroken("日期还没有到，办完以后再记。")
    acts.create(Rising, case=case, kind=kind, on=on, who=who, words=words, said_by_id=by.membership_id)
    letter = case.letters.filter(number__isnull=False).order_by("-id")[0]
    _tell_school(letter, f"{Rung(kind).label}已记录：{case.title}", by)
    return case


@acts.act("meetings.close_case", who=RUNS, on="case")
def close_case(*, case: Case, reason: str, by: Actor) -> Case:
    CASE.make("meetings.close_case", case, reason=reason)
    acts.change(case, reason=reason.strip())
    for letter in case.letters.all():
        settle(letter_key(letter))
    return case


@acts.act("meetings.reopen_case", who=RUNS, on="case")
def reopen_case(*, case: Case, reason: str, by: Actor) -> Case:
    CASE.make("meetings.reopen_case", case, reason=reason)
    acts.change(case, reason=reason.strip())
    return case
