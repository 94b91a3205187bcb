"""The Yichang site with its profile form, the office of one county school, and its pages."""

import pytest
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.actor import system_actor
from luoshi.home.matrix.tests.conftest import chromium, window
from luoshi.home.profile.actions import set_up_profiles

__all__ = ["chromium", "window"]

TYPED = {
    "name": "示例枝江职校",
    "sort": "c1",
    "owner": "c1",
    "contact": "示例何",
    "phone": "07170000001",
    "students": "２,１００人",
    "teachers": "120",
    "specialist": "70",
    "dual": "42",
    "specialties-total": "1",
    "specialties-0-name": "机电技术应用",
    "specialties-0-students": "600",
    "money-total": "1",
    "money-0-year": "2025年",
    "money-0-income": "3500万元",
    "money-0-public": "3000",
}


@pytest.fixture
def school(yichang):
    set_up_profiles(system_actor())
    return Organisation.objects.get(key="zhijiang")


@pytest.fixture
def office(yichang, school):
    return yichang.post("office", "zhijiang")


@pytest.fixture
def page(school):
    """`page("edit-profile")`: the address of a page of this school's profile."""
    return lambda name, organisation=None: reverse(name, args=[(organisation or school).public_id])
