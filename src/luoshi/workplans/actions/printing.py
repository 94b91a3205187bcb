"""One task printed by itself, where the bureau asks a paper of its own for it."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.filed.actions import freeze
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.printing import Prepared
from luoshi.papers.models import Sending
from luoshi.papers.prints import last_sending, why_not
from luoshi.plans.models import Task

from .. import permissions
from ..models import Workplan
from ..separate import kind_of


@acts.act("workplans.print_task", who=permissions.can_print_workplan, under="workplan")
def print_task(
    *, workplan: Workplan, task: Task, sending: Sending, prepared: Prepared, by: Actor
) -> FiledPaper:
    """Freeze the print that `separate.prepare_separate` made. The same sending again answers the paper there is.

    Raises RuleBroken where it was sent anew, returned or recalled meanwhile.
    """
    workplan.refresh_from_db()
    if workplan.approval is None or last_sending(workplan.approval) != sending:
        raise RuleBroken("刚才重新报送过，打印的已经不是最新的内容。请刷新页面，再打印一次。")
    if why := why_not(workplan.approval):
        raise RuleBroken(why)
    if prepared.sending != sending or prepared.kind != kind_of(task):
        raise RuleBroken("打印的不是这项任务报送的内容。请刷新页面，再打印一次。")
    paper: FiledPaper = freeze(prepared=prepared, by=by)
    return paper
