"""The sample public notice of a demo site: results drawn up, decided by a meeting, shown to the public; invented."""

from __future__ import annotations

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.common.rendering.paper import Paper, Words
from luoshi.common.rendering.pdf import print_paper
from luoshi.core.selection import read_rules
from luoshi.selection.outcome import actions
from luoshi.selection.outcome.listing import list_digest, proposal_of, rows_of

from .demo_applications import Sheaf

MINUTES = "局长办公会纪要（示例）"
WORDS = "会议同意评审结果，按程序公示（示例）。"
NOTICE = "经专家评审、会议审定，现将拟入选名单予以公示（示例，单位以外均为虚构）。"
CONTACT = "示例科室，电话 0717-0000000（示例），地址：示例路 1 号"


def shown_to_the_public(sheaf: Sheaf, other: Membership) -> bool:
    """other: who enters the meeting, for whoever publishes is another. False where a tie waits for a meeting."""
    call, officer = sheaf.call, sheaf.officer
    call.refresh_from_db()
    actions.draw_up(call=call, by=officer, version=call.version)
    call.refresh_from_db()
    rows = list(rows_of(call))
    if proposal_of(call, rows).borders or not any(row.selected for row in rows):
        return False
    minutes = print_paper(Paper(title=MINUTES, blocks=[Words(WORDS)])).pdf
    meeting = actions.Meeting("before", "局长办公会", clock.today(), WORDS)
    actions.decide(
        call=call, meeting=meeting, minutes=files.put([minutes]), minutes_name=f"{MINUTES}.pdf",
        shown=list_digest(call), by=actor_for(other),
    )  # fmt: skip
    call.refresh_from_db()
    rules = read_rules(call.rules)
    shown = ("group", "people", "level") if rules.group_titles else ("people", "level")
    facts = actions.NoticeFacts(
        f"{call.title}拟入选名单公示", NOTICE, CONTACT, shown, max(1, rules.notice_days)
    )
    actions.publish_notice(call=call, facts=facts, shown=list_digest(call), by=officer, version=call.version)
    call.refresh_from_db()
    return True
