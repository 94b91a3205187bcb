"""What the acts on workplans are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "workplans.start_workplan": "起草实施方案",
    "workplans.refresh_parts": "更新实施方案的任务",
    "workplans.assign_parts": "分工到处室",
    "workplans.write_part": "填写实施方案的一项任务",
    "workplans.set_timetable": "修改进度表",
    "workplans.copy_workplan": "套用别的实施方案",
    "workplans.revise_workplan": "起草新版实施方案",
    "workplans.add_files": "添加实施方案附件",
    "workplans.remove_file": "移除实施方案附件",
    "workplans.restore_file": "恢复实施方案附件",
    "workplans.send_workplan": "报送实施方案",
    "workplans.pass_workplan": "同意实施方案",
    "workplans.return_workplan": "退回实施方案",
    "workplans.enter_workplan": "代录实施方案的决定",
    "workplans.resubmit_workplan": "重新报送实施方案",
    "workplans.recall_workplan": "撤回实施方案",
    "workplans.withdraw_workplan": "作废实施方案",
    "workplans.restore_workplan": "恢复实施方案为草稿",
    "workplans.choose_model": "设置实施方案范本",
    "workplans.set_money_sources": "设置经费来源",
}
OBJECT_WORDS = {
    "workplans.workplan": "实施方案",
    "workplans.workplanpart": "实施方案的一项任务",
    "workplans.goal": "年度目标",
    "workplans.milestone": "里程碑",
    "workplans.money": "经费",
    "workplans.moneysource": "经费来源",
    "workplans.workplanfile": "实施方案附件",
}
