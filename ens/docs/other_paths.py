"""The addresses beside the FHIR door that programs use: tokens, the public journal, signs of life; pure."""

from ens.docs.fhir_paths import Address
from ens.docs.shapes import FORM, TEXT, Json, answer, body, path
from ens.oauth.rules import ASSERTION_TYPE

_JSON = "application/json"
_FIELDS = ("code", "redirect_uri", "code_verifier", "refresh_token", "scope")


def list_others() -> list[Address]:
    """List what can be asked beside the FHIR door; nobody needs a token for it."""
    found = [_token(), *_about_tokens(), _ended(), *_shared(), *_journal(), *_life(), *_ourselves()]
    return [(where, method, {**described, "security": []}) for where, method, described in found]


def _does(group: str, text: str, responses: Json, *parameters: Json) -> Json:
    described: Json = {"tags": [group], "summary": text, "responses": responses}
    return described | ({"parameters": list(parameters)} if parameters else {})


def _token() -> Address:
    fields = {
        "type": "object",
        "required": ["grant_type"],
        "properties": {
            "grant_type": {"enum": ["authorization_code", "refresh_token", "client_credentials"]},
            **_proof(),
            **{name: {"type": "string"} for name in _FIELDS},
        },
    }
    issued = {"type": "object", "required": ["access_token", "token_type", "expires_in", "scope"]}
    text = "Obtenir un jeton : contre un code, un jeton de rafraîchissement, ou une affirmation signée (RFC 7523)"
    return _form("/oauth/token", text, fields, {"200": answer("Un jeton d’accès.", issued, _JSON)})


def _about_tokens() -> list[Address]:
    fields = {"type": "object", "required": ["token"], "properties": {"token": {"type": "string"}, **_proof()}}
    told = {"type": "object", "required": ["active"], "properties": {"active": {"type": "boolean"}}}
    keys = {"type": "object", "required": ["keys"], "properties": {"keys": {"type": "array"}}}
    described = {"type": "object", "required": ["issuer"], "properties": {"issuer": {"type": "string"}}}
    reads = (
        ("/oauth/jwks", "Lire les clés qui signent les jetons d’identité", keys),
        ("/.well-known/oauth-authorization-server", "Lire ce que sait faire le serveur (RFC 8414)", described),
        ("/.well-known/openid-configuration", "Lire ce que sait faire le fournisseur d’identité", described),
    )
    revoked, known = {"200": answer("C’est fait.", {}, _JSON)}, {"200": answer("Ce qu’il vaut.", told, _JSON)}
    return [
        _form("/oauth/revoke", "Rendre un jeton (RFC 7009)", fields, revoked),
        _form("/oauth/introspect", "Savoir ce que vaut un jeton (RFC 7662)", fields, known),
        *((at, "get", _does("Jetons", text, {"200": answer("Lu.", shape, _JSON)})) for at, text, shape in reads),
    ]


def _proof() -> Json:
    """Describe how a program proves itself: its name alone when it is public, a signed assertion otherwise."""
    return {
        "client_id": {"type": "string"},
        "client_assertion_type": {"const": ASSERTION_TYPE},
        "client_assertion": {"type": "string", "maxLength": 8_192},
    }


def _form(where: str, text: str, fields: Json, done: Json) -> Address:
    wrong = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    responses = done | {
        "400": answer("La demande n’est pas comprise, ou demande trop.", wrong, _JSON),
        "401": answer("Le programme n’est pas reconnu.", wrong, _JSON),
        "503": answer("Trop de demandes à la fois : réessayez.", wrong, _JSON),
    }
    return where, "post", _does("Jetons", text, responses) | {"requestBody": body(fields, FORM)}


def _ended() -> Address:
    """Describe where an identity provider says that somebody has signed out there (OpenID Connect Back-Channel 1.0)."""
    fields = {"type": "object", "required": ["logout_token"], "properties": {"logout_token": {"type": "string"}}}
    responses = {
        "200": answer("Les sessions sont fermées."),
        "400": answer("Le jeton n’est pas d’ici."),
        "404": answer("Aucun fournisseur de ce nom."),
    }
    text = "Dire qu’une session est finie chez le fournisseur d’identité"
    parts = path("provider", "^[a-z-]{1,32}$")
    described = _does("Jetons", text, responses, parts) | {"requestBody": body(fields, FORM)}
    return "/connexion/par/{provider}/fin/", "post", described


