"""A binder from the plan: its order, what goes in, the archive that comes out, and who may have it."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import io
import json
import os
import re
import subprocess
import zipfile
from types import SimpleNamespace
from typing import Any

import docx
import pypdfium2
import pytest
from django.utils import timezone

from luoshi.common import clock, files, jobs, sealed_files
from luoshi.common.acts import REGISTRY
from luoshi.common.models import AuditEvent, Job
from luoshi.evidence import actions
from luoshi.evidence.binders.layout import item_of
from luoshi.evidence.binders.models import Binder, Folder, Making
from luoshi.evidence.binders.permissions import BINDERS_WHO
from luoshi.evidence.binders.sweeping import sweep
from luoshi.evidence.models import EvidenceFile
from luoshi.evidence.tests.conftest import actor, piece, sent, text_of
from luoshi.papers.filed.models import FiledPaper
from luoshi.undertakings.models import Duty
from luoshi.workplans.actions import start_workplan

pytestmark = pytest.mark.django_db


def duty(key: str) -> Duty:
    return Duty.objects.get(task__key=key, organisation__key="zhijiang", basis="undertaken")


def cite(post: Any, row: Any, *places: Duty, **said: str) -> None:
    for place in places:
        actions.cite_evidence(
            evidence=row, about=place, organisation=place.organisation, by=actor(post), **said
        )


@pytest.fixture
def office(yichang: Any) -> Any:
    return yichang.post("office", "zhijiang")


@pytest.fixture
def shelf(office: Any) -> Any:
    """Two duties with pieces: one file at both, two of one name, a link, one withdrawn."""
    first, second = duty("4.1"), duty("4.3")
    both = piece(
        office,
        "关于“双高”建设的通知：第1/2号\u202e",
        file_name="通知.PDF",
        stored=files.put([b"%PDF-1 both"]),
    )
    same = [piece(office, "照片", kind="photo", file_name="a.jpg") for _ in range(2)]
    link = piece(office, "教务系统", link="https://example.com/a?b=1", kind="page")
    gone = piece(office, "旧方案")
    cite(office, both, first, second, pages="2—4", note="第二章")
    for row in (*same, link, gone):
        cite(office, row, first)
    actions.withdraw_evidence(evidence=gone, reason="有误", by=actor(office), version=gone.version)
    return SimpleNamespace(first=first, second=second, both=both, same=same, link=link, gone=gone)


def begin(client: Any, office: Any, **said: str) -> Binder:
    plan = Duty.objects.filter(organisation=office.organisation)[0].task.plan
    answer = sent(client, "/binders/new/", plan=plan.public_id, **{"title": "迎检", **said})
    assert answer.status_code == 302, text_of(answer)
    return Binder.objects.get(public_id=answer.url.split("/")[-2])


def do_binders() -> None:
    """Without the previews of the pieces, which take their time."""
    Job.objects.filter(kind="evidence.read").delete()
    while jobs.run_next():
        pass


def make(client: Any, binder: Binder) -> Making:
    assert sent(client, f"/binders/{binder.public_id}/make/").status_code == 302
    do_binders()
    made: Making = binder.makings.get(state="ready")
    return made


def fetched(client: Any, made: Making) -> bytes:
    answer = client.post(f"/binder-files/{made.public_id}/")
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content)
    assert len(data) == int(answer["Content-Length"]) == made.size
    return data


def test_the_archive_lies_in_the_order_of_the_plan_and_verifies_with_plain_tools(
    yichang, signed_in, office, shelf, tmp_path
) -> None:
    client = signed_in(office)
    binder = begin(client, office)
    page = text_of(client.get(f"/binders/{binder.public_id}/"))
    assert "缺材料的" in page
    assert page.index("缺材料的") < page.index('id="folders"')  # gaps first
    EvidenceFile.objects.filter(about_id=shelf.both.public_id).update(state="done", page_count=12)
    made = make(client, binder)
    data = fetched(client, made)
    assert b"%PDF-1 both" not in sealed_files.path_of(made.public_id).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path)
        paths = [each.filename for each in archive.infolist()]
    checked = subprocess.run(
        ["sha256sum", "-c", "00 SHA256SUMS.txt"],
        cwd=tmp_path / "迎检", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert checked.stdout.count(": OK") == len(paths) - 1
    _points_to_what_lies_elsewhere(paths, shelf, tmp_path)
    code = _folder_of(shelf.first)
    assert [path.rsplit("/", 1)[-1] for path in paths if code in path] == [
        "01 关于“双高”建设的通知：第1／2号.pdf", "02 照片.jpg", "03 照片.jpg", "04 教务系统.url", "04 教务系统.txt",
    ]  # fmt: skip
    assert paths == sorted(
        paths, key=lambda path: [not path.split("/")[1].startswith("00"), *path.split("/")[:-1]]
    )
    manifest = json.loads((tmp_path / "迎检" / "00 机读清单.json").read_text())
    listed = {each["path"]: each for each in manifest["files"]}
    assert listed[next(path for path in listed if "双高" in path)]["sha256"] == shelf.both.stored.digest
    assert [(each["title"], each["why"].split("：")[0][:6]) for each in manifest["left_out"]] == [
        ("旧方案", "已撤回，没有"), (shelf.both.title, manifest["left_out"][1]["why"][:6]),
    ]  # fmt: skip
    assert _said_of(tmp_path / "迎检" / "00 文件清单.csv").count("照片") == 2
    _is_told(_words(tmp_path / "迎检" / "00 目录.docx"))
    assert next(each["pages"] for path, each in listed.items() if "双高" in path) == 12
    _is_told_on_paper(tmp_path / "迎检" / "00 目录.pdf")


def _is_told(words: str) -> None:
    """By the table of contents: what is there with its pages, what is left out and why, what is missing."""
    for said in ("旧方案", "已撤回，没有收入：有误", "第 2—4 页；第二章", "另用于", "缺材料", "\n12\n"):
        assert said in words, said
    assert "收入 4 件，共 12 页（另有 2 件没有页数）" in words


def _is_told_on_paper(path: Any) -> None:
    """The same words, and each file with its pages, in the PDF beside it."""
    printed = pypdfium2.PdfDocument(path.read_bytes())
    text = re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in printed))
    printed.close()
    for said in ("收入4件，共12页（另有2件没有页数）", "旧方案", "已撤回，没有收入：有误", "缺材料"):
        assert said in text, said
    assert re.search(r"关于“双高”建设的通知：第1/2号.{0,80}?12", text), text


def _points_to_what_lies_elsewhere(paths, shelf, folder):
    """A folder all of whose pieces lie in another is there all the same."""
    [pointer] = [path for path in paths if path.endswith("材料见.txt")]
    assert _folder_of(shelf.second) in pointer
    first = next(path for path in paths if "双高" in path)
    assert first.removeprefix("迎检/") in (folder / pointer).read_text("utf-8-sig")


def _folder_of(place: Duty) -> str:
    title = str(Folder.objects.get(key=f"duty:{place.public_id}").title)
    return re.sub(r"^[\d.]+ ", "", title)[:20]  # its number stands before it once


def _said_of(path: Any) -> list[str]:
    return [row[4] for row in csv.reader(io.StringIO(path.read_text("utf-8-sig")))]


def _words(path: Any) -> str:
    document = docx.Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_every_act_has_its_who() -> None:
    acts = {name: act.who for name, act in REGISTRY.items() if name.startswith("binders.")}
    assert acts == BINDERS_WHO


def test_only_those_who_may_see_it_all_have_the_file(yichang, signed_in, office, shelf) -> None:
    client = signed_in(office)
    binder = begin(client, office)
    made = make(client, binder)
    url = f"/binder-files/{made.public_id}/"
    fetched(signed_in(yichang.post("school_head", "zhijiang")), made)
    assert client.get(url).status_code == 405
    logged = [event.changes for event in AuditEvent.objects.filter(action="binders.fetch_making")]
    assert logged == [[{"bulk": "file", "rows": made.file_count, "digest": made.digest}]]
    for stranger in (yichang.post("teacher", "zhijiang"), yichang.post("city_officer", "yichang")):
        assert signed_in(stranger).post(url).status_code == 404
        assert signed_in(stranger).get(f"/binders/{binder.public_id}/").status_code == 404
    Making.objects.update(held={**made.held, "papers": ["nobody-sees-this"]})
    assert client.post(url).status_code == 403
    Making.objects.update(held={"papers": [], "places": ["00000000"]})
    assert client.post(url).status_code == 403


def test_what_a_person_chose_stays_when_the_binder_is_brought_up_to_date(
    yichang, signed_in, office, shelf
) -> None:
    client = signed_in(office)
    binder = begin(client, office)
    folder = binder.folders.get(key=f"duty:{shelf.first.public_id}")
    url, contents = f"/binder-folders/{folder.public_id}/", list(folder.contents.all())
    shown = [row.thing.public_id for row in contents]
    kept = [row.thing.public_id for row in contents if row.evidence != shelf.same[1]]
    assert sent(client, f"{url}choose/", folder.version, shown=shown, included=kept).status_code == 302
    assert sent(client, f"{url}choose/", folder.version, shown=shown, included=shown).status_code == 409
    by_hand = piece(office, "手工加的")
    assert sent(client, f"{url}add/", pieces=[by_hand.public_id]).status_code == 302
    bare = binder.folders.filter(asks=True, contents__isnull=True)[0]
    aside = f"/binder-folders/{bare.public_id}/"
    assert sent(client, f"{aside}aside/", bare.version, reason=" ").status_code == 422
    assert sent(client, f"{aside}aside/", bare.version, reason="本校没有这个专业").status_code == 302
    late = piece(office, "后来引用的")
    cite(office, late, shelf.first)
    use = shelf.link.uses.get()
    actions.uncite_evidence(use=use, reason="换新的", by=actor(office), version=use.version)
    binder.refresh_from_db()
    assert sent(client, f"/binders/{binder.public_id}/renew/", binder.version).status_code == 302
    lying = {str(row.evidence): row.included for row in folder.contents.all()}
    assert lying == {
        shelf.both.title: True, "照片": False, "旧方案": True, "手工加的": True, "后来引用的": True,
    }  # fmt: skip
    bare.refresh_from_db()
    assert bare.set_aside_reason == "本校没有这个专业"
    assert sent(client, f"{aside}back/", bare.version).status_code == 302
    with zipfile.ZipFile(io.BytesIO(fetched(client, make(client, binder)))) as archive:
        names = [each.filename.rsplit("/", 1)[-1] for each in archive.infolist()]
    assert "后来引用的" in "".join(names)
    assert "教务系统" not in "".join(names)


def test_a_bureau_s_binder_lies_by_task_and_school_or_is_of_one_school(yichang, signed_in, shelf) -> None:
    post = yichang.post("city_officer", "yichang")
    client = signed_in(post)
    task = shelf.first.task
    answer = sent(client, f"/binders/new/?task={task.public_id}", plan=task.plan.public_id)
    binder = Binder.objects.get(public_id=answer.url.split("/")[-2])
    assert {folder.place.key for folder in binder.folders.all()} >= {"zhijiang"}
    whole = sent(client, "/binders/new/", plan=task.plan.public_id)
    assert whole.status_code == 302
    rows = Binder.objects.get(public_id=whole.url.split("/")[-2]).folders
    assert [each.level for each in rows.all()[:4]] == [0, 0, 1, 2]
    assert rows.filter(level=2, contents__evidence=shelf.both).count() == 2
    one = sent(
        client, "/binders/new/", plan=task.plan.public_id, organisation=shelf.first.organisation.public_id
    )
    alone = Binder.objects.get(public_id=one.url.split("/")[-2])
    assert alone.about == shelf.first.organisation
    again = {
        "plan": task.plan.public_id,
        "organisation": shelf.first.organisation.public_id,
        "_once": "again",
    }
    sent(client, "/binders/new/", **again)
    named = Binder.objects.filter(about=alone.about).order_by("id").values_list("title", flat=True)
    assert list(named) == [alone.title, f"{alone.title}（2）"], "told apart in the list and as files"
    places = set(alone.folders.exclude(place=None).values_list("place__key", flat=True))
    assert (places, alone.folders.filter(contents__evidence=shelf.both).count()) == ({"zhijiang"}, 2)
    assert client.get("/binders/").status_code == 200


@pytest.mark.once
def test_the_stamped_workplan_goes_in_as_it_came_back_last(yichang, signed_in, office, shelf) -> None:
    plan = shelf.first.task.plan
    workplan = start_workplan(plan=plan, by=actor(office))
    about = {"about_type": "workplans.workplan", "about_id": workplan.public_id, "kind": "workplan"}
    for version in (1, 2, 3):
        stamped = files.put([f"%PDF-1.4 stamped {version}".encode()]) if version < 3 else None
        early = timezone.make_aware(dt.datetime.combine(clock.today(), dt.time(0, 30)))
        came = {"stamped": stamped, "stamped_at": early, "state": "stamped"} if stamped else {}
        FiledPaper.objects.create(
            **about, **came, organisation=office.organisation, about_version=version, code=f"CODE000{version}",
            kind_name="实施方案", title="枝江实施方案", print=files.put([b"%PDF print"]), page_count=3,
            made_by=office, made_by_name="示例",
        )  # fmt: skip
    client = signed_in(office)
    binder = begin(client, office)
    held = binder.folders.get(key="papers").contents.all()
    assert [row.paper.about_version for row in held] == [2], "the third was not stamped, the first is older"
    assert item_of(held[0], {}).day == clock.today().isoformat(), "stamped in the night: of that day here"
    with zipfile.ZipFile(io.BytesIO(fetched(client, make(client, binder)))) as archive:
        inside = [archive.read(each) for each in archive.namelist() if "实施方案" in each.rsplit("/", 1)[-1]]
    assert inside == [b"%PDF-1.4 stamped 2"]


def test_a_worker_killed_before_the_end_makes_the_same_file_again(yichang, signed_in, office, shelf) -> None:
    client = signed_in(office)
    binder = begin(client, office)
    assert sent(client, f"/binders/{binder.public_id}/make/").status_code == 302
    assert sent(client, f"/binders/{binder.public_id}/make/").status_code == 422  # it is under way
    making = binder.makings.get()
    with sealed_files.writing(making.public_id) as half:
        half.write(b"what a killed worker had put in place")
    Job.objects.filter(pk=making.job_id).update(state="queued", attempts=1)
    do_binders()
    making.refresh_from_db()
    assert zipfile.ZipFile(io.BytesIO(fetched(client, making))).testzip() is None
    Making.objects.update(made_at=making.made_at.replace(year=2020))
    sweep()
    assert not sealed_files.exists(making.public_id)
    page = client.post(f"/binder-files/{making.public_id}/")
    assert page.status_code == 422
    assert "保留 24 小时" in text_of(page)


@pytest.mark.once
def test_the_form_of_a_folder_names_pieces_as_their_pages_do(yichang, signed_in, office, shelf) -> None:
    """Never by keys of the database, and such keys choose nothing."""
    client = signed_in(office)
    folder = begin(client, office).folders.get(key=f"duty:{shelf.first.public_id}")
    url = f"/binder-folders/{folder.public_id}/"
    shown = re.findall(r'name="shown" value="([^"]+)"', text_of(client.get(url)))
    assert sorted(shown) == sorted(row.public_id for row in (shelf.both, *shelf.same, shelf.link))
    keys = [str(pk) for pk in folder.contents.values_list("pk", flat=True)]
    assert sent(client, f"{url}choose/", folder.version, shown=keys).status_code == 302
    assert folder.contents.filter(included=False).count() == 0


@pytest.mark.once
def test_a_full_disk_and_a_lost_file_are_told_in_words(
    yichang, signed_in, office, shelf, monkeypatch
) -> None:
    client = signed_in(office)
    binder = begin(client, office)
    url = f"/binders/{binder.public_id}/"
    write = os.write

    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "full")

    for harm in (("statvfs", lambda path: SimpleNamespace(f_bavail=10, f_frsize=512)), ("write", full)):
        with monkeypatch.context() as broken:
            broken.setattr(os, *harm)
            assert sent(client, f"{url}make/").status_code == 302
            do_binders()
        assert "服务器磁盘空间不够" in text_of(client.get(url))
        newest = binder.makings.first()
        assert not list(sealed_files.path_of("x").parent.glob(f"*{newest.public_id}*"))
    assert os.write is write
    files.path_of(shelf.both.stored.digest).unlink()
    made = make(client, binder)
    assert made.left_out == 2  # the withdrawn one and the lost one
    assert "2 件没有收入" in text_of(client.get(url))
