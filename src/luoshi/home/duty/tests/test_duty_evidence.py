"""Evidence on the duty page: uploaded or chosen there, shown with the same work, after a merger, and to whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.queries import actor_for
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.invariants import check_all
from luoshi.evidence.actions import cite_evidence, person_words, withdraw_evidence
from luoshi.evidence.models import Evidence, EvidenceUse
from luoshi.evidence.tests.conftest import actor, piece, said, sent, text_of
from luoshi.home.duty.evidence import claims_of
from luoshi.undertakings.models import Duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty(yichang: Any) -> Duty:
    return Duty.objects.get(task__key="4.3", organisation__key="zhijiang", basis="undertaken")


def pdf(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4 " + text.encode())


def cited_on(duty: Duty) -> list[str]:
    uses = EvidenceUse.objects.filter(about_id=duty.public_id, removed_at__isnull=True).order_by("id")
    return [use.evidence.title for use in uses]


def test_a_teacher_uploads_chooses_and_takes_out_again(yichang, signed_in, duty) -> None:
    post = yichang.post("teacher", "zhijiang")
    client, base = signed_in(post), f"/duties/{duty.public_id}/"
    assert "还没有引用佐证材料" in text_of(client.get(base))
    uploaded = sent(client, f"{base}evidence/new/", files=[pdf("培育方案.pdf", "a")], **said())
    assert uploaded.status_code == 302
    older = piece(post, "课题立项通知")
    assert "课题立项通知" in text_of(client.get(f"{base}evidence/?q=立项"))
    assert "培育方案" not in text_of(client.get(f"{base}evidence/"))  # cited already
    chosen = sent(client, f"{base}evidence/", pieces=[older.public_id], pages="2—4", note="第二章")
    assert chosen.status_code == 302
    assert cited_on(duty) == ["培育方案", "课题立项通知"]
    page = text_of(client.get(base))
    for words in ("课题立项通知", "第 2—4 页", "第二章", "引用 2 份佐证材料"):
        assert words in page
    assert f"{base}#evidence" in text_of(client.get(f"/evidence/{older.public_id}/"))
    use = EvidenceUse.objects.get(evidence=older)
    assert (
        sent(client, f"{base}evidence/{use.public_id}/remove/", use.version, reason="换新的").status_code
        == 302
    )
    assert cited_on(duty) == ["培育方案"]
    assert Evidence.objects.count() == 2


def test_what_the_office_cited_only_it_takes_out_and_the_bureau_reads_why(yichang, signed_in, duty) -> None:
    post = yichang.post("office", "zhijiang")
    office, city = signed_in(post), signed_in(yichang.post("city_officer"))
    use = cite_evidence(
        evidence=piece(post, "验收批复"), about=duty, organisation=duty.organisation, by=actor(post)
    )
    base = f"/duties/{duty.public_id}/"
    out = f"{base}evidence/{use.public_id}/remove/"
    teacher = signed_in(yichang.post("teacher", "zhijiang"))
    assert "取消引用" not in text_of(teacher.get(base))
    assert sent(teacher, out, use.version, reason="不用了").status_code == 403
    for reason, words in ((" ", "请写明为什么取消引用"), ("长" * 201, "最多 200 字")):
        refused = sent(office, out, use.version, reason=reason)
        assert (refused.status_code, words in text_of(refused)) == (422, True)
    assert cited_on(duty) == ["验收批复"]
    assert "取消过的引用" not in text_of(city.get(base))
    assert sent(office, out, use.version, reason="文号打错，换新的批复").status_code == 302
    page = text_of(city.get(base))
    assert cited_on(duty) == []
    for words in ("取消过的引用（1）", "验收批复", person_words(actor(post)), "文号打错，换新的批复"):
        assert words in page
    sent(office, f"{base}evidence/", pieces=[use.evidence.public_id])
    assert "取消过的引用" not in text_of(city.get(base))  # it is there again


def test_a_file_that_is_there_already_is_cited_and_not_kept_again(yichang, signed_in, duty) -> None:
    client, base = signed_in(yichang.post("teacher", "zhijiang")), f"/duties/{duty.public_id}/evidence/new/"
    sent(client, "/evidence/new/", files=[pdf("a.pdf", "x")], title="实训协议", **said())
    answer = sent(client, base, files=[pdf("b.pdf", "x")], **said())
    assert "1 份已在材料库" in text_of(client.get(answer.url.partition("#")[0]))
    assert (cited_on(duty), Evidence.objects.count()) == (["实训协议"], 1)


def test_a_foreign_piece_and_nothing_ticked_are_refused_in_words(yichang, signed_in, duty) -> None:
    client, url = signed_in(yichang.post("teacher", "zhijiang")), f"/duties/{duty.public_id}/evidence/"
    other = next(school for school in yichang.schools if school.key != "zhijiang")
    foreign = piece(yichang.post("teacher", other.key))
    for given in ({}, {"pieces": [foreign.public_id]}, {"pieces": ["\0", "x" * 50]}):
        answer = sent(client, url, **given)
        assert answer.status_code in (400, 422)
    assert EvidenceUse.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "place", "status"), [("city_officer", "yichang", 403), ("party_secretary", "zhijiang", 403)]
)
def test_those_who_only_read_cite_nothing(yichang, signed_in, duty, role, place, status) -> None:
    client, url = signed_in(yichang.post(role, place)), f"/duties/{duty.public_id}/evidence/"
    assert {client.get(url).status_code, sent(client, f"{url}new/").status_code} == {status}
    assert "还没有引用佐证材料" in text_of(client.get(f"/duties/{duty.public_id}/"))


def test_withdrawn_it_stays_on_the_page_and_counts_no_more(yichang, signed_in, duty) -> None:
    post = yichang.post("teacher", "zhijiang")
    client, base = signed_in(post), f"/duties/{duty.public_id}/"
    sent(client, f"{base}evidence/new/", files=[pdf("方案.pdf", "a")], **said())
    withdraw_evidence(evidence=Evidence.objects.get(), reason="传错了学年", by=actor(post), version=1)
    page = text_of(client.get(base))
    assert "不再算佐证：传错了学年" in page
    assert "份佐证材料" not in page


def test_an_inspector_sees_the_duty_and_no_evidence(yichang, signed_in, duty) -> None:
    post = yichang.post("teacher", "zhijiang")
    sent(
        signed_in(post), f"/duties/{duty.public_id}/evidence/new/", files=[pdf("独有标题.pdf", "a")], **said()
    )
    assert "独有标题" in text_of(signed_in(post).get(f"/duties/{duty.public_id}/"))
    page = text_of(signed_in(yichang.post("inspector")).get(f"/duties/{duty.public_id}/"))
    assert "独有标题" not in page
    assert 'id="evidence"' not in page


def test_duties_of_one_work_show_what_the_others_cite(yichang, signed_in, duty) -> None:
    other = Duty.objects.filter(organisation=duty.organisation, left_at=None).exclude(pk=duty.pk).first()
    Duty.objects.filter(pk=other.pk).update(work=duty.work)
    client = signed_in(yichang.post("teacher", "zhijiang"))
    sent(client, f"/duties/{duty.public_id}/evidence/new/", files=[pdf("共用材料.pdf", "a")], **said())
    assert "共用材料" in text_of(client.get(f"/duties/{other.public_id}/"))


def test_a_piece_cited_by_two_duties_of_one_work_is_shown_twice_and_counted_once(
    yichang, signed_in, duty
) -> None:
    other = Duty.objects.filter(organisation=duty.organisation, left_at=None).exclude(pk=duty.pk).first()
    Duty.objects.filter(pk=other.pk).update(work=duty.work)
    client = signed_in(yichang.post("teacher", "zhijiang"))
    sent(client, f"/duties/{duty.public_id}/evidence/new/", files=[pdf("共用材料.pdf", "a")], **said())
    piece = Evidence.objects.get()
    sent(client, f"/duties/{other.public_id}/evidence/", pieces=[piece.public_id], pages="第 2—4 页")
    page = text_of(client.get(f"/duties/{other.public_id}/"))
    assert page.count("取消引用") >= 2
    assert "第 2—4 页" in page
    assert "1 份佐证材料" in page


def test_the_library_goes_along_in_a_merger_and_comes_back(yichang, signed_in, duty) -> None:
    post, by = yichang.post("office", "zhijiang"), actor_for(yichang.post("security_admin"))
    client = signed_in(post)
    sent(client, f"/duties/{duty.public_id}/evidence/new/", files=[pdf("枝江方案.pdf", "a")], **said())
    old, into = duty.organisation, next(each for each in yichang.schools if each.key != "zhijiang")
    assert Duty.objects.filter(organisation=into, task=duty.task, left_at=None).exists()
    change = merge_organisations(
        organisation=old, others=[], into=into, on=clock.today(), by=by, version=old.version
    )
    row = Evidence.objects.get()
    assert (row.organisation, row.uses.get().organisation) == (into, into)
    carried = Duty.objects.get(organisation=into, task=duty.task, basis=duty.basis)
    assert "枝江方案" in text_of(
        signed_in(yichang.post("office", into.key)).get(f"/duties/{carried.public_id}/")
    )
    assert check_all()["violations"] == []
    heir = actor_for(yichang.post("office", into.key))
    claim = next(each for each in claims_of(heir, [into.pk]) if carried.public_id in each.keys)
    assert duty.public_id in claim.keys, "the gaps page counts what the duty page shows"
    change.refresh_from_db()
    undo_organisation_change(change=change, by=by, version=change.version)
    row.refresh_from_db()
    assert (row.organisation, row.uses.get().organisation) == (old, old)
    assert check_all()["violations"] == []
