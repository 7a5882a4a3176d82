"""Addresses of the history of a notebook."""

from django.urls import path

from ens.history import portal

urlpatterns = [
    path("historique/", portal.history, name="history"),
    path("historique/historique.csv", portal.spreadsheet, name="history-file"),
    path("historique/historique.pdf", portal.printed, name="history-pdf"),
    path("historique/historique.json", portal.bundle, name="history-bundle"),
    path("historique/<str:entry>/", portal.entry, name="history-entry"),
    path("historique/<str:entry>/preuve.json", portal.proof, name="history-proof"),
    path("historique/<str:entry>/signaler/", portal.report, name="history-report"),
]
