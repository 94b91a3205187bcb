"""Which meetings, matters and resolutions exist for whom.

A meeting being prepared is its organisation's. Once called, also for who is invited, and for those above it and them.
Of agenda and resolutions each reads what is of all, what is his own and what is of those below him; the organisation
that called the meeting reads all of it. Whoever answers for a resolution reads that one.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import ancestors, memberships_today, within
from luoshi.accounts.roles import ROLES, SEPARATED
from luoshi.common.actor import Actor
from luoshi.workplans.queries import milestones_in_force

from .models import AgendaItem, Case, Invited, Letter, Meeting, Raised, Resolution, Rising
from .states import MeetingState, ResolutionState

OUTSIDERS = ("expert", "inspector", "monitor", "host", "enterprise", *SEPARATED)
SUMMONED = (
    "school_head",
    "deputy_head",
    "office",
    "county_officer",
    "county_leader",
    "city_officer",
    "section_head",
)
NAMED = 8


def meetings_visible_to(actor: Actor) -> QuerySet[Meeting]:
    rows = Meeting.objects.select_related("organisation", "plan", "runner__user")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_meetings"):
        return rows.none()
    asked = Invited.objects.filter(within(actor.path, "organisation__"), meeting=OuterRef("pk"))
    called = Q(Exists(asked)) | within(actor.path, "organisation__")
    return rows.filter(Q(organisation=actor.organisation_id) | (~Q(state=MeetingState.DRAFT) & called))


def items_visible_to(actor: Actor) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.select_related("meeting__organisation", "organisation")
    seen = Q(organisation__isnull=True) | within(actor.path, "organisation__")
    if actor.is_system:
        return rows
    return rows.filter(
        seen | Q(meeting__organisation=actor.organisation_id),
        meeting__in=meetings_visible_to(actor).order_by().values("pk"),
    )


def resolutions_visible_to(actor: Actor) -> QuerySet[Resolution]:
    rows = Resolution.objects.select_related(
        "meeting__organisation",
        "meeting__plan",
        "owner__user",
        "owner__organisation",
        "done_by__user",
        "item",
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    seen = Q(owner=actor.membership_id)
    if actor.may("read_meetings"):
        seen |= within(actor.path, "owner__organisation__") | Q(meeting__organisation=actor.organisation_id)
    return rows.filter(seen).exclude(meeting__state=MeetingState.CANCELLED)


def taking_part(meeting: Meeting) -> QuerySet[Organisation]:
    """The organisation that calls and those it invited, each once."""
    asked = meeting.invited.values("organisation")
    rows = Organisation.objects.filter(Q(pk=meeting.organisation_id) | Q(pk__in=asked))
    return rows.order_by("path", "order", "id")


def without(meeting: Meeting) -> str:
    """What a call cannot go out without and is not said yet, in words."""
    facts = (("时间", meeting.at), ("地点", meeting.place))
    return "和".join(label for label, text in facts if not text.strip())


def answers_for(item: AgendaItem) -> Membership | None:
    """Who answers for the milestone or the resolution that the matter was made from, while he holds his post."""
    if not item.about:
        return None
    step = milestones_in_force().filter(key=item.about, owner__isnull=False).first()
    earlier = Resolution.objects.filter(public_id=item.about).first()
    post = step.owner_id if step is not None else earlier.owner_id if earlier is not None else None
    return possible_owners(item.meeting).filter(pk=post).first() if post is not None else None


def possible_owners(meeting: Meeting) -> QuerySet[Membership]:
    """Posts held today in the bodies that take part."""
    rows = memberships_today().filter(organisation__in=taking_part(meeting).order_by().values("pk"))
    return rows.exclude(role__in=OUTSIDERS).order_by(
        "organisation__order", "organisation_id", "user__name", "id"
    )


def possible_guests(actor: Actor) -> QuerySet[Organisation]:
    """Bureaus and schools below the own one; a school meets by itself."""
    kinds = (Organisation.Kind.COUNTY_BUREAU, Organisation.Kind.SCHOOL)
    rows = Organisation.objects.filter(within(actor.path), kind__in=kinds, withdrawn_at__isnull=True)
    return rows.exclude(pk=actor.organisation_id).order_by("order", "id")


def summoned(organisations: QuerySet[Organisation]) -> list[Membership]:
    """Who of these is told of a meeting."""
    rows = memberships_today().filter(organisation__in=organisations, role__in=SUMMONED)
    return list(rows.select_related("organisation").order_by("id"))


def addressed(posts: list[Membership]) -> str:
    """Who is to be told, in words: how many of which organisations; empty where nobody holds such a post."""
    names = list(dict.fromkeys(post.organisation.short for post in posts))
    if not names:
        return ""
    more = "等" if len(names) > NAMED else ""
    return (
        f"{'、'.join(names[:NAMED])}{more} {len(names)} 个单位的 {len({post.user_id for post in posts})} 人"
    )


def open_resolutions(meeting: Meeting) -> QuerySet[Resolution]:
    """What earlier meetings of the same organisation and plan resolved and nobody has done yet, the earliest first."""
    rows = Resolution.objects.filter(
        meeting__organisation=meeting.organisation_id,
        meeting__plan=meeting.plan_id,
        state=ResolutionState.OPEN,
    ).exclude(meeting__state=MeetingState.CANCELLED)
    rows = rows.exclude(meeting=meeting.pk).select_related("owner__user", "owner__organisation", "meeting")
    return rows.order_by("due", "id")


def raised_visible_to(actor: Actor) -> QuerySet[Raised]:
    """The school's own and, for bureaus, what schools below them raised."""
    rows = Raised.objects.select_related("organisation", "holder", "plan", "author__user")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_meetings"):
        return rows.none()
    return rows.filter(within(actor.path, "organisation__"))


