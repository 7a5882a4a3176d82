"""Django's name for this room."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """The tables of proofs and tries."""

    name = "ens.credentials"
    label = "credentials"
