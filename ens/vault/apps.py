"""The Django app of the vault (tables `item` and `item_past`)."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Gives the vault its label and migrations; it has no models, its SQL is in `items`."""

    name = "ens.vault"
    label = "vault"
