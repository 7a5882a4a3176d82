"""Every page of the portal in its states, with who looks at it; a test fails when an address is missing here."""

import base64
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import httpx

from ens.formats.sniff import JPEG, TEXT
from ens.records import taxonomy
from ens.sandbox import cast
from ens.sandbox.links import RETURN
from tests.browser.photo import PHOTO
from tests.scenarios.live import House

OWN: Final = "Note du kinésithérapeute"  # a document that Camille added herself
PICTURE: Final = "Photo d’une ordonnance"


@dataclass(frozen=True, slots=True)
class Spot:
    """A page in one of its states: the name of its address, where it is in a house, and who looks."""

    state: str
    name: str
    path: Callable[[House], str]
    who: str = "camille"
    status: int = 200


def cookie_of(house: House) -> str:
    """Name the session's cookie, as the portal does on plain http."""
    return f"ens-{house.port}"


def fetch(house: House, path: str, who: str) -> httpx.Response:
    """Ask for a page as somebody, without a browser."""
    cookies = {cookie_of(house): house.token(who)} if who else {}
    with httpx.Client(base_url=house.base, cookies=cookies, trust_env=False, verify=False, timeout=30) as http:
        return http.get(path)


def notebook(house: House, rest: str = "", person: cast.Person = cast.CAMILLE) -> str:
    """Give an address in somebody's notebook."""
    return f"/carnet/{house.patient(person.identity.matricule)}/{rest}"


def document(house: House, title: str, rest: str = "", person: cast.Person = cast.CAMILLE) -> str:
    """Find a document by its title in the list, as its reader does; the newest of that name."""
    listed = fetch(house, notebook(house, "documents/", person), person.slug).text
    for address, found in re.findall(r'<a href="([^"]+/documents/[a-z2-7]{26}/)"[^>]*>(.*?)</a>', listed, re.DOTALL):
        if title in html.unescape(re.sub(r"<[^>]+>", "", found)).replace("\u00a0", " "):
            return f"{address}{rest}"
    raise LookupError(title)


def passage(house: House) -> str:
    """Find the first line of Camille's history that has a page of its own."""
    listed = fetch(house, notebook(house, "historique/"), "camille").text
    found = re.search(r'href="([^"]+/historique/[a-z2-7]{20,}/)"', listed)
    if found is None:
        raise LookupError("no line in the history")
    return found[1]


def practitioner(house: House) -> str:
    """Find the page of the first professional whom Camille lets in."""
    listed = fetch(house, notebook(house, "confidentialite/"), "camille").text
    found = re.search(r'href="([^"]+/confidentialite/soignants/[a-z2-7]{26}/)"', listed)
    if found is None:
        raise LookupError("nobody is let in")
    return found[1]


def prepare(house: House) -> None:
    """Let Camille add a text and a photo of her own, and let others come, so that every page has something to show."""
    patient = house.patient(cast.CAMILLE.identity.matricule)
    for title, content_type, content in ((OWN, TEXT, b"Dix s\xc3\xa9ances.\n"), (PICTURE, JPEG, PHOTO)):
        sent = house.send("camille", "POST", "DocumentReference", _resource(patient, title, content_type, content))
        assert sent.status_code == 201, sent.text
    for who in ("dr-martin", "dr-nguyen", "applicoeur"):
        house.call(who, "GET", "DocumentReference", params={"patient": patient, "_count": 3})


def _resource(patient: str, title: str, content_type: str, content: bytes) -> dict[str, object]:
    known = taxonomy.load_types()["DOCPAT02"]
    file = {"contentType": content_type, "title": title, "data": base64.b64encode(content).decode()}
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"coding": [{"system": known.system, "code": known.code}]},
        "subject": {"reference": f"Patient/{patient}"},
        "date": "2026-01-05T09:00:00+01:00",
        "content": [{"attachment": file}],
    }


def _at(path: str) -> Callable[[House], str]:
    return lambda _house: path


def _in(rest: str, person: cast.Person = cast.CAMILLE) -> Callable[[House], str]:
    return lambda house: notebook(house, rest, person)


def _asked_by(client_id: str) -> Callable[[House], str]:
    """Give the address of what an app asks Camille for."""
    return lambda house: (
        f"/oauth/authorize?response_type=code&client_id={client_id}&redirect_uri={RETURN}&state=s&aud={house.base}/fhir"
        f"&code_challenge={'c' * 43}&code_challenge_method=S256&scope=openid+launch/patient+offline_access"
        "+patient/DocumentReference.rs+patient/Observation.cruds"
    )


def _of(title: str, rest: str = "") -> Callable[[House], str]:
    return lambda house: document(house, title, rest)


