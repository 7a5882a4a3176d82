"""Addresses of the confidentiality of a notebook, and of whom one helps."""

from django.urls import path

from ens.confidence.portal import carers, documents, matrix, professionals, representatives

notebook = [
    path("confidentialite/", professionals.team, name="confidence"),
    path("confidentialite/annuaire/", professionals.find, name="confidence-find"),
    path("confidentialite/soignants/<str:who>/", professionals.professional, name="confidence-one"),
    path("confidentialite/documents/", documents.every, name="documents-visibility"),
    path("documents/<str:document>/visibilite/", documents.one, name="document-visibility"),
    path("confidentialite/proches/", carers.helpers, name="helpers"),
    path("confidentialite/proches/inviter/", carers.invite, name="helper-invite"),
    path("confidentialite/proches/representant/", representatives.invite, name="representative-invite"),
]
urlpatterns = [
    path("qui-lit-quoi/", matrix.matrix, name="matrix"),
    path("mon-compte/aider/", carers.helping, name="helping"),
]
