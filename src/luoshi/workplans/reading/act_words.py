"""What the acts are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "plan_readings.start_reading": "读入本校的方案文件",
    "plan_readings.note_read": "读取方案文件",
    "plan_readings.note_unread": "方案文件未能读取",
    "plan_readings.apply_reading": "把读入的方案写入草稿",
    "plan_readings.discard_reading": "放弃读入方案",
    "plan_readings.resume_reading": "接着核对读入的方案",
}
OBJECT_WORDS = {
    "plan_readings.planreading": "读入的方案",
    "plan_readings.planreadingfile": "读入的方案文件",
}
