"""Addresses of agents (`/guichet/`) and operators (`/pilotage/`)."""

from django.urls import path

from ens.staff.portal import desk, entering, matrix

urlpatterns = [
    path("guichet/", desk.guichet, name="guichet"),
    path("guichet/accueil/", entering.home, name="staff-home"),
    path("guichet/connexion/", entering.sign_in, name="staff-sign-in"),
    path("guichet/inscription/<str:secret>/", entering.accept, name="staff-invitation"),
    path("pilotage/", desk.pilotage, name="pilotage"),
    path("pilotage/alarmes/", desk.list_alarms, name="alarms"),
    path("pilotage/demander/", desk.ask, name="act-ask"),
    path("pilotage/decider/", desk.decide, name="act-decide"),
    path("pilotage/matrice/", matrix.versions, name="matrix-versions"),
    path("pilotage/matrice/preparer/", matrix.edit, name="matrix-edit"),
    path("pilotage/matrice/decider/", matrix.decide, name="matrix-decide"),
]
