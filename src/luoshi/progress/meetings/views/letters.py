"""One letter as its readers see it: what it says, what they may do with it, whose act it is to issue it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from luoshi.core.days import day_in_words
from luoshi.notices.queries import deliveries_to, waiting
from luoshi.papers.filed.queries import current_paper_of

from .. import permissions
from ..actions.supervising import told_of
from ..case_papers import KIND
from ..models import Letter
from ..queries import NAMED, addressed, climbed_after, runners_of
from ..states import TONES, CaseState, LetterState


def shown(actor: Any, row: Letter) -> dict[str, Any]:
    runs, key = permissions.can_run_letter(actor, row), row.public_id
    live, replied = row.case.state != CaseState.CLOSED, row.state == LetterState.REPLIED
    own = permissions.can_reply_letter(actor, row)
    return {
        "row": row,
        "tone": TONES[row.state],
        "paper": current_paper_of(row, KIND) if runs else None,
        "paper_url": reverse("letter-paper", args=[key])
        if row.number and row.state != LetterState.RECALLED
        else "",
        "edit_url": reverse("edit-letter", args=[key])
        if runs and live and row.state == LetterState.DRAFT
        else "",
        "issue_url": reverse("issue-letter", args=[key])
        if runs and live and row.state == LetterState.DRAFT
        else "",
        "issue_question": _question(row, actor) if runs and row.state == LetterState.DRAFT else "",
        "who_issues": _who_issues(row) if runs and live and row.state == LetterState.DRAFT else "",
        "accept_url": reverse("accept-reply", args=[key])
        if runs and row.state == LetterState.REPLIED
        else "",
        "return_url": reverse("return-reply", args=[key])
        if runs and live and row.state in (LetterState.REPLIED, LetterState.ACCEPTED)
        else "",
        "recall_url": reverse("recall-letter", args=[key])
        if runs and live and row.state == LetterState.ISSUED and climbed_after(row) is None
        else "",
        "recall_reply_url": reverse("recall-reply", args=[key]) if live and replied and own else "",
        "call": _own_call(actor, row) if own and row.state == LetterState.ISSUED else None,
        "says": row.reply if row.replied_at else "",
        "file_url": reverse("letter-reply-file", args=[key])
        if row.reply_stored_id and row.replied_at
        else "",
        "replies": live and own and row.state in (LetterState.ISSUED, LetterState.RETURNED),
    }


def _own_call(actor: Any, row: Letter) -> Any:
    """The message with this letter that waits for the reader's own receipt."""
    rows = waiting(deliveries_to(actor)).filter(notice__in=told_of(row), received_at__isnull=True)
    found = rows.first()
    return found.notice if found is not None else None


def _who_issues(row: Letter) -> str:
    """Whose act it is: the posts that may, as they are held today."""
    posts = runners_of(row.issuer_id)
    names = "、".join(f"{post.user.name}（{post.get_role_display()}）" for post in posts[:NAMED])
    names += f"等 {len(posts)} 人" if len(posts) > NAMED else ""
    return (
        f"能印发的：{names}。以印发人本人的名义印发，不另经审批；要领导审签的，先按本单位的程序办好再印发。"
    )


def _question(row: Letter, actor: Any) -> str:
    told = addressed(runners_of(row.case.school_id))
    nobody = f"{row.case.school.short}现在没有可以通知的人，函会印发，但没有人收到"
    words = f"督办函发给{told}，要签收" if told else nobody
    return f"{words}；回复期限是{day_in_words(row.reply_by)}。印发人记为您（{actor.name}）。学校签收以后不能撤回。"
