"""What the writing acts share: whether a workplan, a part of it, may be written now. Raises RuleBroken in words."""

from __future__ import annotations

from luoshi.common.errors import RuleBroken

from ..models import Workplan, WorkplanPart
from ..states import CHANGEABLE, WorkplanState


def refuse_unless_changeable(workplan: Workplan) -> None:
    if workplan.state not in CHANGEABLE:
        state = workplan.get_state_display()
        how = (
            "要改的，请起草新版方案" if workplan.state == WorkplanState.FILED else "还没有人办理的可以先撤回"
        )
        raise RuleBroken(f"现在的状态是“{state}”，不能修改。{how}。")


def closed_parts(workplan: Workplan) -> set[int]:
    """Keys of the parts that stay agreed: where parts were returned by themselves, all others."""
    if workplan.state != WorkplanState.RETURNED:
        return set()
    rows = list(workplan.parts.filter(dropped_at__isnull=True))
    returned = {part.pk for part in rows if part.returned}
    return {part.pk for part in rows} - returned if returned else set()


def refuse_closed(part: WorkplanPart) -> None:
    """A part that was not returned stays as it was agreed."""
    refuse_unless_changeable(part.workplan)
    if part.dropped_at is not None:
        raise RuleBroken("这项任务已经不列入方案，不用填写。")
    if part.pk in closed_parts(part.workplan):
        raise RuleBroken("这一部分没有退回，保持已报送的内容。只改退回的部分，改好后重新报送。")
