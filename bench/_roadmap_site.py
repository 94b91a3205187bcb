"""Make the site whose roadmaps are measured: the sample workplans of all schools, a thousand milestones in force."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from luoshi.commands.boot import start


def main() -> None:
    start(new_mode="demo")
    from luoshi.accounts.demo_schools import make_sample_people
    from luoshi.accounts.models import User
    from luoshi.commands.first_load import load_demo
    from luoshi.common.actor import system_actor
    from luoshi.plans.models import Plan
    from luoshi.workplans.demo import make_sample_workplans
    from luoshi.workplans.queries import milestones_in_force

    load_demo()
    make_sample_people(by=system_actor())
    make_sample_workplans()
    client = Client()
    officer = User.objects.get(cast_key="city-officer")
    client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    plan = Plan.objects.get(key="yichang-2021")
    count = milestones_in_force(plan=plan).count()
    for name, path in (
        (f"roadmap of one plan, {min(count, 1000)} milestones", f"/plans/{plan.public_id}/roadmap/"),
        ("the same by owner, by month", f"/plans/{plan.public_id}/roadmap/?group=owner&zoom=month"),
        ("roadmap of all plans", "/roadmap/"),
    ):
        print(f"{name}\t{path}\t{cookie.key}={cookie.value}")


if __name__ == "__main__":
    main()
