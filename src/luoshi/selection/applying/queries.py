"""Which applications exist for whom.

Own organisation: whoever writes it, whom it is about, and those who answer for the school. A county once it has come
there (rules of papers). The bureau that called, and its monitor, once it has arrived. Nobody else; and never an officer
who is conflicted with it: every page, list, count, sum and export begins here.

In a school's own selection (`FROM_WITHIN`) colleagues are rivals: whoever writes it and whom it is about sees it, and
once nobody can apply any more those who run, lead or watch the selection, unless they applied themselves (ADR 0034).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from luoshi.accounts.models import Alias, Membership, Organisation
from luoshi.accounts.queries import ancestors, memberships_today, within
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.common.models import StoredFile
from luoshi.core.likeness import alike
from luoshi.core.selection import Statement, read_rules
from luoshi.papers.filed.queries import stamped_copy_of
from luoshi.papers.queries import approvals_visible_to
from luoshi.papers.routes import legs_up_to
from luoshi.selection.models import Call
from luoshi.selection.queries import ORGANISES, given_to_host
from luoshi.selection.states import CallState

from .kinds import OPINION
from .models import Application, Material, OfficerConflict, Person
from .named import binding, partnered, people_who_are
from .states import ARRIVED, TAKES_A_PLACE, ApplicationState

FROM_WITHIN = Q(call__organisation=F("organisation"))  # applicants of the very organisation that called
LOOKS_AFTER = ("run_selections", "watch_selections", "rank_selections", "host_selections")
RUNNERS = sorted(role.key for role in ROLES.values() if "run_selections" in role.permissions)
JOINED = (
    "call__organisation",
    "call__form_version",
    "organisation",
    "owner__user",
    "entry",
    "approval__author",
)


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    rows = Application.objects.select_related(*JOINED)
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    approvals = approvals_visible_to(actor).select_related(None).order_by().values("pk")
    person = Person.objects.filter(
        application=OuterRef("pk"), membership=actor.membership_id, removed_at__isnull=True
    )
    on_its_way = Q(approval__in=approvals) & ~Q(
        state__in=(ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
    )
    on_its_way &= Q(organisation=actor.organisation_id) | ~_rivals(actor)
    seen = Q(owner=actor.membership_id) | Q(Exists(person)) | on_its_way
    if actor.may("read_selections"):
        if any(map(actor.may, ORGANISES)):
            arrived = Q(call__organisation=actor.organisation_id, state__in=ARRIVED)
            sealed = FROM_WITHIN & Q(call__closed_at__isnull=True) | _rivals(actor)
            seen |= arrived & ~sealed
        if actor.may("host_selections"):
            seen |= Q(call__in=hosted_by(actor).order_by().values("pk"), state__in=ARRIVED)
        if actor.may("write_papers"):
            seen |= Q(organisation=actor.organisation_id) & ~FROM_WITHIN
    return rows.filter(seen).exclude(_kept_away(actor))


def _rivals(actor: Actor) -> Q:
    """Applications of a selection in which this person applies, or has begun to: his drafts count, and what he has
    withdrawn, or an officer would read what the others handed in and hand in his own again.
    """
    # Found once, not again for each row: a selection has thousands.
    his = Application.objects.filter(owner__user=actor.user_id).order_by()
    taking_part = binding(people_who_are(actor.user_id or 0)).order_by()
    return Q(call__in=his.values("call")) | Q(call__in=taking_part.values("application__call"))


def organisation_named(name: str) -> Organisation | None:
    """The organisation of that official, short, former or second name, however it is spaced; None where it is none of
    ours. A department is called by its full name: 教务处 alone could be that of any school.
    """
    known = Organisation.objects.filter(withdrawn_at__isnull=True).order_by("pk")
    short = known.exclude(kind=Organisation.Kind.DEPARTMENT)
    other = Alias.objects.order_by("pk")
    ways = ((known, "name", "pk"), (short, "short", "pk"), (other, "name", "organisation"))
    exact = (rows.filter(**{field: name}).values_list(key, flat=True).first() for rows, field, key in ways)
    wanted = alike(name)
    spaced = (
        key for rows, *fields in ways for said, key in rows.values_list(*fields) if alike(said) == wanted
    )
    found = next((key for key in exact if key is not None), None) or next(spaced, None)
    return Organisation.objects.get(pk=found) if found is not None else None


def posts_of(organisation_id: int) -> QuerySet[Membership]:
    """Posts of today of one organisation, by name: whom a team of it may name."""
    rows = memberships_today().filter(organisation=organisation_id)
    return rows.select_related("user", "section").order_by("user__name", "id")


def twins_of(call: Call, owner: Membership, title: str) -> QuerySet[Application]:
    """Of the same title in the same call: of the organisation, where it selects itself of the same person alone, who
    learns nothing of what his colleagues call theirs.
    """
    rows = Application.objects.filter(call=call, organisation=owner.organisation_id, title=title)
    rows = rows.exclude(state=ApplicationState.WITHDRAWN)
    return rows.filter(owner__user=owner.user_id) if call.organisation_id == owner.organisation_id else rows


def is_from_within(application: Application) -> bool:
    """`FROM_WITHIN` of one application."""
    return application.call.organisation_id == application.organisation_id


def takes_part(actor: Actor, application: Application) -> bool:
    """Whether this person wrote it, or is one of its people."""
    if application.owner.user_id == actor.user_id:
        return True
    return people_who_are(actor.user_id or 0).filter(application=application).exists()


def _kept_away(actor: Actor) -> Q:
    """Conflicts bind the person, not the post; in his own school he is the applicant, no officer, unless the school
    itself selects. Whoever takes part in an application manages it through no post above it.
    """
    standing = OfficerConflict.objects.filter(
        application=OuterRef("pk"), membership__user=actor.user_id, lifted_at__isnull=True
    )
    taking_part = people_who_are(actor.user_id or 0).filter(application=OuterRef("pk"))
    above = Q(call__organisation=actor.organisation_id) | within(actor.path, "organisation__")
    own = (Q(Exists(taking_part)) | Q(owner__user=actor.user_id)) & above
    elsewhere = ~Q(organisation=actor.organisation_id)
    within_own = FROM_WITHIN & ~Q(owner__user=actor.user_id)
    return (Q(Exists(standing)) | own) & elsewhere | Q(Exists(standing)) & within_own


def kept_from(call: Call | OuterRef, user: int | OuterRef) -> Q:
    """The one rule who keeps away from something of a call, as a condition: whoever is said to be bound to an
    application, and whoever wrote one that was handed in or takes part in one (`named.binding`). He must not work out
    what from what he sees of the rest (controls BL-05, BL-08).
    """
    return _is_conflicted(call, user) | _applies(call, user)


def _conflicts(user: int | OuterRef) -> QuerySet[OfficerConflict]:
    return OfficerConflict.objects.filter(membership__user=user, lifted_at__isnull=True)


def _taking_part(user: int | OuterRef) -> QuerySet[Person]:
    return binding(people_who_are(user)).filter(application__state__in=TAKES_A_PLACE)


def _written(user: int | OuterRef) -> QuerySet[Application]:
    return Application.objects.filter(owner__user=user, state__in=TAKES_A_PLACE).order_by()


def _is_conflicted(call: Call | OuterRef, user: int | OuterRef) -> Q:
    return Q(Exists(_conflicts(user).filter(application__call=call)))


def _applies(call: Call | OuterRef, user: int | OuterRef) -> Q:
    taking_part = _taking_part(user).filter(application__call=call)
    return Q(Exists(taking_part)) | Q(Exists(_written(user).filter(call=call)))


def applies_in(actor: Actor, call: Call) -> bool:
    """Whether this person wrote something that was handed in, or takes part in it: all the others are his rivals."""
    return bool(Call.objects.filter(_applies(OuterRef("pk"), actor.user_id or 0), pk=call.pk).exists())


def keeps_away(actor: Actor, call: Call) -> bool:
    """Whether something of this call is kept from this person."""
    return is_kept_from(actor.user_id or 0, call)


def is_kept_from(user: int, call: Call) -> bool:
    """The same of somebody who does not act here himself."""
    return bool(Call.objects.filter(kept_from(OuterRef("pk"), user), pk=call.pk).exists())


def calls_kept_from(actor: Actor, call: str = "pk") -> Q:
    """`keeps_away` as a condition on calls, or on rows whose field `call` leads to one. The calls of this one person
    are found once, not again for each row: a selection has thousands.
    """
    user = actor.user_id or 0
    ways = (
        _conflicts(user).values("application__call"),
        _taking_part(user).values("application__call"),
        _written(user).values("call"),
    )
    return Q(*(Q(**{f"{call}__in": calls}) for calls in ways), _connector=Q.OR)


def his_to_do(actor: Actor, call: str = "pk") -> Q:
    """The last steps of a call lie with its officer; where he has to keep away, with everybody else who may do them.
    A condition on calls, or on rows whose field `call` leads to one.
    """
    officer = "officer" if call == "pk" else f"{call}__officer"
    return Q(**{officer: actor.membership_id}) | kept_from(OuterRef(call), OuterRef(f"{officer}__user"))


def hosted_by(actor: Actor, *parts: str) -> QuerySet[Call]:
    """Calls of which the actor runs one of these parts for the bureau (any, where none is named): none in which his
    organisation, one above or below it, one where he holds another post, or he himself applies or has begun to, none
    with somebody of his organisation among those who apply, and none with an application he keeps away from.
    """
    posts = memberships_today().filter(user=actor.user_id).order_by().values("organisation")
    own = Exists(_live().filter(Q(organisation__in=posts) | partnered(Q(organisation__in=posts))))
    himself = Exists(_people().filter(pk__in=binding(people_who_are(actor.user_id or 0)).values("pk")))
    rows = given_to_host(actor, *parts).exclude(Q(own) | Q(himself)).exclude(calls_kept_from(actor))
    return rows.exclude(_applied_from(actor.path)) if actor.path else rows


def _live() -> QuerySet[Application]:
    """Of a call, drafts too: from one that is being written its host would read its rivals."""
    return Application.objects.filter(call=OuterRef("pk")).exclude(state=ApplicationState.WITHDRAWN)


def _people() -> QuerySet[Person]:
    rows = Person.objects.filter(application__call=OuterRef("pk"), removed_at__isnull=True)
    return rows.exclude(application__state=ApplicationState.WITHDRAWN)


def _applied_from(path: str) -> Q:
    """Calls in which an organisation at, above or below this place applies, or somebody of one at or below it."""
    inside = within(path, "organisation__")
    own = _live().filter(Q(organisation__path__in=ancestors(path)) | inside | partnered(inside))
    return Q(Exists(own)) | Q(Exists(binding(_people()).filter(inside)))


def hosts(actor: Actor, call: Call, part: str) -> bool:
    """Whether the actor runs this part of the call for the bureau."""
    asked = call.host_id is not None and call.host_id == actor.organisation_id
    return asked and hosted_by(actor, part).filter(pk=call.pk).exists()


def host_applies(call: Call) -> bool:
    """Whether the host, one above or below it, or somebody of it applies: then it runs nothing."""
    return call.host is not None and Call.objects.filter(_applied_from(call.host.path), pk=call.pk).exists()


def readers_of(call: Call) -> set[int]:
    """Keys of the users who run, lead or watch what this organisation selects, or did."""
    roles = [role.key for role in ROLES.values() if role.permissions & set(ORGANISES)]
    posts = Membership.objects.filter(organisation=call.organisation_id, role__in=roles)
    return set(posts.values_list("user", flat=True))


def conflicts_visible_to(actor: Actor) -> QuerySet[OfficerConflict]:
    """Of applications the actor sees: for those who run the call or watch it, and at a county those of its own."""
    rows = OfficerConflict.objects.select_related("membership__user", "said_by__user", "lifted_by__user")
    if actor.is_system:
        return rows
    if not any(map(actor.may, LOOKS_AFTER)):
        return rows.none()
    seen = applications_visible_to(actor).exclude(Q(organisation=actor.organisation_id) & ~FROM_WITHIN)
    own = Q(membership__organisation=actor.organisation_id)
    if not actor.may("rank_selections"):
        own |= Q(application__call__organisation=actor.organisation_id)
    return rows.filter(own, application__in=seen.order_by().values("pk"))


def is_inside(actor: Actor, application: Application) -> bool:
    """Whether the actor reads it as it is being written; everybody else reads what was handed in."""
    own = actor.organisation_id == application.organisation_id
    return actor.is_system or (own and (not is_from_within(application) or takes_part(actor, application)))


def read_from_outside(actor: Actor, rows: Iterable[Application]) -> list[Application]:
    """Those of a list that are not `is_inside`: one query for all of them."""
    rows = list(rows)
    own = [row for row in rows if row.organisation_id == actor.organisation_id]
    within = [row for row in own if is_from_within(row) and row.owner.user_id != actor.user_id]
    people = (
        people_who_are(actor.user_id or 0).filter(application__in=within) if within else Person.objects.none()
    )
    taking_part = set(people.values_list("application", flat=True))
    strange = {row.pk for row in within} - taking_part
    return [row for row in rows if row not in own or row.pk in strange]


def people_of(application: Application) -> QuerySet[Person]:
    """The caller has checked who sees the application."""
    return application.people.filter(removed_at__isnull=True).select_related("organisation", "entry")


def materials_of(application: Application) -> QuerySet[Material]:
    return application.materials.filter(removed_at__isnull=True).select_related("stored")


def handed_in(application: Application) -> list[tuple[str, StoredFile]]:
    """All files that go with it, by name: materials, the record of the own selection, stamped opinion pages."""
    files = [(each.name, each.stored) for each in materials_of(application)]
    own = getattr(application, "own_selection", None)
    if own is not None and own.stored is not None:
        files.append((own.name, own.stored))
    for each in read_rules(application.call.rules).opinions:
        stamped = stamped_copy_of(application, application.edition, f"{OPINION}{each.key}"[:40])
        if stamped is not None:
            files.append((f"{each.title}（盖章）.pdf", stamped))
    return files


def opinions_for(application: Application) -> list[Statement]:
    """Opinion pages that concern it: a county's none of a school that stands under no county."""
    rows = read_rules(application.call.rules).opinions
    if (
        any(is_countys(each) for each in rows)
        and county_of(application.organisation, application.call) is None
    ):
        return [each for each in rows if not is_countys(each)]
    return list(rows)


