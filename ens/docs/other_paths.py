"""The addresses beside the FHIR door that programs use: tokens, the public journal, signs of life; pure."""

from ens.docs.fhir_paths import Address
from ens.docs.shapes import FORM, TEXT, Json, answer, body, path
from ens.oauth.rules import ASSERTION_TYPE

_JSON = "application/json"


def list_others() -> list[Address]:
    """List what can be asked beside the FHIR door; nobody needs a token for it."""
    found = [_token(), *_journal(), *_life(), *_ourselves()]
    return [(where, method, {**described, "security": []}) for where, method, described in found]


def _does(group: str, text: str, responses: Json, *parameters: Json) -> Json:
    described: Json = {"tags": [group], "summary": text, "responses": responses}
    return described | ({"parameters": list(parameters)} if parameters else {})


def _token() -> Address:
    fields = {
        "type": "object",
        "required": ["grant_type", "client_assertion_type", "client_assertion"],
        "properties": {
            "grant_type": {"const": "client_credentials"},
            "client_assertion_type": {"const": ASSERTION_TYPE},
            "client_assertion": {"type": "string", "maxLength": 8_192},
            "scope": {"type": "string"},
        },
    }
    issued = {"type": "object", "required": ["access_token", "token_type", "expires_in", "scope"]}
    wrong = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    responses = {
        "200": answer("Un jeton d’accès.", issued, _JSON),
        "400": answer("La demande n’est pas comprise, ou demande trop.", wrong, _JSON),
        "401": answer("Le programme n’est pas reconnu.", wrong, _JSON),
    }
    described = _does("Jetons", "Obtenir un jeton contre une affirmation signée (RFC 7523)", responses)
    return "/oauth/token", "post", described | {"requestBody": body(fields, FORM)}


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
