"""What the acts on forms are called on pages, what their rows are, and what their fields are."""

ACT_WORDS = {
    "dataforms.set_up_form": "装入自带的填报表",
    "dataforms.start_form": "新建填报表",
    "dataforms.copy_form": "照着已有的表新建填报表",
    "dataforms.change_form": "修改填报表的说明",
    "dataforms.withdraw_form": "停用填报表",
    "dataforms.restore_form": "恢复填报表",
    "dataforms.draft_version": "开始做填报表新版",
    "dataforms.change_draft": "修改填报表内容",
    "dataforms.discard_draft": "放弃填报表新版",
    "dataforms.publish_version": "发布填报表",
    "dataforms.withdraw_version": "撤回填报表新版",
}
OBJECT_WORDS = {
    "dataforms.formdefinition": "填报表",
    "dataforms.formversion": "填报表版本",
    "dataforms.answer": "填报内容",
    "dataforms.answerfile": "填报附件",
}
FIELD_WORDS = {
    "owner_id": "归口单位",
    "owner_public_id": "归口单位",
    "current": "正在使用的版本",
    "definition": "填报表",
    "content": "表的内容",
    "steps": "与上一版的对应",
    "form_version": "填报表版本",
    "about_type": "关于",
    "about_id": "关于",
    "organisation_id": "单位",
    "personal": "个人信息",
    "is_own": "本单位改过",
}
