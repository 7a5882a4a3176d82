"""Django's name for this floor."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The registry's tables."""

    name = "ens.registry"
    label = "registry"
