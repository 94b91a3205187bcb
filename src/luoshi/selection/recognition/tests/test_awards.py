"""From the published list to certificate and register; renewed, ended, revoked by two."""

import datetime as dt
import io
import json
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.common.checkpoints import public_key
from luoshi.common.errors import RuleBroken
from luoshi.core.credentials import Standing, check, read_list
from luoshi.registers.actions import take_back_stage
from luoshi.registers.models import ProjectStage
from luoshi.selection.applying.models import OfficerConflict
from luoshi.selection.facts import of_earlier
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.quotas import wins
from luoshi.selection.recognition import actions, printing
from luoshi.selection.recognition.actions.holding import last_day
from luoshi.selection.recognition.certifying import address_of, revoked_certificates, told_of
from luoshi.selection.recognition.following import holdings
from luoshi.selection.recognition.models import Award, Certificate
from luoshi.selection.recognition.queries import awards_visible_to

from .helping import PAPER, do, entry_of, fresh, granted

pytestmark = pytest.mark.django_db


def builds(there: Any) -> None:
    rules = {**there.call.rules, "build_months": 24}
    Call.objects.filter(pk=there.call.pk).update(rules=rules)


def test_what_was_selected_is_recognised_numbered_and_certified(there: Any) -> None:
    first, second = granted(there)
    assert [row.full_honour for row in (first, second)] == ["示例遴选（一等奖）", "示例遴选（二等奖）"]
    assert [row.sequence for row in (first, second)] == [1, 2]
    assert first.number.endswith("0001号")
    assert (first.state, first.valid_until) == ("recognised", last_day(clock.today(), 36))
    certificate = first.certificates.get()
    found = check(certificate.credential.encode(), clock.today(), key=public_key())
    assert (found.faults, found.standing) == ((), Standing.VALID)
    assert found.granted.id == address_of(certificate.code)
    assert (found.granted.holder, found.granted.basis) == (first.organisation.name, PAPER)
    assert not Award.objects.filter(application=there.applications[2]).exists()


def test_it_enters_the_register_where_later_selections_and_quotas_see_it(there: Any) -> None:
    first, second = granted(there)
    stage = ProjectStage.objects.get(entry=there.entry)
    assert (stage.kind, stage.level, stage.document_number) == ("recognised", "city", PAPER)
    assert stage.valid_until == first.valid_until
    assert of_earlier(first.organisation, there.register, clock.today())["held"] == 1
    assert wins(there.call, [first.organisation])[first.organisation_id] == 1
    assert second.entry is None  # the school says which line it is


def test_the_school_says_which_line_of_the_register_it_is(there: Any) -> None:
    _, second = granted(there)
    office = there.actor("other")
    entry = entry_of(there, there.other, "另一个示例工作室")
    with pytest.raises(RuleBroken, match="不能用来登记"):
        do(actions.link_entry, office, award=second, entry=there.entry)
    with pytest.raises(PermissionDenied):
        do(actions.link_entry, there.actor("school"), award=second, entry=entry)
    do(actions.link_entry, office, award=second, entry=entry)
    assert list(entry.stages.values_list("kind", "from_above")) == [("recognised", True)]
    with pytest.raises(PermissionDenied):
        do(take_back_stage, office, stage=entry.stages.get(), reason="登错了")
    with pytest.raises(RuleBroken, match="已经登记"):
        do(actions.link_entry, office, award=second, entry=entry)


def test_what_was_revoked_is_not_linked_and_no_certificate_is_older_than_its_meeting(there: Any) -> None:
    Decision.objects.create(
        call=there.call, stage="after", body="局长办公会", held_on=clock.today(), words="同意。", digest="0" * 64,
        minutes=files.put([b"%PDF-1.4"]), minutes_name="纪要.pdf", entered_by=there.head,
    )  # fmt: skip
    with pytest.raises(RuleBroken, match="不能早于审定的会议"):
        granted(there, on=clock.today() - dt.timedelta(days=1))
    _, second = granted(there)
    Award.objects.filter(pk=second.pk).update(state="revoked")
    entry = entry_of(there, there.other, "另一个示例工作室")
    with pytest.raises(RuleBroken, match="已经撤销"):
        do(actions.link_entry, there.actor("other"), award=second, entry=entry)


