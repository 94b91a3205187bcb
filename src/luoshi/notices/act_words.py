"""What the acts on notices are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "notices.tell": "发出系统消息",
    "notices.mark_read": "阅读消息",
    "notices.mark_unread": "消息标为未读",
    "notices.receive": "签收消息",
    "notices.take_back_receipt": "撤回签收",
    "notices.read_all": "全部消息标为已读",
    "notices.unread_all": "撤回全部标为已读",
}
OBJECT_WORDS = {
    "notices.notice": "消息",
    "notices.delivery": "消息送达",
}
