"""The components page alone, open to everybody, for the browser tests; what is posted or failed is fixed here."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path

from luoshi.common.components_page import components


def _frame(request):
    """A page with everything the scripts work on."""
    return render(request, "common_tests/behaviours.html", {"search_url": "/"})


def _answer(request, status):
    return HttpResponse(f"<p>answer {status}</p>", status=status)


def _refusal(request):
    """What RefusalMiddleware answers: a whole page with status 422."""
    return render(request, "422.html", {"refusal": {"message": "请先填写正文。"}}, status=422)


def _signed_out(request):
    """What a view answers when the session has ended: another whole page."""
    return redirect("/")


urlpatterns = [
    path("", login_not_required(components)),
    path("behaviours/", login_not_required(_frame)),
    path("refusal/", login_not_required(_refusal)),
    path("signed-out/", login_not_required(_signed_out)),
    path("answer/<int:status>/", login_not_required(_answer)),
    path("", include("luoshi.config.urls")),  # the frame points into the site
]