def test_nobody_is_recognised_twice_nor_from_a_list_that_changed(there: Any) -> None:
    call = fresh(there.call)
    with pytest.raises(RuleBroken, match="名单有了变化"):
        actions.grant_awards(
            call=call, on=clock.today(), document_number=PAPER, shown="0", by=there.actor("officer"),
            version=call.version,
        )  # fmt: skip
    assert len(granted(there)) == 2
    with pytest.raises(RuleBroken, match="都已经登记"):
        granted(there)
    Result.objects.filter(pk=there.results[2].pk).update(selected=True, order=3, level="second")
    assert len(granted(there)) == 3


@pytest.mark.parametrize("state", ["deciding", "noticed", "withdrawn"])
def test_nothing_is_recognised_before_the_publication(there: Any, state: str) -> None:
    Call.objects.filter(pk=there.call.pk).update(state=state)
    with pytest.raises(RuleBroken, match="公布以后"):
        granted(there)


def test_who_may_not(there: Any) -> None:
    call = fresh(there.call)
    given = {
        "call": call,
        "on": clock.today(),
        "document_number": PAPER,
        "shown": "",
        "version": call.version,
    }
    for who in ("school", "monitor", "leader"):
        with pytest.raises(PermissionDenied):
            actions.grant_awards(by=there.actor(who), **given)
    OfficerConflict.objects.create(
        application=there.applications[0], membership=there.officer, reason="亲属", said_by=there.head
    )
    with pytest.raises(PermissionDenied):
        actions.grant_awards(by=there.actor("officer"), **given)


@pytest.mark.parametrize(("paper", "days", "words"), [("", 0, "文号"), (PAPER, 1, "今天以后")])
def test_a_paper_and_a_day_that_can_be(there: Any, paper: str, days: int, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        granted(there, on=clock.today() + dt.timedelta(days=days), paper=paper)
    assert not Award.objects.exists()


def test_cultivated_first_then_accepted_then_recognised(there: Any) -> None:
    builds(there)
    by, today = there.actor("officer"), clock.today()
    award = granted(there, on=today - dt.timedelta(days=300))[0]
    assert (award.state, award.number, award.certificates.count()) == ("cultivated", "", 0)
    with pytest.raises(RuleBroken, match="早于上一个阶段"):
        do(actions.note_mid_term, by, award=award, on=today - dt.timedelta(days=301), passed=True)
    do(
        actions.note_mid_term,
        by,
        award=award,
        on=today - dt.timedelta(days=100),
        passed=False,
        words="经费不到位",
    )
    with pytest.raises(RuleBroken, match="不能认定"):
        do(actions.recognise_award, by, award=award, on=today, document_number=PAPER)
    do(actions.accept_award, by, award=award, on=today - dt.timedelta(days=9), document_number="")
    do(actions.recognise_award, by, award=award, on=today, document_number=PAPER)
    award = fresh(award)
    assert (award.state, award.certificates.count()) == ("recognised", 1)
    stages = list(there.entry.stages.order_by("on").values_list("kind", "words"))
    assert [kind for kind, _ in stages] == ["set_up", "mid_term", "accepted", "recognised"]
    assert stages[1][1] == "未通过。经费不到位"


def test_cultivation_ends_with_a_reason_and_can_be_resumed(there: Any) -> None:
    builds(there)
    award, by = granted(there)[0], there.actor("officer")
    with pytest.raises(RuleBroken, match="理由"):
        do(actions.end_award, by, award=award, reason=" ")
    do(actions.end_award, by, award=award, reason="学校主动退出")
    assert (fresh(award).state, fresh(award).reason) == ("ended", "学校主动退出")
    do(actions.resume_award, by, award=award, reason="继续建设")
    assert fresh(award).state == "cultivated"


def test_a_renewal_puts_another_certificate_in_place_and_is_no_second_win(there: Any) -> None:
    award = granted(there, on=clock.today() - dt.timedelta(days=900))[0]
    old = award.certificates.get()
    do(
        actions.renew_award,
        there.actor("officer"),
        award=award,
        on=clock.today(),
        document_number="续〔2026〕1号",
    )
    award, old = fresh(award), fresh(old)
    new = award.certificates.get(replaced_at=None)
    assert (award.valid_until, new.valid_until) == (last_day(clock.today(), 36),) * 2
    held = of_earlier(award.organisation, there.register, award.valid_until)
    assert held["held"] == 1  # the renewal counts for as long as it says
    told = told_of(old.code)
    assert told is not None
    assert (told.words, told.newer) == ("有效", new.code)
    assert ProjectStage.objects.filter(entry=there.entry, kind="recognised").count() == 1


def test_two_revoke_and_it_is_gone_from_certificate_register_and_quota(there: Any, settings: Any) -> None:
    award, by = granted(there)[0], there.actor("officer")
    said = do(
        actions.say_revocation,
        by,
        award=award,
        on=clock.today(),
        document_number="撤〔2026〕1号",
        reason="弄虚作假",
    )
    assert fresh(award).state == "recognised"
    bound = OfficerConflict.objects.create(
        application=there.applications[1], membership=there.leader, reason="亲属", said_by=there.head
    )
    for who in (by, there.actor("leader")):
        with pytest.raises(PermissionDenied):
            do(actions.confirm_revocation, who, revocation=said)
    bound.delete()
    with pytest.raises(RuleBroken, match="等另一个人"):
        do(
            actions.say_revocation,
            by,
            award=award,
            on=clock.today(),
            document_number="撤2",
            reason="再说一次",
        )
    do(actions.confirm_revocation, there.actor("leader"), revocation=said)
    assert fresh(award).state == "revoked"
    told = told_of(award.certificates.get().code)
    assert told is not None
    assert told.words == "已撤销"
    assert of_earlier(award.organisation, there.register, clock.today())["held"] == 0
    assert there.entry.stages.order_by("pk").last().kind == "revoked"
    certificate = award.certificates.get()
    settings.BASE_URL = "https://moved.example.invalid"
    known = read_list(json.dumps(revoked_certificates()).encode())
    assert check(certificate.credential.encode(), clock.today(), revoked=known).standing == "revoked"


def test_a_revocation_that_was_said_can_be_dropped(there: Any) -> None:
    award, by = granted(there)[0], there.actor("officer")
    said = do(actions.say_revocation, by, award=award, on=clock.today(), document_number="撤1", reason="核查")
    do(actions.drop_revocation, by, revocation=said)
    with pytest.raises(RuleBroken, match="已经办过"):
        do(actions.confirm_revocation, there.actor("head"), revocation=said)
    assert fresh(award).state == "recognised"
    assert award.certificates.get().revoked_on is None


@pytest.mark.parametrize(
    ("since", "months", "until"),
    [
        (dt.date(2026, 11, 1), 36, dt.date(2029, 10, 31)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2026, 12, 15), 12, dt.date(2027, 12, 14)),
        (dt.date(2026, 12, 15), 0, None),
    ],
)
def test_so_many_months_end_on_that_day(since: dt.date, months: int, until: dt.date | None) -> None:
    assert last_day(since, months) == until


