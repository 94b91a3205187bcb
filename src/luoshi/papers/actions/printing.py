"""Printing what was sent, to be stamped; what was sent before it must not be stamped any more."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..filed.actions import freeze, outdate_papers
from ..filed.models import FiledPaper
from ..filed.printing import Prepared
from ..models import Approval, Sending
from ..prints import about_of, last_sending, why_not


@acts.act("papers.print_approval", who=permissions.can_print, under="approval")
def print_approval(*, approval: Approval, sending: Sending, prepared: Prepared, by: Actor) -> FiledPaper:
    """Freeze the print that `prints.prepare_print` made. The same sending again answers the paper there is.

    Raises RuleBroken where it was sent anew, returned or recalled meanwhile.
    """
    approval.refresh_from_db()
    if why := why_not(approval):
        raise RuleBroken(why)
    if last_sending(approval) != sending or prepared.sending != sending:
        raise RuleBroken("刚才重新报送过，打印的已经不是最新的内容。请刷新页面，再打印一次。")
    paper: FiledPaper = freeze(prepared=prepared, by=by)
    return paper


def outdate_prints(approval: Approval, by: Actor) -> None:
    """Inside the act by which the author takes it back, gives it up or sends another text."""
    about = about_of(approval)
    if about is not None:
        outdate_papers(about=about, by=by)
