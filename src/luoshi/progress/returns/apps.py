from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "luoshi.progress.returns"
    label = "returns"
    verbose_name = "收表"

    def ready(self) -> None:
        from . import jobs

        jobs.register()
