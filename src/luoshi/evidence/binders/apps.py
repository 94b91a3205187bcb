from django.apps import AppConfig


class BindersConfig(AppConfig):
    name = "luoshi.evidence.binders"
    label = "binders"
    verbose_name = "材料包"

    def ready(self) -> None:
        from . import checklist_jobs, jobs

        jobs.register()
        checklist_jobs.register()
