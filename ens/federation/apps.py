"""Django's name for this room."""

from django.apps import AppConfig


class FederationConfig(AppConfig):
    """The sessions that providers opened."""

    name = "ens.federation"
    label = "federation"
