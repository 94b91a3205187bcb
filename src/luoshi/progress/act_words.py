"""What the acts of progress are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "progress.give_update": "填报进展",
    "progress.give_many": "成批填报进展",
    "progress.take_back_update": "撤回进展",
    "progress.add_proof": "为进展上传佐证",
    "progress.cite_proof": "为进展引用佐证",
    "progress.remove_proof": "取消进展的佐证",
    "progress.set_report_terms": "设置报告要求",
    "progress.end_report_terms": "停止报告要求",
    "progress.open_periods": "打开报告期",
    "progress.extend_period": "延长报送期限",
    "progress.close_period": "报告期结账",
    "progress.drop_period": "取消报告期",
    "progress.reopen_period": "重新打开报告期",
    "progress.write_report": "填写进展报告",
    "progress.refresh_report": "更新进展报告的任务",
    "progress.send_report": "报送进展报告",
    "progress.recall_report": "撤回进展报告",
    "progress.resubmit_report": "重新报送进展报告",
    "progress.pass_report": "同意进展报告",
    "progress.return_report": "退回进展报告",
    "progress.enter_report": "代录进展报告的决定",
    "progress.accept_many": "成批接收进展报告",
}
OBJECT_WORDS = {
    "progress.progressupdate": "进展",
    "progress.reportterms": "报告要求",
    "progress.reportperiod": "报告期",
    "progress.periodicreport": "进展报告",
    "progress.reportrow": "进展报告的一项任务",
    "progress.reportnumber": "进展报告的一个数",
}
