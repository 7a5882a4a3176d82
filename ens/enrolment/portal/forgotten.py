"""A forgotten login name or password (ENR-09): one answer, and one time, whether somebody is known or not.

A new password needs a code to a contact and the second factor: neither opens anything alone.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.credentials import codes, contacts, limits, passwords, recovery, totp
from ens.credentials.rules import contacts as contact_rules
from ens.credentials.rules import logins, windows
from ens.credentials.rules import passwords as password_rules
from ens.credentials.rules.codes import read_digits
from ens.credentials.store import NOBODY, Holder, Kind
from ens.enrolment import reaching, services, steps
from ens.enrolment.portal.way import fault_of, show, stop, typed, way_page
from ens.enrolment.steps import Steps
from ens.gate import doorstep
from ens.gate.house import database
from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.kernel.errors import Invalid, TooMany
from ens.notify import services as notify
from ens.notify import words
from ens.registry import sessions
from ens.web.address import address_of
from ens.web.elsewhere import led_to

ERRAND: Final = "forgotten"
PURPOSE: Final = "password"
WRONG: Final = "L’un des deux codes n’est pas le bon, ou il a déjà servi."


@way_page("GET", "POST")
def login_name(request: HttpRequest) -> HttpResponseBase:
    """Send the login names of a contact to that contact, if anybody has verified it."""
    if request.method != "POST":
        return show(request, "oubli", contact="")
    given = typed(request, "contact")["contact"]
    email, mobile = contact_rules.read_email(given), contact_rules.read_mobile(given)
    kind, value = (Kind.EMAIL, email) if email else (Kind.MOBILE, mobile)
    if not value:
        fault = "Écrivez votre adresse électronique ou votre numéro de mobile."
        return show(request, "oubli", {"contact": fault}, contact=given)
    try:
        limits.spend(windows.FORGOTTEN, address_of(request))
        limits.spend(windows.FORGOTTEN_ABOUT, value)
    except TooMany as error:
        return show(request, "oubli", {"contact": fault_of(error)}, contact=given)
    _remind(kind, value)
    return stop(request, "identifiant-parti", 200)


@way_page("GET", "POST")
def password(request: HttpRequest) -> HttpResponseBase:
    """Send a code to the contact of whoever has this login name, if anybody has."""
    if request.method != "POST":
        return show(request, "oubli_mot_de_passe", login="")
    given = typed(request, "identifiant")["identifiant"]
    login, now = logins.read_login(given), steps.begin(ERRAND)
    try:
        limits.spend(windows.FORGOTTEN, address_of(request))
        limits.spend(windows.FORGOTTEN_ABOUT, login)
        holder = _send(login, now)
    except TooMany as error:
        return show(request, "oubli_mot_de_passe", {"identifiant": fault_of(error)}, login=given)
    response = led_to("forgotten-new")
    steps.save(response, now, space=holder.space, number=holder.number, login=login)
    return response


@way_page("GET", "POST")
def new_password(request: HttpRequest) -> HttpResponseBase:
    """Take the code, the second factor and a new password; then every session ends and every contact is told."""
    now = steps.load(request, ERRAND)
    faults: dict[str, str] = {}
    if request.method == "POST":
        given = typed(request, "code", "second", "mot-de-passe")
        faults = {"mot-de-passe": _fault_of_password(now, given["mot-de-passe"])}
        if not any(faults.values()):
            try:
                return _change(request, now, given)
            except TooMany as error:
                faults = {"code": fault_of(error)}
            except Invalid as error:
                faults = {"mot-de-passe" if "password_reused" in error.reasons else "code": fault_of(error)}
    return show(request, "nouveau_mot_de_passe", faults)


def _remind(kind: Kind, value: str) -> None:
    """Send login names, or a message to nobody, after the same look-ups."""
    owners = contacts.list_owners(kind, value) or [NOBODY]
    found = tuple(login for login in (passwords.find_login(owner.number) for owner in owners) if login)
    if owners == [NOBODY]:
        contacts.list_contacts(0)
    if found:
        notify.post(owners[0].space, reaching.CHANNELS[kind], value, words.write_logins(settings.ENS_NAME, found))
    else:
        notify.post_void()


def _send(login: str, now: Steps) -> Holder:
    holder = passwords.find_holder(login)
    known = [each for each in contacts.list_contacts(holder.number) if each.kind != Kind.ADDRESS and each.verified]
    about = str(holder.number) if holder is not NOBODY else f"?{login}"
    code = codes.issue_code(PURPOSE, about, now.flow)
    said = words.write_code(settings.ENS_NAME, code)
    if known:
        notify.post(holder.space, reaching.CHANNELS[Kind(known[0].kind)], known[0].value, said)
    else:
        notify.post_void()
    return holder


def _fault_of_password(now: Steps, typed_password: str) -> str:
    """Judge a new password by what everybody may know: what is personal is judged when the codes were right."""
    return password_rules.find_fault(password_rules.read_password(typed_password), (now.login,))


def _change(request: HttpRequest, now: Steps, given: dict[str, str]) -> HttpResponseBase:
    limits.spend(windows.CODES_TRIED, now.flow)
    limits.spend(windows.SECOND_FACTOR, now.flow)
    about = str(now.number) if now.number else f"?{now.login}"
    if not codes.redeem_code(PURPOSE, about, now.flow, given["code"]) or not _is_second(now.number, given["second"]):
        doorstep.note(Action.ACCOUNTS_CREDENTIAL_ADD, now.space, refused="wrong_proof", detail="password")
        raise Invalid(WRONG, ("wrong_code",))
    password = given["mot-de-passe"]
    fault = password_rules.find_fault(password_rules.read_password(password), services.personal_words(now))
    if fault:
        raise Invalid(f"{fault} Demandez un nouveau code.", ("password_reused",))
    passwords.change_password(now.number, password)
    _tell(now)
    return stop(request, "mot-de-passe-change", 200)


def _is_second(number: int, typed_code: str) -> bool:
    digits = read_digits(typed_code)
    return totp.check_totp(number, digits) if digits else recovery.use_code(number, typed_code)


def _tell(now: Steps) -> None:
    holder, actor = Holder(now.space, now.number), Actor(ActorKind.PERSON, now.number)
    sessions.end_others(database(), now.number)
    doorstep.note(Action.ACCOUNTS_CREDENTIAL_ADD, now.space, actor, right="own_space", detail="password")
    reaching.tell(holder, words.write_proof_changed(settings.ENS_NAME, "Votre mot de passe vient de changer."))
