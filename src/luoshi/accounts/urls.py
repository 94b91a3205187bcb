"""Pages of people and sign-in."""

from django.urls import path

from luoshi.common import converters as _converters  # noqa: F401  registers <public_id:…>

from . import views

urlpatterns = [
    path("sign-in/", views.sign_in_page, name="sign-in"),
    path("sign-in/as/<slug:cast>/", views.sign_in_as, name="sign-in-as"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("posts/switch/", views.switch_post, name="switch-post"),
]