def bureau_above(organisation: Organisation) -> Organisation | None:
    """The next bureau up; None for the city's."""
    kinds = (Organisation.Kind.COUNTY_BUREAU, Organisation.Kind.CITY_BUREAU)
    above = [path for path in ancestors(organisation.path) if path != organisation.path]
    rows = Organisation.objects.filter(path__in=above, kind__in=kinds, withdrawn_at__isnull=True)
    return rows.order_by("-path").first()


def runners_of(organisation: Organisation | int) -> list[Membership]:
    """Who acts for an organisation in these things."""
    roles = [role.key for role in ROLES.values() if "call_meetings" in role.permissions]
    rows = memberships_today().filter(organisation=organisation, role__in=roles)
    return list(rows.select_related("organisation", "user").order_by("id"))


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """The bureau's own; once a letter was issued also for the school, those above it and those above the bureau."""
    rows = Case.objects.select_related("organisation", "school", "plan", "runner__user")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_meetings"):
        return rows.none()
    issued = Exists(Letter.objects.filter(case=OuterRef("pk"), number__isnull=False))
    return rows.filter(Q(organisation=actor.organisation_id) | (Q(issued) & within(actor.path, "school__")))


def letters_visible_to(actor: Actor) -> QuerySet[Letter]:
    """A draft is the bureau's."""
    rows = Letter.objects.select_related(
        "case__organisation", "case__school", "case__plan", "replied_by__user", "issuer"
    )
    seen = rows.filter(case__in=cases_visible_to(actor).order_by().values("pk"))
    return seen if actor.is_system else seen.filter(Q(number__isnull=False) | Q(issuer=actor.organisation_id))


def climbed_after(letter: Letter) -> Rising | None:
    """The first talk or circular noted since the letter was issued."""
    return Rising.objects.filter(case=letter.case_id, created_at__gte=letter.issued_at).order_by("id").first()


def next_number(issuer: Organisation, year: int) -> int:
    last = (
        Letter.objects.filter(issuer=issuer, year=year)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return (last or 0) + 1


def schools_below(actor: Actor) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(
        within(actor.path), kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True
    )
    return rows.exclude(pk=actor.organisation_id).order_by("order", "id")
