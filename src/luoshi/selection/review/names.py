"""The names that tell whose an application is: looked for in copies, blotted out in words (controls BL-01, BL-02)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import is_from_within

SHORTEST = 2
BLOT = "××"
_BETWEEN = r"[\s\u00ad\u200b-\u200f\u2060\ufeff·•・]*"  # as `core.scrubbing` compares: 张 三 is 张三


def names_of(application: Application) -> list[str]:
    """Names of the applicant and its partners, past ones too, of the county they stand in, of the team, its people and
    where they work.

    The bureau that organises the selection tells nothing and is left out; so is the school that selects among its own
    people, all of whom name it. Longest first.
    """
    people = list(application.people.filter(removed_at=None).select_related("organisation"))
    own = [] if is_from_within(application) else [application.organisation]
    own += application.partners.all()
    untold = {application.call.organisation_id, application.organisation_id}
    own += [each.organisation for each in people if each.organisation and each.organisation_id not in untold]
    bodies = {body.pk: body for body in own}
    for body in own:
        above = Organisation.objects.filter(
            path__in=ancestors(body.path), kind=Organisation.Kind.COUNTY_BUREAU
        )
        bodies |= {each.pk: each for each in above.exclude(pk=application.call.organisation_id)}
    found = {name for body in bodies.values() for name in _names_of_body(body)}
    found |= {
        name
        for body in bodies.values()
        if body.kind == Organisation.Kind.COUNTY_BUREAU
        for name in _place(body)
    }
    found |= {name for each in people for name in (each.name, each.place)}
    if len(people) > 1 and application.entry is not None:
        found.add(application.entry.label)  # the team bears a name of its own
    return sorted(
        {name.strip() for name in found if len(name.strip()) >= SHORTEST}, key=lambda name: (-len(name), name)
    )


def _names_of_body(body: Organisation) -> Iterable[str]:
    return [body.name, body.short, *body.aliases.values_list("name", flat=True)]


def _place(county: Organisation) -> Iterable[str]:
    """秭归县 of 秭归县教育局, and 秭归."""
    for name in (county.name, county.short, county.territory):
        place = re.sub(r"(教育和体育局|教育体育局|教育局|教体局)$", "", name)
        yield place
        yield re.sub(r"(自治县|县|市|区)$", "", place)


def blotted(text: str, names: Iterable[str]) -> str:
    """The words with every one of the names put out. Names longest first, as `names_of` gives them."""
    patterns = [_BETWEEN.join(re.escape(sign) for sign in name if not sign.isspace()) for name in names]
    return re.sub("|".join(patterns), BLOT, text, flags=re.I) if patterns else text
