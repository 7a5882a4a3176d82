"""Django's name for this room."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The tables of agents, operators and their dangerous acts."""

    name = "ens.staff"
    label = "staff"
