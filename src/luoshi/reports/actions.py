"""Every write of templates and reports. Files are read in the child process before an act begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.core import periods
from luoshi.indicators.entry.actions import print_figures
from luoshi.indicators.periods import row_of
from luoshi.indicators.queries import Shown
from luoshi.plans.models import Plan
from luoshi.registers.models import Register

from . import permissions
from .models import Report, TemplateVersion, about_of, digest_of
from .queries import version_in_use
from .states import REPORT, Kind, ReportState

MAKE_JOB = "reports.make"
ENDS: dict[str, str] = {Kind.CIRCULAR: "通报", Kind.HALF_YEAR: "小结", Kind.YEAR: "总结"}
SAME = "和正在使用的模板是同一个文件，没有改动。"


@dataclass(frozen=True, slots=True)
class Template:
    """An office's own file, as the child process read it."""

    stored: StoredFile
    file_name: str
    ending: str
    used: Sequence[str]
    texts: Sequence[Sequence[str]]


@acts.act("reports.keep_template", who=permissions.can_make_reports)
def keep_template(*, kind: str, register: Register | None, template: Template, by: Actor) -> TemplateVersion:
    """A new version, in use from now on; reports made before stay as they are."""
    last = version_in_use(by.organisation_id, about_of(kind, register))
    if last is not None and last.stored_id == template.stored.pk:
        raise RuleBroken(SAME)
    return _next(
        kind, register, last, by,
        stored=template.stored,
        file_name=template.file_name[:130],
        ending=template.ending,
        used=list(template.used),
        texts=[list(each) for each in template.texts],
    )  # fmt: skip


@acts.act("reports.restore_template", who=permissions.can_make_reports, under="row")
def restore_template(*, row: TemplateVersion, by: Actor) -> TemplateVersion:
    """An earlier version comes again as the newest."""
    last = version_in_use(by.organisation_id, row.about)
    if row.organisation_id != by.organisation_id or last is None:
        raise RuleBroken("这个版本不是本单位的模板。")
    if last.stored_id == row.stored_id:
        raise RuleBroken("正在使用的就是这一版，不用恢复。")
    return _next(
        row.kind, row.register, last, by,
        stored=row.stored, file_name=row.file_name, ending=row.ending, used=row.used, texts=row.texts,
        restored=row.number,
    )  # fmt: skip


@acts.act("reports.use_shipped", who=permissions.can_make_reports)
def use_shipped(*, kind: str, register: Register | None, by: Actor) -> TemplateVersion:
    """Back to the template the product came with; the own versions stay to be restored."""
    last = version_in_use(by.organisation_id, about_of(kind, register))
    if last is None or last.is_shipped:
        raise RuleBroken("正在使用的就是样例模板。")
    return _next(kind, register, last, by)


def _next(
    kind: str, register: Register | None, last: TemplateVersion | None, by: Actor, **fields: Any
) -> TemplateVersion:
    made: TemplateVersion = acts.create(
        TemplateVersion,
        organisation_id=by.organisation_id,
        kind=kind,
        register=register if kind == Kind.REGISTER else None,
        about=about_of(kind, register),
        number=last.number + 1 if last is not None else 1,
        made_by=f"{by.name}（{by.role_name}）"[:120],
        **fields,
    )
    return made


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to be about, as the form gives it."""

    kind: str
    plan: Plan | None
    register: Register | None
    span: periods.Period


@acts.act("reports.begin_report", who=permissions.can_begin, under="place")
def begin_report(*, place: Organisation, asked: Asked, by: Actor) -> Report:
    """The worker makes it; until then nothing of it can be read."""
    about = about_of(asked.kind, asked.register)
    period = row_of(asked.span)
    waiting = Report.objects.filter(
        organisation=by.organisation_id, about=about, place=place, plan=asked.plan, period=period,
        state=ReportState.QUEUED,
    )  # fmt: skip
    if waiting.exists():
        raise RuleBroken("同样的一份正在生成，请稍等，不用再点。")
    made: Report = acts.create(
        Report,
        organisation_id=by.organisation_id,
        place=place,
        plan=asked.plan,
        kind=asked.kind,
        register=asked.register if asked.kind == Kind.REGISTER else None,
        about=about,
        period=period,
        before=row_of(periods.period_before(asked.span)),
        title=_title(place, asked),
        template=_own(version_in_use(by.organisation_id, about)),
        made_by=f"{by.name}（{by.role_name}）"[:120],
    )
    acts.change(made, job=jobs.enqueue(MAKE_JOB, object_id=made.public_id, membership_id=by.membership_id))
    return made


def _own(version: TemplateVersion | None) -> TemplateVersion | None:
    return None if version is None or version.is_shipped else version


def _title(place: Organisation, asked: Asked) -> str:
    """三峡中专2026年上半年小结, 市教育局2026年度总结, 市教育局教师清单 (which says as of when by itself)."""
    if asked.kind == Kind.REGISTER and asked.register is not None:
        return f"{place.short}{asked.register.title}清单"[:200]
    year = asked.kind == Kind.YEAR and asked.span.kind == periods.YEAR
    what = f"度{ENDS[asked.kind]}" if year else ENDS[asked.kind]
    return f"{place.short}{asked.span.label}{what}"[:200]


@dataclass(frozen=True, slots=True)
class Made:
    """What the worker made. shown: the figures in it; a cell's `printed` is their place until they are printed."""

    stored: StoredFile
    ending: str
    content: dict[str, Any]
    shown: Sequence[Shown]
    as_of: dt.datetime


@acts.act("reports.note_made", who=permissions.can_finish, on="report")
def note_made(*, report: Report, made: Made, by: Actor) -> Report:
    """Every figure in it is printed: instant, definition and hash stay with it."""
    keys = [row.public_id for row in print_figures(figures=made.shown, by=by)]
    content = _with_prints(made.content, keys)
    REPORT.make(
        "reports.note_made", report,
        stored=made.stored, ending=made.ending, content=content, digest=digest_of(content), as_of=made.as_of,
        message="",
    )  # fmt: skip
    return report


def _with_prints(content: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    def of(place: int | None) -> str:
        return "" if place is None else keys[place]

    singles = [{**each, "printed": of(each["printed"])} for each in content["singles"]]
    lists = [
        {
            **each,
            "rows": [
                {**row, "cells": [[text, of(place)] for text, place in row["cells"]]} for row in each["rows"]
            ],
        }
        for each in content["lists"]
    ]
    return {**content, "singles": singles, "lists": lists}


@acts.act("reports.note_not_made", who=permissions.can_finish, on="report")
def note_not_made(*, report: Report, message: str, by: Actor) -> Report:
    REPORT.make("reports.note_not_made", report, message=message[:300])
    return report


@acts.act("reports.retry_report", who=permissions.can_run, on="report")
def retry_report(*, report: Report, by: Actor) -> Report:
    """With the template that is in use now."""
    job = jobs.enqueue(MAKE_JOB, object_id=report.public_id, membership_id=by.membership_id)
    template = _own(version_in_use(report.organisation_id, report.about))
    REPORT.make("reports.retry_report", report, job=job, message="", template=template)
    return report


@acts.act("reports.withdraw_report", who=permissions.can_run, on="report")
def withdraw_report(*, report: Report, by: Actor) -> Report:
    """It stays to be read, and the next one is compared with the one before it."""
    REPORT.make("reports.withdraw_report", report)
    return report


@acts.act("reports.restore_report", who=permissions.can_run, on="report")
def restore_report(*, report: Report, by: Actor) -> Report:
    REPORT.make("reports.restore_report", report)
    return report
