"""What an update may say of a milestone."""

from __future__ import annotations

from luoshi.workplans.states import StepState

SAID = (StepState.DONE, StepState.UNDER_WAY, StepState.BLOCKED)
SAID_WORDS = {StepState.DONE: "完成", StepState.UNDER_WAY: "进行中", StepState.BLOCKED: "受阻"}
CHIPS = {  # sentences people tick instead of typing them
    StepState.DONE: ("已印发文件", "已召开会议部署", "已通过验收", "成果已投入使用"),
    StepState.UNDER_WAY: ("已完成大部分", "正在征求意见", "正在采购", "方案已定，正在落实"),
    StepState.BLOCKED: ("经费没有到位", "场地设备没有落实", "等上级批复", "人员调整", "需要其他部门配合"),
}
ALL_CHIPS = tuple(words for chips in CHIPS.values() for words in chips)
