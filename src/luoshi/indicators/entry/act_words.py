"""What the acts on definitions and filings are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "indicator_entry.make_indicator": "新建指标",
    "indicator_entry.change_definition": "修改指标口径",
    "indicator_entry.withdraw_indicator": "停用指标",
    "indicator_entry.restore_indicator": "恢复指标",
    "indicator_entry.compute": "按台账计算指标",
    "indicator_entry.begin_period": "新一期按台账计算指标",
    "indicator_entry.open_filing": "发起指标填报",
    "indicator_entry.change_filing": "修改指标填报",
    "indicator_entry.close_filing": "截止指标填报",
    "indicator_entry.reopen_filing": "重新开放指标填报",
    "indicator_entry.withdraw_filing": "撤回指标填报",
    "indicator_entry.restore_filing": "恢复指标填报",
    "indicator_entry.save_sheet": "保存指标填报单",
    "indicator_entry.send_sheet": "报送指标填报单",
    "indicator_entry.recall_sheet": "撤回指标填报单",
    "indicator_entry.look_at_sheet": "县局核对指标填报单",
    "indicator_entry.unlook_sheet": "撤销县局核对",
    "indicator_entry.approve_lines": "审定指标数据",
    "indicator_entry.return_lines": "退回指标数据",
    "indicator_entry.reopen_lines": "撤销审定（退回）",
    "indicator_entry.print_figure": "打印指标数据",
}
OBJECT_WORDS = {
    "indicators.indicator": "指标",
    "indicators.indicatorversion": "指标口径",
    "indicator_entry.filing": "指标填报",
    "indicator_entry.filingsheet": "指标填报单",
    "indicator_entry.sheetline": "填报的一项指标",
    "indicator_entry.printedfigure": "打印过的数",
}
