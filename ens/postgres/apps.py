"""Django's name for this floor."""

from django.apps import AppConfig


class PostgresConfig(AppConfig):
    """Carries the one table that belongs to no room: `heartbeat`."""

    name = "ens.postgres"
    label = "postgres"
