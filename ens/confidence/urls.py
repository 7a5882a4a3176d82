"""Addresses of the confidentiality of a notebook."""

from django.urls import path

from ens.confidence.portal import professionals

urlpatterns = [
    path("confidentialite/", professionals.team, name="confidence"),
    path("confidentialite/annuaire/", professionals.find, name="confidence-find"),
    path("confidentialite/soignants/<str:who>/", professionals.professional, name="confidence-one"),
]
