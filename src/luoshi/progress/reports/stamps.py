"""The stamped page of a report, where the bureau asks for it."""

from __future__ import annotations

from luoshi.common.errors import RuleBroken
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.states import PaperState
from luoshi.papers.prints import last_sending

from ..models import PeriodicReport
from ..states import ReportState

NO_PAPER = "还没有打印盖章件。学校在报告页“盖章件”处打印报送的这一版，盖章后扫描或拍照上传。"


def lacks_stamp(report: PeriodicReport) -> str:
    """Why it cannot be accepted yet, a sentence for page and refusal alike; empty where nothing is missing."""
    if report.state != ReportState.RUNNING or report.approval is None or not report.period.asks_stamp:
        return ""
    sending = last_sending(report.approval)
    paper = FiledPaper.objects.filter(sending=sending).order_by("-pk").first() if sending else None
    if paper is None:
        return NO_PAPER
    if paper.stamped_id is not None or paper.state == PaperState.RECEIVED:
        return ""
    if paper.state == PaperState.DROPPED:
        return "盖章件已改为不再报送，请学校先恢复报送，再盖章上传。"
    return (
        f"盖章件（短码 {paper.short_code}）还没有交回。学校盖章后扫描或拍照上传；"
        "交纸质的，由收件单位的经办在报送件页登记“纸质已收”。"
    )


def refuse_unstamped(report: PeriodicReport) -> None:
    """Before the last consent accepts it."""
    if lack := lacks_stamp(report):
        raise RuleBroken(f"还不能接收：{lack}")
