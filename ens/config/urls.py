"""The addresses of the house, each floor's own list put in its place."""

from django.urls import include, path

from ens.accounts import views as accounts
from ens.config import front, health
from ens.fhir import endpoint

urlpatterns = [
    path("", front.welcome, name="welcome"),
    path("accueil.css", front.style, name="welcome-style"),
    path("fhir", endpoint.serve, name="fhir"),
    path("fhir/", endpoint.serve, name="fhir-root"),
    path("fhir/<path:path>", endpoint.serve, name="fhir-path"),
    path("oauth/token", accounts.token, name="oauth-token"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("journal/", include("ens.journal.urls")),
]
