"""One piece: who sees it, who corrects, withdraws and restores it, what becomes of its uses."""

import pytest

from luoshi.common.errors import RuleBroken
from luoshi.evidence import actions
from luoshi.evidence.models import Evidence
from luoshi.evidence.queries import proved, uses_about, uses_about_many

from .conftest import actor, piece, said, sent, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def cited(post, row, about=None, **more):
    about = about or post.organisation
    given = {"organisation": post.organisation, **more}
    return actions.cite_evidence(evidence=row, about=about, by=actor(post), **given)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("teacher", 200),
        ("colleague", 200),
        ("secretary", 200),
        ("county", 200),
        ("city", 200),
        ("stranger", 404),
    ],
)
def test_the_school_and_those_above_it_see_a_piece_and_its_file(cast, signed_in, who, status) -> None:
    row = piece(cast.teacher, "课程标准")
    client = signed_in(getattr(cast, who))
    assert client.get(f"/evidence/{row.public_id}/").status_code == status
    answer = client.get(f"/evidence/{row.public_id}/file/")
    assert answer.status_code == status
    if status == 200:
        assert b"".join(answer.streaming_content).startswith(b"piece")
        assert answer["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("teacher", 302),
        ("office", 302),
        ("colleague", 403),
        ("secretary", 403),
        ("city", 403),
        ("stranger", 404),
    ],
)
def test_whoever_added_it_and_the_office_correct_withdraw_and_restore(cast, signed_in, who, status) -> None:
    row = piece(cast.teacher)
    client, url = signed_in(getattr(cast, who)), f"/evidence/{row.public_id}/"
    form = said(title="新标题", kind="minutes", grade="2")
    assert sent(client, f"{url}edit/", 1, **form).status_code == status
    done = 1 if status == 302 else 0
    assert sent(client, f"{url}withdraw/", 1 + done, reason="放错了").status_code == status
    assert sent(client, f"{url}restore/", 1 + 2 * done).status_code == status
    row.refresh_from_db()
    assert (row.title, row.version) == ("新标题" if done else "实训基地照片", 1 + 3 * done)


def test_a_withdrawal_needs_a_reason_and_an_old_page_is_told(cast, signed_in) -> None:
    row = piece(cast.teacher)
    client, url = signed_in(cast.teacher), f"/evidence/{row.public_id}/"
    silent = sent(client, f"{url}withdraw/", 1, reason=" ")
    assert silent.status_code == 422
    assert "请写明撤回的理由" in text_of(silent)
    long = sent(client, f"{url}withdraw/", 1, reason="长" * 201)
    assert (long.status_code, "最多 200 字" in text_of(long)) == (422, True)
    assert sent(client, f"{url}withdraw/", 7, reason="放错了").status_code == 409
    assert sent(client, f"{url}withdraw/", 1, reason="放错了").status_code == 302
    assert sent(client, f"{url}withdraw/", 2, reason="放错了").status_code == 422
    page = text_of(client.get(url))
    assert "放错了" in page
    assert "恢复" in page


def test_a_withdrawn_piece_stays_where_it_is_cited_but_proves_nothing(cast) -> None:
    school, row = cast.teacher.organisation, piece(cast.teacher)
    cited(cast.teacher, row, pages="2—4")
    assert proved([school]) == {school.public_id}
    actions.withdraw_evidence(evidence=row, reason="过期", by=actor(cast.office), version=1)
    assert [use.evidence for use in uses_about(school)] == [row]
    assert proved([school]) == set()
    with pytest.raises(RuleBroken, match="已经撤回"):
        cited(cast.teacher, row, about=cast.county.organisation)
    actions.restore_evidence(evidence=row, by=actor(cast.office), version=2)
    assert proved([school]) == {school.public_id}


def test_a_piece_is_cited_once_in_a_place_and_may_be_taken_out_again(cast) -> None:
    school, row = cast.teacher.organisation, piece(cast.teacher)
    first, second = cited(cast.teacher, row, pages="1"), cited(cast.colleague, row, note="封面")
    assert first == second
    second.refresh_from_db()
    assert (second.pages, second.note) == ("1", "封面")
    actions.uncite_evidence(use=second, reason="换新的", by=actor(cast.office), version=second.version)
    assert uses_about_many([school]) == {school.public_id: []}
    assert cited(cast.teacher, row).pk != first.pk


def test_only_the_own_school_s_pieces_can_be_cited(cast) -> None:
    theirs = piece(cast.stranger)
    with pytest.raises(RuleBroken, match="不是"):
        cited(cast.stranger, theirs, organisation=cast.town.village)


def test_one_query_tells_what_many_places_cite(cast, django_assert_num_queries) -> None:
    places = [cast.town.village, cast.town.academy, cast.town.county]
    for number in range(3):
        cited(cast.teacher, piece(cast.teacher, f"材料{number}"), about=places[number % 2])
    with django_assert_num_queries(1):
        found = uses_about_many(places)
        titles = {key: [use.evidence.title for use in uses] for key, uses in found.items()}
    assert titles == {
        places[0].public_id: ["材料0", "材料2"],
        places[1].public_id: ["材料1"],
        places[2].public_id: [],
    }


def test_the_page_names_where_it_is_cited(cast, signed_in) -> None:
    row = piece(cast.teacher)
    client, url = signed_in(cast.teacher), f"/evidence/{row.public_id}/"
    assert "还没有地方引用" in text_of(client.get(url))
    cited(cast.teacher, row, pages="2—4", note="第二章")
    page = text_of(client.get(url))
    assert "第 2—4 页" in page
    assert "第二章" in page
    assert "不再算佐证" in page
    assert Evidence.objects.get().uses.count() == 1
