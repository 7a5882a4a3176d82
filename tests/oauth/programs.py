"""Programs that ask for access, for a person or a professional, with keys or without, in this very process."""

import base64
import hashlib
import html
import json
import re
import secrets
import time
import uuid
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client as Http
from joserfc import jwt
from joserfc.jwk import ECKey, Key

from ens.gate.house import database, house
from ens.kernel.actors import ActorKind
from ens.kernel.ids import NO_ITEM
from ens.oauth import clients
from ens.oauth.clients import Audience, Client
from ens.oauth.rules import ASSERTION_TYPE
from ens.registry import parties, people
from ens.registry.parties import Party
from tests.factories.browser import Browser
from tests.factories.people import Holder

BACK: Final = "https://appli.exemple.fr/retour"
SCOPES: Final = (
    "openid fhirUser launch/patient offline_access online_access patient/*.cruds"
    " patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"
)
VITAL_SIGNS: Final = "http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"
READ: Final = "openid fhirUser launch/patient offline_access patient/DocumentReference.rs patient/Observation.rs"
_DEMAND: Final = re.compile(r'name="demande" value="([^"]*)"')


class App:
    """One registered program and what it keeps of one flow."""

    def __init__(
        self,
        audience: Audience = "person",
        scopes: str = SCOPES,
        *,
        key: Key | None = None,
        back: str = BACK,
        introspects: bool = False,
    ) -> None:
        self.client_id = f"appli-{secrets.token_hex(6)}"
        self.key, self.back = key, back
        self.verifier = secrets.token_urlsafe(48)
        name = f"Appli {self.client_id[-4:]}"
        self.name = name
        self.party = parties.save(database(), Party(people.new_number(), ActorKind.APP, self.client_id, name))
        self.made = Client(
            self.client_id,
            self.party,
            ActorKind.APP,
            name,
            audience,
            scopes,
            purpose="Suivre la tension.",
            redirect_uris=(back,) if audience != "structure" else (),
            origins=("https://appli.exemple.fr",) if key is None else (),
            jwks=json.dumps({"keys": [] if key is None else [key.as_dict(private=False)]}),
            introspects=introspects,
        )
        clients.save(self.made)

    @property
    def challenge(self) -> str:
        """Derive the challenge of PKCE."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()

    def query(self, **changes: str | None) -> str:
        """Write a demand as the query of an address; None leaves a parameter out."""
        said: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.back,
            "scope": READ,
            "state": "etat-1",
            "aud": f"{settings.ENS_PUBLIC_URL}/fhir",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            "nonce": "nonce-1",
        }
        return urlencode({name: value for name, value in (said | changes).items() if value is not None})

    def ask(self, browser: Browser, **changes: str | None) -> HttpResponse:
        """Send the person to the authorization endpoint."""
        return browser.get(f"/oauth/authorize?{self.query(**changes)}")

    def answer(self, browser: Browser, *give: str, say: str | None = "oui", **changes: str | None) -> HttpResponse:
        """Let the person answer the page; everything that it offers when nothing is named."""
        page = f"/oauth/authorize?{self.query(**changes)}"
        shown = browser.text(page)
        offered = re.findall(r'name="donner" value="([^"]+)"', shown)
        found = _DEMAND.search(shown)
        assert found is not None
        fields = {"demande": html.unescape(found[1]), "reponse": say, "duree": "30"}
        return browser.submit(page, "/oauth/reponse", **fields, donner=list(give) or offered)

    def code(self, browser: Browser, *give: str, **changes: str | None) -> str:
        """Get a code."""
        return sent_back(self.answer(browser, *give, **changes), self.back)["code"]

    def exchange(self, code: str, **changes: str | None) -> HttpResponse:
        """Bring a code to the token endpoint."""
        return self.post(
            "token",
            **(
                {
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": self.back,
                    "code_verifier": self.verifier,
                }
                | changes
            ),
        )

    def refresh(self, token: str, **changes: str | None) -> HttpResponse:
        """Bring a refresh token to the token endpoint."""
        return self.post("token", **({"grant_type": "refresh_token", "refresh_token": token} | changes))

    def tokens(self, browser: Browser, *give: str, **changes: str | None) -> dict[str, Any]:
        """Go all the way to the tokens."""
        answer = self.exchange(self.code(browser, *give, **changes))
        assert answer.status_code == 200, answer.content
        return cast("dict[str, Any]", json.loads(answer.content))

    def post(self, endpoint: str, **fields: str | None) -> HttpResponse:
        """Send a form, with the proof that this program has."""
        proof = {"client_id": self.client_id} if self.key is None else self.proof()
        form = {name: value for name, value in (proof | fields).items() if value is not None}
        path, kind = f"/oauth/{endpoint}", "application/x-www-form-urlencoded"
        return cast("HttpResponse", Http(HTTP_HOST="127.0.0.1").post(path, urlencode(form), content_type=kind))

    def proof(self, **changes: Any) -> dict[str, str | None]:
        """Sign an assertion."""
        assert self.key is not None
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": f"{settings.ENS_PUBLIC_URL}/oauth/token",
            "exp": now + 120,
            "jti": uuid.uuid4().hex,
        } | changes
        header = {"alg": "ES384", "kid": str(self.key.kid)}
        assertion = jwt.encode(header, claims, self.key, algorithms=["ES384"])
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}


def patient(holder: Holder) -> str:
    """Name somebody as the door does."""
    return house().codec.encode(holder.space, NO_ITEM)


def new_key() -> ECKey:
    """Draw a key of a program."""
    return ECKey.generate_key("P-384", {"kid": uuid.uuid4().hex})


def sent_back(answer: HttpResponse, to: str = BACK) -> dict[str, str]:
    """Read what the program is told by the address that the browser is sent to."""
    assert answer.status_code == 303, (answer.status_code, answer.content[:300])
    address, _, query = answer.headers["Location"].partition("?")
    assert address == to
    return {name: values[0] for name, values in parse_qs(urlsplit(f"?{query}").query).items()}


def told(answer: HttpResponse) -> Any:
    """Read a JSON answer."""
    return json.loads(answer.content)
