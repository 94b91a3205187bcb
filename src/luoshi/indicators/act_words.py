"""What the acts are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "indicators.record": "记录指标数据",
    "indicators.take_back": "收回指标数据",
    "indicators.rebuild_rollups": "重新汇总指标数据",
    "indicators.simulate": "建立模拟数据",
}
