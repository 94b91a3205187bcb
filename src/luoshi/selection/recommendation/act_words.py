"""What the acts of this package are called on pages."""

ACT_WORDS = {
    "recommendation.decide_upward": "登记推荐审定",
    "recommendation.undo_upward_decision": "撤销推荐审定",
    "recommendation.draw_up": "拟推荐函和汇总表",
    "recommendation.renew": "换一版推荐函",
    "recommendation.print_letter": "打印推荐函",
    "recommendation.note_stamped": "登记推荐函盖章印发",
    "recommendation.send": "登记推荐函发出",
    "recommendation.unsend": "撤销发出登记",
    "recommendation.recall": "撤回推荐",
    "recommendation.restore": "恢复推荐",
    "recommendation.note_upper_results": "登记上级结果",
    "recommendation.check_upper_results": "对照上级文件核对上级结果",
    "recommendation.attach_upper_paper": "附上级文件",
    "recommendation.undo_upper_result": "撤销上级结果",
    "recommendation.name_upper_call": "选定晋级到哪次遴选",
    "recommendation.promote": "晋级",
    "recommendation.take_back_promotion": "撤回晋级",
    "recommendation.urge_lower": "催报下级遴选的名单",
    "recommendation.fetch_results": "下载上级结果的登记表",
    "recommendation.fetch_letter": "下载推荐函和汇总表",
    "recommendation.fetch_file": "下载上级公布结果的文件",
}
OBJECT_WORDS = {
    "recommendation.recommendation": "推荐上报",
    "recommendation.upperresult": "上级结果",
    "recommendation.promotion": "晋级",
}
