"""Plans stay with whoever carries their bureau on."""

from luoshi.accounts.actions import set_up_organisation
from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.plans.models import Plan, Task
from luoshi.plans.queries import plans_to_edit, plans_visible_to


def test_a_bureau_that_merges_takes_its_plans_along_and_back(yichang):
    officer, by = yichang.post("city_officer"), system_actor()
    lead = Task.objects.order_by("pk").first()
    Task.objects.filter(pk=lead.pk).update(led_by=yichang.bureau)
    other = set_up_organisation(
        parent=None, names=[], name="示例大市教育局", short="大市", kind="city_bureau", by=by
    )
    plan = Plan.objects.get()
    yichang.bureau.refresh_from_db()
    change = merge_organisations(
        organisation=yichang.bureau,
        others=[],
        into=other,
        on=clock.today(),
        by=by,
        version=yichang.bureau.version,
    )
    here = Membership.objects.get(user=officer.user, role="city_officer", end__isnull=True)
    assert here.organisation == other
    assert set(plans_to_edit(actor_for(here))) == {plan} == set(plans_visible_to(actor_for(here)))
    assert Task.objects.get(pk=lead.pk).led_by == other
    change.refresh_from_db()
    undo_organisation_change(change=change, by=by, version=change.version)
    plan.refresh_from_db()
    assert (plan.issuer, Task.objects.get(pk=lead.pk).led_by) == (yichang.bureau, yichang.bureau)
