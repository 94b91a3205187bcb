"""A selection played to its end: drawn, scored, decided, objected to, recognised; and what must not get out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files, sealed_files
from luoshi.common.actor import anonymous_actor
from luoshi.selection.applying.tests import helping as applying
from luoshi.selection.archive import actions
from luoshi.selection.archive.models import Package
from luoshi.selection.outcome import actions as outcome
from luoshi.selection.outcome.sealing import Words
from luoshi.selection.outcome.sweeping import end_overdue
from luoshi.selection.outcome.tests import helping as deciding
from luoshi.selection.panel.models import Assigned
from luoshi.selection.panel.tests import helping as panel
from luoshi.selection.recognition import actions as recognition
from luoshi.selection.recognition.models import Award
from luoshi.selection.recognition.queries import to_grant
from luoshi.selection.recognition.tests.helping import announced
from luoshi.selection.recommendation import actions as upward_actions
from luoshi.selection.recommendation import drawing as upward
from luoshi.selection.recommendation.queries import decisions_for
from luoshi.selection.recommendation.tests.helping import answered
from luoshi.selection.review import actions as review
from luoshi.selection.review.beating import ask_for_copies
from luoshi.selection.review.content import Content
from luoshi.selection.review.scoring import computed
from luoshi.selection.review.tests import helping as reviewing
from luoshi.selection.review.tests.helping import act, fresh, work

PAPER = "宜教发〔2026〕12号"
OBJECTOR, OBJECTOR_PHONE, OBJECTOR_UNIT = "金丝雀甲", "13900001111", "某某示例学校"
PHONE, ID_NUMBER, REPORT = "13800002222", "420101199001011234", "举报的金丝雀"
REPLY, CONFLICT_WORDS = "答复的金丝雀", "回避的金丝雀"
SECRETS = (OBJECTOR, OBJECTOR_PHONE, OBJECTOR_UNIT, PHONE, ID_NUMBER, REPORT, REPLY, CONFLICT_WORDS)


def ended(yichang: Any, clock_file: Path) -> SimpleNamespace:
    """`there` of the outcome, its call ENDED, three awards with their certificates."""
    there = _drawn(yichang)
    _scored(there)
    notice = deciding.published(there)
    deciding.changed(
        there, "0005", outcome.Standing(False, "", excluded=True), f"核查示例专家甲的评分，电话{PHONE}"
    )
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
    _sent_up(there)
    there.call = fresh(call)
    return there


def _sent_up(there: Any) -> None:
    """The first of the list goes to the office above, which selects it."""
    call = fresh(there.call)
    first = deciding.result(there, "0001")
    letter = upward.Letter(
        "示例省教育厅", "宜教函〔2026〕5号", "关于推荐的函", "现将名单报上。", clock.today()
    )
    listed = upward.listed_of(call, [first], ())
    draft = upward_actions.Draft(
        letter=letter, decision=decisions_for(call)[0], rows=[first.public_id], shown=deciding.list_digest(call),
        stored=files.put([upward.letter_docx(call, letter, listed)]), table=files.put([upward.table_xlsx(listed)]),
    )  # fmt: skip
    made = act(upward_actions.draw_up, there.actor("officer"), call=call, draft=draft)
    made = act(upward_actions.note_stamped, there.actor("officer"), recommendation=made)
    act(upward_actions.send, there.actor("officer"), recommendation=made, on=clock.today(), how="公文交换")
    answered(fresh(made), first, by=there.actor("head"))


def _drawn(yichang: Any) -> Any:
    """Five applications with their receipts; three experts, drawn by lot before a monitor, one bound to the first."""
    rules = {
        "levels": deciding.LEVELS, "notice_days": 5, "valid_months": 36, "group_titles": [],
        "next_level": "province", "next_number": 2,
        **{key: reviewing.RULES[key] for key in ("rubric", "method")},
    }  # fmt: skip
    there = applying.call_with(
        yichang, applications=5, people=1, rules=rules, schools=list(reviewing.SCHOOLS)
    )
    there.head, there.monitor, there.leader = map(yichang.post, ("section_head", "monitor", "bureau_leader"))
    there.school, there.other = (there.offices[key] for key in reviewing.SCHOOLS[:2])
    there.text = panel.do(
        panel.actions.write_text, there.bureau, there.officer, on="organisation", words=panel.WORDS
    )
    there.experts = [panel.an_expert(there, f"示例专家{number}") for number in "甲乙丙"]
    there.seats = panel.seated(there)
    panel.do(
        panel.actions.set_conflict, there.seats[2], there.officer, on="seat", application=there.applications[0],
        reason=CONFLICT_WORDS,
    )  # fmt: skip
    panel.confirmed(there)
    for seat in there.seats:
        panel.signed(there, seat)
    there.actor = lambda name: actor_for(getattr(there, name) if isinstance(name, str) else name)
    return there


def _scored(there: Any) -> None:
    ask_for_copies()
    work()
    goals = dict(zip((row.pk for row in there.applications), deciding.GOALS, strict=True))
    for task in Assigned.objects.filter(seat__call=there.call).select_related("seat__expert__membership"):
        values = {"veto": False, "goal": goals[task.application_id], "deed": "优", "share": "60"}
        content = Content(values, {"share": "有"}, "好。")
        review.hand_in_sheet(assigned=task, content=content, by=actor_for(task.seat.expert.membership))
    reviewing.end_round(there)
    act(review.close_review, there.actor("officer"), call=there.call, shown=computed(there.call).digest)
    there.call.refresh_from_db()


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
        outcome.reject_objection, there.actor("leader"), objection=case,
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
