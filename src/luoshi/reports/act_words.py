"""What the acts are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "reports.keep_template": "上传报告模板",
    "reports.restore_template": "恢复以前的报告模板",
    "reports.use_shipped": "改用样例模板",
    "reports.begin_report": "生成报告",
    "reports.note_made": "报告生成完成",
    "reports.note_not_made": "报告没有生成",
    "reports.retry_report": "重新生成报告",
    "reports.withdraw_report": "作废报告",
    "reports.restore_report": "恢复报告",
    "reports.fetch_report": "下载报告",
    "reports.fetch_template": "下载报告模板",
}
OBJECT_WORDS = {"reports.report": "报告", "reports.templateversion": "报告模板"}
