"""What the acts on registers are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "registers.add_entry": "登记台账条目",
    "registers.change_entry": "修改台账条目",
    "registers.put_entries": "成批登记台账条目",
    "registers.confirm_entries": "确认台账条目",
    "registers.take_back_entries": "撤回确认台账条目",
    "registers.check_entries": "核对台账条目",
    "registers.return_entries": "退回台账条目",
    "registers.end_entry": "结束台账条目",
    "registers.resume_entry": "恢复台账条目",
    "registers.note_project_stage": "登记建设阶段",
    "registers.take_back_stage": "撤回建设阶段",
    "registers.take_snapshot": "留存台账",
    "registers.remove_snapshot": "作废一次台账留存",
    "registers.merge_entries": "把重复的台账条目并入另一条",
    "registers.split_entries": "把并入的台账条目分开",
    "registers.reveal": "查看台账里的个人信息",
    "registers.find_entries": "按证件号、手机号查找台账条目",
    "registers.clear_personal": "清空台账里的个人信息",
    "registers.erase": "清除已结束条目的个人信息",
    "registers.identify": "按新的台账内容重新命名条目",
    "registers.set_up_register": "建立台账",
    "registers.note_sample_stages": "登记演示数据的建设阶段",
    "registers.note_counted": "台账变动后重新汇总",
}
OBJECT_WORDS = {
    "registers.register": "台账",
    "registers.entry": "台账条目",
    "registers.projectstage": "建设阶段",
    "registers.snapshot": "台账留存",
}
