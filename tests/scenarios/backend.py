"""A structure's software: its keys, its signed assertions and the token that they give (SMART Backend Services)."""

import time
import uuid
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeyParameters, OctKey, RSAKey

from tests.scenarios.live import House

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPES = "system/DocumentReference.cruds system/Binary.crs system/List.cruds system/Patient.rs"


class Software:
    """A program with one key, registered as a client."""

    def __init__(self, house: House, client_id: str, algorithm: str = "ES384") -> None:
        self.house = house
        self.client_id = client_id
        self.algorithm = algorithm
        self.key: Key = make_key(algorithm)

    def register(self, party: int, scopes: str = SCOPES) -> None:
        public = {**self.key.as_dict(private=False), "alg": self.algorithm, "use": "sig"}
        self.house.ask("client", client_id=self.client_id, party=party, scopes=scopes, jwks={"keys": [public]})

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        base = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": f"{self.house.base}/oauth/token",
            "exp": now + 240,
            "iat": now,
            "jti": str(uuid.uuid4()),
        }
        return {name: value for name, value in (base | changes).items() if value is not None}

    def sign(self, claims: dict[str, Any], key: Key | OctKey | None = None, algorithm: str = "", kid: str = "") -> str:
        used = algorithm or self.algorithm
        header = {"alg": used, "typ": "JWT", "kid": kid or str(self.key.kid)}
        return jwt.encode(header, claims, key or self.key, algorithms=[used])

    def ask(self, assertion: str, **changes: str) -> httpx.Response:
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION, "client_assertion": assertion}
        return self.house.http.post("/oauth/token", data=form | changes)

    def token(self, scope: str = "") -> str:
        """Get a token with a fresh assertion."""
        answer = self.ask(self.sign(self.claims()), **({"scope": scope} if scope else {}))
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token


def make_key(algorithm: str) -> Key:
    kid: KeyParameters = {"kid": uuid.uuid4().hex}
    if algorithm == "RS384":
        return RSAKey.generate_key(2048, kid)
    return ECKey.generate_key("P-384", kid)
