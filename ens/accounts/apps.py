"""Django's name for this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts' tables."""

    name = "ens.accounts"
    label = "accounts"
