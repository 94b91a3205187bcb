"""What the acts on filed papers are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "filed.freeze": "打印报送件",
    "filed.outdate_papers": "报送件被新版代替",
    "filed.drop_paper": "不再报送",
    "filed.restore_paper": "恢复报送",
    "filed.register_received": "登记纸质已收",
    "filed.undo_received": "撤销纸质登记",
    "filed.bind_again": "重新合成盖章件",
    "filed.note_stamped": "盖章件合成",
    "filed.send_scans": "上传盖章件扫描",
    "filed.read_again": "重新识别扫描件",
    "filed.note_read": "扫描件识别完成",
    "filed.note_unread": "扫描件没有识别成",
    "filed.file_by_hand": "人工归位扫描页",
    "filed.take_back_page": "退出扫描页",
    "filed.use_instead": "换用另一张扫描页",
    "filed.set_aside": "扫描页不是报送件",
    "filed.bring_back": "扫描页放回待认领",
    "filed.fetch_print": "下载打印稿",
    "filed.fetch_stamped": "下载盖章件",
    "filed.fetch_scan": "下载扫描原件",
    "filed.look": "查看扫描页",
}
OBJECT_WORDS = {
    "filed.filedpaper": "报送件",
    "filed.scanbatch": "盖章件扫描",
    "filed.scanfile": "扫描原件",
    "filed.scanpage": "扫描页",
}
