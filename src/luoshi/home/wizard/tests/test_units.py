"""Names in the document that the site does not know for certain."""

import pytest

from luoshi.plans.models import Plan
from luoshi.undertakings.models import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TABLE = "承接情况一览表\n序号\t工作任务\t承接数量\t三峡中专\t{name}\n1\t提高双师型教师占比\t2\t√\t√\n"


def read(officer, name):
    officer.read_text(TABLE.format(name=name))
    return [one for one in officer.open_findings() if one.code.endswith("-organisation")]


def marks():
    rows = Duty.objects.filter(task__plan=Plan.objects.latest("id"), basis="undertaken")
    return sorted(rows.values_list("organisation__key", flat=True))


@pytest.mark.parametrize("name", ["宜都", "宜都市职业教育中心", "湖北三峡技师学院"])
def test_a_name_of_the_site_asks_nothing(officer, name):
    assert read(officer, name) == []


def test_an_alike_name_is_proposed_and_taken_only_when_accepted(officer):
    (finding,) = read(officer, "枝江职校")
    assert finding.code == "similar-organisation"
    page = officer.page(f"?finding={finding.public_id}")
    assert "名称相近，请确认是否为同一单位" in page


def test_an_unknown_name_must_be_chosen_or_left_out(officer):
    (finding,) = read(officer, "某某学校")
    assert finding.code == "unknown-organisation"
    answer = officer.settle(finding, "accept")
    assert answer.status_code == 302  # confirmed as read: not loaded
    officer.accept_all()
    assert "这些单位的标记不会装入" in officer.difference_text()
    officer.load()
    assert marks() == ["sanxia"]


def test_a_chosen_unit_gets_the_mark(officer):
    (finding,) = read(officer, "某某学校")
    assert officer.settle(finding, "correct", key="").status_code == 422
    assert officer.settle(finding, "correct", key="yidu").status_code == 302
    officer.accept_all()
    officer.load()
    assert marks() == ["sanxia", "yidu"]
