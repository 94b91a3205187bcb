"""The pages of registers: list, narrowing, search by number, a form that never shows what is personal."""

import pytest

from luoshi.common.dataforms.answers import values_of
from luoshi.registers import actions
from luoshi.registers.actions import PutRow
from luoshi.registers.models import Entry

from .samples import LI, WANG

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def wang(there):
    return actions.add_entry(register=there.people, values=WANG, by=there.office)


def url(row, *more):
    kind = "registers/entries" if isinstance(row, Entry) else "registers"
    return f"/{kind}/{row.public_id}/" + "".join(f"{each}/" for each in more)


def text(answer):
    return answer.content.decode()


def test_from_the_form_to_a_checked_entry_by_pages_alone(there, signed_in):
    office, county = signed_in(there.posts["office"]), signed_in(there.posts["county"])
    typed = {
        "name": "王示例",
        "id_number": WANG["id_number"],
        "title": "middle",
        "dual": "是",
        "since_": "2026-09-01",
    }
    sent = office.post(url(there.people, "add"), typed)
    entry = Entry.objects.get(register=there.people)
    assert (sent.status_code, sent.url) == (302, url(entry))
    assert (values_of(entry.answer)["id_number"], str(entry.since)) == (WANG["id_number"], "2026-09-01")
    page = text(office.get(url(entry)))
    assert "这是草稿" in page
    assert WANG["id_number"] not in page + text(office.get(url(there.people)))
    assert county.get(url(entry)).status_code == 404
    ticked = {"entry": f"{entry.public_id}:{entry.version}"}
    assert "已确认 1 条" in text(office.post(url(there.people, "confirm"), ticked, follow=True))
    entry.refresh_from_db()
    again = office.post(url(there.people, "confirm"), ticked)
    assert (again.status_code, "现在是“已确认”" in text(again)) == (422, True)
    back = county.post(url(there.people, "return"), {**ticked, "entry": f"{entry.public_id}:{entry.version}"})
    assert (back.status_code, "退回要写明理由" in text(back)) == (422, True)
    tick = f'value="{entry.public_id}:{entry.version}" checked'
    assert tick in text(back), "what was ticked is not ticked again by hand"
    offered = text(county.get(url(there.people)))
    assert tick not in offered
    assert "核对通过筛选出的全部 1 条" in offered
    assert "筛选出的全部" not in text(office.get(url(there.people))), (
        "no draft waits, yet all are to be confirmed"
    )
    assert ('value="draft"' in offered, 'value="draft"' in text(office.get(url(there.people)))) == (
        False,
        True,
    )
    assert 'name="waiting" value="1"' in offered
    _all_that_were_counted(county, url(there.people, "check"))
    entry.refresh_from_db()
    assert entry.state == "checked"


def _all_that_were_counted(county, check):
    more = county.post(check, {"all": "1", "waiting": "12"})
    assert (more.status_code, "由 12 条变成了 1 条，没有办理" in text(more)) == (422, True)
    assert county.post(check, {"all": "1", "waiting": "1"}).status_code == 302


def test_what_is_personal_stays_when_left_empty_and_is_never_shown_in_the_form(there, wang, signed_in):
    office = signed_in(there.posts["office"])
    page = text(office.get(url(wang, "change")))
    assert WANG["id_number"] not in page
    assert WANG["mobile"] not in page
    typed = {"name": "王改名", "title": "senior", "_version": wang.version, "mobile": "10000000002"}
    assert office.post(url(wang, "change"), typed).status_code == 302
    wang.refresh_from_db()
    values = values_of(wang.answer)
    assert (wang.label, values["id_number"], values["mobile"]) == ("王改名", WANG["id_number"], "10000000002")
    stale = office.post(url(wang, "change"), {**typed, "name": "旧页"})
    assert (stale.status_code, "旧页" in text(stale)) == (409, True)
    assert "职称" in text(office.get(url(wang)))


def test_the_list_is_narrowed_and_a_number_finds_only_the_very_same(there, wang, signed_in):
    actions.put_entries(
        register=there.people, organisation=there.school, rows=[PutRow(None, LI)], by=there.office
    )
    office = signed_in(there.posts["office"])

    def names(query):
        page = text(office.get(url(there.people) + query))
        return [name for name in ("王示例", "李示例") if name in page]

    assert names("") == ["王示例", "李示例"]
    assert (names("?q=王"), names("?q=高级讲师"), names("?state=checked")) == (["王示例"], ["李示例"], [])
    assert names("?q=&state=x&stage=y&organisation=&page=1e400") == ["王示例", "李示例"]
    hit = office.post(url(there.people, "find"), {"number": " 11010119900101001x "})
    assert hit.url == url(wang)
    for number in ("1101011990010100", "", "9" * 10_000, "１１０１０１"):
        assert office.post(url(there.people, "find"), {"number": number}).url == url(there.people)
    other = signed_in(there.posts["other"])
    assert other.post(url(there.people, "find"), {"number": WANG["id_number"]}).url == url(there.people)


def test_an_entry_ends_by_its_page_and_comes_back(there, wang, signed_in):
    office, department = signed_in(there.posts["office"]), signed_in(there.posts["department"])
    form = {"kind": "left", "on": "2026-09-01", "words": "调出", "_version": wang.version}
    assert department.get(url(wang, "end")).status_code == 403
    assert office.post(url(wang, "end"), {**form, "on": "9999-12-31"}).status_code == 422
    assert office.post(url(wang, "end"), form).status_code == 302
    assert "王示例" not in text(office.get(url(there.people)))
    wang.refresh_from_db()
    assert "调出" in text(office.get(url(wang)))
    assert office.post(url(wang, "resume"), {"_version": wang.version}).status_code == 302
    wang.refresh_from_db()
    assert wang.state == "draft"


def test_a_list_costs_the_same_for_one_and_for_many(there, signed_in, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    city, counts = signed_in(there.posts["city"]), []
    city.get("/registers/")
    for names in (["甲"], [f"乙{n}" for n in range(30)]):
        rows = [PutRow(None, {"name": name}) for name in names]
        made = actions.put_entries(
            register=there.projects, organisation=there.school, rows=rows, by=there.office
        ).added
        actions.confirm_entries(register=there.projects, entries=made, by=there.office)
        for page in ("/registers/", url(there.projects)):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert city.get(page).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
