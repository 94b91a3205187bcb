"""What the acts on rounds are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "rounds.make_round": "起草一轮承接申报",
    "rounds.change_round": "修改承接申报的时间和说明",
    "rounds.set_tasks": "设置申报任务清单",
    "rounds.set_condition": "设置申报条件",
    "rounds.set_invited": "设置申报单位",
    "rounds.open_round": "发布承接申报",
    "rounds.extend_round": "延长申报时间",
    "rounds.withdraw_round": "撤销一轮承接申报",
    "rounds.restore_round": "恢复一轮承接申报",
    "rounds.start_application": "起草承接申报",
    "rounds.choose_tasks": "勾选申报任务",
    "rounds.write_wish": "填写申报项",
    "rounds.send_application": "报送承接申报",
    "rounds.pass_application": "同意承接申报",
    "rounds.return_application": "退回承接申报",
    "rounds.enter_application": "代录承接申报的决定",
    "rounds.resubmit_application": "重新报送承接申报",
    "rounds.recall_application": "撤回承接申报",
    "rounds.withdraw_application": "作废承接申报",
    "rounds.restore_application": "恢复承接申报为草稿",
}
OBJECT_WORDS = {
    "rounds.round": "承接申报轮次",
    "rounds.roundtask": "申报任务",
    "rounds.roundorganisation": "申报单位",
    "rounds.roundextension": "申报延期",
    "rounds.application": "承接申报",
    "rounds.wish": "申报项",
    "rounds.wishremark": "逐项沟通",
}
