"""Django's name for this room."""

from django.apps import AppConfig


class SharesConfig(AppConfig):
    """Addresses of what is shown for a while."""

    name = "ens.shares"
    label = "shares"
