"""Django's name for this room."""

from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    """The table of health cards."""

    name = "ens.enrolment"
    label = "enrolment"
