"""Sample specialties, courses, textbooks, cases and studios of a demo site. All invented, marked （示例）."""

from __future__ import annotations

from .demo_people import Place, Row, activities, person, rows

COURSE_KINDS = (
    ("online", "在线课程"),
    ("continuing", "网络课程"),
    ("ideology_class", "示范课堂"),
    ("ideology_case", "思政案例"),
    ("revolution_case", "课堂革命案例"),
)


def specialties(place: Place) -> list[Row]:
    levels = ("province", "city", "none", "none", "none", "none")
    return [
        {
            "name": name,
            "code": f"99{place.number:02d}{step:02d}" if step else None,
            "category": "示例大类",
            "since": str(place.day.year - 18 + step),
            "main": levels[step],
            "main_by": "示例〔2022〕5号" if step == 0 else None,
            "main_since": "2022" if step < 2 else None,
            "leader": person(place.number * 60 + step),
            "students": 120 + 35 * ((place.number + step) % 7),
            "enrolled": 40 + 12 * ((place.number + step) % 7),
            "programme_on": place.month_ago(90 + 300 * (step % 3)),
            "certificate_in": step % 2 == 0,
        }
        for step, name in enumerate(place.specialties)
    ]


def ideology_teams(place: Place) -> list[Row]:
    members = (
        {"name": person(3200 + place.number * 8 + n), "source": "school", "title_level": "middle"}
        for n in range(5)
    )
    row = {
        "name": "思政课教学创新团队（示例）",
        "leader": person(3200 + place.number * 8),
        "set_up": place.month_ago(640),
        "direction": "工匠精神融入课堂",
        "members": rows(*members),
    }
    return [row] if place.number < 9 else []


def ideology_bases(place: Place) -> list[Row]:
    row = {
        "name": f"{place.name}思政课教师研修基地（示例）",
        "set_up": place.month_ago(500),
        "places": 60,
        "leader": person(3300 + place.number),
        "activities": activities(place, "集体备课（示例）", "专题研修（示例）"),
    }
    return [row] if place.number in (0, 2, 6) else []


def moral_cases(place: Place) -> list[Row]:
    topics = ("labour", "habits", "home", "culture")
    return [
        {
            "name": f"{('劳动教育', '文明养成', '家校共育', '校园文化')[(place.number + n) % 4]}案例（示例）",
            "topic": topics[(place.number + n) % 4],
            "author": person(3400 + place.number * 2 + n),
            "written_on": place.month_ago(120 + 260 * n),
            "summary": "针对学生习惯养成，从宿舍到实训室一体推进（示例）。",
        }
        for n in range(1 + place.number % 3)
    ]


def class_studios(place: Place) -> list[Row]:
    return [
        {
            "name": f"{person(3500 + place.number)[3:]}班主任工作室（示例）",
            "leader": person(3500 + place.number),
            "set_up": place.month_ago(540),
            "members": 8,
            "funds": 3_000_000,
            "activities": activities(place, "班会观摩（示例）", "案例研讨（示例）", silent=place.number == 7),
        }
    ]


def sanquan_schools(place: Place) -> list[Row]:
    row = {
        "name": "三全育人综合改革试点（示例）",
        "set_up": place.month_ago(600),
        "students": 1500 + 100 * place.number,
    }
    return [row] if place.number % 3 == 0 else []


def courses(place: Place) -> list[Row]:
    found = []
    for step in range(3 + place.number % 4):
        kind, called = COURSE_KINDS[(place.number + step) % 5]
        subject = place.specialties[step % len(place.specialties)]
        row: Row = {
            "kind": kind,
            "name": f"《{subject}》{called}（示例）",
            "leader": person(place.number * 60 + step),
            "subject": subject,
            "made_on": place.month_ago(60 + 180 * step),
        }
        if kind in ("online", "continuing"):
            row |= {
                "hours": 36 if step else None,
                "platform": "示例平台",
                "terms": 3,
                "learners": 300 + 90 * step,
            }
        found.append(row)
    return found


def textbooks(place: Place) -> list[Row]:
    """The first two are used by many schools, the last is the school's own."""
    shared = [
        {
            "name": f"示例教材《{name}》",
            "isbn": f"978-0-00-0000{step:02d}-0",
            "kind": kind,
            "editor": "示例主编",
            "publisher": "示例出版社",
            "course": name,
            "reviewed_on": place.ago(200) if step else None,
            "selected_on": place.ago(180),
        }
        for step, (name, kind) in enumerate(
            (("机械基础", "national"), ("电工技术", "province"), ("职业素养", "national"))
        )
    ]
    own = {
        "name": f"《{place.specialties[0]}工作手册》（示例）",
        "isbn": f"978-0-00-1000{place.number:02d}-0",
        "kind": "dual",
        "is_ours": True,
        "partner": place.enterprise(),
        "form": ["manual"],
        "course": place.specialties[0],
        "reviewed_on": place.ago(260),
        "selected_on": place.ago(250),
    }
    return [*shared, own]


def certificates(place: Place) -> list[Row]:
    return [
        {
            "name": f"{place.specialties[n]}职业技能等级证书（示例）",
            "certificate_level": "middle",
            "body": "示例评价组织",
            "year": str(place.day.year - 1 - n),
            "specialties": place.specialties[n],
            "in_programme": True,
            "entered": 60,
            "passed": 41 + place.number if n or place.number % 5 else None,
        }
        for n in range(2)
    ]
