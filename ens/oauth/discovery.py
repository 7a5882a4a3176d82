"""What programs learn before they ask: RFC 8414, OpenID Connect Discovery, SMART configuration."""

import json
from typing import Any, Final

from django.conf import settings

from ens.oauth import purposes, rules, signing
from ens.oauth.clients import PRIVATE_KEY_JWT
from ens.oauth.scopes import CONTEXT

CAPABILITIES: Final = (
    "authorize-post",
    "client-confidential-asymmetric",
    "client-public",
    "context-banner",
    "context-standalone-patient",
    "launch-standalone",
    "permission-offline",
    "permission-patient",
    "permission-user",
    "permission-v1",
    "permission-v2",
    "sso-openid-connect",
)


def server_metadata() -> dict[str, Any]:
    """Describe the authorization server (RFC 8414 section 2, RFC 9207 section 3)."""
    issuer = settings.ENS_PUBLIC_URL
    proofs = [PRIVATE_KEY_JWT, "none"]
    algorithms = list(rules.ALGORITHMS)
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "jwks_uri": f"{issuer}/oauth/jwks",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "scopes_supported": _scopes(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": proofs,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint_auth_methods_supported": proofs,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_methods_supported": [PRIVATE_KEY_JWT],
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "authorization_response_iss_parameter_supported": True,
        "ui_locales_supported": ["fr"],
        "service_documentation": f"{issuer}/docs",
    }


def openid_configuration() -> dict[str, Any]:
    """Describe it as an OpenID provider (OpenID Connect Discovery 1.0 section 3)."""
    return {
        **server_metadata(),
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": [signing.ALGORITHM],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "amr", "at_hash", "fhirUser"],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
    }


def smart_configuration() -> bytes:
    """Describe it to apps on FHIR (SMART App Launch 2.2, "Using .well-known")."""
    described = server_metadata()
    described["capabilities"] = list(CAPABILITIES)
    described["management_endpoint"] = f"{settings.ENS_PUBLIC_URL}/applications/"
    return json.dumps(described).encode()


def _scopes() -> list[str]:
    kinds = sorted(kind for subject in purposes.SUBJECTS for kind in subject.kinds)
    patient = [f"patient/{kind}.{'rs' if kind == 'Patient' else 'cruds'}" for kind in kinds]
    return [*CONTEXT, "patient/*.rs", "patient/*.cruds", "user/*.rs", "user/*.cruds", "system/*.cruds", *patient]
