from django.apps import AppConfig


class FiledConfig(AppConfig):
    name = "luoshi.papers.filed"
    label = "filed"
    verbose_name = "报送件"

    def ready(self) -> None:
        from . import jobs

        jobs.register()
