"""Where a draw stands and what comes next, for its page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from .models import Draw
from .states import DrawState

STEPS = ("公布校验码", "选专家、签承诺", "封存名单并抽取", "监督员见证", "确认分配")
ASKS = {  # before what cannot be taken back
    DrawState.OPEN: "封存以后候选名单和回避不能再动，随机数公开，马上抽取；再要作废重来，要写明理由、监督员同意。",
    DrawState.DRAWN: "确认以后按这个结果分给专家，专家收到消息，进入评审；以后只能逐件改派、收回。",
}


def steps_of(draw: Draw) -> list[dict[str, str]]:
    """None of a draw that was given up."""
    if draw.state == DrawState.VOID:
        return []
    at = _at(draw)
    states = [
        "done" if number < at else "current" if number == at else "todo" for number in range(len(STEPS))
    ]
    if draw.state == DrawState.IMPOSSIBLE:
        states[at] = "blocked"
    return [{"label": label, "state": state} for label, state in zip(STEPS, states, strict=True)]


def _at(draw: Draw) -> int:
    if draw.state == DrawState.OPEN:
        return 1
    if draw.state in (DrawState.CLOSED, DrawState.IMPOSSIBLE):
        return 2
    if draw.state == DrawState.DRAWN:
        return 4 if draw.witnessed_at else 3
    return len(STEPS)


def hint_of(draw: Draw, runs: bool) -> dict[str, Any] | None:
    """What comes next, said to whoever runs the draw."""
    if not runs:
        return None
    call = draw.call
    if draw.state == DrawState.OPEN:
        return _open(draw)
    if draw.state == DrawState.DRAWN and draw.witnessed_at is not None:
        return {"words": "下一步：核对结果，确认分配", "mind": ASKS[DrawState.DRAWN]}
    if draw.state == DrawState.VOID:
        return _anew(draw)
    if draw.state == DrawState.CONFIRMED:
        here = reverse("review-rounds", args=[call.public_id])  # a page of the review
        return {
            "words": "已确认，进入评审",
            "mind": "在评审页定交表期限、催交；要改派的，到评审任务逐件办。",
            "href": here,
            "label": "去评审页",
        }
    return None


def _anew(draw: Draw) -> dict[str, Any] | None:
    """Nothing where a later one of this round was begun."""
    if draw.call.draws.filter(round=draw.round, number__gt=draw.number).exists():
        return None
    here = reverse("panel", args=[draw.call.public_id])
    mind = "新的抽取有新的随机数；这一次的记录保留。"
    return {"words": "下一步：到评审组重新开始抽取", "mind": mind, "href": here, "label": "去评审组"}


def _open(draw: Draw) -> dict[str, Any]:
    seats = draw.call.seats.filter(left_at__isnull=True)
    number, signed = seats.count(), seats.filter(discipline__isnull=False).count()
    here = {"href": reverse("panel", args=[draw.call.public_id]), "label": "去评审组"}
    if number < draw.need:
        mind = f"每件要 {draw.need} 人评，现在候选专家 {number} 人。"
        return {"words": "下一步：选入候选专家", "mind": mind, **here}
    if signed < number:
        mind = f"候选专家 {number} 人，{number - signed} 人还没有签。没有签的也可以封存，签了才看得到申报。"
        return {"words": "下一步：等专家签纪律承诺，再封存名单", "mind": mind, **here}
    return {"words": "下一步：核对候选专家和回避，封存名单并抽取", "mind": f"候选专家 {number} 人。", **here}
