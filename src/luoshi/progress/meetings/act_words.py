"""What the acts on meetings are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "meetings.start_meeting": "筹备调度会",
    "meetings.change_meeting": "修改会议安排",
    "meetings.make_agenda": "更新议程",
    "meetings.add_item": "添加议题",
    "meetings.move_item": "调整议题次序",
    "meetings.remove_item": "移出议题",
    "meetings.restore_item": "恢复议题",
    "meetings.call_meeting": "发会议通知",
    "meetings.hold_meeting": "记为已召开",
    "meetings.close_meeting": "办结调度会",
    "meetings.reopen_meeting": "重新打开调度会",
    "meetings.cancel_meeting": "取消会议",
    "meetings.restore_meeting": "恢复筹备调度会",
    "meetings.add_files": "上传会议文件",
    "meetings.remove_file": "移除会议文件",
    "meetings.restore_file": "恢复会议文件",
    "meetings.add_resolution": "记议定事项",
    "meetings.change_resolution": "修改议定事项",
    "meetings.finish_resolution": "报告落实议定事项",
    "meetings.reopen_resolution": "重新办理议定事项",
    "meetings.drop_resolution": "不再办理议定事项",
}
OBJECT_WORDS = {
    "meetings.meeting": "调度会",
    "meetings.invited": "参加单位",
    "meetings.agendaitem": "议题",
    "meetings.resolution": "议定事项",
    "meetings.meetingfile": "会议文件",
}
