"""Lines of the desk for those who import: documents under way, and what is still open in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Count, Q
from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem
from luoshi.policies.permissions import can_work_on_reading
from luoshi.policies.queries import readings_visible_to
from luoshi.policies.settling import MUST_BE_SETTLED
from luoshi.policies.states import FindingState, ReadingState

WORDS = {
    ReadingState.QUEUED: ("正在读取", "看进度"),
    ReadingState.FAILED: ("没有读取成功，请重新读取或另选文件", "去处理"),
    ReadingState.DECIDING: ("疑点已全部处理，可以装载", "去装载"),
}
STILL_OPEN = Q(findings__state=FindingState.OPEN, findings__severity__in=MUST_BE_SETTLED)


def import_items(actor: Actor) -> Iterable[DeskItem]:
    """One line for each import of the own organisation under way; what the person started stands under 我发起的 too."""
    under_way = readings_visible_to(actor).filter(state__in=WORDS).defer("sealed")
    counted = under_way.annotate(open=Count("findings", filter=STILL_OPEN))
    for reading in counted.order_by("id"):
        if not can_work_on_reading(actor, reading):
            continue
        words, action = WORDS[ReadingState(reading.state)]
        if reading.state == ReadingState.DECIDING and reading.open:
            words, action = f"还有 {reading.open} 个疑点待处理", "去核对"
        href = reverse("import", args=[reading.public_id])
        own = reading.started_by_id == actor.user_id
        who, handler = f"{reading.started_by.name}导入", None if own else OFFICE
        item = DeskItem(f"导入“{reading.title}”：{words}", href, action, who, handler=handler)
        yield item
        if own:
            yield replace(item, group="mine")
