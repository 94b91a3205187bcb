"""While a correction is not sent, what is built from it says that it is a draft; nobody outside gets it."""

import datetime as dt
import io
import zipfile
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.common import clock
from luoshi.selection.applying import actions

from . import helping, made

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DRAFT = "草稿（补正未报送）"


def page(row, name):
    return reverse(name, args=[row.public_id])


def name_of(answer):
    assert b"".join(answer.streaming_content)
    return unquote(answer.headers["Content-Disposition"])


def book(client, row):
    """Its name, and the words of the document."""
    answer = client.get(page(row, "apply-filled-book"))
    text = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    return unquote(answer.headers["Content-Disposition"]), text


def corrected(there, send, officer):
    """Asked to mend, its form changed and its own selection noted, not sent."""
    there.call.rules = {**there.call.rules, "correction_days": 2}
    helping.Call.objects.filter(pk=there.call.pk).update(rules=there.call.rules)
    upload = SimpleUploadedFile("申报书.docx", made.docx("做法：{{主要做法}}"))
    send(officer, reverse("apply-book", args=[there.call.public_id]), None, files=upload)
    row = helping.written(there, "zhijiang", reached="received")
    by = there.actor(there.officer)
    row = helping.do(actions.check_application, row, by, lines={"whole": (False, "做法太短")})
    return helping.do(actions.ask_correction, row, by)


def test_the_filled_form_and_the_own_selections_file_say_that_they_are_not_sent(there, signed_in, send):
    school, officer = signed_in(there.office), signed_in(there.officer)
    row = corrected(there, send, officer)
    assert DRAFT not in "".join(book(school, row)), "as it was sent"
    by, day = there.actor(there.office), clock.today()
    values = {"summary": "补写的做法", "students": 100, "contact": "10000000001"}
    row = helping.do(actions.fill_application, row, by, values=values, answer_version=row.answer.version)
    said = actions.OwnSelected(
        day - dt.timedelta(days=9), "评议推荐", day - dt.timedelta(days=8), day, "没有异议"
    )
    proof = helping.a_file(made.pdf("own"), "公示.pdf")
    row = helping.do(actions.note_own_selection, row, by, said=said, proof=proof)
    name, text = book(school, row)
    assert (DRAFT in name, DRAFT in text, "补写的做法" in text) == (True, True, True)
    own = page(row, "apply-own-file")
    assert f"{DRAFT}公示.pdf" in name_of(school.get(own))
    for address in (own, page(row, "apply-filled-book")):
        assert officer.get(address).status_code == 404
    row = helping.do(actions.send_correction, row, by)
    for client in (school, officer):
        assert DRAFT not in "".join(book(client, row))
        assert DRAFT not in name_of(client.get(own))
