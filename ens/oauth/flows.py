"""The ways of getting, asking about and giving back a token, each as Authlib's class with our rows behind it."""

import secrets
from typing import Any, ClassVar, Final

from authlib.oauth2.rfc6749 import grants as authlib
from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError, InvalidScopeError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7636.challenge import compare_s256_code_challenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oidc.core import OpenIDCode
from django.conf import settings

from ens.kernel import clock
from ens.oauth import grants, rules, signing, tokens_about
from ens.oauth.clients import PRIVATE_KEY_JWT, Client
from ens.oauth.grants import Open, Terms
from ens.oauth.scopes import covers
from ens.registry.grants import Use

_BOTH: Final = [PRIVATE_KEY_JWT, "none"]


class Held:
    """A code or a refresh token as Authlib asks about it."""

    def __init__(self, found: Open, terms: Terms) -> None:
        self.open, self.terms = found, terms
        self.code_challenge, self.code_challenge_method = terms.challenge, "S256"

    def get_redirect_uri(self) -> str:
        """Tell where the code was sent to."""
        return self.terms.redirect_uri

    def get_scope(self) -> str:
        """Tell what was granted."""
        return self.terms.scopes

    def check_client(self, client: Client) -> bool:
        """Say whether it was given to this program."""
        return self.terms.client_id == client.client_id

    def get_nonce(self) -> str:
        """Tell the nonce of the demand."""
        return self.terms.nonce

    def get_auth_time(self) -> int:
        """Tell when the person proved who she is."""
        return self.terms.auth_time

    def get_acr(self) -> None:
        """Tell no class: how somebody signed in is told by `amr`."""

    def get_amr(self) -> list[str]:
        """Tell how she proved it."""
        return self.terms.methods.split()


def _held(text: str, use: Use, client: Client) -> Held | None:
    """Find a code or a refresh token of a program; one that has been used already ends its grant."""
    found = grants.find(text)
    if found is None or found.secret.use is not use or found.terms is None:
        return None
    if found.terms.client_id != client.client_id:
        return None
    if found.secret.spent:
        grants.end_grant(found, grants.REUSED)
        return None
    return Held(found, found.terms) if found.is_live else None


class CodeGrant(authlib.AuthorizationCodeGrant):  # type: ignore[misc]
    """Authorization code (OAuth 2.1 section 4.1)."""

    TOKEN_ENDPOINT_AUTH_METHODS = _BOTH

    def generate_authorization_code(self) -> str:
        """Draw 256 random bits."""
        return secrets.token_urlsafe(32)

    def save_authorization_code(self, code: str, request: Any) -> None:  # noqa: ANN401  Authlib's own
        """Store what the person has agreed to, to be had for this code."""
        grants.give(code, request.user)

    def query_authorization_code(self, code: str, client: Client) -> Held | None:
        """Find a code that can still be used."""
        return _held(code, Use.CODE, client)

    def authenticate_user(self, authorization_code: Held) -> Terms:
        """Tell on whose behalf."""
        return authorization_code.terms

    def delete_authorization_code(self, authorization_code: Held) -> None:
        """Do nothing: it was used up together with what it gave."""


class RefreshGrant(authlib.RefreshTokenGrant):  # type: ignore[misc]
    """Refresh token with rotation (RFC 9700 section 4.14.2)."""

    TOKEN_ENDPOINT_AUTH_METHODS = _BOTH
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Held | None:
        """Find a refresh token that can still be used."""
        return _held(refresh_token, Use.REFRESH, self.request.client)

    def _validate_token_scope(self, token: Held) -> None:
        """Compare by what scopes give: a part of what was granted may be asked for, and nothing more."""
        asked = self.request.payload.scope
        if asked and not covers(token.get_scope(), asked):
            raise InvalidScopeError(description="More than what was granted.")

    def authenticate_user(self, refresh_token: Held) -> Terms:
        """Tell on whose behalf."""
        return refresh_token.terms

    def revoke_old_credential(self, refresh_token: Held) -> None:
        """Do nothing: it was used up together with what it gave."""


class CredentialsGrant(authlib.ClientCredentialsGrant):  # type: ignore[misc]
    """A structure's program on its own behalf (SMART Backend Services)."""

    TOKEN_ENDPOINT_AUTH_METHODS: Final = [PRIVATE_KEY_JWT]


