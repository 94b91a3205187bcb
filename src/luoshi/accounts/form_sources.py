"""What data forms take from here: lists of organisations and people to choose from, and facts of the own one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.stages import Asked, Pick, Prefill
from luoshi.core.fields import Picked

from .models import Alias, Organisation
from .queries import ancestors, organisations_visible_to, people_visible_to, within

TEXT = frozenset({"text", "long_text", "choice"})


def _organisations(actor: Actor, kinds: Iterable[str] = ()) -> list[Picked]:
    rows = organisations_visible_to(actor).order_by("order", "id")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    names: dict[int, list[str]] = {}
    for key, name in Alias.objects.filter(organisation__in=rows).values_list("organisation_id", "name"):
        names.setdefault(key, []).append(name)
    return [
        Picked(public_id, name, (short, *names.get(pk, ())))
        for pk, public_id, name, short in rows.values_list("pk", "public_id", "name", "short")
    ]


def _people(actor: Actor) -> list[Picked]:
    """Each person once; two of one name are told apart by where they are."""
    found = {}
    for post in people_visible_to(actor).order_by("organisation__order", "id"):
        found.setdefault(
            post.user.public_id,
            Picked(post.user.public_id, f"{post.user.name}（{post.organisation.short}）", (post.user.name,)),
        )
    return list(found.values())


PICK = {
    "organisation": Pick("单位", "organisation", _organisations),
    "organisation.schools": Pick("学校", "organisation", lambda actor: _organisations(actor, ["school"])),
    "organisation.enterprises": Pick(
        "企业", "organisation", lambda actor: _organisations(actor, ["enterprise"])
    ),
    "person": Pick("本单位和下属单位的人员", "person", _people),
}


def schools_below(owner_id: int) -> int:
    """How many schools the forms of this bureau are asked of."""
    owner = Organisation.objects.filter(pk=owner_id).first()
    if owner is None:
        return 0
    schools = Organisation.objects.filter(within(owner.path), kind="school", withdrawn_at__isnull=True)
    return schools.count()


def _own(asked: Asked) -> Organisation | None:
    """The organisation that answers; looked up once for all sources of one form."""
    if "organisation" not in asked.memo:
        asked.memo["organisation"] = Organisation.objects.filter(pk=asked.organisation_id).first()
    found: Organisation | None = asked.memo["organisation"]
    return found


def _of_own(name: str) -> Any:
    def value(actor: Actor, asked: Asked) -> Any:
        organisation = _own(asked)
        return getattr(organisation, name) if organisation else None

    return value


def _display(name: str) -> Any:
    def value(actor: Actor, asked: Asked) -> Any:
        organisation = _own(asked)
        return (
            getattr(organisation, f"get_{name}_display")()
            if organisation and getattr(organisation, name)
            else None
        )

    return value


def _superior(actor: Actor, asked: Asked) -> str | None:
    """The bureau it stands under today."""
    organisation = _own(asked)
    if organisation is None:
        return None
    rows = Organisation.objects.filter(path__in=ancestors(organisation.path)[:-1]).order_by("-path")
    return rows.values_list("name", flat=True).first()


PREFILL = {
    "organisation.name": Prefill("单位名录：全称", TEXT, _of_own("name")),
    "organisation.short": Prefill("单位名录：简称", TEXT, _of_own("short")),
    "organisation.kind": Prefill("单位名录：类别", TEXT, _display("kind")),
    "organisation.owner": Prefill("单位名录：举办", TEXT, _display("owner")),
    "organisation.territory": Prefill("单位名录：所在地", TEXT, _of_own("territory")),
    "organisation.superior": Prefill("单位名录：隶属", TEXT, _superior),
}
