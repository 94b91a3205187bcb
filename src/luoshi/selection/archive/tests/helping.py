"""A selection played to its end: drawn, scored, decided, objected to, recognised; and what must not get out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from luoshi.common import clock, sealed_files
from luoshi.common.actor import anonymous_actor
from luoshi.core.assignment.tasks import draw as solve
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.receiving import receipt_of
from luoshi.selection.archive import actions
from luoshi.selection.archive.models import Package
from luoshi.selection.outcome import actions as outcome
from luoshi.selection.outcome.sealing import Words
from luoshi.selection.outcome.sweeping import end_overdue
from luoshi.selection.outcome.tests import helping as deciding
from luoshi.selection.panel.drawing import hash_of, problem_of, result_digest
from luoshi.selection.panel.models import Conflict, Draw
from luoshi.selection.recognition import actions as recognition
from luoshi.selection.recognition.models import Award
from luoshi.selection.recognition.queries import to_grant
from luoshi.selection.recognition.tests.helping import announced
from luoshi.selection.review.tests import helping as reviewing
from luoshi.selection.review.tests.helping import act, fresh, work

PAPER = "宜教发〔2026〕12号"
OBJECTOR, OBJECTOR_PHONE, OBJECTOR_UNIT = "金丝雀甲", "13900001111", "某某示例学校"
PHONE, ID_NUMBER, REPORT = "13800002222", "420101199001011234", "举报的金丝雀"
REPLY, CONFLICT_WORDS = "答复的金丝雀", "回避的金丝雀"
SECRETS = (OBJECTOR, OBJECTOR_PHONE, OBJECTOR_UNIT, PHONE, ID_NUMBER, REPORT, REPLY, CONFLICT_WORDS)


def ended(yichang: Any, clock_file: Path) -> SimpleNamespace:
    """`there` of the outcome, its call ENDED, three awards with their certificates."""
    there = reviewing.made(yichang, applications=5, levels=deciding.LEVELS, notice_days=5, valid_months=36)
    there.leader = yichang.post("bureau_leader")
    for row in there.applications:
        Application.objects.filter(pk=row.pk).update(
            receipt=receipt_of(row, row.sequence, clock.now(), there.actor(row.owner))
        )
    _drawn(there)
    deciding.with_scores(there)
    notice = deciding.published(there)
    deciding.changed(there, "0005", outcome.Standing(False, "", excluded=True), f"核查，电话{PHONE}")
    notice = _again(there, notice)
    _objected(there, notice)
    later = (notice.until_on - clock.today()).days + 1
    deciding.days_on(SimpleNamespace(), clock_file.parent, later)
    end_overdue()
    deciding.meeting(there, "after", number="纪要2号", words=f"同意。身份证号{ID_NUMBER}。")
    act(outcome.finish_call, there.actor("officer"), call=there.call)
    call = fresh(there.call)
    shown = recognition.shown_of(list(to_grant(call)))
    recognition.grant_awards(
        call=call, on=clock.today(), document_number=PAPER, shown=shown, by=there.actor("officer"),
        version=call.version,
    )  # fmt: skip
    there.call = call
    announced(there)
    there.call = fresh(call)
    return there


def _drawn(there: Any) -> None:
    """In place of the sample a draw that can be replayed: both experts read everything."""
    draw = Draw.objects.select_related("call__organisation").get(call=there.call)
    draw.need = 2
    problem, names = problem_of(draw, draw.seed, clock.today())
    result = solve([], {"problem": problem, "seconds": 60})["result"]
    Draw.objects.filter(pk=draw.pk).update(
        need=2, problem=problem, names=names, problem_hash=hash_of(problem), result=result,
        result_hash=result_digest(result),
    )  # fmt: skip
    Conflict.objects.create(
        expert=there.seats[0].expert, application=there.applications[0], kind="declared", reason=CONFLICT_WORDS,
        said_by=there.officer, lifted_at=clock.now(), lifted_by=there.head, lift_reason=CONFLICT_WORDS,
    )  # fmt: skip


def _again(there: Any, notice: Any) -> Any:
    """The list was changed after it was shown: decided again, shown again."""
    deciding.meeting(there, number="纪要1-2号")
    call = fresh(there.call)
    return outcome.correct_notice(
        notice=fresh(notice), facts=deciding.facts(), reason="名单有误，更正。", shown=deciding.list_digest(call),
        by=there.actor("officer"), version=fresh(notice).version,
    )  # fmt: skip


def _objected(there: Any, notice: Any) -> None:
    """Looked into and rejected; and somebody reported something to the monitor."""
    words = Words("材料是抄来的。", OBJECTOR, OBJECTOR_PHONE, OBJECTOR_UNIT)
    case = deciding.taken(there, deciding.objected(notice, "0001", words))
    act(
        outcome.reject_objection, there.actor("head"), objection=case,
        words=f"经核查，{OBJECTOR_UNIT}{OBJECTOR}反映的情况不属实。", reply=REPLY,
    )  # fmt: skip
    outcome.report_misconduct(call=fresh(there.call), words=Words(REPORT), by=anonymous_actor())


def packed(there: Any, by: str = "officer") -> Package:
    """Asked for, and made by the worker."""
    made = actions.start_package(call=fresh(there.call), by=there.actor(by))
    work()
    return fresh(made)


def bytes_of(package: Package) -> bytes:
    return b"".join(sealed_files.reading(package.public_id))


def as_file(package: Package, folder: Path) -> Path:
    path = folder / "package.zip"
    path.write_bytes(bytes_of(package))
    return path


def texts_of(package: Package) -> dict[str, str]:
    """Every file of it that is text."""
    with zipfile.ZipFile(io.BytesIO(bytes_of(package))) as file:
        return {
            name: file.read(name).decode()
            for name in file.namelist()
            if name.endswith((".json", ".txt", ".jwt"))
        }


def an_award(there: Any) -> Award:
    return Award.objects.filter(call=there.call).order_by("pk")[0]
