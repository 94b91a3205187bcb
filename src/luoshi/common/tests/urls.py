"""The components page alone, open to everybody, for the browser tests; what is posted or failed is fixed here."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from luoshi.common.components_page import components


def _frame(request):
    """A page with everything the scripts work on."""
    return render(request, "common_tests/behaviours.html", {"search_url": "/"})


def _answer(request, status):
    return HttpResponse(f"<p>answer {status}</p>", status=status)


urlpatterns = [
    path("", login_not_required(components)),
    path("behaviours/", login_not_required(_frame)),
    path("answer/<int:status>/", login_not_required(_answer)),
]
