"""Sample people of a demo site's registers: teachers, mentors, teams, trainings. All invented and to be known as such:
示例·姓名, identity numbers that begin with 99, mobile numbers that begin with 1000000.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from luoshi.accounts.demo_schools import GIVEN, SURNAMES
from luoshi.core.fields import ROW

Row = dict[str, Any]
SPECIALTIES = (
    *(
        "数控技术应用",
        "机电技术应用",
        "汽车运用与维修",
        "计算机应用",
        "电子商务",
        "旅游服务与管理",
        "幼儿保育",
    ),
    *("护理", "茶叶生产与加工", "建筑工程施工", "电子技术应用", "物流服务与管理", "会计事务", "畜禽生产技术"),
)
ENTERPRISES = (
    "示例精密机械制造有限公司",
    "示例汽车服务集团有限公司",
    "示例软件科技有限公司",
    "示例茶业有限责任公司",
    "示例酒店管理有限公司",
    "示例医养服务有限公司",
    "示例高端装备智能制造与绿色化工产业协同创新发展集团股份有限公司",
)
PUBLIC = ("语文", "数学", "英语", "思想政治", "体育与健康", "历史")
TITLES = ("高级讲师", "讲师", "助理讲师", "正高级讲师", "高级实习指导教师")
DUAL_RATES = (
    64,
    58,
    46,
    53,
    50,
    41,
    61,
    55,
    38,
    49,
    30,
)  # of a hundred specialist teachers, school by school
TEAM_SIZE = 16
WEIGHTS = (
    7,
    9,
    10,
    5,
    8,
    4,
    2,
    1,
    6,
    3,
    7,
    9,
    10,
    5,
    8,
    4,
    2,
)  # GB 11643: the last figure of an identity number


@dataclass(frozen=True, slots=True)
class Place:
    """One school as the samples see it: its number among the schools, its own chance, the day of today."""

    number: int
    name: str
    day: dt.date
    chance: random.Random

    @property
    def specialties(self) -> list[str]:
        start = self.number * 2
        return [SPECIALTIES[(start + step) % len(SPECIALTIES)] for step in range(4 + self.number % 3)]

    @property
    def main(self) -> list[str]:
        """The key ones."""
        return self.specialties[:2]

    def enterprise(self, step: int = 0) -> str:
        return ENTERPRISES[(self.number + step) % len(ENTERPRISES)]

    def ago(self, days: int) -> str:
        return (self.day - dt.timedelta(days=days)).isoformat()

    def ahead(self, days: int) -> str:
        return (self.day + dt.timedelta(days=days)).isoformat()

    def month_ago(self, days: int) -> str:
        return self.ago(days)[:7]


def person(number: int) -> str:
    return f"示例·{SURNAMES[number % len(SURNAMES)]}{GIVEN[number // 3 % len(GIVEN)]}"


def id_number(number: int, born: str) -> str:
    """Of no place there is (99); its last figure is right, so that a list of them can be read back in."""
    digits = f"990101{born.replace('-', '')}{number % 28 + 1:02d}{number // 28:03d}"
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[weighed % 11]


def rows(*given: Row) -> list[Row]:
    """Of a table."""
    return [{ROW: str(number), **row} for number, row in enumerate(given, 1)]


def activities(place: Place, *titles: str, silent: bool = False, people: int = 40) -> list[Row]:
    """Some of the last year; `silent`: the last one long ago."""
    first = 620 if silent else 50
    return rows(
        *(
            {"day": place.ago(first + 110 * step), "title": title, "people": people}
            for step, title in enumerate(titles)
        )
    )


def teachers(place: Place) -> list[Row]:
    count = 26 + place.number * 7 % 23
    specialists = [number for number in range(count) if number % 5 not in (0, 3)]
    dual = set(specialists[: len(specialists) * DUAL_RATES[place.number % len(DUAL_RATES)] // 100])
    found = [_teacher(place, number, number in specialists, number in dual) for number in range(count)]
    found[3]["specialist"] = None  # nobody said: told by the subject
    found[6] |= {"certificate": "车工", "certificate_level": "two", "certificate_until": place.ago(40)}
    found[7] |= {"certificate": "电工", "certificate_level": "three", "certificate_until": place.ahead(30)}
    if place.number in (1, 4):  # teaches at the school before as well
        found[1] = _teacher(
            Place(place.number - 1, "", place.day, random.Random(place.number)), 2, True, True
        )
    return [{key: value for key, value in row.items() if value is not None} for row in found]


def _teacher(place: Place, number: int, specialist: bool, dual: bool) -> Row:
    own = random.Random(place.number * 1000 + number)  # the same person again says the same
    born = f"{1966 + own.randrange(32)}-{1 + own.randrange(12):02d}"
    since = min(int(born[:4]) + 23, place.day.year - 1)
    row: Row = {
        "name": person(place.number * 60 + number),
        "id_number": id_number(place.number * 100 + number, born),
        "gender": own.choice(("male", "female")),
        "birth": born,
        "worked_since": f"{since}-09",
        "employment": "part_time" if number % 13 == 12 else "contract" if number % 7 == 6 else "staff",
        "subject": own.choice(place.specialties) if specialist else own.choice(PUBLIC),
        "specialist": specialist,
        "title": TITLES[own.randrange(20) % 3 if number % 9 else 3],
        "dual": dual,
    }
    if dual:
        row["dual_level"] = own.choice(("junior", "middle", "middle", "senior"))
        row["dual_standard"] = "earlier" if number % 11 == 4 else "ministry_2022"
        row["dual_since"] = place.month_ago(own.randrange(60, 1000) + (1600 if number % 11 == 4 else 0))
    if specialist:
        row["practice"] = _practice(place, own, since)
    return {key: value for key, value in row.items() if value != []}


def _practice(place: Place, own: random.Random, since: int) -> list[Row]:
    """A month or two in most summers."""
    found = []
    for year in range(max(since + 1, place.day.year - 5), place.day.year + 1):
        ends = dt.date(year, 7 + own.randrange(2), 31)
        if own.random() < 0.93 and ends <= place.day:
            post = own.choice(("工艺员", "班组长助理", "技术员"))
            span = {"starts": f"{year}-07-01", "ends": ends.isoformat()}
            found.append({**span, "enterprise": place.enterprise(year), "post": post})
    return rows(*found)


def mentors(place: Place) -> list[Row]:
    found = [
        {
            "name": person(2000 + place.number * 3 + step),
            "unit": place.enterprise(step),
            "post": "技术总监",
            "skill": ("高级技师", "正高级工程师", "高级工程师")[step],
            "honours": "省级技能大师（示例）" if step == 0 else None,
            "mobile": f"1000000{5000 + place.number * 3 + step}",
            "field": place.specialties[step],
            "starts": place.ago(400 + step * 300),
            "ends": place.ago(25) if step == 2 else place.ahead(600),
            "duties": ["teaching", "coaching"],
            "hours": 24 + 8 * step,
        }
        for step in range(3)
    ]
    part_time = [row["name"] for row in teachers(place) if row.get("employment") == "part_time"]
    if place.number == 0 and part_time:
        found[1]["name"] = part_time[0]  # in two registers at once
    return found


def teams(place: Place) -> list[Row]:
    """One for each key specialty; in every third school one of them has none."""
    wanted = place.main[:1] if place.number % 3 == 2 else place.main
    return [_team(place, specialty, step) for step, specialty in enumerate(wanted)]


def _team(place: Place, specialty: str, step: int) -> Row:
    dual = (10, 9, 8, 11)[(place.number + step) % 4]  # eight of sixteen is no more than a half
    members = [
        {
            "name": person(2500 + place.number * 40 + step * 20 + number),
            "source": "enterprise" if number >= TEAM_SIZE - 2 else "school",
            "dual": ("middle" if number % 3 else "senior") if number < dual else "none",
            "title_level": "senior" if number < 6 else "middle",
            "enterprise_years": 8 if number >= TEAM_SIZE - 2 else None,
            "module": f"模块{number % 4 + 1}",
        }
        for number in range(TEAM_SIZE)
    ]
    return {
        "name": f"{specialty}教师教学创新团队（示例）",
        "specialty": specialty,
        "set_up": place.month_ago(900 + 100 * step),
        "leader": members[0]["name"],
        "leader_title": "middle" if place.number == 5 else "senior",
        "leader_birth": "1978",
        "partner": place.enterprise(step),
        "members": rows(*members),
        "modular": place.number % 2 == 0,
    }


def trainings(place: Place) -> list[Row]:
    kinds = ("moral", "ideology", "specialist", "ideology", "head", "moral")
    return [
        {
            "name": person(place.number * 60 + number),
            "kind": kinds[number % len(kinds)],
            "title": ("德育骨干能力提升培训（示例）", "思政课教师专题研修（示例）")[number % 2],
            "organiser": "示例培训中心",
            "training_level": ("city", "province", "school")[number % 3],
            "starts": place.ago(30 + 55 * number),
            "ends": place.ago(27 + 55 * number),
            "hours": 24 if number % 4 else None,
            "passed": True,
        }
        for number in range(14 + place.number % 4)
    ]
