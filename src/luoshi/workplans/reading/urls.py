"""Pages of reading a plan in."""

from django.urls import include, path

from . import views

of_reading = [
    path("", views.plan_reading, name="plan-reading"),
    path("progress/", views.progress, name="plan-reading-progress"),
    path("advised/", views.take_advice, name="plan-reading-advised"),
    path("discard/", views.discard, name="discard-plan-reading"),
    path("resume/", views.resume, name="resume-plan-reading"),
]
urlpatterns = [
    path("workplans/<public_id:workplan>/read/", views.read_plan, name="read-plan"),
    path("plan-readings/<public_id:plan_reading>/", include(of_reading)),
]
