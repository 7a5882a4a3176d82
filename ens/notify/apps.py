"""Django's name for this room."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """The outbox's table."""

    name = "ens.notify"
    label = "notify"