def _seen_by_pro(rest: str, person: cast.Person = cast.CAMILLE) -> Callable[[House], str]:
    return lambda house: f"/pro/patients/{house.patient(person.identity.matricule)}/{rest}"


def _read_by_pro(title: str) -> Callable[[House], str]:
    return lambda house: document(house, title).replace("/carnet/", "/pro/patients/")


SPOTS: Final = (
    Spot("accueil-public", "welcome", _at("/"), who=""),
    Spot("connexion", "sign-in", _at("/connexion/"), who=""),
    Spot("connexion-identifiant", "password-sign-in", _at("/connexion/identifiant/"), who=""),
    Spot("connexion-cle", "passkey-sign-in", _at("/connexion/cle/"), who=""),
    Spot("oubli-identifiant", "forgotten", _at("/connexion/oubli/"), who=""),
    Spot("oubli-mot-de-passe", "forgotten-password", _at("/connexion/oubli/mot-de-passe/"), who=""),
    Spot("inscription", "enrol", _at("/inscription/"), who=""),
    Spot("inscription-expiree", "enrol-code", _at("/inscription/code/saisir/"), who="", status=410),
    Spot("opposition", "oppose", _at("/opposition/"), who=""),
    Spot("courrier", "demo-outbox", _at("/courrier-de-demonstration/"), who=""),
    Spot("aide", "help", _at("/aide/"), who=""),
    Spot("interfaces", "docs", _at("/docs"), who=""),
    Spot("vie-privee", "privacy", _at("/vie-privee/"), who=""),
    Spot("accessibilite", "accessibility", _at("/accessibilite/"), who=""),
    Spot("composants", "components", _at("/composants/"), who=""),
    Spot("inconnue", "", _at("/nulle-part/"), who="", status=404),
    Spot("carnet-inconnu", "", _at("/carnet/aaaaaaaaaaaaaaaaaaaaaaaaaa/"), status=404),
    Spot("accueil", "home", _in("")),
    Spot("accueil-sacha", "home", _in("", cast.SACHA)),
    Spot("documents", "documents", _in("documents/")),
    Spot("documents-sacha", "documents", _in("documents/", cast.SACHA)),
    Spot("documents-recherche", "documents", _in("documents/?q=ordonnance")),
    Spot("documents-rien", "documents", _in("documents/?q=introuvable")),
    Spot("document-pdf", "document", _of("Échographie de la thyroïde")),
    Spot("document-cda", "document", _of("contrôle de la TSH")),
    Spot("document-cda-pdf", "document", _of("IRM du genou gauche")),
    Spot("document-photo", "document", _of(PICTURE)),
    Spot("document-texte", "document", _of(OWN)),
    Spot("document-version", "document-version", _of("bilan annuel", "versions/1/")),
    Spot("ajouter", "document-add", _in("documents/ajouter/")),
    Spot("modifier", "document-edit", _of(OWN, "modifier/")),
    Spot("supprimer", "document-delete", _of(OWN, "supprimer/")),
    Spot("compte", "account", _at("/mon-compte/")),
    Spot("appareils", "devices", _at("/mon-compte/appareils/")),
    Spot("moyens", "proofs", _at("/mon-compte/acces/")),
    Spot("cle", "passkey-add", _at("/mon-compte/acces/cle/")),
    Spot("coordonnees", "contacts", _at("/mon-compte/coordonnees/")),
    Spot("choix", "choices", _at("/mon-compte/choix/")),
    Spot("identite", "identity", _at("/mon-compte/identite/")),
    Spot("confirmer", "confirm", _at("/connexion/confirmer/")),
    Spot("connexion-agents", "staff-sign-in", _at("/guichet/connexion/"), who=""),
    Spot("connexion-pro", "pro-sign-in", _at("/pro/connexion/"), who=""),
    Spot("bureau", "pro", _at("/pro/"), who="dr-martin"),
    Spot("dossier", "pro-patient", _seen_by_pro(""), who="dr-martin"),
    Spot("dossier-tout", "pro-patient", _seen_by_pro("?periode=tout"), who="dr-martin"),
    Spot("dossier-mineur", "pro-patient", _seen_by_pro("", cast.NOE), who="dr-martin"),
    Spot("dossier-ferme", "pro-patient", _seen_by_pro(""), who="dr-nguyen"),
    Spot("dossier-document", "pro-document", _read_by_pro("Échographie de la thyroïde"), who="dr-martin"),
    Spot("deposer", "pro-deposit", _seen_by_pro("deposer/"), who="dr-martin"),
    Spot("urgence", "pro-emergency", _seen_by_pro("urgence/"), who="dr-nguyen"),
    Spot("code-soignant", "show-code", _in("code-soignant/")),
    Spot("autoriser", "oauth-authorize", _asked_by("applicoeur")),
    Spot("autoriser-inconnue", "oauth-authorize", _asked_by("inconnue"), status=400),
    Spot("autoriser-soignant", "oauth-authorize", _asked_by("applicoeur"), who="dr-martin", status=403),
    Spot("applications", "apps", _in("applications/")),
    Spot("applications-sacha", "apps", _in("applications/", cast.SACHA)),
    Spot("confidentialite", "confidence", _in("confidentialite/")),
    Spot("confidentialite-sacha", "confidence", _in("confidentialite/", cast.SACHA)),
    Spot("soignant", "confidence-one", practitioner),
    Spot("annuaire", "confidence-find", _in("confidentialite/annuaire/?nom=dr")),
    Spot("matrice", "matrix", _at("/qui-lit-quoi/"), who=""),
    Spot("visibilite", "document-visibility", _of(OWN, "visibilite/")),
    Spot("visibilite-tous", "documents-visibility", _in("confidentialite/documents/")),
    Spot("proches", "helpers", _in("confidentialite/proches/")),
    Spot("inviter", "helper-invite", _in("confidentialite/proches/inviter/")),
    Spot("proches-sacha", "helpers", _in("confidentialite/proches/", cast.SACHA)),
    Spot("inviter-representant", "representative-invite", _in("confidentialite/proches/representant/", cast.SACHA)),
    Spot("aider", "helping", _at("/mon-compte/aider/")),
    Spot("prevenir", "notices", _in("me-prevenir/")),
    Spot("prevenir-sacha", "notices", _in("me-prevenir/", cast.SACHA)),
    Spot("partages", "shares", _in("partages/")),
    Spot("partages-sacha", "shares", _in("partages/", cast.SACHA)),
    Spot("partager", "share-new", _in("partages/nouveau/")),
    Spot("partage-inconnu", "share", _at("/partage/nulle-part/"), who="", status=404),
    Spot("historique", "history", _in("historique/")),
    Spot("historique-sacha", "history", _in("historique/", cast.SACHA)),
    Spot("verifier", "history-entry", passage),
)
# Addresses that are no page: files, and acts that answer with another page.
NOT_PAGES: Final = {
    "static",
    "oauth-answer",
    "oauth-token",
    "oauth-revoke",
    "oauth-introspect",
    "oauth-jwks",
    "oauth-metadata",
    "own-apps",
    "sign-out",
    "arrival",
    "codes-new",
    "contact-cancel",
    "contact-verify",
    "device-end",
    "devices-end",
    "proof-remove",
    "act-ask",
    "act-decide",
    "staff-home",
    # what nobody of the cast opens: `test_staff` looks at it
    "guichet",
    "pilotage",
    "alarms",
    "matrix-versions",
    "matrix-edit",
    "matrix-decide",
    "staff-invitation",
    "document-page",
    "document-original",
    "history-proof",
    "history-file",
    "history-bundle",
    "history-pdf",
    "history-report",
    "openapi",
    # what only who has a square and its code sees: `test_shares` walks through it
    "share-handed",
    "share-open",
    "share-shown",
    "share-document",
    "share-page",
    "share-manifest",
    "share-file",
    # looked at by `test_signing_in`, on the way through them
    "federation-come-back",
    "federation-end-here",
    "federation-end-there",
    "federation-leave",
    "federation-left",
    "federation-tell-apart",
    "phone",
    "phone-wait",
    # acts of professionals that answer with another page, and files
    "pro-emergency-end",
    "pro-enter",
    "pro-find",
    "pro-mine",
    "pro-document-change",
    "pro-document-original",
    "pro-document-page",
    "pro-secret",
    "pro-place",
    # what only somebody on the way sees: `test_enrolling` walks through it
    "enrol-who",
    "enrol-channel",
    "enrol-access",
    "enrol-verify",
    "enrol-second",
    "enrol-codes",
    "enrol-child",
    "second-factor",
    "forgotten-new",
    "oppose-confirm",
    "oppose-done",
    "oppose-proof",
}
# Pages made of the same parts as their neighbours: `test_account` looks at each once, on a telephone.
NEIGHBOURS: Final = {
    "app-add": "/mon-compte/acces/application/",
    "password": "/mon-compte/acces/mot-de-passe/",
    "terms": "/mon-compte/conditions/",
    "notebook-choices": "choix/",
}
NEEDS_SCRIPT: Final = {"passkey-add", "passkey-sign-in", "staff-sign-in"}  # these say so, and offer another way
NOT_PORTAL: Final = {"fhir", "openid", "healthz", "readyz", "journal"}
