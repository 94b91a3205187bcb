"""Words for the kinds of parts and for what was done to them."""

from .models import Area, PlanDate, PlanPart, Target, Task

PARTS: dict[str, type[PlanPart]] = {"area": Area, "task": Task, "target": Target, "date": PlanDate}
PART_WORDS = {"area": "任务领域", "task": "任务", "target": "目标", "date": "日程"}
PLANS_ACTS = {  # what is done, and to what
    "plans.start_plan": ("新建", "计划"),
    "plans.change_plan": ("修改", "计划"),
    "plans.publish_plan": ("公布", "计划"),
    "plans.unpublish_plan": ("改回起草", "计划"),
    "plans.withdraw_plan": ("撤下", "计划"),
    "plans.restore_plan": ("恢复", "计划"),
    "plans.add_area": ("新建", "任务领域"),
    "plans.change_area": ("修改", "任务领域"),
    "plans.add_task": ("新建", "任务"),
    "plans.change_task": ("修改", "任务"),
    "plans.add_target": ("新建", "目标"),
    "plans.change_target": ("修改", "目标"),
    "plans.add_date": ("新建", "日程"),
    "plans.change_date": ("修改", "日程"),
    "plans.withdraw_part": ("撤下", "内容"),
    "plans.restore_part": ("恢复", "内容"),
    "plans.move_part": ("调整次序", ""),
}
PLANS_ACT_WORDS = {action: done for action, (done, _) in PLANS_ACTS.items()}  # where the object is known
EXTRA_WORDS = {
    "declared_differs": "数量不一致的原因",
    "date": "日期",
    "recurrence": "频次",
    "clauses": "依据条款",
}


def kind_of(part: PlanPart) -> str:
    """The kind of a part as it stands in addresses."""
    return next(kind for kind, model in PARTS.items() if isinstance(part, model))
