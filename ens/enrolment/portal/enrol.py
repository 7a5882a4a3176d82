"""A first access with a health card: who one is, a code to a known contact (ENR-01 to ENR-06)."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.credentials import codes, letters, limits
from ens.credentials.rules import windows
from ens.credentials.rules.codes import read_digits
from ens.credentials.store import Holder, Kind
from ens.enrolment import reaching, rules, services, steps
from ens.enrolment.portal.way import fault_of, show, stop, typed, way_page
from ens.enrolment.rules import Card
from ens.enrolment.services import BY_REPRESENTATIVE, BY_THE_PERSON, Someone, Standing
from ens.enrolment.steps import Expired, Steps
from ens.gate import doorstep
from ens.kernel.actions import Action
from ens.kernel.errors import TooMany
from ens.web.address import address_of
from ens.web.elsewhere import SeeOther, led_to

ERRAND: Final = "enrol"
PURPOSE: Final = "enrol"
_FIELDS: Final = ("nir", "serie", "naissance-jour", "naissance-mois", "naissance-annee")
NOT_FOUND: Final = "Ces trois renseignements ne vont pas ensemble. Relisez-les sur la carte."
WRONG_CODE: Final = "Ce code n’est pas le bon, ou il a déjà servi. Relisez-le, ou demandez-en un autre."


@way_page("GET", "POST")
def start(request: HttpRequest) -> HttpResponseBase:
    """Ask for number, serial and birth date; whichever is wrong, the answer is the same."""
    if request.method != "POST":
        return show(request, "carte", typed=dict.fromkeys(_FIELDS, ""))
    given = typed(request, *_FIELDS)
    card, faults = _read_card(given)
    if not faults:
        try:
            found = services.identify(card, address_of(request))
            faults = {} if found else {"nir": NOT_FOUND}
        except TooMany as error:
            faults, found = {"nir": fault_of(error)}, []
    if faults:
        return show(request, "carte", faults, typed=given, places={"naissance": "naissance-jour"})
    new = steps.begin(ERRAND)
    alone = services.describe(found[0], services.today()) if len(found) == 1 else None
    if alone is None or alone.is_minor:
        return _led("enrol-who", new, candidates=tuple(found), card=card.number)
    known = {"space": alone.space, "number": alone.number, "card": card.number, "acting": BY_THE_PERSON}
    return _led(_next_page(alone.number), new, **known)


@way_page("GET", "POST")
def who(request: HttpRequest) -> HttpResponseBase:
    """For a minor: which child, and who asks; whoever is no legal representative stops here (ENR-04, ENR-06)."""
    now = steps.load(request, ERRAND)
    people = [services.describe(space, services.today()) for space in now.candidates]
    if not people:
        raise Expired
    faults: dict[str, str] = {}
    if request.method == "POST":
        given = typed(request, "enfant", "qualite")
        chosen = _chosen(people, given["enfant"])
        faults = _faults_of_choice(chosen, given["qualite"])
        if chosen is not None and not faults:
            if given["qualite"] == "non":
                return stop(request, "representant", 403)
            acting = BY_THE_PERSON if given["qualite"] == "moi" else BY_REPRESENTATIVE
            return _led(
                _next_page(chosen.number), now, space=chosen.space, number=chosen.number, acting=acting, candidates=()
            )
    may_be_own = any(rules.may_have_own(each.age) for each in people)
    places = {"enfant": "enfant-1", "qualite": "qualite-1"}
    return show(request, "qui", faults, people=people, may_be_own=may_be_own, places=places)


@way_page("GET", "POST")
def channel(request: HttpRequest) -> HttpResponseBase:
    """Choose where the code goes; contacts are masked, for a card alone proves nothing (ENR-05)."""
    now = _known(request)
    reachable = reaching.list_reachable(now.number)
    faults: dict[str, str] = {}
    if request.method == "POST":
        wanted = request.POST.get("contact", "")
        if wanted == "deja":
            return led_to("enrol-code")
        chosen = next((each for each in reachable if str(each.kind) == wanted), None)
        if chosen is None:
            faults = {"contact": "Choisissez où envoyer le code."}
        else:
            try:
                if chosen.kind == Kind.ADDRESS:
                    reaching.send_letter(_holder(now), chosen)
                    return stop(request, "lettre", 200)
                reaching.send_code(_holder(now), PURPOSE, now.flow, Kind(chosen.kind), chosen.value)
            except TooMany as error:
                faults = {"contact": fault_of(error)}
            else:
                reached = {"email": ""} | {"mobile": ""}
                reached["email" if chosen.kind == Kind.EMAIL else "mobile"] = chosen.value
                return _led("enrol-code", now, **reached)
    return show(request, "canal", faults, contacts=reachable, places={"contact": "contact-1"})


@way_page("GET", "POST")
def code(request: HttpRequest) -> HttpResponseBase:
    """Take the code, of a message or of a letter; what somebody finds is told from here on alone."""
    now = _known(request)
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            right = _redeem(request, now, request.POST.get("code", "")[:40])
        except TooMany as error:
            faults = {"code": fault_of(error)}
        else:
            if right:
                return _proven(request, now)
            doorstep.note(Action.ACCOUNTS_CREDENTIAL_ADD, now.space, refused="wrong_proof")
            faults = {"code": WRONG_CODE}
    return show(request, "code", faults, reached=now.email or now.mobile)


def _next_page(number: int) -> str:
    """Lead to the choice of where a code goes, or to the code of the only letter that can have been sent."""
    reachable = reaching.list_reachable(number)
    waits = all(each.kind == Kind.ADDRESS for each in reachable) and letters.is_waited_for(number)
    return "enrol-code" if waits else "enrol-channel"


def _redeem(request: HttpRequest, now: Steps, given: str) -> bool:
    limits.spend(windows.CODES_TRIED, now.flow)
    if read_digits(given):
        return codes.redeem_code(PURPOSE, str(now.number), now.flow, given)
    limits.spend(windows.LETTER_TRIED, address_of(request))
    return letters.redeem_letter(now.number, given)


def _proven(request: HttpRequest, now: Steps) -> HttpResponseBase:
    standing = services.judge(now.space, now.number)
    if now.acting == BY_REPRESENTATIVE and standing in {Standing.MAY_OPEN, Standing.EXISTS}:
        return _led("enrol-child", now, proven=True, email="", mobile="")
    if standing is not Standing.MAY_OPEN:
        return stop(request, standing.value, 403)
    reached = tuple(value for value in (now.email, now.mobile) if value)
    is_own = not services.describe(now.space, services.today()).is_minor
    kept = {"verified": reached} if is_own else {"email": "", "mobile": ""}  # a minor's known contacts are the parents'
    return _led("enrol-access", now, proven=True, **kept)


def _known(request: HttpRequest) -> Steps:
    now = steps.load(request, ERRAND)
    if not now.space or now.proven:
        raise Expired
    return now


def _holder(now: Steps) -> Holder:
    return Holder(now.space, now.number)


def _read_card(given: dict[str, str]) -> tuple[Card, dict[str, str]]:
    number, wrong_number = rules.read_number(given["nir"])
    serial, wrong_serial = rules.read_serial(given["serie"])
    parts = (given["naissance-jour"], given["naissance-mois"], given["naissance-annee"])
    born, wrong_date = rules.read_birth_date(parts, services.today())
    faults = {"nir": wrong_number, "serie": wrong_serial, "naissance": wrong_date}
    return Card(number, serial, born), {name: text for name, text in faults.items() if text}


def _chosen(people: list[Someone], wanted: str) -> Someone | None:
    if len(people) == 1:
        return people[0]
    return next((each for place, each in enumerate(people, 1) if str(place) == wanted), None)


def _faults_of_choice(chosen: Someone | None, quality: str) -> dict[str, str]:
    faults = {} if chosen is not None else {"enfant": "Choisissez de qui il s’agit."}
    if quality not in {"parent", "moi", "non"}:
        faults["qualite"] = "Dites qui vous êtes pour cet enfant."
    elif quality == "moi" and chosen is not None and not rules.may_have_own(chosen.age):
        faults["qualite"] = f"Avant {rules.OWN} ans, c’est un représentant légal qui ouvre le carnet."
    return faults


def _led(name: str, now: Steps, **changes: object) -> SeeOther:
    response = led_to(name)
    steps.save(response, now, **changes)
    return response
