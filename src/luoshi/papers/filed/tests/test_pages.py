"""The pages: what they show, to whom, what they cost, and what the buttons do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common import clock, jobs
from luoshi.papers.filed import actions
from luoshi.papers.filed.desk import desk_items
from luoshi.papers.filed.models import FiledPaper, ScanBatch, ScanPage

from .conftest import actor, batch_of, come_back, do_jobs, frozen, quick, sent, texts, upload

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_list_finds_papers_by_title_and_code_and_separates_what_is_outdated(cast, signed_in) -> None:
    paper = frozen(cast.office, title="关于承接任务的请示")
    frozen(cast.office, kind="other", title="另一份材料")
    client = signed_in(cast.office)
    for query in ("q=承接任务", f"q={paper.short_code.lower()}", f"q={paper.code}"):
        page = text_of(client.get(f"/filed/?{query}"))
        assert ("关于承接任务的请示" in page, "另一份材料" in page) == (True, False)
    frozen(cast.office, version=2, title="关于承接任务的请示（改）")
    assert f"/filed/{paper.public_id}/" not in text_of(client.get("/filed/"))
    assert f"/filed/{paper.public_id}/" in text_of(client.get("/filed/?state=outdated"))


def test_an_empty_list_says_what_comes_here(cast, signed_in) -> None:
    assert "盖章后拍照或扫描上传" in text_of(signed_in(cast.office).get("/filed/"))
    assert "还没有上传过" in text_of(signed_in(cast.office).get("/scans/"))
    assert "没有待认领的页" in text_of(signed_in(cast.office).get("/scans/pages/"))


def test_a_paper_says_what_comes_next_at_each_point(cast, signed_in) -> None:
    paper = frozen(cast.office, pages=3)
    client, url = signed_in(cast.office), f"/filed/{paper.public_id}/"
    page = text_of(client.get(url))
    assert "下一步：下载打印稿" in page
    assert "<dt>注意</dt><dd>每页右上和左下的二维码不要折住" in page
    assert 'name="received_on"' not in page
    assert "交纸质的，由收件单位登记" in page
    above = text_of(signed_in(cast.city).get(url))
    assert "等报送单位盖章后交来" in above
    assert "下一步：下载打印稿" not in above, "who receives it stamps nothing"
    assert "等报送单位盖章后交来" not in page
    assert f'type="date" name="received_on" value="{clock.today():%Y-%m-%d}"' in above
    come_back(cast.office, texts(paper, 2))
    assert "缺第 1、3 页" in text_of(client.get(url))
    come_back(cast.office, texts(paper, 1), texts(paper, 3))
    assert "正在合成盖章件" in text_of(client.get(url))
    do_jobs()
    assert "盖章件已合成" in text_of(client.get(url))
    frozen(cast.office, version=2)
    page = text_of(client.get(url))
    assert "这一版不要再盖章" in page
    assert client.get(f"{url}print.pdf").status_code == 404
    assert b"".join(client.get(f"{url}stamped.pdf").streaming_content)


def test_a_paper_without_a_red_seal_is_doubted_unless_it_is_printed_red(cast, signed_in) -> None:
    paper = frozen(cast.office, pages=1)
    come_back(cast.office, texts(paper, 1))
    do_jobs()
    client, url = signed_in(cast.office), f"/filed/{paper.public_id}/"
    assert "没有看到红色印章" not in text_of(client.get(url))
    ScanPage.objects.update(red=0)
    assert "没有看到红色印章" in text_of(client.get(url))
    FiledPaper.objects.update(red_print=True)
    assert "没有看到红色印章" not in text_of(client.get(url))


def test_paper_that_was_received_asks_for_no_more_pages(cast, signed_in) -> None:
    paper = frozen(cast.office)
    data = {"_version": paper.version, "copies": "2", "received_on": f"{clock.today():%Y-%m-%d}"}
    url = f"/filed/{paper.public_id}/"
    assert signed_in(cast.office).post(f"{url}received/", {"_once": "mine", **data}).status_code == 403
    assert signed_in(cast.city).post(f"{url}received/", {"_once": "theirs", **data}).status_code == 302
    page = text_of(signed_in(cast.office).get(url))
    assert "纸质件已由收件单位登记收到" in page
    assert "下一步：下载打印稿" not in page
    assert "还没有</div>" not in page, "nothing is missing any more"


def test_a_batch_names_what_was_not_recognised_and_why(cast, signed_in) -> None:
    paper = frozen(cast.office, pages=2)
    come_back(cast.office, texts(paper, 1), ())
    batch = ScanBatch.objects.get()
    page = text_of(signed_in(cast.office).get(f"/scans/{batch.public_id}/"))
    assert "共 2 页，已归位 1 页" in page
    assert "1 页要处理" in page
    assert "没有找到二维码" in page
    assert "缺第 2 页" in page


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.jpg", b"", "没有收到文件|空文件"),
        ("照片.heic", b"\0\0\0\x18ftypheic", "HEIC"),
    ],
)
def test_an_unfit_upload_is_refused_at_once(cast, signed_in, name, data, words) -> None:
    answer = upload(signed_in(cast.office), (name, data))
    assert answer.status_code == 422
    assert any(word in text_of(answer) for word in words.split("|"))
    assert not ScanBatch.objects.exists()


def test_an_upload_without_files_or_with_too_many_is_refused(cast, signed_in) -> None:
    client = signed_in(cast.office)
    assert "没有收到文件" in text_of(sent(client, "/scans/new/"))
    answer = upload(client, *[(f"{at}.jpg", b"x") for at in range(61)])
    assert (answer.status_code, "一次最多上传 60 个文件" in text_of(answer)) == (422, True)


def test_the_same_upload_sent_twice_is_one_batch(cast, signed_in) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(cast.office)
    for _ in range(2):
        form = {"_once": "same", "scans": [SimpleUploadedFile("a.jpg", b"\xff\xd8\xff")]}
        assert client.post("/scans/new/", form).status_code == 302
    assert ScanBatch.objects.count() == 1


def test_a_page_is_filed_by_hand_from_what_is_missing_or_by_its_short_code(cast, signed_in) -> None:
    paper = frozen(cast.office, pages=2)
    first, second = come_back(cast.office, (), ())
    client = signed_in(cast.office)
    url = f"/scans/pages/{first.public_id}/"
    assert f"{paper.short_code}《{paper.title}》第 2 页" in text_of(client.get(url))
    assert sent(client, f"{url}file/", first.version, place=f"{paper.code}-2").status_code == 302
    url = f"/scans/pages/{second.public_id}/"
    typed = paper.short_code.lower()
    assert sent(client, f"{url}file/", second.version, code=typed, number="1").status_code == 302
    do_jobs()
    paper.refresh_from_db()
    assert paper.state == "stamped"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "选一页，或填写短码"),
        ({"code": "K7QF93X0", "number": "1"}, "没有查到这个短码"),
        ({"code": "K7QF93X0", "number": "x"}, "整数"),
    ],
)
def test_a_wrong_place_keeps_what_was_typed_and_says_what_is_wrong(cast, signed_in, form, words) -> None:
    [page] = come_back(cast.office, ())
    answer = sent(signed_in(cast.office), f"/scans/pages/{page.public_id}/file/", page.version, **form)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert form.get("code", "") in text_of(answer)


def test_the_short_code_of_another_school_is_as_unknown_as_none(cast, signed_in) -> None:
    theirs = frozen(cast.other)
    [page] = come_back(cast.office, ())
    answer = sent(
        signed_in(cast.office),
        f"/scans/pages/{page.public_id}/file/",
        page.version,
        code=theirs.code,
        number="1",
    )
    assert "没有查到这个短码" in text_of(answer)


def test_an_old_version_and_an_illegal_move_are_told_apart(cast, signed_in) -> None:
    paper = frozen(cast.office)
    [page] = come_back(cast.office, texts(paper, 1))
    client, url = signed_in(cast.office), f"/scans/pages/{page.public_id}/"
    assert sent(client, f"{url}take-back/", page.version + 5, reason="错").status_code == 409
    assert sent(client, f"{url}take-back/", page.version).status_code == 422  # no reason
    assert sent(client, f"{url}bring-back/", page.version).status_code == 422
    assert sent(client, f"{url}take-back/", page.version, reason="错").status_code == 302


def test_a_batch_that_failed_is_read_again(cast, signed_in) -> None:
    batch = batch_of(cast.office)
    type(cast.office).objects.filter(pk=cast.office.pk).update(start="2020-01-01", end="2020-01-02")
    do_jobs()
    batch.refresh_from_db()
    assert (batch.state, "不在原岗位" in batch.message) == ("failed", True)
    type(cast.office).objects.filter(pk=cast.office.pk).update(end=None)
    client = signed_in(cast.office)
    assert sent(client, f"/scans/{batch.public_id}/again/", batch.version).status_code == 302
    assert jobs.run_next()
    batch.refresh_from_db()
    assert batch.state == "done"  # its one file says that it is no picture
    assert "不是能读的图片" in batch.files.get().message


def test_the_desk_shows_what_is_to_be_stamped_to_the_printer_and_the_office(cast) -> None:
    paper = actions.freeze(prepared=quick(cast.head, 2), by=actor(cast.head))
    come_back(cast.office, texts(paper, 1), ())

    def titles(post) -> list[str]:
        return [item.title for item in desk_items(actor(post))]

    assert titles(cast.head) == [f"补传盖章页（1/2 页）：{paper.title}"]
    assert titles(cast.office) == [f"补传盖章页（1/2 页）：{paper.title}", "认领扫描页：1 页没有认出来"]
    assert titles(cast.city) == titles(cast.other) == titles(cast.teacher) == []


def queries_of(client, url) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_the_lists_cost_the_same_for_one_and_for_thirty(cast, signed_in) -> None:
    client = signed_in(cast.office)
    papers = [frozen(cast.office, kind="k0")]
    come_back(cast.office, texts(papers[0], 1), ())
    batch = ScanBatch.objects.get()
    urls = ("/filed/", "/scans/", "/scans/pages/", f"/filed/{papers[0].public_id}/")
    for url in urls:
        client.get(url)
    before = {url: queries_of(client, url) for url in urls}
    small = queries_of(client, f"/scans/{batch.public_id}/")
    for number in range(1, 30):
        papers.append(frozen(cast.office, kind=f"k{number}"))
    come_back(cast.office, *[texts(paper, 1) for paper in papers[1:]], *[()] * 29)
    assert {url: queries_of(client, url) for url in urls} == before
    assert queries_of(client, f"/scans/{ScanBatch.objects.first().public_id}/") == small
    assert max(*before.values(), small) < 25
