"""The stamped page of a workplan: whether the bureau asks for it before filing, and whether it has come."""

from __future__ import annotations

from luoshi.accounts.models import Organisation
from luoshi.common.errors import RuleBroken
from luoshi.core.numerals import in_runs
from luoshi.papers.filed.states import PaperState
from luoshi.papers.prints import last_sending, whole_print_of
from luoshi.plans.models import Plan

from .models import FilingTerms, Workplan
from .separate import lacks_separate, separates_of
from .states import WorkplanState

NO_PAPER = "还没有打印盖章件。学校在方案页“盖章件”处打印报送的这一版，盖章后扫描或拍照上传。"


def asks_stamp(plan: Plan) -> bool:
    """By default the city's plans do; those of a county, where nobody sets terms, do not."""
    row = FilingTerms.objects.filter(plan=plan).first()
    return row.asks_stamp if row is not None else plan.issuer.kind != Organisation.Kind.COUNTY_BUREAU


def lacks_stamp(workplan: Workplan) -> str:
    """Why it cannot be filed yet, a sentence for page and refusal alike; empty where nothing is missing."""
    return lacks_stamp_of_all(workplan) or lacks_separate(workplan)


def lacks_stamp_of_all(workplan: Workplan) -> str:
    """The stamped page of the whole."""
    if workplan.state != WorkplanState.RUNNING or workplan.approval is None or not asks_stamp(workplan.plan):
        return ""
    sending = last_sending(workplan.approval)
    paper = whole_print_of(workplan.approval, sending) if sending else None
    if paper is None:
        return NO_PAPER
    if paper.stamped_id is not None or paper.state == PaperState.RECEIVED:
        return ""
    if paper.state == PaperState.DROPPED:
        return "盖章件已改为不再报送，请学校先恢复报送，再盖章上传。"
    missing = paper.missing_pages()
    pages = f"（还缺第 {in_runs(missing)} 页，共 {len(missing)} 页）" if missing else ""
    return (
        f"盖章件（短码 {paper.short_code}）还没有交回{pages}。学校盖章后扫描或拍照上传；"
        "交纸质的，由收件单位的经办在报送件页登记“纸质已收”。"
    )


def needs_print(workplan: Workplan) -> bool:
    """Whether the whole, or a task asked by itself, has not even been printed for stamping."""
    return lacks_stamp_of_all(workplan) == NO_PAPER or any(
        each.paper is None for each in separates_of(workplan)
    )


def refuse_unstamped(workplan: Workplan) -> None:
    """Before the last consent files it."""
    if lack := lacks_stamp(workplan):
        raise RuleBroken(f"还不能备案：{lack}")
