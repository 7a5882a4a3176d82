"""The pages of what opens a notebook: passkeys, authenticator app, recovery codes, password."""

from typing import Final

from django.conf import settings
from django.core import signing
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.accounts import proofs
from ens.accounts.rules import RECENT_SECONDS
from ens.accounts.telling import holder_of
from ens.credentials import passkeys, totp
from ens.credentials.rules import codes as code_rules
from ens.credentials.rules import totp as totp_rules
from ens.gate.people import name_of
from ens.kernel.errors import Conflict, Invalid
from ens.registry.sessions import Session
from ens.web.caller import Caller
from ens.web.devices import name_device
from ens.web.elsewhere import SeeOther
from ens.web.page import own_page
from ens.web.render import render
from ens.web.session import require_recent
from ens.web.squares import draw_square

DONE: Final = {
    "cle": "La clé d’accès est ajoutée. Elle ouvre votre carnet à la prochaine connexion.",
    "application": "L’application de codes est ajoutée.",
    "retire": "Ce moyen est retiré. Il n’ouvre plus votre carnet.",
    "mot-de-passe": "Votre mot de passe est changé. Les autres appareils ont été déconnectés.",
}
_KEY_SALT: Final = "ens.accounts.app"
_KEY_SECONDS: Final = 1_800
_LONGEST: Final = 30_000


@own_page()
def list_proofs(caller: Caller, session: Session) -> HttpResponseBase:
    """List what opens the notebook."""
    done = DONE.get(caller.request.GET.get("fait", ""), "")
    return render(caller, "accounts/moyens.html", proofs=proofs.list_proofs(session.number), done=done)


@own_page("GET", "POST")
def add_passkey(caller: Caller, session: Session) -> HttpResponseBase:
    """Add a passkey of this device."""
    require_recent(caller.request, RECENT_SECONDS)
    error = ""
    if caller.request.method == "POST":
        ticket, answer, name = _typed(caller, "billet", "reponse", "nom")
        try:
            proofs.add_passkey(session, ticket, answer, name)
        except (Conflict, Invalid) as refused:
            error = refused.detail
        else:
            return _listed("cle")
    return render(
        caller,
        "accounts/cle.html",
        status=422 if error else 200,
        error=error,
        ceremony=passkeys.begin_registration(holder_of(session), name_of(session.number)),
        name=name_device(caller.request.headers.get("User-Agent", "")),
    )


@own_page("GET", "POST")
def add_app(caller: Caller, session: Session) -> HttpResponseBase:
    """Add an authenticator app, once it shows the right code."""
    require_recent(caller.request, RECENT_SECONDS)
    key, error = totp.new_key(), ""
    if caller.request.method == "POST":
        ticket, code = _typed(caller, "billet", "code")
        key = _open_key(session, ticket)
        try:
            proofs.add_app(session, key, code_rules.read_digits(code))
        except Invalid as refused:
            error = refused.detail
        else:
            return _listed("application")
    return render(
        caller,
        "accounts/application.html",
        status=422 if error else 200,
        error=error,
        key=totp_rules.write_key(key),
        square=draw_square(totp_rules.address_of(key, settings.ENS_NAME)),
        ticket=signing.dumps([key.hex(), session.id.hex()], salt=_KEY_SALT),
    )


@own_page("POST")
def new_codes(caller: Caller, session: Session) -> HttpResponseBase:
    """Draw ten recovery codes and show them, once."""
    require_recent(caller.request, RECENT_SECONDS)
    drawn = [code_rules.grouped(code, 5) for code in proofs.new_codes(session)]
    return render(caller, "accounts/codes.html", codes=drawn)


@own_page("POST")
def remove(caller: Caller, session: Session) -> HttpResponseBase:
    """Remove a passkey or the authenticator app."""
    require_recent(caller.request, RECENT_SECONDS)
    kind, passkey = _typed(caller, "moyen", "cle")
    if kind == "application":
        proofs.remove_app(session)
    elif kind == "cle":
        proofs.remove_passkey(session, passkey)
    else:
        raise Invalid("Choisissez un moyen de la liste.")
    return _listed("retire")


@own_page("GET", "POST")
def password(caller: Caller, session: Session) -> HttpResponseBase:
    """Change the password."""
    require_recent(caller.request, RECENT_SECONDS)
    errors: dict[str, str] = {}
    if caller.request.method == "POST":
        old, new = _typed(caller, "actuel", "nouveau")
        try:
            proofs.change_password(session, old, new)
        except Invalid as refused:
            errors = {"actuel" if "wrong_proof" in refused.reasons else "nouveau": refused.detail}
        else:
            return _listed("mot-de-passe")
    login = proofs.list_proofs(session.number).login
    status = 422 if errors else 200
    return render(caller, "accounts/mot_de_passe.html", status=status, errors=errors, login=login)


def _typed(caller: Caller, *names: str) -> tuple[str, ...]:
    return tuple(caller.request.POST.get(name, "")[:_LONGEST] for name in names)


def _open_key(session: Session, ticket: str) -> bytes:
    """Read back the key that this session was shown."""
    try:
        key, owner = signing.loads(ticket, salt=_KEY_SALT, max_age=_KEY_SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Invalid("Cette demande a expiré. Recommencez.") from error
    if owner != session.id.hex():
        raise Invalid("Cette demande a expiré. Recommencez.")
    return bytes.fromhex(key)


def _listed(done: str) -> HttpResponseBase:
    return SeeOther(f"{reverse('proofs')}?fait={done}")
