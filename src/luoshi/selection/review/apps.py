from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "luoshi.selection.review"
    label = "review"
    verbose_name = "遴选评审"

    def ready(self) -> None:
        from . import jobs

        jobs.register()
