"""Invitations for a whole organisation, as slips to cut out and hand over."""

from __future__ import annotations

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
        "people": people[:MOST],
        "count": people.count(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/invitations.html", context, status=status)


def _slips(request: HttpRequest, organisation: Organisation, people: list[Any], days: int) -> HttpResponse:
    invited = [Invited(user, new_secret()) for user in people]
    issue_invitations(
        organisation=organisation, invited=invited, days=days, by=request.actor, once=Once.of(request)
    )
    secrets = {hash_of(each.secret): each.secret for each in invited}
    tickets = (
        Ticket.objects.filter(token_hash__in=secrets).select_related("user").order_by("user__name", "id")
    )
    slips = [slip_of(ticket, secrets[ticket.token_hash]) for ticket in tickets]  # none for a form sent again
    context = {"slips": slips, "organisation": organisation}
    return render(request, "accounts/slips.html", context)
