"""Make the site on which everybody signs in at once: a person of an organisation of his own, as many as asked for."""

from __future__ import annotations

import sys

from django.contrib.auth.hashers import make_password

from luoshi.commands.boot import start

PASSWORD = "Qiaoliang-9%Heliu"


def main(count: int) -> None:
    start(new_mode="demo")
    from luoshi.accounts.actions import add_person, set_up_organisation
    from luoshi.accounts.models import User
    from luoshi.common.actor import system_actor

    system, hashed = system_actor(), make_password(PASSWORD)
    city = set_up_organisation(
        parent=None, names=[], name="测速市教育局", short="测速市", kind="city_bureau", by=system
    )
    for number in range(count):
        school = set_up_organisation(
            parent=city, names=[], name=f"测速学校{number}", short=f"测速{number}", kind="school", by=system
        )
        person = add_person(
            name=f"测速甲{number}",
            mobile=f"1000008{number:04d}",
            organisation=school,
            role="office",
            by=system,
        )
        User.objects.filter(pk=person.user_id).update(password=hashed)
        print(person.user.mobile)


if __name__ == "__main__":
    main(int(sys.argv[1]))
