"""The national identity service: who bears these traits, and whether an identity is what it says."""

from collections.abc import Iterator
from dataclasses import replace
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.conf import settings

from ens.federation import insi
from ens.federation.insi import Outcome, Status
from ens.kernel.errors import Malformed, Unavailable
from ens.kernel.identity import Identity
from ens.sandbox import cast
from ens.sandbox.providers import insi as standin
from ens.sandbox.providers.server import Application, serving
from tests.scenarios.live import free_port

CAMILLE = cast.CAMILLE.identity
# An answer in the shape of the real one: another default namespace, and a number of the past beside today's.
REAL = b"""<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><S:Body
 xmlns:S="http://www.w3.org/2003/05/soap-envelope"><RESULTAT xmlns:ns3="http://www.cnamts.fr/INSiRecVit"
 xmlns="http://www.cnamts.fr/INSiResultat"><CR><CodeCR>00</CodeCR><LibelleCR>OK</LibelleCR></CR><INDIVIDU><INSACTIF>
<IdIndividu><NumIdentifiant>1090651999003</NumIdentifiant><Cle>71</Cle></IdIndividu><OID>1.2.250.1.213.1.4.8</OID>
</INSACTIF><INSHISTO><IdIndividu><NumIdentifiant>2090651999003</NumIdentifiant><Cle>21</Cle></IdIndividu>
<OID>1.2.250.1.213.1.4.8</OID></INSHISTO><TIQ><NomNaissance>EXEMPLE</NomNaissance>
<ListePrenom>JEAN-LOUP CLAUDE</ListePrenom><Sexe>M</Sexe><DateNaissance>2009-06-11</DateNaissance>
<LieuNaissance>51999</LieuNaissance></TIQ></INDIVIDU></RESULTAT></S:Body></soap:Envelope>"""


def served(application: Application, patch: pytest.MonkeyPatch) -> Iterator[None]:
    port = free_port()
    patch.setattr(settings, "ENS_INSI_URL", f"http://127.0.0.1:{port}/insi")
    with serving({port: application}):
        yield


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from served(standin.application, monkeypatch)


def test_camille_is_found_by_her_traits_alone(service: None) -> None:
    asked = replace(CAMILLE, matricule="", oid="", given_names=("Camille",), birth_name="Roussel")
    assert insi.search(asked) == insi.Answer(Outcome.FOUND, CAMILLE)
    assert insi.qualify(CAMILLE) is Status.QUALIFIED


@pytest.mark.parametrize(
    "changed",
    [
        {"birth_name": "ROUSSELET"},
        {"given_names": ("CAMILLA",)},
        {"birth_date": "1988-05-15"},
        {"sex": "male"},
        {"birth_place": "51998"},
        {"sex": "unknown"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_one_trait_that_differs_is_nobody(service: None, changed: dict[str, object]) -> None:
    assert insi.qualify(replace(CAMILLE, **changed)) is Status.UNKNOWN  # type: ignore[arg-type]


@pytest.mark.parametrize("changed", [{"matricule": cast.JEANNE.identity.matricule}, {"oid": "1.2.250.1.213.1.4.8"}])
def test_another_number_for_the_same_traits_is_different(service: None, changed: dict[str, str]) -> None:
    assert insi.qualify(replace(CAMILLE, **changed)) is Status.DIFFERENT  # type: ignore[arg-type]


def test_accents_and_hyphens_are_no_difference(service: None) -> None:
    assert insi.qualify(cast.SACHA.identity) is Status.QUALIFIED
    assert insi.qualify(replace(cast.JEANNE.identity, birth_name="Le-Goff")) is Status.QUALIFIED


def test_two_people_of_the_same_traits_are_ambiguous(service: None, monkeypatch: pytest.MonkeyPatch) -> None:
    twin = replace(cast.CAMILLE, slug="jumelle")
    monkeypatch.setattr(cast, "PERSONS", (cast.CAMILLE, twin))
    assert insi.qualify(CAMILLE) is Status.AMBIGUOUS


def test_what_the_real_service_answers_is_read() -> None:
    answer = insi.read(REAL)
    assert answer.identity == Identity(
        "109065199900371",
        "1.2.250.1.213.1.4.8",
        "EXEMPLE",
        ("JEAN-LOUP", "CLAUDE"),
        "2009-06-11",
        "male",
        "51999",
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html/>",
        REAL.replace(b"<CodeCR>00", b"<CodeCR>99"),
        REAL.replace(b"<Cle>71", b"<Cle>00", 1),
        REAL.replace(b"4.8</OID>", b"4.5</OID>", 1),
        REAL.replace(b"<Sexe>M", b"<Sexe>X"),
        REAL.replace(b"<LieuNaissance>51999</LieuNaissance>", b""),
        REAL.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', 1),
    ],
    ids=["empty", "no answer", "unknown code", "wrong key", "wrong register", "no sex", "no place", "doctype"],
)
def test_an_answer_that_is_none_is_malformed(content: bytes) -> None:
    with pytest.raises(Malformed):
        insi.read(content)


def test_names_are_text_and_never_markup() -> None:
    hostile = replace(CAMILLE, birth_name="</NomNaissance><x>", birth_place='"&<')
    written = insi.compose(hostile)
    assert written.count(b"<x>") == 0
    assert b"&amp;&lt;" in written


def _broken(_environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    start("500 Oops", [])
    return [b""]


def _elsewhere(_environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    start("302 Found", [("Location", "http://127.0.0.1:9/")])
    return [b""]


def _endless(_environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    start("200 OK", [])
    return [b" " * 70_000]


@pytest.mark.parametrize("application", [_broken, _elsewhere, _endless])
def test_a_service_that_misbehaves_is_as_away(monkeypatch: pytest.MonkeyPatch, application: Application) -> None:
    serving_it = served(application, monkeypatch)
    next(serving_it)
    with pytest.raises(Unavailable):
        insi.qualify(CAMILLE)
    next(serving_it, None)


def test_a_service_that_is_away_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENS_INSI_URL", "http://127.0.0.1:9/insi")
    with pytest.raises(Unavailable):
        insi.qualify(CAMILLE)
