"""A package of a played selection is verified, holds nobody's secrets, and everything turned in it is found."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts.actions import set_up_organisation
from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock, crypto, files, sealed_files
from luoshi.common.actor import system_actor
from luoshi.common.checkpoints import public_key
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.common.models import AuditEvent
from luoshi.core.archive import layout
from luoshi.core.archive.verifying import verify
from luoshi.core.masking import ID_IN_GROUPS, MOBILE
from luoshi.selection import reads
from luoshi.selection.applying.models import OfficerConflict
from luoshi.selection.archive import actions
from luoshi.selection.archive.desk import desk_items
from luoshi.selection.archive.models import Package
from luoshi.selection.archive.queries import came_since, packed_calls_of
from luoshi.selection.archive.sweeping import sweep
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.panel.models import Assigned, Draw, Expert
from luoshi.selection.recognition import actions as recognition
from luoshi.selection.recognition.models import Certificate
from luoshi.selection.recognition.queries import awards_visible_to
from luoshi.selection.review.models import Scoring, Sheet
from luoshi.selection.review.tests.helping import act, fresh, work
from luoshi.selection.stage import STAGE

from . import helping

pytestmark = pytest.mark.django_db


def faults(there: Any, folder: Path) -> list[str]:
    package = helping.packed(there)
    assert package.state == "ready", package.message
    return list(verify(helping.as_file(package, folder), public_key()).faults)


def test_the_package_of_a_played_selection_is_verified(there: Any, tmp_path: Path) -> None:
    package = helping.packed(there, "monitor")
    assert (package.state, package.message) == ("ready", "")
    path = helping.as_file(package, tmp_path)
    report = verify(path, public_key())
    assert report.faults == ()
    assert report.notes == (
        "里面没有限额、受理期间增加的限额、延期、没有同意的提请，没有可以核对的。",
        "第1次抽取：规则是每件 3 人评审，有 5 件抽取的人数少于规则。",
    )
    assert report.checked == (
        "抽取", "得分", "名次", "等次", "公示", "推荐上报", "回执", "公布文件", "证书",
    )  # fmt: skip
    assert (report.title, report.whole, path.stat().st_size) == (there.call.title, True, package.size)
    inside = helping.texts_of(package)
    root = next(iter(inside)).split("/")[0]
    draws = json.loads(inside[f"{root}/{layout.DRAWS}"])["draws"]
    sheets = json.loads(inside[f"{root}/{layout.SHEETS}"])["sheets"]
    awards = json.loads(inside[f"{root}/{layout.AWARDS}"])["awards"]
    assert (len(draws), len(sheets), [len(row["certificates"]) for row in awards]) == (1, 10, [1, 1, 1])
    (opened,) = json.loads(inside[f"{root}/{layout.SHEETS}"])["rounds"]
    assert opened["said_by"].startswith("人员")
    assert opened["confirmed_by"] not in ("", opened["said_by"])
    notices = json.loads(inside[f"{root}/{layout.NOTICES}"])["notices"]
    assert [row["state"] for row in notices] == ["replaced", "over"]
    decisions = json.loads(inside[f"{root}/{layout.DECISIONS}"])["decisions"]
    assert [row["stage"] for row in decisions] == ["before", "before", "after"]
    up = json.loads(inside[f"{root}/{layout.RECOMMENDATIONS}"])
    assert ([row["rows"] for row in up["recommendations"]], [row["won"] for row in up["upper"]]) == (
        [["0001"]], [True],
    )  # fmt: skip


def test_nothing_of_a_person_gets_out_but_what_the_public_saw(there: Any) -> None:
    inside = helping.texts_of(helping.packed(there))
    people = [expert.name for expert in there.experts]
    people += [post.user.name for post in (there.officer, there.head, there.monitor)]
    for name, text in inside.items():
        for secret in (*helping.SECRETS, *people):
            assert secret not in text, (name, secret)
        if not name.endswith((".jwt", "签名.json")) and "回执" not in name:
            shown = re.sub(r"[0-9a-f]{64}", "", text)
            assert MOBILE.search(shown) is None, name
            assert ID_IN_GROUPS.search(shown) is None, name
    everything = "".join(inside.values())
    assert "138****2222" in everything  # what was written stands there, only masked
    assert "核查专家03的评分" in everything  # 示例专家甲, the last by name
    assert "（异议人）反映的情况不属实" in everything


def reseeded(there: Any) -> None:
    Draw.objects.filter(call=there.call).update(seed="另一个种子")


def rescored(there: Any) -> None:
    row = Scoring.objects.get(call=there.call)
    row.data["results"][0]["score"] = "1"
    row.save(update_fields=["data"])


def voiced_over(there: Any) -> None:
    """A sheet rewritten with the site's own key, its digest too; the scoring stays."""
    sheet = Sheet.objects.filter(assigned__seat__call=there.call).order_by("pk")[0]
    plain = json.loads(crypto.decrypt(bytes(sheet.sealed), context=sheet.context))
    plain["values"]["goal"] = "1"
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    Sheet.objects.filter(pk=sheet.pk).update(
        sealed=crypto.encrypt(text.encode(), context=sheet.context),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def given_by_hand(there: Any) -> None:
    """A drawn task turned into one that somebody gave out."""
    task = Assigned.objects.filter(seat=there.seats[0]).order_by("pk")[0]
    Assigned.objects.filter(pk=task.pk).update(draw=None, reason="改派")


def opened_alone(there: Any) -> None:
    """The second post is one of the same person: the database sees two posts, the package one person."""
    said = there.call.closing_proposals.get(confirmed_at__isnull=False)
    post = said.said_by
    twin = Membership.objects.create(user=post.user, organisation=post.organisation, role="section_head")
    there.call.closing_proposals.filter(pk=said.pk).update(confirmed_by=twin)


def of(there: Any, code: str) -> Any:
    return Result.objects.filter(call=there.call, code=code)


TURNED: dict[str, tuple[Any, str]] = {
    "score": (rescored, "计分与整理结果时的校验码不符"),
    "sheet": (voiced_over, "与计分用的不一致"),
    "place": (lambda there: of(there, "0002").update(place=1), "名次、得分与计分不一致"),
    "level": (lambda there: of(there, "0002").update(level="one"), "“0002”是否入选、等次"),
    "seed": (reseeded, "随机数与事先公布的校验码不符"),
    "reader": (given_by_hand, "与抽取结果不一致"),
    "opening": (opened_alone, "不是由一人提请、另一人确认打开的"),
    "decision": (lambda there: Decision.objects.update(digest="0" * 64), "不是这次遴选当时有过的名单"),
}  # fmt: skip


@pytest.mark.parametrize("what", TURNED)
def test_what_was_turned_in_the_database_is_found_in_its_package(
    there: Any, tmp_path: Path, what: str
) -> None:
    turn, words = TURNED[what]
    turn(there)
    assert any(words in each for each in faults(there, tmp_path))


def test_what_came_since_makes_it_outdated_and_made_again_it_tells(there: Any, tmp_path: Path) -> None:
    package = helping.packed(there)
    assert list(came_since(package)) == []
    award = helping.an_award(there)
    said = {"on": clock.today(), "document_number": "撤〔2026〕1号", "reason": "核查属实"}
    act(recognition.say_revocation, there.actor("officer"), award=award, **said)
    assert list(came_since(package)) == []
    act(recognition.confirm_revocation, there.actor("head"), revocation=award.revocations.get())
    assert list(came_since(package)) == ["证书撤销 1 次", "认定、验收、复核等阶段登记 1 次"]
    assert faults(there, tmp_path) == []
    assert list(came_since(Package.objects.order_by("-pk")[0])) == []
    Certificate.objects.filter(award=award).update(
        revoked_on=None
    )  # hidden in the table, not in the register
    assert any("撤销" in each for each in faults(there, tmp_path))


def test_who_may_have_it(there: Any) -> None:
    for name in ("officer", "head", "monitor"):
        assert there.call in packed_calls_of(there.actor(name))
    for name in ("school", "leader"):
        assert there.call not in packed_calls_of(there.actor(name))
        with pytest.raises(PermissionDenied):
            actions.start_package(call=there.call, by=there.actor(name))
    barred = OfficerConflict.objects.create(
        application=there.applications[0], membership=there.officer, reason="亲属", said_by=there.head
    )
    assert there.call not in packed_calls_of(there.actor("officer"))
    with pytest.raises(PermissionDenied):
        actions.start_package(call=there.call, by=there.actor("officer"))
    OfficerConflict.objects.filter(pk=barred.pk).update(
        lifted_at=clock.now(), lifted_by=there.head, lift_reason="误登"
    )
    Call.objects.filter(pk=there.call.pk).update(state="noticed")
    with pytest.raises(RuleBroken, match="结果公布以后才能生成"):
        actions.start_package(call=fresh(there.call), by=there.actor("officer"))


def test_it_is_made_once_at_a_time_stopped_fetched_and_cleared(there: Any) -> None:
    first = actions.start_package(call=there.call, by=there.actor("officer"))
    with pytest.raises(RuleBroken, match="正在生成"):
        actions.start_package(call=there.call, by=there.actor("head"))
    act(actions.stop_package, there.actor("officer"), package=first)
    work()
    assert (fresh(first).state, sealed_files.exists(first.public_id)) == ("stopped", False)
    with pytest.raises(RuleBroken, match="还没有生成好"):
        actions.note_fetched(package=first, by=there.actor("officer"))
    package = helping.packed(there)
    before = AuditEvent.objects.filter(action="archive.note_fetched", result="done").count()
    actions.note_fetched(package=package, by=there.actor("monitor"))
    assert AuditEvent.objects.filter(action="archive.note_fetched", result="done").count() == before + 1
    assert fresh(package).version == package.version
    act(actions.clear_package, there.actor("officer"), package=package)
    with pytest.raises(RuleBroken, match="已经清除"):
        actions.note_fetched(package=package, by=there.actor("officer"))


def test_a_file_that_is_lost_fails_in_words_and_a_day_clears_what_was_made(there: Any) -> None:
    minutes = Decision.objects.filter(call=there.call)[0].minutes
    path = files.path_of(minutes.digest)
    kept = path.read_bytes()
    path.unlink()
    package = helping.packed(there)
    assert (package.state, "从备份恢复" in package.message) == ("failed", True)
    path.write_bytes(kept + b"x")
    assert helping.packed(there).state == "failed"
    path.write_bytes(kept)
    package = helping.packed(there)
    assert package.state == "ready"
    sweep()
    assert fresh(package).state == "ready"
    Package.objects.filter(pk=package.pk).update(made_at=clock.now() - dt.timedelta(hours=25))
    sweep()
    assert (fresh(package).state, sealed_files.exists(package.public_id)) == ("gone", False)


def test_whoever_asked_and_left_his_post_gets_nothing(there: Any) -> None:
    made = actions.start_package(call=there.call, by=there.actor("officer"))
    OfficerConflict.objects.create(
        application=there.applications[0], membership=there.officer, reason="亲属", said_by=there.head
    )
    work()
    assert (fresh(made).state, "现任人员" in fresh(made).message) == ("failed", True)


def test_the_page_says_how_it_stands_and_fetching_is_noted(there: Any, signed_in: Any) -> None:
    client, here = signed_in(there.officer), reverse("selection-package", args=[there.call.public_id])
    assert "还没有生成过档案包" in client.get(here).content.decode()
    assert here in client.get(reverse("call", args=[there.call.public_id])).content.decode()
    assert client.post(f"{here}make/", {"_once": "make-1"})["Location"] == here
    assert client.post(f"{here}make/", {"_once": "make-1"}).status_code == 302  # sent twice, made once
    package = Package.objects.get(call=there.call)
    assert "停止生成" in client.get(here).content.decode()
    assert client.get(f"{here}progress/").headers.get("HX-Refresh") is None
    work()
    assert client.get(f"{here}progress/")["HX-Refresh"] == "true"
    page = client.get(here).content.decode()
    assert ("下载档案包" in page, "已经过时" in page, fresh(package).digest in page) == (True, False, True)
    (item,) = [each for each in desk_items(there.actor("officer")) if each.href == here]
    assert "已生成" in item.title
    mine = reverse("download-selection-package", args=[package.public_id])
    got = client.post(mine)
    data = b"".join(got.streaming_content)
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (
        fresh(package).digest,
        int(got["Content-Length"]),
    )
    assert AuditEvent.objects.filter(action="archive.note_fetched", object_id=package.public_id).count() == 1
    Certificate.objects.filter(award__call=there.call).update(revoked_on=clock.today())
    assert "已经过时" in client.get(here).content.decode()
    stranger = signed_in(there.school)
    assert [stranger.get(here).status_code, stranger.post(mine).status_code] == [404, 404]
    clear = reverse("clear-selection-package", args=[package.public_id])
    assert client.post(clear, {"_version": fresh(package).version}).status_code == 302
    assert "已经清除" in client.get(here).content.decode()
    assert client.post(mine).status_code == 422


def test_the_list_costs_the_same_for_few_and_for_many(there: Any, signed_in: Any) -> None:
    client, here = signed_in(there.monitor), reverse("selection-packages")
    client.get(here)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            assert there.call.title in client.get(here).content.decode()
        costs.append(len(found))
        for at in range(12):
            call = Call.objects.get(pk=there.call.pk)
            call.pk, call.public_id = None, new_public_id()
            call.save()
            said = {"asked_by": there.officer, "asked_by_name": "示例", "state": "gone"}
            Package.objects.bulk_create([Package(call=call, **said) for _ in range(at)])
    assert costs[0] == costs[1]


def test_an_ended_selection_goes_along_to_the_heir_of_its_bureau_and_comes_back(there: Any) -> None:
    """The certificates of a bureau that is no more are still somebody's to revoke, its package to make."""
    bureau, admin = there.call.organisation, system_actor()
    heir = set_up_organisation(
        parent=None, names=[], name="示例大市教育局", short="大市", kind="city_bureau", by=admin
    )
    change = merge_organisations(
        organisation=bureau, others=[], into=heir, on=clock.today(), by=admin, version=bureau.version
    )
    call = fresh(there.call)
    assert (call.organisation, call.state) == (heir, "ended")
    post = Membership.objects.get(user=there.officer.user, organisation=heir)
    assert list(packed_calls_of(actor_for(post))) == [call]
    assert {award.call_id for award in awards_visible_to(actor_for(post))} == {call.pk}
    made = actions.start_package(call=call, by=actor_for(post))
    work()
    assert fresh(made).state == "ready"
    said = {"on": clock.today(), "document_number": "撤1", "reason": "核查属实"}
    act(recognition.say_revocation, actor_for(post), award=helping.an_award(there), **said)
    undo_organisation_change(change=change, by=admin, version=change.version)
    assert fresh(there.call).organisation == bureau


def test_only_a_selection_under_way_keeps_a_bureau_from_being_closed(there: Any) -> None:
    assert list(STAGE.stands_on(there.call.organisation)) == []
    Call.objects.filter(pk=there.call.pk).update(state="noticed")
    assert [each.kind for each in STAGE.stands_on(there.call.organisation)] == ["遴选"]


@pytest.mark.once
def test_the_monitor_reads_all_that_happened_in_the_selection_and_nobody_else(
    there: Any, signed_in: Any
) -> None:
    """Issue 6, part 3: draw, conflicts, openings, decisions, publications, with reasons, without who objected."""
    here = reverse("selection-log", args=[there.call.public_id])
    client, officer = signed_in(there.monitor), signed_in(there.officer)
    expert = Expert.objects.filter(organisation=there.call.organisation)[0]
    officer.get("/experts/?q=示例的词")
    officer.get(f"/experts/{expert.public_id}/")
    officer.post("/experts/experts.xlsx")
    pages = [client.get(f"{here}?page={number}") for number in (1, 2, 3)]
    lines = [line for page in pages for line, _ in page.context["lines"]]
    wanted = {
        *("公布抽取随机数的校验码", "见证抽取", "设定回避", "提请结束一轮评审", "确认结束一轮评审，打开评分"),
        *("登记审定", "发布公示", "出公布文件", "查看评审专家", "查找评审专家库", "下载评审专家库", "交评分表"),
        "绑定专家账号",
    }  # fmt: skip
    assert wanted - {line.act for line in lines} == set()
    assert f"理由：{helping.CONFLICT_WORDS}" in {said for line in lines for said in line.details}
    assert any(f"第1号 {there.applications[0].title}" in line.about for line in lines)
    assert {"查找的词：示例的词"} <= {said for line in lines for said in line.details}
    assert any(expert.name in line.about for line in lines if line.act == "查看评审专家")
    told = " ".join(page.content.decode() for page in pages)
    hidden = (helping.OBJECTOR, helping.OBJECTOR_PHONE, helping.OBJECTOR_UNIT, helping.ID_NUMBER)
    assert [each for each in hidden if each in told] == []
    opened = client.get(f"{here}?action=review.close_round").context["lines"]
    assert [(line.act, line.person) for line, _ in opened] == [
        ("确认结束一轮评审，打开评分", there.head.user.name)
    ]
    for other in (there.officer, there.school, there.experts[0].membership):
        assert signed_in(other).get(here).status_code == 403
    taken = client.post(reverse("export-selection-log", args=[there.call.public_id]), {"_once": "a"})
    rows = taken.content.decode("utf-8-sig").splitlines()
    assert any("确认结束一轮评审" in row and there.head.user.name in row for row in rows)
    assert AuditEvent.objects.filter(action="home.export_selection_log", result="done").count() == 1


@pytest.mark.once
def test_while_a_round_is_sealed_the_log_says_nothing_of_sheets(there: Any, signed_in: Any) -> None:
    client, here = signed_in(there.monitor), reverse("selection-log", args=[there.call.public_id])
    task = Assigned.objects.filter(seat=there.seats[0])[0]
    reads.note_read(reads.TASK, there.actor(there.experts[0].membership), task)
    kinds = {"review.hand_in_sheet": Sheet.objects.count(), reads.TASK: 1}
    for closed in (True, False):
        for action, number in kinds.items():
            lines = client.get(f"{here}?action={action}").context["lines"]
            assert len(lines) == (number if closed else 0), action
        there.call.closed_rounds.all().delete()
    OfficerConflict.objects.create(
        application=there.applications[0], membership=there.monitor, reason="亲属", said_by=there.officer
    )
    assert client.get(here).status_code == 404


@pytest.mark.once
def test_the_log_of_a_selection_costs_the_same_for_few_and_for_many(there: Any, signed_in: Any) -> None:
    client, here = signed_in(there.monitor), reverse("selection-log", args=[there.call.public_id])
    client.get(here)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{here}?action=review.close_round")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(f"{here}?action=review.hand_in_sheet").context["lines"]) > 5
    assert len(many) <= len(few) + 3  # the names of two more kinds of things
