"""The rest of a first access: login name and password, contacts, a second factor, and the child of a parent."""

from importlib import import_module
from typing import Any, Final, Protocol, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.credentials import codes, limits, passkeys, passwords, totp
from ens.credentials.rules import codes as code_rules
from ens.credentials.rules import contacts as contact_rules
from ens.credentials.rules import logins, windows
from ens.credentials.rules import passwords as password_rules
from ens.credentials.rules import totp as totp_rules
from ens.credentials.store import Holder, Kind
from ens.enrolment import reaching, services, steps
from ens.enrolment.portal.enrol import ERRAND, WRONG_CODE
from ens.enrolment.portal.way import fault_of, named_elsewhere, show, stop, typed, way_page
from ens.enrolment.services import BY_REPRESENTATIVE, Second
from ens.enrolment.steps import Expired, Steps
from ens.gate.people import name_of
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Conflict, Invalid, TooMany, Unauthenticated
from ens.notify import services as notify
from ens.policy import scopes
from ens.web import session
from ens.web.elsewhere import led_to
from ens.web.session import SignedIn
from ens.web.squares import draw_square


class Terms(Protocol):
    """What the room of accounts says of the terms of use."""

    VERSION: str
    TEXT: str

    def accept(self, space: int, number: int, version: str) -> None: ...  # noqa: D102


_KINDS: Final = {"courriel": Kind.EMAIL, "mobile": Kind.MOBILE}


@way_page("GET", "POST")
def access(request: HttpRequest) -> HttpResponseBase:
    """Choose a login name and a password, and where one can be reached (ENR-07, X-05 to X-07)."""
    now = _proven(request)
    if request.method != "POST":
        free = logins.suggest(*_names(now), passwords.is_free, code_rules.draw)
        given = {"identifiant": next(iter(free), ""), "courriel": now.email, "mobile": now.mobile, "conditions": ""}
        return _show_access(request, now, given, {})
    given = typed(request, "identifiant", "mot-de-passe", "courriel", "mobile", "conditions")
    login = logins.read_login(given["identifiant"])
    email, mobile, faults = _read_contacts(given)
    wanted = steps.replace(now, login=login, email=email, mobile=mobile)
    faults = {"identifiant": _fault_of_login(now, login), "mot-de-passe": _fault_of_password(wanted, given)} | faults
    faults["conditions"] = "" if given["conditions"] == terms().VERSION else "Lisez les conditions, et acceptez-les."
    if any(faults.values()):
        return _show_access(request, now, given, faults)
    kept = steps.replace(wanted, hash=passwords.hash_password(given["mot-de-passe"]), terms=given["conditions"])
    return _verify_next(request, kept, given)


@way_page("GET", "POST")
def verify(request: HttpRequest) -> HttpResponseBase:
    """Take the codes that went to new contacts; one after the other, each proves its own."""
    now = _proven(request)
    waiting = _unverified(now)
    if not now.hash or not waiting:
        raise Expired
    faults: dict[str, str] = {}
    if request.method == "POST":
        faults = _redeem(request, now, waiting)
        right = tuple(value for name, value in waiting.items() if not faults.get(name))
        now = steps.replace(now, verified=(*now.verified, *right))
        if not any(faults.values()):
            return _led("enrol-second", now, key=totp.new_key())
    response = show(request, "contacts", faults, waiting=_unverified(now))
    steps.save(response, now)
    return response


@way_page("GET", "POST")
def second(request: HttpRequest) -> HttpResponseBase:
    """Choose a second factor: an app, a passkey, or ten codes on paper; nothing opens before it is proven."""
    now = _proven(request)
    if not now.hash or not now.key or _unverified(now):
        raise Expired
    faults: dict[str, str] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "")[:20_000] for name in ("moyen", "code", "reponse", "billet", "nom")}
        try:
            return _finish(request, now, _second_of(now, given))
        except (Conflict, Invalid) as error:
            faults = {"code": fault_of(error)}
    return _show_second(request, now, faults)


@way_page()
def codes_page(request: HttpRequest) -> HttpResponseBase:
    """Show the ten codes once, to be written down or printed."""
    now = steps.load(request, "codes")
    return show(request, "secours", codes=[code_rules.grouped(each, 5) for each in now.codes])


@way_page("GET", "POST")
def child(request: HttpRequest) -> HttpResponseBase:
    """Put a child's notebook beside the parent's: the parent is signed in, and the card is hers (ENR-06)."""
    now = steps.load(request, ERRAND)
    if not now.proven or now.acting != BY_REPRESENTATIVE:
        raise Expired
    try:
        found = session.get_session(request)
    except Unauthenticated:
        return show(request, "enfant_attente", name=name_of(now.number))
    space = session.space_of(found)
    if found.kind is not ActorKind.PERSON or not services.is_own_card(space, now.card):
        return stop(request, "autre-carte", 403)
    if request.method == "POST":
        services.represent(now, space)
        response = led_to("welcome")
        steps.forget(response)
        return response
    return show(request, "enfant", name=name_of(now.number))


def terms() -> Terms:
    """Give the terms of use in force, which another room keeps."""
    return cast("Terms", import_module(settings.ENS_TERMS))


