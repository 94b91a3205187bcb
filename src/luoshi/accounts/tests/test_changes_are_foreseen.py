"""Every change of an organisation is looked at first: what will be is said, nothing is done; then it is done once."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.accounts.organisation_kinds import KINDS
from luoshi.accounts.organisations import add_second_name, add_second_supervisor
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.models import AuditEvent

GIVEN: dict[str, dict[str, str]] = {
    "rename": {"name": "新名职业学校", "short": "新名"},
    "second-name": {"name": "三峡技师学院"},
    "drop-second-name": {"name": "旧牌子学院"},
    "supervisor": {"name": "示例市人社局", "side": "技工教育"},
    "end-supervisor": {"name": "旧主管局"},
    "move": {"parent": "county"},
    "merge": {"into": "village"},
    "split": {"parts": "示例一职业学校 一职\n示例二职业学校 二职"},
    "close": {},
    "found": {"name": "示例新办职业学校", "short": "新办", "kind": "school"},
    "department": {"name": "教务处", "kind": "department"},
}
FORESEEN = {
    "rename": ("academy全称 → 新名职业学校", "academy → 新名"),
    "second-name": ("academy全称同时使用“三峡技师学院”",),
    "drop-second-name": ("“旧牌子学院”不再使用",),
    "supervisor": ("技工教育由示例市人社局主管",),
    "end-supervisor": ("不再注明由旧主管局主管",),
    "move": ("city全称 → county全称", "共 1 个一起划转", "county全称及其上级办好后立即可以查看"),
    "merge": ("academy全称并入village全称",),
    "split": ("设立示例一职业学校（一职）", "设立示例二职业学校（二职）"),
    "close": ("academy全称停用",),
    "found": ("在county全称之下设立示例新办职业学校（新办）",),
    "department": ("academy全称设立教务处",),
}


@pytest.fixture
def prepared(town: Any) -> Any:
    """A school with a second name and a second supervisor, so that both can end."""
    town.admin = town.person("security_admin")
    by, on = actor_for(town.admin), clock.today()
    add_second_name(organisation=town.academy, name="旧牌子学院", on=on, by=by, version=town.academy.version)
    town.academy.refresh_from_db()
    add_second_supervisor(
        organisation=town.academy, name="旧主管局", side="技工", on=on, by=by, version=town.academy.version
    )
    town.academy.refresh_from_db()
    return town


def test_of_every_change_there_is_a_preview() -> None:
    assert set(GIVEN) == set(FORESEEN) == set(KINDS)


def test_below_a_school_nothing_is_foreseen_that_could_not_be(prepared: Any, signed_in: Any) -> None:
    client, school = signed_in(prepared.admin), prepared.academy
    page = client.get(f"/organisations/{school.public_id}/").content.decode()
    assert f"/organisations/{school.public_id}/change/department/" in page
    assert f"/organisations/{school.public_id}/change/found/" not in page
    form = {
        "name": "示例企业有限公司",
        "short": "企业",
        "kind": "enterprise",
        "on": clock.today().isoformat(),
    }
    seen = client.post(f"/organisations/{school.public_id}/change/found/", form)
    assert seen.status_code == 422
    assert "academy之下不能有这类单位，请另选类别" in seen.content.decode()
    assert client.post(f"/organisations/{prepared.county.public_id}/change/found/", form).status_code == 200


@pytest.mark.parametrize("what", GIVEN)
def test_what_will_be_is_said_before_and_done_once_confirmed(
    prepared: Any, signed_in: Any, what: str
) -> None:
    client = signed_in(prepared.admin)
    school = prepared.county if what == "found" else prepared.academy
    url = f"/organisations/{school.public_id}/change/{what}/"
    given = {
        name: getattr(prepared, value).public_id if name in ("parent", "into") else value
        for name, value in GIVEN[what].items()
    }
    form = {**given, "on": clock.today().isoformat(), "_version": school.version, "_once": f"foresee-{what}"}

    def stands() -> Any:
        rows = Organisation.objects.order_by("pk").values_list("pk", "path", "name", "version", "closed_on")
        return list(rows), OrganisationChange.objects.count(), AuditEvent.objects.count()

    before = stands()
    seen = client.post(url, form)
    assert seen.status_code == 200
    panel = seen.content.decode().partition("办好以后")[2].partition("</section>")[0]
    for words in FORESEEN[what]:
        assert words in panel
    assert 'name="sure"' in panel
    assert stands() == before
    assert [client.post(url, {**form, "sure": "1"}).status_code for _ in range(2)] == [302, 302]
    assert OrganisationChange.objects.count() == before[1] + 1
    assert AuditEvent.objects.filter(action=KINDS[what].name, result="done").count() == (
        2 if what in ("second-name", "supervisor") else 1
    )
