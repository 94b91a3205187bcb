"""The two shipped packs, and a small plan of our own that tests bend."""

import copy
from pathlib import Path
from typing import Any

import pytest

import luoshi.packs
from luoshi.core.packs import Pack, dump_pack, parse_pack

PACKS = Path(luoshi.packs.__file__).parent

SITE: dict[str, Any] = {
    "pack": "site",
    "format": 1,
    "site": {"key": "town", "name": "测试站点"},
    "organisations": [
        {"key": "town", "name": "测试市教育局", "short": "市局", "kind": "city_bureau", "parent": None},
        {"key": "east", "name": "测试市东城职业学校", "short": "东城", "kind": "school", "parent": "town"},
        {"key": "west", "name": "测试市西城职业学校", "short": "西城", "kind": "school", "parent": "town"},
    ],
    "holidays": [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}],
}


def _task(key: str, basis: str, order: int, declared: int | None = None) -> dict[str, Any]:
    return {
        "key": key,
        "code": key,
        "title": f"任务{key}",
        "source": "annex" if basis == "undertaken" else "clause",
        "area": "a1",
        "clauses": ["1"],
        "basis": basis,
        "basis_from": "stated",
        "declared": declared,
        "order": order,
    }


TARGET: dict[str, Any] = {
    "key": "t1",
    "task": "7",
    "clause": "1",
    "subject": "课程",
    "quantity": 3,
    "upper": None,
    "unit": "门",
    "comparator": "at_least",
    "level": "市",
    "and_above": True,
    "scope": "each_school",
    "scope_basis": "stated",
    "due": "2027",
    "period": None,
    "recurrence": None,
    "measure": "level",
    "words": "每校三门课",
}

PLAN: dict[str, Any] = {
    "pack": "plan",
    "format": 1,
    "site": "town",
    "plan": {
        "key": "town-2026",
        "title": "测试计划",
        "short": "测试",
        "issuer": "town",
        "number": None,
        "start": "2026",
        "end": "2028-12",
        "period_basis": "stated",
    },
    "sources": [
        {"key": "main", "title": "文件", "issuer": None, "number": None, "date": "2026-03", "kind": "basis"}
    ],
    "clauses": [
        {
            "key": "1",
            "source": "main",
            "number": "一",
            "parent": None,
            "heading": "任务",
            "words": "都在这里。",
        }
    ],
    "areas": [{"key": "a1", "title": "教学", "clause": "1", "order": 10}],
    "tasks": [
        _task("7", "undertaken", 10, 2),
        _task("8", "undertaken", 20, 0),
        _task("c1", "required", 30),
        _task("c2", "cultivated", 40),
        _task("c3", "own", 50),
    ],
    "targets": [TARGET],
    "undertakings": {"7": ["east", "west"], "8": []},
    "required": {"c1": "all_schools"},
    "cultivated": {"c2": {"led_by": "town", "number": None}},
    "own": {"c3": "town"},
    "calendar": [
        {
            "key": "d1",
            "title": "年度总结",
            "date": "2026-12-20",
            "rule": None,
            "basis": "stated",
            "clause": None,
        }
    ],
    "same_work_as": [{"task": "7", "with": "c1", "reason": "同一批课程。"}],
}


@pytest.fixture
def site_data() -> dict[str, Any]:
    return copy.deepcopy(SITE)


@pytest.fixture
def plan_data() -> dict[str, Any]:
    return copy.deepcopy(PLAN)


@pytest.fixture
def site(site_data: dict[str, Any]) -> Pack:
    return parse_pack("site.yaml", dump_pack(site_data))


@pytest.fixture(scope="session")
def yichang_site() -> Pack:
    return parse_pack("yichang.yaml", (PACKS / "sites/yichang.yaml").read_bytes())


@pytest.fixture(scope="session")
def yichang_plan() -> Pack:
    return parse_pack("yichang-2021.yaml", (PACKS / "plans/yichang-2021.yaml").read_bytes())
