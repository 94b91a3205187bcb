"""Search in Chinese over what one may see: short words, several words, full width, no leaks."""

import re

import pytest
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.models import AuditEvent
from luoshi.home.search import words_of
from luoshi.plans.models import Task
from luoshi.policies.models import Clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(yichang, signed_in):
    return signed_in(yichang.post("city_officer"))


def found(client, query: str, **more: str) -> str:
    html = client.get(reverse("search"), {"q": query, **more}).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2]))


def counts(client, query: str) -> dict[str, int]:
    html = client.get(reverse("search"), {"q": query}).content.decode()
    return {
        label: int(count.replace(",", ""))
        for label, count in re.findall(r'>([一-鿿]+) <span class="count">([\d,]+)</span>', html)
    }


def test_words_are_split_folded_and_kept_once() -> None:
    assert words_of("　双师　 比例 双师 ") == ["双师", "比例"]
    assert words_of("４．２ ＡＢ") == ["4.2", "AB"]
    assert words_of("\x00\n甲\r\n") == ["甲"]
    assert words_of(" ".join(str(number) for number in range(50))) == list("01234567")
    assert len("".join(words_of("长" * 500))) == 100


@pytest.mark.parametrize("query", ["双师", "师", "教师 实践", "社区教育"])
def test_short_words_find_tasks_by_their_title(officer, yichang, query) -> None:
    titles = [str(task) for task in Task.objects.filter(plan=yichang.plan)]
    wanted = [title for title in titles if all(word in title for word in query.split())]
    assert wanted
    assert counts(officer, query)["工作任务"] == len(wanted)


def test_all_words_must_occur(officer) -> None:
    assert "4.2" in found(officer, "研修 基地")
    assert "没有找到" in found(officer, "研修 月球")


def test_an_organisation_is_found_once_by_any_of_its_names(officer) -> None:
    elsewhere = 0
    for school in Organisation.objects.filter(key__in=("sanxia", "jidian")):
        for name in [school.name, school.short, *school.aliases.values_list("name", flat=True)]:
            elsewhere += name not in school.name and name not in school.short
            html = officer.get(reverse("search"), {"q": name, "kind": "organisations"}).content.decode()
            assert html.count(reverse("organisation", args=[school.public_id])) == 1, name
    assert elsewhere, "one of them has a name that no other name of it holds"


def test_a_clause_is_found_by_its_number_heading_summary_and_official_text(officer) -> None:
    clause = Clause.objects.get(key="3.3")
    Clause.objects.filter(pk=clause.pk).update(
        text="原文里才有的字句：凤凰展翅。", words="摘要里才有：龙腾。"
    )
    clause.refresh_from_db()
    for query in (clause.number, clause.heading, "凤凰展翅", "龙腾"):
        html = officer.get(reverse("search"), {"q": query, "kind": "clauses"}).content.decode()
        assert reverse("clause", args=[clause.public_id]) in html.partition("<main")[2], query
    assert "没有找到" in found(officer, "凤凰展翅 查无此词")


def test_full_width_in_the_document_is_found_by_half_width_and_back(officer, yichang) -> None:
    Task.objects.filter(plan=yichang.plan, key="4.2").update(title="建设（ＡＢ）基地，共３个")
    for query in ("(AB)", "（AB）", "（ＡＢ）", "3个", "３个", "基地,共"):
        assert counts(officer, query)["工作任务"] >= 1, query


def test_signs_of_the_database_are_plain_signs(officer) -> None:
    for query in ("%", "_", "\\", "'", "%师%"):
        assert counts(officer, query).get("单位", 0) == 0, query
    assert counts(officer, "50%")["工作任务"] == 1


def test_people_are_found_by_their_own_organisation_and_superiors_only(yichang, signed_in) -> None:
    person = yichang.post("school_head", "sanxia").user.name
    assert counts(signed_in(yichang.post("city_officer")), person)["人员"] == 1
    assert counts(signed_in(yichang.post("office", "sanxia")), person)["人员"] == 1
    assert counts(signed_in(yichang.post("school_head", "zhijiang")), person)["人员"] == 0
    assert counts(signed_in(yichang.post("teacher", "sanxia")), person)["人员"] == 0


def test_a_log_administrator_finds_names_of_organisations_and_nothing_else(yichang, signed_in) -> None:
    found_counts = counts(signed_in(yichang.post("log_admin")), "教")
    assert found_counts.pop("单位") > 0
    assert found_counts.pop("全部") == Organisation.objects.filter(name__contains="教").count()
    assert set(found_counts.values()) == {0}


def test_nothing_asked_nothing_counted(officer) -> None:
    assert "输入词语后按回车" in found(officer, "  ")
    assert "没有找到" in found(officer, "查无此词")


def test_a_kind_is_shown_in_pages(officer) -> None:
    total = counts(officer, "教")["工作任务"]
    assert total > 20
    first = officer.get(reverse("search"), {"q": "教", "kind": "tasks"}).content.decode()
    second = officer.get(reverse("search"), {"q": "教", "kind": "tasks", "page": "2"}).content.decode()
    ids = [re.findall(r'href="/tasks/([a-z0-9]{20})/"', html) for html in (first, second)]
    assert len(ids[0]) == 20
    assert not set(ids[0]) & set(ids[1])


@pytest.mark.parametrize(
    "kind", ["", "tasks", "clauses", "organisations", "people", "documents", "approvals", "filed"]
)
def test_a_search_costs_at_most_20_queries(officer, django_assert_max_num_queries, kind) -> None:
    """Two of them count it (`common.throttle`)."""
    officer.get(reverse("search"), {"q": "教"})
    with django_assert_max_num_queries(20):
        assert officer.get(reverse("search"), {"q": "教 师", "kind": kind}).status_code == 200


@pytest.mark.once
def test_more_searches_than_anybody_needs_wait_a_few_minutes(yichang, signed_in, settings, tmp_path) -> None:
    """Wherever words are looked for, it is one count of the person's; the next quarter of an hour begins anew."""
    post, clock_file = yichang.post("city_officer"), tmp_path / "clock"
    officer, now = signed_in(post), clock.now().replace(minute=20, second=0)
    settings.CLOCK_FILE = str(clock_file)
    clock_file.write_text(now.isoformat())
    settings.PER_QUARTER = {**settings.PER_QUARTER, "search": 2}
    addresses = ["/search/?q=双师", "/evidence/?q=双师", "/search/?q=双师", "/evidence/?q=双师"]
    assert [officer.get(url).status_code for url in addresses] == [200, 200, 429, 429]
    page = officer.get("/search/?q=双师").content.decode()
    assert "这一刻钟里搜索的次数太多（2 次），暂时停下。" in page
    assert "请等 10 分钟再试。" in page
    assert [officer.get(url).status_code for url in ("/search/", "/evidence/")] == [200, 200]
    refused = AuditEvent.objects.filter(action="accounts.too_often", user=post.user.public_id)
    assert [event.result for event in refused] == ["refused"]
    clock_file.write_text(now.replace(minute=30).isoformat())
    assert officer.get("/search/?q=双师").status_code == 200
