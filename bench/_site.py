"""Make the site that is measured: the real plan and two of invented size; print where the pages are
and how many queries each asks.
"""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from bench._queries import queries_of
from luoshi.commands.boot import start


def main() -> None:
    start(new_mode="demo")
    from luoshi.accounts.actions import add_person
    from luoshi.accounts.models import Organisation
    from luoshi.common.actor import system_actor
    from luoshi.home.loading import load_bundled
    from luoshi.home.matrix.tests.big_plan import make_plan
    from luoshi.plans.models import Plan

    load_bundled(system_actor())
    plans = {
        "matrix 16 × 11": (make_plan(16, 11, "small"), "small-city"),
        "matrix 60 × 400": (make_plan(60, 400, "large"), "large-city"),
        "matrix of the real plan, all 67 tasks": (Plan.objects.get(key="yichang-2021"), "yichang"),
    }
    for number, (name, (plan, place)) in enumerate(plans.items()):
        person = add_person(
            name=f"示例·测速{number}",
            mobile=f"1000009{number:04d}",
            organisation=Organisation.objects.get(key=place),
            role="city_officer",
            by=system_actor(),
        ).user
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        path = f"/plans/{plan.public_id}/matrix/"
        print(f"{name}\t{path}\t{cookie.key}={cookie.value}\t{queries_of(client, path)}")


if __name__ == "__main__":
    main()
