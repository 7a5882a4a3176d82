"""What Granian serves, in each of its processes."""

import os

from django.core.wsgi import get_wsgi_application

from ens.config.leash import follow_creator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")

follow_creator()
application = get_wsgi_application()
