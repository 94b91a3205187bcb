"""What the acts of this package are called on pages."""

ACT_WORDS: dict[str, str] = {
    "selection.make_kind": "建立遴选类别",
    "selection.take_kind": "带入上级遴选的类别",
    "selection.change_kind": "修改遴选类别",
    "selection.set_rules": "修改遴选规则",
    "selection.withdraw_kind": "停用遴选类别",
    "selection.restore_kind": "恢复遴选类别",
    "selection.start_call": "起草遴选",
    "selection.change_call": "修改遴选",
    "selection.take_rules": "重新带入遴选规则",
    "selection.set_quotas": "设定遴选限额",
    "selection.set_host": "调整承办单位",
    "selection.open_call": "发出遴选通知",
    "selection.close_call": "截止受理申报",
    "selection.withdraw_call": "撤销遴选",
    "selection.restore_call": "恢复遴选",
    "selection.propose_extension": "提出延期",
    "selection.confirm_extension": "确认延期",
    "selection.drop_extension": "撤回延期",
    "selection.read_application": "查看遴选申报",
    "selection.read_scores": "查看评审得分",
    "selection.read_expert": "查看评审专家",
    "selection.search_experts": "查找评审专家库",
    "selection.read_panel": "查看评审组、抽取和评审任务",
}
OBJECT_WORDS = {
    "selection.kind": "遴选类别",
    "selection.call": "遴选",
    "selection.quota": "遴选限额",
    "selection.extension": "延期",
}
