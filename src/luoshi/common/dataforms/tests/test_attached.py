"""Files of forms: kept for a draft, cited by one answer, refused in words, swept when nobody wants them."""

import io
import zipfile

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from luoshi.common import drafts
from luoshi.common.dataforms import attached
from luoshi.common.dataforms.answers import find_answer, in_version
from luoshi.common.dataforms.models import AnswerFile
from luoshi.common.dataforms.showing import lines_of
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent, StoredFile
from luoshi.core.reading.structure import Unreadable

from .conftest import OTHER, SCHOOL, actor, answer_form
from .samples import VALUES

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = attached.DraftOf("profile", "school")


def sent(name="证书.pdf", content=b"%PDF-1.7 one"):
    return SimpleUploadedFile(name, content)


def kept(by, name="证书.pdf", content=b"%PDF-1.7 one", draft=HERE):
    return attached.keep(sent(name, content), by=by, draft=draft)


def answered(definition, by, files, version=0):
    values = {**VALUES, "papers": files}
    return answer_form(
        version_of_form=definition.current, about=None, values=values, answer_version=version, by=by
    )


def archive(**entries):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def test_a_file_of_a_draft_becomes_the_answers_and_is_served_from_it_alone(definition, school):
    assert kept(school, "420502199001011234.pdf")["text"] == "4205**********1234.pdf", "others read its name"
    file = kept(school)
    with pytest.raises(Http404):
        attached.serve([file], file["id"])  # nothing is served before an answer cites it
    answer = answered(definition, school, [file])
    form = definition.current.form
    assert list(attached.files_in(form, answer.values)) == [file]
    served = attached.serve(attached.files_in(form, answer.values), file["id"])
    assert served.getvalue() == b"%PDF-1.7 one"
    served.file_to_stream.close()
    assert "attachment" in served["Content-Disposition"]
    assert "sandbox" in served["Content-Security-Policy"]
    with pytest.raises(Http404):
        attached.serve([], file["id"])  # what the reader does not see cited is not there
    line = next(each for each in lines_of(form, answer.values) if each["key"] == "papers")
    assert line["value"] == "证书.pdf（1 KB）"


def test_what_was_taken_out_stays_with_the_answer_for_who_reads_what_was_sent(definition, school):
    first, second = kept(school), kept(school, "照片.png", b"\x89PNG\r\n\x1a\n1")
    answer = answered(definition, school, [first, second])
    answered(definition, school, [second], answer.version)
    now = find_answer(definition, None, SCHOOL)
    assert in_version(now, definition.current)[0]["papers"] == [second]
    served = attached.serve([first], first["id"])  # as it was sent then
    served.file_to_stream.close()
    answered(definition, school, [first, second], now.version)  # and can be taken back


def test_nobody_cites_what_another_uploaded_nor_gives_it_another_name(definition, school):
    stranger = actor(OTHER, name="示例王")
    file = kept(stranger)
    assert attached.known([file["id"]], school) == {}
    with pytest.raises(RuleBroken, match="重新上传"):
        answered(definition, school, [file])
    mine = kept(school)
    with pytest.raises(RuleBroken, match="重新上传"):
        answered(definition, school, [{**mine, "text": "别的名称.pdf"}])
    answered(definition, stranger, [file])
    with pytest.raises(RuleBroken, match="重新上传"):
        answered(definition, school, [file])


def test_sent_twice_it_is_the_same_and_under_another_name_another(school):
    assert kept(school) == kept(school)
    assert kept(school, "另一名称.pdf")["id"] != kept(school)["id"]
    assert kept(school, draft=attached.DraftOf("profile", "other"))["id"] != kept(school)["id"]
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.pdf", b"", "空文件"),
        ("程序.exe", b"MZ", "类型不能上传"),
        ("假的.pdf", b"MZ", "内容与扩展名不符"),
        ("太大.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024), "超过 20 MB"),
        ("宏.docx", archive(word__document="x", **{"word__vbaProject.bin": "x"}), "宏"),
        ("炸弹.xlsx", archive(a="0" * 200_000_000), "过大"),
        ("外逃.docx", archive(**{"..__a": "x"}), "可疑"),
        ("坏的.docx", b"PK\x03\x04" + b"0" * 40, "损坏"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_its_name(school, name, content, words):
    with pytest.raises(Unreadable, match=words) as refused:
        kept(school, name, content)
    assert name in str(refused.value)
    assert not AnswerFile.objects.exists()


def test_too_many_are_refused_when_the_answer_is_saved(definition, school):
    files = [kept(school, f"{n}.pdf", f"%PDF-{n}".encode()) for n in range(3)]
    with pytest.raises(RuleBroken, match="最多附 2 个文件"):
        answered(definition, school, files)


def test_names_lie_sealed_and_enter_no_log(definition, school):
    file = kept(school, "某人的体检表.pdf")
    assert "体检" not in repr(AnswerFile.objects.values_list("sealed_name", "draft_form"))
    answered(definition, school, [file])
    event = AuditEvent.objects.get(action="test.answer")
    assert "papers" in repr(event.changes)
    assert "体检" not in repr(event.changes)


def test_a_draft_holds_so_many_files_and_what_was_taken_out_makes_room(definition, school, monkeypatch):
    monkeypatch.setattr(attached, "MOST_IN_DRAFT", 2)
    get_user_model().objects.create(pk=school.user_id, name=school.name)
    first, second = kept(school, content=b"%PDF-1.7 one"), kept(school, content=b"%PDF-1.7 two")
    drafts.save(school, HERE.form, HERE.object_id, {"papers": [first["id"], second["id"]]})
    with pytest.raises(Unreadable, match="已经上传了 2 个文件"):
        kept(school, content=b"%PDF-1.7 three")
    drafts.save(school, HERE.form, HERE.object_id, {"papers": [first["id"]]})
    third = kept(school, content=b"%PDF-1.7 three")
    assert set(attached.known([first["id"], second["id"], third["id"]], school)) == {first["id"], third["id"]}


def test_the_drafts_of_an_organisation_hold_so_much_together(definition, school, monkeypatch):
    kept(school)
    monkeypatch.setattr(attached, "MOST_BYTES", len(b"%PDF-1.7 one") + 3)
    with pytest.raises(Unreadable, match="本单位还没有保存的文件太多"):
        kept(school, draft=attached.DraftOf("profile", "another"))
