"""Pages of registers."""

urlpatterns = []
