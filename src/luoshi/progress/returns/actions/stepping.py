"""The school's own steps before a sheet leaves it."""

from __future__ import annotations

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.models import Answer
from luoshi.common.dataforms.showing import lines_of
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import resubmit_approval, start_approval, withdraw_approval
from luoshi.papers.contents import Content, Grid
from luoshi.papers.filed.actions import outdate_papers
from luoshi.papers.models import Approval
from luoshi.papers.routes import has_chain
from luoshi.papers.states import ApprovalState

from ..kinds import KIND
from ..models import ReturnSheet
from ..telling import moment_words


def legs_of(sheet: ReturnSheet) -> list[Organisation]:
    if not has_chain(sheet.organisation):
        raise RuleBroken(f"{sheet.organisation.short}没有审批流程，请先在“审批流程”里设置。")
    return [sheet.organisation]


def content_of(sheet: ReturnSheet, answer: Answer) -> Content:
    """What the school's leaders read and agree to. Personal values are masked: the sheet itself shows them."""
    row = sheet.asked_in
    lines = lines_of(answer.form_version.form, values_of(answer, masked=True))
    facts = [("来文依据", row.basis), ("用途", row.purpose), ("截止", moment_words(row.until))]
    facts += [(line["label"], line["value"]) for line in lines if "table" not in line]
    return Content(
        title=sheet.title,
        facts=facts,
        words=[("说明", sheet.remark)] if sheet.remark else [],
        grids=[
            Grid(
                line["label"],
                ["", *(column["label"] for column in line["table"]["columns"])],
                [[each["head"], *(text for text, _, _ in each["cells"])] for each in line["table"]["rows"]],
            )
            for line in lines
            if "table" in line
        ],
    )


def set_off(sheet: ReturnSheet, answer: Answer, by: Actor) -> Approval:
    """Through the steps, anew or again after the school itself returned it."""
    content, approval = content_of(sheet, answer), sheet.approval
    if approval is not None and approval.state == ApprovalState.RETURNED:
        resubmit_approval(approval=approval, by=by, content=content)
        return approval
    outdate_papers(about=sheet, by=by)
    started: Approval = start_approval(
        about=sheet,
        kind=KIND.key,
        title=content.title,
        href=reverse("return-sheet", args=[sheet.public_id]),
        legs=legs_of(sheet),
        content=content,
        until=sheet.asked_in.last_day,
        by=by,
    )
    return started


def resent_by(sheet: ReturnSheet, by: Actor) -> None:
    """A sheet that the school's own steps returned is sent again by its author; by somebody else it begins anew."""
    approval = sheet.approval
    if approval is not None and (not sheet.asked_in.asks_steps or approval.author_id != by.membership_id):
        withdraw_returned(sheet, by, "改由他人重新送出")


def withdraw_returned(sheet: ReturnSheet, by: Actor, reason: str) -> None:
    """Steps that returned it and that nobody has to go on with."""
    if sheet.approval is not None and sheet.approval.state == ApprovalState.RETURNED:
        withdraw_approval(approval=sheet.approval, by=by, reason=reason)
        sheet.approval = None


def agreed_before(sheet: ReturnSheet, but: int | None = None) -> Approval | None:
    """The steps by which what stands was sent; `but`: by key those of a sending that is taken back."""
    about = {"about_type": ReturnSheet._meta.label_lower, "about_id": sheet.public_id}
    rows = Approval.objects.filter(state=ApprovalState.PASSED, **about)
    return rows.exclude(pk=but).order_by("-pk").first()
