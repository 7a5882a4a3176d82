"""Django's name for this room."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """The sealed lists of who lets a professional in."""

    name = "ens.sharing"
    label = "sharing"
