from django.apps import AppConfig


class PlanReadingsConfig(AppConfig):
    name = "luoshi.workplans.reading"
    label = "plan_readings"
    verbose_name = "读入方案"

    def ready(self) -> None:
        from . import jobs

        jobs.register()