class S256(CodeChallenge):  # type: ignore[misc]
    """PKCE: always, for everybody, and with S256 alone (OAuth 2.1 section 7.5.2, SMART App Launch 2.2)."""

    SUPPORTED_CODE_CHALLENGE_METHOD: Final = ["S256"]
    CODE_CHALLENGE_METHODS: Final = {"S256": compare_s256_code_challenge}

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:  # noqa: ANN401  Authlib's own
        """Demand a challenge, and its method by name: left out, it would be `plain`."""
        said = grant.request.payload.data
        if not said.get("code_challenge") or said.get("code_challenge_method") != "S256":
            raise InvalidRequestError(description="PKCE with code_challenge_method=S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class IdentityToken(OpenIDCode):  # type: ignore[misc]
    """Identity token beside the first access token (OpenID Connect Core section 3.1.3.3)."""

    def exists_nonce(self, nonce: str, request: object) -> bool:  # noqa: ARG002  Authlib's own
        """Let any nonce pass: a code serves once, and the nonce is for the program to compare."""
        return False

    def resolve_client_private_key(self, client: Client) -> Any:  # noqa: ANN401, ARG002
        """Give the key that signs now."""
        return signing.signing_key()

    def get_encode_header(self, client: Client) -> dict[str, str]:  # noqa: ARG002
        """Name the key and its algorithm."""
        return {"alg": signing.ALGORITHM, "kid": str(signing.signing_key().kid), "typ": "JWT"}

    def get_client_algorithm(self, client: Client) -> str:  # noqa: ARG002
        """Sign with the one algorithm that there is."""
        return signing.ALGORITHM

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        """Say who tells whom, and for how long it holds."""
        now = clock.now_us() // 1_000_000
        issuer = settings.ENS_PUBLIC_URL
        return {"iss": issuer, "aud": client.client_id, "iat": now, "exp": now + rules.ID_TOKEN_SECONDS}

    def generate_user_info(self, user: Terms, scope: str) -> dict[str, Any]:  # noqa: ARG002
        """Tell who signed in."""
        return tokens_about.identity_of(user)


class _Endpoint:
    """What asking about a token and giving it back have in common: whose it is."""

    CLIENT_AUTH_METHODS: ClassVar[list[str]] = _BOTH

    def query_token(self, token_string: str, _hint: str | None) -> Open | None:
        """Find a token, whatever the hint says; a code is none."""
        found = grants.find(token_string)
        return None if found is None or found.secret.use is Use.CODE else found


def _client_of(found: Open) -> str:
    return found.secret.client_id or (found.terms.client_id if found.terms else "")


class Introspection(_Endpoint, IntrospectionEndpoint):  # type: ignore[misc]
    """Introspection (RFC 7662), for resource servers that are registered as such, and for each its own tokens."""

    CLIENT_AUTH_METHODS: ClassVar[list[str]] = [PRIVATE_KEY_JWT]

    def check_permission(self, token: Open, client: Client, request: object) -> bool:  # noqa: ARG002
        """Say whether this program may ask about this token."""
        return client.introspects or _client_of(token) == client.client_id

    def create_introspection_payload(self, token: Open | None) -> dict[str, Any]:
        """Tell what a live token is; of any other, one same answer."""
        if token is None or not token.secret.live or token.secret.spent or not _client_of(token):
            return {"active": False}
        return tokens_about.introspected(token, _client_of(token))


class Revocation(_Endpoint, RevocationEndpoint):  # type: ignore[misc]
    """Giving a token back (RFC 7009): a refresh token ends its grant, an access token itself alone."""

    def authenticate_token(self, request: Any, client: Client) -> Open | None:  # noqa: ANN401  Authlib's own
        """Find the token; of somebody else's, nothing is told, and nothing happens."""
        self.check_params(request, client)
        found = self.query_token(request.form["token"], None)
        if found is not None and _client_of(found) != client.client_id:
            raise InvalidGrantError(description="The token was not issued to this client.")
        return found

    def revoke_token(self, token: Open, request: Any) -> None:  # noqa: ANN401
        """Revoke it."""
        if token.secret.grant is None or token.secret.use is Use.ACCESS:
            grants.revoke_access(request.form["token"])
        else:
            grants.end_grant(token, "L’application l’a rendu d’elle-même.")
