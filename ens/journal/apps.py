"""Tells Django about the journal and its raw tables."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal has no models: four tables, written by hand in its migration."""

    name = "ens.journal"
    label = "journal"
