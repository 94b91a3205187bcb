from django.apps import AppConfig


class RecommendationConfig(AppConfig):
    name = "luoshi.selection.recommendation"
    label = "recommendation"
    verbose_name = "推荐上报"
