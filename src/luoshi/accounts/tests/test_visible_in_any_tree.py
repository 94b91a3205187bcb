"""For random trees and moves, who is seen from where equals a model that knows nothing of paths (controls AZ-07)."""

import datetime as dt
import os
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from luoshi.accounts.actions import add_person, set_up_organisation
from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.models import Membership, Organisation, OrganisationChange
from luoshi.accounts.organisations import place_organisation, rename_organisation, split_organisation
from luoshi.accounts.queries import actor_for, memberships_today, name_on, people_visible_to, placement_on
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import Refusal

BY = system_actor()
EXAMPLES = 300 if os.environ.get("LUOSHI_PROVE") else 12
moves = st.lists(
    st.tuples(
        st.sampled_from(["place", "place", "place", "merge", "split", "undo"]),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    min_size=2,
    max_size=8,
)


class Model:
    """Parents in a dictionary; above and below by walking."""

    def __init__(self):
        self.parent = {}
        self.people = defaultdict(set)
        self.history = defaultdict(list)  # organisation → (day, parent)

    def above(self, key):
        while key is not None:
            yield key
            key = self.parent[key]

    def seen_from(self, key):
        return {user for place, users in self.people.items() if key in self.above(place) for user in users}


def grow(model, parents):
    """A city with organisations below; the parent of each is one made before."""
    made = []
    for number, parent in enumerate([None, *parents]):
        above = made[parent % len(made)] if made else None
        row = set_up_organisation(
            parent=above, names=[], name=f"单位{number}", short=f"单{number}", kind="county_bureau", by=BY
        )
        made.append(row)
        model.parent[row.pk] = above.pk if above else None
        post = add_person(
            name=f"示例{number}", mobile=f"1000{number:07d}", organisation=row, role="office", by=BY
        )
        model.people[row.pk].add(post.user_id)
    return made


def carry_out(model, what, first, second):
    """One move in both worlds; what the acts refuse changes neither."""
    rows = list(Organisation.objects.filter(withdrawn_at__isnull=True).order_by("pk"))
    one, other = rows[first % len(rows)], rows[second % len(rows)]
    try:
        if what == "place":
            place_organisation(
                organisation=one, parent=other, start=clock.today(), by=BY, version=one.version
            )
            model.parent[one.pk] = other.pk
        elif what == "merge":
            merge_organisations(
                organisation=one, others=[], into=other, on=clock.today(), by=BY, version=one.version
            )
            for key, parent in model.parent.items():
                if parent == one.pk:
                    model.parent[key] = other.pk
            model.people[other.pk] |= model.people.pop(one.pk, set())
        elif what == "split":
            name = f"分{OrganisationChange.objects.count()}"
            split_organisation(
                organisation=one, parts=[(name, name)], on=clock.today(), by=BY, version=one.version
            )
            model.parent[Organisation.objects.get(name=name).pk] = model.parent[one.pk]
        else:
            undo(model)
    except Refusal:
        return


def undo(model):
    change = OrganisationChange.objects.filter(undone_at__isnull=True).order_by("-pk").first()
    if change is None:
        return
    undo_organisation_change(change=change, by=BY, version=change.version)
    rows = Organisation.objects.all()
    # what stood before is told by the placements and posts themselves, not by the paths under test
    model.parent = {row.pk: (placement_on(row, clock.today()).parent_id) for row in rows}
    model.people = defaultdict(set)
    for organisation, user in memberships_today().values_list("organisation", "user"):
        model.people[organisation].add(user)


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@example(parents=[0, 0, 1, 3], steps=[("place", 1, 2), ("merge", 1, 2), ("undo", 0, 0), ("place", 1, 0)])
@given(parents=st.lists(st.integers(0, 20), min_size=4, max_size=7), steps=moves)
def test_the_visible_set_is_what_the_model_says(parents, steps):
    from django.db import transaction

    with transaction.atomic():
        model = Model()
        grow(model, parents)
        for step in steps:
            carry_out(model, *step)
            for post in Membership.objects.filter(end__isnull=True).select_related("organisation", "user"):
                seen = set(people_visible_to(actor_for(post)).values_list("user", flat=True))
                assert seen == model.seen_from(post.organisation_id)
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=EXAMPLES // 2, suppress_health_check=list(HealthCheck), deadline=None)
@example(days=[300, 200, 100], undone=2)
@given(days=st.lists(st.integers(1, 300), min_size=1, max_size=5, unique=True), undone=st.integers(0, 3))
def test_history_keeps_the_names_of_its_day(days, undone):
    """Renamed on random days, the last ones taken back: each day has the name a list of (day, name) says."""
    from django.db import transaction

    with transaction.atomic():
        row = grow(Model(), [0])[1]
        story, changes = [(dt.date.min, row.name)], []
        for number, day in enumerate(sorted(days, reverse=True)):
            row.refresh_from_db()
            on, name = clock.today() - dt.timedelta(days=day), f"新名{number}"
            changes.append(
                rename_organisation(
                    organisation=row, name=name, short=name, on=on, by=BY, version=row.version
                )
            )
            story.append((on, name))
        for change in reversed(changes[len(changes) - min(undone, len(changes)) :]):
            change.refresh_from_db()
            undo_organisation_change(change=change, by=BY, version=change.version)
            story.pop()
        row.refresh_from_db()
        borders = {day + n * dt.timedelta(days=1) for day, _ in story[1:] for n in (-1, 0, 1)}
        for asked in borders | {clock.today()}:
            assert name_on(row, asked) == [name for day, name in story if day <= asked][-1]
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(days=st.lists(st.integers(1, 300), min_size=1, max_size=4, unique=True))
def test_history_keeps_the_owner_of_its_day(days):
    from django.db import transaction

    with transaction.atomic():
        model = Model()
        city, first, second, school = grow(model, [0, 0, 1])
        expected = []
        for turn, day in enumerate(sorted(days, reverse=True)):
            start = clock.today() - dt.timedelta(days=day)
            parent = (second, first)[turn % 2]
            school.refresh_from_db()
            place_organisation(organisation=school, parent=parent, start=start, by=BY, version=school.version)
            expected.append((start, parent.pk))
        for start, parent in expected:
            assert placement_on(school, start).parent_id == parent
            before = [each for day, each in expected if day < start]
            day_before = placement_on(school, start - dt.timedelta(days=1))
            assert day_before.parent_id == (before[-1] if before else first.pk)
        assert city.path == Organisation.objects.get(pk=school.pk).path[: len(city.path)]
        transaction.set_rollback(True)
