from django.apps import AppConfig


class PanelConfig(AppConfig):
    name = "luoshi.selection.panel"
    label = "panel"
    verbose_name = "评审组"

    def ready(self) -> None:
        from . import jobs

        jobs.register()
