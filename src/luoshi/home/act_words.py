"""What the acts that change a plan are called on pages."""

ACT_WORDS = {
    "home.load_pack": "装载计划包",
    "plans.start_plan": "新建计划",
    "plans.change_plan": "修改计划",
    "plans.withdraw_plan": "撤下计划",
    "plans.restore_plan": "恢复计划",
    "plans.add_area": "增加任务领域",
    "plans.change_area": "修改任务领域",
    "plans.add_task": "增加任务",
    "plans.change_task": "修改任务",
    "plans.add_target": "增加目标",
    "plans.change_target": "修改目标",
    "plans.add_date": "增加日程",
    "plans.change_date": "修改日程",
    "plans.withdraw_part": "撤下内容",
    "plans.restore_part": "恢复内容",
    "plans.move_part": "调整次序",
    "undertakings.take_on_duty": "增加承接单位",
    "undertakings.withdraw_duty": "退出承接",
    "undertakings.restore_duty": "恢复承接",
    "undertakings.note_quantity": "修改承接数量",
}
