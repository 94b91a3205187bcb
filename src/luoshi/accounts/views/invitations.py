"""Invitations for a whole organisation, as slips to cut out and hand over."""

from __future__ import annotations

import itertools
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.routes import policy

from ..access import require_act
from ..actions import new_secret
from ..forms import InvitationsForm
from ..invitations import MOST, Invited, issue_invitations, not_yet_in
from ..models import Organisation, Ticket
from ..queries import hash_of, workplaces_under
from ..slips import slip_of


@policy("系统管理员：成批发放邀请，打印纸条", methods=("GET", "POST"))
def invitations(request: HttpRequest) -> HttpResponse:
    """A POST answers with the slips themselves: the links stand on this one answer and nowhere else."""
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    if request.method == "POST":
        require_act("accounts.issue_invitations", request.actor, own)
    require(request.actor.may("manage_accounts"))
    places = workplaces_under(request.actor)
    given = request.POST if request.method == "POST" else (request.GET or None)
    form = InvitationsForm(given, organisations=places, initial={"organisation": own.public_id, "days": 3})
    chosen = form.cleaned_data["organisation"] if given and form.is_valid() else own
    people = not_yet_in(request.actor, chosen)
    if request.method == "POST" and form.is_valid():
        try:
            return _slips(request, chosen, list(people[: MOST + 1]), form.cleaned_data["days"])
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    context: dict[str, Any] = {
        "form": form,
        "chosen": chosen,
        "places": _by_place(list(people[:MOST])),
        "count": people.count(),
        "whole": chosen == own,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/invitations.html", context, status=status)


def _by_place(people: list[Any]) -> list[tuple[str, list[str]]]:
    """Name of the organisation, names of the people."""
    ordered = in_order_of_places(people)
    grouped = itertools.groupby(ordered, key=_place)
    return [(place.short, [user.name for user in users]) for place, users in grouped]


def in_order_of_places(people: list[Any]) -> list[Any]:
    """By the organisation of the first post, so that the slips of one school lie together."""
    return sorted(people, key=lambda user: (_place(user).order, _place(user).pk, user.name, user.pk))


def _place(user: Any) -> Organisation:
    return user.posts_today[0].organisation  # type: ignore[no-any-return]


def posts_in_words(user: Any) -> str:
    return "、".join(str(post) for post in user.posts_today)


def _slips(request: HttpRequest, organisation: Organisation, people: list[Any], days: int) -> HttpResponse:
    invited = [Invited(user, new_secret()) for user in people]
    issue_invitations(
        organisation=organisation, invited=invited, days=days, by=request.actor, once=Once.of(request)
    )
    hashes = {hash_of(each.secret): each for each in invited}
    tickets = Ticket.objects.filter(token_hash__in=hashes).select_related("user")
    made = {hashes[ticket.token_hash].user.pk: ticket for ticket in tickets}  # none for a form sent again
    slips = [
        slip_of(made[user.pk], hashes[made[user.pk].token_hash].secret, posts_in_words(user))
        for user in in_order_of_places(people)
        if user.pk in made
    ]
    context = {"slips": slips, "organisation": organisation}
    return render(request, "accounts/slips.html", context)
