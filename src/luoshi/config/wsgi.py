"""What the application server runs."""

import os

from django.core.wsgi import get_wsgi_application

from luoshi.common import supervise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
if supervise.SUPERVISED in os.environ:
    supervise.die_with_parent()
application = get_wsgi_application()
