"""What the acts on plans and imports are called on pages."""

from luoshi.plans.states import PLANS_ACTS

ACT_WORDS = {
    "home.save_profile": "填写单位概况",
    "home.load_pack": "装载计划包",
    "home.load_reading": "装载导入结果",
    "policies.start_reading": "开始导入政策文件",
    "policies.retry_reading": "重新读取政策文件",
    "policies.discard_reading": "放弃导入",
    "policies.resume_reading": "继续导入",
    "policies.correct_reading": "更正读取结果",
    "policies.accept_finding": "采纳疑点的建议",
    "policies.accept_alike": "采纳同类疑点的建议",
    "policies.correct_finding": "更正疑点",
    "policies.set_aside_finding": "搁置疑点",
    "policies.reopen_finding": "撤回对疑点的处理",
    **{action: f"{done}{what}" for action, (done, what) in PLANS_ACTS.items()},
    "undertakings.set_undertakings": "成批设置承接单位",
    "undertakings.take_on_duty": "增加承接单位",
    "undertakings.withdraw_duty": "退出承接",
    "undertakings.restore_duty": "恢复承接",
    "undertakings.note_quantity": "修改承接数量",
    "undertakings.join_work": "合并同一工作",
    "undertakings.separate_duty": "分开同一工作",
    "undertakings.commit_to_duty": "公布主管部门承诺",
}
