"""The addresses of the house, each floor's own list put in its place."""

from django.urls import include, path, re_path

from ens.confidence import urls as confidence
from ens.config import health
from ens.fhir import endpoint
from ens.notices import urls as notices
from ens.oauth import urls as oauth
from ens.pro import urls as pro
from ens.shares import urls as shares

handler400 = "ens.web.errors.malformed"
handler404 = "ens.web.errors.not_found"
handler500 = "ens.web.errors.failed"

# The rooms of a notebook: each adds one line here, and one to ENS_TEMPLATES and ENS_NAVIGATION in the settings.
notebook = [
    path("", include("ens.home.urls")),
    path("", include("ens.records.urls")),
    path("", include("ens.history.urls")),
    path("", include(confidence.notebook)),
    path("", include(oauth.notebook)),
    path("", include(pro.notebook)),
    path("", include(shares.notebook)),
    path("", include(notices.notebook)),
]
urlpatterns = [
    re_path(r"^fhir(?:/(?P<path>.*))?$", endpoint.serve, name="fhir"),  # first: nothing is asked for as often
    path("", include("ens.web.urls")),
    path("", include("ens.accounts.urls")),
    path("", include("ens.federation.urls")),
    path("", include("ens.pro.urls")),
    path("", include("ens.enrolment.urls")),
    path("", include("ens.staff.urls")),
    path("", include(shares.urlpatterns)),
    path("", include("ens.sandbox.urls")),
    path("", include("ens.confidence.urls")),
    path("carnet/<str:patient>/", include(notebook)),
    path("", include("ens.oauth.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("journal/", include("ens.journal.urls")),
    path("", include("ens.docs.urls")),
]
