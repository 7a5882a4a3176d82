"""How agents and operators come in: an invitation that serves once, then a passkey, or password and an app's code."""

from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.credentials import limits, passkeys, passwords, totp
from ens.credentials.rules import codes as code_rules
from ens.credentials.rules import logins, windows
from ens.credentials.rules import passwords as password_rules
from ens.credentials.rules import totp as totp_rules
from ens.gate import doorstep
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Conflict, Invalid, NotFound, TooMany
from ens.kernel.ids import HOUSE
from ens.staff import members
from ens.staff.members import Member, Role
from ens.staff.portal.doors import staff_page
from ens.web import session
from ens.web.address import address_of
from ens.web.devices import name_device
from ens.web.elsewhere import SeeOther, led_to
from ens.web.page import open_page
from ens.web.render import render
from ens.web.session import SignedIn
from ens.web.squares import draw_square
from ens.web.ways import Way

WRONG: Final = "Identifiant, mot de passe ou code : l’un des trois n’est pas le bon."
_KEY_SALT: Final = "ens.staff.app"
_KEY_SECONDS: Final = 1_800
_LONGEST: Final = 30_000


def offer(_request: HttpRequest) -> list[Way]:
    """Offer the one page where staff prove who they are, again too."""
    return [Way(reverse("staff-sign-in"), "Avec mon accès d’agent", "Clé d’accès, ou mot de passe et code.", "lock")]


@open_page("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Take a passkey, or a password with the code of an app; one answer for every fault."""
    error = ""
    if request.method == "POST":
        try:
            member, methods = _prove(request)
        except (Invalid, TooMany) as refused:
            doorstep.note(Action.ACCOUNTS_SESSION_OPEN, refused="wrong_proof", detail="staff")
            error = WRONG if isinstance(refused, Invalid) else "Trop d’essais. Attendez un quart d’heure."
        else:
            response = session.after_sign_in(request)
            session.begin(request, response, SignedIn(ActorKind.SUPPORT, member.number, "", methods))
            return response
    status = 422 if error else 200
    return render(request, "staff/connexion.html", status=status, error=error, ceremony=passkeys.begin_sign_in())


@open_page("GET", "POST")
def accept(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Let somebody who was invited give her proofs, once; both ways have two factors."""
    member, error, key = members.get_invited(secret), "", totp.new_key()
    if request.method == "POST":
        given = {name: request.POST.get(name, "")[:_LONGEST] for name in _FIELDS}
        try:
            key = _open_key(member, given["cle"]) if given["cle"] else key
            _keep(member, secret, given, key)
        except (Conflict, Invalid) as refused:
            error = refused.detail or "Recommencez."
        else:
            return led_to("staff-sign-in")
    return _show_invitation(request, member, secret, key, error)


@staff_page(None)
def home(_request: HttpRequest, member: Member) -> HttpResponseBase:
    """Lead to the first page of a role."""
    return SeeOther(reverse("guichet" if member.role is Role.SUPPORT else "pilotage"))


_FIELDS: Final = ("moyen", "reponse", "billet", "nom", "identifiant", "mot-de-passe", "code", "cle")


def _prove(request: HttpRequest) -> tuple[Member, str]:
    if request.POST.get("reponse"):
        limits.spend(windows.PASSKEYS_TRIED, address_of(request))
        answer, ticket = request.POST["reponse"][:_LONGEST], request.POST.get("billet", "")[:_LONGEST]
        return _working(passkeys.finish_sign_in(ticket, answer).number), "passkey"
    login, password, code = (request.POST.get(name, "")[:300] for name in ("identifiant", "mot-de-passe", "code"))
    limits.spend(windows.SIGN_IN_ADDRESS, address_of(request))
    limits.spend(windows.SIGN_IN_HERE, login, address_of(request))
    checked = passwords.check_password(login, password)
    right = totp.check_totp(checked.holder.number, code_rules.read_digits(code))
    if not (checked.right and right and checked.holder.space == HOUSE):
        raise Invalid(WRONG)
    limits.refund(windows.SIGN_IN_HERE, login, address_of(request))
    return _working(checked.holder.number), "password otp"


def _working(number: int) -> Member:
    member = members.find_member(number)
    if member is None:
        raise Invalid(WRONG)
    return member


def _keep(member: Member, secret: str, given: dict[str, str], key: bytes) -> None:
    """Keep the proofs and use the invitation up, all or nothing."""
    with transaction.atomic(durable=True):
        if given["moyen"] == "cle":
            made = passkeys.read_registration(given["billet"], given["reponse"], member.number)
            passkeys.keep_passkey(member.holder, *made, given["nom"])
        else:
            _keep_password(member, given, key)
        if not members.use_invitation(secret):
            raise NotFound
        detail = "passkey" if given["moyen"] == "cle" else "password otp"
        doorstep.note(Action.ACCOUNTS_CREDENTIAL_ADD, actor=member.actor, detail=detail)


def _keep_password(member: Member, given: dict[str, str], key: bytes) -> None:
    login, password = logins.read_login(given["identifiant"]), given["mot-de-passe"]
    fault = logins.find_fault(login) or password_rules.find_fault(
        password_rules.read_password(password), (member.name, login)
    )
    if fault:
        raise Invalid(fault)
    totp.add_totp(member.holder, key, code_rules.read_digits(given["code"]))
    if members.login_of(member):
        passwords.change_password(member.number, password)
    else:
        passwords.set_login(member.holder, login, passwords.hash_password(password))


def _open_key(member: Member, ticket: str) -> bytes:
    try:
        key, owner = signing.loads(ticket, salt=_KEY_SALT, max_age=_KEY_SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Invalid("Cette page a expiré. Recommencez.") from error
    if owner != str(member.number):
        raise Invalid("Cette page a expiré. Recommencez.")
    return bytes.fromhex(key)


def _show_invitation(request: HttpRequest, member: Member, secret: str, key: bytes, error: str) -> HttpResponseBase:
    context: dict[str, Any] = {
        "member": member,
        "login": members.login_of(member),
        "key": totp_rules.write_key(key),
        "square": draw_square(totp_rules.address_of(key, settings.ENS_NAME)),
        "ticket": signing.dumps([key.hex(), str(member.number)], salt=_KEY_SALT),
        "ceremony": passkeys.begin_registration(member.holder, member.name),
        "device": name_device(request.headers.get("User-Agent", "")),
        "here": reverse("staff-invitation", kwargs={"secret": secret}),
    }
    return render(request, "staff/invitation.html", status=422 if error else 200, error=error, **context)
