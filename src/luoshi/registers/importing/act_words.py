"""What the acts are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "register_imports.start_import": "上传要导入台账的名单",
    "register_imports.note_read": "读取名单",
    "register_imports.note_unread": "名单未能读取",
    "register_imports.choose_columns": "对应名单的各列",
    "register_imports.decide": "处理名单的疑点",
    "register_imports.compare_import": "比较名单和台账",
    "register_imports.note_compared": "记下名单和台账的比较",
    "register_imports.send_import": "开始把名单导入台账",
    "register_imports.send_back": "开始撤回名单导入",
    "register_imports.note_unwritten": "名单没有导入或撤回",
    "register_imports.apply_import": "把名单导入台账",
    "register_imports.take_back_import": "撤回名单导入",
    "register_imports.discard_import": "放弃名单导入",
    "register_imports.resume_import": "接着办名单导入",
    "register_imports.forget_import": "清除名单导入留下的内容",
}
OBJECT_WORDS = {
    "register_imports.listimport": "名单导入",
    "register_imports.knowncolumns": "名单各列的对应",
}
