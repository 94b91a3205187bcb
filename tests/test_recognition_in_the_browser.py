"""Pages of recognition in Chromium at both widths, with long names; how a certificate is issued, looked up and revoked
there: `test_selection_to_the_certificate_in_the_browser`.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.tests.looking import faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.selection.archive.models import Package
from luoshi.selection.recognition.models import Award, Certificate
from luoshi.selection.recognition.tests import helping
from luoshi.workplans.tests.test_workplans_in_the_browser import LONG

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_recognition_fit_both_widths(yichang, window, axe_source, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = helping.published(yichang)
    award = helping.granted(there)[0]
    page = window(there.officer, reverse("awards"))
    pages = _pages(there, award) | {"verify": reverse("verify")}
    assert faults_at(page, "recognition", axe_source, pages) == []


def _pages(there, award):
    """With names as long as they come."""
    helping.announced(there, title=LONG[:120], document_number=LONG[:80])
    helping.announced(there, title=LONG[:120], reason=LONG)
    Award.objects.update(title=LONG[:120], holder=LONG[:200], honour=LONG[:60], document_number=LONG[:80])
    Package.objects.create(
        call=there.call, state="ready", asked_by=there.officer, asked_by_name=LONG[:80], made_at=clock.now(),
        digest="ab" * 32, size=123456789, files=4321,
    )  # fmt: skip
    standing = Award.objects.exclude(pk=award.pk).get()
    return {
        "told": reverse("verify-certificate", args=[Certificate.objects.get(award=award).code]),
        "awards": reverse("awards"),
        "packages": reverse("selection-packages"),
        "package": reverse("selection-package", args=[there.call.public_id]),
        "calls": reverse("recognition-calls"),
        "call": reverse("recognition-call", args=[there.call.public_id]),
        "award": reverse("award", args=[standing.public_id]),
        "award-renew": reverse("award-renew", args=[standing.public_id]),
        "announced": reverse("announced"),
        "announcement": reverse("announcement", args=[there.call.public_id]),
        "award-revoke": reverse("award-revoke", args=[standing.public_id]),
    }
