"""The spine of a duty: 条款 → 目标 → 承接 → 方案 → 里程碑 → 佐证 → 指标 → 督导 → 认定, as far as it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from luoshi.plans.models import Basis, Target
from luoshi.policies.models import Clause
from luoshi.undertakings.models import Duty
from luoshi.undertakings.states import DutyStage, Proof

LATER = ("方案", "里程碑", "佐证", "指标", "督导", "认定")
REACHED_BY = {
    "方案": (
        DutyStage.FILED,
        DutyStage.RUNNING,
        DutyStage.SELF_ASSESSMENT,
        DutyStage.ACCEPTANCE,
        DutyStage.DONE,
    ),
    "里程碑": (DutyStage.SELF_ASSESSMENT, DutyStage.ACCEPTANCE, DutyStage.DONE),
    "督导": (DutyStage.DONE,),
}
UNDER_WAY = {
    "方案": (DutyStage.PLANNING,),
    "里程碑": (DutyStage.RUNNING,),
    "督导": (DutyStage.SELF_ASSESSMENT, DutyStage.ACCEPTANCE),
}


@dataclass(frozen=True, slots=True)
class SpineStep:
    """One step as the spine component takes it; state: reached, now or ahead."""

    label: str
    text: str
    state: str
    note: str = ""
    url: str = ""


def spine_of(
    duty: Duty,
    clauses: Sequence[Clause],
    targets: Sequence[Target],
    proving: int = 0,
    quantity_set: str = "",
) -> list[SpineStep]:
    """All nine steps; what has not begun says so and leads nowhere. proving: how many pieces of evidence it cites;
    quantity_set: by what its quantity was settled on the site."""
    return [
        _clause(duty, clauses),
        _target(targets),
        _taken_on(duty, quantity_set),
        *[_later(duty, label, proving) for label in LATER],
    ]


def _clause(duty: Duty, clauses: Sequence[Clause]) -> SpineStep:
    if not clauses:
        return SpineStep("条款", "附件列出的任务，正文没有对应条款。", "reached")
    url = reverse("clause", args=[clauses[0].public_id])
    return SpineStep("条款", "；".join(str(clause) for clause in clauses), "reached", clauses[0].words, url)


def _target(targets: Sequence[Target]) -> SpineStep:
    own = [target.words for target in targets if not target.is_national]
    national = [target.words for target in targets if target.is_national]
    note = f"全国总量，仅作背景：{'；'.join(national)}" if national else ""
    return SpineStep("目标", "；".join(own) or "文件没有给各单位定数量。", "reached", note)


def _taken_on(duty: Duty, quantity_set: str) -> SpineStep:
    if duty.stage == DutyStage.LEFT:
        return SpineStep("承接", "已退出", "now", "不再计入承接数，记录保留。")
    quantity = "" if duty.quantity is None else f"，数量 {duty.quantity.normalize():f}"
    verb = {Basis.UNDERTAKEN: "已承接", Basis.REQUIRED: "条款要求各校必做", Basis.OWN: "主管部门自己的任务"}
    text = verb.get(Basis(duty.basis), duty.get_basis_display())
    state = "now" if duty.stage in (DutyStage.PROPOSED, DutyStage.UNDERTAKEN) else "reached"
    source = "文件所载" if duty.in_document else "站点上增加"
    return SpineStep(
        "承接", f"{text}{quantity}", state, f"{source}，{quantity_set}" if quantity_set else source
    )


def _later(duty: Duty, label: str, proving: int) -> SpineStep:
    if label == "佐证" and proving:
        state = "now" if duty.proof == Proof.NONE else "reached"
        return SpineStep(label, f"引用 {proving} 份佐证材料", state, url="#evidence")
    if label == "佐证" and duty.proof != Proof.NONE:
        return SpineStep(label, f"佐证{duty.get_proof_display()}", "reached")
    if duty.stage in REACHED_BY.get(label, ()):
        return SpineStep(label, "已完成", "reached")
    if duty.stage in UNDER_WAY.get(label, ()):
        return SpineStep(label, duty.get_stage_display(), "now")
    return SpineStep(label, "尚未开始", "ahead")
