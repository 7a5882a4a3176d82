"""Django's name for this room."""

from django.apps import AppConfig


class ConfidenceConfig(AppConfig):
    """The table of invitations."""

    name = "ens.confidence"
    label = "confidence"
