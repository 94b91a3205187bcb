"""What the acts of alerts are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "alerts.note_alerts": "核对预警",
    "alerts.answer_alert": "说明预警的打算",
    "alerts.take_back_answer": "撤回对预警的说明",
    "alerts.set_rules": "设置预警规则",
    "alerts.restore_rules": "恢复以前的预警规则",
    "alerts.drop_rules": "改用通用预警规则",
    "alerts.keep_week": "生成领导一页纸",
    "alerts.set_cockpit": "设置驾驶舱",
    "alerts.set_shape": "设置上报格式",
    "alerts.make_package": "生成上报数据",
    "alerts.withdraw_package": "作废上报数据",
    "alerts.restore_package": "恢复上报数据",
    "alerts.fetch_list": "下载预警清单",
}
OBJECT_WORDS = {
    "alerts.alert": "预警",
    "alerts.alertrule": "预警规则",
    "alerts.alertstep": "预警的经过",
    "alerts.cockpitterms": "驾驶舱设置",
    "alerts.weekpage": "领导一页纸",
    "alerts.upwardshape": "上报格式",
    "alerts.upwardpackage": "上报数据",
}
