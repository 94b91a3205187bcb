"""The pages of definitions, filings and figures."""

from django.urls import path

from .views import definitions

urlpatterns = [
    path("indicators/", definitions.indicators, name="indicators"),
    path("indicators/new/", definitions.make_indicator, name="make-indicator"),
    path("indicators/<public_id:indicator>/", definitions.indicator, name="indicator"),
    path("indicators/<public_id:indicator>/change/", definitions.change_indicator, name="change-indicator"),
    path(
        "indicators/<public_id:indicator>/withdraw/",
        definitions.withdraw_indicator,
        name="withdraw-indicator",
    ),
    path(
        "indicators/<public_id:indicator>/restore/", definitions.restore_indicator, name="restore-indicator"
    ),
]
