"""The addresses of the house, each floor's own list put in its place."""

from django.urls import include, path

from ens.accounts import views as accounts
from ens.config import health
from ens.fhir import endpoint

handler404 = "ens.web.errors.not_found"
handler500 = "ens.web.errors.failed"

# The rooms of a notebook: each adds one line here, and one to ENS_TEMPLATES and ENS_NAVIGATION in the settings.
notebook = [
    path("", include("ens.home.urls")),
]
urlpatterns = [
    path("", include("ens.web.urls")),
    path("carnet/<str:patient>/", include(notebook)),
    path("fhir", endpoint.serve, name="fhir"),
    path("fhir/", endpoint.serve, name="fhir-root"),
    path("fhir/<path:path>", endpoint.serve, name="fhir-path"),
    path("oauth/token", accounts.token, name="oauth-token"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("journal/", include("ens.journal.urls")),
]
