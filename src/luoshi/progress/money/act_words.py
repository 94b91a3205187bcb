"""What the acts on money in use are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "money_in_use.start_quarter": "开始填报资金使用",
    "money_in_use.set_lines": "填报资金使用",
    "money_in_use.tell_finance": "说明财务表的各列和叫法",
    "money_in_use.confirm_quarter": "确认资金使用",
    "money_in_use.take_back_quarter": "撤回更正资金使用",
    "money_in_use.set_rule": "设置资金使用规则",
    "money_in_use.close_quarter": "关闭资金使用的季度",
    "money_in_use.reopen_quarter": "重新打开资金使用的季度",
    "money_in_use.fetch_sheet": "下载资金使用季报",
    "money_in_use.fetch_overview": "下载资金使用汇总",
}
OBJECT_WORDS = {
    "money_in_use.moneyreport": "资金使用季报",
    "money_in_use.moneyuse": "资金使用的一行",
    "money_in_use.moneyearlier": "资金使用更正前的数",
    "money_in_use.moneyrule": "资金使用规则",
    "money_in_use.financewords": "财务表的对应",
    "money_in_use.closedquarter": "已关闭的季度",
}
