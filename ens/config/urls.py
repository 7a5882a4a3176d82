"""The addresses of the house, each floor's own list put in its place."""

from django.urls import include, path

from ens.config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("journal/", include("ens.journal.urls")),
]
