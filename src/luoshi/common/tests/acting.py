"""Acts and actors for the tests of `common`. Jobs serve as the object: a row with public id and version."""

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Job

CHEN = Actor(user_id=1, user_public_id="chen", name="陈", role="clerk", organisation_public_id="bureau")
LIN = Actor(user_id=2, user_public_id="lin", name="林", role="clerk", organisation_public_id="school")
WANG = Actor(user_id=3, user_public_id="wang", name="王", role="stranger", organisation_public_id="other")


def is_clerk(actor, target):
    return actor.role == "clerk"


@acts.act("test.ask", who=is_clerk)
def ask(*, kind, by, fail=False):
    """A new row; with `fail` the rule refuses after the row was written."""
    job = acts.create(Job, kind=kind, object_id="thing")
    if fail:
        raise RuleBroken("不行，请改后再试。")
    return job


@acts.act("test.change", who=is_clerk, on="job")
def change(*, job, message, by):
    acts.change(job, message=message)
    return job


@acts.act("test.ask_and_change", who=is_clerk)
def ask_and_change(*, kind, by):
    """An act that calls others."""
    job = ask(kind=kind, by=by)
    return change(job=job, message="改过", by=by)


@acts.act("test.change_other", who=is_clerk, on="job")
def change_other(*, job, other, by):
    """Changes its own row and another one."""
    acts.change(job, message="自己")
    acts.change(other, message="连带")
    return job


for _name in [name for name in acts.REGISTRY if name.startswith("test.")]:
    del acts.REGISTRY[_name]  # the product's own acts are held against its permissions