def _shared() -> list[Address]:
    """Describe what a program asks of a SMART Health Link (HL7 SMART Health Links 1.0.0)."""
    fields = {
        "type": "object",
        "required": ["recipient", "passcode"],
        "properties": {
            "recipient": {"type": "string", "minLength": 1},
            "passcode": {"type": "string"},
            "embeddedLengthMax": {"type": "integer"},
        },
    }
    files = {"type": "object", "required": ["files"], "properties": {"files": {"type": "array"}}}
    left = {"type": "object", "required": ["remainingAttempts"]}
    gone = answer("Ce lien n’existe pas, a pris fin, ou a servi autant de fois que prévu.", {"type": "object"}, _JSON)
    asked = {
        "200": answer("Où prendre les fichiers, pendant dix minutes.", files, _JSON),
        "400": answer("La demande n’est pas comprise.", {"type": "object"}, _JSON),
        "401": answer("Ce code n’est pas le bon : combien d’essais restent.", left, _JSON),
        "404": gone,
    }
    taken = {"200": answer("Un JWE (dir, A256GCM).", {"type": "string"}, "application/jose"), "404": gone}
    secret, part = path("secret", "^[A-Za-z0-9_-]{43}$"), path("part", "^[0-9]{1,2}$")
    ticket = path("ticket", "^[0-9]{10}-[0-9a-f]{32}$")
    manifest = _does("Partages", "Demander où sont les fichiers d’un partage remis (SMART Health Links)", asked, secret)
    file = _does("Partages", "Prendre un fichier, chiffré sous la clé du lien", taken, secret, part, ticket)
    return [
        ("/partage/lien/{secret}/", "post", manifest | {"requestBody": body(fields, _JSON)}),
        ("/partage/lien/{secret}/{part}/{ticket}/", "get", file),
    ]


def _journal() -> list[Address]:
    text, bytes_ = {"type": "string"}, {"type": "string", "format": "binary"}
    nothing = answer("Le journal n’a rien de tel.")
    key = {"200": answer("La clé.", text, TEXT)}
    tile = path("path", r"^[0-9]{1,2}/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[0-9]{1,3})?$")
    return [
        (
            "/journal/checkpoint",
            "get",
            _does("Journal", "Lire le dernier état signé", {"200": answer("Une note.", text, TEXT), "404": nothing}),
        ),
        (
            "/journal/tile/{path}",
            "get",
            _does(
                "Journal",
                "Lire les empreintes d’une tuile (C2SP tlog-tiles)",
                {"200": answer("Des empreintes.", bytes_, "application/octet-stream"), "404": nothing},
                tile,
            ),
        ),
        (
            "/journal/vkey",
            "get",
            _does("Journal", "Lire la clé de vérification", key),
        ),
    ]


def _life() -> list[Address]:
    states = {"type": "object", "required": ["status", "checks"]}
    ready = {"200": answer("Tout est prêt.", states, _JSON), "503": answer("Il manque quelque chose.", states, _JSON)}
    return [
        ("/healthz", "get", _does("Service", "Savoir si le service répond", {"200": answer("Oui.", {}, TEXT)})),
        ("/readyz", "get", _does("Service", "Savoir si tout ce qu’il faut est là", ready)),
    ]


def _ourselves() -> list[Address]:
    page = {"200": answer("Une page.", {"type": "string"}, "text/html")}
    described = {"200": answer("Ce document.", {"type": "object", "required": ["openapi"]}, _JSON)}
    return [
        ("/docs", "get", _does("Service", "Lire cette description en une page", page)),
        ("/docs/openapi.json", "get", _does("Service", "Lire cette description (OpenAPI 3.1)", described)),
    ]
