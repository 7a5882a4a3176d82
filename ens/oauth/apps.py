"""Django's name for this room."""

from django.apps import AppConfig


class OAuthConfig(AppConfig):
    """What is known of programs."""

    name = "ens.oauth"
    label = "oauth"
