"""Make the site of the selection that is measured: 2,000 applications, 400 experts, 12,000 sheets; print its pages.

python -m bench._selection_site APPLICATIONS EXPERTS; each line: name, path, cookie of who may see it, queries
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.test import Client

from luoshi.commands.boot import start

READ = 6  # readers of each application
LINE = b"<tr data-href"  # of a list whose lines lead somewhere
ITEMS = [
    {"key": key, "title": title, "most": most}
    for key, title, most in (
        ("goal", "目标", 20),
        ("deed", "做法", 40),
        ("gain", "成效", 25),
        ("form", "表达", 15),
    )
]
RULES: dict[str, Any] = {
    "blindness": "double",
    "rubric": {"title": "评分标准", "total": 100, "items": ITEMS},
    "method": {"combine": "trimmed", "drop": 1, "ties": [{"by": "item", "key": "deed"}, {"by": "lot"}]},
    "panel": {"need": READ, "most": 40},
}


def main() -> None:
    applications, experts = map(int, sys.argv[1:])
    start(new_mode="demo")
    from luoshi.accounts.actions import add_person
    from luoshi.accounts.models import Organisation
    from luoshi.common.actor import system_actor
    from luoshi.home.loading import load_bundled

    load_bundled(system_actor())
    bureau = Organisation.objects.get(key="yichang")
    schools = list(Organisation.objects.filter(kind="school").order_by("pk"))
    numbers = iter(range(10**4))

    def post(role: str, place: Any) -> Any:
        number = next(numbers)
        named = {"name": f"示例·测速{number}", "mobile": f"1000009{number:04d}"}
        return add_person(organisation=place, role=role, by=system_actor(), **named)

    site = SimpleNamespace(bureau=bureau, post=post, chance=random.Random(7))
    site.officer = post("city_officer", bureau)
    site.owners = [post("office", school) for school in schools]
    site.call = _call(site)
    papers = _papers(site, applications)
    tasks = _tasks(site, papers, [post("expert", bureau) for _ in range(experts)])
    _sheets(site, tasks)
    _tell(site, tasks)


def _call(site: Any) -> Any:
    from luoshi.common import clock
    from luoshi.common.actor import system_actor
    from luoshi.common.dataforms.actions import set_up_form
    from luoshi.common.dataforms.models import FormDefinition
    from luoshi.selection.models import Call, Kind

    named = {
        "owner_id": site.bureau.pk,
        "owner_public_id": site.bureau.public_id,
        "owner_name": site.bureau.name,
    }
    fields = [{"key": "story", "kind": "text", "label": "做法"}]
    set_up_form(key="bench", title="申报表", content={"fields": fields}, by=system_actor(), **named)
    form = FormDefinition.objects.get(key="bench", owner_id=site.bureau.pk)
    kind = Kind.objects.create(organisation=site.bureau, title="示例遴选", rules=RULES, definition=form)
    now, days = clock.now(), dt.timedelta(days=9)
    return Call.objects.create(
        organisation=site.bureau, officer=site.officer, kind=kind, title="示例遴选", rules=RULES,
        form_version=form.current, opens_at=now - 2 * days, until=now - days, opened_at=now - 2 * days,
        closed_at=now - days, state="reviewing",
    )  # fmt: skip


def _papers(site: Any, count: int) -> list[Any]:
    from luoshi.common import clock
    from luoshi.selection.applying.models import Application, Person

    now = clock.now()
    rows = Application.objects.bulk_create(
        Application(
            call=site.call, organisation=owner.organisation, owner=owner, title=f"示例案例{at + 1}",
            state="accepted", sequence=at + 1, sent_at=now, receipt={"示例": True},
        )
        for at in range(count)
        for owner in [site.owners[at % len(site.owners)]]
    )  # fmt: skip
    Person.objects.bulk_create(
        Person(application=row, role="leader", name=f"示例负责人{row.sequence}") for row in rows
    )
    return rows


def _tasks(site: Any, papers: list[Any], posts: list[Any]) -> list[Any]:
    """READ readers of each, in turn, so that everybody has the same number."""
    from luoshi.common import clock
    from luoshi.selection.panel.drawing import digest_of, hash_of, result_digest
    from luoshi.selection.panel.models import Assigned, Discipline, DisciplineText, Draw, Expert, Seat

    now, seed, result = clock.now(), "示例", {"pairs": []}
    asked = {"papers": [{"id": "1", "need": 1, "conflicts": []}], "reviewers": [{"id": "A", "max": 1}]}
    problem = {**asked, "fit": [], "seed": seed}
    draw = Draw.objects.create(
        call=site.call, commitment=digest_of(seed), committed_at=now, seed=seed, closed_at=now, problem=problem,
        problem_hash=hash_of(problem), result=result, result_hash=result_digest(result), drawn_at=now,
        witnessed_by=site.officer, witnessed_at=now, confirmed_at=now, state="confirmed",
    )  # fmt: skip
    text = DisciplineText.objects.create(organisation=site.bureau, number=1, words="示例承诺")
    seats = []
    for at, post in enumerate(posts, 1):
        expert = Expert.objects.create(
            organisation=site.bureau, membership=post, name=post.user.name, state="active"
        )
        said = {"expert": expert, "held_by": post, "code": f"专家{at:03d}", "most": 40}
        seats.append(Seat.objects.create(call=site.call, **said))
    Discipline.objects.bulk_create(
        Discipline(seat=seat, text=text, signed_by=seat.held_by, signed_at=now) for seat in seats
    )
    return Assigned.objects.bulk_create(
        Assigned(seat=seats[(at * READ + each) % len(seats)], application=paper, draw=draw, given_at=now)
        for at, paper in enumerate(papers)
        for each in range(READ)
    )


def _sheets(site: Any, tasks: list[Any]) -> None:
    from luoshi.common import clock
    from luoshi.selection.review.content import Content, sealed
    from luoshi.selection.review.models import Sheet

    now = clock.now()
    Sheet.objects.bulk_create(
        Sheet(assigned=task, done_at=now, **sealed(_content(site.chance, Content), task.public_id))
        for task in tasks
    )


def _content(chance: random.Random, make: Any) -> Any:
    values = {item["key"]: str(chance.randint(item["most"] * 6 // 10, item["most"])) for item in ITEMS}
    return make(values, {}, "做法扎实（示例）。")


def _tell(site: Any, tasks: list[Any]) -> None:
    """The expert's list while the review lasts, the officer's pages before and after it was closed."""
    call = site.call.public_id
    expert = tasks[0].seat.expert.membership
    own = sum(task.seat_id == tasks[0].seat_id for task in tasks)
    _line(f"an expert's list of {own}", "/review-desk/", expert, holds=own)
    _line("the list of applications", f"/selection-applications/?call={call}", site.officer, holds=50)
    _line("who reads what", f"/panels/{call}/hands/", site.officer)
    _line("who keeps away from what", f"/panels/{call}/conflicts/", site.officer)
    _line("the review's progress", f"/reviews/{call}/", site.officer)
    _line("the selection's own page", f"/selections/{call}/", site.officer)


def _line(name: str, path: str, post: Any, holds: int = 0) -> None:
    """`holds`: lines that the page must have at least, so that no empty list is measured."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(post.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    counts = []
    for each in (path, "/bench/bare/"):
        client.get(each)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(each)
        if answer.status_code != 200 or (each == path and answer.content.count(LINE) < holds):
            raise RuntimeError(f"{each} answered {answer.status_code}, or fewer than {holds} rows")
        counts.append(len(asked))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    own, frame = counts[0] - counts[1], counts[1]
    print(f"{name}\t{path}\t{cookie.key}={cookie.value}\t{own}, and {frame} of the frame")


if __name__ == "__main__":
    main()
