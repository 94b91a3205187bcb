from django.apps import AppConfig


class DataFormsConfig(AppConfig):
    name = "luoshi.common.dataforms"
    label = "dataforms"
    verbose_name = "数据表单"
