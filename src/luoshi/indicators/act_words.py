"""What the acts are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "indicators.record": "记录指标数据",
    "indicators.take_back": "收回指标数据",
    "indicators.rebuild_rollups": "重新汇总指标数据",
    "indicators.simulate": "建立模拟数据",
}
OBJECT_WORDS = {
    "indicators.observation": "指标数据",
    "indicators.contribution": "指标数据的来源",
    "indicators.discrepancy": "数据不一致",
    "indicators.identitycount": "重复登记",
    "indicators.period": "统计期",
    "indicators.rollup": "汇总数",
    "indicators.seat": "统计归属",
}