def test_seen_by_its_school_and_those_above_and_nobody_beside(there: Any) -> None:
    first, second = granted(there)
    assert set(awards_visible_to(there.actor("officer"))) == {first, second}
    assert list(awards_visible_to(there.actor("school"))) == [first]
    assert list(awards_visible_to(there.actor("other"))) == [second]
    assert not awards_visible_to(actor_for(there.post("office", "yidu"))).exists()
    said = {"membership": there.officer, "reason": "亲属", "said_by": there.head}
    first.application.officer_conflicts.create(**said)
    assert not awards_visible_to(there.actor("officer")).exists()
    assert list(awards_visible_to(there.actor("school"))) == [first]


@pytest.mark.once
def test_the_printed_code_leads_to_the_certificate(there: Any) -> None:
    own = {"certificate": "{{单位}}的“{{项目}}”表现突出，授予", "closing": "以资鼓励。"}
    Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "wording": own})
    certificate = granted(there)[0].certificates.get()
    printed = printing.print_certificate(certificate)
    assert (printed.pages, printed.undrawn) == (1, "")
    page = pypdfium2.PdfDocument(io.BytesIO(printed.pdf))[0]
    text = page.get_textpage().get_text_bounded()
    holder, title = certificate.award.holder, certificate.award.title
    lines = "".join(text.split())
    for words in (certificate.award.number, f"{holder}的“{title}”表现突出，授予", "以资鼓励。"):
        assert "".join(words.split()) in lines
    assert ("特发此证" in text, "样本" in text) == (False, False)
    read = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert [each.text for each in read] == [address_of(certificate.code)]
    assert Certificate.objects.count() == 2


def test_whoever_leaves_passes_on_what_is_still_to_be_looked_after(there: Any) -> None:
    posts = Membership.objects.filter(pk=there.officer.pk)
    assert [held.title for held in holdings(posts)] == [there.call.title]
    there.call.kind.__class__.objects.filter(pk=there.call.kind_id).update(outcome="recommend")
    assert list(holdings(posts)) == [], "who only goes up is passed on with the recommendation"
