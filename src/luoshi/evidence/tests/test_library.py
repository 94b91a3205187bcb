"""The list: filters, what each sees, what it costs, what it says when empty."""

import re
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common.acts import REGISTRY
from luoshi.evidence import actions
from luoshi.evidence.models import EvidenceFile
from luoshi.evidence.permissions import EVIDENCE_WHO
from luoshi.evidence.queries import evidence_visible_to, waiting_for

from .conftest import actor, piece, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_every_act_has_its_permission() -> None:
    import_module("luoshi.config.urls")  # whatever stage registers the acts
    acts = {name: act.who for name, act in REGISTRY.items() if name.startswith("evidence.")}
    assert acts == EVIDENCE_WHO


def titles(answer) -> list[str]:
    return [row.title for row in answer.context["page_obj"]]


def test_the_filters_narrow_to_what_was_asked(cast, signed_in) -> None:
    photo = piece(cast.teacher, "照片甲", kind="photo", grade=3, source="实训处")
    piece(cast.colleague, "文件乙", kind="document", grade=2)
    gone = piece(cast.teacher, "作废丙")
    actions.withdraw_evidence(evidence=gone, reason="错", by=actor(cast.teacher), version=1)
    school = cast.teacher.organisation
    actions.cite_evidence(evidence=photo, about=school, organisation=school, by=actor(cast.teacher))
    client = signed_in(cast.teacher)
    for query, expected in {
        "": ["文件乙", "照片甲"],
        "kind=photo": ["照片甲"],
        "grade=2": ["文件乙"],
        "uses=cited": ["照片甲"],
        "uses=uncited": ["文件乙"],
        "whose=mine": ["照片甲"],
        "state=withdrawn": ["作废丙"],
        "state=all": ["作废丙", "文件乙", "照片甲"],
        "q=实训": ["照片甲"],
        "q=文件 乙": ["文件乙"],
        "kind=nonsense&grade=x&page=99": ["文件乙", "照片甲"],
        "q=没有的": [],
    }.items():
        assert titles(client.get(f"/evidence/?{query}")) == expected, query
    assert "没有符合条件的材料" in text_of(client.get("/evidence/?q=没有的"))


def test_the_four_grades_go_from_the_live_source_to_the_mere_statement(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    words = ["实时数据来源", "盖章文件", "照片或截图", "书面说明"]
    for url in ("/evidence/new/", "/evidence/new/link/"):
        choice = re.search(r'<select name="grade".*?</select>', text_of(client.get(url)), re.S)
        assert re.findall(r'<option value="(\d)"[^>]*>([^<]+)<', choice[0]) == [
            *zip("1234", words, strict=True)
        ]
    for grade in (1, 2, 3, 4):
        piece(cast.teacher, f"材料{grade}", grade=grade)
    shown = re.findall(r'data-label="等级">(\d \w+)<', text_of(client.get("/evidence/")))
    assert shown == [f"{at} {words[at - 1]}" for at in (4, 3, 2, 1)]


def test_bureaus_see_all_below_them_by_school_and_schools_their_own(cast, signed_in) -> None:
    piece(cast.teacher, "村校材料")
    piece(cast.stranger, "市校材料")
    assert titles(signed_in(cast.city).get("/evidence/")) == ["市校材料", "村校材料"]
    assert titles(signed_in(cast.county).get("/evidence/")) == ["村校材料"]
    assert titles(signed_in(cast.stranger).get("/evidence/")) == ["市校材料"]
    village = cast.town.village.public_id
    city = signed_in(cast.city).get(f"/evidence/?organisation={village}")
    assert titles(city) == ["村校材料"]
    assert "单位" in text_of(city)


def test_an_empty_library_says_what_comes_here(cast, signed_in) -> None:
    assert "放进来一次" in text_of(signed_in(cast.teacher).get("/evidence/"))
    assert "各校添加以后会列在这里" in text_of(signed_in(cast.city).get("/evidence/"))


def test_thirty_rows_cost_as_many_queries_as_one(cast, signed_in) -> None:
    client = signed_in(cast.city)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = client.get("/evidence/").context["page_obj"]
            assert len(page) == page.paginator.count
        return len(captured)

    piece(cast.teacher)
    piece(cast.stranger)
    client.get("/evidence/")
    few = cost()
    for number in range(28):
        row = piece(cast.teacher, f"材料{number}")
        actions.cite_evidence(
            evidence=row, about=cast.town.village, organisation=cast.town.village, by=actor(cast.teacher)
        )
    assert cost() == few
    piece(cast.teacher, "第三十一份")
    page = client.get("/evidence/").context["page_obj"]
    assert (len(page), page.paginator.num_pages) == (30, 2)


def test_the_desk_search_finds_pieces_of_those_who_see_them(cast, signed_in) -> None:
    row = piece(cast.teacher, "产教融合协议")
    url = f"/evidence/{row.public_id}/"
    assert url in text_of(signed_in(cast.city).get("/search/?q=产教融合"))
    assert url not in text_of(signed_in(cast.stranger).get("/search/?q=产教融合"))
    actions.withdraw_evidence(evidence=row, reason="错", by=actor(cast.teacher), version=1)
    assert url not in text_of(signed_in(cast.city).get("/search/?q=产教融合"))


def test_a_search_says_how_many_files_are_still_being_read_of_what_one_sees(cast, signed_in) -> None:
    piece(cast.teacher, "甲")
    piece(cast.stranger, "乙")
    client, words = signed_in(cast.teacher), "份刚上传的文件还在识别文字，稍后再搜"
    assert f"1 {words}" in text_of(client.get("/evidence/?q=甲"))
    assert f"2 {words}" in text_of(signed_in(cast.city).get("/evidence/?q=甲"))
    assert words not in text_of(client.get("/evidence/"))
    client.get("/evidence/?q=甲")  # what is kept once for all pages is kept now
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/evidence/?q=甲")
        counts.append(len(asked))
        for each in range(5):
            piece(cast.teacher, f"甲{number}{each}")
    assert counts[0] == counts[1]
    EvidenceFile.objects.update(state="none")
    assert words not in text_of(client.get("/evidence/?q=甲"))


@pytest.mark.once  # the other database reads a small table whole, whatever its indexes
def test_how_many_wait_to_be_read_is_asked_of_those_that_wait(cast) -> None:
    """Of fifty thousand pieces none but those is looked at."""
    plan = waiting_for(evidence_visible_to(actor(cast.county))).explain()
    assert "INDEX evidence_file_state (state=?)" in plan
    assert "SCAN" not in plan
