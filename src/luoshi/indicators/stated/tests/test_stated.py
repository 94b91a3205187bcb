"""Official statistics by file: read, told once what each column is, beside our figures, explained, taken back."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common import clock
from luoshi.core.lists.tests.making import book
from luoshi.core.periods import period_of
from luoshi.indicators.entry.tests.conftest import (  # noqa: F401
    _django_db_helper,
    _taken_back,
    prepared,
    there,
)
from luoshi.indicators.stated.comparing import differs
from luoshi.indicators.stated.models import KnownHeadings, StatedFigure, StatedSource
from luoshi.indicators.stated.stage import desk_items, sweep
from luoshi.registers import actions as registers
from luoshi.registers.tests.samples import LI, WANG

# ruff: noqa: F811
pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEAD = ["序号", "学校", "教师数示例", "占地面积示例", "备注"]


def text(answer):
    return answer.content.decode()


def url(row, *more):
    return f"/stated/{row.public_id}/" + "".join(f"{each}/" for each in more)


def quarter():
    return f"quarter:{period_of('quarter', clock.today()).starts}"


@pytest.fixture
def two(there):
    """The school has two teachers; both count."""
    for values in (WANG, LI):
        entry = registers.add_entry(register=there.people, values=values, by=there.office)
        registers.confirm_entries(register=there.people, entries=[entry], by=there.office)
    return there


@pytest.fixture
def bring(there):
    made = {}  # the very same bytes for the same rows

    def sent(client, rows, title="2026学年初报表"):
        data = made.setdefault(repr(rows), book(("基表", rows)))
        file = SimpleUploadedFile("初报.xlsx", data)
        answer = client.post("/stated/new/", {"title": title, "period": quarter(), "upload": file})
        return answer, StatedSource.objects.order_by("-pk").first()

    return sent


def rows_of(there):
    school, other = there.school, there.posts["other"].organisation
    said = [
        [1, school.name, 3, "40,000", ""],
        [2, other.short, 5, "说不清", ""],
        [3, "没有这所学校", 1, 1, ""],
    ]
    return [["2026学年初报表"], HEAD, *said, ["合计", "", 9, "", ""]]


def test_a_file_becomes_figures_with_their_places_and_what_is_not_certain_is_left_only_when_agreed(
    two, bring, signed_in
):
    city, office = signed_in(two.posts["city"]), signed_in(two.posts["office"])
    sent, source = bring(city, rows_of(two))
    assert (sent.status_code, sent.url) == (302, url(source))
    page = text(city.get(url(source)))
    assert "读出 3 个数" in page
    assert "认不出是哪个学校" in page
    assert "第3行C列" in page
    assert office.get(url(source)).status_code == 404
    refused = city.post(url(source, "apply"), {"_version": source.version})
    assert (refused.status_code, "没有读准" in text(refused)) == (422, True)
    assert not StatedFigure.objects.exists()
    assert city.post(url(source, "apply"), {"_version": source.version, "leaves": "1"}).status_code == 302
    found = {(f.organisation_id, f.indicator.title): (f.value, f.differs) for f in source.figures.all()}
    assert found[two.school.pk, "教师数示例"] == ("3", True)
    assert found[two.school.pk, "占地面积示例"] == ("40000", None)
    source.refresh_from_db()
    assert bytes(source.sealed) == b""


def test_a_difference_is_explained_beside_the_figure_and_goes_when_the_register_is_right(
    two, bring, signed_in
):
    city, office = signed_in(two.posts["city"]), signed_in(two.posts["office"])
    _, source = bring(city, rows_of(two))
    city.post(url(source, "apply"), {"_version": source.version, "leaves": "1"})
    assert [each.title for each in desk_items(two.office)] == ["官方统计有 1 个数与本站不同"]
    assert "官方统计有 1 个数" in text(office.get("/desk/"))
    assert "教师数示例" in text(office.get("/stated/"))
    one = source.figures.get(organisation=two.school, indicator=two.indicators["teachers"])
    explain = f"/stated/figures/{one.public_id}/explain/"
    other = signed_in(two.posts["other"])
    assert other.post(explain, {"reason": "x", "_version": 1}).status_code == 404
    assert office.post(explain, {"reason": "报表含返聘 1 人", "_version": one.version}).status_code == 302
    figure = text(office.get(f"/indicators/{two.indicators['teachers'].public_id}/figure/"))
    assert "官方统计不同" in figure
    assert "报表含返聘 1 人" in figure
    assert list(desk_items(two.office)) == []
    one.refresh_from_db()
    assert office.post(explain, {"reason": "旧页", "_version": one.version - 1}).status_code == 409
    office.post(explain, {"reason": " ", "_version": one.version})
    assert len(list(desk_items(two.office))) == 1
    third = registers.add_entry(
        register=two.people, values={"name": "新来的", "id_number": "9"}, by=two.office
    )
    registers.confirm_entries(register=two.people, entries=[third], by=two.office)
    sweep()
    assert list(desk_items(two.office)) == []
    assert "官方统计一致" in text(office.get(f"/indicators/{two.indicators['teachers'].public_id}/figure/"))


def test_columns_are_told_once_and_remembered_and_a_roster_is_counted(two, bring, signed_in):
    office = signed_in(two.posts["office"])
    rows = [
        ["姓名", "身份证号", "教工数"],
        ["王一", "420500198001011234", 1],
        ["李二", "420500198101011234", 1],
    ]
    _, source = bring(office, rows, "教师系统导出")
    assert "王一" not in str(source.reading)
    assert "4205001980" not in str(source.reading)
    teachers = two.indicators["teachers"].public_id
    columns = {"c-0-1": "", "c-0-2": "", "c-0-3": f"i{teachers}", "count_of": teachers}
    said = office.post(url(source, "columns"), {**columns, "_version": source.version})
    assert said.status_code == 302, text(said)
    source.refresh_from_db()
    assert KnownHeadings.objects.get().columns == {"1": "", "2": "", "3": f"i{teachers}"}
    assert office.post(url(source, "apply"), {"_version": source.version}).status_code == 302
    one = source.figures.get()
    assert (one.value, one.differs, "共 2 行" in one.place) == ("2", False, True)
    again, _ = bring(office, rows, "又一次")
    assert (again.status_code, "已经上传过" in text(again)) == (422, True)


def test_withdrawn_it_is_seen_no_more_and_restored_whole(two, bring, signed_in):
    city, county = signed_in(two.posts["city"]), signed_in(two.posts["county"])
    neighbour = signed_in(two.posts["neighbour"])
    _, source = bring(city, rows_of(two))
    assert city.post(url(source, "discard"), {"_version": source.version}).status_code == 302
    source.refresh_from_db()
    assert city.post(url(source, "resume"), {"_version": source.version}).status_code == 302
    source.refresh_from_db()
    city.post(url(source, "apply"), {"_version": source.version, "leaves": "1"})
    assert two.school.short in text(county.get(url(source)))
    assert two.school.short not in text(neighbour.get(url(source)))
    assert county.post(url(source, "withdraw"), {"_version": 1}).status_code == 403
    source.refresh_from_db()
    assert city.post(url(source, "withdraw"), {"_version": source.version}).status_code == 302
    assert county.get(url(source)).status_code == 404
    source.refresh_from_db()
    assert city.post(url(source, "restore"), {"_version": source.version}).status_code == 302
    assert two.school.short in text(county.get(url(source)))


def test_a_page_of_many_schools_costs_what_one_costs(two, bring, signed_in):
    city, schools = signed_in(two.posts["city"]), two.site.schools
    counts = []
    for some in (schools[:1], schools):
        rows = [["学校", "教师数示例"], *([school.name, at] for at, school in enumerate(some))]
        _, source = bring(city, rows)
        city.post(url(source, "apply"), {"_version": source.version})
        assert source.figures.count() == len(some)
        with CaptureQueriesContext(connection) as asked:
            city.get(url(source))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_nonsense_is_told_in_words_and_keeps_nothing(there, signed_in):
    city = signed_in(there.posts["city"])
    odd = {
        "title": "",
        "period": "quarter:1999-01-01",
        "day": "NaN",
        "upload": SimpleUploadedFile("a.exe", b"x"),
    }
    sent = city.post("/stated/new/", odd)
    assert (sent.status_code, sent.context["form"].errors.keys()) == (
        422,
        {"title", "period", "day", "upload"},
    )
    broken = {
        "title": "坏的",
        "period": quarter(),
        "upload": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken"),
    }
    sent = city.post("/stated/new/", broken)
    assert (sent.status_code, "重新上传" in text(sent) or "另存" in text(sent)) == (422, True), text(sent)
    assert not StatedSource.objects.exists()


@pytest.mark.parametrize(
    ("stated", "n", "d", "differ"),
    [
        ("62.5", 5, 8, False),
        ("62.53", 5, 8, True),
        ("63", 5, 8, False),
        ("33.3", 1, 3, False),
        ("33", 0, 3, True),
    ],
)
def test_figures_are_compared_to_the_decimals_the_file_gives(stated, n, d, differ):
    class Ours:
        from fractions import Fraction

        exact = Fraction(100 * n, d)

    assert differs(Decimal(stated), Ours()) is differ
