from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "luoshi.evidence"
    label = "evidence"
    verbose_name = "佐证材料"

    def ready(self) -> None:
        from . import jobs

        jobs.register()
