from django.apps import AppConfig


class IndicatorEntryConfig(AppConfig):
    name = "luoshi.indicators.entry"
    label = "indicator_entry"
    verbose_name = "指标填报"

    def ready(self) -> None:
        from . import jobs

        jobs.register()
