from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "luoshi.reports"
    label = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        from . import jobs

        jobs.register()
