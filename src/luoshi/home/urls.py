"""Pages over several stages."""

from django.urls import path

from luoshi.common.components_page import components
from luoshi.common.routes import policy

from . import views

urlpatterns = [
    path("", views.front, name="front"),
    path("desk/", views.desk, name="desk"),
    path("components/", policy("登录人员：界面部件一览")(components), name="components"),
]
