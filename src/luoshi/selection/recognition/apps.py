from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "luoshi.selection.recognition"
    label = "recognition"
    verbose_name = "认定"
