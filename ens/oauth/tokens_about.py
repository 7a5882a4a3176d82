"""What a token tells about the person and her notebook: launch context, identity token, introspection.

Standards: SMART App Launch 2.2 (launch context, fhirUser, introspection), OpenID Connect Core 1.0, RFC 7662.
"""

from typing import Any

from django.conf import settings

from ens.gate.secrets import blind
from ens.oauth.grants import Open, Terms


def context_of(terms: Terms) -> dict[str, Any]:
    """Write the launch context that comes with every token of a grant: whose notebook it is."""
    if not terms.patient:
        return {}
    return {"patient": terms.patient, "need_patient_banner": True}


def subject_for(sector: str, number: int) -> str:
    """Make the name under which one sector of programs, and no other, knows somebody (OIDC Core section 8.1)."""
    return blind("oauth.sub", f"{sector}|{number}").hex()


def identity_of(terms: Terms) -> dict[str, Any]:
    """Write who signed in, as far as the program may know."""
    told: dict[str, Any] = {"sub": terms.sub}
    if terms.fhir_user and "fhirUser" in terms.scopes.split():
        told["fhirUser"] = f"{settings.ENS_PUBLIC_URL}/fhir/{terms.fhir_user}"
    return told


def introspected(found: Open, client_id: str) -> dict[str, Any]:
    """Tell a resource server what a live token is."""
    told: dict[str, Any] = {
        "active": True,
        "client_id": client_id,
        "exp": int(found.secret.expires.timestamp()),
        "scope": found.secret.scopes,
        "token_type": "Bearer",
    }
    if found.terms is None:
        return told
    told |= {"scope": found.secret.scopes or found.terms.scopes, **context_of(found.terms)}
    if "openid" in found.terms.scopes.split():
        told |= {"iss": settings.ENS_PUBLIC_URL, **identity_of(found.terms)}
    return told
