"""What must always hold of meetings."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef

from luoshi.accounts.models import Organisation
from luoshi.common.invariants import each
from luoshi.common.stages import Invariant

from .models import Case, Letter, Meeting, MeetingFile, Raised, RaisedStep, Resolution, Rising
from .states import CaseState, Level, MeetingState, Rung

Found = Iterator[tuple[str, str]]


def resolutions_hang_on_their_agenda() -> Found:
    wrong = Resolution.objects.filter(item__isnull=False).exclude(item__meeting=F("meeting"))
    return each(wrong, "议定事项指向了另一次会议的议题")


def closed_meetings_have_minutes() -> Found:
    there = MeetingFile.objects.filter(meeting=OuterRef("pk"), removed_at__isnull=True)
    return each(Meeting.objects.filter(~Exists(there), state=MeetingState.CLOSED), "已办结的会议没有纪要")


def called_meetings_were_called() -> Found:
    wrong = Meeting.objects.exclude(state__in=(MeetingState.DRAFT, MeetingState.CANCELLED)).filter(calls=0)
    return each(wrong, "会议没有发过通知")


def cancelled_meetings_resolved_nothing() -> Found:
    return each(Resolution.objects.filter(meeting__state=MeetingState.CANCELLED), "取消的会议里有议定事项")


_KINDS = {Level.COUNTY: Organisation.Kind.COUNTY_BUREAU, Level.CITY: Organisation.Kind.CITY_BUREAU}


def matters_lie_where_they_say() -> Found:
    at_school = Raised.objects.filter(level=Level.SCHOOL).exclude(holder=F("organisation"))
    yield from each(at_school, "需协调事项说在学校，却轮到别的单位")
    for level, kind in _KINDS.items():
        rows = Raised.objects.filter(level=level).exclude(holder__kind=kind)
        yield from each(rows, f"需协调事项说在{level.label}，却轮到别的单位")


def matters_have_a_beginning() -> Found:
    begun = RaisedStep.objects.filter(raised=OuterRef("pk"), kind="raise")
    return each(Raised.objects.filter(~Exists(begun)), "需协调事项没有提出的经过")


def cases_climb_rung_by_rung() -> Found:
    letters = Letter.objects.filter(case=OuterRef("pk"), number__isnull=False)
    talks = Rising.objects.filter(case=OuterRef("case"), kind=Rung.TALK)
    open_ones = Case.objects.filter(~Exists(letters), state=CaseState.OPEN)
    yield from each(open_ones, "督办中，却没有印发过督办函")
    yield from each(Rising.objects.filter(~Exists(talks), kind=Rung.CIRCULAR), "没有约谈就通报了")


INVARIANTS = (
    Invariant("case-rungs", cases_climb_rung_by_rung),
    Invariant("matter-level", matters_lie_where_they_say),
    Invariant("matter-begun", matters_have_a_beginning),
    Invariant("meeting-item", resolutions_hang_on_their_agenda),
    Invariant("meeting-closed", closed_meetings_have_minutes),
    Invariant("meeting-called", called_meetings_were_called),
    Invariant("meeting-cancelled", cancelled_meetings_resolved_nothing),
)
