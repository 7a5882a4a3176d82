"""Django's name for this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What the worker has read of the journal."""

    name = "ens.notices"
    label = "notices"
