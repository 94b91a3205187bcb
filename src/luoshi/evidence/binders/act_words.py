"""What the acts on binders are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "binders.begin_binder": "开始编排材料包",
    "binders.rename_binder": "修改材料包名称",
    "binders.renew_binder": "按现在的引用更新材料包",
    "binders.close_binder": "收起材料包",
    "binders.reopen_binder": "重新打开材料包",
    "binders.choose_contents": "选定材料包里的材料",
    "binders.add_contents": "向材料包加入材料",
    "binders.upload_contents": "上传并加入材料包",
    "binders.edit_folder": "修改材料包的一项",
    "binders.accept_proposals": "采纳材料包的建议",
    "binders.start_checklist": "上传材料清单",
    "binders.note_checklist": "读完材料清单",
    "binders.note_no_checklist": "材料清单没有读出",
    "binders.apply_checklist": "按清单编排材料包",
    "binders.discard_checklist": "放弃材料清单",
    "binders.resume_checklist": "接着核对材料清单",
    "binders.set_aside": "材料包一项标为不适用",
    "binders.take_back": "材料包一项恢复为要有材料",
    "binders.ask_for": "材料包缺口安排人补",
    "binders.make_binder": "生成材料包文件",
    "binders.stop_making": "停止生成材料包文件",
    "binders.clear_making": "清除材料包文件",
    "binders.note_made": "材料包文件已生成",
    "binders.note_unmade": "材料包文件没有生成",
}
OBJECT_WORDS = {
    "binders.binder": "材料包",
    "binders.folder": "材料包目录",
    "binders.checklistreading": "材料清单",
    "binders.making": "材料包文件",
}
