"""Coming in with login name, password and a second factor, or with a passkey alone.

A name that nobody has, a wrong password and a space that is gone get one answer, after the same work.
"""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.credentials import limits, passkeys, passwords, recovery, totp
from ens.credentials.rules import logins, windows
from ens.credentials.rules.codes import read_digits
from ens.credentials.store import Holder
from ens.enrolment import steps
from ens.enrolment.portal.way import fault_of, named_elsewhere, show, typed, way_page
from ens.enrolment.steps import Expired
from ens.gate import doorstep
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Invalid, TooMany
from ens.kernel.ids import HOUSE
from ens.policy import scopes
from ens.web import session
from ens.web.address import address_of
from ens.web.elsewhere import led_to
from ens.web.session import SignedIn

ERRAND: Final = "sign-in"
WRONG: Final = "Cet identifiant et ce mot de passe ne vont pas ensemble."
WRONG_SECOND: Final = "Ce code n’est pas le bon, ou il a déjà servi."
_PASSWORD_MAX: Final = 300


@way_page("GET", "POST")
def password(request: HttpRequest) -> HttpResponseBase:
    """Ask for login name and password; a right password alone opens nothing."""
    if request.method != "POST":
        return show(request, "identifiant", login="")
    given = typed(request, "identifiant", "mot-de-passe")
    login = logins.read_login(given["identifiant"])
    try:
        holder = _check(request, login, given["mot-de-passe"][:_PASSWORD_MAX])
    except TooMany as error:
        return _again(request, given["identifiant"], fault_of(error), 429)
    if holder is None:
        return _again(request, given["identifiant"], WRONG)
    response = led_to("second-factor")
    steps.save(response, steps.begin(ERRAND), space=holder.space, number=holder.number, proven=True)
    return response


@way_page("GET", "POST")
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Ask for the second factor of whoever has given the right password."""
    now = steps.load(request, ERRAND)
    if not now.proven:
        raise Expired
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            methods = _second(request, now.number)
        except (Invalid, TooMany) as error:
            faults = {"code": fault_of(error)}
        else:
            if methods:
                return _enter(request, Holder(now.space, now.number), methods)
            doorstep.note(Action.ACCOUNTS_SESSION_OPEN, now.space, refused="wrong_proof", detail="password")
            faults = {"code": WRONG_SECOND}
    with_key = passkeys.has_passkey(now.number)
    ceremony = passkeys.begin_sign_in(now.number) if with_key else None
    return show(request, "second_facteur", faults, ceremony=ceremony, with_app=totp.has_totp(now.number))


@way_page("GET", "POST")
def passkey(request: HttpRequest) -> HttpResponseBase:
    """Come in with a passkey, which is both what one has and what one is or knows (WebAuthn, user verification)."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            limits.spend(windows.PASSKEYS_TRIED, address_of(request))
            return _enter(request, _person_of(request), "passkey")
        except (Invalid, TooMany) as error:
            doorstep.note(Action.ACCOUNTS_SESSION_OPEN, refused="wrong_proof", detail="passkey")
            faults = {"cle": fault_of(error)}
    ceremony = passkeys.begin_sign_in()
    return show(request, "cle", faults, ceremony=ceremony, named_address=named_elsewhere(request))


def _person_of(request: HttpRequest) -> Holder:
    """Tell whose passkey has answered; an agent's opens another door."""
    holder = passkeys.finish_sign_in(request.POST.get("billet", ""), request.POST.get("reponse", ""))
    if holder.space == HOUSE:
        raise Invalid("Cette clé d’accès n’ouvre rien ici.")
    return holder


def _check(request: HttpRequest, login: str, secret: str) -> Holder | None:
    """Check a password under the limits; what is refused here is written down with whoever it is about."""
    _spend(request, login)
    checked = passwords.check_password(login, secret)
    if checked.right and _has_second(checked.holder.number):
        limits.refund(windows.SIGN_IN_NAME, login)
        limits.refund(windows.SIGN_IN_HERE, login, address_of(request))
        return checked.holder
    doorstep.note(Action.ACCOUNTS_SESSION_OPEN, checked.holder.space, refused="wrong_proof", detail="password")
    return None


def _spend(request: HttpRequest, login: str) -> None:
    """Count a try: about this name from here, from anywhere, and from here about anybody.

    A device that has signed in before counts by itself, so that nobody can shut a person out from elsewhere.
    """
    here = address_of(request)
    limits.spend(windows.SIGN_IN_ADDRESS, here)
    holder = passwords.find_holder(login)
    if session.is_known_device(request, holder.number):
        limits.spend(windows.SIGN_IN_DEVICE, login)
        return
    limits.spend(windows.SIGN_IN_HERE, login, here)
    limits.spend(windows.SIGN_IN_NAME, login)


def _has_second(number: int) -> bool:
    return totp.has_totp(number) or passkeys.has_passkey(number) or recovery.count_codes(number) > 0


def _second(request: HttpRequest, number: int) -> str:
    """Check a second factor; gives how, or nothing when it is wrong."""
    if request.POST.get("reponse"):
        passkeys.finish_sign_in(request.POST.get("billet", ""), request.POST["reponse"], number)
        return "password passkey"
    limits.spend(windows.SECOND_FACTOR, str(number))
    given = request.POST.get("code", "")[:40]
    digits = read_digits(given)
    if digits and totp.check_totp(number, digits):
        methods = "password otp"
    elif not digits and recovery.use_code(number, given):
        methods = "password recovery"
    else:
        return ""
    limits.refund(windows.SECOND_FACTOR, str(number))
    return methods


def _enter(request: HttpRequest, holder: Holder, methods: str) -> HttpResponseBase:
    response = session.after_sign_in(request)
    session.begin(request, response, SignedIn(ActorKind.PERSON, holder.number, scopes.PERSON, methods))
    steps.forget(response)
    return response


def _again(request: HttpRequest, login: str, fault: str, status: int = 422) -> HttpResponseBase:
    response = show(request, "identifiant", {"identifiant": fault}, login=login)
    response.status_code = status
    return response
