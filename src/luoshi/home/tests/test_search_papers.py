"""Approvals and filed papers are found by those who see them, and by nobody else."""

import pytest

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.papers import actions
from luoshi.papers.filed.tests.conftest import quick
from luoshi.papers.prints import edition_of, last_sending

pytestmark = pytest.mark.django_db
TITLE = "关于添置数控实训设备的请示"


@pytest.fixture
def printed(yichang):
    """`.office` of a school has sent a paper and printed it."""
    school = Organisation.objects.filter(kind="school").order_by("pk").first()
    posts = {role: yichang.post(role, school.key) for role in ("department_head", "office", "school_head")}
    by = actor_for(posts["department_head"])
    brief = actions.start_brief(organisation=school, up_to=school, title=TITLE, text="正文", by=by)
    actions.send_brief(brief=brief, by=by, version=brief.version)
    sending = last_sending(brief.approval)
    prepared = quick(
        posts["office"], 1, edition_of(sending), TITLE, kind="brief", about=brief, sending=sending
    )
    paper = actions.print_approval(approval=brief.approval, sending=sending, prepared=prepared, by=by)
    return posts, brief, paper, yichang.post("teacher", school.key)


def found(client, words):
    return client.get("/search/", {"q": words}).content.decode()


def test_an_approval_and_its_print_are_found_by_title_and_short_code(printed, signed_in):
    posts, brief, paper, _ = printed
    office = signed_in(posts["office"])
    approval, filed = f"/approvals/{brief.approval.public_id}/", f"/filed/{paper.public_id}/"
    page = found(office, "数控 实训")
    assert (approval in page, filed in page) == (True, True)
    for code in (paper.short_code, paper.code, paper.code[:5]):
        assert filed in found(office, code)
    assert approval not in found(office, paper.code)


def test_they_do_not_exist_for_others(printed, signed_in):
    _, brief, paper, teacher = printed
    page = found(signed_in(teacher), "数控")
    assert (brief.approval.public_id in page, paper.public_id in page) == (False, False)
    assert paper.public_id not in found(signed_in(teacher), paper.short_code)