def opinions_to_print(application: Application) -> list[Statement]:
    """Pages that may be printed of it. Of a school's own selection that is over they are those of the call above: its
    winners go on there, and the school's opinion goes with them.
    """
    call = application.call
    upper = call.parent if is_from_within(application) and call.state == CallState.ENDED else None
    if upper is None:
        return opinions_for(application)
    return [each for each in read_rules(upper.rules).opinions if not is_countys(each)]


def is_countys(opinion: Statement) -> bool:
    """Whether the county gives it: after the school has handed in, so that it is not asked of the school before."""
    return opinion.key == "county" or "县市" in opinion.title


def legs_of(application: Application) -> list[Organisation]:
    """Through whose steps it goes: the school's, its county's; not those of the bureau that called, which checks it."""
    bureau = application.call.organisation
    legs = [each for each in legs_up_to(application.organisation, bureau) if each.pk != bureau.pk]
    return legs or [application.organisation]


def county_of(organisation: Organisation, call: Call) -> Organisation | None:
    """The county bureau between an organisation and the bureau that called; None for one directly below."""
    between = [path for path in ancestors(organisation.path) if len(path) > len(call.organisation.path)]
    rows = Organisation.objects.filter(path__in=between, kind=Organisation.Kind.COUNTY_BUREAU)
    return rows.exclude(pk=organisation.pk).order_by("-path").first()


