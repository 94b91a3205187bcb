from django.apps import AppConfig


class OutcomeConfig(AppConfig):
    name = "luoshi.selection.outcome"
    label = "outcome"
    verbose_name = "遴选审定和公示"
