"""What the acts of this package are called on pages."""

ACT_WORDS = {
    "recognition.grant_awards": "登记认定",
    "recognition.issue_announcement": "出公布文件",
    "recognition.do_without": "登记不出公布文件",
    "recognition.note_stamped": "登记公布文件盖章印发",
    "recognition.note_mid_term": "登记中期检查",
    "recognition.accept_award": "登记验收通过",
    "recognition.recognise_award": "认定",
    "recognition.renew_award": "登记到期复核通过",
    "recognition.end_award": "终止培育",
    "recognition.resume_award": "恢复培育",
    "recognition.say_revocation": "提出撤销认定",
    "recognition.confirm_revocation": "确认撤销认定",
    "recognition.drop_revocation": "撤回撤销认定",
    "recognition.link_entry": "认定登记到台账",
    "recognition.fetch_certificate": "下载证书",
    "recognition.fetch_announcement": "下载公布文件",
}
OBJECT_WORDS = {
    "recognition.award": "认定",
    "recognition.awardstep": "认定过程",
    "recognition.revocation": "撤销认定",
    "recognition.certificate": "证书",
    "recognition.announcement": "公布文件",
    "recognition.noannouncement": "不出公布文件",
}
