"""Experts get copies without names; where a name stayed or nothing can be cleaned, an officer says what happens."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.common import files
from luoshi.common.errors import RuleBroken
from luoshi.core.scrubbing.tests import made as laden
from luoshi.evidence.models import EvidencePage
from luoshi.notices.models import Delivery
from luoshi.selection.applying.models import Application, OfficerConflict, Person
from luoshi.selection.applying.tests.helping import entered
from luoshi.selection.models import Call
from luoshi.selection.panel import actions as panel
from luoshi.selection.review import actions
from luoshi.selection.review.beating import ask_for_copies
from luoshi.selection.review.desk import desk_items
from luoshi.selection.review.invariants import INVARIANTS
from luoshi.selection.review.models import BareCopy
from luoshi.selection.review.names import blotted, names_of

from . import helping

pytestmark = pytest.mark.django_db


def copy_of(there, data, name, at=0):
    """The copy of this file, made by the worker."""
    material = helping.hand_in_file(there.applications[at], data, name)
    ask_for_copies()
    helping.work()
    return BareCopy.objects.get(material=material)


def broken():
    return [found for invariant in INVARIANTS for found in invariant.check()]


def test_the_copy_of_a_word_file_bears_no_author_and_pictures_are_made_of_the_copy(there):
    data = helping.word(author="王金丝雀")
    copy = copy_of(there, data, "枝江职教报告.docx")
    assert (copy.state, copy.bare, copy.hit_count) == ("clean", True, 0)
    with zipfile.ZipFile(io.BytesIO(files.read(copy.stored))) as opened:
        parts = b"".join(opened.read(name) for name in opened.namelist())
    assert "王金丝雀".encode() not in parts
    assert "建设成效明显".encode() in parts
    kept = copy.material.stored  # what was handed in stays as it is, known by its digest
    assert (files.read(kept), kept.digest) == (data, hashlib.sha256(data).hexdigest())
    assert kept != copy.stored
    assert EvidencePage.objects.filter(file__about_id=copy.public_id).exists()
    assert broken() == []


def test_names_of_school_people_and_county_that_stay_are_found_and_told(there):
    school = there.applications[0].organisation
    person = there.applications[0].people.get().name
    copy = copy_of(there, helping.word(f"{school.name}由{person[:2]} {person[2:]}主持"), "报告.docx")
    assert copy.state == "hits"
    assert {school.name, person} <= set(copy.hits.values_list("wanted", flat=True))
    assert copy.hit_count == copy.hits.count()
    assert Delivery.objects.filter(user=there.officer.user, notice__title__contains="盲评材料").count() == 1
    assert [item.title for item in desk_items(there.actor("officer"))] == [
        f"处理盲评材料：{there.call.title}"
    ]
    assert broken() == []


def test_what_cannot_be_cleaned_is_held(there):
    copy = copy_of(there, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧报告.doc")
    assert (copy.state, copy.stored) == ("held", None)
    assert "旧格式" in copy.held
    with pytest.raises(RuleBroken, match="不能放行"):
        helping.act(actions.pass_copy, there.actor("officer"), copy=copy, reason="看过了")


def test_a_film_loses_its_notes_and_keeps_its_length(there):
    canary = laden.Canaries()
    data = laden.film(canary)
    copy = copy_of(there, data, "课堂实录.mp4")
    made = files.read(copy.stored)
    assert copy.state == "clean"
    assert len(made) == len(data)
    assert not [word for word in canary.all if word.encode() in made]


def test_an_officer_lets_pass_with_a_reason_and_not_without(there):
    copy = copy_of(there, helping.word(there.applications[0].organisation.name), "报告.docx")
    with pytest.raises(RuleBroken, match="写明理由"):
        helping.act(actions.pass_copy, there.actor("officer"), copy=copy, reason=" ")
    helping.act(actions.pass_copy, there.actor("officer"), copy=copy, reason="指的是合作学校")
    copy.refresh_from_db()
    assert (copy.state, copy.reason) == ("passed", "指的是合作学校")
    helping.act(actions.hold_copy, there.actor("officer"), copy=copy, reason="照片里有校门")
    copy.refresh_from_db()
    assert (copy.state, copy.held) == ("held", "照片里有校门")


def test_one_that_went_back_is_replaced_by_the_school_and_only_then(there):
    school = there.applications[0].organisation
    copy = copy_of(there, helping.word(school.name), "报告.docx")
    better = {"stored": files.put([helping.word("某校的做法")]), "name": "报告（遮盖）.docx"}
    with pytest.raises(PermissionDenied):
        helping.act(actions.replace_copy, there.actor("school"), copy=copy, **better)
    assert list(desk_items(there.actor("school"))) == []
    helping.act(actions.send_copy_back, there.actor("officer"), copy=copy, reason="请遮盖校名")
    assert [item.action for item in desk_items(there.actor("school"))] == ["去更换"]
    for state, lines in (("deciding", 0), ("reviewing", 1)):
        Call.objects.filter(pk=there.call.pk).update(state=state)
        assert len(list(desk_items(there.actor("school")))) == lines, (
            "once the review is over nobody reads it"
        )
    assert Delivery.objects.filter(user=there.school.user, notice__title__contains="请更换").exists()
    helping.act(actions.replace_copy, there.actor("school"), copy=copy, **better)
    helping.work()
    copy.refresh_from_db()
    assert (copy.state, copy.hits.count()) == ("clean", 0)
    assert copy.replaced is not None
    assert copy.material.name == "报告.docx"
    assert list(desk_items(there.actor("school"))) == []
    assert broken() == []


@pytest.mark.parametrize("blindness", ["none", "single"])
def test_a_review_that_is_not_double_blind_gives_the_file_itself(there, blindness):
    there.call.rules = {**there.call.rules, "blindness": blindness}
    there.call.save()
    copy = copy_of(there, helping.word(there.applications[0].organisation.name), "报告.docx")
    assert (copy.state, copy.bare, copy.stored) == ("clean", False, copy.material.stored)


def test_names_that_were_cleaned_away_are_told_to_the_officer_too(there, signed_in):
    """In properties and the name of the file; of school, county and team. The copy is clean, the officer knows."""
    application = there.applications[0]
    Person.objects.create(application=application, name="示例成员乙", role="member")
    said = {"name": "金丝雀团队", "specialty": "机电", "leader": "示例负责人"}
    team = entered(there, "teams", application.organisation, members=[], **said)
    Application.objects.filter(pk=application.pk).update(entry=team)
    copy = copy_of(there, helping.word(author="秭归 金丝雀团队"), "枝江职教中心的报告.docx")
    assert (copy.state, copy.hit_count) == ("clean", 0)
    told = {(hit.wanted, hit.where) for hit in copy.hits.filter(cleaned=True)}
    assert {("枝江", "文件名"), ("金丝雀团队", "文件属性")} <= told
    page = signed_in(there.officer).get(reverse("review-copy", args=[copy.public_id])).content.decode()
    assert "已清理掉的名称" in page
    assert "金丝雀团队" in page
    listed = signed_in(there.officer).get(reverse("review-copies", args=[there.call.public_id]))
    assert f"已清理 {len(told)} 处" in listed.content.decode()
    film = copy_of(there, laden.film(laden.Canaries()), "枝江职教.mp4", at=0)
    assert ("枝江", "文件名") in set(film.hits.filter(cleaned=True).values_list("wanted", "where"))
    assert broken() == []


def test_identity_papers_get_no_copy_in_a_blind_review(there):
    helping.hand_in_file(there.applications[0], helping.word(), "身份证明.docx", item="proof")
    ask_for_copies()
    assert not BareCopy.objects.exists()


def test_words_are_blotted_whatever_spaces_stand_between(there):
    """And where those of the team work, typed or one of ours."""
    other, people = there.applications[-1].organisation, there.applications[0].people
    people.create(name="示例成员", role="member", place="示例软件学院", organisation=None)
    people.create(name="示例队员", role="member", organisation=other)
    names = names_of(there.applications[0])
    assert blotted(f"{other.name}、示例软件学院合作", names) == "××、××合作"
    school = there.applications[0].organisation
    assert {school.name, school.short, "枝江市", "枝江"} <= set(names)
    spaced = " ".join(school.name)
    assert blotted(f"我校{spaced}与{school.short}同在枝江市。", names) == "我校××与××同在××。"
    assert blotted("一句", []) == "一句"


def test_pages_are_the_bureaus_and_the_school_sees_only_what_came_back(there, signed_in, send):
    copy = copy_of(there, helping.word(there.applications[0].organisation.name), "枝江的报告.docx")
    url = reverse("review-copy", args=[copy.public_id])
    listed = reverse("review-copies", args=[there.call.public_id])
    office, school = signed_in(there.officer), signed_in(there.school)
    shown = office.get(url).content.decode()
    assert "里面的名称" in shown
    assert "枝江的报告.docx" in shown
    assert office.get(listed).status_code == 200
    assert school.get(url).status_code == 404
    assert school.get(listed).status_code == 404
    answered = send(office, reverse("review-send-copy-back", args=[copy.public_id]), copy, reason="请遮盖")
    assert answered.status_code == 302
    assert "请更换这份材料" in school.get(url).content.decode()
    refused = send(
        school, reverse("review-pass-copy", args=[copy.public_id]), helping.fresh(copy), reason="好"
    )
    assert refused.status_code == 403
    upload = io.BytesIO(helping.word("某校"))
    upload.name = "遮盖.docx"
    replaced = send(
        school, reverse("review-replace-copy", args=[copy.public_id]), helping.fresh(copy), file=upload
    )
    assert replaced.status_code == 302
    assert helping.fresh(copy).replaced_name == "遮盖.docx"
    monitor = signed_in(there.monitor)
    assert monitor.get(url).status_code == 200
    assert (
        send(
            monitor, reverse("review-hold-copy", args=[copy.public_id]), helping.fresh(copy), reason="x"
        ).status_code
        == 403
    )


@pytest.mark.once
def test_what_an_officer_keeps_away_from_is_neither_counted_nor_made_for_him(there, signed_in):
    """Only the number of files of the hidden application differs (controls BL-05)."""
    said = {"membership": there.officer, "reason": "亲属", "said_by": there.head}
    OfficerConflict.objects.create(application=there.applications[0], **said)
    page = reverse("review-copies", args=[there.call.public_id])
    helping.hand_in_file(there.applications[0], helping.word(), "报告.docx")
    assert "制作副本" not in signed_in(there.officer).get(page).content.decode()
    assert "制作副本（1 份）" in signed_in(there.head).get(page).content.decode()
    actions.begin_copies(call=there.call, by=there.actor("officer"))
    assert not BareCopy.objects.exists()
    actions.begin_copies(call=there.call, by=there.actor("head"))
    assert BareCopy.objects.count() == 1


def test_an_account_is_bound_by_its_name_and_both_sides_are_told(there):
    expert, by = there.assigned[0][0].seat.expert, there.actor("officer")
    Call.objects.filter(pk=there.call.pk).update(state="ended")
    other = there.post("expert")
    with pytest.raises(RuleBroken, match="和专家姓名"):
        helping.act(panel.bind_expert, by, expert=expert, post=other)
    helping.rename(other, f"{expert.name[0]} {expert.name[1:]}")
    helping.act(panel.bind_expert, by, expert=expert, post=other)
    told = Delivery.objects.filter(notice__title__contains="绑定").values_list("membership", flat=True)
    assert set(told) == {other.pk, there.monitor.pk}
    with pytest.raises(RuleBroken, match="姓名要和账号一致"):
        helping.act(panel.change_expert, by, expert=expert, name="另一个人")
