"""A trial changes nothing of the list; scores of before a conflict count no more; peers stay hidden; copies change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from lxml import html

from luoshi.accounts.models import Session
from luoshi.common import clock
from luoshi.selection.applying.tests.made import pdf
from luoshi.selection.review.actions import close_review
from luoshi.selection.review.beating import ask_for_copies
from luoshi.selection.review.content import Content
from luoshi.selection.review.models import BareCopy, RoundClosing, Scoring
from luoshi.selection.review.scoring import computed

from .helping import act, all_in, confirm, content, end_round, hand_in, hand_in_file, propose, word, work
from .test_nothing_leaks import plain

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VETO = Content({"veto": True}, {"veto": "第二页"}, "不宜。")


def column(page: Any, label: str) -> list[str]:
    cells = html.fromstring(page.content).xpath(f"//table//td[@data-label='{label}']")
    return [cell.text_content().strip() for cell in cells]


def test_a_trial_gives_other_places_beside_those_that_count(there: Any, signed_in: Any) -> None:
    """Issue 6 §4: what-if apart from the real one. By the rules more than half must veto, in the trial one."""
    for expert in (0, 1):
        for application, goal in enumerate(("40", "30", "20")):
            vetoes = (expert, application) == (0, 0)
            hand_in(there, expert, application, VETO if vetoes else content(goal))
    end_round(there)
    client, here = signed_in(there.officer), reverse("review-results", args=[there.call.public_id])
    before = computed(there.call).digest
    assert (column(client.get(here), "名次"), column(client.get(here), "试算名次")) == (["1", "2", "3"], [])
    asked = {"combine": "mean", "drop": 1, "normalise": "none", "veto": "any"}
    tried = client.get(here, asked)
    assert column(tried, "名次") == ["1", "2", "3"]
    assert column(tried, "试算名次") == ["—", "1", "2"]
    assert (computed(there.call).digest, Scoring.objects.exists()) == (before, False)
    assert column(client.get(here), "试算名次") == []


def test_a_sheet_of_who_then_says_that_he_is_bound_is_not_counted(
    there: Any, signed_in: Any, send: Any
) -> None:
    """Issue 6 §3: a new conflict voids that expert's scores still sealed, those of nobody else."""
    all_in(there)
    task = there.assigned[0][0]
    page = reverse("review-declare", args=[task.public_id])
    assert send(signed_in(there.experts[0]), page, reason="曾在那里任教").status_code == 302
    end_round(there, reason="回避后没有补派")
    found = computed(there.call)
    counted = {(row["application"], row["reviewer"]) for row in found.data["reviews"]}
    assert {("0001", "专家01"), ("0001", "专家02")} & counted == {("0001", "专家02")}
    assert len(counted) == 5
    scores = {row["application"]: row["score"] for row in found.results}
    shown = signed_in(there.officer).get(reverse("review-result", args=[there.call.public_id, "0001"]))
    assert (scores["0001"] in shown.content.decode(), "专家02" in shown.content.decode()) == (True, True)


def test_after_the_close_an_expert_reads_nothing_of_his_peers_scores(
    there: Any, signed_in: Any, settings: Any, tmp_path: Any
) -> None:
    """Controls BL-07: nor of the list that comes of them."""
    client, call = signed_in(there.experts[1]), there.call.public_id
    pages = [
        reverse("review-desk"), reverse("review-task", args=[there.assigned[1][0].public_id]), "/desk/",
        reverse("own-panel", args=[there.seats[1].public_id]), reverse("review-rounds", args=[call]),
        reverse("review-results", args=[call]), reverse("review-result", args=[call, "0001"]),
    ]  # fmt: skip
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text(clock.now().isoformat())
    told = []
    for goal in ("40", "36"):
        with transaction.atomic():
            all_in(there, ((goal, "30", "25"), ("35", "32", "27")))
            end_round(there)
            told.append([plain(client.get(page)) for page in pages])
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert [status for status, *_ in told[0]] == [200] * 4 + [404] * 3


def test_an_officer_puts_a_copy_without_the_name_in_its_place(there: Any, signed_in: Any, send: Any) -> None:
    """Issue 6 §4: hits go back or are redacted; by him too, on the page of the copy."""
    application = there.applications[0]
    hand_in_file(application, word(application.organisation.name), "报告.docx")
    ask_for_copies()
    work()
    copy = BareCopy.objects.get()
    page, replace = (reverse(name, args=[copy.public_id]) for name in ("review-copy", "review-replace-copy"))
    client = signed_in(there.officer)
    assert f'href="{replace}"' in client.get(page).content.decode()
    upload = SimpleUploadedFile("遮盖.docx", word("某校的做法"))
    assert send(client, replace, copy, file=upload).status_code == 302
    work()
    copy.refresh_from_db()
    assert (copy.state, copy.replaced_by, copy.hits.count()) == ("clean", there.officer.user.name, 0)
    assert copy.material.stored != copy.replaced


def test_an_old_session_opens_no_sheet_and_takes_none_out(there: Any, signed_in: Any, settings: Any) -> None:
    """Controls SE-05: a direct post is answered with the question for the password, and nothing is done."""
    all_in(there)
    said, client = propose(there), signed_in(there.head)
    settings.LUOSHI_MODE = "production"
    Session.objects.update(started_at=clock.now() - dt.timedelta(minutes=10))
    page = reverse("review-close-round", args=[said.public_id])
    sent = {"_version": said.version, "_once": "a"}
    assert (client.post(page, sent).status_code, RoundClosing.objects.exists()) == (401, False)
    confirm(there, said, "monitor")
    act(close_review, there.actor("officer"), call=there.call, shown=computed(there.call).digest)
    file = reverse("review-scoring-file", args=[there.call.public_id])
    assert client.post(file, {"_once": "b"}).status_code == 401
    Session.objects.update(started_at=clock.now())
    assert client.post(file, {"_once": "c"}).status_code == 200


def test_the_pages_of_a_pdf_stand_in_the_page_of_the_task(there: Any, signed_in: Any) -> None:
    """Issue 6 §4: nothing to download for an evening with thirty."""
    task = there.assigned[0][0]
    hand_in_file(task.application, pdf("report", pages=2), "实施报告.pdf")
    ask_for_copies()
    work()
    client = signed_in(there.experts[0])
    shown = html.fromstring(client.get(reverse("review-task", args=[task.public_id])).content)
    pages = [reverse("review-page", args=[task.public_id, 0, number]) for number in (0, 1)]
    assert [each for each in shown.xpath("//img/@src | //img/@data-src") if "/review-desk/" in each] == pages
    pictures = [b"".join(client.get(page).streaming_content) for page in pages]
    assert [data.startswith(b"\xff\xd8") for data in pictures] == [True, True]
