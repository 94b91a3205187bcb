"""How much of a task is said in a clause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reading.likeness import Passages, content_pairs
from luoshi.core.reading.reconcile import SAID

CLAUSES = [
    "健全德技并修机制，将工匠精神融入课堂，评选一批文明风采典型活动和优秀德育工作者。",
    "推行现代学徒制，校企共建产业学院和公共实训中心，企业参与制定培养标准。",
    "加强教师队伍建设，落实教师到企业实践制度，引进高技能人才到校任教。",
    "建设智慧校园，开发虚拟仿真实训资源，普及线上线下混合式教学。",
    "加大财政投入，生均公用经费逐年增长，新增教育附加用于职业教育。",
]
SAID_IN = [
    ("评选文明风采典型活动 50 个", 0),
    ("建设 20 个左右校企共建产业学院", 1),
    ("新增 10 家公共实训中心", 1),
    ("教师到企业实践每年不少于1个月", 2),
    ("引进高技能人才 200 名", 2),
    ("开发虚拟仿真实训资源 100 个左右", 3),
    ("提高生均公用经费标准", 4),
]
SAID_NOWHERE = [
    "开展中小学劳动教育实践",
    "推进职业教育东西协作",
    "举办老年大学",
    "建设乡村振兴人才培养优质校",
    "推动职业院校招收退役军人",
    "实施校舍安全改造",
]


@pytest.mark.parametrize(("task", "at"), SAID_IN)
def test_a_task_is_found_in_the_clause_that_says_it(task: str, at: int) -> None:
    shares = Passages.of(CLAUSES).likeness(task)
    assert shares[at] >= SAID
    assert max(shares) == shares[at]


@pytest.mark.parametrize("task", SAID_NOWHERE)
def test_a_task_said_nowhere_meets_the_clauses_only_by_chance(task: str) -> None:
    assert max(Passages.of(CLAUSES).likeness(task)) < SAID


def test_quantities_and_words_of_the_office_carry_no_matter() -> None:
    assert content_pairs("建设 1000 个左右示范性产业学院") == content_pairs("打造一批产业学院")


def test_a_text_is_wholly_said_in_itself() -> None:
    assert Passages.of(["推行现代学徒制"]).likeness("推行现代学徒制") == [1.0]


@given(st.lists(st.text(max_size=40), max_size=5), st.text(max_size=40))
def test_likeness_is_a_share_for_any_texts(passages: list[str], text: str) -> None:
    assert all(0 <= share <= 1.000001 for share in Passages.of(passages).likeness(text))


def test_one_shared_pair_of_several_is_chance():
    assert Passages.of(["引进高技能人才"]).likeness("引进外教") == [0.0]
    assert Passages.of(["引进高技能人才"]).likeness("引进人才")[0] > 0