def monitors_of(call: Call) -> QuerySet[Membership]:
    """Posts of the bureau that watch its selections."""
    return memberships_today().filter(organisation=call.organisation_id, role="monitor")


def runners_of(call: Call) -> QuerySet[Membership]:
    """Its officer, who hears what there is to do; where he keeps away from something of it or his post has ended, the
    others of its bureau who run selections: what is kept from him no message tells him (controls BL-01, BL-08).
    """
    rows = memberships_today().filter(organisation=call.organisation_id, role__in=RUNNERS)
    rows = rows.exclude(kept_from(call, OuterRef("user")))
    own = rows.filter(pk=call.officer_id)
    return own if own.exists() else rows


def keeps_monitors_away(actor: Actor, call: Call) -> bool:
    """A monitor, or a section head, of the bureau who does not run this call: whoever is watched does not say that the
    one who watches him must keep away (controls BL-05, BL-08).
    """
    own = call.organisation_id == actor.organisation_id and call.officer.user_id != actor.user_id
    return own and (actor.may("watch_selections") or actor.role == "section_head")


def officers_of(actor: Actor, call: Call) -> QuerySet[Membership]:
    """Colleagues of whom the actor may say that they have to keep away: a monitor says it of monitors alone."""
    rows = memberships_today().filter(organisation=actor.organisation_id)
    rows = rows.select_related("user").order_by("id")
    watching = Q(user__in=monitors_of(call).order_by().values("user"))
    if actor.may("watch_selections"):
        return rows.filter(watching) if keeps_monitors_away(actor, call) else rows.filter(user=actor.user_id)
    return rows if keeps_monitors_away(actor, call) else rows.exclude(watching & ~Q(user=actor.user_id))


def page_of(application: Application) -> str:
    """The address of its page."""
    return reverse("apply-page", args=[application.public_id])
