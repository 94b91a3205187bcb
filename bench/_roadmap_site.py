"""Make the site whose roadmaps are measured: the sample workplans of all schools, a thousand milestones in force, each
told how far it is by its owner, some with a picture. Each line: name, path, cookie of who may see it, queries.
"""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from bench._queries import queries_of
from luoshi.commands.boot import start


def main() -> None:
    start(new_mode="demo")
    from luoshi.accounts.demo_schools import make_sample_people
    from luoshi.accounts.models import User
    from luoshi.commands.first_load import load_demo
    from luoshi.common.actor import system_actor
    from luoshi.plans.models import Plan
    from luoshi.progress.demo import make_sample_progress
    from luoshi.workplans.demo import make_sample_workplans
    from luoshi.workplans.models import MilestoneState
    from luoshi.workplans.queries import milestones_in_force

    load_demo()
    make_sample_people(by=system_actor())
    make_sample_workplans()
    make_sample_progress()
    client = Client()
    officer = User.objects.get(cast_key="city-officer")
    client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    plan = Plan.objects.get(key="yichang-2021")
    keys = milestones_in_force(plan=plan).values_list("key", flat=True)
    count, begun = len(keys), MilestoneState.objects.filter(key__in=keys).exclude(state="open").count()
    told = f"{min(count, 1000)} milestones, {begun} begun or done"
    for name, path in (
        (f"roadmap of one plan, {told}", f"/plans/{plan.public_id}/roadmap/"),
        ("the same by owner, by month", f"/plans/{plan.public_id}/roadmap/?group=owner&zoom=month"),
        ("roadmap of all plans", "/roadmap/"),
    ):
        print(f"{name}\t{path}\t{cookie.key}={cookie.value}\t{queries_of(client, path)}")


if __name__ == "__main__":
    main()
