"""Large files in parts: gone on with where they stopped, nothing lost, double or half."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import subprocess
import threading
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from luoshi.common import clock, files, sandbox
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.evidence import parts, taking
from luoshi.evidence.models import Evidence, EvidenceUpload

from .conftest import actor, said, sent, text_of

pytestmark = pytest.mark.django_db
WHOLE = b"%PDF-1.4 " + bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path


def begin(client, name="报告.pdf", size=None, mark="m"):
    size = len(WHOLE) if size is None else size
    return client.post("/evidence/uploads/", {"name": name, "size": str(size), "mark": mark})


def part(client, key, offset, data, digest=None):
    given = {
        "offset": str(offset),
        "digest": digest or hashlib.sha256(data).hexdigest(),
        "part": SimpleUploadedFile("part", data),
    }
    return client.post(f"/evidence/uploads/{key}/", given)


def test_a_file_comes_in_parts_is_gone_on_with_and_added_once(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    key = begin(client).json()["id"]
    assert part(client, key, 0, WHOLE[:4000]).json() == {"received": 4000}
    page = text_of(client.get("/evidence/new/"))  # after a reload
    assert "报告.pdf" in page
    assert "接着传" in page
    assert begin(client).json() == {"id": key, "received": 4000, "part": parts.PART}
    assert part(client, key, 0, WHOLE[:4000]).json() == {
        "received": 4000
    }  # the answer was lost, it is sent again
    assert part(client, key, 4000, WHOLE[4000:]).json() == {"received": len(WHOLE)}
    assert "已传完" in text_of(client.get("/evidence/new/"))
    for _ in range(2):
        answer = client.post("/evidence/new/", {"_once": "k", "uploads": [key], **said(title="年度报告")})
    assert answer.status_code in (302, 422)
    row = Evidence.objects.get()
    assert (row.title, row.file_name, files.read(row.stored)) == ("年度报告", "报告.pdf", WHOLE)
    assert not EvidenceUpload.objects.exists()
    assert not list(parts._folder().glob("*.part"))


def _archive(text):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr(text, text)
    return stream.getvalue()


@pytest.mark.once
def test_archives_that_came_in_parts_are_opened_in_one_child_and_each_judged_by_itself(
    cast, signed_in, monkeypatch
) -> None:
    client, began, popen = signed_in(cast.teacher), [], subprocess.Popen

    def counted(*args, **given):
        began.append(args)
        return popen(*args, **given)

    sent_ones = {
        "甲.docx": _archive("a"),
        "乙.docx": _archive("word/vbaProject.bin"),
        "丙.docx": _archive("c"),
    }
    for name, data in sent_ones.items():
        key = begin(client, name=name, size=len(data), mark=name).json()["id"]
        part(client, key, 0, data)
    monkeypatch.setattr(subprocess, "Popen", counted)
    kept, [refused] = parts.keep(EvidenceUpload.objects.order_by("id"))
    assert [name for _, name in kept] == ["甲.docx", "丙.docx"]
    assert "“乙.docx”含有宏" in refused
    assert len(began) == 1
    began.clear()
    monkeypatch.setattr(taking, "LARGEST_TOGETHER", 1)
    parts.keep(EvidenceUpload.objects.order_by("id"))
    assert len(began) == 2, "no more at once than a child has memory for"


@pytest.mark.once
def test_one_archive_over_which_the_child_breaks_off_does_not_refuse_the_others(tmp_path) -> None:
    (tmp_path / "good").write_bytes(_archive("a"))
    both = [(tmp_path / "good", "甲.docx"), (tmp_path / "lost", "乙.docx")]
    assert taking._opened(both) == ["", sandbox.CRASHED]


@pytest.mark.once
def test_archives_over_which_the_child_breaks_off_hold_nobody_up_for_long(
    cast, signed_in, monkeypatch
) -> None:
    """Sixty of them, each near the limit, were looked at for minutes in one request. What was not looked at stays."""
    client = signed_in(cast.teacher)
    for name in ("甲.docx", "乙.docx"):
        data = _archive(name)
        key = begin(client, name=name, size=len(data), mark=name).json()["id"]
        part(client, key, 0, data)
    monkeypatch.setattr(taking, "CHECK_SECONDS", 0)
    monkeypatch.setattr(taking, "ALONE_SECONDS", 0)
    kept, refused = parts.keep(EvidenceUpload.objects.order_by("id"))
    assert (kept, refused) == ([], [f"“{name}.docx”{taking.LATER}" for name in "甲乙"])
    assert EvidenceUpload.objects.count() == 2, "none of them is thrown away"
    monkeypatch.undo()
    kept, refused = parts.keep(EvidenceUpload.objects.order_by("id"))
    assert (len(kept), refused) == (2, [])


def test_a_wrong_place_or_digest_changes_nothing(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    key = begin(client).json()["id"]
    wrong = part(client, key, 9, WHOLE[9:20])
    assert (wrong.status_code, wrong.json()) == (409, {"received": 0})
    assert part(client, key, 0, WHOLE[:10], digest="0" * 64).status_code == 422
    assert part(client, key, 0, WHOLE + b"more").status_code == 422
    assert part(client, key, -5, WHOLE[:10]).status_code == 409
    assert client.post(f"/evidence/uploads/{key}/", {"offset": "x"}).status_code == 422
    assert EvidenceUpload.objects.get().received == 0


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("程序.exe", 10, "类型不能上传"),
        ("空.pdf", 0, "空文件"),
        ("长片.mp4", 501 * 1024 * 1024, "超过 500 MB"),
        ("坏.pdf", "x", "“坏.pdf”"),
    ],
)
def test_what_cannot_come_is_refused_before_a_byte_is_sent(cast, signed_in, name, size, words) -> None:
    answer = begin(signed_in(cast.teacher), name=name, size=size)
    assert answer.status_code == 422
    assert words in answer.json()["refused"]


def test_what_is_not_what_its_name_says_is_refused_with_the_first_part(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    key = begin(client, size=20).json()["id"]
    answer = part(client, key, 0, b"<html>" + b"x" * 14)
    assert "内容与扩展名不符" in answer.json()["refused"]


def test_an_unfinished_one_is_not_added_and_stays(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    key = begin(client).json()["id"]
    part(client, key, 0, WHOLE[:100])
    answer = sent(client, "/evidence/new/", uploads=[key], **said())
    assert answer.status_code == 422
    assert "没有传完" in text_of(answer)
    assert (Evidence.objects.count(), EvidenceUpload.objects.get().received) == (0, 100)


def test_it_is_nobody_else_s_business(cast, signed_in) -> None:
    key = begin(signed_in(cast.teacher)).json()["id"]
    other = signed_in(cast.colleague)
    assert part(other, key, 0, WHOLE[:10]).status_code == 404
    assert sent(other, f"/evidence/uploads/{key}/discard/").status_code == 404
    assert sent(other, "/evidence/new/", uploads=[key], **said()).status_code == 422
    assert "报告.pdf" not in text_of(other.get("/evidence/new/"))
    assert begin(other).json()["id"] != key
    assert begin(signed_in(cast.city)).status_code == 403
    assert sent(signed_in(cast.teacher), f"/evidence/uploads/{key}/discard/").status_code == 302
    assert EvidenceUpload.objects.filter(public_id=key).count() == 0


def test_the_bytes_a_killed_server_left_beyond_the_row_are_overwritten(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    key = begin(client).json()["id"]
    part(client, key, 0, WHOLE[:4000])
    with parts.path_of(EvidenceUpload.objects.get()).open("ab") as file:
        file.write(b"half a part that nobody was told of" * 1000)
    part(client, key, 4000, WHOLE[4000:])
    sent(client, "/evidence/new/", uploads=[key], **said())
    assert files.read(Evidence.objects.get().stored) == WHOLE


def test_where_the_bytes_are_gone_it_begins_anew(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    key = begin(client).json()["id"]
    part(client, key, 0, WHOLE[:4000])
    parts.path_of(EvidenceUpload.objects.get()).unlink()  # a backup holds no parts
    assert part(client, key, 4000, WHOLE[4000:]).json() == {"received": 0}
    assert begin(client).json()["received"] == 0
    part(client, key, 0, WHOLE)
    sent(client, "/evidence/new/", uploads=[key], **said())
    assert files.read(Evidence.objects.get().stored) == WHOLE


def test_what_nobody_goes_on_with_is_swept_and_what_is_fresh_is_not(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    old, fresh = (begin(client, mark=mark).json()["id"] for mark in ("old", "fresh"))
    for key in (old, fresh):
        part(client, key, 0, WHOLE[:100])
    EvidenceUpload.objects.filter(public_id=old).update(touched_at=clock.now() - dt.timedelta(days=3))
    parts.sweep()
    assert [row.public_id for row in EvidenceUpload.objects.all()] == [fresh]
    assert [path.stem for path in parts._folder().glob("*.part")] == [fresh]


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_send_the_same_part_one_is_told_where_it_stands(cast) -> None:
    by = actor(cast.teacher)
    upload = parts.begin(name="a.pdf", size=len(WHOLE), mark="m", by=by)
    data, told = WHOLE[:5000], []
    digest = hashlib.sha256(data).hexdigest()
    ready = threading.Barrier(2)

    def send() -> None:
        ready.wait(10)
        try:
            row = EvidenceUpload.objects.get(pk=upload.pk)
            told.append(parts.take_part(row, offset=0, digest=digest, data=data))
        except parts.WrongOffset as wrong:
            told.append(-wrong.received)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(told) == [-5000, 5000]
    assert parts.path_of(upload).read_bytes() == data


def test_what_was_taken_away_in_another_window_is_told_and_leaves_nothing(cast, signed_in):
    client = signed_in(cast.teacher)
    key = begin(client).json()["id"]
    upload = EvidenceUpload.objects.get(public_id=key)
    client.post(f"/evidence/uploads/{key}/discard/")
    data = WHOLE[:10]
    with pytest.raises(RuleBroken, match="已经去掉或添加"):
        parts.take_part(upload, offset=0, digest=hashlib.sha256(data).hexdigest(), data=data)
    assert not parts.path_of(upload).exists()
    upload.received = upload.size
    kept, refused = parts.keep([upload])
    assert (kept, len(refused)) == ([], 1)


@pytest.mark.once
def test_a_full_library_and_a_full_disk_take_no_more_and_say_what_to_do(
    cast, signed_in, settings, monkeypatch
) -> None:
    client = signed_in(cast.teacher)

    def straight(data):
        file = SimpleUploadedFile("照片说明.pdf", b"%PDF-1.4 " + data)
        return sent(client, "/evidence/new/", files=[file], **said())

    settings.LIBRARY_BYTES = len(WHOLE) + 50
    assert straight(WHOLE[:200]).status_code == 302
    assert "请系统管理员调高上限" in begin(client).json()["refused"]
    refused = straight(WHOLE)
    assert (refused.status_code, "请系统管理员调高上限" in text_of(refused)) == (422, True)
    assert (Evidence.objects.count(), EvidenceUpload.objects.count()) == (1, 0)
    assert begin(signed_in(cast.stranger)).status_code == 200  # each school has a library of its own
    settings.LIBRARY_BYTES = 3 * len(WHOLE)
    assert [begin(client, mark=mark).status_code for mark in ("a", "b", "c")] == [200, 200, 422]
    monkeypatch.setattr("luoshi.common.room.SPARE", 1 << 60)
    assert "请联系系统管理员清理磁盘" in text_of(straight(b"more"))
    assert "请联系系统管理员清理磁盘" in begin(client, size=9, mark="d").json()["refused"]
    assert Evidence.objects.count() == 1


@pytest.mark.once
def test_two_hundred_files_at_once_go_and_more_than_anybody_sends_wait_without_loss(
    cast, signed_in, settings, tmp_path
) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text(clock.now().isoformat())
    client = signed_in(cast.teacher)
    assert {begin(client, size=9, mark=f"m{at}").status_code for at in range(200)} == {200}
    settings.PER_QUARTER = {**settings.PER_QUARTER, "send": 201}
    assert [begin(client, size=9, mark=mark).status_code for mark in ("m1", "m201", "m202")] == [
        200,
        200,
        429,
    ]
    words = begin(client, size=9, mark="m203").json()["refused"]
    assert re.fullmatch(
        r"这一刻钟里上传的文件太多（201 个），暂时停下。请等 (\d|1[0-5]) 分钟再试。.*都在，没有变化。", words
    )
    assert EvidenceUpload.objects.count() == 201  # what came stays
    photo = SimpleUploadedFile("照片说明.pdf", b"%PDF-1.4 x")
    refused = sent(client, "/evidence/new/", files=[photo], **said())
    assert (refused.status_code, "请等 " in text_of(refused), Evidence.objects.count()) == (429, True, 0)
    assert 60 <= int(refused["Retry-After"]) <= 900
    photo.seek(0)
    elsewhere = client.post("/briefs/new/", {"files": photo})
    assert (elsewhere.status_code, "上传的文件太多" in text_of(elsewhere)) == (429, True), "with any form"
    assert begin(signed_in(cast.office)).status_code == 200  # it is counted for each person
    assert AuditEvent.objects.filter(action="accounts.too_often", result="refused").count() == 1