def _proven(request: HttpRequest) -> Steps:
    now = steps.load(request, ERRAND)
    if not now.proven or now.acting == BY_REPRESENTATIVE:
        raise Expired
    return now


def _names(now: Steps) -> tuple[str, str]:
    first, _, last = name_of(now.number).partition(" ")
    return first, last


def _show_access(request: HttpRequest, now: Steps, given: dict[str, str], faults: dict[str, str]) -> HttpResponseBase:
    is_minor = services.describe(now.space, services.today()).is_minor
    shown = {**given, "mot-de-passe": "", "mobile": contact_rules.write_mobile(given["mobile"])}
    ways = {name: notify.is_possible(reaching.CHANNELS[kind]) for name, kind in _KINDS.items()}
    return show(request, "acces", faults, typed=shown, is_minor=is_minor, ways=ways, proven=now.verified, terms=terms())


def _read_contacts(given: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    email, mobile = contact_rules.read_email(given["courriel"]), contact_rules.read_mobile(given["mobile"])
    faults = {
        "courriel": "Écrivez une adresse comme prenom@exemple.fr." if given["courriel"].strip() and not email else "",
        "mobile": "Écrivez un numéro de mobile français, comme 06 12 34 56 78."
        if given["mobile"].strip() and not mobile
        else "",
    }
    if not any((email, mobile, *faults.values())):
        faults["courriel"] = "Donnez une adresse électronique ou un numéro de mobile : il faut pouvoir vous prévenir."
    return email, mobile, faults


def _fault_of_login(now: Steps, login: str) -> str:
    fault = logins.find_fault(login)
    if fault:
        return fault
    if not limits.try_spending(windows.LOGINS_ASKED, now.flow):
        return "Trop d’essais. Gardez l’identifiant que nous vous proposons."
    if passwords.is_free(login):
        return ""
    free = logins.suggest(*_names(now), passwords.is_free, code_rules.draw)
    return f"Cet identifiant est déjà pris. Libres : {', '.join(free)}."


def _fault_of_password(wanted: Steps, given: dict[str, str]) -> str:
    password = password_rules.read_password(given["mot-de-passe"])
    return password_rules.find_fault(password, services.personal_words(wanted))


def _unverified(now: Steps) -> dict[str, str]:
    """Give the contacts that have not proven themselves yet, by the name of their field."""
    both = {"courriel": now.email, "mobile": now.mobile}
    return {name: value for name, value in both.items() if value and value not in now.verified}


def _verify_next(request: HttpRequest, now: Steps, given: dict[str, str]) -> HttpResponseBase:
    """Send a code to each contact that is new, or go on when none is."""
    waiting = _unverified(now)
    try:
        for name, value in waiting.items():
            reaching.send_code(Holder(now.space, now.number), f"verify|{value}", now.flow, _KINDS[name], value)
    except TooMany as error:
        return _show_access(request, now, given, {"courriel": fault_of(error)})
    return _led("enrol-verify", now) if waiting else _led("enrol-second", now, key=totp.new_key())


def _redeem(request: HttpRequest, now: Steps, waiting: dict[str, str]) -> dict[str, str]:
    if not limits.try_spending(windows.CODES_TRIED, now.flow):
        return dict.fromkeys(waiting, "Trop d’essais. Recommencez plus tard.")
    return {
        name: ""
        if codes.redeem_code(f"verify|{value}", str(now.number), now.flow, request.POST.get(name, "")[:20])
        else WRONG_CODE
        for name, value in waiting.items()
    }


def _show_second(request: HttpRequest, now: Steps, faults: dict[str, str]) -> HttpResponseBase:
    holder = Holder(now.space, now.number)
    context: dict[str, Any] = {
        "key": totp_rules.write_key(now.key),
        "picture": draw_square(totp_rules.address_of(now.key, settings.ENS_NAME)),
        "named_address": named_elsewhere(request),
        "ceremony": passkeys.begin_registration(holder, name_of(now.number)),
    }
    return show(request, "second", faults, **context)


def _second_of(now: Steps, given: dict[str, str]) -> Second:
    if given["moyen"] == "cle":
        made = passkeys.read_registration(given["billet"], given["reponse"], now.number)
        return Second(passkey=made, name=given["nom"])
    if given["moyen"] == "papier":
        return Second()
    digits = code_rules.read_digits(given["code"])
    if not digits:
        raise Invalid("Tapez les six chiffres que l’application affiche.")
    return Second(key=now.key, code=digits)


def _finish(request: HttpRequest, now: Steps, chosen: Second) -> HttpResponseBase:
    kept = services.open_account(now, chosen)
    terms().accept(now.space, now.number, now.terms)
    response = led_to("enrol-codes")
    session.begin(request, response, SignedIn(ActorKind.PERSON, now.number, scopes.PERSON, chosen.methods))
    steps.save(response, steps.begin("codes"), codes=kept)
    return response


def _led(name: str, now: Steps, **changes: object) -> HttpResponseBase:
    response = led_to(name)
    steps.save(response, now, **changes)
    return response
